"""The container of a signature (CMS) round a raw one: digest in, container out, byte for byte what pyHanko builds.

Why it is written here. A letter's signature costs 16 ms of processor time in pyHanko's general builder and 0.1 ms here:
the builder models every field as an object, and copies and encodes the certificates anew for each letter, while all
but two fields of ours are the same in every letter. Those are laid ready once per key. pyHanko still finds
the place in the file, asks for the time stamp and checks the result; a test compares the bytes with its own.

What is written (RFC 5652; profile PAdES, ETSI EN 319 142-1, 6.3), every value in DER, tag, length, content:

    ContentInfo   signed data, [0]:
      SignedData  version 1 · {SHA-256} · content "data", detached · [0] certificates · {SignerInfo}
      SignerInfo  version 1 · issuer and serial number · SHA-256 · [0] signed attributes · algorithm · signature
                  · [1] the time stamp, where there is one

The signed attributes are what is signed, by its kind and by its digest, and the signer's certificate, by its digest,
issuer and serial number (RFC 5035), so that no other can be put in its place. They are a set: they stand in the order
of their bytes. What the key signs is that set under its own tag (SET, 0x31); in the container it stands under [0].
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import algos, cms, core, x509

_SEQUENCE, _SET, _OCTETS, _ZERO, _ONE, _DIRECTORY_NAME = 0x30, 0x31, 0x04, 0xA0, 0xA1, 0xA4
_VERSION_1 = core.Integer(1).dump()
_DATA = cms.ContentType("data").dump()
_SIGNED_DATA = cms.ContentType("signed_data").dump()
_SHA256: bytes = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()


@dataclass(frozen=True, slots=True)
class Container:
    """What is the same in every signature of a key."""

    before: bytes
    """Of the signer's part: version, whose certificate, how the digest is made."""
    attributes: tuple[bytes, ...]
    """The signed attributes but the digest."""
    mechanism: bytes
    """How the key signs."""
    head: bytes
    """Of the whole: version, how the digest is made, what is signed, the certificates."""

    def to_sign(self, digest: bytes) -> bytes:
        """Return what the key is to sign for a file of this SHA-256."""
        return _der(_SET, *self._attributes(digest))

    def signed(self, digest: bytes, signature: bytes, token: bytes | None) -> bytes:
        """Return the container; `token` is the time stamp over the signature, where there is one."""
        parts = [self.before, _der(_ZERO, *self._attributes(digest)), self.mechanism, _der(_OCTETS, signature)]
        if token is not None:
            parts.append(_der(_ONE, _attribute("signature_time_stamp_token", token)))
        signed_data = _der(_SEQUENCE, self.head, _der(_SET, _der(_SEQUENCE, *parts)))
        return _der(_SEQUENCE, _SIGNED_DATA, _der(_ZERO, signed_data))

    def _attributes(self, digest: bytes) -> list[bytes]:
        return sorted((*self.attributes, _attribute("message_digest", _der(_OCTETS, digest))))


def container_for(certificate: x509.Certificate, others: Iterable[x509.Certificate], mechanism: bytes) -> Container:
    """Return the container of a key's signatures; `mechanism` names in DER how it signs."""
    mine: bytes = certificate.dump()
    certificates = sorted({mine, *(one.dump() for one in others)})
    issuer, serial = certificate.issuer.dump(), core.Integer(certificate.serial_number).dump()
    issued = _der(_SEQUENCE, _der(_SEQUENCE, _der(_DIRECTORY_NAME, issuer)), serial)
    by_digest = _der(_SEQUENCE, _der(_OCTETS, hashlib.sha256(mine).digest()), issued)
    return Container(
        before=_VERSION_1 + _der(_SEQUENCE, issuer, serial) + _SHA256,
        attributes=(
            _attribute("content_type", _DATA),
            _attribute("signing_certificate_v2", _der(_SEQUENCE, _der(_SEQUENCE, by_digest))),
        ),
        mechanism=mechanism,
        head=_VERSION_1 + _der(_SET, _SHA256) + _der(_SEQUENCE, _DATA) + _der(_ZERO, *certificates),
    )


def _attribute(name: str, value: bytes) -> bytes:
    return _der(_SEQUENCE, cms.CMSAttributeType(name).dump(), _der(_SET, value))


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
