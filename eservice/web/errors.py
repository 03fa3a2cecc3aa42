"""Turns what was refused or went wrong into a status, a sentence that says what to do, and a page of the house."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from eservice.kernel.errors import (
    ConflictError,
    DomainError,
    IllegalStepError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
    TooManyTriesError,
)
from eservice.kernel.stores import is_full_or_away
from eservice.kernel.transaction import is_away
from eservice.kernel.words import N_
from eservice.web import carrying
from eservice.web.access import reference
from eservice.web.guards import note_refused
from eservice.web.labels import LABELS, REFUSALS, label
from eservice.web.pace import TooFastError
from eservice.web.problems import for_machines, problem, refusal_of

logger = logging.getLogger("eservice.web")


@dataclass(frozen=True)
class Page:
    """What an error page says."""

    heading: str
    happened: str
    todo: tuple[str, ...] = field(default_factory=tuple)


STATUSES: dict[type[DomainError], int] = {
    NotAllowedError: 403,
    NotFoundError: 404,
    IllegalStepError: 409,
    ConflictError: 409,
    MissingReasonError: 422,
    InvalidInputError: 422,
    TooManyTriesError: 429,
    DomainError: 409,
}

FALLBACKS: dict[type[DomainError], str] = {
    NotAllowedError: N_("Halaman ini bukan milik akun Anda. Mungkin Anda masuk dengan akun lain."),
    NotFoundError: N_("Yang Anda cari tidak ada di sini. Periksa lagi kode atau alamatnya."),
    IllegalStepError: N_(
        "Langkah ini tidak bisa lagi dilakukan karena keadaannya sudah berubah. Muat ulang halamannya."
    ),
    ConflictError: N_("Ada yang berubah sejak Anda membukanya. Muat ulang halamannya, lalu coba lagi."),
    MissingReasonError: N_("Tulis alasannya; orang lain akan membacanya."),
    InvalidInputError: N_("Jawaban ini belum bisa diterima. Periksa lagi isinya."),
    TooManyTriesError: N_("Terlalu sering mencoba. Tunggu beberapa menit. Akun Anda aman."),
    DomainError: N_("Langkah ini tidak bisa dilakukan sekarang."),
}

SENTENCES: dict[str, str] = {
    "page": N_("Halaman ini bukan milik akun Anda. Mungkin Anda masuk dengan akun lain."),
    "not_allowed": N_("Peran Anda tidak boleh melakukan langkah ini."),
    "cannot_bring": N_("Berkas ini harus dikirim sekarang. Foto atau pilih berkasnya."),
    "no_office": N_("Belum ada kantor yang melayani alamat itu. Periksa kelurahannya, atau tanyakan ke loket."),
    "no_such_requirement": N_("Syarat ini tidak ada pada permohonan itu. Muat ulang halamannya."),
    "no_such_service": N_("Layanan ini tidak ada. Pilih dari daftar layanan."),
    "report_not_over": N_("Periode ini belum selesai. Laporan ditandatangani sesudah hari terakhirnya lewat."),
    "no_such_figure": N_("Angka ini tidak kami hitung. Kembali ke ringkasan."),
    "not_reached": N_("Pemohon belum terhubungi. Hubungi lewat dua saluran, atau catat telepon, sebelum menutupnya."),
    "other_signer_printed": N_("Surat ini sudah dicetak untuk pejabat lain. Cetak ulang atas nama Anda."),
    "account_acts": N_("Permohonan ini dikirim dari sebuah akun. Masuk untuk melengkapi atau membatalkannya."),
    "no_match": N_("Tidak cocok dengan register kami. Periksa ejaannya sekali lagi."),
}
"""Sentences of refusals that no subject's ``words.REFUSALS`` writes itself."""

PAGES: dict[int, Page] = {
    400: Page(
        N_("Permintaan ini tidak bisa dibaca"),
        N_("Alamat atau isian yang dikirim tidak lengkap."),
        (N_("Kembali ke halaman sebelumnya dan muat ulang."), N_("Lalu kirim sekali lagi.")),
    ),
    403: Page(
        N_("Halaman ini bukan milik akun Anda"),
        N_("Mungkin Anda masuk dengan akun lain, atau dengan peran lain."),
        (N_("Periksa nama di bagian atas halaman."), N_("Ganti akun bila itu bukan Anda.")),
    ),
    404: Page(
        N_("Halaman ini tidak ada"),
        N_("Alamatnya mungkin salah ketik, atau halamannya sudah dipindahkan."),
        (N_("Periksa lagi alamatnya."), N_("Atau cari suratnya dari daftar layanan.")),
    ),
    405: Page(
        N_("Halaman ini dibuka dengan cara lain"),
        N_("Tombol atau tautan yang Anda pakai tidak cocok dengan halaman ini."),
        (N_("Kembali ke halaman sebelumnya dan tekan tombolnya sekali lagi."),),
    ),
    409: Page(
        N_("Keadaannya sudah berubah"),
        N_("Orang lain, atau Anda di layar lain, sudah lebih dulu mengubahnya."),
        (N_("Muat ulang halamannya untuk melihat keadaan sekarang."), N_("Tidak ada isian yang hilang.")),
    ),
    410: Page(
        N_("Tautan ini sudah tidak berlaku"),
        N_("Tautan hanya dapat dipakai satu kali, atau waktunya sudah lewat."),
        (N_("Minta tautan yang baru."),),
    ),
    413: Page(
        N_("Berkas-berkas ini terlalu besar"),
        N_("Semua berkas bersama terlalu besar. Kirim satu per satu."),
        (
            N_("Kembali ke halamannya; isian yang sudah tersimpan tidak hilang."),
            N_("Kirim satu berkas, lalu yang lain."),
        ),
    ),
    422: Page(
        N_("Ada jawaban yang belum bisa diterima"),
        N_("Isinya perlu diperbaiki sebelum dilanjutkan."),
        (N_("Kembali ke halaman sebelumnya; isian Anda masih ada."),),
    ),
    429: Page(
        N_("Terlalu sering mencoba"),
        N_("Kami menahan percobaan berikutnya sebentar untuk melindungi Anda."),
        (N_("Tunggu beberapa menit, lalu coba lagi."), N_("Akun Anda aman.")),
    ),
    500: Page(
        N_("Maaf, ada kesalahan di pihak kami"),
        N_("Tidak ada isian yang hilang."),
        (N_("Coba lagi sebentar lagi."), N_("Bila terulang, sebutkan kode itu kepada petugas.")),
    ),
    503: Page(
        N_("Sistem kami sedang tidak menjawab"),
        N_("Yang baru saja Anda kirim belum tersimpan."),
        (
            N_("Tunggu satu menit, lalu muat ulang halaman ini."),
            N_("Bila terulang, sebutkan kode itu kepada petugas."),
        ),
    ),
}


def install(app: Flask) -> None:
    """Answer every refusal and every fault with a page of the house."""
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(CSRFError, _token_missing)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _fault)
    app.log_exception = _said_already  # type: ignore[method-assign]


def sentence(error: DomainError) -> str:
    """Return what to tell the person, in the page's language; a fact that has words of its own is told by them."""
    words = REFUSALS.get(error.code) or SENTENCES.get(error.code)
    if words is None:
        words = next(FALLBACKS[kind] for kind in type(error).__mro__ if kind in FALLBACKS)
        return str(_(words))
    facts = {
        name: label(fact) if isinstance(fact, StrEnum) and type(fact) in LABELS else fact
        for name, fact in error.facts.items()
    }
    return str(_(words, **facts))


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a refusal."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def refused(error: DomainError) -> ResponseReturnValue:
    """Answer a refusal with its page, or a machine with its problem; what was not theirs is kept in the log."""
    note_refused(error)
    status = status_of(error)
    page = PAGES[status]
    if for_machines():
        return refusal_of(400 if status == 422 else status, error, sentence(error), error.code)
    body = render_template("errors/page.html", page=Page(page.heading, sentence(error), page.todo), ref="")
    return body, status, _until(error)


def _until(error: DomainError) -> dict[str, str]:
    """Return how many seconds to wait, where that is why; whoever was refused reads it in words as well."""
    if not isinstance(error, TooManyTriesError):
        return {}
    minutes = error.facts.get("minutes") or int(str(error.facts.get("hours", 1))) * 60
    return {"Retry-After": str(int(str(minutes)) * 60)}


def lost_draft(slug: str) -> ResponseReturnValue:
    """Answer that this browser no longer holds an application, with both ways on: sign in, or begin again."""
    return render_template("errors/lost.html", slug=slug), 404


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    shown = status if status in PAGES else 400 if status < 500 else 500
    headers = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    page = PAGES[shown]
    if isinstance(error, TooFastError):
        page = Page(page.heading, error.words, page.todo)
    if for_machines():
        return problem(status, str(_(page.happened))), status, headers
    body = render_template("errors/page.html", page=page, ref="", back=request.full_path if status == 413 else "")
    return body, status, headers


def _fault(error: Exception) -> ResponseReturnValue:
    """Answer without touching the database: it may be the thing that failed."""
    ref, cause = reference(), _cause(error)
    logger.error("fault %s on %s", ref, request.endpoint, exc_info=cause)
    status, headers = (503, {"Retry-After": "60"}) if is_away(cause) or is_full_or_away(cause) else (500, {})
    if for_machines():
        return problem(status, str(_(PAGES[status].heading)), code=ref), headers
    return render_template("errors/fault.html", page=PAGES[status], status=status, ref=ref), status, headers


def _said_already(exc_info: object) -> None:
    """Write no second line about a fault: Flask's own quotes the address."""


def _cause(error: Exception) -> BaseException:
    """Return what went wrong: Flask wraps it in its own error of 500."""
    return getattr(error, "original_exception", None) or error


def _token_missing(error: CSRFError) -> ResponseReturnValue:
    """Offer what was typed to be sent again, where the browser proves that it came from our own page."""
    secret = any(carrying.is_secret(name) for name in request.form)
    ours = request.headers.get("Origin") == request.host_url.rstrip("/")
    kept = (
        []
        if secret or carrying.chosen_files() or not ours or carrying.may_be_anothers()
        else list(carrying.typed_here())
    )
    return send_again(kept), 400


def send_again(kept: Sequence[tuple[str, str]]) -> str:
    """Return the page on which what was typed here is read once more and sent with one button."""
    return render_template(
        "errors/token.html",
        kept=kept,
        sentences=[value for _name, value in kept if " " in value.strip()],
        action=carrying.address_here(),
        back=request.path if carrying.can_be_opened(request.path) else "/",
    )
