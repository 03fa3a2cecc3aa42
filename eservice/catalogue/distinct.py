"""Who must be somebody else: witnesses, heirs, parents and the deceased, told apart by their NIK. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eservice.catalogue.definition import Definition, ForWhom
from eservice.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Apart:
    """Two questions that must name two people; twice the same one stands for all people of its list."""

    one: str
    other: str
    sentence: str
    only: ForWhom | None = None
    """Holds only for requests about such a person."""


APART = (
    Apart("nik", "pemohon_nik", N_("Ini NIK Anda sendiri. Tulis NIK orang yang meninggal."), ForWhom.DECEASED),
    Apart("saksi", "saksi", N_("Dua saksi harus dua orang yang berbeda. Periksa NIK-nya.")),
    Apart("saksi", "pemohon_nik", N_("Pemohon tidak bisa menjadi saksinya sendiri. Tulis orang lain.")),
    Apart("saksi", "ahli_waris", N_("Ahli waris tidak bisa menjadi saksi. Tulis orang lain.")),
    Apart("saksi", "ayah", N_("Orang tua tidak bisa menjadi saksi. Tulis orang lain.")),
    Apart("saksi", "ibu", N_("Orang tua tidak bisa menjadi saksi. Tulis orang lain.")),
    Apart("saksi", "nik", N_("Saksi dan orang yang diterangkan harus dua orang. Periksa NIK-nya.")),
    Apart("ahli_waris", "ahli_waris", N_("Dua ahli waris memakai NIK yang sama. Tulis setiap orang satu kali.")),
    Apart("ahli_waris", "nik", N_("NIK ahli waris tidak mungkin sama dengan NIK yang meninggal. Periksa lagi.")),
    Apart("ibu", "ayah", N_("NIK ibu dan NIK ayah tidak mungkin sama. Periksa lagi.")),
)


def same_people(
    definition: Definition, clean: dict[str, Any], earlier: Mapping[str, Any], for_whom: ForWhom | None
) -> dict[str, str]:
    """Return what to say beside each NIK of a page that is somebody else's already, and take it out of ``clean``.

    Args:
        clean: the checked answers of the page, with ``saksi-0-nik`` as the name of an input in a list.
        earlier: the answers of other pages.
    """
    whole = {**earlier, **clean}
    whom = definition.for_whom[0] if len(definition.for_whom) == 1 else for_whom
    wrong: dict[str, str] = {}
    for pair in APART:
        if pair.only not in (None, whom):
            continue
        for name, nik in _niks(pair.one, whole):
            for again, other in _niks(pair.other, whole):
                if nik == other and (pair.one != pair.other or name < again):
                    at = again if pair.one == pair.other or pair.one not in clean else name
                    wrong.setdefault(at, pair.sentence)
    found = {name: sentence for name, sentence in wrong.items() if name.partition("-")[0] in clean}
    for name in found:
        _take_out(clean, name)
    return found


def _niks(key: str, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (name of the input, NIK) of a question: a NIK itself, a person, or people."""
    value = answers.get(key)
    if isinstance(value, list):
        for row, person in enumerate(value):
            if person.get("nik"):
                yield f"{key}-{row}-nik", str(person["nik"])
    elif isinstance(value, Mapping):
        if value.get("nik"):
            yield f"{key}-nik", str(value["nik"])
    elif value:
        yield key, str(value)


def _take_out(clean: dict[str, Any], name: str) -> None:
    key, *inner = name.split("-")
    if not inner:
        clean.pop(key, None)
    elif len(inner) == 1:
        clean[key] = {part: value for part, value in clean[key].items() if part != "nik"}
    else:
        rows, row = list(clean[key]), int(inner[0])
        rows[row] = {part: value for part, value in rows[row].items() if part != "nik"}
        clean[key] = rows
