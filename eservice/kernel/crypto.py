"""Seals personal data at rest and makes keyed digests to find it again."""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_NONCE = 12


@dataclass(frozen=True, slots=True)
class Vault:
    """Keys of one installation, each derived for one purpose: what seals may be changed, what finds again stays."""

    _ciphers: tuple[AESGCM, ...]
    """The newest first: it seals, all open."""
    _index_key: bytes
    _secret_key: bytes

    @classmethod
    def from_hex(cls, data_key: str, *, before: Sequence[str] = (), index_key: str = "") -> "Vault":
        """Return the vault of the installation whose data key is ``data_key`` (64 hexadecimal digits).

        Args:
            before: data keys that were used before, the newest first; what they sealed opens.
            index_key: what digests are made with; the oldest data key unless given.
        """
        ring = [bytes.fromhex(one) for one in (data_key, *before)]
        finds = bytes.fromhex(index_key) if index_key else ring[-1]
        return cls(
            tuple(AESGCM(hmac.digest(root, b"seal", "sha256")) for root in ring),
            hmac.digest(finds, b"blind index", "sha256"),
            hmac.digest(finds, b"secret digest", "sha256"),
        )

    def seal(self, plain: bytes, context: str) -> bytes:
        """Return ``plain`` under AES-256-GCM; it opens only with the same ``context``."""
        nonce = os.urandom(_NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed for ``context``.

        Raises:
            cryptography.exceptions.InvalidTag: the bytes were changed, or belong to another context or key.
        """
        return self._opened(sealed, context)[0]

    def resealed(self, sealed: bytes, context: str) -> bytes | None:
        """Return what an older key sealed under the newest one; None where that sealed it. Raises as ``open``."""
        plain, age = self._opened(sealed, context)
        return self.seal(plain, context) if age else None

    def _opened(self, sealed: bytes, context: str) -> tuple[bytes, int]:
        """Return what is inside, and which key of the ring opens it, counted from the newest."""
        for age, cipher in enumerate(self._ciphers):
            with suppress(InvalidTag):
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode()), age
        raise InvalidTag

    def seal_text(self, plain: str, context: str) -> str:
        """Return ``plain`` sealed as text that a hidden field of a page may carry; it opens only here."""
        return base64.urlsafe_b64encode(self.seal(plain.encode(), context)).decode()

    def open_text(self, sealed: str, context: str) -> str | None:
        """Return what was sealed as text for ``context``; None when it was changed or belongs elsewhere."""
        try:
            return self.open(base64.urlsafe_b64decode(sealed), context).decode()
        except (InvalidTag, ValueError):
            return None

    def index(self, value: str, purpose: str) -> str:
        """Return a keyed blind index of ``value``: equal values meet, nobody without the key can guess."""
        return hmac.new(self._index_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def digest_secret(self, value: str, purpose: str) -> str:
        """Return the digest to store instead of a PIN, cookie secret or one-time code."""
        return hmac.new(self._secret_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def new_file_key() -> str:
    """Return a key for one file, in hexadecimal; it is stored sealed, beside the name of the file."""
    return os.urandom(32).hex()


def seal_file(key: str, plain: bytes, context: str) -> bytes:
    """Return a file under AES-256-GCM with a key of its own."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, plain, context.encode())


def open_file(key: str, sealed: bytes, context: str) -> bytes:
    """Return what ``seal_file`` sealed. Raises InvalidTag: it was changed, or belongs to another key or context."""
    return AESGCM(bytes.fromhex(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())


def vault() -> Vault:
    """Return the vault of the running application."""
    found: Vault = current_app.extensions["eservice.vault"]
    return found


class Lock:
    """A key pair that lives only in the memory of this process: whoever knows its public half can shut, it alone opens.

    Each sealing uses a pair of its own, so that nobody who sealed can open again.
    """

    def __init__(self) -> None:
        self._key = X25519PrivateKey.generate()

    @property
    def public(self) -> bytes:
        """What others seal to."""
        return self._key.public_key().public_bytes_raw()

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed to this key for ``context``.

        Raises:
            cryptography.exceptions.InvalidTag: the bytes were changed, or belong to another context or key.
        """
        sender, box = sealed[:32], sealed[32:]
        shared = self._key.exchange(X25519PublicKey.from_public_bytes(sender))
        return _box(shared, sender, self.public).decrypt(bytes(_NONCE), box, context.encode())


def seal_to(public: bytes, plain: bytes, context: str) -> bytes:
    """Return ``plain`` sealed to the holder of a ``Lock``; it opens only with the same ``context``."""
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return sender + _box(shared, sender, public).encrypt(bytes(_NONCE), plain, context.encode())


def _box(shared: bytes, sender: bytes, receiver: bytes) -> AESGCM:
    """Return the cipher of one box; its key is never used twice, so that its nonce may be zero."""
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"eservice sealed box\0" + sender + receiver).derive(shared)
    return AESGCM(key)
