"""Checking a letter without a network: the page that keeps working, the keys it knows, and the list of what ended."""

import base64
from typing import Any

from flask import Response, current_app, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.config import Settings
from eservice.kernel import clock
from eservice.kernel.ports import drivers
from eservice.kernel.words import N_
from eservice.letters.ended import status_list
from eservice.letters.kinds import Kind, Mode
from eservice.letters.sealkeys import PublishedKey
from eservice.web.guards import public
from eservice.web.headers import HEADERS
from eservice.web.labels import label
from eservice.web.public.room import blueprint

_KEPT_SECONDS = 30
"""How long others may keep keys and list: what is revoked is known everywhere within a minute."""

ANSWERS: dict[str, tuple[str, str, str, str]] = {
    "genuine": (
        N_("Segel asli"),
        N_("Segel ini kami yang membuat, masih dalam masa berlaku, dan tidak ada di daftar surat yang dicabut."),
        "good",
        "tick",
    ),
    "unconfirmed": (
        N_("Segel asli, status tidak diketahui"),
        N_("Segel ini kami yang membuat. Apakah suratnya dicabut atau diganti, tidak diketahui tanpa internet."),
        "wait",
        "ask",
    ),
    "expired": (
        N_("Lewat masa berlaku"),
        N_("Segel ini asli, tetapi masa berlaku suratnya sudah lewat."),
        "wait",
        "cross",
    ),
    "waiting": (
        N_("Belum lengkap ditandatangani"),
        N_("Menurut daftar status, masih ada pejabat yang harus menandatangani. Periksa daring sebelum menerima."),
        "wait",
        "wait",
    ),
    "revoked": (
        N_("Dicabut"),
        N_("Segel ini asli, tetapi suratnya sudah dicabut. Jangan diterima."),
        "bad",
        "cross",
    ),
    "replaced": (
        N_("Sudah diganti"),
        N_("Segel ini asli, tetapi suratnya sudah diganti dengan surat lain. Jangan diterima."),
        "bad",
        "cross",
    ),
    "void": (
        N_("Batal"),
        N_("Segel ini asli, tetapi suratnya dibatalkan sebelum berlaku. Jangan diterima."),
        "bad",
        "cross",
    ),
    "swapped": (
        N_("Segel milik surat lain"),
        N_("Segel dan alamat pada kode QR ini bukan dari surat yang sama. Jangan diterima."),
        "bad",
        "cross",
    ),
    "forged": (
        N_("Segel palsu"),
        N_("Segel ini tidak kami buat, atau sudah diubah. Jangan diterima."),
        "bad",
        "cross",
    ),
    "unknown_key": (
        N_("Kunci segel tidak dikenal"),
        N_("Segel ini dibuat dengan kunci yang tidak ada di perangkat ini. Jangan diterima sebelum diperiksa daring."),
        "bad",
        "ask",
    ),
    "unreadable": (
        N_("Segel tidak terbaca"),
        N_("Kode ini rusak, terpotong, atau bukan dari surat kami. Pindai sekali lagi, atau periksa daring."),
        "wait",
        "ask",
    ),
    "no_seal": (
        N_("Tanpa segel luring"),
        N_("Surat bertanda tangan basah dan surat lama tidak bersegel. Surat ini hanya dapat diperiksa daring."),
        "wait",
        "ask",
    ),
}
"""What an offline check may find -> word, sentence, tone, shape; the single-file script says the same words."""


@blueprint.get("/verifikasi/luring")
@public
def offline_check() -> ResponseReturnValue:
    """Show the page that checks seals by itself; it alone may open the camera."""
    page = make_response(
        render_template(
            "public/offline_check.html",
            answers={code: said(code) for code in ANSWERS},
            kinds={str(kind): str(label(kind)) for kind in Kind},
        )
    )
    page.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    return page


def said(code: str) -> tuple[str, str, str, str]:
    """Return word and sentence of an answer in the reader's language, with its tone and shape."""
    word, sentence, tone, sign = ANSWERS[code]
    return _(word), _(sentence), tone, sign


@blueprint.get("/verifikasi/luring.js")
@public
def offline_worker() -> ResponseReturnValue:
    """Give the service worker, from the one address that lets it serve the page above."""
    worker = current_app.send_static_file("js/offline-worker.js")
    worker.headers["Cache-Control"] = "no-cache"
    return worker


@blueprint.get("/verifikasi/luring/kunci")
@public
def offline_keys() -> ResponseReturnValue:
    """Give the public keys of seals, old ones too, as a JSON Web Key Set (RFC 7517)."""
    settings: Settings = current_app.extensions["eservice.settings"]
    is_trial = settings.is_demo or drivers().signer.mode is Mode.LOCAL
    answer = jsonify(
        issuer=settings.base_url,
        trial="UJI COBA, belum tersertifikasi" if is_trial else "",
        keys=[jwk(one) for one in drivers().seal_keys.published()],
    )
    answer.mimetype = "application/jwk-set+json"
    return _shared(answer)


@blueprint.get("/verifikasi/luring/status")
@public
def offline_status() -> ResponseReturnValue:
    """Give the signed list of seals whose letters are revoked, replaced, void or not fully signed yet."""
    settings: Settings = current_app.extensions["eservice.settings"]
    answer = Response(status_list(issuer=settings.base_url, at=clock.now()), mimetype="application/cwt")
    return _shared(answer)


def jwk(key: PublishedKey) -> dict[str, Any]:
    """Return a key as a JSON Web Key; `signs` is ours: whether letters are still sealed with it."""
    return {
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "use": "sig",
        "kid": _written(key.id),
        "x": _written(key.x),
        "y": _written(key.y),
        "signs": key.signs,
    }


def _written(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def _shared(answer: Response) -> Response:
    """Let others read and keep an answer: nothing in it depends on who asks."""
    answer.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
