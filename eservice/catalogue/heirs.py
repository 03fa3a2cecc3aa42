"""The heirs somebody leaves: how each takes part, who has to come, and what a list of them must say. Pure.

Nothing here asks about shares, religion or descent: who inherits is what the heirs themselves declare.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from eservice.catalogue.definition import Field, Kind
from eservice.kernel.words import N_
from eservice.residents.rules import age_on

HEIRS, WITNESSES = "ahli_waris", "saksi"
"""The questions that name them."""

COMES, LEGALISED, AUTHORISED, MINOR, DEAD = "hadir", "legalisasi", "kuasa", "anak", "meninggal"
"""How an heir takes part, as the form's answers say it."""

ADULT_YEARS = 18
"""Who is younger is represented by a guardian. Source: UU 1/1974 art. 47 and 50."""

GROWN_YEARS = 21
"""From this age on nobody takes somebody for a minor; between the two, offices differ (KUH Perdata art. 330)."""

Person: TypeAlias = Mapping[str, Any]

_NO_BIRTH = N_("Isi tanggal lahirnya, misalnya 17-08-1990. Hanya untuk yang sudah meninggal boleh kosong.")
_IS_MINOR = N_("Menurut tanggal lahirnya ia belum 18 tahun. Pilih “di bawah umur”, lalu tulis nama walinya.")
_IS_ADULT = N_("Menurut tanggal lahirnya ia sudah dewasa. Pilih bagaimana ia sendiri ikut menandatangani.")
_OWN_GUARDIAN = N_("Anak tidak bisa menjadi walinya sendiri. Tulis nama orang dewasa.")
_NO_PARENT = N_("Tulis nama orang tuanya yang sudah meninggal lebih dulu, dan isi orang tua itu di kotaknya sendiri.")
_PARENT_LIVES = N_(
    "Nama ini belum ada di antara ahli waris yang sudah meninggal. Isi orangnya di kotak lain lebih dulu."
)
_NOBODY_SIGNS = N_("Semua ahli waris tercatat sudah meninggal. Tulis juga yang menggantikannya.")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who has to be there when the heirs sign; ``stands_for`` names the heir whom a guardian represents."""

    name: str
    is_witness: bool = False
    stands_for: str = ""


def is_list(field: Field) -> bool:
    """Tell whether a question asks for heirs and how each takes part; an older version of a form did not."""
    return field.key == HEIRS and field.kind is Kind.PEOPLE and any(inner.key == "wali" for inner in field.fields)


def must_come(answers: Mapping[str, Any]) -> tuple[Guest, ...]:
    """Return who signs in front of the officer: heirs who can come, guardians, witnesses; each person once.

    Who lives far away signs there, or is represented by whoever the letter of authority names.
    """
    found: dict[str, Guest] = {}
    for guest in (*_of_heirs(answers.get(HEIRS) or ()), *_of_witnesses(answers.get(WITNESSES) or ())):
        found.setdefault(plain(guest.name), guest)
    return tuple(found.values())


def far_away(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the heirs who need not come: they sign where they live, or give authority."""
    people = answers.get(HEIRS) or ()
    return tuple(str(one.get("nama", "")) for one in people if one.get("keadaan") in (LEGALISED, AUTHORISED))


def faults(rows: Mapping[int, Person], *, today: date | None) -> Iterator[tuple[int, str, str]]:
    """Yield what a list of heirs lacks: (number of the row, key of the input, sentence); row -1 is the list itself.

    Args:
        rows: number of the row on the page -> its checked answers.
        today: the date in WIB; None leaves ages unchecked.
    """
    dead = {plain(one.get("nama")) for one in rows.values() if one.get("keadaan") == DEAD}
    for number, one in list(rows.items()):
        yield from ((number, key, sentence) for key, sentence in _of_one(one, dead, today))
    if rows and all(one.get("keadaan") == DEAD for one in rows.values()):
        yield -1, "", _NOBODY_SIGNS


def plain(name: Any) -> str:
    """Return a name as two that read alike compare."""
    return " ".join(str(name or "").casefold().split())


def _of_one(one: Person, dead: set[str], today: date | None) -> Iterator[tuple[str, str]]:
    state, born = one.get("keadaan"), one.get("tanggal_lahir")
    if state and state != DEAD and not born:
        yield "tanggal_lahir", _NO_BIRTH
    elif state and state != DEAD and born and today is not None:
        age = age_on(date.fromisoformat(str(born)), today)
        if state != MINOR and age < ADULT_YEARS:
            yield "keadaan", _IS_MINOR
        elif state == MINOR and age >= GROWN_YEARS:
            yield "keadaan", _IS_ADULT
    if one.get("wali") and plain(one["wali"]) == plain(one.get("nama")):
        yield "wali", _OWN_GUARDIAN
    if one.get("hubungan") == "cucu" and not one.get("menggantikan"):
        yield "menggantikan", _NO_PARENT
    elif one.get("menggantikan") and plain(one["menggantikan"]) not in dead:
        yield "menggantikan", _PARENT_LIVES


def _of_heirs(people: Any) -> Iterator[Guest]:
    for one in people:
        if one.get("keadaan") == COMES and one.get("nama"):
            yield Guest(str(one["nama"]))
        elif one.get("keadaan") == MINOR and one.get("wali"):
            yield Guest(str(one["wali"]), stands_for=str(one.get("nama", "")))


def _of_witnesses(people: Any) -> Iterator[Guest]:
    return (Guest(str(one["nama"]), is_witness=True) for one in people if one.get("nama"))
