"""The words people read about letters, in Indonesian; the translation catalogue has the English."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.letters.examine import FileVerdict
from eservice.letters.kinds import Kind, Mode
from eservice.letters.rules import EntryState, LetterState, NumberState, RevokeReason, Verdict

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
    "letter_field_unknown": N_("Isi surat memuat bagian yang tidak dikenal. Hubungi administrator."),
    "letter_field_missing": N_("Isi surat belum lengkap. Kembalikan ke pemeriksa untuk dilengkapi."),
    "letter_field_wrong": N_("Isi surat tidak sesuai bentuknya. Kembalikan ke pemeriksa untuk diperbaiki."),
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
    "void_reason": N_("Tulis alasan pembatalan."),
    "outside_subject": N_("Tulis perihal surat itu."),
    "outside_addressee": N_("Tulis kepada siapa atau tentang siapa surat itu."),
    "outside_in_the_future": N_("Tanggal surat tidak boleh sesudah hari ini."),
    "outside_another_year": N_("Nomor ini dari tahun %(year)s; tanggal surat harus di tahun itu."),
    "block_size": N_("Sisihkan 1 sampai %(most)s nomor sekali catat."),
    "register_long": N_(
        "Bagian ini memuat %(lines)s nomor; satu berkas paling banyak %(most)s. Pilih satu bulan, lalu unduh lagi."
    ),
    "block_reason": N_("Tulis untuk apa nomor-nomor ini disisihkan."),
}
