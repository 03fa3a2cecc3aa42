"""The team today: who is here, who is away and until when, what each has in hand and did with it last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role, may
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.offices import queries as offices
from eservice.offices.models import Membership, Office
from eservice.requests import hands
from eservice.requests.hands import Held
from eservice.staff import actions
from eservice.staff import queries as staff
from eservice.staff.lending import loans
from eservice.staff.models import Absence
from eservice.staff.rules import is_running
from eservice.staff.sightings import Sighting, sightings
from eservice.web.absences import absence_form, known, recording
from eservice.web.answering import answer, press
from eservice.web.guards import requires, signed_in
from eservice.web.lending import lend_form, lending_of
from eservice.web.supervisor.alarms import staffing_alarms
from eservice.web.supervisor.routes import blueprint


@dataclass(frozen=True)
class Colleague:
    """One member of an office as the page shows them."""

    user_id: int
    name: str
    role: Role
    position: str
    lent_by: str
    """The office that lends them here; empty for one's own people."""
    away: Absence | None
    coming: Sequence[Absence]
    held: Sequence[Held]
    seen: Sequence[Sighting]
    """Sign-ins while away, or on two devices at once; shown to who may act on it."""


@blueprint.get("/penyelia/tim")
@requires(Permission.FIGURES_SEE)
def team() -> ResponseReturnValue:
    """Show the people of one office, and how many are here in each of the others."""
    actor, at = signed_in(), clock.now()
    reach = reach_of(actor)
    wanted = request.args.get("kantor", "")
    office = next((one for one in reach if one.code == wanted), reach[0])
    people = [one for one in offices.members(office.id, at=at) if may(one.role, Permission.REQUEST_REVIEW)]
    return render_template(
        "supervisor/team.html",
        office=office,
        others=[(one, *_presence(one, at=at)) for one in reach if one.id != office.id],
        people=_colleagues(people, at=at),
        why=staff.why_closed(office.id, at=at),
        worries=staffing_alarms(office, reader=actor, at=at),
        may_act=actor.may(Permission.REQUEST_SUPERVISE),
        at=at,
    )


@blueprint.route("/penyelia/tim/<int:user_id>/tidak-masuk", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def absence_record(user_id: int) -> ResponseReturnValue:
    """Write down that somebody of the team is away."""
    if not actions.may_answer_for(user_id, signed_in(), at=clock.now()):
        raise NotFoundError("no_such_account")
    form = absence_form(user_id)
    return answer(
        "supervisor/absence_record.html",
        form,
        recording(form, user_id),
        done=(_("Tercatat. Yang dipegangnya kembali ke antrean begitu waktunya mulai."), url_for(".team")),
        shown=lambda: {"name": accounts.account(user_id).name, "user_id": user_id},
    )


@blueprint.post("/penyelia/tim/tidak-masuk/<int:absence_id>/akhiri")
@requires(Permission.REQUEST_SUPERVISE)
def absence_end(absence_id: int) -> ResponseReturnValue:
    """Let somebody of the team be back before the time."""
    return press(
        lambda actor: actions.end_absence(absence_id, actor=actor, at=clock.now()),
        done=(_("Catatan tidak masuk itu berakhir sekarang."), url_for(".team")),
    )


@blueprint.route("/penyelia/perbantuan/<code>", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def lend(code: str) -> ResponseReturnValue:
    """Lend an officer to another office for a day or a few."""
    office = next((one for one in reach_of(signed_in()) if one.code == code), None)
    if office is None:
        raise NotFoundError("no_such_office")
    form = lend_form(office)
    return answer(
        "supervisor/lend.html",
        form,
        lending_of(form),
        done=(_("Tercatat. Haknya di sana mulai dan berakhir dengan sendirinya."), url_for(".team", kantor=code)),
        shown=lambda: {"office": offices.office_by_code(code)},
    )


def reach_of(actor: Actor) -> list[Office]:
    """Return the actor's office and those below it, the own one first."""
    if actor.office_id is None:
        raise NotAllowedError("page")
    return [offices.office(one) for one in offices.office_ids_under(actor.office_id)]


def _presence(office: Office, *, at: datetime) -> tuple[int, int]:
    """Return how many officers of an office are here, and how many there are."""
    officers = offices.officers_on_duty(office.id, at=at)
    return sum(not staff.is_away(one.id, at=at) for one in officers), len(officers)


def _colleagues(people: Sequence[Membership], *, at: datetime) -> list[Colleague]:
    absences: Mapping[int, Sequence[Absence]] = known(one.user_id for one in people)
    held: dict[int, list[Held]] = {}
    for one in hands.in_hands(member.id for member in people):
        held.setdefault(one.holder_id, []).append(one)
    lent, seen = loans(one.id for one in people), sightings((one.user_id for one in people), at=at)
    found = [
        Colleague(
            user_id=one.user_id,
            name=accounts.account(one.user_id).name,
            role=one.role,
            position=one.position,
            lent_by=lent[one.id].home.office.full_name if one.id in lent else "",
            away=staff.running(one.id, at=at),
            coming=[
                span
                for span in absences.get(one.user_id, [])
                if span.membership_id in (None, one.id) and not is_running(span, at=at)
            ],
            held=held.get(one.id, []),
            seen=seen.get(one.user_id, []),
        )
        for one in people
    ]
    return sorted(found, key=lambda one: one.name.casefold())
