"""What the room of careers calls things, and what it refuses, in words."""

from enum import StrEnum

from eservice.careers.effect import Finding
from eservice.careers.rules import CourseForm, Fault, Light, PlaceState, Result
from eservice.careers.terms import Term
from eservice.kernel.words import N_

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Fault: {
        Fault.SENT_BACK: N_("Dikembalikan pejabat"),
        Fault.ASKED_AGAIN: N_("Diminta melengkapi dua kali"),
        Fault.ASKED_IN_VAIN: N_("Diminta melengkapi dengan sia-sia"),
        Fault.OVERTURNED: N_("Penolakan yang dibuka kembali"),
        Fault.MENDED: N_("Salah data pada surat terbit"),
        Fault.LATE: N_("Janji yang meleset"),
    },
    CourseForm: {
        CourseForm.CLASSROOM: N_("Kelas"),
        CourseForm.ONLINE: N_("Daring"),
        CourseForm.COACHING: N_("Bimbingan di meja kerja"),
        CourseForm.PLACEMENT: N_("Magang di kantor lain"),
        CourseForm.OWN_STUDY: N_("Belajar mandiri"),
    },
    PlaceState: {
        PlaceState.ASKED: N_("Diminta"),
        PlaceState.GRANTED: N_("Disetujui"),
        PlaceState.REFUSED: N_("Ditolak"),
        PlaceState.DONE: N_("Diikuti"),
        PlaceState.MISSED: N_("Tidak datang"),
    },
    Result: {
        Result.PASSED: N_("Lulus"),
        Result.FAILED: N_("Belum lulus"),
        Result.UNTESTED: N_("Tanpa ujian"),
    },
    Light: {
        Light.REACHED: N_("Terpenuhi"),
        Light.ON_WAY: N_("Sesuai jalannya tahun"),
        Light.BEHIND: N_("Tertinggal dari jalannya tahun"),
    },
    Finding: {
        Finding.TOO_LITTLE: N_("Data belum cukup"),
        Finding.HELPED: N_("Kesalahan berkurang"),
        Finding.HARMED: N_("Kesalahan bertambah"),
        Finding.UNCLEAR: N_("Tidak terbukti mengubah apa pun"),
    },
    Term: {
        Term.NEED_DAYS: N_("Kebutuhan: dibaca dari sekian hari"),
        Term.NEED_LEAST: N_("Kebutuhan: paling sedikit sekian permohonan"),
        Term.NEED_PER_MILLE: N_("Kebutuhan: mulai sekian perseribu yang salah"),
        Term.LEAD_AFTER_DAYS: N_("Penyelia membaca kebutuhan seseorang sekian hari sesudah orangnya"),
        Term.LESSON_AT: N_("Kartu pelajaran pada kesalahan sama yang ke-"),
        Term.HOUR_MINUTES: N_("Menit dalam satu jam pelajaran (JP)"),
        Term.HOURS_A_YEAR: N_("Jam pelajaran (JP) dalam setahun"),
        Term.EFFECT_DAYS: N_("Hasil pelatihan: hari sebelum dan sesudah"),
        Term.EFFECT_LEAST: N_("Hasil pelatihan: paling sedikit sekian permohonan"),
        Term.EFFECT_PEOPLE: N_("Hasil pelatihan: paling sedikit sekian orang"),
    },
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    PlaceState: {
        PlaceState.ASKED: "wait",
        PlaceState.GRANTED: "info",
        PlaceState.REFUSED: "bad",
        PlaceState.DONE: "good",
    },
    Light: {Light.REACHED: "good", Light.ON_WAY: "wait", Light.BEHIND: "bad"},
    Finding: {Finding.HELPED: "good", Finding.HARMED: "bad", Finding.TOO_LITTLE: "info", Finding.UNCLEAR: "wait"},
}

REFUSALS: dict[str, str] = {
    "term_value": N_("Isi bilangan antara %(least)s dan %(most)s."),
    "term_owner": N_("Tulis siapa yang menetapkannya."),
    "term_reason": N_("Tulis alasannya; siapa pun yang kena akan membacanya."),
    "term_same": N_("Ketentuan ini sudah bernilai itu."),
    "no_such_term": N_("Ketentuan ini tidak ada."),
    "no_such_course": N_("Pelatihan ini tidak ada."),
    "course_minutes": N_("Isi lamanya dalam menit, dari 1 sampai 24.000."),
    "course_cost": N_("Isi biayanya dalam rupiah, dari 0 sampai satu miliar."),
    "course_ended": N_("Pelatihan ini tidak lagi ditawarkan. Pilih yang lain."),
    "budget_year": N_("Anggaran ditetapkan untuk tahun ini atau tahun depan."),
    "budget_rupiah": N_("Isi anggarannya dalam rupiah, dari 0 sampai satu miliar."),
    "budget_reason": N_("Tulis dasar anggarannya, misalnya nomor DPA."),
    "budget_granted": N_("Yang sudah disetujui lebih besar dari itu."),
    "budget_spent": N_(
        "Anggaran pelatihan tahun ini tinggal Rp %(left)s. Tolak dengan alasan, atau tambah anggarannya."
    ),
    "place_why": N_("Tulis untuk apa Anda memerlukannya."),
    "place_asked": N_("Anda sudah meminta pelatihan ini."),
    "place_decided": N_("Permintaan ini sudah diputus. Muat ulang halamannya."),
    "place_refused": N_("Tulis alasan penolakannya; pemintanya akan membacanya."),
    "place_not_granted": N_("Kehadiran hanya dicatat untuk tempat yang disetujui dan belum selesai."),
    "place_minutes": N_("Isi lamanya dalam menit, dari 1 sampai 24.000."),
    "place_ended": N_("Tanggalnya paling lama setahun yang lalu dan tidak sesudah hari ini."),
    "own_place": N_("Tempat Anda sendiri diputus oleh orang lain yang memimpin kantor ini."),
    "no_such_place": N_("Permintaan pelatihan ini tidak ada."),
}
