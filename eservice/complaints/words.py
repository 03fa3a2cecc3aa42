"""The words people read for complaints, and what is refused."""

from enum import StrEnum

from eservice.complaints.rules import (
    Against,
    ComplaintState,
    ComplaintStep,
    Finding,
    Kind,
    Lane,
    Lesson,
    Limit,
    Openness,
    Way,
)
from eservice.kernel.words import N_

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Kind: {
        Kind.DELAY: N_("Penundaan berlarut"),
        Kind.NO_SERVICE: N_("Tidak memberikan pelayanan"),
        Kind.NOT_COMPETENT: N_("Tidak kompeten"),
        Kind.PROCEDURE: N_("Penyimpangan prosedur"),
        Kind.IMPROPER: N_("Tidak patut"),
        Kind.PARTIAL: N_("Berpihak"),
        Kind.DISCRIMINATION: N_("Diskriminasi"),
        Kind.BRIBE: N_("Permintaan imbalan"),
        Kind.ABUSE: N_("Penyalahgunaan wewenang"),
        Kind.CONFLICT: N_("Konflik kepentingan"),
        Kind.OTHER: N_("Pertanyaan atau saran"),
    },
    Lane: {
        Lane.QUESTION: N_("Pertanyaan atau saran"),
        Lane.ORDINARY: N_("Tidak berkadar pengawasan"),
        Lane.EXAMINED: N_("Berkadar pengawasan"),
    },
    Against: {
        Against.SERVICE: N_("Pelayanan kantor secara umum"),
        Against.OFFICER: N_("Petugas"),
        Against.SIGNER: N_("Pimpinan kantor"),
        Against.SUPERVISOR: N_("Penyelia kantor"),
    },
    Openness: {
        Openness.NAMED: N_("Dengan nama"),
        Openness.CONFIDENTIAL: N_("Rahasia"),
        Openness.ANONYMOUS: N_("Tanpa nama"),
    },
    Way: {
        Way.ONLINE: N_("Lewat internet"),
        Way.REQUEST: N_("Dari permohonan"),
        Way.COUNTER: N_("Di loket"),
    },
    ComplaintState: {
        ComplaintState.SENT: N_("Terkirim, menunggu ditanggapi"),
        ComplaintState.HANDLED: N_("Sedang diperiksa"),
        ComplaintState.ANSWERED: N_("Sudah dijawab"),
        ComplaintState.DISMISSED: N_("Bukan kewenangan kami"),
        ComplaintState.CLOSED: N_("Selesai"),
    },
    ComplaintStep: {
        ComplaintStep.FILE: N_("Dikirim"),
        ComplaintStep.TAKE: N_("Mulai diperiksa"),
        ComplaintStep.FORWARD: N_("Diteruskan ke atas"),
        ComplaintStep.ANSWER: N_("Dijawab"),
        ComplaintStep.DISMISS: N_("Dinyatakan bukan kewenangan"),
        ComplaintStep.REOPEN: N_("Dibuka lagi oleh pelapor"),
        ComplaintStep.RATE: N_("Dinilai oleh pelapor"),
        ComplaintStep.CLOSE: N_("Ditutup, tanpa tanggapan lagi"),
        ComplaintStep.ESCALATE: N_("Terlambat, naik ke atas"),
    },
    Finding: {
        Finding.FOUNDED: N_("Terbukti"),
        Finding.PARTLY: N_("Terbukti sebagian"),
        Finding.UNFOUNDED: N_("Tidak terbukti"),
        Finding.ANSWERED: N_("Dijawab"),
    },
    Lesson: {
        Lesson.KNOWLEDGE: N_("Pengetahuan petugas: perlu pelatihan"),
        Lesson.CONDUCT: N_("Sikap melayani: perlu pelatihan"),
        Lesson.PROCEDURE: N_("Tata cara perlu diubah"),
        Lesson.PEOPLE: N_("Orang atau sarana kurang"),
        Lesson.SYSTEM: N_("Aplikasi perlu diperbaiki"),
        Lesson.NONE: N_("Tidak ada"),
    },
    Limit: {
        Limit.FIRST: N_("Tanggapan pertama"),
        Limit.QUESTION: N_("Jawaban atas pertanyaan atau saran"),
        Limit.ORDINARY: N_("Jawaban, tidak berkadar pengawasan"),
        Limit.EXAMINED: N_("Jawaban, berkadar pengawasan"),
        Limit.REPLY: N_("Tanggapan pelapor sebelum ditutup"),
        Limit.OBJECT: N_("Mengajukan keberatan atas penolakan"),
        Limit.DECIDE: N_("Memutus keberatan"),
    },
}

HINTS: dict[Kind, str] = {
    Kind.DELAY: N_("Lewat janji, atau disuruh menunggu tanpa kepastian."),
    Kind.NO_SERVICE: N_("Ditolak di loket, tidak dilayani, atau loketnya kosong."),
    Kind.NOT_COMPETENT: N_("Petugas tidak tahu aturannya, suratnya salah."),
    Kind.PROCEDURE: N_("Diminta syarat atau langkah yang tidak ada dalam standar."),
    Kind.IMPROPER: N_("Kata atau sikap yang tidak pantas."),
    Kind.PARTIAL: N_("Orang lain didahulukan tanpa alasan."),
    Kind.DISCRIMINATION: N_("Dibedakan karena siapa Anda."),
    Kind.BRIBE: N_("Diminta uang, barang, atau “seikhlasnya”. Langsung ke Inspektorat."),
    Kind.ABUSE: N_("Jabatan dipakai untuk hal lain. Langsung ke Inspektorat."),
    Kind.CONFLICT: N_("Yang memutuskan punya kepentingan sendiri. Langsung ke Inspektorat."),
    Kind.OTHER: N_("Belum tentu ada yang salah."),
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    ComplaintState: {
        ComplaintState.SENT: "wait",
        ComplaintState.HANDLED: "info",
        ComplaintState.ANSWERED: "good",
        ComplaintState.CLOSED: "good",
    },
}

REFUSALS: dict[str, str] = {
    "complaint_text": N_("Tulis apa yang terjadi. Cukup dengan kata-kata sendiri."),
    "complaint_office": N_("Pilih kantornya dari daftar."),
    "complaint_step": N_("Langkah ini tidak bisa lagi; keadaan pengaduan sudah berubah. Muat ulang halamannya."),
    "complaint_taken": N_("Pengaduan ini sudah Anda tangani."),
    "complaint_not_taken": N_("Ambil dahulu pengaduan ini, lalu jawab."),
    "complaint_highest": N_("Pengaduan ini sudah di Inspektorat; tidak ada yang lebih tinggi di sini."),
    "complaint_desk": N_("Pengaduan ini ditangani kantor lain. Anda hanya dapat membacanya."),
    "complaint_part": N_("Anda terlibat dalam hal yang diadukan. Orang lain yang menanganinya."),
    "complaint_words": N_("Tulis jawabannya; pelapor akan membacanya."),
    "complaint_rating": N_("Pilih satu nilai."),
    "complaint_days": N_("Isi antara 1 dan 120 hari kerja."),
    "complaint_basis": N_("Sebutkan dasarnya: peraturan atau keputusan dengan tanggalnya."),
    "reply_over": N_("Waktu untuk menanggapi sudah lewat. Anda dapat membuat pengaduan baru."),
    "no_such_complaint_limit": N_("Batas waktu itu tidak ada. Pilih dari daftar."),
    "no_such_complaint": N_("Pengaduan itu tidak ada di sini. Periksa lagi kode dan PIN-nya."),
}
