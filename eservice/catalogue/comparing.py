"""What differs between two versions of a service, as people read it: where, before, after. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eservice.catalogue.definition import STANDARD_INTERNAL, STANDARD_PUBLISHED
from eservice.kernel.words import N_

_OWN = (False,)
"""Not the English text."""
_MANY = frozenset({"steps", "requirements", "officer_fields", "standard", "fields", "letter", "tests"})
_SECTIONS = {
    "requirements": N_("Persyaratan"),
    "steps": N_("Halaman"),
    "officer_fields": N_("Isian petugas"),
    "tests": N_("Uji"),
}

ATTRIBUTES: dict[str, str] = {
    "": N_("Seluruhnya"),
    "order": N_("Urutan"),
    "name": N_("Nama"),
    "title": N_("Judul"),
    "label": N_("Pertanyaan"),
    "hint": N_("Petunjuk"),
    "example": N_("Contoh"),
    "kind": N_("Jenis"),
    "required": N_("Wajib"),
    "max_length": N_("Panjang terbanyak"),
    "minimum": N_("Angka terkecil"),
    "maximum": N_("Angka terbesar"),
    "min_items": N_("Orang paling sedikit"),
    "max_items": N_("Orang paling banyak"),
    "choices": N_("Jawaban"),
    "when": N_("Hanya bila"),
    "when_text": N_("Hanya bila, dengan kata-kata"),
    "printed": N_("Dicetak"),
    "tense": N_("Waktu"),
    "description": N_("Keterangan"),
    "search": N_("Kata cari"),
    "life_events": N_("Peristiwa hidup"),
    "for_whom": N_("Untuk siapa"),
    "rt_mode": N_("Pengantar RT"),
    "signing": N_("Urutan tanda tangan"),
    "promise": N_("Janji"),
    "validity": N_("Masa berlaku surat"),
    "archive": N_("Kode arsip"),
    "decree": N_("SK"),
    "outcome": N_("Hasil"),
    "second_reader": N_("Pembaca kedua"),
    "by_hand": N_("Ditandatangani dengan pena"),
    "letter": N_("Isian surat"),
    "letter_text": N_("Teks surat"),
    "pre_check": N_("Apakah surat ini perlu?"),
    "may_bring": N_("Boleh dibawa"),
    "kinds": N_("Jenis berkas"),
}
"""Words for what may differ; a key without words is shown as it is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same; empty text where there is nothing on that side."""

    section: str
    """A message to translate; empty for the service itself."""
    where: str
    """Name of the part: its title or question; empty for the service itself."""
    attribute: str
    """Key of ATTRIBUTES."""
    english: bool
    """Whether it is the English text."""
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs, in the order of a definition: the service, its standard, proofs, pages, letter."""
    return [
        *_attributes("", "", _flat(before), _flat(after)),
        *_standard(before["standard"], after["standard"]),
        *(
            one
            for part, section in _SECTIONS.items()
            for one in _entries(section, "", before.get(part, ()), after.get(part, ()))
        ),
        *_attributes(N_("Surat"), "", before.get("letter", {}), after.get("letter", {})),
    ]


def _flat(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in _MANY}


def _standard(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key in (*STANDARD_PUBLISHED, *STANDARD_INTERNAL):
        for name in (key, f"{key}_en"):
            if before.get(name) != after.get(name):
                texts = ("\n".join(side.get(name, ())) for side in (before, after))
                yield Difference(N_("Standar pelayanan"), key, "", name != key, *texts)


def _attributes(section: str, where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key in [*before, *(one for one in after if one not in before)]:
        if before.get(key) != after.get(key):
            texts = (_said(side.get(key)) for side in (before, after))
            yield Difference(section, where, key.removesuffix("_en"), key.endswith("_en"), *texts)


def _entries(section: str, above: str, before: Any, after: Any) -> Iterator[Difference]:
    old, new = ({one["key"]: one for one in side} for side in (before, after))
    for key in [*old, *(one for one in new if one not in old)]:
        here = f"{above} › {_name(new.get(key) or old[key])}".removeprefix(" › ")
        if key not in new or key not in old:
            yield Difference(section, here, "", *_OWN, _whole(old.get(key)), _whole(new.get(key)))
            continue
        yield from _attributes(section, here, _flat(old[key]), _flat(new[key]))
        yield from _entries(section, here, old[key].get("fields", ()), new[key].get("fields", ()))
    kept = [[key for key in side if key in old and key in new] for side in (old, new)]
    if kept[0] != kept[1]:
        names = [", ".join(_name(side[key]) for key in order) for side, order in zip((old, new), kept, strict=True)]
        yield Difference(section, above, "order", *_OWN, *names)


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("title") or entry.get("label") or entry.get("name") or entry["key"])


def _whole(entry: Mapping[str, Any] | None) -> str:
    if entry is None:
        return ""
    inside = ", ".join(_name(one) for one in entry.get("fields", ()))
    return f"{_name(entry)}: {inside}" if inside else _name(entry)


def _said(value: Any) -> str:
    """Return a value of the definition in words that need no program to read."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_said(one) for one in value)
    return str(value)
