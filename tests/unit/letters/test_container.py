"""The container of a signature, against the library that could have built it."""

import asyncio
import hashlib
from typing import Any

import pytest
from asn1crypto import cms, x509
from cryptography import x509 as builders
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner

from eservice.letters.pades import KeySigner
from tests.times import MONDAY, TUESDAY

KEYS = {
    "P-256": ec.derive_private_key(20261124, ec.SECP256R1()),
    "RSA": rsa.generate_private_key(65537, 2048),
}
DIGEST = hashlib.sha256(b"surat").digest()


class TheirSigner(CmsSigner):
    """The same signature, its container built by the library."""

    def __init__(self, ours: KeySigner) -> None:
        super().__init__(signing_cert=ours.signing_cert, cert_registry=ours.cert_registry)
        self._sign_raw = ours._sign_raw

    async def async_sign_raw(self, data: bytes, *_: Any, **__: Any) -> bytes:
        return self._sign_raw(data)


class Stamper:
    """Answers with something of a token's form, and keeps what it was asked to stamp."""

    asked: bytes

    async def async_timestamp(self, digest: bytes, _algorithm: str) -> cms.ContentInfo:
        self.asked = digest
        return cms.ContentInfo({"content_type": "data", "content": bytes(300)})


def certificate(key: Any, name: str, *, serial: int) -> x509.Certificate:
    called = builders.Name([builders.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = builders.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    builder = builder.serial_number(serial).not_valid_before(MONDAY).not_valid_after(TUESDAY)
    return x509.Certificate.load(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))


def signer(kind: str, *, serial: int = 4711) -> KeySigner:
    mine = certificate(KEYS[kind], "Penanda tangan (CONTOH)", serial=serial)
    above = [certificate(KEYS["P-256"], f"CA {number} (CONTOH)", serial=number) for number in (1, 2)]
    return KeySigner(lambda data: hashlib.sha512(data).digest() * 3, mine, above)


@pytest.mark.parametrize("serial", [1, 127, 128, 2**158 + 1])
@pytest.mark.parametrize("kind", KEYS)
def test_the_container_is_byte_for_byte_the_library_s(kind: str, serial: int) -> None:
    ours = signer(kind, serial=serial)

    theirs = asyncio.run(TheirSigner(ours).async_sign(DIGEST, "sha256", use_pades=True))

    assert asyncio.run(ours.async_sign(DIGEST, "sha256", use_pades=True)).dump() == theirs.dump()


@pytest.mark.parametrize("kind", KEYS)
def test_a_time_stamp_is_asked_for_the_signature_and_kept_beside_it(kind: str) -> None:
    ours, stamper = signer(kind), Stamper()

    made = asyncio.run(ours.async_sign(DIGEST, "sha256", timestamper=stamper))

    (info,) = cms.ContentInfo.load(made.dump(), strict=True)["content"]["signer_infos"]
    assert stamper.asked == hashlib.sha256(info["signature"].native).digest()
    (kept,) = info["unsigned_attrs"]
    assert kept["type"].native == "signature_time_stamp_token"
    assert kept["values"][0].dump() == asyncio.run(stamper.async_timestamp(b"", "")).dump()
