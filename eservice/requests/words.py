# Longer than 300 lines: all words of the law, its values and its refusals, stand in one place.
"""The words people read for the law's values, in Indonesian; the translation catalogue has the English."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.requests.clock import Stage
from eservice.requests.differences import Trait
from eservice.requests.fates import Fate
from eservice.requests.order import Turn
from eservice.requests.ready import Use
from eservice.requests.surveying import Floor, Judgement, Light, Roof, Wall, Water
from eservice.requests.views import Column, Quick
from eservice.requests.workflow import (
    Channel,
    Confirmation,
    Consent,
    DataFault,
    Nudge,
    Outcome,
    Priority,
    ProofKind,
    Refusal,
    Status,
    Step,
    Verb,
    Verdict,
    VisitKind,
    VisitOutcome,
)

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Status: {
        Status.DRAFT: N_("Belum dikirim"),
        Status.AWAITING_CONFIRMATION: N_("Menunggu Ketua RT"),
        Status.SUBMITTED: N_("Terkirim, menunggu diperiksa"),
        Status.IN_REVIEW: N_("Sedang diperiksa"),
        Status.NEEDS_CORRECTION: N_("Perlu Anda lengkapi"),
        Status.ON_HOLD: N_("Tertunda: gangguan"),
        Status.AWAITING_SIGNATURE: N_("Menunggu tanda tangan"),
        Status.ISSUING: N_("Surat sedang dibuat"),
        Status.ISSUED: N_("Selesai"),
        Status.REJECTED: N_("Tidak dapat dipenuhi"),
        Status.WITHDRAWN: N_("Anda batalkan"),
        Status.LAPSED: N_("Ditutup karena tidak dilengkapi"),
    },
    Step: {
        Step.SUBMIT: N_("Dikirim"),
        Step.ASK_CONFIRMATION: N_("Konfirmasi Ketua RT diminta"),
        Step.CONFIRMED: N_("Ketua RT menjawab"),
        Step.CONFIRMATION_OVER: N_("Ketua RT belum menjawab, permohonan diteruskan"),
        Step.CLAIM: N_("Diambil petugas"),
        Step.JUDGE: N_("Berkas diperiksa"),
        Step.WRITE: N_("Pesan ditulis kepada pemohon"),
        Step.PRIORITISE: N_("Urutan didahulukan atau dikembalikan"),
        Step.PLAN_VISIT: N_("Kunjungan dijadwalkan"),
        Step.VISITED: N_("Petugas sudah datang"),
        Step.NOT_AT_HOME: N_("Petugas datang, tidak ada orang di rumah"),
        Step.CALL_OFF_VISIT: N_("Kunjungan dibatalkan"),
        Step.OFFER_APPOINTMENT: N_("Waktu bertemu di kantor ditawarkan"),
        Step.ANOTHER_TIME: N_("Pemohon minta waktu bertemu yang lain"),
        Step.APPOINTMENT_KEPT: N_("Pernyataan ditandatangani di depan petugas"),
        Step.APPOINTMENT_FAILED: N_("Yang datang belum lengkap"),
        Step.CALL_OFF_APPOINTMENT: N_("Waktu bertemu dibatalkan kantor"),
        Step.BLOCK: N_("Diblokir karena ada keberatan"),
        Step.UNBLOCK: N_("Blokir dibuka, dilanjutkan"),
        Step.RELEASE: N_("Dikembalikan ke antrean"),
        Step.LEASE_ENDED: N_("Kembali ke antrean karena lama tidak dikerjakan"),
        Step.HAND_ON: N_("Kembali ke antrean karena pemegangnya tidak bertugas"),
        Step.REASSIGN: N_("Dipindahkan ke petugas lain"),
        Step.TRANSFER: N_("Diteruskan ke kantor yang tepat"),
        Step.ASK_CORRECTION: N_("Diminta dilengkapi"),
        Step.RESUBMIT: N_("Dilengkapi dan dikirim lagi"),
        Step.RECOMMEND: N_("Diteruskan untuk ditandatangani"),
        Step.SECOND_READ: N_("Dibaca petugas kedua"),
        Step.PROPOSE_REJECTION: N_("Diusulkan tidak dapat dipenuhi"),
        Step.SEND_BACK: N_("Dikembalikan ke pemeriksa"),
        Step.REJECT: N_("Diputuskan tidak dapat dipenuhi"),
        Step.SIGN: N_("Ditandatangani"),
        Step.SIGNING_FAILED: N_("Penandatanganan gagal, akan diulang"),
        Step.PRINT_FOR_SIGNATURE: N_("Dicetak untuk ditandatangani"),
        Step.WET_SIGNED: N_("Ditandatangani dengan pena, tercatat"),
        Step.NEXT_PLACE: N_("Diteruskan ke penanda tangan berikutnya"),
        Step.ISSUE: N_("Surat terbit"),
        Step.HAND_OVER_SIAK: N_("Dokumen dari SIAK diserahkan"),
        Step.SEE_ORIGINALS: N_("Berkas asli dilihat petugas"),
        Step.READY: N_("Siap diambil"),
        Step.COLLECTED: N_("Sudah diterima"),
        Step.WITHDRAW: N_("Dibatalkan pemohon"),
        Step.CALENDAR_MOVED: N_("Janji bergeser karena kalender kantor berubah"),
        Step.REMIND: N_("Yang memegang diingatkan akan janji"),
        Step.REMIND_CITIZEN: N_("Pemohon diingatkan untuk melengkapi"),
        Step.TELL_LATE: N_("Keterlambatan dikabarkan"),
        Step.ESCALATE: N_("Penyelia diberi tahu"),
        Step.HOLD: N_("Tertunda karena gangguan"),
        Step.RESUME: N_("Gangguan selesai, dilanjutkan"),
        Step.LAPSE: N_("Ditutup karena tidak dilengkapi"),
        Step.REOPEN: N_("Dibuka kembali"),
    },
    Fate: {
        Fate.UNTRIED: N_("Belum ditandatangani"),
        Fate.WAITING: N_("Menunggu giliran"),
        Fate.AT_WORK: N_("Sedang ditandatangani"),
        Fate.SIGNED: N_("Sudah ditandatangani"),
        Fate.FAILED: N_("Gagal"),
        Fate.DECIDED: N_("Sudah diputuskan"),
    },
    Channel: {
        Channel.ONLINE: N_("Daring"),
        Channel.COUNTER: N_("Loket"),
        Channel.LATE_ENTRY: N_("Entri susulan"),
    },
    Nudge: {
        Nudge.SOON: N_("Janji hampir tiba"),
        Nudge.DUE: N_("Janji tiba"),
        Nudge.OVERDUE: N_("Janji terlewat"),
        Nudge.CORRECTION: N_("Batas melengkapi hampir tiba"),
    },
    Consent: {
        Consent.READ_OUT: N_("Dibacakan di loket dan dibenarkan"),
        Consent.ON_PAPER: N_("Ditandatangani di kertas"),
    },
    Priority: {
        Priority.ELDERLY: N_("Lansia"),
        Priority.DISABLED: N_("Penyandang disabilitas"),
        Priority.PREGNANT: N_("Ibu hamil"),
        Priority.URGENT: N_("Mendesak"),
    },
    Turn: {
        Turn.PROMISE: N_("Janjinya paling dekat"),
        Turn.PRIORITY: N_("Didahulukan di antara yang janjinya sama"),
        Turn.LONGEST: N_("Paling lama menunggu"),
    },
    Stage: {
        Stage.WAITING: N_("Menunggu diperiksa"),
        Stage.REVIEW: N_("Diperiksa"),
        Stage.SIGNATURE: N_("Menunggu tanda tangan"),
        Stage.CITIZEN: N_("Menunggu pemohon"),
        Stage.INCIDENT: N_("Gangguan"),
        Stage.THIRD_PARTY: N_("Menunggu pihak lain"),
    },
    Confirmation: {
        Confirmation.MINE: N_("Benar, warga saya"),
        Confirmation.NOT_MINE: N_("Bukan warga saya"),
        Confirmation.MEET: N_("Temui saya dulu"),
    },
    Verdict: {
        Verdict.COMPLETE: N_("Lengkap"),
        Verdict.UNCLEAR: N_("Kurang jelas"),
        Verdict.MISSING: N_("Tidak ada"),
        Verdict.MISMATCH: N_("Tidak cocok"),
    },
    Use: {
        Use.CORRECTION: N_("Minta dilengkapi"),
        Use.REFUSAL: N_("Tidak dapat dipenuhi"),
        Use.MESSAGE: N_("Pesan kepada pemohon"),
        Use.NOTE: N_("Catatan internal"),
    },
    Trait: {
        Trait.NAME: N_("Nama"),
        Trait.BIRTH_PLACE: N_("Tempat lahir"),
        Trait.BIRTH_ON: N_("Tanggal lahir"),
        Trait.SEX: N_("Jenis kelamin"),
        Trait.KK: N_("Nomor KK"),
        Trait.ADDRESS: N_("Alamat"),
        Trait.MARITAL_STATUS: N_("Status perkawinan"),
        Trait.RELIGION: N_("Agama"),
        Trait.OCCUPATION: N_("Pekerjaan"),
    },
    ProofKind: {
        ProofKind.UPLOADED: N_("Diunggah"),
        ProofKind.REUSED: N_("Berkas yang lalu"),
        ProofKind.BRING: N_("Asli akan dibawa"),
    },
    Refusal: {
        Refusal.NOT_RESIDENT: N_("Bukan penduduk wilayah ini"),
        Refusal.CONDITIONS_NOT_MET: N_("Syarat layanan tidak terpenuhi"),
        Refusal.DATA_DOES_NOT_MATCH: N_("Data tidak cocok dengan berkas"),
        Refusal.PROOF_NOT_GENUINE: N_("Berkas diragukan keasliannya"),
        Refusal.OTHER_AUTHORITY: N_("Bukan wewenang kantor ini"),
        Refusal.DISPUTED: N_("Ada keberatan dari pihak lain"),
        Refusal.DUPLICATE: N_("Permohonan yang sama sudah ada"),
        Refusal.NOT_COMPLETED: N_("Berkas tidak dilengkapi"),
    },
    VisitKind: {
        VisitKind.HOME: N_("Kunjungan"),
        VisitKind.OFFICE: N_("Waktu bertemu di kantor"),
    },
    DataFault: {
        DataFault.APPLICANT: N_("Isian saya yang keliru"),
        DataFault.PAPER: N_("Dokumen asal atau data SIAK yang keliru"),
        DataFault.OFFICE: N_("Isian saya benar, suratnya yang keliru"),
    },
    VisitOutcome: {
        VisitOutcome.MET: N_("Bertemu"),
        VisitOutcome.NOT_AT_HOME: N_("Tidak ada orang di rumah"),
        VisitOutcome.SIGNED: N_("Semua datang dan menandatangani"),
        VisitOutcome.NOT_ALL: N_("Belum semua datang"),
        VisitOutcome.NOBODY: N_("Tidak ada yang datang"),
        VisitOutcome.OBJECTED: N_("Ada yang keberatan di pertemuan"),
        VisitOutcome.CALLED_OFF: N_("Tidak jadi"),
    },
    Floor: {
        Floor.EARTH: N_("Tanah"),
        Floor.WOOD: N_("Kayu"),
        Floor.CEMENT: N_("Semen"),
        Floor.TILES: N_("Keramik"),
    },
    Wall: {
        Wall.BAMBOO: N_("Bambu"),
        Wall.WOOD: N_("Papan"),
        Wall.BRICK: N_("Tembok"),
    },
    Roof: {
        Roof.THATCH: N_("Rumbia"),
        Roof.ZINC: N_("Seng"),
        Roof.TILES: N_("Genteng"),
        Roof.CONCRETE: N_("Beton"),
    },
    Water: {
        Water.PIPED: N_("PDAM"),
        Water.WELL: N_("Sumur"),
        Water.RIVER: N_("Sungai"),
        Water.BOUGHT: N_("Air isi ulang"),
    },
    Light: {
        Light.OWN_METER: N_("Meteran sendiri"),
        Light.NEIGHBOUR: N_("Menyambung dari tetangga"),
        Light.NONE: N_("Tanpa listrik"),
    },
    Judgement: {
        Judgement.FITS: N_("Layak"),
        Judgement.DOES_NOT_FIT: N_("Tidak layak"),
        Judgement.UNSURE: N_("Ragu"),
    },
    Column: {
        Column.LEFT: N_("Sisa waktu"),
        Column.SERVICE: N_("Layanan"),
        Column.SUBJECT: N_("Pemohon"),
        Column.FILED: N_("Waktu masuk"),
        Column.STATUS: N_("Status"),
        Column.HOLDER: N_("Petugas"),
        Column.ANSWER: N_("Batas melengkapi"),
        Column.INCIDENT: N_("Gangguan"),
        Column.CLOSED: N_("Selesai"),
        Column.REST: N_("Ditunda sampai"),
    },
    Quick: {
        Quick.CLAIM: N_("Ambil"),
        Quick.GO_ON: N_("Lanjutkan"),
        Quick.REMIND: N_("Ingatkan"),
        Quick.CALL: N_("Catat telepon"),
        Quick.HAND_OVER: N_("Serahkan"),
        Quick.WAKE: N_("Kembalikan sekarang"),
        Quick.LOOK: N_("Lihat"),
    },
    Verb: {
        Verb.CLAIM: N_("Ambil yang dipilih"),
        Verb.ASSIGN: N_("Serahkan kepada rekan"),
        Verb.REMIND: N_("Ingatkan yang dipilih"),
        Verb.RECOMMEND: N_("Teruskan yang dipilih…"),
    },
    Outcome: {
        Outcome.EMAILED: N_("Dikirim SIAK ke pos-el pemohon"),
        Outcome.TO_COLLECT: N_("Dicetak, siap diambil"),
        Outcome.ATTACHED: N_("Berkas dilampirkan"),
    },
}

OFFICE_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Status: {
        Status.DRAFT: N_("Draf"),
        Status.AWAITING_CONFIRMATION: N_("Menunggu RT"),
        Status.SUBMITTED: N_("Menunggu diambil"),
        Status.IN_REVIEW: N_("Diperiksa"),
        Status.NEEDS_CORRECTION: N_("Menunggu pemohon"),
        Status.ON_HOLD: N_("Tertunda (gangguan)"),
        Status.AWAITING_SIGNATURE: N_("Menunggu tanda tangan"),
        Status.ISSUING: N_("Diterbitkan"),
        Status.ISSUED: N_("Terbit"),
        Status.REJECTED: N_("Ditolak"),
        Status.WITHDRAWN: N_("Dibatalkan pemohon"),
        Status.LAPSED: N_("Ditutup: tidak dilengkapi"),
    }
}
"""The words officers keep among themselves."""

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Fate: {
        Fate.UNTRIED: "wait",
        Fate.WAITING: "info",
        Fate.AT_WORK: "info",
        Fate.SIGNED: "good",
        Fate.FAILED: "bad",
        Fate.DECIDED: "mute",
    },
    Status: {
        Status.DRAFT: "mute",
        Status.AWAITING_CONFIRMATION: "wait",
        Status.SUBMITTED: "info",
        Status.IN_REVIEW: "info",
        Status.NEEDS_CORRECTION: "wait",
        Status.ON_HOLD: "wait",
        Status.AWAITING_SIGNATURE: "info",
        Status.ISSUING: "info",
        Status.ISSUED: "good",
        Status.REJECTED: "bad",
        Status.WITHDRAWN: "mute",
        Status.LAPSED: "mute",
    },
    Confirmation: {
        Confirmation.MINE: "good",
        Confirmation.NOT_MINE: "bad",
        Confirmation.MEET: "wait",
    },
    Verdict: {
        Verdict.COMPLETE: "good",
        Verdict.UNCLEAR: "wait",
        Verdict.MISSING: "bad",
        Verdict.MISMATCH: "bad",
    },
}

ANSWER_WORDS: dict[Verdict, str] = {
    Verdict.COMPLETE: N_("Diterima"),
    Verdict.UNCLEAR: N_("Tidak jelas"),
    Verdict.MISSING: N_("Belum diisi"),
    Verdict.MISMATCH: N_("Salah"),
}
"""The same verdicts, said of an answer."""

REFUSALS: dict[str, str] = {
    "nothing_failed": N_("Tidak ada yang gagal lagi di sini: sudah berhasil, atau sudah dibatalkan."),
    "being_made": N_("Surat ini sedang dibuat. Tunggu sebentar, lalu muat ulang."),
    "sign_again": N_("Surat ini sudah kembali ke penanda tangan. Ia dibuat lagi setelah ditandatangani ulang."),
    "notice_goes_out": N_("Pemberitahuan penolakan tetap harus terbit, jadi tidak dapat dibatalkan. Coba lagi."),
    "give_up_reason": N_("Tulis mengapa tidak dicoba lagi."),
    "secret_gone": N_("Pesan ini memuat kode sekali pakai yang sudah dihapus. Minta orangnya meminta kode baru."),
    "answers_faulty": N_("Ada isian yang Anda nilai keliru: %(open)s. Minta dilengkapi, atau terima isiannya dahulu."),
    "no_such_answer": N_("Permohonan ini tidak punya isian itu. Muat ulang halamannya."),
    "mention_unknown": N_("Tidak ada rekan bernama %(name)s di kantor ini. Pilih dari daftar, atau tulis tanpa @."),
    "mention_unclear": N_(
        "Ada beberapa rekan bernama %(name)s. Tulis nama lengkapnya dengan titik, misalnya @Dewi.Anggraini."
    ),
    "mention_kin": N_("Rekan itu tidak boleh ikut: ini permohonan keluarganya. Pilih rekan lain."),
    "message_empty": N_("Tulis pesannya; pemohon akan membacanya."),
    "placeholder_unknown": N_("%(name)s tidak dikenal. Yang bisa dipakai: {nama_syarat}, {layanan}, {kode}, {kantor}."),
    "text_empty": N_("Isi judul dan teksnya."),
    "not_your_text": N_("Teks untuk seluruh kantor ditulis penyelia. Simpan sebagai teks Anda sendiri."),
    "no_such_text": N_("Teks itu sudah tidak ada. Muat ulang halamannya."),
    "earlier_officer": N_(
        "Anda sudah menangani permohonan ini sebelum dibuka kembali. Petugas lain yang memeriksanya."
    ),
    "permission": N_("Peran Anda tidak boleh melakukan langkah ini."),
    "not_asked": N_("Pertanyaan ini ditujukan kepada Ketua RT lain."),
    "rt_not_asked_here": N_("Kantor ini tidak meminta konfirmasi daring Ketua RT untuk layanan ini."),
    "rt_asked_already": N_("Ketua RT sudah pernah ditanya tentang permohonan ini. Anda yang memutuskan."),
    "rt_after_first_act": N_("Berkasnya sudah mulai diperiksa, jadi Ketua RT tidak lagi dapat ditanya secara daring."),
    "rt_unknown": N_("Ketua RT dari alamat ini belum ada dalam daftar kantor. Mintalah pengelola mencatatnya."),
    "rt_no_phone": N_("Nomor HP Ketua RT ini belum tercatat."),
    "rt_no_pin": N_("Ketua RT ini belum membuat PIN. Ia membuatnya sekali saja di loket: buka “Ketua RT”."),
    "rt_is_household": N_("Ketua RT ini pemohonnya sendiri atau keluarganya, jadi bukan ia yang membenarkan."),
    "rt_pin_at_yours": N_(
        "PIN Ketua RT ini dibuat di meja Anda. Supaya tidak ada yang dapat menjawab atas namanya, minta rekan yang"
        " menanyakan, atau lanjutkan tanpa menanyakan."
    ),
    "rt_pin_later": N_(
        "PIN ini dibuat sesudah pertanyaan dikirim, jadi belum berlaku untuk pertanyaan ini. Sampaikan jawaban Anda"
        " langsung di kelurahan; PIN ini berlaku untuk pertanyaan berikutnya."
    ),
    "text_service": N_("Layanan ini tidak ada. Pilih dari daftar."),
    "rt_link_over": N_("Tautan ini tidak berlaku lagi: sudah dijawab, waktunya lewat, atau diganti tautan baru."),
    "rt_wrong_pin": N_("PIN tidak cocok. PIN ini Anda buat sendiri di kelurahan; lupa? Buat lagi di loket."),
    "rt_reason": N_("Tulis sebabnya, supaya petugas tahu apa yang harus diperiksa."),
    "not_yours": N_("Halaman ini bukan milik akun Anda. Mungkin Anda masuk dengan akun lain."),
    "own_household": N_("Ini permohonan Anda atau keluarga Anda. Petugas lain yang memeriksanya."),
    "staff_unknown": N_(
        "NIK dan nomor KK Anda sendiri belum tercatat, jadi sistem tidak tahu apakah ini keluarga Anda. Isi lewat "
        "Akun saya, Identitas pegawai, atau minta pengelola mencatatnya."
    ),
    "no_such_batch": N_("Daftar ini tidak ada di sini. Yang ditandatangani bersama hanya dilihat penanda tangannya."),
    "term_over": N_("Wewenang Anda menandatangani untuk kantor ini sudah berakhir. Surat ini menunggu pejabat lain."),
    "term_changed": N_(
        "Wewenang Anda berubah sejak surat ini ditampilkan: sekarang Anda menandatangani selaku %(now)s. Periksa, lalu "
        "ulangi."
    ),
    "not_your_turn": N_("Permohonan ini menunggu tanda tangan pejabat lain."),
    "other_office": N_("Permohonan ini ditangani kantor lain."),
    "not_holder": N_("Ambil permohonan ini lebih dahulu; saat ini bukan Anda yang memegangnya."),
    "held_by_other": N_("Rekan lain memegang permohonan ini. Hanya ia atau penyelia yang dapat meneruskannya."),
    "verifier_signs": N_("Anda yang memeriksa permohonan ini. Pejabat lain yang menandatanganinya."),
    "verifier_records": N_(
        "Anda yang memeriksa permohonan ini. Rekan lain di kantor yang menandatangani, atau pejabatnya sendiri, "
        "yang mencatat tanda tangannya."
    ),
    "not_your_pen": N_("Surat ini ditandatangani kantor lain. Petugas kantor itu yang mencatat tanda tangannya."),
    "second_officer": N_("Kekurangan ini masih bisa dilengkapi. Keputusan menolak perlu petugas kedua."),
    "illegal_step": N_(
        "Langkah ini tidak bisa dilakukan lagi karena status permohonan sudah berubah. Muat ulang halaman."
    ),
    "reason": N_("Tuliskan alasannya; pemohon akan membacanya."),
    "too_many_open": N_(
        "Anda sudah memegang %(limit)s permohonan, sebanyak yang diizinkan kantor ini. Selesaikan atau kembalikan "
        "salah satunya dahulu."
    ),
    "nothing_waiting": N_("Tidak ada permohonan yang menunggu diambil."),
    "same_priority": N_("Urutannya memang sudah begitu."),
    "claimed": N_("%(name)s memegang permohonan ini sejak %(since)s. Terakhir: %(act)s, %(acted)s."),
    "holder_changed": N_(
        "Sekarang %(name)s yang memegang permohonan ini, sejak %(since)s. Terakhir: %(act)s, %(acted)s. "
        "Muat ulang halaman bila tetap ingin memindahkannya."
    ),
    "colleague_household": N_("Ini permohonan rekan itu sendiri atau keluarganya. Pilih rekan lain."),
    "changed_meanwhile": N_("Permohonan ini berubah sejak Anda membukanya. Periksa lagi sebelum melanjutkan."),
    "statement_not_scanned": N_(
        "Surat pernyataan yang sudah ditandatangani belum dipindai. Foto kertasnya lewat “Pindai kertas di loket”."
    ),
    "requirements_open": N_("Masih ada syarat yang belum dinilai lengkap: %(open)s."),
    "second_reader_missing": N_("Surat ini perlu dibaca petugas kedua sebelum ditandatangani."),
    "second_reader_same": N_("Petugas kedua harus orang yang berbeda dari pemeriksa."),
    "reminded_today": N_(
        "Pemohon sudah disurati hari ini tentang kekurangannya. Ingatkan lagi pada hari kerja berikutnya."
    ),
    "nobody_told": N_(
        "Tidak ada pesan yang sampai sendiri: pemohon tidak punya akun atau pos-el. Kabari lewat WhatsApp atau telepon."
    ),
    "snooze_reason": N_("Tuliskan mengapa ditunda; penyelia membacanya."),
    "snooze_late": N_("Permohonan ini sudah lewat janji dan tidak dapat ditunda. Kerjakan, atau minta bantuan."),
    "snooze_until": N_("Pilih waktu sesudah sekarang dan tidak melewati janji."),
    "not_snoozed": N_("Permohonan ini sedang tidak Anda tunda."),
    "filter_name": N_("Beri nama daftar ini, paling panjang %(longest)s huruf."),
    "filter_name_taken": N_("Nama itu sudah dipakai untuk daftar lain. Pilih nama yang berbeda."),
    "too_many_filters": N_("Anda sudah menyimpan %(most)s daftar. Hapus satu yang tidak dipakai lagi."),
    "no_such_filter": N_("Daftar itu sudah tidak disimpan."),
    "no_such_act": N_("Pilih dahulu apa yang dikerjakan dengan permohonan yang dipilih."),
    "nothing_picked": N_("Pilih dahulu permohonannya: tandai kotak di depan barisnya."),
    "too_many_picked": N_("Paling banyak %(most)s permohonan sekaligus."),
    "not_one_service": N_(
        "Yang diteruskan bersama harus satu layanan dan satu versi standarnya. Saring dahulu menurut layanan."
    ),
    "no_colleague": N_("Pilih rekan di kantor ini yang menerimanya."),
    "assign_reason": N_("Tuliskan mengapa diserahkan; rekan Anda membacanya."),
    "alone_words": N_("Suratnya perlu kata-kata Anda. Buka permohonannya dan teruskan dari sana."),
    "alone_originals": N_("Ada berkas asli yang belum dilihat. Buka permohonannya dan teruskan dari sana."),
    "alone_differs": N_("Orang ini dahulu menyebut data yang lain. Buka permohonannya dan bandingkan dahulu."),
    "alone_double": N_("Orang ini punya permohonan lain yang sama. Buka permohonannya dan pastikan dahulu."),
    "nothing_asked": N_("Tandai dahulu apa yang perlu dilengkapi pemohon."),
    "second_round": N_("Permintaan melengkapi yang kedua perlu persetujuan penyelia."),
    "no_signer": N_("Belum ada pejabat yang dapat menandatangani di kantor ini. Hubungi penyelia."),
    "same_office": N_("Permohonan ini sudah berada di kantor itu."),
    "not_completed": N_("Masih ada yang belum dilengkapi: %(open)s."),
    "already_open": N_(
        "Anda sudah punya permohonan yang sama, kode %(code)s. Lihat yang itu, atau jelaskan mengapa perlu yang baru."
    ),
    "consent_missing": N_("Bacakan jawabannya, lalu tandai bahwa pemohon membenarkan dan setuju."),
    "already_open_here": N_(
        "Orang ini sudah punya permohonan yang sama, kode %(code)s, yang sedang berjalan. "
        "Lanjutkan yang itu, atau tulis mengapa perlu yang baru."
    ),
    "office_closed": N_("%(office)s sedang tidak dapat menerima permohonan: belum ada yang bertugas di sana."),
    "service_off": N_("Layanan ini sedang tidak dibuka."),
    "service_off_here": N_("%(office)s sedang tidak membuka layanan ini."),
    "originals_unseen": N_("Surat dapat diambil setelah petugas melihat berkas asli Anda."),
    "nothing_to_collect": N_("SIAK mengirim dokumennya sendiri ke pos-el pemohon; tidak ada yang diserahkan di loket."),
    "letter_revoked": N_("Surat ini sudah dicabut dan tidak berlaku lagi. Jangan diserahkan atau dipakai."),
    "no_such_request": N_("Permohonan tidak ditemukan."),
    "wrong_pin": N_("Kode atau PIN tidak cocok. Periksa lagi tanda terima Anda."),
    "letter_at_signature": N_("Penanda tangan bekerja dengan cara lain untuk surat ini. Muat ulang halaman."),
    "nothing_judged": N_("Pilih dahulu penilaiannya, paling sedikit untuk satu syarat."),
    "note_empty": N_("Tulis catatannya dahulu."),
    "already_ready": N_("Sudah tercatat siap diambil."),
    "already_collected": N_("Sudah tercatat diserahkan."),
    "file_needed": N_("Lampirkan berkasnya bila hasilnya “Berkas dilampirkan”; kosongkan untuk hasil lain."),
    "scan_needed": N_("Unggah pindaian surat yang sudah ditandatangani dan dicap."),
    "signed_in_future": N_("Tanggal tanda tangan tidak boleh setelah hari ini."),
    "signed_before_print": N_("Lembar ini baru dicetak %(printed)s. Tanggal tanda tangan tidak boleh sebelum itu."),
    "scan_too_small": N_(
        "Pindaian ini terlalu kecil untuk dibaca. Foto seluruh lembar dari dekat: sisi pendeknya paling sedikit "
        "%(least)s piksel."
    ),
    "scan_blank": N_("Pindaian ini kosong. Foto lembar yang sudah ditandatangani dan dicap, di tempat terang."),
    "visit_open": N_("Masih ada kunjungan yang dijadwalkan. Catat hasilnya, atau batalkan kunjungannya dahulu."),
    "amendment_unsaid": N_("Tulis apa yang keliru pada surat itu, dan yang benar bagaimana."),
    "amendment_running": N_("Pembetulan surat ini sudah diminta, dengan kode %(code)s."),
    "amendment_other_draft": N_(
        "Anda masih punya isian layanan ini yang belum dikirim. Kirim atau hapus dulu, lalu minta pembetulan."
    ),
    "no_such_visit": N_("Kunjungan ini tidak ada pada permohonan itu. Muat ulang halamannya."),
    "visit_recorded": N_("Hasil kunjungan ini sudah dicatat dengan isi yang lain. Muat ulang halamannya."),
    "not_visitor": N_("Hasil kunjungan dicatat oleh petugas yang datang, atau yang memegang permohonan ini."),
    "visit_called_off": N_("Tidak ada kunjungan yang dijadwalkan."),
    "visit_window": N_("Waktu kunjungan harus mulai sesudah sekarang, dan rentangnya paling lama %(hours)s jam."),
    "visit_far": N_("Pilih hari kunjungan paling lama %(days)s hari kerja dari sekarang."),
    "visit_in_future": N_("Jam kunjungan tidak boleh sesudah sekarang."),
    "visit_before_plan": N_("Jam kunjungan tidak boleh sebelum kunjungannya dijadwalkan."),
    "visit_too_early": N_("Pemohon belum wajib menunggu di rumah pada jam itu. Catat sesudah waktu kunjungan mulai."),
    "door_unproven": N_(
        "Pemohon tidak dapat dikabari dengan pesan. Foto pintu rumahnya sebagai bukti bahwa Anda sudah datang."
    ),
    "appointment_open": N_("Masih ada waktu bertemu yang ditawarkan. Catat hasilnya, atau batalkan dahulu."),
    "appointment_unrecorded": N_("Waktu bertemu yang ditawarkan sudah tiba. Catat dahulu siapa yang datang."),
    "appointment_recorded": N_("Hasil pertemuan ini sudah dicatat. Muat ulang halamannya."),
    "appointment_too_early": N_(
        "Belum jamnya. Catat siapa yang tidak datang sesudah waktu bertemu mulai, atau tidak ada yang datang sesudah "
        "waktunya habis."
    ),
    "appointment_untold": N_(
        "Belum terbukti bahwa mereka diberi tahu sebelum jamnya: pesannya belum sampai atau belum dibuka, dan tidak "
        "ada telepon atau WhatsApp yang dicatat. Batalkan waktu ini, lalu tawarkan waktu lain."
    ),
    "appointment_shut": N_(
        "Pada waktu itu loket tutup: hari libur, di luar jam buka, atau jam istirahat. Pilih waktu lain."
    ),
    "appointment_over": N_("Waktu bertemu sudah tiba. Hubungi kantor bila Anda tidak bisa datang."),
    "no_appointment": N_("Layanan ini tidak memerlukan pertemuan para ahli waris."),
    "no_appointment_planned": N_("Tidak ada waktu bertemu yang ditawarkan."),
    "nobody_called": N_("Pilih paling sedikit satu orang yang perlu datang."),
    "nobody_came": N_(
        "Beri tanda pada siapa yang datang, paling sedikit satu orang. Bila tidak ada, pilih Tidak ada yang datang."
    ),
    "blocked": N_("Ada keberatan yang belum selesai. Buka blokirnya dahulu, atau usulkan tidak dapat dipenuhi."),
    "blocked_already": N_("Permohonan ini sudah diblokir."),
    "not_blocked": N_("Permohonan ini tidak diblokir."),
    "incident_whole": N_("Gangguan dibuka untuk semua permohonan satu layanan atau satu kantor. Pilih salah satunya."),
    "incident_elsewhere": N_("Anda membuka gangguan untuk kantor Anda sendiri. Untuk kantor lain, hubungi pengelola."),
    "incident_running": N_("Gangguan yang sama sudah dibuka. Perpanjang atau akhiri yang itu."),
    "incident_in_future": N_("Gangguan dibuka setelah terjadi. Mulainya tidak boleh sesudah sekarang."),
    "incident_long_ago": N_("Mulainya paling jauh satu hari kerja ke belakang. Yang lebih lama sudah dihitung."),
    "incident_too_long": N_(
        "Perkiraan pulih paling lama %(days)s hari kerja dari sekarang. Perpanjang nanti bila perlu."
    ),
    "incident_end": N_("Selesainya harus sesudah mulainya. Yang diperkirakan ada di depan, yang sudah terjadi tidak."),
    "incident_runs": N_("Gangguan masih berlangsung. Permohonan tidak ditutup selama itu."),
    "incident_over": N_("Gangguan ini sudah berakhir."),
    "no_such_incident": N_("Gangguan ini tidak ada."),
    "answers_incomplete": N_("Lengkapi dahulu bagian yang masih kosong: %(open)s."),
}
"""What a refusal says: what happened, what to do."""
