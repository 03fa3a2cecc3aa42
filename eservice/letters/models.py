# Longer than 300 lines: the register and the log that binds its facts are read side by side.
"""The register of outgoing letters: series, numbers, letters, signatures, editions; documents; the public log of it."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.db import EncryptedJSON, EncryptedText, Model, append_only
from eservice.letters.kinds import Kind, Mode
from eservice.letters.rules import LetterState, LogEvent, NumberState, RevokeReason, Standing


class LetterSeries(Model):
    """The counter of one gapless run of numbers; no archive code where an office counts all letters together."""

    __tablename__ = "letter_series"
    __table_args__ = (
        UniqueConstraint("office_id", "archive_code", "year"),
        CheckConstraint("first_number >= 1", name="begins_at_one_or_later"),
        CheckConstraint("last_number >= first_number - 1", name="never_before_its_beginning"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    archive_code: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    """In WIB."""
    first_number: Mapped[int] = mapped_column(default=1)
    last_number: Mapped[int] = mapped_column(default=0)
    """The last one taken; one below the first while none is."""


class Letter(Model):
    """One letter; its content does not change once somebody has signed."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("(state IN ('issued', 'revoked', 'replaced')) = (issued_at IS NOT NULL)", name="issued_dated"),
        CheckConstraint("(state IN ('revoked', 'replaced')) = (revoked_at IS NOT NULL)", name="revoked_dated"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name="revoked_with_reason"),
        CheckConstraint("(state = 'replaced') = (replaced_by_id IS NOT NULL)", name="replaced_by_a_letter"),
        CheckConstraint("replaced_by_id IS NULL OR replaced_by_id <> id", name="not_replaced_by_itself"),
        CheckConstraint("places BETWEEN 1 AND 3", name="one_to_three_places"),
        Index(
            "uq_letters_reserved_for_request",
            "request_id",
            unique=True,
            sqlite_where=text("state = 'reserved'"),
            postgresql_where=text("state = 'reserved'"),
        ),
        Index("ix_letters_office_issued", "office_id", "issued_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """In the QR; public by design, masked in logs."""
    code: Mapped[str] = mapped_column(unique=True)
    """Printed beside it, for where no camera is at hand."""
    request_id: Mapped[int | None] = mapped_column(index=True)
    """The request it answers; the requests' room owns the link back."""
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    kind: Mapped[Kind]
    mode: Mapped[Mode]
    places: Mapped[int]
    """How many officials sign."""
    holder_name: Mapped[str] = mapped_column(EncryptedText("letters.holder_name"))
    holder_nik: Mapped[str] = mapped_column(EncryptedText("letters.holder_nik"), default="")
    content: Mapped[Any] = mapped_column(EncryptedJSON("letters.content"))
    state: Mapped[LetterState] = mapped_column(default=LetterState.RESERVED)
    dated_on: Mapped[date]
    valid_until: Mapped[date | None]
    reserved_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    revoke_reason: Mapped[RevokeReason | None]
    revoke_text: Mapped[str] = mapped_column(EncryptedText("letters.revoke_text"), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    log_salt: Mapped[str] = mapped_column(EncryptedText("letters.log_salt"), default=lambda: secrets.token_hex(16))
    """Keeps the public log from telling anything to whoever has not the letter; stands inside its file. Hexadecimal."""
    log_size: Mapped[int]
    """The length of the public log when its numbers were taken: printed at its foot, the same at every attempt."""
    version: Mapped[int] = mapped_column()

    numbers: Mapped[list["LetterNumber"]] = relationship(back_populates="letter", order_by="LetterNumber.place")
    signatures: Mapped[list["LetterSignature"]] = relationship(
        back_populates="letter", order_by="LetterSignature.place"
    )
    editions: Mapped[list["LetterEdition"]] = relationship(back_populates="letter", order_by="LetterEdition.id")
    replaced_by: Mapped["Letter | None"] = relationship(remote_side="Letter.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        """The number of the issuing office."""
        return self.numbers[0].written

    @property
    def standing(self) -> Standing:
        """What decides the verdict."""
        return Standing(self.state, len(self.signatures), self.valid_until)


class LetterNumber(Model):
    """One number taken from a series, for one signing place of a letter or for the paper book."""

    __tablename__ = "letter_numbers"
    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        UniqueConstraint("letter_id", "place"),
        CheckConstraint("(state IN ('void', 'paper')) = (reason <> '')", name="void_or_paper_with_reason"),
        CheckConstraint("state NOT IN ('paper', 'outside') OR letter_id IS NULL", name="paper_has_no_letter"),
        CheckConstraint(
            "letter_id IS NOT NULL OR state IN ('paper', 'void', 'outside')", name="letter_unless_set_aside"
        ),
        CheckConstraint("(letter_id IS NULL) = (place IS NULL)", name="place_of_a_letter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("letter_series.id"))
    number: Mapped[int]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    place: Mapped[int | None]
    written: Mapped[str] = mapped_column(unique=True)
    """As printed: '400.12.2.1/007/TLP/XI/2026'."""
    state: Mapped[NumberState] = mapped_column(default=NumberState.RESERVED)
    reason: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime]

    letter: Mapped[Letter | None] = relationship(back_populates="numbers")
    series: Mapped[LetterSeries] = relationship()
    outside: Mapped["OutsideLetter | None"] = relationship(back_populates="number")


class OutsideLetter(Model):
    """A letter that was written elsewhere under a number of the register, so that the register is the whole book."""

    __tablename__ = "outside_letters"
    __table_args__ = (CheckConstraint("subject <> ''", name="with_a_subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number_id: Mapped[int] = mapped_column(ForeignKey("letter_numbers.id"), unique=True)
    subject: Mapped[str]
    """What it is about, in the words of the book; names nobody."""
    addressee: Mapped[str] = mapped_column(EncryptedText("outside_letters.addressee"))
    """To whom it goes, or about whom it is."""
    dated_on: Mapped[date]
    """As the letter itself says."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))

    number: Mapped[LetterNumber] = relationship(back_populates="outside")


class LetterSignature(Model):
    """Who signed in which place, copied as they were at that instant; never changed."""

    __tablename__ = "letter_signatures"
    __table_args__ = (UniqueConstraint("letter_id", "place"), CheckConstraint("place >= 0", name="place_from_zero"))

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    place: Mapped[int]
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    signer_name: Mapped[str]
    signer_position: Mapped[str]
    signer_number: Mapped[str] = mapped_column(default="")
    """As printed: NIP or NI PPPK."""
    mode: Mapped[Mode]
    signed_at: Mapped[datetime]
    """By hand: the day on the paper."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    stamped_at: Mapped[datetime | None]
    """What the time stamp in the file says; empty where it has none."""
    stamped_by: Mapped[str] = mapped_column(default="")
    """The authority of the stamp, as its certificate names it."""

    letter: Mapped[Letter] = relationship(back_populates="signatures")


class LetterEdition(Model):
    """One file of a letter, known by the SHA-256 of what the citizen holds; stored sealed, never changed."""

    __tablename__ = "letter_editions"
    __table_args__ = (
        UniqueConstraint("letter_id", "name"),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("size > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    blob_key: Mapped[str]
    file_key: Mapped[str | None] = mapped_column(EncryptedText("letter_editions.file_key"))
    """What the file is sealed with, its own; None for files from before each had one."""
    created_at: Mapped[datetime]

    letter: Mapped[Letter] = relationship(back_populates="editions")


MOST_LOOKUPS = 1000
"""More checks of one letter on one day are not counted."""


class LetterLookup(Model):
    """How often a letter was checked on a day (in WIB), by anybody but its holder; nothing about who did."""

    __tablename__ = "letter_lookups"
    __table_args__ = (CheckConstraint(f"times BETWEEN 1 AND {MOST_LOOKUPS}", name="counted"),)

    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    day_on: Mapped[date] = mapped_column(primary_key=True)
    times: Mapped[int]


class SigningKey(Model):
    """The public half of a key that one signing worker holds in its memory; passphrases are sealed to it."""

    __tablename__ = "signing_keys"
    __table_args__ = (CheckConstraint("made_at < ends_at", name="begins_before_its_end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public: Mapped[bytes]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When its worker last said that it holds it."""
    ends_at: Mapped[datetime] = mapped_column(index=True)
    """From then on nobody holds it, and what was sealed to it opens no more."""


class EntrustedSecret(Model):
    """A passphrase for one signature, sealed to one worker's key; gone once it was used, or with the key."""

    __tablename__ = "entrusted_secrets"
    __table_args__ = (
        UniqueConstraint("request_id", "place", "key_id"),
        CheckConstraint("place >= 0", name="place_from_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_keys.id"), index=True)
    request_id: Mapped[int]
    place: Mapped[int]
    act: Mapped[str] = mapped_column(index=True)
    """One typing of the passphrase, for one letter or for forty; random."""
    sealed: Mapped[bytes]

    key: Mapped[SigningKey] = relationship()


class SignedDocument(Model):
    """A file of an office that is no letter, signed as its letters are: a month's figures, say; never changed."""

    __tablename__ = "signed_documents"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("size > 0", name="not_empty"),
        Index("ix_signed_documents_about", "about", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    about: Mapped[str]
    """By what the room that had it signed finds it again: 'figures:kel-telanaipura:2026-11-01:2026-11-30'."""
    title: Mapped[str]
    """As whoever checks the file reads it; names nobody."""
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    blob_key: Mapped[str]
    file_key: Mapped[str] = mapped_column(EncryptedText("signed_documents.file_key"))
    log_salt: Mapped[str] = mapped_column(EncryptedText("signed_documents.log_salt"))
    """As a letter's; stands inside the file. Hexadecimal."""
    mode: Mapped[Mode]
    signer_name: Mapped[str]
    signer_position: Mapped[str]
    signer_number: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    stamped_at: Mapped[datetime | None]
    stamped_by: Mapped[str] = mapped_column(default="")


class LogEntry(Model):
    """One leaf of the public log, of a letter or a document; `entries` says what of it is public."""

    __tablename__ = "log_entries"
    __table_args__ = (
        UniqueConstraint("letter_id", "event"),
        CheckConstraint("(letter_id IS NULL) = (edition_id IS NULL)", name="letter_with_its_file"),
        CheckConstraint("(letter_id IS NULL) <> (document_id IS NULL)", name="letter_or_document"),
        CheckConstraint("(event = 'signed') = (document_id IS NOT NULL)", name="documents_are_signed"),
        CheckConstraint("position >= 0", name="position_from_zero"),
        CheckConstraint("length(commitment) = 64 AND length(register) = 64", name="digests_length"),
    )

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("letter_editions.id"))
    """The file that was in force, of which the commitment is."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("signed_documents.id"), unique=True)
    event: Mapped[LogEvent]
    day_on: Mapped[date]
    """In WIB."""
    commitment: Mapped[str] = mapped_column(unique=True)
    """To the file, for whoever has it."""
    register: Mapped[str]
    """To the register's line, for the office."""

    letter: Mapped[Letter | None] = relationship()
    edition: Mapped[LetterEdition | None] = relationship()
    document: Mapped[SignedDocument | None] = relationship()
    """None of all only where somebody went round the database's own checks."""


class LogNode(Model):
    """The hash of one complete subtree of the log; level 0 are its leaves."""

    __tablename__ = "log_nodes"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash_length"),)

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]


class LogCheckpoint(Model):
    """The log's signed state after each entry, as published."""

    __tablename__ = "log_checkpoints"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str]


class LogHead(Model):
    """The one row that says where the log ends; locked by whoever appends."""

    __tablename__ = "log_head"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
    frontier: Mapped[list[Any]]
    """Hashes of the complete subtrees that the log consists of, the largest first."""


for _table in (LetterSignature, LetterEdition, OutsideLetter, SignedDocument, LogEntry, LogNode, LogCheckpoint):
    append_only(_table.__table__)  # type: ignore[arg-type]
