"""The words people read for what working time knows as enums, and the sentences of its refusals."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.worktime.closed import Why
from eservice.worktime.rules import CalendarKind, ChangeKind, ClosureKind

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    CalendarKind: {
        CalendarKind.PROCESSING: N_("Jam kerja"),
        CalendarKind.COUNTER: N_("Jam loket"),
    },
    ClosureKind: {
        ClosureKind.NATIONAL: N_("Libur nasional"),
        ClosureKind.JOINT_LEAVE: N_("Cuti bersama"),
        ClosureKind.OWN: N_("Kantor tutup"),
    },
    ChangeKind: {
        ChangeKind.HOLIDAY: N_("hari libur ditetapkan"),
        ChangeKind.CLOSURE: N_("kantor dinyatakan tutup"),
        ChangeKind.OPENING: N_("jam khusus satu hari"),
        ChangeKind.SEASON: N_("jam kerja masa khusus"),
        ChangeKind.LIFTED: N_("ketetapan dicabut"),
    },
    Why: {
        Why.HOURS: N_("di luar jam kerja"),
        Why.BREAK: N_("istirahat"),
        Why.WEEKEND: N_("akhir pekan"),
        Why.NATIONAL: N_("libur nasional"),
        Why.JOINT_LEAVE: N_("cuti bersama"),
        Why.OWN: N_("kantor tutup"),
        Why.SEASON: N_("jam kerja khusus"),
        Why.OPENING: N_("jam khusus hari itu"),
    },
}

REFUSALS: dict[str, str] = {
    "no_such_calendar": N_("Kalender kerja ini tidak ditemukan."),
    "no_such_decree": N_("Ketetapan ini tidak ditemukan."),
    "closure_reason": N_("Tulis alasannya. Warga akan membacanya."),
    "second_person": N_("Keputusan ini perlu orang kedua. Pilih rekan yang menyetujuinya, bukan diri Anda."),
    "closure_in_past": N_("Hari yang sudah lewat tidak bisa diubah tanpa persetujuan Camat. Isi nomor persetujuannya."),
    "opening_hours": N_("Tulis jam buka seperti 08:00-12:00, tanpa jam yang bertumpuk."),
    "already_closed": N_("Kantor sudah dinyatakan tutup pada hari itu."),
    "already_opened": N_("Jam khusus untuk hari itu sudah ada. Cabut dulu yang lama."),
    "already_lifted": N_("Ketetapan ini sudah dicabut."),
    "already_holiday": N_("Hari libur ini sudah ada dalam daftar."),
    "past_stays": N_("Hari itu sudah lewat. Ketetapannya tidak bisa dicabut lagi."),
}
