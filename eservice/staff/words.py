"""What the room of absences calls things, and what it refuses, in words."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.staff.rules import AbsenceKind

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    AbsenceKind: {
        AbsenceKind.LEAVE: N_("Cuti"),
        AbsenceKind.DUTY: N_("Dinas luar"),
        AbsenceKind.TRAINING: N_("Pelatihan"),
        AbsenceKind.OTHER: N_("Tidak masuk"),
        AbsenceKind.LENT: N_("Diperbantukan ke kantor lain"),
    },
}

REFUSALS: dict[str, str] = {
    "away": N_(
        "Anda tercatat tidak masuk sampai %(until)s, jadi tidak ada yang diberikan kepada Anda. Sudah masuk? Akhiri "
        "catatan itu di halaman Kehadiran."
    ),
    "colleague_away": N_("Rekan ini sedang tidak masuk. Pilih rekan lain."),
    "no_such_absence": N_("Catatan ketidakhadiran ini tidak ada."),
    "not_your_staff": N_("Ketidakhadiran dicatat oleh orangnya sendiri, penyelianya, atau pengelola."),
    "away_ends_before_it_begins": N_("Waktu kembali harus sesudah waktu mulai."),
    "away_is_past": N_("Waktu itu sudah lewat. Catat yang sedang berjalan atau akan datang."),
    "away_too_long": N_("Paling lama satu tahun. Lebih dari itu, akhiri penugasannya."),
    "no_deputy": N_("Rekan ini tidak memeriksa permohonan di kantor yang sama. Pilih dari daftar."),
    "already_away": N_("Sudah ada catatan tidak masuk dalam waktu itu. Akhiri yang itu dahulu."),
    "already_back": N_("Catatan ini sudah berakhir. Muat ulang halamannya."),
}
