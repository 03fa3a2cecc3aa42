#!/usr/bin/env python3
"""Periksa segel di dalam kode QR surat, tanpa internet dan tanpa akun: satu berkas, Python 3.10 ke atas, cryptography.

    python periksa_segel.py --kunci kunci.json [--status status.cwt] 'HTTPS://…/v/…#…'
    python periksa_segel.py --kunci kunci.json [--status status.cwt] --foto surat.jpg     (perlu zxing-cpp dan pillow)

`--kunci` dan `--status` adalah berkas yang diunduh sebelumnya dari /verifikasi/luring/kunci dan
/verifikasi/luring/status, atau alamatnya. Alamat di dalam kode QR tidak pernah dipercaya. Jawaban: 0 asli dan tidak
dicabut menurut daftar yang masih berlaku; 1 jangan diterima; 2 cara memanggilnya keliru; 3 asli, lewat masa berlaku;
4 asli, statusnya tidak diketahui; 5 tidak dapat diperiksa luring.

Checks a letter's seal exactly as the page /verifikasi/luring does; the exit status says what was found, as above.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

WORDS = {
    "genuine": (
        0,
        "Segel asli",
        "Segel ini kami yang membuat, masih dalam masa berlaku, dan tidak ada di daftar surat yang dicabut.",
    ),
    "unconfirmed": (
        4,
        "Segel asli, status tidak diketahui",
        "Segel ini kami yang membuat. Apakah suratnya dicabut atau diganti, tidak diketahui tanpa internet.",
    ),
    "expired": (3, "Lewat masa berlaku", "Segel ini asli, tetapi masa berlaku suratnya sudah lewat."),
    "waiting": (
        1,
        "Belum lengkap ditandatangani",
        "Menurut daftar status, masih ada pejabat yang harus menandatangani. Periksa daring sebelum menerima.",
    ),
    "revoked": (1, "Dicabut", "Segel ini asli, tetapi suratnya sudah dicabut. Jangan diterima."),
    "replaced": (
        1,
        "Sudah diganti",
        "Segel ini asli, tetapi suratnya sudah diganti dengan surat lain. Jangan diterima.",
    ),
    "void": (1, "Batal", "Segel ini asli, tetapi suratnya dibatalkan sebelum berlaku. Jangan diterima."),
    "swapped": (
        1,
        "Segel milik surat lain",
        "Segel dan alamat pada kode QR ini bukan dari surat yang sama. Jangan diterima.",
    ),
    "forged": (1, "Segel palsu", "Segel ini tidak kami buat, atau sudah diubah. Jangan diterima."),
    "unknown_key": (
        1,
        "Kunci segel tidak dikenal",
        "Segel ini dibuat dengan kunci yang tidak ada di perangkat ini. Jangan diterima sebelum diperiksa daring.",
    ),
    "unreadable": (
        5,
        "Segel tidak terbaca",
        "Kode ini rusak, terpotong, atau bukan dari surat kami. Pindai sekali lagi, atau periksa daring.",
    ),
    "no_seal": (
        5,
        "Tanpa segel luring",
        "Surat bertanda tangan basah dan surat lama tidak bersegel. Surat ini hanya dapat diperiksa daring.",
    ),
}
"""Answer -> exit status, word, sentence; as on the page."""
KINDS = {
    "SKD": "Surat Keterangan Domisili",
    "SKTM": "Surat Keterangan Tidak Mampu",
    "SKU": "Surat Keterangan Usaha",
    "PSKCK": "Surat Pengantar SKCK",
    "SKBM": "Surat Keterangan Belum Menikah",
    "N1": "Pengantar Nikah (Model N1)",
    "SKL": "Surat Keterangan Kelahiran",
    "SKMT": "Surat Keterangan Kematian",
    "SKAW": "Registrasi Surat Pernyataan Ahli Waris",
    "SKPH": "Surat Keterangan Penghasilan",
    "SKUM": "Surat Keterangan (umum)",
    "TOLAK": "Pemberitahuan Penolakan Permohonan",
}
OFFICE, HOLDER, EXPIRES, DATED, ID, SEALED, ENDED, ID_BYTES = 1, 2, 4, 6, 7, -65537, -65538, 12
STATES = ("revoked", "replaced", "void", "waiting")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
LINK = re.compile(r"https?://([^/#?]+)/v/([A-Z0-9]{26})(?:#(.*))?", re.IGNORECASE)
WIB = timezone(timedelta(hours=7))
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


class UnreadableError(Exception):
    """These bytes are not what a seal or a list is made of."""


@dataclass(frozen=True)
class Known:
    """What the one who checks has: public keys by id, and perhaps the list of ended letters with its two instants."""

    keys: dict[bytes, ec.EllipticCurvePublicKey]
    trial: str = ""
    ids: tuple[bytes, ...] | None = None
    made_at: int = 0
    until: int = 0


@dataclass(frozen=True)
class Answer:
    """What was found; `rows` is what the paper must say."""

    code: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    host: str = ""


# ── Checking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def check(text: str, known: Known, *, now: float) -> Answer:
    """Return what the text of a QR is worth at an instant, in seconds since 1970."""
    link = LINK.fullmatch(text.strip())
    if link is None:
        return Answer("unreadable")
    host, token, fragment = link[1].lower(), link[2].upper(), link[3]
    if not fragment:
        return Answer("no_seal", host=host)
    try:
        key_id, claims, holds = opened(base45(unescaped(fragment)), known.keys)
        rows = rows_of(claims)
    except UnreadableError:
        return Answer("unreadable", host=host)
    if not holds:
        return Answer("forged" if key_id in known.keys else "unknown_key", host=host)
    if claims[ID] != hashlib.sha256(b"eservice.seal.v1\0" + token.encode()).digest()[:ID_BYTES]:
        return Answer("swapped", host=host)
    return Answer(standing(claims, known, now), rows, host)


def standing(claims: dict[Any, Any], known: Known, now: float) -> str:
    """Return what has become of a letter whose seal is genuine."""
    for state, ids in zip(STATES, known.ids or (), strict=False):
        if claims[ID] in {ids[start : start + ID_BYTES] for start in range(0, len(ids), ID_BYTES)}:
            return state
    if EXPIRES in claims and now >= claims[EXPIRES]:
        return "expired"
    return "genuine" if known.ids is not None and now < known.until else "unconfirmed"


def known_from(keys: bytes, status: bytes | None) -> Known:
    """Return what a set of keys (JWKS) and a status list say. Raises UnreadableError."""
    try:
        told = json.loads(keys)
        found = {unbase64(one["kid"]): public_key(one) for one in told["keys"]}
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableError("kunci") from error
    trial = str(told.get("trial", ""))
    if status is None:
        return Known(found, trial)
    _, claims, holds = opened(status, found)
    ids = claims.get(ENDED)
    if not holds or not isinstance(ids, list) or len(ids) != len(STATES) or not isinstance(claims.get(EXPIRES), int):
        raise UnreadableError("status")
    return Known(found, trial, tuple(map(bytes, ids)), claims[DATED], claims[EXPIRES])


def public_key(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    """Return the key of a JSON Web Key on P-256."""
    x, y = (int.from_bytes(unbase64(jwk[part]), "big") for part in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


# ── COSE, CBOR, Base45: as much of them as seals use ─────────────────────────────────────────────────────────────────


def opened(data: bytes, keys: dict[bytes, ec.EllipticCurvePublicKey]) -> tuple[bytes, dict[Any, Any], bool]:
    """Return (key id, claims, whether a known key signed them) of a COSE_Sign1 with ES256. Raises UnreadableError."""
    message = cbor(data)
    must(isinstance(message, Tagged) and message.tag == 18 and isinstance(message.value, list))
    must(len(message.value) == 4)
    head, beside, payload, signature = message.value
    must(isinstance(head, bytes) and isinstance(beside, dict) and isinstance(payload, bytes))
    must(isinstance(signature, bytes) and len(signature) == 64)
    said, claims = cbor(head), cbor(payload)
    must(isinstance(said, dict) and said.get(1) == -7 and isinstance(said.get(4), bytes) and isinstance(claims, dict))
    must(isinstance(claims.get(OFFICE), str) and isinstance(claims.get(DATED), int))
    key = keys.get(said[4])
    signed = b"\x84\x6aSignature1" + written(head) + b"\x40" + written(payload)
    return said[4], claims, key is not None and is_signed(key, signature, signed)


def is_signed(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    """Tell whether a raw ES256 signature is the key's over these bytes."""
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    try:
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def rows_of(claims: dict[Any, Any]) -> list[tuple[str, str]]:
    """Return what the paper must say. Raises UnreadableError: these are not the claims of a seal."""
    facts, holder, id_ = claims.get(SEALED), claims.get(HOLDER), claims.get(ID)
    must(isinstance(facts, list) and len(facts) == 4 and all(isinstance(one, str) for one in facts[:3]))
    must(isinstance(facts[3], bytes) and isinstance(holder, str) and isinstance(id_, bytes) and len(id_) == ID_BYTES)
    must(EXPIRES not in claims or isinstance(claims[EXPIRES], int))
    kind, number, posts, _salt = facts
    name = re.sub(r"\*(\d{1,2})", lambda stars: "*" * int(stars[1]), holder)
    until = day(claims[EXPIRES] - 1) if EXPIRES in claims else "tanpa batas waktu"
    return [
        ("Jenis surat", KINDS.get(kind, kind)),
        ("Nomor", number),
        ("Kantor penerbit", claims[OFFICE]),
        ("Atas nama", name),
        ("Tanggal surat", day(claims[DATED])),
        ("Ditandatangani oleh", posts),
        ("Berlaku sampai", until),
    ]


@dataclass(frozen=True)
class Tagged:
    """A tagged item of CBOR."""

    tag: int
    value: Any


def cbor(data: bytes) -> Any:
    """Return the one item that the bytes are. Raises UnreadableError."""
    value, end = item(data, 0, 0)
    must(end == len(data))
    return value


def item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """Return (item, where the next begins)."""
    must(at < len(data) and depth < 8)
    kind, info = data[at] >> 5, data[at] & 31
    at += 1
    size = info
    if info >= 24:
        width = 1 << (info - 24)
        must(info < 28 and at + width <= len(data))
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    if kind in (2, 3):
        must(at + size <= len(data))
        piece = data[at : at + size]
        return (piece if kind == 2 else text_of(piece)), at + size
    if kind in (4, 5):
        return several(data, at, depth, size, kind)
    if kind == 6:
        value, at = item(data, at, depth + 1)
        return Tagged(size, value), at
    must(kind < 2)
    return (size if kind == 0 else -1 - size), at


def text_of(data: bytes) -> str:
    """Return bytes as UTF-8. Raises UnreadableError."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError from error


def several(data: bytes, at: int, depth: int, size: int, kind: int) -> tuple[Any, int]:
    """Return (list or map, where the next item begins)."""
    must(size <= len(data))
    found = []
    for _ in range(size * (kind - 3)):
        value, at = item(data, at, depth + 1)
        found.append(value)
    if kind == 4:
        return found, at
    keys = found[::2]
    must(all(isinstance(key, int | str) for key in keys) and len(set(keys)) == len(keys))
    return dict(zip(keys, found[1::2], strict=True)), at


def written(data: bytes) -> bytes:
    """Return a byte string as CBOR."""
    size = len(data)
    if size < 24:
        return bytes([64 + size]) + data
    width = 1 if size < 256 else 2 if size < 65536 else 4
    return bytes([{1: 88, 2: 89, 4: 90}[width]]) + size.to_bytes(width, "big") + data


def base45(text: str) -> bytes:
    """Return what is written in Base45 (RFC 9285). Raises UnreadableError."""
    must(len(text) % 3 != 1 and set(text) <= set(ALPHABET))
    data = bytearray()
    for start in range(0, len(text), 3):
        digits = [ALPHABET.index(letter) for letter in text[start : start + 3]]
        value = sum(digit * 45**place for place, digit in enumerate(digits))
        width = len(digits) - 1
        must(value < 256**width)
        data += value.to_bytes(width, "big")
    return bytes(data)


def unescaped(fragment: str) -> str:
    """Return Base45 without the two escapes that an address needs."""
    return re.sub(r"%(20|25)", lambda code: chr(int(code[1], 16)), fragment)


def unbase64(text: str) -> bytes:
    """Return what is written in base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def must(holds: object) -> None:
    """Refuse what is not so. Raises UnreadableError."""
    if not holds:
        raise UnreadableError


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def day(seconds: int) -> str:
    """Return '24 November 2026', as the offices' calendars show it."""
    try:
        at = datetime.fromtimestamp(seconds, WIB)
    except (ValueError, OverflowError, OSError) as error:
        raise UnreadableError from error
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def instant(seconds: int) -> str:
    """Return '24 November 2026, 15.12 WIB'."""
    return f"{day(seconds)}, {datetime.fromtimestamp(seconds, WIB):%H.%M} WIB"


def main(arguments: list[str] | None = None) -> int:
    """Read what was asked, print the answer, return the exit status."""
    parser = argparse.ArgumentParser(description="Periksa segel di dalam kode QR surat, tanpa internet.")
    parser.add_argument("teks", nargs="?", help="seluruh isi kode QR; - membacanya dari masukan baku")
    parser.add_argument("--foto", type=Path, help="foto surat; perlu zxing-cpp dan pillow")
    parser.add_argument("--kunci", required=True, help="kunci publik (JWKS): berkas atau alamat")
    parser.add_argument("--status", help="daftar status (CWT): berkas atau alamat")
    told = parser.parse_args(arguments)
    if (told.teks is None) == (told.foto is None):
        parser.error("beri isi kode QR atau --foto, salah satu")
    try:
        known = known_from(content(told.kunci), content(told.status) if told.status else None)
    except UnreadableError:
        stop("kunci atau daftar status tidak terbaca, atau daftar itu tidak ditandatangani dengan kunci ini")
    except OSError as error:
        stop(str(error))
    now = datetime.now(timezone.utc).timestamp()
    found = check(
        photographed(told.foto) if told.foto else sys.stdin.read() if told.teks == "-" else told.teks, known, now=now
    )
    say(found, known, now)
    return WORDS[found.code][0]


def say(found: Answer, known: Known, now: float) -> None:
    """Print an answer."""
    _, word, sentence = WORDS[found.code]
    print(f"{word.upper()}\n{sentence}")
    for label, value in found.rows:
        print(f"  {label + ':':<21}{value}")
    if found.host:
        print(f"  {'Alamat pada kode:':<21}{found.host}")
    if found.rows and known.ids is not None:
        print(f"Menurut daftar status {instant(known.made_at)}.")
        if now >= known.until:
            print(f"Status tidak diketahui sejak {instant(known.made_at)}: daftar itu sudah terlalu lama.")
    elif found.rows:
        print("Tanpa daftar status: dicabut atau tidaknya surat ini tidak diketahui.")
    if found.rows and known.trial:
        print(f"{known.trial}: surat ini tidak berlaku untuk keperluan apa pun.")
    if found.rows:
        print("Bandingkan dengan surat di tangan Anda: bila satu saja berbeda, kertas itu bukan surat ini.")


def content(where: str) -> bytes:
    """Return what is in a file or at an address."""
    if where.startswith(("https://", "http://")):
        with urllib.request.urlopen(where, timeout=20) as answer:
            return bytes(answer.read())
    return Path(where).read_bytes()


def photographed(photo: Path) -> str:
    """Return the text of the QR on a photo; '' where none can be read."""
    try:
        import zxingcpp  # noqa: PLC0415 - only who has photos needs them
        from PIL import Image  # noqa: PLC0415
    except ImportError:
        stop("--foto perlu zxing-cpp dan pillow (pip install zxing-cpp pillow)")
    try:
        found = zxingcpp.read_barcodes(Image.open(photo))
    except OSError as error:
        stop(str(error))
    return next((code.text for code in found if LINK.match(code.text)), "")


def stop(why: str) -> NoReturn:
    """Say what is wrong with the call, and end."""
    print(f"periksa_segel: {why}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    sys.exit(main())
