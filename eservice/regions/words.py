"""The words people read for what regions know as enums."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.regions.rules import Level

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Level: {
        Level.PROVINCE: N_("Provinsi"),
        Level.REGENCY: N_("Kabupaten"),
        Level.CITY: N_("Kota"),
        Level.KECAMATAN: N_("Kecamatan"),
        Level.KELURAHAN: N_("Kelurahan"),
        Level.DESA: N_("Desa"),
    },
}

REFUSALS: dict[str, str] = {
    "no_such_region": N_("Wilayah ini tidak ada dalam daftar. Pilih dari daftar kelurahan."),
}
