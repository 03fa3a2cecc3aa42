"""The words people read for what the catalogue knows as enums and keys."""

from enum import StrEnum

from eservice.catalogue.definition import ForWhom, Issuer, Kind, LifeEvent, OutcomeKind, Place, RTMode
from eservice.catalogue.drafts import DraftState, VersionState
from eservice.kernel.words import N_

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    ForWhom: {
        ForWhom.SELF: N_("Untuk saya sendiri"),
        ForWhom.HOUSEHOLD: N_("Untuk anggota KK saya"),
        ForWhom.FAMILY: N_("Untuk keluarga yang berbeda KK"),
        ForWhom.DECEASED: N_("Untuk orang yang sudah meninggal"),
        ForWhom.ASSISTED: N_("Dibantu petugas, RT, atau pendamping"),
    },
    RTMode: {
        RTMode.UPLOAD: N_("Unggah surat pengantar RT"),
        RTMode.ONLINE: N_("Konfirmasi daring oleh Ketua RT"),
        RTMode.NONE: N_("Tanpa pengantar RT"),
    },
    Issuer: {
        Issuer.KELURAHAN: N_("Kelurahan"),
        Issuer.DUKCAPIL: N_("Dinas Dukcapil"),
    },
    OutcomeKind: {
        OutcomeKind.LETTER: N_("Surat dari kantor ini"),
        OutcomeKind.SIAK: N_("Dokumen dari SIAK"),
    },
    Place: {
        Place.LURAH: N_("Lurah"),
        Place.CAMAT: N_("Camat"),
    },
    DraftState: {
        DraftState.DRAFT: N_("Rancangan"),
        DraftState.IN_REVIEW: N_("Menunggu dibaca orang kedua"),
        DraftState.PUBLISHED: N_("Diterbitkan"),
        DraftState.DISCARDED: N_("Dibuang"),
    },
    VersionState: {
        VersionState.COMING: N_("Akan berlaku"),
        VersionState.IN_FORCE: N_("Berlaku"),
        VersionState.FOLLOWED: N_("Digantikan"),
    },
    Kind: {
        Kind.TEXT: N_("Teks satu baris"),
        Kind.LONGTEXT: N_("Teks panjang"),
        Kind.NUMBER: N_("Angka"),
        Kind.MONEY: N_("Jumlah rupiah"),
        Kind.DATE: N_("Tanggal"),
        Kind.TIME: N_("Jam"),
        Kind.CHOICE: N_("Pilihan"),
        Kind.YESNO: N_("Ya atau Tidak"),
        Kind.NIK: N_("NIK"),
        Kind.KK: N_("Nomor KK"),
        Kind.NAME: N_("Nama orang"),
        Kind.PHONE: N_("Nomor HP"),
        Kind.EMAIL: N_("Alamat e-mail"),
        Kind.ADDRESS: N_("Alamat jalan"),
        Kind.REGION: N_("Kelurahan di kota ini"),
        Kind.PERSON: N_("Satu orang, beberapa pertanyaan"),
        Kind.PEOPLE: N_("Beberapa orang, pertanyaan berulang"),
    },
    LifeEvent: {
        LifeEvent.BIRTH: N_("Anak lahir"),
        LifeEvent.DEATH: N_("Keluarga meninggal"),
        LifeEvent.MARRIAGE: N_("Menikah"),
        LifeEvent.MOVING: N_("Pindah rumah"),
        LifeEvent.SCHOOL: N_("Sekolah & beasiswa"),
        LifeEvent.HEALTH: N_("Berobat"),
        LifeEvent.WORK: N_("Usaha & kerja"),
        LifeEvent.PAPERS: N_("KTP/KK/akta"),
    },
}

STANDARD: dict[str, str] = {
    "persyaratan": N_("Persyaratan"),
    "prosedur": N_("Sistem, mekanisme, dan prosedur"),
    "jangka_waktu": N_("Jangka waktu penyelesaian"),
    "biaya": N_("Biaya/tarif"),
    "produk": N_("Produk pelayanan"),
    "pengaduan": N_("Penanganan pengaduan, saran, dan masukan"),
    "dasar_hukum": N_("Dasar hukum"),
    "sarana": N_("Sarana, prasarana, dan fasilitas"),
    "kompetensi": N_("Kompetensi pelaksana"),
    "pengawasan": N_("Pengawasan internal"),
    "jumlah_pelaksana": N_("Jumlah pelaksana"),
    "jaminan_layanan": N_("Jaminan pelayanan"),
    "jaminan_keamanan": N_("Jaminan keamanan dan keselamatan"),
    "evaluasi": N_("Evaluasi kinerja pelaksana"),
}
"""Titles of the 14 components, by key."""

SWITCHES: dict[str, str] = {
    "agama": N_("Cetak agama"),
    "kewarganegaraan": N_("Cetak kewarganegaraan"),
    "pendidikan": N_("Cetak pendidikan"),
    "no_kk": N_("Cetak nomor KK"),
    "rw": N_("Pakai RW"),
}
"""Questions an office may add, by key."""

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    DraftState: {DraftState.DRAFT: "info", DraftState.IN_REVIEW: "wait", DraftState.PUBLISHED: "good"},
    VersionState: {VersionState.COMING: "info", VersionState.IN_FORCE: "good"},
}

REFUSALS: dict[str, str] = {
    "draft_unknown": N_("Rancangan ini tidak ada. Pilih dari daftar layanan."),
    "draft_open": N_("Layanan %(code)s sudah punya rancangan. Lanjutkan rancangan itu, atau buang dulu."),
    "draft_elsewhere": N_("Rancangan ini sudah berpindah keadaan. Muat ulang halamannya."),
    "draft_has_faults": N_("Masih ada %(n)s hal yang belum benar. Perbaiki yang tertulis di bawah, lalu kirim lagi."),
    "draft_from_past": N_("Tanggal mulai berlaku %(day)s sudah lewat. Kembalikan, dan pilih hari ini atau sesudahnya."),
    "draft_without_decree": N_("Nomor SK belum diisi. Kembalikan, dan isi di bagian Aturan."),
    "draft_changes_nothing": N_("Rancangan ini sama dengan versi yang berlaku. Tidak ada yang perlu diterbitkan."),
    "own_draft": N_("Anda ikut menulis rancangan ini. Minta administrator lain membaca dan menerbitkannya."),
    "return_needs_reason": N_("Tulis apa yang perlu diperbaiki."),
    "service_code_wrong": N_("Kode layanan 2 sampai 10 huruf besar atau angka, dimulai huruf. Misalnya SKBP."),
    "service_taken": N_("Kode atau nama itu sudah dipakai “%(name)s”. Pilih yang lain."),
    "languages_differ": N_("Tulis kalimat Inggris sebanyak kalimat Indonesianya, satu kalimat satu baris."),
    "part_nameless": N_("Tulis dengan huruf dan angka; dari kata-kata ini dibuat nama isian."),
    "choices_wrong": N_("Tulis paling sedikit dua jawaban yang berbeda, satu jawaban satu baris."),
    "letter_text_wrong": N_("Baris %(line)s: %(problem)s"),
    "part_unknown": N_("Bagian ini sudah tidak ada. Muat ulang halamannya."),
    "part_taken": N_("Sudah ada yang bernama “%(key)s”. Pilih nama lain."),
    "part_fixed": N_("Bagian ini dipakai untuk mengenali pemohon, dan tidak dapat dibuang."),
    "service_unknown": N_("Layanan ini tidak ada. Pilih dari daftar layanan."),
    "statement_unknown": N_("Surat pernyataan ini tidak ada. Kembali ke halaman layanannya."),
    "definition_wrong": N_("Berkas layanan ini belum benar: %(problems)s. Perbaiki, lalu muat lagi."),
    "switch_unknown": N_("Pilihan ini tidak dikenal: %(names)s."),
    "closing_needs_reason": N_("Tulis mengapa layanan ini dimatikan."),
    "rt_mode_fixed": N_("Layanan ini tidak memakai pengantar RT, dan itu tidak dapat diubah."),
}
