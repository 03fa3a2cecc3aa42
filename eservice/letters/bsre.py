"""Signatures by BSrE: the whole file goes to the city's Esign Client Service, and comes back signed.

Exactly one letter, whatever fails. The file sent for a place is a function of what was decided (content, numbers,
instants) and of the public log's state, which it prints: a repetition sends the same bytes under the same number, and
other bytes under the same number where letters were issued in between.

- No answer in time, a fault, an answer that cannot be read or under another certificate: nothing is stored, the
  worker tries again. Where the service had signed and only its answer was lost, it signs the letter a second time
  (its protocol has no key of repetition and no list to ask); the first result is in nobody's hands, and the register,
  which alone makes a file a letter, has one file under one number.
- An answer that arrived is kept on disk before anything else, and used by every repetition with the same bytes: the
  service is not asked again, also where the passphrase has ended meanwhile.
- A refusal (wrong passphrase, no certificate) is not repeated: repetition would lock the official out.

The service lays its own signature field, unseen; none is laid beforehand, since an empty one would stay beside it.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader

from eservice.kernel.failpoints import failpoint
from eservice.letters import examine
from eservice.letters.answers import Answers
from eservice.letters.entrusting import Keyring
from eservice.letters.esign import EsignService
from eservice.letters.kinds import Mode
from eservice.letters.seam import SignerAwayError, SigningAct, SigningRefusedError
from eservice.letters.timestamps import TimeStampAuthority


class BsreSigner:
    """Signs with the official's own certificate, which BSrE keeps; the official's passphrase releases it."""

    mode, stamps = Mode.BSRE, True

    def __init__(
        self,
        service: EsignService,
        answers: Answers,
        *,
        roots: Sequence[bytes],
        earlier: Sequence[bytes] = (),
        authority: TimeStampAuthority | None = None,
    ) -> None:
        self.service = service
        self.authority = authority
        """For the stamps of the archive; BSrE stamps the signatures itself."""
        self.keyring = Keyring()
        self._answers = answers
        self._roots, self._earlier = list(roots), list(earlier)

    def prepare(self, pdf: bytes, labels: Sequence[str]) -> bytes:
        """Return the file unchanged."""
        return pdf

    def sign(self, pdf: bytes, act: SigningAct, *, at: datetime) -> bytes:
        """Return the file as the service signed it, now or at an earlier attempt with the same file."""
        kept = self._answers.of(pdf)
        if kept is not None:
            return kept
        if act.credential is None:
            raise SigningRefusedError("passphrase_gone")
        answer = self.service.sign(pdf, act.credential, reason=act.reason, location=act.city)
        failpoint("answer.received")
        self._check(pdf, answer)
        self._answers.keep(pdf, answer)
        failpoint("answer.kept")
        return answer

    def trusted_roots(self) -> list[bytes]:
        """Return the roots the installation was told to trust, and those of what it signed before it had BSrE."""
        return self._roots + self._earlier

    def _check(self, sent: bytes, answer: bytes) -> None:
        """Refuse an answer that is not this letter with one more signature under a root that is trusted.

        Raises:
            SignerAwayError: the service is set up wrongly; what it answers now is stored nowhere.
        """
        try:
            signatures = PdfFileReader(BytesIO(answer)).embedded_signatures
            before = len(PdfFileReader(BytesIO(sent)).embedded_signatures)
            is_same = _shown(sent) == _shown(answer)
        except (*examine.BROKEN, pikepdf.PdfError):
            raise SignerAwayError("signer_unreadable") from None
        if len(signatures) != before + 1 or not is_same:
            raise SignerAwayError("signer_other_file")
        if not examine.is_whole(signatures, self._roots):
            raise SignerAwayError("signer_wrong_certificate")


def _shown(pdf: bytes) -> list[bytes]:
    """Return digests of what a file shows, page by page with its fonts and pictures, and of the record it carries."""
    with pikepdf.open(BytesIO(pdf)) as file:
        drawn = [_digest(page.obj.get("/Contents"), page.obj.get("/Resources")) for page in file.pages]
        return drawn + [one.get_file().read_bytes() for _, one in sorted(file.attachments.items())]


def _digest(*things: Any) -> bytes:
    told, seen = hashlib.sha256(), set()
    waiting = list(things)
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            if one.is_indirect and one.objgen in seen:
                continue
            seen.add(one.objgen)
            keys = sorted(key for key in one.keys() if key != "/Parent")  # noqa: SIM118 - an Object is no mapping
            told.update(" ".join(keys).encode())
            waiting.extend(one[key] for key in keys)
            if isinstance(one, pikepdf.Stream):
                told.update(one.read_raw_bytes())
        else:
            told.update(str(one).encode())
    return told.digest()
