"""The Esign Client Service of BSrE, API version 2: status of a user, sign, seal, verify.

Everything the protocol names stands in the tables below, to be corrected in one place. Source: the technical guide
'API Esign Client Service' 2.0 (January 2024) as public clients of other governments use it; what only one of them
shows is marked [M], to be confirmed with BSrE.

The service keeps no list of what it signed and knows no key of repetition: of a file whose answer was lost nothing can
be asked. See ``bsre`` for what follows from that.
"""

import base64
import binascii
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from eservice.letters.seam import Credential, SignerAwayError, SigningRefusedError

PATHS = {
    "status": "/api/v2/user/check/status",
    "sign": "/api/v2/sign/pdf",
    "seal": "/api/v2/seal/pdf",
    "seal_activation": "/api/v2/seal/get/activation",
    "seal_code": "/api/v2/seal/get/totp",
    "verify": "/api/v2/verify/pdf",
}

INVISIBLE = "INVISIBLE"
"""What people see of the signature is drawn with the letter, so that it is tagged."""

MAY_SIGN = "ISSUE"
"""The status of a user with a certificate in force."""

STATUSES = {
    "NOT_REGISTERED": "signer_not_registered",
    "WAITING_FOR_VERIFICATION": "signer_not_registered",  # [M]
    "NEW": "signer_not_registered",  # [M]
    "EXPIRED": "signer_expired",  # [M]
    "RENEW": "signer_expired",  # [M]
    "REVOKED": "signer_expired",  # [M]
    "SUSPENDED": "signer_expired",  # [M]
}
"""Status of a user who may not sign -> what is said of it."""

REFUSALS = {2011: "signer_not_registered", 2021: "signer_expired", 2031: "passphrase_wrong"}
"""``status_code`` of an answer -> what is said of it. Source: public clients; 2021 [M]."""

VALID = "VALID"
"""The conclusion about a file whose every signature holds. [M]"""

SECONDS = 20.0
"""How long one answer may take, from the first byte sent to the last one read."""
BREATH = 20.0
"""After a failure nobody else waits for the service that long: it counts as away."""
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Account:
    """How the installation names itself to the service."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What the service says of a file."""

    is_valid: bool
    conclusion: str
    signers: tuple[str, ...]


class EsignService:
    """The service at one address.

    Once it fails it is left alone for ``BREATH`` seconds, so that forty letters do not wait for it one after another.
    """

    def __init__(self, address: str, account: Account, *, seconds: float = SECONDS, breath: float = BREATH) -> None:
        self._address = address.rstrip("/")
        word = base64.b64encode(f"{account.user}:{account.password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {word}", "Content-Type": "application/json"}
        self._seconds, self._breath = seconds, breath
        self._away_until = 0.0
        self._open = opener()

    def status(self, nik: str) -> str:
        """Return what the service knows of a user: ``MAY_SIGN``, or why not."""
        return str(self._ask("status", {"nik": nik}).get("status", ""))

    def sign(self, pdf: bytes, credential: Credential, *, reason: str, location: str) -> bytes:
        """Return the file with one more signature, of the user's certificate.

        Raises:
            SigningRefusedError: the passphrase is wrong, or the user has no certificate in force.
            SignerAwayError: no answer, or none that can be read.
        """
        wanted = {"nik": credential.nik, "passphrase": credential.passphrase}
        try:
            answer = self._ask("sign", wanted | _signing(pdf, reason=reason, location=location))
        except _RefusedError as error:
            raise SigningRefusedError(self._why(error, credential.nik), number=error.number) from None
        return _file(answer)

    def seal(self, pdf: bytes, *, subscriber: str, code: str, reason: str, location: str) -> bytes:
        """Return the file with the seal of the institution, released by a one-time code.

        Raises:
            SigningRefusedError: the code is not the present one.
            SignerAwayError: no answer, or none that can be read.
        """
        wanted = {"idSubscriber": subscriber, "totp": code}
        return _file(self._asked("seal", wanted | _signing(pdf, reason=reason, location=location)))

    def ask_for_seal_code(self, subscriber: str, *, activation: str = "") -> None:
        """Have a code sent to whoever answers for the seal: the activation first, then with it one for a file."""
        if activation:
            self._asked("seal_code", {"idSubscriber": subscriber, "totp": activation, "data": 1})
        else:
            self._asked("seal_activation", {"idSubscriber": subscriber})

    def verify(self, pdf: bytes) -> Verification:
        """Return what the service says of the signatures of a file."""
        answer = self._asked("verify", {"file": base64.b64encode(pdf).decode()})
        conclusion = str(answer.get("conclusion", answer.get("summary", "")))
        found = answer.get("signatureInformations") or []
        return Verification(conclusion == VALID, conclusion, tuple(str(one.get("signerName", "")) for one in found))

    def _why(self, error: "_RefusedError", nik: str) -> str:
        """Return the code of a refusal; where its number says nothing, the user's status may."""
        known = REFUSALS.get(error.number)
        if known:
            return known
        try:
            return STATUSES.get(self.status(nik), "signer_refused")
        except (SignerAwayError, _RefusedError):
            return "signer_refused"

    def _asked(self, what: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._ask(what, wanted)
        except _RefusedError as error:
            raise SigningRefusedError(REFUSALS.get(error.number, "signer_refused"), number=error.number) from None

    def _ask(self, what: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to one question. Raises SignerAwayError, or ``_RefusedError`` with the service's number."""
        if time.monotonic() < self._away_until:
            raise SignerAwayError("signer_away")
        request = Request(self._address + PATHS[what], json.dumps(wanted).encode(), self._headers, method="POST")  # noqa: S310 - https, or checked to be this machine
        try:
            status, body = self._exchange(request)
        except (OSError, HTTPException):
            self._away_until = time.monotonic() + self._breath
            raise SignerAwayError("signer_away") from None  # the cause may quote what was sent
        answer = _read(body)
        if status == 401:
            raise SignerAwayError("signer_account")
        if status == 429 or status >= 500 or answer is None:
            self._away_until = time.monotonic() + self._breath
            raise SignerAwayError("signer_away")
        if status >= 400 or "error" in answer:
            raise _RefusedError(_number(answer))
        return answer

    def _exchange(self, request: Request) -> tuple[int, bytes]:
        """Return status and body; a service that answers drop by drop is cut off like one that does not answer."""
        latest = time.monotonic() + self._seconds
        try:
            with self._open.open(request, timeout=self._seconds) as answer:
                return answer.status, _whole(answer, latest)
        except HTTPError as error:
            with error:
                return error.code, _whole(error, latest)


class _RefusedError(Exception):
    """The service said no, under a number of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _NoRedirects(HTTPRedirectHandler):
    """A passphrase is sent to the address that was configured and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def opener() -> OpenerDirector:
    """Return who asks over TLS that is checked, and follows nobody to another address."""
    return build_opener(_NoRedirects, HTTPSHandler(context=ssl.create_default_context()))


def _whole(answer: Any, latest: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(65536):
        parts.append(part)
        size += len(part)
        if time.monotonic() > latest or size > MOST_BYTES:
            raise TimeoutError
    return b"".join(parts)


def _signing(pdf: bytes, *, reason: str, location: str) -> dict[str, Any]:
    properties = {"tampilan": INVISIBLE, "reason": reason, "location": location}
    return {"signatureProperties": [properties], "file": [base64.b64encode(pdf).decode()]}


def _read(body: bytes) -> dict[str, Any] | None:
    """Return the answer; None where it is not one of this protocol."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _file(answer: Mapping[str, Any]) -> bytes:
    """Return the one file of an answer."""
    try:
        return base64.b64decode(answer["file"][0], validate=True)
    except (KeyError, IndexError, TypeError, binascii.Error):
        raise SignerAwayError("signer_unreadable") from None


def _number(answer: Mapping[str, Any]) -> int:
    number = answer.get("status_code", 0)
    return number if isinstance(number, int) else 0
