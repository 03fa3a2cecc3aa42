"""The words people read for what is held of them, what they ask about it, and what is refused."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.privacy.limits import Keeps
from eservice.privacy.purposes import Ground
from eservice.privacy.rules import ConsentPurpose, Held, Why, WishKind, WishState, WishStep

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    WishKind: {
        WishKind.CORRECT: N_("Perbaiki data saya"),
        WishKind.DELETE: N_("Hapus data saya"),
        WishKind.RESTRICT: N_("Batasi pemrosesan data saya"),
    },
    WishState: {
        WishState.FILED: N_("Terkirim, menunggu dijawab"),
        WishState.TAKEN: N_("Sedang diperiksa"),
        WishState.GRANTED: N_("Dipenuhi"),
        WishState.PARTLY: N_("Dipenuhi sebagian"),
        WishState.REFUSED: N_("Tidak dapat dipenuhi"),
        WishState.WITHDRAWN: N_("Anda batalkan"),
        WishState.LIFTED: N_("Pembatasan berakhir"),
    },
    WishStep: {
        WishStep.FILE: N_("Diajukan"),
        WishStep.TAKE: N_("Mulai diperiksa"),
        WishStep.GRANT: N_("Dipenuhi"),
        WishStep.GRANT_PARTLY: N_("Dipenuhi sebagian"),
        WishStep.REFUSE: N_("Tidak dapat dipenuhi"),
        WishStep.WITHDRAW: N_("Dibatalkan pemiliknya"),
        WishStep.LIFT: N_("Pembatasan diakhiri"),
    },
    ConsentPurpose: {
        ConsentPurpose.KEEP_PAPERS: N_("Simpan berkas saya satu tahun, agar bisa dipakai lagi"),
    },
    Held: {
        Held.IDENTITY: N_("Identitas"),
        Held.ACCOUNT: N_("Akun"),
        Held.REQUESTS: N_("Permohonan"),
        Held.PAPERS: N_("Berkas persyaratan"),
        Held.LETTERS: N_("Surat"),
        Held.MESSAGES: N_("Pesan"),
        Held.SESSIONS: N_("Perangkat yang masuk"),
        Held.CONSENTS: N_("Persetujuan"),
        Held.WISHES: N_("Permintaan tentang data"),
        Held.LOOKS: N_("Catatan pembukaan"),
    },
    Ground: {
        Ground.SERVICE: N_("Pelayanan publik (UU 27/2022 pasal 20 ayat 2)"),
        Ground.DUTY: N_("Kewajiban hukum: arsip dan pertanggungjawaban (UU 27/2022 pasal 20 ayat 2)"),
        Ground.CONSENT: N_("Persetujuan Anda, dapat ditarik (UU 27/2022 pasal 20 ayat 2)"),
    },
    Why: {
        Why.TASK: N_("Menangani permohonan ini"),
        Why.SEARCH: N_("Mencari dengan NIK"),
        Why.COUNTER: N_("Melayani di loket"),
        Why.EXPORT: N_("Mengunduh daftar yang memuat permohonan ini"),
        Why.STATED: N_("Membuka nomor yang disamarkan"),
        Why.EXAMINATION: N_("Pemeriksaan Inspektorat"),
        Why.PROTECTION: N_("Menjawab permintaan tentang data"),
    },
    Keeps: {
        Keeps.PAPERS_ISSUED: N_("Berkas persyaratan, surat terbit"),
        Keeps.PAPERS_REJECTED: N_("Berkas persyaratan, tidak dapat dipenuhi"),
        Keeps.PAPERS_DROPPED: N_("Berkas persyaratan, dibatalkan atau tidak dilengkapi"),
        Keeps.PAPERS_CONSENTED: N_("Berkas yang boleh disimpan lebih lama, dengan persetujuan"),
        Keeps.ANSWERS_ISSUED: N_("Isi permohonan, surat terbit"),
        Keeps.ANSWERS_REJECTED: N_("Isi permohonan, tidak dapat dipenuhi"),
        Keeps.ANSWERS_DROPPED: N_("Isi permohonan, dibatalkan atau tidak dilengkapi"),
        Keeps.MESSAGES: N_("Pesan kepada pemohon"),
        Keeps.SESSIONS: N_("Perangkat yang pernah masuk"),
        Keeps.LETTERS: N_("Surat dan register"),
        Keeps.READS: N_("Catatan pembukaan"),
    },
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    WishState: {
        WishState.FILED: "info",
        WishState.TAKEN: "info",
        WishState.GRANTED: "good",
        WishState.PARTLY: "wait",
        WishState.REFUSED: "bad",
        WishState.WITHDRAWN: "mute",
        WishState.LIFTED: "mute",
    }
}

CONSENT_TEXTS: dict[ConsentPurpose, str] = {
    ConsentPurpose.KEEP_PAPERS: N_(
        "Berkas persyaratan dari permohonan yang sudah selesai disimpan sampai satu tahun, hanya agar dapat Anda pakai"
        " lagi. Tanpa persetujuan ini berkas dihapus lebih cepat. Menariknya tidak memengaruhi pelayanan."
    ),
}
"""What is agreed to, in the wording of ``CONSENT_VERSION``."""

KEPT_BY_LAW: dict[str, str] = {
    "letter": N_("Surat yang terbit dan registernya: arsip yang wajib disimpan kantor (UU 43/2009 tentang Kearsipan)."),
    "request_of_letter": N_("Isi permohonan yang menjadi dasar surat terbit: bagian dari arsip surat itu."),
    "open": N_("Permohonan yang masih berjalan: batalkan dahulu, atau tunggu sampai selesai."),
    "held": N_("Permohonan yang ditangguhkan penghapusannya karena pengaduan, keberatan, atau pemeriksaan."),
    "objection": N_("Permohonan yang baru ditutup: masih mungkin ada keberatan."),
    "account": N_("Akun dan identitas: masih dipakai oleh permohonan atau surat yang disimpan."),
    "reads": N_("Catatan siapa membuka data: bukti bagi Anda sendiri, berupa nomor tanpa nama."),
}
"""Why something is not deleted although its owner asks for it."""

REFUSALS: dict[str, str] = {
    "wish_step": N_("Permintaan ini sudah dijawab atau dibatalkan. Muat ulang halamannya."),
    "wish_open": N_("Permintaan yang sama masih menunggu jawaban. Lihat di bawah."),
    "no_such_wish": N_("Permintaan ini tidak ada, atau bukan milik akun Anda."),
    "wish_text": N_("Tulis apa yang Anda minta, agar dapat dijawab dengan tepat."),
    "wish_answer": N_("Tulis jawabannya; pemilik data akan membacanya."),
    "wish_own": N_("Ini permintaan Anda sendiri. Pejabat pelindungan data lain yang menjawabnya."),
    "nothing_corrected": N_("Isi paling sedikit satu data dengan nilai yang benar, atau jawab tidak dapat dipenuhi."),
    "nothing_known": N_("Untuk akun ini belum ada data orang yang bisa diperbaiki."),
    "restricted": N_("Pemrosesan permohonan ini dibatasi atas permintaan pemiliknya. Langkah ini menunggu."),
    "already_restricted": N_("Pemrosesannya sudah dibatasi."),
    "nothing_to_delete": N_("Tidak ada yang bisa dihapus sekarang: semuanya masih wajib disimpan."),
    "consent_same": N_("Pilihan ini sudah tercatat."),
    "limit_days": N_("Isi jumlah hari dari 7 sampai 36500."),
    "limit_reason": N_("Tulis dasar perubahannya, misalnya nomor keputusan."),
    "hold_reason": N_("Tulis mengapa penghapusannya ditangguhkan."),
    "request_open": N_("Permohonan ini masih berjalan: isinya belum boleh dihapus."),
    "letter_kept": N_("Permohonan ini dasar surat yang terbit: isinya disimpan bersama suratnya."),
    "already_held": N_("Penghapusannya sudah ditangguhkan."),
    "no_such_hold": N_("Penangguhan ini tidak ada, atau sudah diangkat."),
}
