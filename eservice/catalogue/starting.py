"""What a new service begins with: who it is about, where they live, what for; what every office asks."""

import re
import unicodedata
from datetime import date
from typing import Any

from eservice.catalogue.reading import complete

_LONGEST_SLUG = 60


def slug_of(name: str) -> str:
    """Return the address of a service called ``name``: 'Surat Keterangan Ahli' -> 'surat-keterangan-ahli'."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST_SLUG].strip("-")


def first_definition(*, code: str, name: str, name_en: str, on: date) -> dict[str, Any]:
    """Return the definition a new service of the kelurahan begins with; its text of the letter is short and true."""
    return complete(
        {
            "code": code,
            "slug": slug_of(name),
            "name": name,
            "name_en": name_en,
            "description": name,
            "description_en": name_en,
            "life_events": ["ktp-kk-akta"],
            "search": [],
            "issuer": "kelurahan",
            "for_whom": ["self"],
            "rt_mode": "tidak_perlu",
            "signing": [{"place": "lurah"}],
            "outcome": {"kind": "letter", "letter": "SKUM"},
            "archive": {"code": "400", "old": []},
            "steps": ["untuk_siapa", "pemohon", "identitas", "alamat", "keperluan"],
            "requirements": ["ktp", "kk"],
            "letter_text": "Orang tersebut di atas bertempat tinggal di Kelurahan {kelurahan}, Kecamatan {kecamatan}.",
            "produk": [f"{name}."],
            "produk_en": [f"{name_en}."],
            "promise": {"online": {"days": 2}, "counter": {"days": 1}},
            "decree": {"number": "", "dated_on": on, "valid_from": on, "example": False},
        },
        named=code,
    )
