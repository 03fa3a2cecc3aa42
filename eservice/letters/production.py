"""Files of a letter, made outside any transaction: the worker renders and signs, then stores what it has.

The worker's order: reserve (transaction) · `first_edition` or `sheet_for_pen` · store and record (transaction) ·
for each further place later: `next_edition` · store and record (transaction) · issue with the last.
"""

from datetime import datetime

from eservice.kernel.failpoints import failpoint
from eservice.letters import pdf
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.seam import Credential, Signer, SigningAct

SIGNED = "signed-{place}"
"""Name of the edition that a signing place leaves, counted from 1."""
SHEET = "sheet"
"""Name of the edition to print and sign by hand."""


def draft(content: LetterContent) -> bytes:
    """Return the preview, marked DRAF: no number, no date, no QR."""
    return pdf.render_draft(content)


def first_edition(
    content: LetterContent, stamp: Stamp, *, signer: Signer, at: datetime, credential: Credential | None = None
) -> bytes:
    """Return the letter drawn and signed in its first place."""
    sheet = pdf.render(content, stamp)
    failpoint("issuing.drawn")
    labels = [f"Tanda tangan elektronik {official.position}" for official in content.signers]
    laid = signer.prepare(sheet, labels)
    failpoint("issuing.laid")
    return next_edition(laid, content, place=0, signer=signer, at=at, credential=credential)


def next_edition(
    file: bytes,
    content: LetterContent,
    *,
    place: int,
    signer: Signer,
    at: datetime,
    credential: Credential | None = None,
) -> bytes:
    """Return the file with the signature of one more place."""
    official = content.signers[place]
    act = SigningAct(
        place=place,
        of=len(content.signers),
        name=official.name,
        position=official.position,
        city=content.letterhead.city,
        credential=credential,
    )
    return signer.sign(file, act, at=at)


def sheet_for_pen(content: LetterContent, stamp: Stamp) -> bytes:
    """Return the letter to print, sign and stamp."""
    return pdf.render(content, stamp)
