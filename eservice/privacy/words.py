"""The words people read for what is held of them, what they ask about it, and what is refused."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.privacy.alarms import BreachKind, BreachState, BreachStep
from eservice.privacy.changelist import ChangeOf
from eservice.privacy.examined import Reason
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
    ChangeOf: {
        ChangeOf.PROMISE: N_("Janji waktu"),
        ChangeOf.CLOSURE: N_("Kantor ditutup"),
        ChangeOf.OPENING: N_("Jam khusus"),
        ChangeOf.HOLIDAY: N_("Hari libur"),
        ChangeOf.SEASON: N_("Jam musiman"),
        ChangeOf.INCIDENT: N_("Gangguan"),
        ChangeOf.MEMBERSHIP: N_("Penugasan pegawai"),
        ChangeOf.OFFICIAL: N_("Pejabat penanda tangan"),
        ChangeOf.DELEGATION: N_("Pelimpahan tanda tangan"),
        ChangeOf.LATE_ENTRY: N_("Entri susulan"),
        ChangeOf.LIMIT: N_("Masa simpan data"),
    },
    Reason: {
        Reason.COMPARE: N_("Mencocokkan dengan KTP atau KK"),
        Reason.CALL: N_("Menghubungi pemohon"),
        Reason.REGISTRY: N_("Memeriksa di SIAK"),
        Reason.COMPLAINT: N_("Menjawab pengaduan atau keberatan"),
        Reason.EXAMINATION: N_("Pemeriksaan dengan surat tugas"),
        Reason.OTHER: N_("Keperluan lain"),
    },
    BreachKind: {
        BreachKind.ACCOUNT: N_("Akun pegawai disalahgunakan"),
        BreachKind.DEVICE: N_("Perangkat hilang atau dicuri"),
        BreachKind.SENT_WRONG: N_("Data terkirim kepada orang yang salah"),
        BreachKind.SEEN_WRONG: N_("Data terlihat oleh yang tidak berhak"),
        BreachKind.TAKEN: N_("Data diambil dari sistem"),
        BreachKind.LOST: N_("Data hilang atau tidak dapat dibaca"),
    },
    BreachState: {
        BreachState.OPEN: N_("Sedang ditangani"),
        BreachState.CONTAINED: N_("Sudah dihentikan"),
        BreachState.CLOSED: N_("Selesai"),
    },
    BreachStep: {
        BreachStep.OPEN: N_("Dicatat"),
        BreachStep.CONTAIN: N_("Dihentikan"),
        BreachStep.FIND: N_("Orang yang terkena dicari dari catatan pembukaan"),
        BreachStep.TELL_PEOPLE: N_("Pemilik data diberi tahu"),
        BreachStep.TELL_AUTHORITY: N_("Lembaga diberi tahu"),
        BreachStep.CLOSE: N_("Ditutup"),
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
    BreachState: {BreachState.OPEN: "bad", BreachState.CONTAINED: "wait", BreachState.CLOSED: "good"},
    WishState: {
        WishState.FILED: "info",
        WishState.TAKEN: "info",
        WishState.GRANTED: "good",
        WishState.PARTLY: "wait",
        WishState.REFUSED: "bad",
        WishState.WITHDRAWN: "mute",
        WishState.LIFTED: "mute",
    },
}

CONSENT_TEXTS: dict[ConsentPurpose, str] = {
    ConsentPurpose.KEEP_PAPERS: N_(
        "Berkas persyaratan dari permohonan yang sudah selesai disimpan sampai satu tahun, hanya agar dapat Anda pakai"
        " lagi. Tanpa persetujuan ini berkas dihapus lebih cepat. Menariknya tidak memengaruhi pelayanan."
    ),
}
"""What is agreed to, in the wording of ``CONSENT_VERSION``."""

CHANGES: dict[str, str] = {
    "promise": N_("%(channel)s: %(before)s menjadi %(after)s"),
    "day": "%(on)s",
    "named_day": "%(on)s: %(name)s",
    "season": N_("%(name)s: %(from_on)s sampai %(to_on)s"),
    "text": "%(text)s",
    "begun": N_("Mulai: %(name)s, %(position)s (%(role)s)"),
    "ended": N_("Berakhir: %(name)s, %(position)s (%(role)s)"),
    "official": "%(name)s, %(position)s (%(basis)s)",
    "official_ended": N_("Berakhir: %(name)s, %(position)s (%(basis)s)"),
    "entered": N_("%(code)s, di kertas %(written)s"),
    "limit": N_("%(kind)s: %(days)s hari"),
}
"""What was changed, in a sentence that the facts of ``changelist.Change`` fill in."""

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
    "wish_open": N_("Permintaan yang sama masih menunggu jawaban. Lihat di Data Saya."),
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
    "reveal_reason": N_("Pilih alasannya."),
    "reveal_note": N_("Jelaskan keperluannya dengan 10 sampai 300 huruf; pemilik data akan membacanya."),
    "breach_what": N_("Tulis apa yang terjadi; pemilik data akan membacanya."),
    "breach_data": N_("Pilih paling sedikit satu jenis data yang terkena."),
    "breach_period": N_("Akhir masa kejadian harus sesudah awalnya."),
    "breach_noticed": N_("Waktu diketahui tidak boleh di masa depan."),
    "breach_handling": N_("Tulis apa yang sudah dilakukan."),
    "breach_letter": N_("Tulis nomor surat pemberitahuannya."),
    "breach_no_account": N_("Orang yang terkena hanya bisa dicari bila akun yang disalahgunakan disebut."),
    "breach_nobody": N_("Belum ada orang yang terkena dalam daftar. Cari dahulu dari catatan pembukaan."),
    "breach_how": N_("Tulis bagaimana pemilik data diberi tahu: lewat surat, telepon, atau kunjungan, dan kapan."),
    "breach_untold": N_("Masih ada pemilik akun yang belum diberi tahu. Kirim dahulu pemberitahuan kepada mereka."),
    "breach_step": N_("Langkah ini belum bisa, atau sudah dilakukan. Tutup hanya setelah kedua pihak diberi tahu."),
    "no_such_breach": N_("Insiden data ini tidak ada dalam daftar."),
    "no_assignment": N_("Tidak ada surat tugas yang berlaku untuk Anda sekarang. Hubungi administrator."),
    "outside_assignment": N_("Kantor ini tidak termasuk surat tugas Anda."),
    "no_such_sample": N_("Contoh acak ini tidak ada dalam surat tugas Anda."),
    "sample_size": N_("Isi jumlah contoh dari 1 sampai 200."),
    "sample_period": N_("Akhir masa harus sama atau sesudah awalnya."),
    "sample_empty": N_("Tidak ada permohonan dalam masa itu."),
    "assignment_letter": N_("Isi nomor surat tugasnya."),
    "assignment_period": N_("Akhir surat tugas harus sesudah mulainya."),
    "assignment_offices": N_("Pilih paling sedikit satu kantor."),
    "not_an_examiner": N_("Penugasan ini bukan pemeriksa."),
    "no_such_hold": N_("Penangguhan ini tidak ada, atau sudah diangkat."),
}
