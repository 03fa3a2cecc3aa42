"""What the public log signs: a checkpoint says how many entries there are and the root over all of them.

Formats: C2SP signed-note and tlog-checkpoint, Ed25519. Pure but for `KeyFile`, which keeps the key.
"""

import base64
import binascii
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eservice.kernel.blobs import sync_folder

_ED25519 = b"\1"
_SIGNATURE = re.compile(r"— (\S+) (\S+)")
_SEED = 32


class CheckpointError(ValueError):
    """This is not a checkpoint, or not one that the expected key has signed; the message says which."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one size."""

    origin: str
    """Which log; never changes."""
    size: int
    root: bytes
    note: str
    """The signed text, as published."""

    @property
    def short(self) -> str:
        """The first sixteen hexadecimal digits of the root, as letters print them."""
        return self.root.hex()[:16]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key that a log signs with, as everybody may know it."""

    name: str
    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> "PublicKey":
        """Return the key that is written name+id+key. Raises CheckpointError."""
        name, _, rest = text.strip().partition("+")
        digits, _, written = rest.partition("+")
        raw = _decoded(written)
        if not name or raw[:1] != _ED25519 or len(raw) != 1 + _SEED:
            raise CheckpointError("this is not the public key of a log")
        key = cls(name, raw[1:])
        if key.id.hex() != digits:
            raise CheckpointError("the public key does not fit its own number")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(f"{self.name}\n".encode() + _ED25519 + self.raw).digest()[:4]

    def opened(self, note: str) -> Checkpoint:
        """Return the checkpoint in a note that this key has signed; signatures of others are left aside.

        Raises:
            CheckpointError: it is no checkpoint, of another log, or not signed by this key.
        """
        found = read(note)
        if found.origin != self.name:
            raise CheckpointError(f"the checkpoint is of another log, {found.origin}")
        text, _, signatures = note.rpartition("\n\n")
        for name, written in _SIGNATURE.findall(signatures):
            signed = _decoded(written)
            if name == self.name and signed[:4] == self.id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.raw).verify(signed[4:], f"{text}\n".encode())
                except InvalidSignature:
                    break
                return found
        raise CheckpointError("the checkpoint is not signed by the key of this log")


@dataclass(frozen=True, slots=True)
class LogKey:
    """The key itself, with the name of the log it signs for."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """What everybody may know of it."""
        return PublicKey(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, size: int, root: bytes) -> str:
        """Return the signed note for a size and its root; the same note every time."""
        text = f"{self.name}\n{size}\n{base64.b64encode(root).decode()}\n"
        signature = base64.b64encode(self.public.id + self._private.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def read(note: str) -> Checkpoint:
    """Return what a note says, whoever signed it. Raises CheckpointError."""
    lines = note.split("\n\n", 1)[0].split("\n")
    if len(lines) < 3 or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]) or not note.endswith("\n"):
        raise CheckpointError("this is not a checkpoint")
    root = _decoded(lines[2])
    if len(root) != hashlib.sha256().digest_size:
        raise CheckpointError("this is not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root, note)


class KeyFile:
    """Keeps the key of the log in the instance, made on first use and readable by its owner alone.

    The log keeps the name it was made under when the installation moves to another address: witnesses know it by that.
    """

    def __init__(self, folder: Path, *, origin: str) -> None:
        self.path = folder / "log.key"
        self._origin = origin

    def key(self) -> LogKey:
        """Return the key."""
        if not self.path.exists():
            self._make()
        name, written = self.path.read_text(encoding="utf-8").split()
        return LogKey(name, _decoded(written))

    def _make(self) -> None:
        """Write a key aside and give it its name, which only one process can: nobody reads half a key."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(prefix="log-", dir=self.path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{self._origin} {base64.b64encode(os.urandom(_SEED)).decode()}\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first; its key counts
            os.link(aside, self.path)
        Path(aside).unlink()
        sync_folder(self.path.parent)  # before anything is signed: a key that is lost again has left its signatures


def _decoded(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError("this is not a checkpoint") from error
