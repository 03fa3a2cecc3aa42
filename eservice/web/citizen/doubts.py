"""What somebody should look at once more before sending: where a NIK, a newborn's name or an address looks odd."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from eservice.catalogue.definition import ForWhom
from eservice.kernel.words import N_
from eservice.requests.people import told_in
from eservice.residents.nik import NikWarning, nik_warnings, read_nik
from eservice.residents.rules import new_name_faults
from eservice.web.citizen.drafts import Filling
from eservice.web.labels import label

SENTENCES: dict[NikWarning, str] = {
    NikWarning.BIRTH_DIFFERS: N_(
        "Tanggal lahir menurut NIK berbeda dengan isian. Kalau KTP Anda memang begitu, lanjutkan saja."
    ),
    NikWarning.SEX_DIFFERS: N_(
        "Jenis kelamin menurut NIK berbeda dengan isian. Kalau KTP Anda memang begitu, lanjutkan saja."
    ),
}
"""What the citizen can mend; all other warnings are for the officer alone."""

NEWBORNS = ("anak_nama", "bayi_nama")
"""Questions for a name that is recorded for the first time."""

KTP_ADDRESS = "alamat_ktp_status"
KTP_ADDRESS_WARNINGS = {"berbeda": NikWarning.ADDRESS_DIFFERS, "pemekaran": NikWarning.ADDRESS_RENAMED}


@dataclass(frozen=True)
class Doubt:
    """One thing to look at, with the way to change it."""

    words: str
    change: str


def doubts_of(filling: Filling) -> list[Doubt]:
    """Return what to look at once more; none of it keeps anybody from sending."""
    every = (*_of_niks(filling), *_of_newborns(filling), *_of_addresses(filling))
    return [Doubt(words, change) for words, change in every if change]


def _of_niks(filling: Filling) -> Iterator[tuple[str, str]]:
    for who in ("applicant", "subject"):
        told = told_in(filling.definition, filling.answers, filling.whom or ForWhom.SELF, who)
        if told is None or not told.nik:
            continue
        for found in nik_warnings(read_nik(told.nik), birth_on=told.birth_on, sex=told.sex, known_region_codes=()):
            if found.code in SENTENCES:
                yield str(_(SENTENCES[found.code])), _change(filling, prefill=f"{who}.nik")


def _of_newborns(filling: Filling) -> Iterator[tuple[str, str]]:
    for key in NEWBORNS:
        if filling.answers.get(key):
            for fault in new_name_faults(str(filling.answers[key])):
                yield label(fault), _change(filling, key=key)


def _of_addresses(filling: Filling) -> Iterator[tuple[str, str]]:
    warning = KTP_ADDRESS_WARNINGS.get(str(filling.answers.get(KTP_ADDRESS)))
    if warning is not None:
        yield label(warning), _change(filling, key=KTP_ADDRESS)


def _change(filling: Filling, *, key: str = "", prefill: str = "") -> str:
    """Return the address of the page that asks the question, or nothing."""
    for step in filling.definition.steps:
        if any(field.key == key or (prefill and field.prefill == prefill) for field in step.fields):
            return url_for("citizen.apply_step", slug=filling.slug, step=step.key, ubah=1)
    return ""
