"""The hall of an office: numbers, who stands at which desk, and how the screen is reached."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eservice.counter.rules import Errand, State
from eservice.kernel.db import Model


class Ticket(Model):
    """A number on the bench; it names nobody."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("office_id", "day", "number"),
        CheckConstraint("number >= 1", name="counted_from_one"),
        CheckConstraint("(state IN ('called', 'serving')) = (desk IS NOT NULL)", name="a_desk_while_at_one"),
        CheckConstraint("state NOT IN ('serving', 'done') OR served_at IS NOT NULL", name="served_since"),
        CheckConstraint("(state IN ('done', 'absent', 'left')) = (ended_at IS NOT NULL)", name="ended_when_over"),
        Index("ix_tickets_bench", "office_id", "day", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    day: Mapped[date]
    number: Mapped[int]
    errand: Mapped[Errand]
    goes_first: Mapped[bool] = mapped_column(default=False)
    """Whether it goes before others, as the law lets the old, the disabled and the pregnant; never why."""
    state: Mapped[State] = mapped_column(default=State.WAITING)
    taken_at: Mapped[datetime]
    first_called_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0)
    served_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    desk: Mapped[str | None]
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """Who called it last."""


class TicketDay(Model):
    """How far an office's numbers have come on a day; whoever gives or calls one locks the row."""

    __tablename__ = "ticket_days"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)
    called: Mapped[int] = mapped_column(default=0)
    in_a_row: Mapped[int] = mapped_column(default=0)
    """Numbers called since the last request of the screen."""


class Desk(Model):
    """At which desk of the hall a member stands, until the day is over or they leave it."""

    __tablename__ = "hall_desks"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), primary_key=True)
    name: Mapped[str]
    day: Mapped[date]


class Hall(Model):
    """How an office's hall is run, and the secret addresses of its screen and of the machine that gives numbers."""

    __tablename__ = "halls"
    __table_args__ = (
        CheckConstraint("walk_ins BETWEEN 1 AND 20", name="walk_ins_sensible"),
        CheckConstraint("(online_from IS NULL) = (online_until IS NULL)", name="online_hours_whole"),
        CheckConstraint("online_from < online_until", name="online_hours_in_order"),
    )

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """In the address of the screen: it shows numbers and gives none."""
    machine_key: Mapped[str] = mapped_column(unique=True)
    """In the address of the machine: whoever reads it off the screen's would empty the hall."""
    walk_ins: Mapped[int] = mapped_column(default=3)
    online_from: Mapped[time | None]
    online_until: Mapped[time | None]


class EmergencySheet(Model):
    """What an office writes on while nothing else works: one sheet at a time, for a week."""

    __tablename__ = "emergency_sheets"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name="closed_with_reason"),
        CheckConstraint("prepared_at < ends_at", name="begins_before_its_end"),
        CheckConstraint("ends_at < entries_until", name="entered_after_its_end"),
        Index(
            "uq_emergency_sheets_open",
            "office_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    prepared_at: Mapped[datetime]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    ends_at: Mapped[datetime]
    """Nothing was written on it later."""
    entries_until: Mapped[datetime]
    """To then the counter enters what was written on it; later only as long as a supervisor lets it."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    close_reason: Mapped[str] = mapped_column(default="")


class EmergencySlip(Model):
    """One line of a sheet, and the slip that its citizen takes home."""

    __tablename__ = "emergency_slips"
    __table_args__ = (UniqueConstraint("sheet_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("emergency_sheets.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(ForeignKey("paper_codes.code"), unique=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id", ondelete="SET NULL"), unique=True)
    """What was entered from it; empty again when the draft is thrown away."""
    written_at: Mapped[datetime | None]
    """The paper's hour."""


class EmergencyNumber(Model):
    """A letter number that stands on a sheet."""

    __tablename__ = "emergency_numbers"

    number_id: Mapped[int] = mapped_column(ForeignKey("letter_numbers.id"), primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("emergency_sheets.id"), index=True)
