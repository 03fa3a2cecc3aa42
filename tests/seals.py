"""Seals to try checkers with, and the single-file script as whoever downloads it has it."""

import importlib.util
import json
import random
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from base45 import b45decode, b45encode
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, ImageDraw, ImageFilter

from eservice.letters import sealing
from eservice.letters.ended import STATES
from eservice.letters.sealing import Sealed, SealKey
from eservice.letters.sealkeys import PublishedKey
from eservice.web.public.offline import jwk

ROOT = Path(__file__).parents[1]
SCRIPT_PATH = ROOT / "static" / "luring" / "periksa_segel.py"
BASE = "https://eservice.contoh.go.id"
TOKEN, OTHER_TOKEN = "K7QM4T2X6DABCDEFGHJK234567", "A7QM4T2X6DABCDEFGHJK234567"
KEY = SealKey(b"contoh01", ec.derive_private_key(20261124, ec.SECP256R1()))
STRANGER = SealKey(b"asing001", ec.derive_private_key(4711, ec.SECP256R1()))
NOW = 1_795_500_000
"""24 November 2026, 13.00 WIB, in seconds."""
WEEK = 7 * 24 * 3600
LETTER = Sealed(
    token=TOKEN,
    kind="SKD",
    number="400.12.2.1/214/BLK/XI/2026",
    office="KELURAHAN BULURAN KENALI",
    posts=["Lurah Buluran Kenali"],
    masked_name="S*** R********",
    dated_on=date(2026, 11, 24),
    valid_until=date(2027, 5, 24),
    log_salt="00112233445566778899aabbccddeeff",
)


def script() -> ModuleType:
    """Return the script, loaded from its file alone."""
    spec = importlib.util.spec_from_file_location("periksa_segel", SCRIPT_PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def link(token: str = TOKEN, seal: str | None = None, *, base: str = BASE, key: SealKey = KEY, **facts: Any) -> str:
    """Return what a QR says: an address, and the seal of its own letter unless another is given."""
    url = f"{base}/v/{token}"
    made = sealing.seal(replace(LETTER, token=token, **facts), verify_url=url, key=key) if seal is None else seal
    return f"{url}#{made}" if made else url


def seal_of(text: str) -> str:
    """Return the seal in what a QR says."""
    return text.partition("#")[2]


def raw(text: str) -> bytes:
    """Return the CWT in what a QR says."""
    return bytes(b45decode(unquote(seal_of(text))))


def tampered(text: str, *, place: int = -1) -> str:
    """Return what a QR says with one bit of its CWT turned over; the last bytes are its signature."""
    cwt = bytearray(raw(text))
    cwt[place] ^= 1
    return f"{text.partition('#')[0]}#{sealing.escaped(b45encode(bytes(cwt)).decode())}"


def published(*keys: SealKey | PublishedKey) -> bytes:
    """Return public keys as they are published."""
    return json.dumps({"keys": [jwk(_public(key)) for key in keys], "trial": ""}).encode()


def _public(key: SealKey | PublishedKey) -> PublishedKey:
    if isinstance(key, PublishedKey):
        return key
    point = key.private.public_key().public_numbers()
    return PublishedKey(key.id, x=point.x.to_bytes(32, "big"), y=point.y.to_bytes(32, "big"), signs=True)


def ended(made_at: int = NOW, *, key: SealKey = KEY, **tokens: str) -> bytes:
    """Return a status list on which the letter of a token has ended: ``revoked=…``, ``reserved=…``."""
    ids = [sealing.seal_id(tokens[state]) if state in tokens else b"" for state in STATES]
    claims = {sealing.OFFICE: BASE, sealing.DATED: made_at, sealing.EXPIRES: made_at + WEEK, sealing.ENDED: ids}
    return sealing.signed(claims, key)


def wrong_seals() -> dict[str, tuple[str, str]]:
    """Return what each wrong seal must be called: name -> (answer, text of its QR). The list revokes `OTHER_TOKEN`."""
    good = seal_of(link())
    claimed = SealKey(KEY.id, STRANGER.private)
    return {
        "forged with another key under our key's id": ("forged", link(key=claimed)),
        "forged by changing the name": ("forged", tampered(link(), place=raw(link()).index(b"S*3"))),
        "swapped": ("swapped", link(TOKEN, seal_of(link(OTHER_TOKEN)))),
        "truncated": ("unreadable", link(seal=good[:-6])),
        "expired": ("expired", link(valid_until=date(2026, 11, 23))),
        "unknown key": ("unknown_key", link(key=STRANGER)),
        "revoked": ("revoked", link(OTHER_TOKEN)),
        "without a seal": ("no_seal", link(seal="")),
        "not ours": ("unreadable", "https://contoh.id/promo"),
    }


def photographed(sheet: Image.Image, *, seed: int, turned: float = 2.5) -> Image.Image:
    """Return a printed sheet as a telephone sees it: folded through its code, turned, blurred and grainy."""
    draw, (width, height) = random.Random(seed), sheet.size
    grain = Image.frombytes("L", sheet.size, draw.randbytes(width * height))
    seen = Image.blend(sheet.convert("L"), grain, 0.18)
    fold = int(height * 0.71)  # a third of the way down the code
    shadow = ImageDraw.Draw(seen)
    for away in range(5):
        shadow.line((0, fold + away, width, fold + away + 3), fill=90 + 25 * away, width=1)
    lower, leaning = seen.crop((0, fold, width, height)), (1, -0.012, 0, 0, 1.015, 0)
    how = Image.Transform.AFFINE, leaning, Image.Resampling.BILINEAR
    seen.paste(lower.transform(lower.size, *how, fillcolor=255), (0, fold))
    seen = seen.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=200)
    return seen.filter(ImageFilter.GaussianBlur(0.8))


def sheet(file: bytes, *, dots: int = 200) -> Image.Image:
    """Return the first page of a PDF as a scanner at so many dots per inch has it."""
    command = ["pdftoppm", "-r", str(dots), "-gray", "-f", "1", "-l", "1", "-"]
    done = subprocess.run(command, check=True, capture_output=True, input=file)
    return Image.open(BytesIO(done.stdout))
