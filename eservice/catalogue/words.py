"""The words people read for what the catalogue knows as enums and keys."""

from enum import StrEnum

from eservice.catalogue.definition import ForWhom, Issuer, LifeEvent, OutcomeKind, Place, RTMode
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

REFUSALS: dict[str, str] = {
    "service_unknown": N_("Layanan ini tidak ada. Pilih dari daftar layanan."),
    "statement_unknown": N_("Surat pernyataan ini tidak ada. Kembali ke halaman layanannya."),
    "definition_wrong": N_("Berkas layanan ini belum benar: %(problems)s. Perbaiki, lalu muat lagi."),
    "switch_unknown": N_("Pilihan ini tidak dikenal: %(names)s."),
    "closing_needs_reason": N_("Tulis mengapa layanan ini dimatikan."),
    "rt_mode_fixed": N_("Layanan ini tidak memakai pengantar RT, dan itu tidak dapat diubah."),
}
