"""The words people read about letters, in Indonesian; the translation catalogue has the English."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.letters.examine import FileVerdict
from eservice.letters.kinds import Kind, Mode
from eservice.letters.rules import EntryState, LetterState, LogEvent, NumberState, RevokeReason, Verdict
from eservice.letters.tampering import Tampering

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Kind: {
        Kind.SKD: N_("Surat Keterangan Domisili"),
        Kind.SKTM: N_("Surat Keterangan Tidak Mampu"),
        Kind.SKU: N_("Surat Keterangan Usaha"),
        Kind.PSKCK: N_("Surat Pengantar SKCK"),
        Kind.SKBM: N_("Surat Keterangan Belum Menikah"),
        Kind.N1: N_("Pengantar Nikah (Model N1)"),
        Kind.SKL: N_("Surat Keterangan Kelahiran"),
        Kind.SKMT: N_("Surat Keterangan Kematian"),
        Kind.SKAW: N_("Registrasi Surat Pernyataan Ahli Waris"),
        Kind.SKPH: N_("Surat Keterangan Penghasilan"),
        Kind.SKUM: N_("Surat Keterangan (umum)"),
        Kind.TOLAK: N_("Pemberitahuan Penolakan Permohonan"),
    },
    Mode: {
        Mode.LOCAL: N_("Tanda tangan elektronik, belum tersertifikasi"),
        Mode.WET: N_("Tanda tangan basah, tercatat"),
        Mode.PKCS11: N_("Tanda tangan elektronik dengan sertifikat instansi"),
        Mode.BSRE: N_("Tanda tangan elektronik tersertifikasi BSrE"),
    },
    LetterState: {
        LetterState.RESERVED: N_("Menunggu tanda tangan"),
        LetterState.ISSUED: N_("Terbit"),
        LetterState.REVOKED: N_("Dicabut"),
        LetterState.REPLACED: N_("Diganti"),
        LetterState.VOID: N_("Batal"),
    },
    NumberState: {
        NumberState.RESERVED: N_("Disiapkan"),
        NumberState.USED: N_("Dipakai"),
        NumberState.VOID: N_("Batal"),
        NumberState.PAPER: N_("Untuk buku kertas"),
        NumberState.OUTSIDE: N_("Di luar aplikasi"),
    },
    EntryState: {
        EntryState.RESERVED: N_("Menunggu tanda tangan"),
        EntryState.ISSUED: N_("Terbit"),
        EntryState.REVOKED: N_("Dicabut"),
        EntryState.REPLACED: N_("Diganti"),
        EntryState.OUTSIDE: N_("Di luar aplikasi"),
        EntryState.ASIDE: N_("Disisihkan, belum dipakai"),
        EntryState.VOID: N_("Batal"),
    },
    LogEvent: {
        LogEvent.ISSUED: N_("Terbit"),
        LogEvent.REVOKED: N_("Dicabut"),
        LogEvent.REPLACED: N_("Diganti"),
        LogEvent.SIGNED: N_("Dokumen ditandatangani"),
    },
    RevokeReason: {
        RevokeReason.WRONG_DATA: N_("Ada data yang keliru"),
        RevokeReason.FALSE_STATEMENT: N_("Keterangan pemohon ternyata tidak benar"),
        RevokeReason.NOT_ENTITLED: N_("Syarat ternyata tidak terpenuhi"),
        RevokeReason.OTHER: N_("Alasan lain"),
    },
    Verdict: {
        Verdict.IN_FORCE: N_("Terdaftar dan masih berlaku"),
        Verdict.NOT_SIGNED: N_("Belum ditandatangani"),
        Verdict.PARTLY_SIGNED: N_("Belum lengkap ditandatangani"),
        Verdict.EXPIRED: N_("Terdaftar, masa berlakunya sudah lewat"),
        Verdict.REVOKED: N_("Pernah sah, sudah dicabut. Jangan diterima."),
        Verdict.REPLACED: N_("Sudah diganti dengan surat lain. Jangan diterima."),
        Verdict.VOID: N_("Dibatalkan sebelum berlaku. Jangan diterima."),
        Verdict.UNKNOWN: N_("Tidak terdaftar"),
    },
    FileVerdict: {
        FileVerdict.REGISTERED: N_("Berkas ini sama persis dengan yang terdaftar"),
        FileVerdict.CHANGED: N_("Berkas ini sudah diubah. Jangan diterima."),
        FileVerdict.UNSIGNED: N_("Berkas ini tidak bertanda tangan elektronik dan tidak terdaftar"),
        FileVerdict.UNKNOWN: N_("Berkas ini tidak terdaftar"),
        FileVerdict.TOO_LARGE: N_("Berkas ini terlalu besar untuk diperiksa. Unggah berkas PDF asli dari kami."),
    },
    Tampering: {
        Tampering.CUT: N_("Berkasnya terpotong: bagian akhirnya tidak ada."),
        Tampering.APPENDED: N_("Ada yang ditambahkan di belakang tanda tangan terakhir."),
        Tampering.STRIPPED: N_("Tanda tangan elektronik kami dibuang dari berkas ini."),
        Tampering.PAGES: N_("Ada halaman yang ditukar, disisipkan, atau dibuang."),
        Tampering.OVERLAY: N_("Ada yang digambar di atas isi halaman, atau menutupinya."),
        Tampering.ANNOTATED: N_("Ada catatan, isian, atau tempelan yang ditambahkan di atas halaman."),
        Tampering.METADATA: N_("Keterangan berkas diubah: judul, pembuat, atau isi untuk mesin."),
        Tampering.SIGNED_PART: N_("Bagian yang ditandatangani tidak lagi sama dengan yang kami terbitkan."),
    },
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    LetterState: {
        LetterState.RESERVED: "wait",
        LetterState.ISSUED: "good",
        LetterState.REVOKED: "bad",
        LetterState.REPLACED: "bad",
        LetterState.VOID: "mute",
    },
    EntryState: {
        EntryState.RESERVED: "wait",
        EntryState.ISSUED: "good",
        EntryState.REVOKED: "bad",
        EntryState.REPLACED: "bad",
        EntryState.OUTSIDE: "info",
        EntryState.ASIDE: "wait",
        EntryState.VOID: "mute",
    },
    Verdict: {
        Verdict.IN_FORCE: "good",
        Verdict.NOT_SIGNED: "wait",
        Verdict.PARTLY_SIGNED: "wait",
        Verdict.EXPIRED: "wait",
        Verdict.REVOKED: "bad",
        Verdict.REPLACED: "bad",
        Verdict.VOID: "bad",
        Verdict.UNKNOWN: "bad",
    },
    FileVerdict: {
        FileVerdict.REGISTERED: "good",
        FileVerdict.CHANGED: "bad",
        FileVerdict.UNSIGNED: "bad",
        FileVerdict.UNKNOWN: "bad",
        FileVerdict.TOO_LARGE: "wait",
    },
}

REFUSALS = {
    "passphrase_missing": N_("Isi passphrase TTE Anda."),
    "passphrase_wrong": N_("Passphrase TTE salah. Tandatangani lagi dengan passphrase yang benar."),
    "passphrase_gone": N_(
        "Passphrase TTE Anda tidak ada lagi: lewat 10 menit, layanan dijalankan ulang, atau ditolak pada surat lain. "
        "Tandatangani lagi."
    ),
    "signing_worker_away": N_("Layanan penanda tangan belum siap menerima passphrase. Coba lagi satu menit lagi."),
    "signer_not_registered": N_("NIK Anda belum terdaftar di BSrE. Hubungi pengelola TTE kota."),
    "signer_expired": N_("Sertifikat elektronik Anda tidak berlaku lagi. Perpanjang di BSrE, lalu tandatangani lagi."),
    "signer_refused": N_("BSrE menolak penandatanganan ini (kode %(number)s). Hubungi pengelola TTE kota."),
    "signer_away": N_(
        "Layanan tanda tangan elektronik tidak menjawab. Tandatangani lagi nanti, atau minta administrator mengalihkan "
        "kantor ini ke tanda tangan basah."
    ),
    "signer_account": N_("Layanan BSrE menolak akun aplikasi ini. Hubungi administrator."),
    "signer_unreadable": N_("Jawaban layanan tanda tangan elektronik tidak dapat dibaca. Hubungi administrator."),
    "signer_other_file": N_("Layanan tanda tangan elektronik menjawab dengan berkas lain. Hubungi administrator."),
    "signer_wrong_certificate": N_(
        "Layanan tanda tangan elektronik memakai sertifikat yang tidak kami kenal. Hubungi administrator."
    ),
    "stamp_away": N_(
        "Layanan stempel waktu tidak menjawab. Tandatangani lagi nanti, atau minta administrator mengalihkan kantor "
        "ini ke tanda tangan basah."
    ),
    "stamp_wrong": N_("Jawaban layanan stempel waktu tidak dapat dipercaya. Hubungi administrator."),
    "token_away": N_(
        "Kunci tanda tangan di perangkat keras tidak menjawab. Tandatangani lagi nanti, atau minta administrator "
        "mengalihkan kantor ini ke tanda tangan basah."
    ),
    "token_pin": N_("PIN perangkat kunci tanda tangan salah. Hubungi administrator; jangan mencoba lagi."),
    "signer_changed": N_("Cara tanda tangan berubah sejak surat ini dibuat. Kembalikan ke pemeriksa, lalu ulangi."),
    "letter_field_unknown": N_("Isi surat memuat bagian yang tidak dikenal. Hubungi administrator."),
    "letter_field_missing": N_("Isi surat belum lengkap. Kembalikan ke pemeriksa untuk dilengkapi."),
    "letter_field_wrong": N_("Isi surat tidak sesuai bentuknya. Kembalikan ke pemeriksa untuk diperbaiki."),
    "store_away": N_("Tempat menyimpan berkas penuh atau tidak menjawab. Hubungi pengelola sebelum mengulang."),
    "letter_fault": N_("Aplikasi gagal membuat surat ini (%(kind)s). Pengelola dapat melihatnya di daftar yang gagal."),
    "worker_lost": N_("Aplikasi berhenti mendadak setiap kali surat ini dibuat. Hubungi pengelola sebelum mengulang."),
    "letter_unknown": N_("Surat ini tidak ada dalam daftar kami."),
    "letter_of_another_kind": N_("Permohonan ini sudah punya surat lain yang menunggu tanda tangan."),
    "letter_signed_by_hand": N_("Kantor ini menandatangani dengan pena. Cetak surat, lalu catat tanda tangannya."),
    "letter_not_by_hand": N_("Surat ini ditandatangani secara elektronik, jadi tidak perlu pindaian."),
    "signed_in_the_future": N_("Tanggal tanda tangan tidak boleh sesudah hari ini."),
    "letter_place_not_next": N_("Surat ini tidak sedang menunggu tanda tangan Anda. Muat ulang halaman."),
    "letter_not_signed": N_("Surat belum lengkap ditandatangani, jadi belum dapat diterbitkan."),
    "letter_not_reserved": N_("Surat ini sudah berlaku. Gunakan pencabutan."),
    "letter_not_in_force": N_("Surat ini tidak sedang berlaku."),
    "letter_not_yours_to_revoke": N_("Hanya penanda tangan kantor penerbit yang dapat mencabut surat ini."),
    "replacement_not_issued": N_("Surat pengganti belum terbit."),
    "edition_exists": N_("Berkas surat ini sudah tersimpan. Muat ulang halaman."),
    "series_started": N_("Urutan ini sudah dipakai sampai nomor %(number)s. Nomor pertama tidak dapat diubah lagi."),
    "series_missing": N_("Nomor surat belum dapat diambil. Coba lagi."),
    "revoke_reason": N_("Tulis alasan pencabutan."),
    "number_not_aside": N_("Nomor ini tidak lagi disisihkan. Muat ulang halaman."),
    "log_size_unknown": N_("Log publik belum pernah sebesar itu."),
    "log_sizes_wrong": N_("Ukuran yang diminta lebih kecil dari yang harus dibuktikan. Tukar atau perbaiki angkanya."),
    "log_entry_unknown": N_("Catatan ini tidak ada di log publik."),
    "log_tile_unknown": N_("Bagian log ini belum ada, atau alamatnya bukan alamat bagian log."),
    "verify_question_wrong": N_(
        "Sebut satu saja yang diperiksa: code (kode surat, 10 huruf dan angka), token (26 huruf dan angka dari alamat "
        "/v/), atau sha256 (64 angka heksadesimal)."
    ),
    "log_question_wrong": N_(
        "Sebut satu saja yang harus dibuktikan: index, commitment (64 angka heksadesimal), kode, atau first."
    ),
    "void_reason": N_("Tulis alasan pembatalan."),
    "outside_subject": N_("Tulis perihal surat itu."),
    "outside_addressee": N_("Tulis kepada siapa atau tentang siapa surat itu."),
    "outside_in_the_future": N_("Tanggal surat tidak boleh sesudah hari ini."),
    "outside_another_year": N_("Nomor ini dari tahun %(year)s; tanggal surat harus di tahun itu."),
    "document_by_pen": N_("Kantor ini tidak bertanda tangan elektronik. Cetak dokumennya, lalu tanda tangani."),
    "document_not_yours_to_sign": N_("Hanya pejabat kantor ini yang masa jabatannya berjalan yang menandatangani."),
    "no_such_document": N_("Dokumen ini tidak ada, atau bukan milik kantor Anda."),
    "book_busy": N_("Buku lain sedang dibuat. Coba lagi sebentar."),
    "book_not_drawn": N_("Buku ini tidak dapat dibuat. Pilih satu bulan, lalu coba lagi, atau unduh XLSX atau CSV."),
    "outside_unprintable": N_("Ada tanda yang tidak dapat dicetak. Ketik ulang tanpa menempel."),
    "block_size": N_("Sisihkan 1 sampai %(most)s nomor sekali catat."),
    "register_long": N_(
        "Bagian ini memuat %(lines)s nomor; satu berkas paling banyak %(most)s. Pilih satu bulan, lalu unduh lagi."
    ),
    "block_reason": N_("Tulis untuk apa nomor-nomor ini disisihkan."),
}
