"""Appointments of heirs: offered, recorded, called off; and an objection that stops a request."""

from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue import heirs
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.offices import queries as offices
from eservice.requests import appointments, blocking, telling
from eservice.requests.appointments import Invitation
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.slots import slot_stops_clock
from eservice.requests.steps import calendar_of
from eservice.requests.workflow import VisitKind, VisitOutcome
from eservice.uploads import actions as uploads
from eservice.web.appointed import called_as, guest_words
from eservice.web.desk import Ask, answer, case, press, when_told
from eservice.web.guards import requires, signed_in
from eservice.web.officer.appointment_forms import BlockForm, HeldForm, OfferForm, UnblockForm
from eservice.web.officer.reach import number_of
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url


@blueprint.route("/petugas/permohonan/<code>/tawarkan-waktu", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def offer_appointment(code: str) -> ResponseReturnValue:
    """Offer a time at which the heirs and witnesses come and sign; the citizen is told."""
    actor, at = signed_in(), clock.now()
    found = case(code, actor)
    guests = [(one.name, guest_words(one)) for one in appointments.guests(found)]
    on_duty = offices.officers_on_duty(found.office_id or 0, at=at)
    colleagues = [(one, accounts.account(one.user_id).name) for one in on_duty]
    form = OfferForm().offer(guests, colleagues, me=actor.membership_id)

    def offer(found: Request, actor: Actor, at: datetime) -> None:
        host = offices.membership(form.visitor.data)
        called, phoned = form.called.data or [], form.phoned.data or ""
        invitation = Invitation(window=form.window, called=called, host=host, phoned=phoned)
        appointments.offer(found, invitation, actor=actor, at=at)

    done = when_told(_("Waktu bertemu ditawarkan. Pemohon sudah diberi tahu."), _("Waktu bertemu ditawarkan."))
    ask = Ask("officer/offer_appointment.html", done, show_url(code))
    return answer(
        code,
        form,
        offer,
        ask,
        in_time=slot_stops_clock(found.history, at=at, calendar=calendar_of(found)),
        told=telling.is_told(found),
        number=number_of(found),
        statement=_statement_of(found),
        far=heirs.far_away(found.answers),
        planned=appointments.planned(found),
    )


@blueprint.route("/petugas/permohonan/<code>/pertemuan/<int:meeting_id>", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def appointment(code: str, meeting_id: int) -> ResponseReturnValue:
    """Record who came: all signed, with the scan; not all, or nobody, with another time."""
    found = case(code, signed_in())
    meeting = next((one for one in found.visits if one.id == meeting_id and one.kind is VisitKind.OFFICE), None)
    if meeting is None:
        raise NotFoundError("no_such_visit")
    called = called_as(meeting.called, appointments.guests(found))
    form = HeldForm().offer(list(zip(meeting.called, called, strict=True)))
    prepared = _prepared(form) if request.method == "POST" else None

    def record(found: Request, actor: Actor, at: datetime) -> None:
        if isinstance(prepared, DomainError):
            raise prepared
        if prepared is not None:
            owner = uploads.Owner(user_id=actor.user_id)
            scan = lambda: uploads.receive(prepared, owner=owner, at=at)  # noqa: E731 - taken in once it is recorded
            appointments.kept(found, meeting_id, scan, actor=actor, at=at)
        else:
            outcome = VisitOutcome(form.outcome.data)
            came = form.came.data or []
            appointments.failed(found, meeting_id, outcome, form.again, came=came, actor=actor, at=at)

    ask = Ask("officer/appointment.html", _("Hasil pertemuan tercatat."), show_url(code))
    return answer(code, form, record, ask, meeting=meeting, called=called, statement=_statement_of(found))


@blueprint.post("/petugas/permohonan/<code>/pertemuan/batal")
@requires(Permission.REQUEST_REVIEW)
def call_off_appointment(code: str) -> ResponseReturnValue:
    """Call an appointment off; nobody comes for nothing."""
    return press(
        code,
        lambda found, actor, at: appointments.call_off(found, actor=actor, at=at),
        done=when_told(_("Waktu bertemu dibatalkan. Pemohon sudah diberi tahu."), _("Waktu bertemu dibatalkan.")),
        back=show_url(code),
    )


@blueprint.route("/petugas/permohonan/<code>/blokir", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def block(code: str) -> ResponseReturnValue:
    """Stop a request because somebody objects who says to be an heir too."""
    planned, at = appointments.planned(case(code, signed_in())), clock.now()
    held = planned if planned is not None and planned.from_at <= at else None
    form = BlockForm().ask(held=held is not None)
    done = when_told(_("Permohonan diblokir. Pemohon sudah diberi tahu."), _("Permohonan diblokir."))
    return answer(
        code,
        form,
        lambda found, actor, at: blocking.block(
            found, form.reason.data or "", actor=actor, at=at, at_meeting=form.raised_there
        ),
        Ask("officer/block.html", done, show_url(code)),
        held=held,
    )


@blueprint.route("/petugas/permohonan/<code>/buka-blokir", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def unblock(code: str) -> ResponseReturnValue:
    """Go on once the objection is settled."""
    form = UnblockForm()
    done = when_told(_("Blokir dibuka. Pemohon sudah diberi tahu."), _("Blokir dibuka."))
    return answer(
        code,
        form,
        lambda found, actor, at: blocking.unblock(found, form.reason.data or "", actor=actor, at=at),
        Ask("officer/unblock.html", done, show_url(code)),
    )


def _statement_of(found: Request) -> str:
    """Return the key of the statement that is signed here."""
    definition = definition_of(found)
    wanted = (one.statement for one in definition.requirements if one.key == definition.appointment)
    return next(wanted, "")


def _prepared(form: HeldForm) -> uploads.Prepared | DomainError | None:
    """Return the scan, or why it is refused: the transaction says so at its field. None where not all signed."""
    if not form.signed or not form.file.data:
        return None
    try:
        return uploads.prepare(form.file.data.stream, form.file.data.filename or "")
    except DomainError as wrong:
        return wrong
