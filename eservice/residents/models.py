"""What is stored about a person; what identifies or locates somebody is sealed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.accounts.rules import PhoneOwner
from eservice.kernel.db import EncryptedJSON, EncryptedText, Model, UTCDateTime
from eservice.residents.rules import Address, Education, MaritalStatus, Nationality, NoNikReason, Religion, Sex


class Person(Model):
    """One person as told to the office; two rows may carry one NIK until an officer has compared a KTP."""

    __tablename__ = "persons"
    __table_args__ = (
        CheckConstraint("(nik IS NULL) = (nik_index IS NULL)", name="nik_has_index"),
        CheckConstraint("(nik IS NULL) = (no_nik_reason IS NOT NULL)", name="nik_or_reason"),
        CheckConstraint("(kk IS NULL) = (kk_index IS NULL)", name="kk_has_index"),
        CheckConstraint("died_on IS NULL OR is_deceased", name="died_means_deceased"),
        CheckConstraint("died_on IS NULL OR birth_on IS NULL OR birth_on <= died_on", name="born_before_died"),
        CheckConstraint("(phone_owner = 'none') = (phone IS NULL)", name="phone_has_owner"),
        CheckConstraint("length(name) > 0", name="has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    nik: Mapped[str | None] = mapped_column(EncryptedText("persons.nik"))
    nik_index: Mapped[str | None] = mapped_column(index=True)
    """Keyed digest, the same as an account's of that NIK; never unique."""
    no_nik_reason: Mapped[NoNikReason | None]
    kk: Mapped[str | None] = mapped_column(EncryptedText("persons.kk"))
    kk_index: Mapped[str | None] = mapped_column(index=True)
    """Keyed digest of the KK number: who shares it lives in one household."""
    birth_place: Mapped[str] = mapped_column(EncryptedText("persons.birth_place"), default="")
    birth_on: Mapped[date | None]
    sex: Mapped[Sex | None]
    religion: Mapped[Religion | None]
    marital_status: Mapped[MaritalStatus | None]
    education: Mapped[Education | None]
    occupation: Mapped[str] = mapped_column(EncryptedText("persons.occupation"), default="")
    nationality: Mapped[Nationality] = mapped_column(default=Nationality.INDONESIAN)
    address_parts: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("persons.address"))
    """Fields of ``rules.Address``; read through ``address``."""
    phone: Mapped[str | None] = mapped_column(EncryptedText("persons.phone"))
    """E.164; often shared, never an identity."""
    phone_owner: Mapped[PhoneOwner] = mapped_column(default=PhoneOwner.NONE)
    email: Mapped[str | None] = mapped_column(EncryptedText("persons.email"))
    is_deceased: Mapped[bool] = mapped_column(default=False)
    died_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    name_words: Mapped[list["NameWord"]] = relationship(cascade="all, delete-orphan", order_by="NameWord.word")

    __mapper_args__ = {"version_id_col": version}

    @property
    def address(self) -> Address | None:
        """Return where the person lives, None if unknown."""
        return Address(**self.address_parts) if self.address_parts else None


class NameWord(Model):
    """One word of a person's name, folded: by its beginning a name is found, alike on every database."""

    __tablename__ = "person_name_words"
    __table_args__ = (Index("ix_person_name_words_word", "word", "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String().with_variant(String(collation="C"), "postgresql"), primary_key=True)
    """Lower case, without accents; compared byte by byte."""
