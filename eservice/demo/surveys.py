"""What the citizens of the demo think of it: asked week by week, answered by some, through the real actions.

Told in one go once the letters of the history are drawn: only then is anybody served. Shares are guesses: three of ten
answer from an account, one of seven with a receipt. Time and facilities please least; cost nearly always most, since
nothing costs anything.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.clock import travel, wib
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests.models import Request
from eservice.satisfaction import actions, inviting, mixing, queries, rules
from eservice.satisfaction.actions import Plan, Told
from eservice.satisfaction.models import SurveyInvitation
from eservice.satisfaction.rules import FACTS, Element, Fact, PlanState, Quarter

_WEEK = timedelta(days=7)
_LATER = timedelta(days=2)
"""So long after they were asked people answer, if they do."""
_FROM_ACCOUNT, _WITH_RECEIPT = 0.3, 0.15

_USUAL = (1, 7, 55, 37)
_LEAN: dict[Element, tuple[int, int, int, int]] = {
    Element.TIME: (4, 21, 51, 24),
    Element.FACILITIES: (3, 16, 56, 25),
    Element.COMPLAINTS: (4, 14, 33, 49),
    Element.COST: (0, 1, 4, 95),
}
"""How often each of the four words is said, of a hundred, where it is not as usual."""
_PASSED_OVER = {Element.COMPLAINTS: 0.08, Element.FACILITIES: 0.03}

_COMMENTS = (
    "Petugasnya sabar menjelaskan.",
    "Cepat, suratnya langsung bisa diunduh.",
    "Antrean hari Senin masih panjang.",
    "Tolong tambah kursi di ruang tunggu.",
    "Contoh foto KK di halamannya membantu.",
    "Saya harus datang dua kali karena fotonya buram.",
    "Terima kasih, tidak perlu izin kerja.",
)
_PLANS = {
    Element.TIME: "Tanda tangan dua kali sehari, pukul 10.00 dan 14.00.",
    Element.FACILITIES: "Tambah delapan kursi dan papan syarat di ruang tunggu.",
    Element.COMPLAINTS: "Kotak saran dibuka tiap Jumat; jawabannya ditempel di papan.",
}
_OTHERWISE = "Contoh berkas yang benar dipasang di loket dan di halaman layanan."


def tell(office_ids: Sequence[int], *, start: datetime, as_of: datetime) -> None:
    """Ask everybody who was served, week by week, and let some answer; close the quarter that is over."""
    rng = random.Random("what citizens think")  # noqa: S311 - invented answers
    at = start + _WEEK
    while at < as_of + _WEEK:
        asked_at = min(at, as_of - _LATER)
        with travel(asked_at):
            for office_id in office_ids:
                inviting.invite(office_id, at=asked_at)
        with travel(asked_at + _LATER), transaction():
            _answer(rng, asked_on=wib(asked_at).date(), at=asked_at + _LATER)
        at += _WEEK
    mixing.mix_due(at=as_of)
    over = Quarter.of(wib(start).date())
    if over.is_closed(wib(as_of).date()):
        for office_id in office_ids:
            _close(office_id, over, at=as_of)


def _answer(rng: random.Random, *, asked_on: date, at: datetime) -> None:
    """Let some of those who were asked on a day say what they think."""
    asked = (
        select(Request)
        .join(SurveyInvitation, SurveyInvitation.request_id == Request.id)
        .where(SurveyInvitation.invited_on == asked_on, ~SurveyInvitation.answered)
        .order_by(Request.closed_at, Request.code)
    )
    for request in db.session.scalars(asked):
        if request.user_id is not None and rng.random() < _FROM_ACCOUNT:
            actor = Actor(Role.CITIZEN, user_id=request.user_id)
        elif request.user_id is None and rng.random() < _WITH_RECEIPT:
            actor = Actor(Role.BEARER, receipt_id=request.id)
        else:
            continue
        actions.answer_own(request, _said(rng), actor=actor, at=at)


def _said(rng: random.Random) -> Told:
    scores = {
        element: rng.choices((1, 2, 3, 4), _LEAN.get(element, _USUAL))[0]
        for element in Element
        if rng.random() >= _PASSED_OVER.get(element, 0)
    }
    comment = rng.choice(_COMMENTS) if rng.random() < 0.12 else ""
    facts = {fact: rng.choice(FACTS[fact]) for fact in (Fact.SEX, Fact.AGE) if rng.random() < 0.7}
    return Told(scores, comment, facts)


def _close(office_id: int, quarter: Quarter, *, at: datetime) -> None:
    """Plan what to do about the lowest elements of a quarter that is over, and make its figures public."""
    with travel(at), transaction():
        told, team = queries.survey(office_id, quarter, at=at), offices.members(office_id, at=at)
        boss = next((one for one in team if one.role is Role.SUPERVISOR), None)
        owner = next((one for one in team if one.role is Role.OFFICER), None)
        if told.own.shown is None or told.waiting or boss is None or owner is None:
            return
        actor = Actor(Role.SUPERVISOR, user_id=boss.user_id, membership_id=boss.id, office_id=office_id)
        due_on = wib(at).date() + timedelta(days=45)
        states = (PlanState.UNDERWAY, PlanState.PLANNED, PlanState.PLANNED)
        for element, state in zip(rules.lowest(told.own.shown), states, strict=True):
            plan = Plan(_PLANS.get(element, _OTHERWISE), owner.id, due_on, state)
            actions.plan(office_id, quarter, element, plan, actor=actor, at=at)
        actions.publish(office_id, quarter, actor=actor, at=at)
