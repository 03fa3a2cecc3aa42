"""What the room of careers calls things, and what it refuses, in words."""

from enum import StrEnum

from eservice.careers.effect import Finding
from eservice.careers.merit import Criterion, Level, Predicate
from eservice.careers.round_models import RoundKind, RoundState
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
        Term.PANEL_LEAST: N_("Seleksi: penilai paling sedikit"),
        Term.OBJECTION_DAYS: N_("Seleksi: masa sanggah paling sedikit, dalam hari"),
    },
    Level: {
        Level.BELOW: N_("Di bawah ekspektasi"),
        Level.AS: N_("Sesuai ekspektasi"),
        Level.ABOVE: N_("Di atas ekspektasi"),
    },
    Predicate: {
        Predicate.VERY_GOOD: N_("Sangat Baik"),
        Predicate.GOOD: N_("Baik"),
        Predicate.NEEDS_MORE: N_("Butuh Perbaikan"),
        Predicate.POOR: N_("Kurang"),
        Predicate.VERY_POOR: N_("Sangat Kurang"),
    },
    Criterion: {
        Criterion.PERFORMANCE: N_("Predikat kinerja"),
        Criterion.TRAINING: N_("Jam pelajaran tahun ini"),
        Criterion.QUALITY: N_("Permohonan tanpa kesalahan"),
        Criterion.PROMISE: N_("Janji yang ditepati"),
        Criterion.INTEGRITY: N_("Tahun tanpa hukuman disiplin"),
        Criterion.PANEL: N_("Nilai panel"),
    },
    RoundKind: {
        RoundKind.PROMOTION: N_("Promosi"),
        RoundKind.ROTATION: N_("Mutasi"),
        RoundKind.RECRUITMENT: N_("Penerimaan"),
    },
    RoundState: {
        RoundState.DRAFT: N_("Rancangan"),
        RoundState.OPEN: N_("Terbuka"),
        RoundState.WEIGHED: N_("Sedang dinilai"),
        RoundState.DECIDED: N_("Masa sanggah"),
        RoundState.FINAL: N_("Hasil tetap"),
    },
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    PlaceState: {
        PlaceState.ASKED: "wait",
        PlaceState.GRANTED: "info",
        PlaceState.REFUSED: "bad",
        PlaceState.DONE: "good",
    },
    RoundState: {
        RoundState.DRAFT: "mute",
        RoundState.OPEN: "good",
        RoundState.WEIGHED: "info",
        RoundState.DECIDED: "wait",
        RoundState.FINAL: "good",
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
    "own_appraisal": N_("Kinerja Anda sendiri dinilai oleh atasan Anda."),
    "appraisal_year": N_("Yang dinilai ialah tahun ini atau tahun lalu."),
    "appraisal_reason": N_("Tulis alasannya; orangnya akan membacanya."),
    "round_post": N_("Tulis jabatan yang diisi."),
    "round_basis": N_("Tulis dasarnya, misalnya nomor surat; untuk penerimaan juga alamat pengumuman BKN."),
    "weights_whole": N_("Bobotnya berjumlah %(sum)s. Jadikan tepat 100."),
    "weights_reason": N_("Tulis mengapa bobotnya demikian."),
    "panel_few": N_("Pilih sedikitnya %(least)s penilai."),
    "round_frozen": N_("Seleksi ini sudah dibuka; kriterianya tidak dapat berubah lagi."),
    "round_apply_until": N_("Hari terakhir melamar harus sesudah hari ini dan dalam enam bulan."),
    "round_not_open": N_("Seleksi ini tidak menerima lamaran lagi."),
    "round_still_open": N_("Masa melamar belum lewat."),
    "round_applied": N_("Anda sudah melamar."),
    "round_judges": N_("Anda penilai dalam seleksi ini, jadi tidak dapat melamar."),
    "round_not_weighed": N_("Seleksi ini tidak sedang dinilai. Muat ulang halamannya."),
    "round_not_decided": N_("Belum ada keputusan, atau keputusannya sudah ditarik."),
    "round_candidate": N_("Pilih salah satu calon seleksi ini, atau tidak seorang pun."),
    "no_such_round": N_("Seleksi ini tidak ada."),
    "no_such_candidate": N_("Calon ini tidak ada, atau bukan Anda yang menilainya."),
    "no_such_objection": N_("Sanggahan ini tidak ada."),
    "mark_value": N_("Isi nilai dari 0 sampai 100."),
    "mark_reason": N_("Tulis alasannya; calonnya akan membacanya."),
    "mark_given": N_("Anda sudah menyatakan penilaian untuk calon ini."),
    "marks_missing": N_("Belum semua penilai menyatakan nilai atau benturan kepentingan untuk semua calon."),
    "decision_reason": N_("Tulis alasan keputusannya; alasan itu diumumkan."),
    "objection_days": N_("Beri masa sanggah sedikitnya %(least)s hari."),
    "objection_closed": N_("Masa sanggah tidak sedang berjalan."),
    "objection_filed": N_("Anda sudah menyanggah keputusan ini. Jawabannya muncul di sini."),
    "objection_words": N_("Tulis apa yang menurut Anda keliru."),
    "objection_answered": N_("Sanggahan ini sudah dijawab."),
    "objection_own": N_("Yang memutus tidak menjawab sanggahan atas keputusannya sendiri. Minta pengelola lain."),
    "objection_answer": N_("Tulis jawabannya; penyanggah akan membacanya."),
    "window_open": N_("Masa sanggah belum lewat."),
    "objections_open": N_("Masih ada sanggahan yang belum dijawab."),
}
