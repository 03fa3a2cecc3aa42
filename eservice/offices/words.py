"""The words people read for what offices know as enums."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.offices.nip import NumberFault
from eservice.offices.rules import Basis, Closed, EmployeeKind, OfficeKind, SeriesMode, SigningMode

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    OfficeKind: {
        OfficeKind.KELURAHAN: N_("Kelurahan"),
        OfficeKind.DESA: N_("Desa"),
        OfficeKind.KECAMATAN: N_("Kecamatan"),
        OfficeKind.DUKCAPIL: N_("Dinas Kependudukan dan Pencatatan Sipil"),
    },
    SeriesMode: {
        SeriesMode.PER_ARCHIVE_CODE: N_("Satu urutan nomor untuk setiap kode arsip"),
        SeriesMode.PER_YEAR: N_("Satu urutan nomor untuk semua surat dalam setahun"),
    },
    SigningMode: {
        SigningMode.LOCAL: N_("Tanda tangan elektronik uji coba"),
        SigningMode.BASAH: N_("Cetak, tanda tangan, dan cap"),
    },
    EmployeeKind: {
        EmployeeKind.PNS: N_("PNS"),
        EmployeeKind.PPPK: N_("PPPK"),
    },
    Basis: {
        Basis.DEFINITIVE: N_("Definitif"),
        Basis.PJ: N_("Penjabat (Pj.)"),
        Basis.PLT: N_("Pelaksana tugas (Plt.)"),
        Basis.PLH: N_("Pelaksana harian (Plh.)"),
        Basis.ON_BEHALF: N_("Atas nama (a.n.)"),
        Basis.FOR_DEPUTY: N_("Untuk beliau (u.b.)"),
    },
    Closed: {
        Closed.NOT_YET_OPEN: N_("Kantor ini belum dibuka."),
        Closed.DISSOLVED: N_("Kantor ini sudah ditutup untuk seterusnya."),
        Closed.NO_OFFICER: N_("Belum ada petugas yang bertugas di kantor ini."),
        Closed.NO_SIGNER: N_("Belum ada pejabat yang dapat menandatangani di kantor ini."),
        Closed.OUTSIDE_HOURS: N_("Kantor sedang tutup."),
    },
    NumberFault: {
        NumberFault.LENGTH: N_("Nomor pegawai harus 18 angka. Lihat kartu pegawai atau surat keputusan."),
        NumberFault.BIRTH_DATE: N_("Angka ke-1 sampai ke-8 adalah tanggal lahir, tetapi bukan tanggal. Periksa lagi."),
        NumberFault.APPOINTMENT: N_("Angka ke-9 sampai ke-14 tidak cocok dengan jenis pegawai. Periksa lagi."),
        NumberFault.TOO_YOUNG: N_("Menurut nomor ini pegawai diangkat sebelum berumur 16 tahun. Periksa lagi."),
        NumberFault.SEX: N_("Angka ke-15 harus 1 (laki-laki) atau 2 (perempuan)."),
        NumberFault.SERIAL: N_("Tiga angka terakhir tidak boleh 000."),
    },
}
