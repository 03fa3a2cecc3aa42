"""The words for figures, and for the sets of requests behind them."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.metrics import advice_words, gathered, sign_words
from eservice.metrics.advice import Advice
from eservice.metrics.expecting import Verdict
from eservice.metrics.figures import Measure
from eservice.metrics.forecast import words as forecast
from eservice.metrics.gathered import Gathered
from eservice.metrics.models import Aim, Span
from eservice.metrics.notices import NoticeKind
from eservice.metrics.sets import Shown
from eservice.metrics.sheet import Unit
from eservice.metrics.signs import Sign

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Advice: advice_words.WORDS,
    Aim: {
        Aim.KEPT: N_("Janji ditepati"),
        Aim.FIRST_TIME_RIGHT: N_("Benar sejak pertama"),
        Aim.SERVICE: N_("Waktu layanan, median"),
        Aim.ELAPSED: N_("Waktu yang dirasakan warga, median"),
        Aim.LATE: N_("Lewat janji sekarang"),
    },
    Gathered: gathered.WORDS,
    Sign: sign_words.WORDS,
    Span: {Span.DAY: N_("Hari"), Span.MONTH: N_("Bulan")},
    Measure: {
        Measure.KEPT: N_("Janji ditepati"),
        Measure.SERVICE: N_("Waktu layanan"),
        Measure.ELAPSED: N_("Waktu yang dirasakan warga"),
        Measure.WAITING: N_("Menunggu petugas, jam kerja"),
        Measure.WAITING_LIVED: N_("Menunggu petugas, jam nyata"),
        Measure.REVIEW: N_("Diperiksa, jam kerja"),
        Measure.REVIEW_LIVED: N_("Diperiksa, jam nyata"),
        Measure.SIGNATURE: N_("Menunggu tanda tangan, jam kerja"),
        Measure.SIGNATURE_LIVED: N_("Menunggu tanda tangan, jam nyata"),
        Measure.CLOSED: N_("Kantor tutup"),
        Measure.CITIZEN: N_("Menunggu pemohon"),
        Measure.THIRD_PARTY: N_("Menunggu pihak lain"),
        Measure.INCIDENT: N_("Ditahan gangguan"),
        Measure.SERVICE_SO_FAR: N_("Waktu layanan, termasuk yang masih terbuka"),
        Measure.ELAPSED_SO_FAR: N_("Waktu yang dirasakan warga, termasuk yang masih terbuka"),
        Measure.OPEN: N_("Terbuka sekarang"),
        Measure.LATE: N_("Lewat janji sekarang"),
        Measure.FIRST_TIME_RIGHT: N_("Benar sejak pertama"),
        Measure.ROUNDS: N_("Putaran perbaikan"),
        Measure.PAST_LEGAL: N_("Lewat batas hukum"),
        Measure.VISITS_AVOIDED: N_("Kunjungan yang dihindari"),
        Measure.EXPECTED: N_("Perkiraan yang tepat"),
        Measure.FILED: N_("Masuk"),
        Measure.FINISHED: N_("Selesai"),
        Measure.AGE: N_("Umur yang terbuka"),
        Measure.TURN: N_("Yang ditunggu"),
        Measure.SOON: N_("Sebentar lagi lewat janji"),
        Measure.TOLD_LATE: N_("Terlambat dan sudah dikabari"),
        Measure.REOPENED: N_("Dibuka kembali"),
        Measure.REFILED: N_("Diajukan ulang"),
        Measure.CHANNEL: N_("Saluran masuk"),
        Measure.ARRIVAL: N_("Saat permohonan masuk"),
        Measure.LIVED: N_("Ke mana waktu warga pergi"),
        Measure.WORKED: N_("Ke mana jam kerja pergi"),
    },
    Shown: {
        Shown.FILED: N_("Masuk pada periode ini"),
        Shown.FINISHED: N_("Selesai pada periode ini"),
        Shown.WAITED: N_("Selesai, pernah menunggu petugas"),
        Shown.REVIEWED: N_("Selesai, pernah diperiksa"),
        Shown.SIGNED: N_("Selesai, pernah menunggu tanda tangan"),
        Shown.COMPLETED: N_("Selesai, pernah menunggu pemohon"),
        Shown.CONFIRMED: N_("Selesai, pernah menunggu pihak lain"),
        Shown.INTERRUPTED: N_("Selesai, pernah ditahan gangguan"),
        Shown.WAITED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu petugas"),
        Shown.REVIEWED_SO_FAR: N_("Selesai atau masih terbuka, pernah diperiksa"),
        Shown.SIGNED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu tanda tangan"),
        Shown.COMPLETED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu pemohon"),
        Shown.CONFIRMED_SO_FAR: N_("Selesai atau masih terbuka, pernah menunggu pihak lain"),
        Shown.INTERRUPTED_SO_FAR: N_("Selesai atau masih terbuka, pernah ditahan gangguan"),
        Shown.FINISHED_OR_OPEN: N_("Selesai pada periode ini atau masih terbuka"),
        Shown.ISSUED: N_("Terbit atau diserahkan pada periode ini"),
        Shown.FIRST_TIME_RIGHT: N_("Terbit tanpa perbaikan"),
        Shown.CORRECTED: N_("Selesai setelah diminta melengkapi"),
        Shown.SENT_BACK: N_("Dikembalikan untuk dilengkapi"),
        Shown.DUE: N_("Janjinya jatuh pada periode ini"),
        Shown.KEPT: N_("Janji ditepati"),
        Shown.BROKEN: N_("Janji meleset"),
        Shown.WITHDRAWN: N_("Dibatalkan pemohon"),
        Shown.LAPSED: N_("Ditutup karena tidak dilengkapi"),
        Shown.PAUSED_DUE: N_("Janji sedang berhenti: menunggu pemohon, pihak lain, atau gangguan selesai"),
        Shown.OPEN: N_("Terbuka"),
        Shown.HELD: N_("Dipegang petugas"),
        Shown.LATE: N_("Lewat janji"),
        Shown.DUE_TODAY: N_("Jatuh tempo hari ini"),
        Shown.AT_OFFICE: N_("Menunggu petugas"),
        Shown.AT_SIGNER: N_("Menunggu tanda tangan"),
        Shown.AT_CITIZEN: N_("Menunggu pemohon"),
        Shown.AT_THIRD_PARTY: N_("Menunggu pihak lain"),
        Shown.ON_HOLD: N_("Ditahan gangguan"),
        Shown.UNREACHED: N_("Belum terhubungi"),
        Shown.PAST_LEGAL: N_("Lewat batas hukum 5 hari kerja"),
        Shown.SOON: N_("Sebentar lagi lewat janji"),
        Shown.AT_REVIEW: N_("Sedang diperiksa"),
        Shown.BEING_ISSUED: N_("Surat sedang dibuat"),
        Shown.UNTIL_AGREED: N_("Menunggu waktu yang disepakati"),
        Shown.AGED_1: N_("Terbuka paling lama 1 hari"),
        Shown.AGED_3: N_("Terbuka 1 sampai 3 hari"),
        Shown.AGED_7: N_("Terbuka 3 sampai 7 hari"),
        Shown.AGED_14: N_("Terbuka 7 sampai 14 hari"),
        Shown.AGED_MORE: N_("Terbuka lebih dari 14 hari"),
        Shown.TOLD_LATE: N_("Janji meleset, pemohon sudah dikabari"),
        Shown.UNTOLD_LATE: N_("Janji meleset, pemohon belum dikabari"),
        Shown.REOPENED: N_("Dibuka kembali pada periode ini"),
        Shown.REFILED: N_("Diajukan ulang dalam 30 hari"),
    },
}

WORDS.update(forecast.WORDS)
WORDS[Unit] = {
    Unit.REQUESTS: N_("permohonan"),
    Unit.SHARE: N_("bagian dari n"),
    Unit.WORKING: N_("detik jam kerja"),
    Unit.LIVED: N_("detik jam nyata"),
}
WORDS[Verdict] = {
    Verdict.TOO_SHORT: N_("terlalu menjanjikan: orang menunggu lebih lama daripada yang disebut"),
    Verdict.RIGHT: N_("tepat"),
    Verdict.TOO_LONG: N_("terlalu hati-hati: orang menunggu lebih pendek daripada yang disebut"),
}
WORDS[NoticeKind] = {
    NoticeKind.DIGEST: N_("Halaman pagi, pukul 07.30 setiap hari kerja"),
    NoticeKind.BACKLOG: N_("Peringatan bila antrean melewati batas wajarnya"),
}

REFUSALS: dict[str, str] = {
    "no_such_target": N_("Sasaran ini tidak ada di kantor Anda."),
    "target_elsewhere": N_("Sasaran hanya ditetapkan kepala kantor untuk kantornya sendiri dan yang di bawahnya."),
    "target_value": N_("Sasaran ini tidak mungkin. Persen di atas 0 sampai 100; jam dan jumlah tidak kurang dari nol."),
    "target_due": N_("Tanggalnya harus sesudah hari ini dan paling lama setahun lagi."),
    "target_owner": N_("Penanggung jawab harus bertugas di kantor ini."),
    "target_running": N_("Sudah ada sasaran untuk angka ini. Ganti yang itu, supaya riwayatnya terbaca."),
    "target_over": N_("Sasaran itu sudah dihitung atau sudah diganti. Muat ulang halamannya."),
    "officer_closed": N_("Angka seorang petugas dibuka dari halamannya, dengan alasan yang dibaca petugas itu."),
    "officer_reason": N_("Tulis untuk apa angka petugas ini perlu dilihat; ia akan membacanya."),
    "not_in_reach": N_("Permohonan atau kantor ini tidak di bawah tanggung jawab Anda."),
}
