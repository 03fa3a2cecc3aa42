"""Appointments at the office: the heirs and two witnesses sign their own statement in front of an officer.

A time that was offered soon enough stands on the people who come; one offered late stays on the office, whole
(``slots.slot_stops_clock``). Whoever applied may ask for another time once they see the offer.

The clock stands on nobody who was not told. At the offer it does where a message goes out by itself, or where the
officer told them by telephone and says what came of it. That a message goes out proves little, least of all where
nobody opened the inbox or the request: so nobody is recorded as absent unless, before the hour, a message arrived or
was opened, or the office noted a call or a WhatsApp text; such a note is the officer's word, and nothing more. Where
that cannot be shown, the office calls the time off, and the wait becomes its own (``clock.called_off``). Somebody who
comes proves it by coming.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.catalogue import heirs
from eservice.catalogue.heirs import Guest
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError
from eservice.notifications import queries as messages
from eservice.notifications.actions import Recipient, announce
from eservice.offices.models import Membership
from eservice.requests import meetings, telling
from eservice.requests.definitions import definition_of
from eservice.requests.meetings import Window
from eservice.requests.models import Request, RequestProof
from eservice.requests.slots import slot_stops_clock
from eservice.requests.steps import Move, calendar_of, office_calendar, take
from eservice.requests.visits import RequestVisit
from eservice.requests.workflow import ProofKind, Step, Verdict, VisitKind, VisitOutcome
from eservice.uploads.models import Upload

FAILED = (VisitOutcome.NOT_ALL, VisitOutcome.NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """When who is to come, and who receives them."""

    window: Window
    called: Sequence[str]
    host: Membership
    phoned: str = ""
    """What came of telling them by telephone, where the officer did."""


def guests(request: Request) -> tuple[Guest, ...]:
    """Return who has to sign in front of the officer, as the request names them; nobody where no paper asks for it."""
    return heirs.must_come(request.answers) if definition_of(request).appointment else ()


def offer(request: Request, invitation: Invitation, *, actor: Actor, at: datetime) -> RequestVisit:
    """Offer a time, and tell the citizen; one that was offered before is called off. A call is noted with it.

    Raises:
        ConflictError: ``no_appointment``, this service asks nobody to come; ``appointment_unrecorded``, the hour that
            was offered before has come, and what became of it is not recorded.
        InvalidInputError: ``nobody_called``, ``visit_window``, ``visit_far``, ``appointment_shut``, ``other_office``.
        NotFinishedError: ``visit_open``, ``blocked``.
    """
    if not definition_of(request).appointment:
        raise ConflictError("no_appointment")
    before = planned(request)
    if before is not None and before.from_at <= at:
        raise ConflictError("appointment_unrecorded")
    meetings.check_alone(request, VisitKind.OFFICE)
    meetings.check_host(request, invitation.host, at=at)
    called = _called(invitation)
    _check_window(request, invitation.window, at=at)
    if before is not None:  # first what was not waited for it is given back
        take(request, Step.CALL_OFF_APPOINTMENT, actor=actor, at=at)
    told = telling.is_told(request) or bool(invitation.phoned.strip())
    stops = told and slot_stops_clock(request.history, at=at, calendar=calendar_of(request))
    move = _awaited(request, invitation.window, stops=stops, at=at, details={"host": invitation.host.id})
    take(request, Step.OFFER_APPOINTMENT, actor=actor, at=at, move=move)
    added = meetings.add(request, invitation.window, invitation.host.id, actor=actor, at=at, called=called)
    telling.tell(request, "appointment_offered", at=at, **meetings.when(invitation.window))
    if invitation.phoned.strip():
        telling.note_call(request, invitation.phoned, actor=actor, at=at)
    return added


def kept(request: Request, meeting_id: int, scan: Callable[[], Upload], *, actor: Actor, at: datetime) -> RequestVisit:
    """Record that all came and signed; the scan of what they signed is the proof the letter will stand on.

    Args:
        scan: takes the file in; called once the appointment is really recorded.

    Raises:
        ConflictError: ``appointment_recorded``.
        NotFoundError, NotAllowedError: as ``meetings.meeting``.
        NotFinishedError: ``blocked``.
    """
    found = _open(request, meeting_id, actor=actor)
    meetings.close(found, VisitOutcome.SIGNED, at, actor=actor, at=at)
    take(request, Step.APPOINTMENT_KEPT, actor=actor, at=at, move=Move(details={"visit": found.id}))
    requirement = definition_of(request).appointment
    request.proofs.append(
        RequestProof(
            requirement=requirement, kind=ProofKind.UPLOADED, upload_id=scan().id, added_at=at,
            verdict=Verdict.COMPLETE, judged_by_id=actor.membership_id, judged_at=at,
            seen_at=at, seen_by_id=actor.membership_id,
        )
    )  # fmt: skip
    return found


def failed(
    request: Request,
    meeting_id: int,
    outcome: VisitOutcome,
    again: Window | None,
    *,
    came: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> RequestVisit:
    """Record that not all came, and who did, or nobody; with the time agreed anew, to which the clock stands on them.

    Without one the office goes on, and has as long to offer one as at the first time. Somebody is missing from the hour
    they were told, everybody once the window is over; nobody's absence mends what is broken already.

    Args:
        came: who of those called came, where not all did. Kept by their places among them: the history names nobody.

    Raises:
        InvalidInputError: ``appointment_too_early``; ``nobody_came``, not all did, but nobody is named who did;
            ``visit_window``, ``visit_far``, ``appointment_shut``.
        NotAllowedError: ``appointment_untold``, nothing shows that anybody was told of the time at which nobody came.
        ConflictError: ``appointment_recorded``.
        NotFoundError, NotAllowedError: as ``meetings.meeting``.
    """
    found = _open(request, meeting_id, actor=actor)
    if outcome not in FAILED or at < (found.until_at if outcome is VisitOutcome.NOBODY else found.from_at):
        raise InvalidInputError("appointment_too_early", field="outcome")
    if outcome is VisitOutcome.NOBODY and not _was_told(request, found):
        raise NotAllowedError("appointment_untold")
    there = [place for place, name in enumerate(found.called) if name in came]
    if outcome is VisitOutcome.NOT_ALL and not there:
        raise InvalidInputError("nobody_came", field="came")
    if again is not None:
        _check_window(request, again, at=at)
    meetings.close(found, outcome, at, actor=actor, at=at)
    details: dict[str, object] = {"visit": found.id, "outcome": outcome}
    details |= {"came": there} if outcome is VisitOutcome.NOT_ALL else {}
    told = outcome is VisitOutcome.NOT_ALL or telling.is_told(request)  # some are here, and hear of it
    move = Move(details=details) if again is None else _awaited(request, again, stops=told, at=at, details=details)
    take(request, Step.APPOINTMENT_FAILED, actor=actor, at=at, move=move)
    if again is None:
        telling.tell(request, "appointment_missed", at=at)
    else:
        meetings.add(request, again, found.visitor_id, actor=actor, at=at, called=list(found.called))
        telling.tell(request, "appointment_again", at=at, **meetings.when(again))
    return found


def call_off(request: Request, *, actor: Actor, at: datetime) -> None:
    """Call an appointment off and tell the citizen; the time up to the next one is the office's own.

    Raises:
        ConflictError: ``no_appointment_planned``.
    """
    if planned(request) is None:
        raise ConflictError("no_appointment_planned")
    take(request, Step.CALL_OFF_APPOINTMENT, actor=actor, at=at)
    telling.tell(request, "appointment_off", at=at)


def ask_another_time(request: Request, wish: str, *, actor: Actor, at: datetime) -> None:
    """Say that this time does not suit, and when others would: the office offers another one.

    Raises:
        ConflictError: ``no_appointment_planned``; ``appointment_over``, its hour has come.
    """
    found = planned(request)
    if found is None:
        raise ConflictError("no_appointment_planned")
    if found.from_at <= at:
        raise ConflictError("appointment_over")
    take(request, Step.ANOTHER_TIME, actor=actor, at=at, move=Move(reason=wish))
    host = accounts.account((request.holder or found.visitor).user_id)
    to = Recipient(user_id=host.id, language=host.language)
    announce("another_time", to=to, at=at, params={"desk_code": request.code})


def planned(request: Request) -> RequestVisit | None:
    """Return the appointment that is still to be held, or None."""
    return meetings.planned(request, VisitKind.OFFICE)


def _open(request: Request, meeting_id: int, *, actor: Actor) -> RequestVisit:
    found = meetings.meeting(request, meeting_id, VisitKind.OFFICE, actor=actor)
    if found.outcome is not None:
        raise ConflictError("appointment_recorded")
    return found


def _was_told(request: Request, found: RequestVisit) -> bool:
    between = (found.planned_at, found.from_at)
    return messages.was_reached(request.code or "", telling.APPOINTMENT_TEXTS, between=between)


def _called(invitation: Invitation) -> list[str]:
    called = [name.strip() for name in invitation.called if name.strip()]
    if not called:
        raise InvalidInputError("nobody_called", field="called")
    return called


def _check_window(request: Request, window: Window, *, at: datetime) -> None:
    """Refuse a window in which the counter is shut for a part: nobody is called to a locked door."""
    meetings.check_window(request, window, at=at)
    hours = office_calendar(request.office, minutes=True)
    if hours.working_seconds(window.from_at, window.until_at) < (window.until_at - window.from_at).total_seconds():
        raise InvalidInputError("appointment_shut", field="on")


def _awaited(request: Request, window: Window, *, stops: bool, at: datetime, details: dict[str, object]) -> Move:
    return Move(
        visit_at=window.from_at,
        rests_until=window.from_at if stops else None,
        promised_at=meetings.after_rest(request, window.from_at, at=at) if stops else None,
        details=details | {"from": window.from_at.isoformat(), "until": window.until_at.isoformat()},
    )
