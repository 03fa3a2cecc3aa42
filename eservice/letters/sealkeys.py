"""The keys that sign seals: one at a time signs, the public halves of all stay for ever.

Kept in the instance as `1.key`, `2.key`, …, readable by their owner alone; a key that was followed by another leaves
`1.pub` and is gone. Made on first use.
"""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from eservice.kernel.blobs import write_whole
from eservice.letters.sealing import SealKey

_ID_BYTES = 8
_Encoding, _Public = serialization.Encoding, serialization.PublicFormat


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """The public half of a key, as everybody may know it."""

    id: bytes
    x: bytes
    y: bytes
    signs: bool
    """Whether letters are still sealed with it."""


class SealKeys:
    """The ring of keys in one folder of the instance."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def newest(self) -> SealKey:
        """Return the key that signs."""
        private = self._private(self._numbers()[-1])
        return SealKey(_id(private.public_key()), private)

    def published(self) -> list[PublishedKey]:
        """Return the public halves, the newest first."""
        numbers = self._numbers()
        return [_published(self._public(number), signs=number == numbers[-1]) for number in reversed(numbers)]

    def rotate(self) -> SealKey:
        """Return a new key that signs from now on; the one before it can sign no more, what it signed stays good."""
        before = self._numbers()
        self._make(before[-1] + 1)
        for number in before:
            self._retire(number)
        return self.newest()

    def _numbers(self) -> list[int]:
        """Return the numbers of the keys, the newest last; there is always one."""
        if not (numbers := self._found()):
            self._make(1)
            numbers = self._found()
        return numbers

    def _found(self) -> list[int]:
        return sorted({int(path.stem) for path in self.folder.glob("*.*") if path.suffix in (".key", ".pub")})

    def _private(self, number: int) -> ec.EllipticCurvePrivateKey:
        path = self.folder / f"{number}.key"
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the key of seals must be an elliptic curve key")
        return key

    def _public(self, number: int) -> ec.EllipticCurvePublicKey:
        path = self.folder / f"{number}.pub"
        if not path.exists():
            return self._private(number).public_key()
        key = serialization.load_pem_public_key(path.read_bytes())
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise TypeError("the key of seals must be an elliptic curve key")
        return key

    def _retire(self, number: int) -> None:
        """Keep the public half, then forget the key: killed between the two, both are there, which harms nothing."""
        key = self.folder / f"{number}.key"
        if key.exists():
            pem = self._private(number).public_key().public_bytes(_Encoding.PEM, _Public.SubjectPublicKeyInfo)
            write_whole(key.with_suffix(".pub"), pem)
            key.unlink(missing_ok=True)

    def _make(self, number: int) -> None:
        """Write a key aside and give it its name, which only one process can: nobody reads half a key."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(prefix=".new-", dir=self.folder)
        with os.fdopen(descriptor, "wb") as file:
            key = ec.generate_private_key(ec.SECP256R1())
            pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            file.write(key.private_bytes(_Encoding.PEM, pkcs8, plain))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first; its key counts
            os.link(aside, self.folder / f"{number}.key")
        Path(aside).unlink()


def _id(key: ec.EllipticCurvePublicKey) -> bytes:
    return sha256(key.public_bytes(_Encoding.X962, _Public.UncompressedPoint)).digest()[:_ID_BYTES]


def _published(key: ec.EllipticCurvePublicKey, *, signs: bool) -> PublishedKey:
    point = key.public_bytes(_Encoding.X962, _Public.UncompressedPoint)
    return PublishedKey(_id(key), x=point[1:33], y=point[33:], signs=signs)
