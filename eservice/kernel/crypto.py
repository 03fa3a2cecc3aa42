"""Seals personal data at rest and makes keyed digests to find it again."""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

_NONCE = 12


@dataclass(frozen=True, slots=True)
class Vault:
    """Keys of one installation, each derived from its data key for one purpose."""

    _cipher: AESGCM
    _index_key: bytes
    _secret_key: bytes

    @classmethod
    def from_hex(cls, data_key: str) -> "Vault":
        """Return the vault of the installation whose data key is ``data_key`` (64 hexadecimal digits)."""
        root = bytes.fromhex(data_key)
        seal, index, secret = (
            hmac.digest(root, label, "sha256") for label in (b"seal", b"blind index", b"secret digest")
        )
        return cls(AESGCM(seal), index, secret)

    def seal(self, plain: bytes, context: str) -> bytes:
        """Return ``plain`` under AES-256-GCM; it opens only with the same ``context``."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed for ``context``.

        Raises:
            cryptography.exceptions.InvalidTag: the bytes were changed, or belong to another context or key.
        """
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())

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


def vault() -> Vault:
    """Return the vault of the running application."""
    found: Vault = current_app.extensions["eservice.vault"]
    return found
