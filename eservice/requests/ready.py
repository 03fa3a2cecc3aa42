"""Texts kept ready: what they are used for, what their placeholders stand for, and those the house brings. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from eservice.kernel.errors import InvalidInputError

LONGEST = 1000
_PLACE = re.compile(r"\{([^{}]*)\}")


class Use(StrEnum):
    """Where a text can be put."""

    CORRECTION = "correction"
    REFUSAL = "refusal"
    MESSAGE = "message"
    NOTE = "note"


PLACEHOLDERS = ("nama_syarat", "layanan", "kode", "kantor")
"""What is asked for, the service, the request's code, the office."""


@dataclass(frozen=True, slots=True)
class OfTheHouse:
    """A text that is there from the first day."""

    key: str
    use: Use
    title: str
    body: str
    services: tuple[str, ...] = ()
    """Codes of the only services it is for; none for all."""


OF_THE_HOUSE = (
    OfTheHouse("buram", Use.CORRECTION, "Foto buram",
               "{nama_syarat}: tulisannya tidak terbaca. Foto lagi di tempat terang, semua sudut kertas terlihat."),
    OfTheHouse("terpotong", Use.CORRECTION, "Foto terpotong",
               "{nama_syarat}: sebagian kertas tidak terlihat. Foto lagi dari atas, seluruh lembar."),
    OfTheHouse("lama", Use.CORRECTION, "Berkas lama",
               "{nama_syarat}: yang Anda kirim bukan yang terbaru. Kirim yang berlaku sekarang."),
    OfTheHouse("beda", Use.CORRECTION, "Berbeda dengan jawaban",
               "{nama_syarat}: isinya berbeda dengan jawaban Anda. Periksa keduanya, lalu betulkan yang keliru."),
    OfTheHouse("rumah", Use.CORRECTION, "Foto rumah",
               "Kirim foto rumah tampak depan, dengan nomor rumah bila ada.", ("SKTM",)),
    OfTheHouse("usaha", Use.CORRECTION, "Foto tempat usaha",
               "Kirim foto tempat usaha, dengan barang atau alat usahanya.", ("SKU",)),
    OfTheHouse("warga-lain", Use.REFUSAL, "Bukan warga di sini",
               "Menurut data kami Anda tidak tinggal di wilayah {kantor}. Ajukan {layanan} di kelurahan tempat Anda "
               "tinggal sekarang. Bila Anda baru pindah, urus dahulu kepindahan Anda."),
    OfTheHouse("instansi-lain", Use.REFUSAL, "Wewenang kantor lain",
               "{layanan} untuk keperluan ini bukan wewenang {kantor}. Tanyakan kepada instansi yang memintanya."),
    OfTheHouse("hubungi", Use.MESSAGE, "Minta menelepon balik",
               "Kami mencoba menelepon Anda tentang {kode} dan belum tersambung. Hubungi {kantor} pada jam kerja."),
    OfTheHouse("survei", Use.MESSAGE, "Petugas akan datang",
               "Petugas {kantor} akan melihat tempat tinggal Anda untuk {layanan}. Tidak ada biaya.", ("SKTM",)),
    OfTheHouse("dicek", Use.NOTE, "Sudah dicek di register", "Sudah saya cocokkan dengan register kelurahan."),
    OfTheHouse("telepon", Use.NOTE, "Pemohon menelepon", "Pemohon menelepon dan menanyakan {kode}."),
)  # fmt: skip


def check_body(body: str) -> None:
    """Refuse a text with a placeholder that stands for nothing.

    Raises:
        InvalidInputError: ``placeholder_unknown``, the facts name it.
    """
    for name in _PLACE.findall(body):
        if name not in PLACEHOLDERS:
            raise InvalidInputError("placeholder_unknown", field="body", name=f"{{{name}}}")


def filled(body: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders replaced; one without a value stays as it is, for the officer to see."""
    return _PLACE.sub(lambda found: values.get(found[1]) or found[0], body)


def put_behind(written: str, text: str) -> str:
    """Return what stands in a field once a text is put there: behind what was written, never over it."""
    return f"{written.rstrip()}\n{text}" if written.strip() and text not in written else (written.strip() or text)
