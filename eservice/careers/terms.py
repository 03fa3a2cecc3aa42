"""Thresholds and weights as data: what each is worth now, whose it is and why, and every version before.

What stands here is the first version, with which an installation begins. A later one is a row; none is ever changed.
"""

from dataclasses import dataclass
from enum import StrEnum

from eservice.kernel.words import N_


class Term(StrEnum):
    """One threshold or weight."""

    NEED_DAYS = "need_days"
    NEED_LEAST = "need_least"
    NEED_PER_MILLE = "need_per_mille"
    LEAD_AFTER_DAYS = "lead_after_days"
    LESSON_AT = "lesson_at"
    HOUR_MINUTES = "hour_minutes"
    HOURS_A_YEAR = "hours_a_year"
    EFFECT_DAYS = "effect_days"
    EFFECT_LEAST = "effect_least"
    EFFECT_PEOPLE = "effect_people"
    PANEL_LEAST = "panel_least"
    OBJECTION_DAYS = "objection_days"


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first version of a term."""

    value: int
    least: int
    most: int
    reason: str
    unconfirmed: bool = False
    """A fact of law or practice that was told, not read: correct it here once somebody has read it."""


OWNER = N_("BKPSDM")

BEGINNINGS: dict[Term, Beginning] = {
    Term.NEED_DAYS: Beginning(90, 30, 366, N_("Satu triwulan: cukup panjang untuk layanan yang jarang diminta.")),
    Term.NEED_LEAST: Beginning(20, 5, 1000, N_("Di bawah ini satu permohonan saja mengubah gambarnya.")),
    Term.NEED_PER_MILLE: Beginning(100, 1, 1000, N_("Satu dari sepuluh: lebih dari yang wajar karena kebetulan.")),
    Term.LEAD_AFTER_DAYS: Beginning(7, 1, 90, N_("Petugas melihatnya lebih dahulu dan sempat memperbaikinya sendiri.")),
    Term.LESSON_AT: Beginning(3, 2, 20, N_("Dua kali bisa kebetulan; yang ketiga layak tiga menit.")),
    Term.HOUR_MINUTES: Beginning(
        45, 30, 60, N_("Satu jam pelajaran 45 menit: PerLAN 5/2018, dikutip, belum dibaca sendiri."), unconfirmed=True
    ),
    Term.HOURS_A_YEAR: Beginning(
        20,
        1,
        200,
        N_("Dua puluh jam pelajaran setahun: PP 11/2017 pasal 203 ayat 4, belum dibaca sendiri."),
        unconfirmed=True,
    ),
    Term.EFFECT_DAYS: Beginning(90, 30, 180, N_("Hasil dinilai tiga bulan sesudahnya, atas tiga bulan sebelumnya.")),
    Term.EFFECT_LEAST: Beginning(
        40, 10, 10_000, N_("Permohonan sebelum dan sesudah, di tiap kelompok, paling sedikit.")
    ),
    Term.EFFECT_PEOPLE: Beginning(3, 2, 100, N_("Dengan dua orang, satu orang sudah separuh hasilnya.")),
    Term.PANEL_LEAST: Beginning(3, 2, 9, N_("Tiga orang: bila satu menyatakan benturan kepentingan, masih ada dua.")),
    Term.OBJECTION_DAYS: Beginning(5, 3, 30, N_("Cukup untuk membaca, bertanya, dan menulis.")),
}
