"""What is stored about offices, the people who work in them and the people who sign for them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.accounts.permissions import Role
from eservice.kernel.db import EncryptedText, Model, UTCDateTime
from eservice.offices.rules import (
    HIGHEST_OPEN_LIMIT,
    OPEN_LIMIT,
    REMIND_MINUTES,
    REMINDED_WITHIN,
    Basis,
    EmployeeKind,
    OfficeKind,
    SeriesMode,
    SigningMode,
    full_name,
    head_of,
)

STAFF_ROLES = (Role.OFFICER, Role.SIGNER, Role.SUPERVISOR, Role.ADMIN, Role.EXAMINER, Role.PROTECTOR)
"""What a membership may make of a person."""

_STAFF_ROLES = ", ".join(f"'{role}'" for role in STAFF_ROLES)


def _only_one(name: str, *columns: str, where: str) -> Index:
    """Return a unique index that binds only the rows for which ``where`` holds."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class Office(Model):
    """A unit that receives requests and signs letters."""

    __tablename__ = "offices"
    __table_args__ = (
        CheckConstraint("substitute_id IS NULL OR substitute_id <> id", name="not_its_own_substitute"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("closed_on IS NULL OR opened_on IS NULL OR opened_on < closed_on", name="opens_before_closing"),
        CheckConstraint(f"open_limit BETWEEN 1 AND {HIGHEST_OPEN_LIMIT}", name="open_limit_possible"),
        CheckConstraint(
            f"remind_minutes BETWEEN {REMINDED_WITHIN[0]} AND {REMINDED_WITHIN[1]}", name="remind_minutes_possible"
        ),
        CheckConstraint("length(unit_code) BETWEEN 2 AND 8", name="unit_code_short"),
        _only_one("uq_offices_region_kind_in_use", "region_code", "kind", where="closed_on IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Short name in addresses and commands, such as ``kel-telanaipura``."""
    kind: Mapped[OfficeKind]
    name: Mapped[str]
    """Without the kind: ``Telanaipura``."""
    head_title: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    unit_code: Mapped[str] = mapped_column(unique=True)
    """Stands in letter numbers; unique in the city, never used again."""

    government_line: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    postal_code: Mapped[str]
    place: Mapped[str]
    """What stands before the date of a letter: ``Jambi``, not ``Kota Jambi``."""

    series_mode: Mapped[SeriesMode]
    signing_mode: Mapped[SigningMode]
    uses_rw: Mapped[bool] = mapped_column(default=False)
    open_limit: Mapped[int] = mapped_column(default=OPEN_LIMIT)
    """How many requests one officer may hold at once."""
    remind_minutes: Mapped[int] = mapped_column(default=REMIND_MINUTES)
    """So many working minutes before a promise whoever has the request is reminded; as long after it the supervisor."""
    processing_calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"))
    counter_calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"))
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    """Where a request goes when nobody is left here who may act."""

    opened_on: Mapped[date | None]
    """First day in WIB; empty when it is older than these records."""
    closed_on: Mapped[date | None]
    """First day on which it no longer exists."""
    version: Mapped[int] = mapped_column()

    parent: Mapped["Office | None"] = relationship(
        foreign_keys=[parent_id], remote_side="Office.id", back_populates="children"
    )
    children: Mapped[list["Office"]] = relationship(
        foreign_keys=[parent_id], back_populates="parent", order_by="Office.region_code"
    )
    substitute: Mapped["Office | None"] = relationship(foreign_keys=[substitute_id], remote_side="Office.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def full_name(self) -> str:
        """The name with its kind: ``Kelurahan Telanaipura``."""
        return full_name(self.kind, self.name)

    @property
    def head(self) -> str:
        """The head's post with its place: ``Lurah Telanaipura``."""
        return head_of(self.head_title, self.kind, self.name)


class Membership(Model):
    """What one account may do in one office, from when until when."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR from_at <= until_at", name="begins_before_its_end"),
        CheckConstraint("ended_by_id IS NULL OR until_at IS NOT NULL", name="who_ended_only_with_end"),
        CheckConstraint(f"role IN ({_STAFF_ROLES})", name="staff_only"),
        _only_one("uq_memberships_running", "user_id", "office_id", "role", where="until_at IS NULL"),
        Index("ix_memberships_office_role", "office_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    role: Mapped[Role]
    position: Mapped[str]
    """What the badge says: ``Kasi Pemerintahan dan Pelayanan``."""
    from_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The first instant at which it no longer holds."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    end_reason: Mapped[str] = mapped_column(default="")

    office: Mapped[Office] = relationship()


class Official(Model):
    """One person's term as the one who signs for an office, as the decree states it."""

    __tablename__ = "officials"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR from_at <= until_at", name="begins_before_its_end"),
        CheckConstraint("basis <> 'plh' OR until_at IS NOT NULL", name="plh_has_an_end"),
        CheckConstraint("(basis = 'ub') = (through_position <> '')", name="ub_names_the_post_between"),
        CheckConstraint("(decree_number = '') = (decree_on IS NULL)", name="decree_whole_or_to_follow"),
        CheckConstraint("length(employee_number) = 18", name="employee_number_length"),
        _only_one(
            "uq_officials_one_holder", "office_id", where="until_at IS NULL AND basis IN ('definitif', 'pj', 'plt')"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """The membership that may sign under this term; without one only paper can be signed."""
    name: Mapped[str]
    title_before: Mapped[str] = mapped_column(default="")
    title_after: Mapped[str] = mapped_column(default="")
    employee_kind: Mapped[EmployeeKind]
    employee_number: Mapped[str]
    """18 digits: NIP of a PNS, NI PPPK of a PPPK."""
    grade: Mapped[str]
    position: Mapped[str]
    basis: Mapped[Basis]
    through_position: Mapped[str] = mapped_column(default="")
    decree_number: Mapped[str] = mapped_column(default="")
    """Empty while the decree is to follow."""
    decree_on: Mapped[date | None]
    from_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    end_reason: Mapped[str] = mapped_column(default="")

    office: Mapped[Office] = relationship()
    membership: Mapped[Membership | None] = relationship()


class Rt(Model):
    """One neighbourhood of a kelurahan under one head, from when until when."""

    __tablename__ = "rts"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="begins_before_its_end"),
        CheckConstraint("predecessor_id IS NULL OR predecessor_id <> id", name="not_its_own_predecessor"),
        UniqueConstraint("office_id", "rw", "number", "valid_from"),
        _only_one("uq_rts_running", "office_id", "rw", "number", where="valid_to IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    rw: Mapped[str] = mapped_column(default="")
    """Empty where the office has no RW."""
    number: Mapped[str]
    """At least two digits, as on letters: ``07``."""
    head_name: Mapped[str]
    head_phone: Mapped[str] = mapped_column(EncryptedText("rts.head_phone"), default="")
    pin_digest: Mapped[str | None]
    """Keyed digest of the PIN with which the head answers from a phone; None until the head has chosen one."""
    pin_set_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pin_set_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """At whose desk it was typed; that person asks this head nothing."""
    decree_number: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """First day on which it no longer holds."""
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("rts.id"))
    """The row it came from: the same RT under an earlier head, or the RT it was split from."""

    office: Mapped[Office] = relationship()
    pin_set_by: Mapped[Membership | None] = relationship()
    predecessor: Mapped["Rt | None"] = relationship(remote_side="Rt.id")
