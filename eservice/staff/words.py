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
    "skill_missing": N_(
        "Kantor ini memberikan layanan ini hanya kepada petugas yang menguasainya. Minta penyelia menunjuk Anda."
    ),
    "colleague_skill": N_("Rekan ini belum ditunjuk untuk layanan itu. Tunjuk dahulu di halaman Keahlian."),
    "skill_asked": N_("Layanan ini sudah hanya untuk yang menguasainya."),
    "skill_known": N_("Orang ini sudah ditunjuk untuk layanan itu."),
    "skill_is_past": N_("Tanggal itu sudah lewat. Isi yang akan datang, atau kosongkan."),
    "no_such_skill": N_("Ini sudah dicabut. Muat ulang halamannya."),
    "no_checker": N_("Orang ini tidak memeriksa permohonan. Pilih dari daftar."),
    "only_officers": N_("Hanya petugas yang sedang bertugas dapat diperbantukan. Pilih dari daftar."),
    "lent_home": N_("Ini kantornya sendiri. Pilih kantor lain."),
    "loan_too_long": N_("Paling lama 31 hari. Lebih dari itu, minta pengelola memberi penugasan di sana."),
    "already_back": N_("Catatan ini sudah berakhir. Muat ulang halamannya."),
}
