"""A request's life away from the screen, in verbs: an officer goes out to look, heirs come to sign."""

from datetime import datetime
from functools import partial

from eservice.accounts.actor import Actor
from eservice.demo.life import scan
from eservice.kernel.clock import travel
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.requests import appointments, blocking, queries, visiting
from eservice.requests.meetings import Window
from eservice.requests.surveying import Findings, Floor, Judgement, Roof, Wall
from eservice.requests.visiting import Stood
from eservice.uploads import actions as uploads
from eservice.uploads.actions import Owner

HOUSE = "Foto rumah"
"""Title of the picture that an officer takes on a visit."""


def plan_visit(code: str, window: Window, officer: Actor, *, at: datetime) -> None:
    """Say when the officer comes to look."""
    with travel(at), transaction():
        visiting.plan(queries.for_change(code), window, _member(officer), actor=officer, at=at)


def visit(code: str, remark: str, officer: Actor, *, at: datetime) -> None:
    """Record the visit that was planned: somebody was met, and what was told is so."""
    found = Findings(judgement=Judgement.FITS, floor=Floor.CEMENT, wall=Wall.WOOD, roof=Roof.ZINC, remark=remark)
    with travel(at), transaction():
        request = queries.for_change(code)
        planned = visiting.planned(request)
        if planned is not None:
            photo = partial(uploads.receive, scan(HOUSE), owner=Owner(user_id=officer.user_id), at=at)
            visiting.record(request, planned.id, found, Stood(made_at=at, photo=photo), actor=officer, at=at)


def find_nobody(code: str, again: Window, officer: Actor, *, at: datetime) -> None:
    """Record that nobody opened, and agree on another hour."""
    with travel(at), transaction():
        request = queries.for_change(code)
        planned = visiting.planned(request)
        if planned is not None:
            visiting.nobody_home(request, planned.id, again, Stood(made_at=at), actor=officer, at=at)


def _member(officer: Actor) -> Membership:
    return offices.membership(officer.membership_id or 0)


def invite(code: str, window: Window, officer: Actor, *, at: datetime) -> None:
    """Offer everybody whom a request names an hour to come and sign."""
    with travel(at), transaction():
        request = queries.for_change(code)
        called = [one.name for one in appointments.guests(request)]
        invitation = appointments.Invitation(window=window, called=called, host=_member(officer))
        appointments.offer(request, invitation, actor=officer, at=at)


def object_to(code: str, reason: str, officer: Actor, *, at: datetime) -> None:
    """Note that somebody objects who says to be an heir too."""
    with travel(at), transaction():
        blocking.block(queries.for_change(code), reason, actor=officer, at=at)


def heirs_signed(code: str, officer: Actor, *, at: datetime) -> None:
    """Record that all heirs who were called came, and keep the scan of what they signed."""
    with travel(at), transaction():
        request = queries.for_change(code)
        planned = appointments.planned(request)
        owner = Owner(user_id=officer.user_id)
        sheet = scan("Surat pernyataan ahli waris bermeterai Rp10.000")
        appointments.kept(
            request, planned.id if planned else 0, lambda: uploads.receive(sheet, owner=owner, at=at),
            actor=officer, at=at,
        )  # fmt: skip
