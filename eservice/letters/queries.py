"""Reads of the register."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eservice.kernel.clock import today
from eservice.kernel.codes import LETTER_CODE_LENGTH, read_code, show_code
from eservice.kernel.crypto import open_file, vault
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.kernel.ports import drivers
from eservice.letters import proving, rules, sealing
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterEdition, LetterNumber, LetterSeries, SignedDocument
from eservice.letters.rules import Verdict

_WHOLE = (selectinload(Letter.numbers), selectinload(Letter.signatures), selectinload(Letter.editions))


def letter_by_id(letter_id: int) -> Letter:
    """Return a letter. Raises NotFoundError."""
    letter = db.session.scalar(select(Letter).where(Letter.id == letter_id).options(*_WHOLE))
    if letter is None:
        raise NotFoundError("letter_unknown")
    return letter


def letter_by_token(token: str) -> Letter | None:
    """Return the letter behind a QR; cameras may change the case of its letters."""
    return db.session.scalar(select(Letter).where(Letter.token == token.upper()).options(*_WHOLE))


def letter_by_code(typed: str) -> Letter | None:
    """Return the letter whose printed code was typed, look-alikes and spaces forgiven."""
    code = read_code(typed, length=LETTER_CODE_LENGTH)
    if code is None:
        return None
    return db.session.scalar(select(Letter).where(Letter.code == code).options(*_WHOLE))


def letter_by_number(typed: str) -> Letter | None:
    """Return the letter that bears a number, as printed; the register keeps each once."""
    written = LetterNumber.written.in_({typed, typed.upper()})
    return db.session.scalar(select(Letter).join(Letter.numbers).where(written).options(*_WHOLE))


def edition_by_sha256(digest: str) -> LetterEdition | None:
    """Return the registered file with this SHA-256."""
    return db.session.scalars(
        select(LetterEdition).where(LetterEdition.sha256 == digest).order_by(LetterEdition.id)
    ).first()


def reserved_letter(request_id: int) -> Letter | None:
    """Return the letter of a request that is not yet in force."""
    return db.session.scalar(
        select(Letter).where(Letter.request_id == request_id, Letter.state == rules.LetterState.RESERVED)
    )


def series_of(office_id: int, *, year: int) -> Sequence[LetterSeries]:
    """Return the counters of an office in a year, by archive code."""
    return db.session.scalars(
        select(LetterSeries).filter_by(office_id=office_id, year=year).order_by(LetterSeries.archive_code)
    ).all()


def verdict_of(letter: Letter | None, *, on: date | None = None) -> Verdict:
    """Return what the register says of a letter, today unless told otherwise."""
    return rules.verdict(letter.standing if letter else None, today=on or today())


def content_of(letter: Letter) -> LetterContent:
    """Return what the letter says."""
    return LetterContent.from_record(letter.content)


def stamp_of(letter: Letter, *, base_url: str, signed_at: datetime | None) -> Stamp:
    """Return what issuing adds to the paper; `signed_at` is the first place's instant, None for letters by hand."""
    log = proving.state_at(letter.log_size)
    url = f"{base_url}/v/{letter.token}"
    return Stamp(
        numbers=tuple(number.written for number in letter.numbers),
        dated_on=letter.dated_on,
        verify_url=url,
        code=show_code(letter.code),
        signed_at=(signed_at, *(None for _ in range(letter.places - 1))),
        log_size=log.size,
        log_root=log.short,
        log_salt=letter.log_salt,
        time_stamped=drivers().stamps_time and letter.mode is not Mode.WET,
        seal="" if letter.mode is Mode.WET else _seal(letter, url),
    )


def _seal(letter: Letter, verify_url: str) -> str:
    content = content_of(letter)
    sealed = sealing.Sealed(
        token=letter.token,
        kind=letter.kind,
        number=letter.number,
        office=content.letterhead.unit,
        posts=[signer.position for signer in content.signers],
        masked_name=rules.masked_name(letter.holder_name),
        dated_on=letter.dated_on,
        valid_until=letter.valid_until,
        log_salt=letter.log_salt,
    )
    return sealing.seal(sealed, verify_url=verify_url, key=drivers().seal_keys.newest())


def newest_edition(letter: Letter) -> LetterEdition | None:
    """Return the file a citizen downloads: the last one stored."""
    return letter.editions[-1] if letter.editions else None


def edition_bytes(edition: LetterEdition) -> bytes:
    """Return a stored file. Raises KeyError when the store has lost it."""
    sealed = drivers().blobs.get(edition.blob_key)
    context = edition_context(edition.letter_id, edition.name)
    return vault().open(sealed, context) if edition.file_key is None else open_file(edition.file_key, sealed, context)


def blob_keys() -> set[str]:
    """Return every key in the store of files that a letter or a document names."""
    documents = db.session.scalars(select(SignedDocument.blob_key))
    return {*db.session.scalars(select(LetterEdition.blob_key)), *documents}


def edition_context(letter_id: int, name: str) -> str:
    """Return what a sealed file is tied to."""
    return f"letter_editions:{letter_id}:{name}"
