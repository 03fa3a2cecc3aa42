"""A passkey in software, honest unless a test asks it not to be: what a browser would hand to a page's script."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    """Return bytes as a browser writes them."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass(frozen=True)
class Authenticator:
    """One key, and what it says of itself."""

    rp_id: str = "localhost"
    origin: str = "http://localhost:8000"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    handle: bytes = b""
    credential: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def but(self, **changes: Any) -> "Authenticator":
        """Return the same key with something else about it."""
        return replace(self, **changes)

    def make(self, challenge: str) -> str:
        """Return the words for a new key."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        named = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential
        data = self._data(ATTESTED) + named + cbor2.dumps(public)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._words(
            {"clientDataJSON": self._client("webauthn.create", challenge), "attestationObject": attested}
        )

    def answer(self, challenge: str) -> str:
        """Return the words that answer a question."""
        data, client = self._data(), self._client("webauthn.get", challenge)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"clientDataJSON": client, "authenticatorData": data, "signature": signed}
        return self._words(told | ({"userHandle": self.handle} if self.handle else {}))

    def _data(self, more: int = 0) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _words(self, response: dict[str, bytes]) -> str:
        told = {name: text(data) for name, data in response.items()}
        name = text(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})
