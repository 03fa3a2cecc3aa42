"""The words people read for what residents know as enums, and the sentences of their refusals."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.residents.nik import NikWarning, Severity
from eservice.residents.rules import (
    BloodType,
    Education,
    FamilyRelation,
    MaritalStatus,
    Nationality,
    NewNameFault,
    NoNikReason,
    Religion,
    Sex,
)

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Sex: {
        Sex.MALE: N_("Laki-laki"),
        Sex.FEMALE: N_("Perempuan"),
    },
    Religion: {
        Religion.ISLAM: N_("Islam"),
        Religion.PROTESTANT: N_("Kristen"),
        Religion.CATHOLIC: N_("Katolik"),
        Religion.HINDU: N_("Hindu"),
        Religion.BUDDHIST: N_("Buddha"),
        Religion.CONFUCIAN: N_("Khonghucu"),
        Religion.BELIEF: N_("Kepercayaan terhadap Tuhan YME"),
    },
    MaritalStatus: {
        MaritalStatus.SINGLE: N_("Belum Kawin"),
        MaritalStatus.MARRIED: N_("Kawin Tercatat"),
        MaritalStatus.MARRIED_UNREGISTERED: N_("Kawin Belum Tercatat"),
        MaritalStatus.DIVORCED: N_("Cerai Hidup"),
        MaritalStatus.WIDOWED: N_("Cerai Mati"),
    },
    Education: {
        Education.NONE: N_("Tidak/Belum Sekolah"),
        Education.PRIMARY_UNFINISHED: N_("Belum Tamat SD/Sederajat"),
        Education.PRIMARY: N_("Tamat SD/Sederajat"),
        Education.JUNIOR_SECONDARY: N_("SLTP/Sederajat"),
        Education.SENIOR_SECONDARY: N_("SLTA/Sederajat"),
        Education.DIPLOMA_2: N_("Diploma I/II"),
        Education.DIPLOMA_3: N_("Akademi/Diploma III/Sarjana Muda"),
        Education.BACHELOR: N_("Diploma IV/Strata I"),
        Education.MASTER: N_("Strata II"),
        Education.DOCTOR: N_("Strata III"),
    },
    BloodType: {
        BloodType.A: N_("A"),
        BloodType.A_POSITIVE: N_("A+"),
        BloodType.A_NEGATIVE: N_("A-"),
        BloodType.B: N_("B"),
        BloodType.B_POSITIVE: N_("B+"),
        BloodType.B_NEGATIVE: N_("B-"),
        BloodType.AB: N_("AB"),
        BloodType.AB_POSITIVE: N_("AB+"),
        BloodType.AB_NEGATIVE: N_("AB-"),
        BloodType.O: N_("O"),
        BloodType.O_POSITIVE: N_("O+"),
        BloodType.O_NEGATIVE: N_("O-"),
        BloodType.UNKNOWN: N_("Tidak Tahu"),
    },
    Nationality: {
        Nationality.INDONESIAN: N_("WNI"),
        Nationality.FOREIGN: N_("WNA"),
    },
    FamilyRelation: {
        FamilyRelation.HEAD: N_("Kepala Keluarga"),
        FamilyRelation.HUSBAND: N_("Suami"),
        FamilyRelation.WIFE: N_("Istri"),
        FamilyRelation.CHILD: N_("Anak"),
        FamilyRelation.CHILD_IN_LAW: N_("Menantu"),
        FamilyRelation.GRANDCHILD: N_("Cucu"),
        FamilyRelation.PARENT: N_("Orang Tua"),
        FamilyRelation.PARENT_IN_LAW: N_("Mertua"),
        FamilyRelation.OTHER_KIN: N_("Famili Lain"),
        FamilyRelation.HOUSEHOLD_HELP: N_("Pembantu"),
        FamilyRelation.OTHER: N_("Lainnya"),
    },
    NoNikReason: {
        NoNikReason.NEWBORN: N_("Bayi yang belum terdaftar"),
        NoNikReason.NEVER_RECORDED: N_("Belum pernah terdata"),
        NoNikReason.FOREIGN: N_("Warga negara asing tanpa NIK"),
        NoNikReason.LONG_DECEASED: N_("Sudah lama meninggal"),
        NoNikReason.UNKNOWN: N_("NIK tidak diketahui"),
    },
    NewNameFault: {
        NewNameFault.TOO_LONG: N_("Nama pada akta paling panjang 60 huruf, termasuk spasi."),
        NewNameFault.ONE_WORD: N_("Nama pada akta paling sedikit dua kata."),
        NewNameFault.NOT_LATIN: N_("Nama pada akta ditulis dengan huruf Latin."),
        NewNameFault.DIGITS_OR_PUNCTUATION: N_("Nama pada akta tidak memakai angka, tanda baca, atau singkatan."),
    },
    NikWarning: {
        NikWarning.REGION_UNKNOWN: N_("Kode wilayah di NIK tidak dikenal. Cocokkan dengan KTP."),
        NikWarning.REGION_DIFFERS: N_("NIK ini pertama kali dibuat di wilayah lain. Biasa bagi yang pernah pindah."),
        NikWarning.REGION_OLDER: N_("Kode wilayah di NIK adalah kode sebelum pemekaran. Tidak perlu diganti."),
        NikWarning.BIRTH_DIFFERS: N_("Tanggal lahir di NIK berbeda dengan isian. Cocokkan dengan KTP."),
        NikWarning.SEX_DIFFERS: N_("Jenis kelamin menurut NIK berbeda dengan isian. Cocokkan dengan KTP."),
        NikWarning.ADDRESS_DIFFERS: N_("Alamat di KTP berbeda dengan tempat tinggal sekarang."),
        NikWarning.ADDRESS_RENAMED: N_(
            "Alamat di KTP masih nama kelurahan sebelum pemekaran 2023. Tidak perlu diganti."
        ),
    },
    Severity: {
        Severity.WARNING: N_("Perlu dicocokkan"),
        Severity.INFO: N_("Sekadar diketahui"),
    },
}

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Severity: {
        Severity.WARNING: "wait",
        Severity.INFO: "info",
    },
}

REFUSALS: dict[str, str] = {
    "nik_of_account": N_("Akun ini memakai NIK lain sebagai warga. Isi NIK yang sama."),
    "nik_of_colleague": N_("NIK ini sudah tercatat untuk akun pegawai lain. Periksa lagi KTP-nya."),
    "nik_length": N_("NIK harus 16 angka. Anda mengetik %(typed)s angka. Lihat baris teratas KTP Anda."),
    "nik_not_digits": N_(
        "NIK hanya berisi angka. Periksa apakah ada huruf yang terketik, lalu ketik lagi 16 angkanya."
    ),
    "nik_date": N_(
        "Angka ke-7 sampai ke-12 NIK adalah tanggal lahir, tetapi %(piece)s bukan tanggal. Periksa lagi angkanya."
    ),
    "nik_serial": N_("Empat angka terakhir NIK tidak pernah 0000. Periksa lagi angkanya."),
    "nik_or_reason": N_("Isi NIK, atau pilih alasan mengapa NIK belum ada."),
    "kk_length": N_("Nomor KK harus 16 angka. Anda mengetik %(typed)s angka. Lihat bagian atas Kartu Keluarga."),
    "kk_not_digits": N_(
        "Nomor KK hanya berisi angka. Periksa apakah ada huruf yang terketik, lalu ketik lagi 16 angkanya."
    ),
    "kk_date": N_("Angka ke-7 sampai ke-12 nomor KK adalah tanggal, tetapi %(piece)s bukan tanggal. Periksa lagi."),
    "name_missing": N_("Isi nama seperti tertulis di KTP."),
    "name_too_long": N_("Nama paling panjang %(longest)s huruf. Tulis seperti di KTP."),
    "name_unreadable": N_("Tulis nama dengan huruf seperti di KTP, tanpa gambar atau tanda khusus."),
    "phone_missing": N_("Isi nomor HP, misalnya 0812-3456-7890."),
    "phone_unreadable": N_("Nomor ini bukan nomor telepon Indonesia. Tulis lengkap, misalnya 0812-3456-7890."),
    "birth_in_future": N_("Tanggal lahir tidak boleh sesudah hari ini."),
    "death_before_birth": N_("Tanggal meninggal tidak boleh sebelum tanggal lahir."),
    "no_such_person": N_("Data penduduk ini tidak ditemukan."),
}
