"""Signatures by BSrE: the whole file goes to the city's Esign Client Service, and comes back signed.

Exactly one letter, whatever fails. The file sent for a place is a function of what was decided (content, numbers,
instants), so every repetition sends the same bytes under the same number:

- No answer in time, a fault, an answer that cannot be read or under another certificate: nothing is stored, the
  worker tries again. Where the service had signed and only its answer was lost, it signs these same bytes a second time
  (its protocol has no key of repetition and no list to ask); the first result is in nobody's hands, and the register,
  which alone makes a file a letter, has one file under one number.
- An answer that arrived is kept on disk before anything else, and used by every repetition: the service is not asked
  again, also where the passphrase has ended meanwhile.
- A refusal (wrong passphrase, no certificate) is not repeated: repetition would lock the official out.

The service lays its own signature field, unseen; none is laid beforehand, since an empty one would stay beside it.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader

from eservice.letters import examine
from eservice.letters.answers import Answers
from eservice.letters.entrusting import Keyring
from eservice.letters.esign import EsignService
from eservice.letters.kinds import Mode
from eservice.letters.seam import SignerAwayError, SigningAct, SigningRefusedError


class BsreSigner:
    """Signs with the official's own certificate, which BSrE keeps; the official's passphrase releases it."""

    mode = Mode.BSRE

    def __init__(
        self, service: EsignService, answers: Answers, *, roots: Sequence[bytes], earlier: Sequence[bytes] = ()
    ) -> None:
        self.service = service
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
        self._check(pdf, answer)
        self._answers.keep(pdf, answer)
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
    """Return what a file shows, its text and pictures, and the record it carries."""
    with pikepdf.open(BytesIO(pdf)) as file:
        pages = [b"\n".join(one.read_bytes() for one in _streams(page)) for page in file.pages]
        pictures = [image.read_bytes() for page in file.pages for _, image in sorted(page.images.items())]
        return pages + pictures + [one.get_file().read_bytes() for _, one in sorted(file.attachments.items())]


def _streams(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.get("/Contents", pikepdf.Array())
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]
