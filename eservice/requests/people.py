"""Between the answers of a form and the persons they name, by the paths that fields say they are known from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from eservice.catalogue.definition import Definition, ForWhom
from eservice.catalogue.rules import answers_for
from eservice.residents.actions import PersonData
from eservice.residents.models import Person
from eservice.residents.rules import Address, Education, MaritalStatus, Nationality, NoNikReason, Religion, Sex

NAMELESS = "Belum diberi nama"
"""A newborn before its name."""

_SEX = {"laki-laki": Sex.MALE, "perempuan": Sex.FEMALE, "L": Sex.MALE, "P": Sex.FEMALE}
_SEX_WORDS = {Sex.MALE: "laki-laki", Sex.FEMALE: "perempuan"}


def told_in(definition: Definition, answers: Mapping[str, Any], whom: ForWhom, who: str) -> PersonData | None:
    """Return what a form tells about ``who`` (``applicant`` or ``subject``); None when it names nobody."""
    counted = answers_for(definition, answers, whom)
    told: dict[str, Any] = {}
    for step in definition.steps:
        for field in step.fields:
            owner, _, attribute = field.prefill.partition(".")
            if owner == who and counted.get(field.key) not in (None, ""):
                told[attribute] = counted[field.key]
    if not told.get("name") and not told.get("nik"):
        return None
    return PersonData(
        name=str(told.get("name") or NAMELESS),
        nik=told.get("nik"),
        no_nik_reason=None if told.get("nik") else _reason(whom),
        kk=told.get("kk_number"),
        birth_place=str(told.get("birth_place", "")),
        birth_on=date.fromisoformat(told["birth_date"]) if told.get("birth_date") else None,
        sex=_SEX.get(str(told.get("sex", ""))),
        religion=_one_of(Religion, told.get("religion")),
        marital_status=_one_of(MaritalStatus, told.get("marital_status")),
        education=_one_of(Education, told.get("education")),
        occupation=str(told.get("occupation_other") or told.get("occupation", "")),
        nationality=_one_of(Nationality, told.get("nationality")) or Nationality.INDONESIAN,
        address=_address(told),
        phone=told.get("phone"),
        email=told.get("email"),
        is_deceased=whom is ForWhom.DECEASED and who == "subject",
    )


def merged(known: PersonData, told: PersonData) -> PersonData:
    """Return what is known of a person, with what was told now written over it; silence deletes nothing."""
    told_now = {
        name: value
        for name in PersonData.__dataclass_fields__
        if (value := getattr(told, name)) not in (None, "") and name != "no_nik_reason"
    }
    return replace(known, **told_now)


def known_of(person: Person | None, who: str) -> dict[str, Any]:
    """Return the answers a person's record already gives, by the path fields name: ``subject.nik``."""
    if person is None:
        return {}
    address = person.address
    known = {
        "nik": person.nik,
        "name": person.name,
        "kk_number": person.kk,
        "birth_place": person.birth_place,
        "birth_date": person.birth_on.isoformat() if person.birth_on else None,
        "sex": _SEX_WORDS.get(person.sex) if person.sex else None,
        "religion": person.religion,
        "marital_status": person.marital_status,
        "education": person.education,
        "occupation": person.occupation,
        "nationality": person.nationality,
        "street": address.street if address else None,
        "rt": address.rt if address else None,
        "rw": address.rw if address else None,
        "region": address.kelurahan_code if address else None,
        "phone": person.phone,
        "email": person.email,
    }
    return {f"{who}.{name}": str(value) for name, value in known.items() if value}


def _reason(whom: ForWhom) -> NoNikReason:
    return NoNikReason.LONG_DECEASED if whom is ForWhom.DECEASED else NoNikReason.NEWBORN


def _one_of(kind: Any, value: object) -> Any:
    return kind(value) if value in set(kind) else None


def _address(told: Mapping[str, Any]) -> Address | None:
    if not told.get("street"):
        return None
    return Address(
        street=str(told["street"]),
        rt=str(told.get("rt", "")),
        rw=str(told.get("rw", "")),
        kelurahan_code=str(told.get("region", "")),
    )
