"""A key in hardware, a card or a security module, reached through PKCS#11: it signs there and never leaves it.

The address is a URI of RFC 7512: ``pkcs11:token=Kota%20Jambi;object=surat?module-path=/usr/lib/…/module.so``. The key
and its certificate carry the label ``object``; every other certificate of the token goes into the signature with it.
The PIN is no part of the address: addresses are logged.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

import pkcs11
import structlog
from asn1crypto import x509
from pkcs11.util.ec import encode_ecdsa_signature

from eservice.config import SettingsError
from eservice.letters.seam import SignerAwayError, SigningRefusedError

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """Where a key lies."""

    module: str
    """Path of the driver."""
    token: str
    label: str


def token_address(url: str) -> TokenAddress:
    """Return what a PKCS#11 URI names.

    Raises:
        SettingsError: a part is missing, or it carries a PIN.
    """
    path, _, query = url.removeprefix("pkcs11:").partition("?")
    parts = dict(one.partition("=")[::2] for one in path.split(";"))
    asked = parse_qs(query)
    if {"pin-value", "pin-source"} & asked.keys():
        raise SettingsError("SIGNER_URL=pkcs11:… must carry no PIN; it goes into SIGNER_SECRET or SIGNER_SECRET_FILE")
    found = TokenAddress(
        asked.get("module-path", [""])[0], unquote(parts.get("token", "")), unquote(parts.get("object", ""))
    )
    if not (found.module and found.token and found.label):
        raise SettingsError("SIGNER_URL must read pkcs11:token=…;object=…?module-path=…")
    return found


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A key in an open session."""

    sign_raw: Callable[[bytes], bytes]
    """Bytes in, signature over their SHA-256 out."""
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    session: Any


class Token:
    """The key at one address; its session is opened at the first signature, and anew after a fault."""

    def __init__(self, address: TokenAddress, pin: str) -> None:
        self._address, self._pin = address, pin
        self._open: OpenKey | None = None
        self._failed = self._pin_refused = False

    def key(self) -> OpenKey:
        """Return the key, its session open.

        Raises:
            SignerAwayError: ``token_away``, the driver or the token does not answer, or has no such key.
            SigningRefusedError: ``token_pin``; a wrong PIN is tried once, for a few more would lock the token.
        """
        if self._pin_refused:
            raise SigningRefusedError("token_pin")
        if self._open is None:
            try:
                self._open = self._opened()
            except (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinInvalid, pkcs11.PinLenRange):
                self._pin_refused = True
                raise SigningRefusedError("token_pin") from None
            except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
                _log.warning("the key's token does not answer", fault=type(error).__name__)
                self._failed = True
                raise SignerAwayError("token_away") from None
        return self._open

    def sign_raw(self, data: bytes) -> bytes:
        """Return the raw signature over data. Raises as ``key`` does."""
        key = self.key()
        try:
            return key.sign_raw(data)
        except pkcs11.PKCS11Error:
            self._failed = True
            self.close()
            raise SignerAwayError("token_away") from None

    def close(self) -> None:
        """End the session; a token logs nobody in twice."""
        if self._open is not None:
            with suppress(pkcs11.PKCS11Error):
                self._open.session.close()
        self._open = None

    def _opened(self) -> OpenKey:
        module = pkcs11.lib(self._address.module)
        if self._failed:
            module.reinitialize()  # else it goes on knowing the tokens it began with
            self._failed = False
        session = module.get_token(token_label=self._address.token).open(user_pin=self._pin)
        try:
            return self._found(session)
        except pkcs11.PKCS11Error:
            session.close()
            raise

    def _found(self, session: Any) -> OpenKey:
        """Return the key and the certificates that a session shows."""
        private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._address.label)
        held = [
            (one[pkcs11.Attribute.LABEL], x509.Certificate.load(one[pkcs11.Attribute.VALUE]))
            for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        ]
        own = [certificate for label, certificate in held if label == self._address.label]
        if len(own) != 1:
            raise pkcs11.NoSuchKey
        others = tuple(certificate for _, certificate in held if certificate.dump() != own[0].dump())
        return OpenKey(_signing(private), own[0], others, session)


def _signing(key: Any) -> Callable[[bytes], bytes]:
    """Return how a key signs: ECDSA over a digest made here, since tokens seldom hash for it; RSA hashes there."""
    if key.key_type is pkcs11.KeyType.EC:
        return lambda data: encode_ecdsa_signature(
            key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
        )
    return lambda data: bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
