"""The demo's own certificate authority and signing key: for trial only, certified by nobody."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from eservice.kernel import clock
from eservice.kernel.blobs import make_folder, sync_folder

_KEY, _CERTIFICATE, _ROOT = "signer.key", "signer.pem", "ca.pem"
_LIFE_DAYS = 3650
_BACKDATED_DAYS = 1200
"""The demo tells months of history; its certificate must already have existed then."""

_SIGNS_LETTERS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)
_NEVER_REVOKED = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.56"), b"\x05\x00")
"""Nobody keeps a list of revoked demo keys, and the certificate says so. Source: RFC 9608, noRevAvail."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A loaded key with its certificate and the root above it, both as DER."""

    sign_raw: Callable[[bytes], bytes]
    """Bytes in, ECDSA signature over their SHA-256 out."""
    certificate: bytes
    root: bytes


def local_key(folder: Path) -> KeyPair:
    """Return the demo key kept in `folder`, made on first use and readable by its owner alone."""
    if not (folder / _ROOT).exists():
        _make(folder)
    key = serialization.load_pem_private_key((folder / _KEY).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the demo key must be an elliptic curve key")
    return KeyPair(
        sign_raw=lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())),
        certificate=_der(folder / _CERTIFICATE),
        root=_der(folder / _ROOT),
    )


def trusted_roots(folder: Path) -> list[bytes]:
    """Return the roots whose signatures count as this installation's, as DER; none before the first signature."""
    return [_der(folder / _ROOT)] if (folder / _ROOT).exists() else []


def _der(path: Path) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)


def _make(folder: Path) -> None:
    """Make authority and key in a folder of their own, then rename it: two workers at once end with one key."""
    make_folder(folder.parent)
    fresh = folder.with_name(f".{folder.name}-{os.getpid()}-{os.urandom(4).hex()}")
    fresh.mkdir(mode=0o700)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _name("CA uji coba eservice")
    root = _certificate(root_name, root_name, root_key.public_key(), is_root=True).sign(root_key, hashes.SHA256())
    leaf = _certificate(_name("Penanda tangan uji coba eservice"), root_name, key.public_key(), is_root=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    leaf = leaf.add_extension(above, critical=False).add_extension(_NEVER_REVOKED, critical=False)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(fresh / _KEY, private)
    _write(fresh / _CERTIFICATE, leaf.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    _write(fresh / _ROOT, root.public_bytes(serialization.Encoding.PEM))
    sync_folder(fresh)
    try:
        fresh.rename(folder)
    except OSError:  # another process was first; its key counts
        for path in fresh.iterdir():
            path.unlink()
        fresh.rmdir()
    sync_folder(folder.parent)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UJI COBA, belum tersertifikasi"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, is_root: bool
) -> x509.CertificateBuilder:
    start = clock.now() - timedelta(days=_BACKDATED_DAYS)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=_LIFE_DAYS))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(_SIGNS_CERTIFICATES if is_root else _SIGNS_LETTERS, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
