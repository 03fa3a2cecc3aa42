"""Read one typed value into what is stored, or say what to do about it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from eservice.catalogue.definition import Field, Kind
from eservice.kernel.errors import InvalidInputError
from eservice.kernel.words import N_
from eservice.residents.nik import read_nik
from eservice.residents.phones import read_phone
from eservice.residents.rules import is_plain, read_kk, read_name
from eservice.residents.words import REFUSALS

Read = TypeVar("Read")

YES, NO = "ya", "tidak"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb february", "maret mar march", "april apr", "mei may", "juni jun june",
            "juli jul july", "agustus agu agt aug august", "september sep sept", "oktober okt oct october",
            "november nov", "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_IN_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})[ -]([a-z]+)[ -](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")
_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")


class WrongInputError(Exception):
    """A value cannot be read; ``sentence`` is a message to translate, filled in with ``facts``."""

    def __init__(self, sentence: str, /, *, sentence_en: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.sentence_en, self.facts = sentence, sentence_en, facts


def tidy(typed: str, *, lines: bool) -> str:
    """Return the text without control characters, doubled spaces and blank ends; names keep their letters."""
    kept = "".join(
        letter if letter == "\n" or not unicodedata.category(letter).startswith("C") else " "
        for letter in unicodedata.normalize("NFC", typed.replace("\r\n", "\n"))
    )
    if lines:
        return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    return " ".join(kept.split())


def as_text(field: Field, text: str) -> str:
    """Return it as it is, where a letter can print it."""
    if not is_plain(text):
        raise WrongInputError(N_("Pakai huruf, angka, dan tanda baca biasa; tanpa gambar."))
    return text


def _as_name(field: Field, text: str) -> str:
    return _as_resident(read_name, text)


def _as_nik(field: Field, text: str) -> str:
    return str(_as_resident(read_nik, text))


def _as_kk(field: Field, text: str) -> str:
    return _as_resident(read_kk, text)


def _as_phone(field: Field, text: str) -> str:
    return _as_resident(read_phone, text)


def _as_resident(read: Callable[[str], Read], text: str) -> Read:
    """Return what the residents' rule reads, or its refusal in words."""
    try:
        return read(text)
    except InvalidInputError as refused:
        wrong = WrongInputError(REFUSALS[refused.code])
        wrong.facts = refused.facts
        raise wrong from refused


def _as_number(field: Field, text: str) -> str | int:
    if not re.fullmatch(r"[0-9]+", text):
        raise WrongInputError(N_("Tulis “%(label)s” dengan angka saja."), label=field.label, label_en=field.label_en)
    _check_range(field, int(text))
    return text if field.as_text else int(text)


def _as_money(field: Field, text: str) -> int:
    plain = re.sub(r"^rp\.?\s*", "", text.casefold()).removesuffix(",00").removesuffix(",-")
    plain = re.sub(r"[.\s]", "", plain)
    if not re.fullmatch(r"[0-9]+", plain):
        raise WrongInputError(N_("Tulis jumlah rupiah dengan angka saja, misalnya 1.500.000."))
    _check_range(field, int(plain))
    return int(plain)


def _check_range(field: Field, number: int) -> None:
    if field.minimum is not None and number < field.minimum:
        raise WrongInputError(N_("Tulis angka paling kecil %(n)s."), n=field.minimum)
    if field.maximum is not None and number > field.maximum:
        raise WrongInputError(N_("Tulis angka paling besar %(n)s."), n=field.maximum)


def _as_date(field: Field, text: str) -> str:
    low = text.casefold().replace(",", "")
    if found := _ISO.fullmatch(low):
        year, month, day = (int(part) for part in found.groups())
    elif found := _IN_NUMBERS.fullmatch(low) or _COMPACT.fullmatch(low):
        day, month, year = (int(part) for part in found.groups())
    elif found := _IN_WORDS.fullmatch(low):
        day, month, year = int(found[1]), _MONTHS.get(found[2], 0), int(found[3])
    else:
        raise WrongInputError(N_("Tulis tanggal seperti 17-08-1990: tanggal, bulan, tahun."))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise WrongInputError(N_("Tanggal %(typed)s tidak ada. Periksa tanggal dan bulannya."), typed=text) from None


def check_tense(field: Field, day: date, today: date) -> None:
    """Refuse a date on the wrong side of today."""
    if field.tense == "past" and day > today:
        raise WrongInputError(N_("Tanggal ini belum terjadi. Periksa tahunnya."))
    if field.tense == "future" and day < today:
        raise WrongInputError(N_("Tanggal ini sudah lewat. Periksa tahunnya."))


def check_year(field: Field, year: int, today: date) -> None:
    """Refuse a year on the wrong side of this one."""
    if field.tense == "past" and year > today.year:
        raise WrongInputError(N_("Tahun ini belum terjadi."))


def _as_time(field: Field, text: str) -> str:
    found = _CLOCK.fullmatch(text.casefold().removesuffix("wib").strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise WrongInputError(N_("Tulis jam seperti 14.30."))
    return f"{int(found[1]):02}:{found[2]}"


def _as_choice(field: Field, text: str) -> str:
    chosen = next((choice for choice in field.choices if choice.value == text), None)
    if chosen is None:
        raise WrongInputError(
            N_("Pilih salah satu jawaban yang ada untuk “%(label)s”."), label=field.label, label_en=field.label_en
        )
    if chosen.stop:
        raise WrongInputError(chosen.stop, sentence_en=chosen.stop_en)
    return text


def _as_yes_or_no(field: Field, text: str) -> str:
    if text not in (YES, NO):
        raise WrongInputError(N_("Pilih Ya atau Tidak untuk “%(label)s”."), label=field.label, label_en=field.label_en)
    return text


def _as_email(field: Field, text: str) -> str:
    if not _E_MAIL.fullmatch(text):
        raise WrongInputError(N_("Tulis alamat e-mail lengkap, misalnya nama@contoh.id, atau kosongkan."))
    return text


READ: dict[Kind, Callable[[Field, str], str | int]] = {
    Kind.NAME: _as_name,
    Kind.NIK: _as_nik,
    Kind.KK: _as_kk,
    Kind.NUMBER: _as_number,
    Kind.MONEY: _as_money,
    Kind.DATE: _as_date,
    Kind.TIME: _as_time,
    Kind.CHOICE: _as_choice,
    Kind.YESNO: _as_yes_or_no,
    Kind.PHONE: _as_phone,
    Kind.EMAIL: _as_email,
}

MISSING = {
    Kind.CHOICE: N_("Pilih jawaban untuk “%(label)s”."),
    Kind.YESNO: N_("Pilih Ya atau Tidak untuk “%(label)s”."),
    Kind.REGION: N_("Pilih kelurahan tempat tinggal sekarang."),
    Kind.NIK: N_("Isi NIK: 16 angka di baris teratas KTP."),
    Kind.DATE: N_("Isi “%(label)s”, misalnya 17-08-1990."),
}
