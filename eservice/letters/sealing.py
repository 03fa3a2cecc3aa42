"""The seal in a letter's QR: what the paper must say, signed, so that anybody can check it without a network.

A seal is a CWT in a COSE_Sign1 (RFC 8392, RFC 9052), ES256, in Base45 (RFC 9285); the two characters of Base45 that an
address cannot hold are escaped as RFC 3986 has it, so that every camera still sees one whole link. Claims: 1 office,
2 masked name, 4 the first instant after its validity, 6 the date of the letter, 7 the seal's id, and -65537 an array of
kind, number, posts of those who sign, and the salt of the letter's entry in the public log.

The same letter and key give the same seal: a letter drawn twice is the same file. Pure.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import cbor2
from base45 import b45encode
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from eservice.kernel.clock import WIB
from eservice.letters import qr

OFFICE, HOLDER, EXPIRES, DATED, ID, SEALED, ENDED = 1, 2, 4, 6, 7, -65537, -65538
"""Claims; those below -65536 are for private use, and tell a seal from a list of ended letters."""
ID_DOMAIN = b"eservice.seal.v1\0"
_ID_BYTES = 12
_LENGTHS = (200, 60, 40, 28, 20)
"""How long a text of a seal may be; a code that would outgrow its size has the next shorter ones."""
_ALGORITHM, _KEY_ID, _ES256 = 1, 4, -7
_SIGN1 = 18
_DIGEST = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key that signs seals, with the name by which a seal calls it."""

    id: bytes
    private: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a seal says of a letter; everything but id and salt stands on the paper."""

    token: str
    kind: str
    number: str
    office: str
    posts: Sequence[str]
    masked_name: str
    dated_on: date
    valid_until: date | None
    log_salt: str
    """Hexadecimal."""


def seal(sealed: Sealed, *, verify_url: str, key: SealKey) -> str:
    """Return the seal as it stands behind the # of a letter's address.

    Texts that would make the code too fine for a telephone's camera end with … instead; where even that is not enough,
    because the installation has a very long address, there is no seal.
    """
    room = qr.room_for_seal(verify_url)
    for length in _LENGTHS:
        written = escaped(b45encode(signed(_claims(sealed, length), key)).decode())
        if len(written) <= room:
            return written
    return ""


def seal_id(token: str) -> bytes:
    """Return the id of the seal that belongs to an address: no other address has it, and it leads back to none."""
    return hashlib.sha256(ID_DOMAIN + token.encode()).digest()[:_ID_BYTES]


def signed(claims: dict[int, object], key: SealKey) -> bytes:
    """Return claims as a CWT signed with ``key``; the same bytes every time."""
    payload = cbor2.dumps(claims, canonical=True)
    head = cbor2.dumps({_ALGORITHM: _ES256, _KEY_ID: key.id}, canonical=True)
    r, s = decode_dss_signature(key.private.sign(cbor2.dumps(["Signature1", head, b"", payload]), _DIGEST))
    return cbor2.dumps(cbor2.CBORTag(_SIGN1, [head, {}, payload, r.to_bytes(32, "big") + s.to_bytes(32, "big")]))


def escaped(written: str) -> str:
    """Return Base45 as it may stand in an address."""
    return written.replace("%", "%25").replace(" ", "%20")


def packed_name(masked: str) -> str:
    """Return 'S*3 R*8' for 'S*** R********': the same said shorter."""
    return re.sub(r"\*+", lambda stars: f"*{len(stars[0])}", masked)


def _claims(sealed: Sealed, length: int) -> dict[int, object]:
    claims: dict[int, object] = {
        OFFICE: _short(sealed.office, length),
        HOLDER: _short(packed_name(sealed.masked_name), length),
        DATED: _midnight(sealed.dated_on),
        ID: seal_id(sealed.token),
        SEALED: [
            sealed.kind,
            sealed.number,
            _short("; ".join(sealed.posts), length),
            bytes.fromhex(sealed.log_salt),
        ],
    }
    if sealed.valid_until is not None:
        claims[EXPIRES] = _midnight(sealed.valid_until + timedelta(days=1))
    return claims


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), WIB).timestamp())
