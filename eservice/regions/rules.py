"""How a region code is built. Pure."""

from enum import StrEnum


class Level(StrEnum):
    """What a region is."""

    PROVINCE = "provinsi"
    REGENCY = "kabupaten"
    CITY = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    DESA = "desa"


def parent_code(code: str) -> str | None:
    """Return the code of the region above, None for a province: ``15.71.01.1004`` lies in ``15.71.01``."""
    above, dot, _ = code.rpartition(".")
    return above if dot else None


def lineage(code: str) -> tuple[str, ...]:
    """Return a code and those above it, the nearest first."""
    parts = code.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))
