"""What is done to offices and their RT: open, change, close, set. Who works and signs there is in ``staffing``."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypedDict

from sqlalchemy import or_, select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.offices import queries, rules
from eservice.offices.models import Office, Rt
from eservice.offices.rules import OfficeKind, SeriesMode, SigningMode
from eservice.residents.phones import read_phone


@dataclass(frozen=True, kw_only=True)
class NewOffice:
    """Everything a new office needs; see ``models.Office`` for the meaning of each."""

    code: str
    kind: OfficeKind
    name: str
    head_title: str
    region_code: str
    unit_code: str
    government_line: str
    address: str
    phone: str
    email: str
    postal_code: str
    place: str
    processing_calendar_id: int
    counter_calendar_id: int
    series_mode: SeriesMode = SeriesMode.PER_ARCHIVE_CODE
    signing_mode: SigningMode = SigningMode.LOCAL
    uses_rw: bool = False
    parent_id: int | None = None
    substitute_id: int | None = None
    opened_on: date | None = None


class OfficeChanges(TypedDict, total=False):
    """What may be changed in an office that exists; code, kind, region and unit code stay."""

    name: str
    head_title: str
    government_line: str
    address: str
    phone: str
    email: str
    postal_code: str
    place: str
    series_mode: SeriesMode
    signing_mode: SigningMode
    uses_rw: bool
    open_limit: int
    remind_minutes: int
    processing_calendar_id: int
    counter_calendar_id: int
    substitute_id: int | None


@dataclass(frozen=True, kw_only=True)
class RtHead:
    """An RT and who heads it from a day on."""

    office_id: int
    number: str
    head_name: str
    valid_from: date
    head_phone: str = ""
    decree_number: str = ""
    rw: str = ""
    split_from_id: int | None = None
    """The RT it was cut from, where it is a new one."""


def open_office(new: NewOffice, *, actor: Actor, at: datetime) -> Office:
    """Add an office.

    Raises:
        ConflictError: its short name, unit code, or its region is already taken.
    """
    must_manage(actor)
    taken = db.session.scalar(
        select(Office).where(
            or_(
                Office.code == new.code,
                Office.unit_code == new.unit_code,
                (Office.region_code == new.region_code) & (Office.kind == new.kind) & Office.closed_on.is_(None),
            )
        )
    )
    if taken is not None:
        raise ConflictError("office_exists", office=taken.full_name)
    office = Office(**asdict(new))
    db.session.add(office)
    db.session.flush()
    record(actor=actor, action="office:open", object=f"office:{office.id}", at=at, data={"code": office.code})
    return office


def change_office(
    office_id: int, changes: OfficeChanges, *, actor: Actor, at: datetime, seen_version: int | None = None
) -> Office:
    """Change an office's data; letters already written keep what they were written with.

    Args:
        office_id: which office.
        changes: new values by field; the others stay.
        actor: who changes it.
        at: when.
        seen_version: the version the person saw when they began, where they saw one.

    Raises:
        ConflictError: somebody changed it since.
        InvalidInputError: it would be its own substitute, a line of the letterhead would be empty, nobody could hold
            so many requests (``open_limit``), or be reminded so long before (``remind_minutes``).
    """
    must_manage(actor)
    office = queries.office(office_id)
    if seen_version is not None and seen_version != office.version:
        raise ConflictError("office_changed_meanwhile", office=office.full_name)
    if changes.get("substitute_id") == office.id:
        raise InvalidInputError("own_substitute", field="substitute_id")
    _check_bounds(office, changes)
    for field, value in changes.items():
        if isinstance(value, str) and not value.strip() and field in ("name", "head_title", "government_line", "place"):
            raise InvalidInputError("required", field=field)
    changed = {field: value for field, value in changes.items() if getattr(office, field) != value}
    for field, value in changed.items():
        setattr(office, field, value)
    if changed:
        record(
            actor=actor, action="office:change", object=f"office:{office.id}", at=at, data={"fields": sorted(changed)}
        )
    return office


def _check_bounds(office: Office, changes: OfficeChanges) -> None:
    """Refuse a number that no office could keep to. Raises InvalidInputError."""
    if not 1 <= changes.get("open_limit", office.open_limit) <= rules.HIGHEST_OPEN_LIMIT:
        raise InvalidInputError("open_limit", field="open_limit")
    shortest, longest = rules.REMINDED_WITHIN
    if not shortest <= changes.get("remind_minutes", office.remind_minutes) <= longest:
        raise InvalidInputError("remind_minutes", field="remind_minutes")


def close_office(office_id: int, *, closed_on: date, actor: Actor, at: datetime) -> Office:
    """Let an office end: from ``closed_on`` it takes nothing in; its letters stay valid.

    Raises:
        ConflictError: it has already ended.
    """
    must_manage(actor)
    office = queries.office(office_id)
    if office.closed_on is not None:
        raise ConflictError("office_already_closed", office=office.full_name)
    if office.opened_on is not None and closed_on <= office.opened_on:
        raise InvalidInputError("closes_before_opening", field="closed_on")
    office.closed_on = closed_on
    record(actor=actor, action="office:close", object=f"office:{office.id}", at=at, data={"on": closed_on.isoformat()})
    return office


def set_rt(head: RtHead, *, actor: Actor, at: datetime) -> Rt:
    """Record the head of an RT from a day on; the row before ends on that day and stays as its predecessor.

    Raises:
        InvalidInputError: no digits in the number, a telephone number that nobody can have, or a day that is not
            after the present head's first.
    """
    return set_rts([head], actor=actor, at=at)[0]


def set_rts(heads: Sequence[RtHead], *, actor: Actor, at: datetime) -> list[Rt]:
    """Record the heads of many RT, each another, as ``set_rt`` does for one."""
    must_manage(actor)
    rows = [_rt(head) for head in heads]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        data = {"office_id": row.office_id, "number": row.number}
        record(actor=actor, action="rt:set", object=f"rt:{row.id}", at=at, data=data)
    return rows


def _rt(head: RtHead) -> Rt:
    number, rw = rules.rt_number(head.number), rules.rt_number(head.rw)
    if not number.isascii() or not number.isdigit() or (rw and not rw.isdigit()):
        raise InvalidInputError("rt_number", field="number")
    if not head.head_name.strip():
        raise InvalidInputError("required", field="head_name")
    before = db.session.scalar(
        select(Rt).where(Rt.office_id == head.office_id, Rt.rw == rw, Rt.number == number, Rt.valid_to.is_(None))
    )
    if before is not None:
        if head.valid_from <= before.valid_from:
            raise InvalidInputError("rt_not_after_present", field="valid_from")
        before.valid_to = head.valid_from
        db.session.flush()
    return Rt(
        office_id=queries.office(head.office_id).id,
        rw=rw,
        number=number,
        head_name=head.head_name.strip(),
        head_phone=read_phone(head.head_phone) if head.head_phone.strip() else "",
        decree_number=head.decree_number,
        valid_from=head.valid_from,
        predecessor_id=before.id if before else head.split_from_id,
    )


def dissolve_rt(rt_id: int, *, valid_to: date, actor: Actor, at: datetime) -> Rt:
    """Let an RT end on a day, as when it is split or renumbered.

    Raises:
        ConflictError: it has ended already.
    """
    must_manage(actor)
    row = db.session.get(Rt, rt_id)
    if row is None:
        raise NotFoundError("no_such_rt", rt_id=rt_id)
    if row.valid_to is not None:
        raise ConflictError("already_ended")
    if valid_to <= row.valid_from:
        raise InvalidInputError("ends_before_it_begins", field="valid_to")
    row.valid_to = valid_to
    record(actor=actor, action="rt:end", object=f"rt:{row.id}", at=at, data={"on": valid_to.isoformat()})
    return row


def must_manage(actor: Actor) -> None:
    """Let administrators through, and the house itself: it lays the first offices and the first administrator.

    Raises:
        NotAllowedError: anybody else.
    """
    if actor.role is not Role.SYSTEM and not actor.may(Permission.HOUSE_MANAGE):
        raise NotAllowedError(Permission.HOUSE_MANAGE)
