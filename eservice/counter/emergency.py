# Longer than 300 lines: a sheet from its printing to its closing is one thing to read, under one lock.
"""The sheet for a power cut: codes, PINs and letter numbers on paper for a week, entered afterwards, the rest given up.

One sheet of an office is open at a time. What was written under one of its codes is entered with the paper's hour,
which lies between the printing of the sheet and its end, and never in the future. Closing it cancels what was not
used: codes are never given again, and numbers stay in the register as void, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.catalogue import queries as catalogue
from eservice.counter.models import EmergencyNumber, EmergencySheet, EmergencySlip
from eservice.kernel.clock import WIB, wib
from eservice.kernel.codes import token
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.letters import numbering
from eservice.letters.models import LetterNumber
from eservice.letters.numbering import NumberSource
from eservice.letters.rules import NumberState
from eservice.offices import queries as offices
from eservice.offices.rules import SeriesMode
from eservice.requests import filing, paper
from eservice.requests.filing import Opened
from eservice.requests.models import PaperCode, Request
from eservice.requests.paper import Paper
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import Channel, Consent, Status

LASTS = timedelta(days=7)
ENTRY_DAYS = 3
"""Working days after the end of a sheet in which what stands on it is entered."""
LATE_DAYS = 1
"""Working days for which a supervisor lets the counter enter more."""
MOST_CODES, MOST_NUMBERS = 40, 20
USUAL_CODES, USUAL_NUMBERS = 20, 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a sheet that is entered: when it was written, and which number its letter got by hand."""

    written_at: datetime
    number_id: int | None = None


def letters_of(office_id: int, *, at: datetime) -> dict[str, str]:
    """Return archive code -> name of the first service under it, for what an office may have to write by hand."""
    found: dict[str, str] = {}
    for one in catalogue.services(at=at):
        if one.definition.outcome.kind != "letter" or not catalogue.is_offered(one.service_id, office_id=office_id):
            continue
        definition = catalogue.definition_of(one.version_id, office_id=office_id)
        found.setdefault(definition.archive_code, definition.name)
    return found


def open_sheet(office_id: int, *, lock: bool = False) -> EmergencySheet | None:
    """Return the sheet an office writes on now, or None."""
    chosen = select(EmergencySheet).where(EmergencySheet.office_id == office_id, EmergencySheet.closed_at.is_(None))
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(chosen)


def slips(sheet: EmergencySheet) -> Sequence[tuple[EmergencySlip, PaperCode, Request | None]]:
    """Return the lines of a sheet in order, each with its code and what was entered under it."""
    rows = db.session.execute(
        select(EmergencySlip, PaperCode, Request)
        .join(PaperCode, PaperCode.code == EmergencySlip.code)
        .outerjoin(Request, Request.id == EmergencySlip.request_id)
        .where(EmergencySlip.sheet_id == sheet.id)
        .order_by(EmergencySlip.position)
    )
    return [(slip, code, request) for slip, code, request in rows]


def numbers(sheet: EmergencySheet, *, free: bool = False) -> Sequence[LetterNumber]:
    """Return the numbers of a sheet in the order of the register; with ``free`` those no line has yet."""
    chosen = (
        select(LetterNumber)
        .join(EmergencyNumber, EmergencyNumber.number_id == LetterNumber.id)
        .where(EmergencyNumber.sheet_id == sheet.id)
        .order_by(LetterNumber.id)
    )
    if free:
        named = (
            select(PaperCode.number_id)
            .join(EmergencySlip, EmergencySlip.code == PaperCode.code)
            .where(PaperCode.number_id.is_not(None), EmergencySlip.request_id.is_not(None))
        )
        chosen = chosen.where(LetterNumber.state == NumberState.PAPER, LetterNumber.id.not_in(named))
    return db.session.scalars(chosen).all()


def numbers_held(office_id: int) -> set[int]:
    """Return the numbers that ever stood on an office's sheets: they are entered with a request, or given up.

    Those that a closed sheet leaves set aside are written by hand on letters that are still under way.
    """
    return set(
        db.session.scalars(
            select(EmergencyNumber.number_id)
            .join(EmergencySheet, EmergencySheet.id == EmergencyNumber.sheet_id)
            .where(EmergencySheet.office_id == office_id)
        )
    )


def numbers_by_letter(sheet: EmergencySheet) -> dict[str, list[LetterNumber]]:
    """Return the numbers of a sheet under the name of the letter they are for."""
    names = letters_of(sheet.office_id, at=sheet.prepared_at)
    found: dict[str, list[LetterNumber]] = {}
    for one in numbers(sheet):
        archive = one.written.partition("/")[0]
        found.setdefault(names.get(archive, archive), []).append(one)
    return found


def prepare(*, codes: int, numbers: Mapping[str, int], actor: Actor, at: datetime) -> EmergencySheet:
    """Prepare the sheet of the week: so many codes, and so many letter numbers under each archive code.

    Raises:
        ConflictError: ``sheet_open``, the last one is not closed.
        InvalidInputError: more than fits on paper, or a kind of letter the office does not write.
        NotAllowedError: not one of the counter.
    """
    office = offices.office(_office(actor))
    known = letters_of(office.id, at=at)
    if not 1 <= codes <= MOST_CODES:
        raise InvalidInputError("sheet_codes", field="kode", most=MOST_CODES)
    if any(not 0 <= count <= MOST_NUMBERS for count in numbers.values()) or not numbers.keys() <= known.keys():
        raise InvalidInputError("sheet_numbers", field="nomor", most=MOST_NUMBERS)
    ends_at = _ends(at)
    sheet = EmergencySheet(
        office_id=office.id,
        prepared_at=at,
        prepared_by_id=actor.membership_id,
        ends_at=ends_at,
        entries_until=office_calendar(office).add_working(ends_at, days=ENTRY_DAYS),
        close_reason="",
    )
    try:
        with db.session.begin_nested():
            db.session.add(sheet)
    except IntegrityError as error:
        raise ConflictError("sheet_open") from error
    for position, one in enumerate(paper.set_codes_aside(office.id, codes), 1):
        db.session.add(EmergencySlip(sheet_id=sheet.id, position=position, code=one.code))
    for archive, count in sorted(numbers.items()):
        source = NumberSource(
            office_id=office.id,
            unit_code=office.unit_code,
            archive_code=archive,
            per_archive_code=office.series_mode is SeriesMode.PER_ARCHIVE_CODE,
        )
        reason = f"Lembar darurat {wib(at):%d-%m-%Y}"
        for taken in numbering.reserve_block(source, count=count, reason=reason, actor=actor, at=at) if count else ():
            db.session.add(EmergencyNumber(number_id=taken.id, sheet_id=sheet.id))
    db.session.flush()
    told = {"codes": codes, "numbers": sum(numbers.values())}
    audit.record(actor=actor, action="emergency:prepare", object=f"sheet:{sheet.id}", at=at, data=told)
    return sheet


def begin_entry(position: int, slug: str, entry: Entry, *, actor: Actor, at: datetime) -> Request:
    """Begin to enter what was written on one line; the counter's pages ask the rest.

    Raises:
        NotFoundError: no open sheet, or no such line on it.
        ConflictError: ``slip_used``, a colleague has entered it or is about to; ``sheet_over``, too late.
        InvalidInputError: an hour outside of the sheet's time, or a number that is not free or of another kind.
    """
    sheet = _locked(actor)
    _check_in_time(sheet, at=at)
    slip, code, entered = _slip(sheet, position)
    if entered is not None:
        raise ConflictError("slip_used")
    _check_hour(entry.written_at, sheet, at=at)
    offered = catalogue.by_slug(slug, at=at)
    number = _free_number(sheet, entry.number_id, offered.version_id, actor)
    opened = Opened(
        channel=Channel.LATE_ENTRY,
        draft_digest=vault().digest_secret(token(), "draft"),
        helper_id=actor.membership_id,
    )
    draft = filing.start_draft(offered.service_id, offered.version_id, opened=opened, at=at)
    slip.request_id, slip.written_at = draft.id, entry.written_at
    paper.name_number(code, number)
    return draft


def enter(draft: Request, *, actor: Actor, at: datetime) -> Request:
    """Send what was entered from a line: it is filed under that code at the paper's hour, signed on paper.

    Raises:
        NotFoundError: it stands on no line of an open sheet.
        InvalidInputError, ConflictError: as ``begin_entry``; for the rest see ``requests.filing.submit``.
    """
    sheet = _locked(actor)
    _check_in_time(sheet, at=at)
    found = next((line for line in slips(sheet) if line[2] is not None and line[2].id == draft.id), None)
    written_at = found[0].written_at if found is not None else None
    if found is None or written_at is None:
        raise NotFoundError("no_such_slip")
    _check_hour(written_at, sheet, at=at)
    written = Paper(found[1].code, found[1].pin, written_at)
    entered = filing.submit(draft, actor=actor, at=at, consent=Consent.ON_PAPER, written=written)
    found[1].pin = ""  # the request has it now; the sheet needs it no more
    return entered


def late_sheet(office_id: int, *, at: datetime) -> EmergencySheet | None:
    """Return the open sheet of an office whose time to enter is over, or None."""
    sheet = open_sheet(office_id)
    return sheet if sheet is not None and sheet.entries_until <= at else None


def let_enter_late(office_id: int, reason: str, *, actor: Actor, at: datetime) -> EmergencySheet:
    """Let the counter enter for one more working day what stands on a sheet whose time is over.

    Raises:
        NotAllowedError: not the supervisor of that office.
        MissingReasonError: ``sheet_late_reason``.
        NotFoundError: ``no_sheet``, none waits for that.
    """
    if not actor.may(Permission.REQUEST_SUPERVISE) or office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotAllowedError("page")
    if not reason.strip():
        raise MissingReasonError("sheet_late_reason", field="reason")
    sheet = open_sheet(office_id, lock=True)
    if sheet is None or sheet.entries_until > at:
        raise NotFoundError("no_sheet")
    sheet.entries_until = office_calendar(offices.office(office_id)).add_working(at, days=LATE_DAYS)
    told = {"until": sheet.entries_until.isoformat(), "reason": reason.strip()}
    audit.record(actor=actor, action="emergency:let_enter_late", object=f"sheet:{sheet.id}", at=at, data=told)
    return sheet


def close(reason: str, *, actor: Actor, at: datetime) -> EmergencySheet:
    """Close the sheet: what was not used is cancelled with the reason, and its numbers stay in the register as void.

    Raises:
        MissingReasonError: no reason.
        NotFoundError: no open sheet.
        ConflictError: ``sheet_in_entry``, a line was begun and not sent.
    """
    if not reason.strip():
        raise MissingReasonError("sheet_reason")
    sheet = _locked(actor)
    lines = slips(sheet)
    if any(entered is not None and entered.status is Status.DRAFT for _slip, _code, entered in lines):
        raise ConflictError("sheet_in_entry")
    unused = numbers(sheet, free=True)
    numbering.void_set_aside(
        unused, reason=f"{unused[0].reason}: {reason.strip()}" if unused else "", actor=actor, at=at
    )
    for _slip, code, _entered in lines:
        code.pin = ""
    sheet.closed_at, sheet.closed_by_id, sheet.close_reason = at, actor.membership_id, reason.strip()
    db.session.flush()
    used = sum(entered is not None for _slip, _code, entered in lines)
    told = {"used": used, "cancelled": len(lines) - used, "void": len(unused)}
    audit.record(actor=actor, action="emergency:close", object=f"sheet:{sheet.id}", at=at, data=told)
    return sheet


def _ends(at: datetime) -> datetime:
    """Return when a sheet ends: after a week, and with the year, since its numbers are of that year."""
    next_year = datetime.combine(wib(at).date().replace(month=1, day=1, year=wib(at).year + 1), time(), WIB)
    return min(at + LASTS, next_year)


def _check_in_time(sheet: EmergencySheet, *, at: datetime) -> None:
    """Refuse to enter what should have been entered long ago: nobody fills an old sheet in from memory."""
    if sheet.entries_until <= at:
        raise ConflictError("sheet_over", until=f"{wib(sheet.entries_until):%d-%m-%Y}")


def _check_hour(written_at: datetime, sheet: EmergencySheet, *, at: datetime) -> None:
    if not sheet.prepared_at <= written_at <= min(at, sheet.ends_at):
        raise InvalidInputError("paper_hour", field="jam")


def _free_number(sheet: EmergencySheet, number_id: int | None, version_id: int, actor: Actor) -> LetterNumber | None:
    if number_id is None:
        return None
    archive = catalogue.definition_of(version_id, office_id=actor.office_id).archive_code
    found = next((one for one in numbers(sheet, free=True) if one.id == number_id), None)
    if found is None or not found.written.startswith(f"{archive}/"):
        raise InvalidInputError("paper_number", field="nomor")
    return found


def _slip(sheet: EmergencySheet, position: int) -> tuple[EmergencySlip, PaperCode, Request | None]:
    found = next((one for one in slips(sheet) if one[0].position == position), None)
    if found is None:
        raise NotFoundError("no_such_slip")
    return found


def _locked(actor: Actor) -> EmergencySheet:
    """Return the office's open sheet; its row is the lock of everything that is done to it."""
    sheet = open_sheet(_office(actor), lock=True)
    if sheet is None:
        raise NotFoundError("no_sheet")
    return sheet


def _office(actor: Actor) -> int:
    if actor.office_id is None or not actor.may(Permission.REQUEST_ASSIST):
        raise NotAllowedError("page")
    return actor.office_id
