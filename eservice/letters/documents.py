"""Documents of an office that are no letters, signed as its letters are: figures of a month, an archive, a note.

Any room has one signed in two steps, since a signature may take seconds and no transaction waits for it::

    file = documents.sign(pdf, title="Laporan …", office_id=…, actor=…, at=…)      # outside any transaction
    with transaction():
        documents.register(file, about="figures:…", actor=…, at=…)

The PDF is drawn before, by ``book.draw`` for instance, and has to be tagged. Who signs is the official whose term runs,
at that office, by the installation's own signer; a document has no number and no line in the book of letters. It is
kept sealed, entered in the public log by a commitment to its file, and whoever hands the file in at the page that
checks letters is told what it is. ``about`` is the asking room's own key, under which ``signed_of`` finds it again.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pikepdf
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.kernel.crypto import new_file_key, open_file, seal_file
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from eservice.kernel.ports import drivers
from eservice.letters import publishing
from eservice.letters.content import Signer
from eservice.letters.copied import signer_from
from eservice.letters.kinds import Mode
from eservice.letters.models import LogEntry, SignedDocument
from eservice.letters.seam import Credential, SigningAct, TimeStamp
from eservice.letters.timestamps import stamp_in
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.offices.rules import SigningMode

SALT = "/EserviceLogSalt"
"""Where the file itself says its salt, so that whoever has it can compute its entry in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """A file that is signed and nowhere kept yet."""

    data: bytes
    title: str
    office_id: int
    salt: str
    mode: Mode
    signer: Signer
    signed_at: datetime
    stamp: TimeStamp | None


def signer_of(office_id: int, *, actor: Actor, at: datetime) -> Signer | None:
    """Return as whom somebody may sign a document of an office now; None unless its official, where it signs by key."""
    return _term(office_id, actor, at) if _by_key(offices.office(office_id)) else None


def asks_passphrase() -> bool:
    """Tell whether officials of this installation sign with a passphrase of their own."""
    return drivers().signer.mode is Mode.BSRE


def sign(
    pdf: bytes, *, title: str, office_id: int, actor: Actor, at: datetime, credential: Credential | None = None
) -> SignedFile:
    """Return the file signed by the official who asks; outside any transaction.

    Args:
        pdf: tagged, as this house draws everything.
        title: what it is, with its office and its days, for whoever checks it; names nobody.
        office_id: of which office it speaks.
        actor: who signs.
        at: when.
        credential: where ``asks_passphrase``.

    Raises:
        ConflictError: ``document_by_pen``, this office has no electronic signature.
        NotAllowedError: ``document_not_yours_to_sign``.
        SigningRefusedError, SignerAwayError: as for letters.
    """
    office = offices.office(office_id)
    if not _by_key(office):
        raise ConflictError("document_by_pen")
    official = _term(office_id, actor, at)
    if official is None:
        raise NotAllowedError("document_not_yours_to_sign")
    signer, salt = drivers().signer, secrets.token_hex(16)
    laid = signer.prepare(_salted(pdf, salt), [f"Tanda tangan elektronik {official.position}"])
    act = SigningAct(
        place=0, of=1, name=official.name, position=official.position, city=office.place, credential=credential
    )
    data = signer.sign(laid, act, at=at)
    return SignedFile(
        data=data, title=title, office_id=office_id, salt=salt, mode=signer.mode, signer=official, signed_at=at,
        stamp=stamp_in(data) if signer.stamps else None,
    )  # fmt: skip


def register(file: SignedFile, *, about: str, actor: Actor, at: datetime) -> SignedDocument:
    """Keep a signed file and enter it in the public log; inside a transaction.

    Raises:
        NotAllowedError: ``document_not_yours_to_sign``, the term has ended since.
    """
    if actor.membership_id is None or _term(file.office_id, actor, at) is None:
        raise NotAllowedError("document_not_yours_to_sign")
    own, sha256 = new_file_key(), hashlib.sha256(file.data).hexdigest()
    document = SignedDocument(
        office_id=file.office_id,
        about=about,
        title=file.title,
        sha256=sha256,
        size=len(file.data),
        blob_key=drivers().blobs.put(seal_file(own, file.data, _context(sha256))),
        file_key=own,
        log_salt=file.salt,
        mode=file.mode,
        signer_name=file.signer.name,
        signer_position=file.signer.position,
        signer_number=file.signer.number,
        signed_at=file.signed_at,
        signed_by_id=actor.membership_id,
        stamped_at=file.stamp.at if file.stamp else None,
        stamped_by=file.stamp.by if file.stamp else "",
    )
    db.session.add(document)
    db.session.flush()
    audit.record(actor=actor, action="document:sign", object=f"document:{document.id}", at=at, data={"about": about})
    publishing.publish_document(document)
    return document


# ── Reads ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def signed_of(prefix: str, *, office_ids: Sequence[int]) -> Sequence[SignedDocument]:
    """Return the documents of some offices whose ``about`` begins so, the latest first."""
    return db.session.scalars(
        select(SignedDocument)
        .where(SignedDocument.about.startswith(prefix, autoescape=True), SignedDocument.office_id.in_(office_ids))
        .order_by(SignedDocument.id.desc())
    ).all()


def document(document_id: int, *, office_ids: Sequence[int]) -> SignedDocument:
    """Return a document of some offices. Raises NotFoundError."""
    found = db.session.get(SignedDocument, document_id)
    if found is None or found.office_id not in office_ids:
        raise NotFoundError("no_such_document")
    return found


def by_sha256(digest: str) -> SignedDocument | None:
    """Return the document whose file has this SHA-256."""
    return db.session.scalar(select(SignedDocument).where(SignedDocument.sha256 == digest))


def file_of(kept: SignedDocument) -> bytes:
    """Return the signed file. Raises KeyError when the store has lost it."""
    return open_file(kept.file_key, drivers().blobs.get(kept.blob_key), _context(kept.sha256))


def entry_of(kept: SignedDocument) -> LogEntry | None:
    """Return what the public log says of a document; None only where somebody wrote it in by hand."""
    return db.session.scalar(select(LogEntry).where(LogEntry.document_id == kept.id))


def _by_key(office: Office) -> bool:
    return drivers().signer.mode is not Mode.WET and office.signing_mode is not SigningMode.BASAH


def _term(office_id: int, actor: Actor, at: datetime) -> Signer | None:
    if actor.membership_id is None:
        return None
    signatory = offices.signatory_for(office_id, actor.membership_id, at=at)
    return signer_from(signatory) if signatory is not None else None


def _salted(pdf: bytes, salt: str) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as file:
        file.docinfo[SALT] = salt
        out = BytesIO()
        file.save(out, deterministic_id=True)
    return out.getvalue()


def _context(sha256: str) -> str:
    """Return what a sealed file is tied to."""
    return f"signed_documents:{sha256}"
