"""Time stamps (RFC 3161): asked of an authority for every signature, and read back from a file.

A stamp proves that a signature existed at an instant, whatever the clock of this machine said. Where an installation
names an authority no signature is stored without its stamp: while the authority is away, letters wait.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from eservice.letters.esign import opener
from eservice.letters.examine import BROKEN
from eservice.letters.seam import SignerAwayError, TimeStamp

SECONDS = 10.0
"""How long the authority may take for one answer."""
BREATH = 20.0
"""After a failure it counts as away for so long, so that forty letters do not wait for it one after another."""
MOST_BYTES = 100_000
_ASK = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class TimeStampAuthority(TimeStamper):
    """The authority at one address; what it answers counts only under the roots it was introduced with."""

    def __init__(
        self, address: str, *, roots: Sequence[bytes], seconds: float = SECONDS, breath: float = BREATH
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library is half typed
        self.roots = list(roots)
        self._address, self._seconds, self._breath = address, seconds, breath
        self._away_until = 0.0

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return the token for a digest.

        Raises:
            SignerAwayError: ``stamp_away``, no answer; ``stamp_wrong``, one that stamps something else, or comes from
                somebody else.
        """
        nonce, question = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        body = self._ask(question.dump())
        try:
            token = tsp.TimeStampResp.load(body, strict=True)["time_stamp_token"]
            signed = token["content"]
            says = signed["encap_content_info"]["content"].parsed
            answers_us = says["nonce"].native == nonce and _imprint(says) == (md_algorithm, message_digest)
            is_sound = answers_us and await self._is_sound(signed, message_digest)
        except BROKEN:
            raise SignerAwayError("stamp_wrong") from None
        if not is_sound:
            raise SignerAwayError("stamp_wrong")
        return token

    async def _is_sound(self, signed: cms.SignedData, digest: bytes) -> bool:
        trust = [x509.Certificate.load(root) for root in self.roots]
        context = ValidationContext(trust_roots=trust, allow_fetching=False)
        found = TimestampSignatureStatus(**await validate_tst_signed_data(signed, context, lambda _: digest))
        return bool(found.intact and found.valid and found.trusted)

    def _ask(self, question: bytes) -> bytes:
        if time.monotonic() < self._away_until:
            raise SignerAwayError("stamp_away")
        try:
            with opener().open(Request(self._address, question, _ASK), timeout=self._seconds) as answer:  # noqa: S310 - checked when it was configured
                return bytes(answer.read(MOST_BYTES))
        except HTTPError as error:
            error.close()
        except (OSError, HTTPException):
            pass
        self._away_until = time.monotonic() + self._breath
        raise SignerAwayError("stamp_away")


def stamp_in(pdf: bytes) -> TimeStamp | None:
    """Return the stamp of the last signature of a file, as its words go; None where it has none."""
    try:
        signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1]
        token = find_unique_cms_attribute(signature.signer_info["unsigned_attrs"], "signature_time_stamp_token")
        signed = token["content"]
        at: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        return TimeStamp(at.astimezone(UTC), _name_of(signed))
    except BROKEN:
        return None


def _imprint(says: tsp.TSTInfo) -> tuple[str, bytes]:
    imprint = says["message_imprint"]
    return imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native


def _name_of(signed: cms.SignedData) -> str:
    """Return the name of whoever made a token, from the certificate it carries."""
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    for one in signed["certificates"]:
        if one.chosen.serial_number == serial:
            subject: dict[str, Any] = one.chosen.subject.native
            return str(subject.get("common_name", subject.get("organization_name", "")))
    return ""
