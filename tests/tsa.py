"""A time stamp authority of the tests' own (RFC 3161): it misbehaves on command and counts what it stamped."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.outside import Handler, serve

NAME = "Otoritas Stempel Waktu (CONTOH)"


class TsaHandler(Handler):
    """The authority."""

    right: ClassVar[DummyTimeStamper]
    stranger: ClassVar[DummyTimeStamper]
    not_for_time: ClassVar[DummyTimeStamper]
    stamped: ClassVar[int] = 0

    def counted(self) -> dict[str, Any]:
        return super().counted() | {"stamped": self.stamped}

    def answer(self, body: bytes, fault: str) -> None:
        if fault == "garbage":
            return self._reply(b"<html>Service Unavailable</html>")
        if fault == "refused":
            return self._reply(bytes.fromhex("30053003020102"))  # a status, rejection, and nothing else
        asked = tsp.TimeStampReq.load(body)
        if fault == "wrong imprint":
            asked["message_imprint"]["hashed_message"] = bytes(32)
        if fault == "wrong nonce":
            asked["nonce"] = 4711
        by = {"wrong certificate": self.stranger, "wrong purpose": self.not_for_time}.get(fault, self.right)
        type(self).stamped += 1
        return self._reply(by.request_tsa_response(asked).dump())

    def _reply(self, body: bytes) -> None:
        self.send(200, body, "application/timestamp-reply")


def stamper(folder: Path, *, for_time: bool = True) -> DummyTimeStamper:
    """Return a stamper under an authority kept in a folder."""
    root_key, key = (generate_private_key(65537, 2048) for _ in range(2))
    root = _certificate("CA stempel waktu (CONTOH)", root_key, "CA stempel waktu (CONTOH)", root_key, is_root=True)
    leaf = _certificate(NAME, key, "CA stempel waktu (CONTOH)", root_key, for_time=for_time)
    folder.mkdir(parents=True)
    (folder / "ca.pem").write_bytes(root.public_bytes(Encoding.PEM))
    store = SimpleCertificateStore()
    store.register(asn1.Certificate.load(root.public_bytes(Encoding.DER)))
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1.Certificate.load(leaf.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(private), store
    )


def _certificate(
    name: str,
    key: RSAPrivateKey,
    issuer: str,
    issuer_key: RSAPrivateKey,
    *,
    is_root: bool = False,
    for_time: bool = True,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = ExtendedKeyUsageOID.TIME_STAMPING if for_time else ExtendedKeyUsageOID.CODE_SIGNING
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    if not is_root:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        never_revoked = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.56"), b"\x05\x00")  # RFC 9608
        builder = builder.add_extension(never_revoked, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


if __name__ == "__main__":
    place = Path(sys.argv[1])
    TsaHandler.right = stamper(place / "authority")
    TsaHandler.stranger = stamper(place / "stranger")
    TsaHandler.not_for_time = stamper(place / "not-for-time", for_time=False)
    serve(TsaHandler)
