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
        SigningMode.LOCAL: N_("Tanda tangan elektronik"),
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
        Closed.OFFICERS_AWAY: N_("Semua petugas kantor ini sedang tidak masuk."),
        Closed.SIGNERS_AWAY: N_("Pejabat yang menandatangani di kantor ini sedang tidak masuk."),
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

REFUSALS: dict[str, str] = {
    "has_administrator": N_("Rumah ini sudah punya pengelola. Pengelola lain diundang di halaman Kelola."),
    "no_such_office": N_("Kantor ini tidak ada dalam daftar kami. Pilih dari daftar kantor."),
    "no_such_membership": N_("Penugasan pegawai ini tidak ada dalam daftar kami."),
    "no_such_official": N_("Pejabat ini tidak ada dalam daftar kami."),
    "no_such_rt": N_("RT ini tidak ada dalam daftar kantor ini."),
    "office_exists": N_("Kode atau wilayah ini sudah dipakai %(office)s. Pilih kode lain."),
    "office_changed_meanwhile": N_("Data %(office)s berubah sejak Anda membukanya. Muat ulang, lalu ubah lagi."),
    "own_substitute": N_("Kantor tidak bisa menjadi pengganti dirinya sendiri. Pilih kantor lain."),
    "office_already_closed": N_("%(office)s sudah ditutup."),
    "open_limit": N_("Isi angka 1 sampai 200."),
    "remind_minutes": N_("Isi angka 5 sampai 2400."),
    "closes_before_opening": N_("Tanggal tutup harus sesudah tanggal buka."),
    "required": N_("Isian ini belum diisi."),
    "own_membership": N_("Anda tidak bisa memberi penugasan kepada diri sendiri. Minta administrator lain."),
    "not_a_staff_role": N_("Peran ini bukan peran pegawai. Pilih dari daftar."),
    "ends_before_it_begins": N_("Waktu berakhir harus sesudah waktu mulai."),
    "already_member": N_("Orang ini sudah mempunyai peran itu di %(office)s."),
    "already_ended": N_("Ini sudah berakhir. Muat ulang halamannya."),
    "last_admin": N_("Ini administrator terakhir. Tunjuk administrator lain lebih dulu."),
    "end_membership": N_("Tulis alasan penugasan ini diakhiri."),
    "end_term": N_("Tulis alasan masa jabatan ini diakhiri."),
    "membership_cannot_sign": N_("Penugasan ini bukan penanda tangan di kantor ini. Pilih yang lain."),
    "post_taken": N_(
        "Jabatan di %(office)s masih dipegang %(name)s dalam waktu itu. Akhiri masa jabatannya lebih dulu."
    ),
    "grade_unknown": N_("Golongan ini tidak ada untuk jenis pegawai tersebut. Pilih dari daftar."),
    "plh_needs_an_end": N_("Plh. ditunjuk untuk waktu tertentu. Isi sampai kapan."),
    "ub_names_the_post_between": N_(
        "Untuk u.b., isi juga jabatan di antaranya, misalnya Sekretaris. Selain itu kosongkan."
    ),
    "decree_number_and_date": N_("Isi nomor dan tanggal surat keputusan dua-duanya, atau kosongkan bila menyusul."),
    "decree_filed": N_("Surat keputusan sudah dicatat untuk masa jabatan ini."),
    "rt_pin_form": N_("PIN terdiri dari 6 angka."),
    "rt_pin_easy": N_("PIN ini mudah ditebak. Pilih 6 angka yang tidak berurutan dan tidak sama semua."),
    "rt_pin_twice": N_("Dua kali ketikan ini berbeda. Ketik PIN yang sama dua kali."),
    "rt_number": N_("Nomor RT dan RW ditulis dengan angka saja, misalnya 07."),
    "rt_not_after_present": N_("Tanggal mulai harus sesudah tanggal mulai ketua RT yang sekarang."),
} | {f"employee_number_{fault}": words for fault, words in WORDS[NumberFault].items()}
