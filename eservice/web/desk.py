"""What all desks of the office share: a request within reach, time left in words and shape, one act in a transaction.

The pages of officers and signers stand on it; audiences do not import each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from flask import flash, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.codes import read_code, show_code
from eservice.kernel.errors import ConflictError, DomainError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.requests import queries, telling
from eservice.requests.clock import is_broken
from eservice.requests.models import Request
from eservice.requests.steps import is_own_household, position_of
from eservice.requests.workflow import CLOSED, Status
from eservice.web import looking
from eservice.web.addresses import row_number
from eservice.web.errors import sentence, status_of
from eservice.web.filters import duration, hour, short_day, working_hours
from eservice.web.forms import HouseForm
from eservice.web.guards import note_refusal, note_refused, signed_in
from eservice.worktime.rules import Calendar

Verb: TypeAlias = Callable[[Request, Actor, datetime], object]
Said: TypeAlias = tuple[str, str]
"""A sentence and its tone."""
Done: TypeAlias = str | Callable[[Request], Said]
"""What is said after an act: one sentence, or one that depends on the request as it is then."""

_HOUR = 3600


@dataclass(frozen=True)
class Due:
    """Time left, as ``due`` of the components draws it."""

    words: str
    shape: str = ""
    tone: str = "good"


def time_left(promised_at: datetime, status: Status, calendar: Calendar, *, paused: bool, at: datetime) -> Due:
    """Return what is left of a promise in the office's working hours; by the wall clock how long it is broken."""
    if status in CLOSED:
        return Due(_("selesai"), "q1", "mute")
    if paused:
        return Due(_("berhenti"), "paused", "info")
    if is_broken(promised_at, at=at):
        return Due(_lateness(promised_at, at=at), "late", "bad")
    days = (clock.wib(promised_at).date() - clock.wib(at).date()).days
    left = calendar.working_seconds(at, promised_at)
    if days == 0:
        words = _("sisa %(time)s", time=working_hours(left))
        return Due(words, "q3", "wait") if left < 2 * _HOUR else Due(words, "q2")
    words = _("besok %(hour)s", hour=hour(promised_at)) if days == 1 else short_day(promised_at)
    return Due(words, "q3", "wait") if left < 2 * _HOUR else Due(words, "q1")


def work_left(promised_at: datetime, status: Status, calendar: Calendar, *, paused: bool, at: datetime) -> str:
    """Return in the office's working hours what ``time_left`` does not say of a promise; nothing once closed."""
    if status in CLOSED:
        return ""
    if status is Status.ON_HOLD:
        return str(_("jam kantor berhenti selama gangguan"))
    if paused and status is Status.AWAITING_CONFIRMATION:
        return str(_("jam kantor berhenti, menunggu Ketua RT"))
    if paused:
        return str(_("jam kantor berhenti, menunggu pemohon"))
    if is_broken(promised_at, at=at):
        passed = calendar.working_seconds(promised_at, at)
        return str(_("lewat %(time)s waktu kerja", time=working_hours(passed))) if passed else ""
    is_today = clock.wib(promised_at).date() == clock.wib(at).date()  # then ``time_left`` says it in the same hours
    left = working_hours(calendar.working_seconds(at, promised_at))
    return "" if is_today else str(_("tersisa %(time)s waktu kerja", time=left))


def _lateness(promised_at: datetime, *, at: datetime) -> str:
    days = (clock.wib(at).date() - clock.wib(promised_at).date()).days
    if days:
        return str(ngettext("lewat %(num)s hari", "lewat %(num)s hari", days))
    return str(_("lewat %(time)s", time=duration(max(int((at - promised_at).total_seconds()), 60))))


def case(code: str, actor: Actor) -> Request:
    """Return a filed request that is the actor's to handle: within reach, and of nobody in the own household.

    Raises:
        NotFoundError: there is none.
        NotAllowedError: ``other_office`` or ``own_household``; the attempt is recorded.
    """
    found = case_to_read(code, actor)
    if is_own_household(actor, found):
        note_refusal(f"request:{found.id}", action="request:refused")
        raise NotAllowedError("own_household")
    return found


def case_to_read(code: str, actor: Actor) -> Request:
    """Return a filed request that the actor's office handles, signs, or stands above, the own household's too.

    Raises:
        NotFoundError: there is none.
        NotAllowedError: ``other_office``; the attempt is recorded.
    """
    read = read_code(code)
    if read is None:
        raise NotFoundError("no_such_request")
    found = queries.request_by_code(read)
    if not position_of(actor, found, at=clock.now()).in_reach:
        note_refusal(f"request:{found.id}", action="request:refused")
        raise NotAllowedError("other_office")
    looking.saw(found.id)
    return found


def change(code: str, verb: Verb, *, seen: int | None = None, also_kin: bool = False) -> None:
    """Carry out one act in one transaction, on the state of the request that the page showed.

    What is no step of the law, a note or a call, is kept from the own household here like the steps are.

    Args:
        also_kin: the act is open in a request of the own household too.
        seen: how many events the page knew of, where it does not say so in its field ``version``; one more since
            then, and somebody else was there.

    Raises:
        ConflictError: ``changed_meanwhile``.
        DomainError: what the law refuses.
    """
    actor, read = signed_in(), read_code(code)
    with transaction():
        found = queries.for_change(read or "")
        if not position_of(actor, found, at=clock.now()).in_reach:
            raise NotAllowedError("other_office")
        if is_own_household(actor, found) and not also_kin:
            raise NotAllowedError("own_household")
        seen = row_number(asked.form.get("version")) if seen is None else seen
        if seen is not None and seen != len(found.history):
            raise ConflictError("changed_meanwhile")
        verb(found, actor, clock.now())


def when_told(told: str, done: str) -> Callable[[Request], Said]:
    """Return what to say after an act that tells the applicant: ``told`` where a message goes out.

    Args:
        done: the act alone; how to reach the applicant is said behind it where no message goes out.
    """

    def said(found: Request) -> Said:
        if telling.is_told(found):
            return told, "good"
        if telling.phone_of(found) is not None:
            how = _("Tidak ada pesan yang keluar sendiri: kabari %(code)s lewat WhatsApp atau telepon.",
                    code=show_code(found.code or ""))  # fmt: skip
        else:
            how = _("Belum ada cara menghubungi pemohon %(code)s: titip kabar lewat keluarga atau Ketua RT, lalu catat"
                    " di “Catat telepon”.", code=show_code(found.code or ""))  # fmt: skip
        return f"{done} {how}", "wait"

    return said


def tell_done(done: Done, code: str) -> None:
    """Say after an act what was done, on the next page."""
    words, tone = (done, "good") if isinstance(done, str) else done(queries.request_by_code(read_code(code) or ""))
    flash(words, tone)


def press(code: str, verb: Verb, *, done: Done, back: str) -> ResponseReturnValue:
    """Carry out the act of a single button and return to the page; a refusal is said there."""
    try:
        change(code, verb)
    except DomainError as error:
        note_refused(error)
        flash(sentence(error), "bad")
    else:
        tell_done(done, code)
    return redirect(back, 303)


@dataclass(frozen=True)
class Ask:
    """One page that asks before an act: its template, what it says when done, and where it leads."""

    template: str
    done: Done
    onward: str
    home: str = "officer.request_show"
    also_kin: bool = False
    """Whether the act is open in a request of the own household too."""


def answer(code: str, form: HouseForm, verb: Verb, ask: Ask, **shown: Any) -> ResponseReturnValue:
    """Show a form; once it is sent and right, act and go on; a refusal is said at its field, nothing typed is lost."""
    look = case_to_read if ask.also_kin else case
    found, status = look(code, signed_in()), 200
    if form.validate_on_submit():
        try:
            change(code, verb, also_kin=ask.also_kin)
        except DomainError as error:
            note_refused(error)
            form.refuse(error)
            status, found = status_of(error), look(code, signed_in())
        else:
            tell_done(ask.done, code)
            return redirect(ask.onward, 303)
    elif form.errors:
        status = 422
    page = render_template(ask.template, form=form, request=found, home=url_for(ask.home, code=found.code), **shown)
    return page, status
