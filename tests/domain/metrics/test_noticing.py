"""What supervisors are told without asking: once a day, in the morning or when a backlog grows, if they want to."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.metrics import noticing
from eservice.metrics.models import FigureNotice
from eservice.metrics.notices import NoticeKind
from eservice.notifications import delivery, texts
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel
from eservice.offices.models import Membership
from eservice.staff import actions as staff
from eservice.staff.rules import AbsenceKind
from tests.past import NOW, Past, begin

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = NOW - 3.5 * HOUR
"""Friday 10 July 2026, 07.30 WIB."""


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura")


@pytest.fixture
def supervisor(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SUPERVISOR)


def mails() -> list[Message]:
    db.session.expire_all()
    wanted = select(Message).where(
        Message.template.in_(["morning", "backlog"]), Message.channel == MessageChannel.EMAIL
    )
    return list(db.session.scalars(wanted.order_by(Message.id)))


def some_weeks(past: Past, *, each: int, now: int) -> None:
    """Write ``each`` requests that were open at this hour of each of twenty Fridays, and ``now`` that are open."""
    with transaction():
        for weeks in range(20, 0, -1):
            for _ in range(each):
                past.tell("claim judge recommend sign issue", filed_at=NOW - weeks * 7 * DAY - 25 * HOUR, hours=6)
        for _ in range(now):
            past.tell("", filed_at=NOW - 2 * HOUR)


class Postbox:
    """Takes mail in."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send(self, *, to: str, subject: str, body: str) -> None:
        self.bodies.append(body)


def test_the_morning_is_told_once_in_seven_lines_without_a_name(
    db_app: Flask, past: Past, supervisor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_weeks(past, each=1, now=2)
    box = Postbox()
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", replace(drivers(), mailer=box))

    assert noticing.send_digests(at=MORNING - timedelta(minutes=1)) == 0, "before half past seven"
    assert noticing.send_digests(at=MORNING) == 1
    assert noticing.send_digests(at=MORNING + timedelta(minutes=1)) == 0, "the job was run again"
    (mail,) = mails()
    lines = texts.more(mail.template, mail.params, language="id")
    assert [line[:2] for line in lines[:7]] == [f"{number}." for number in range(1, 8)]
    assert "{" not in "".join(lines)
    assert lines[5] == "6. Orang kita: 2 dari 2 petugas masuk."
    assert "terlalu sedikit" in lines[3]
    delivery.send_due(at=MORNING + timedelta(minutes=1), base_url="https://x.go.id")  # where no worker has done so
    (body,) = box.bodies
    assert lines[6] in body
    assert "/penyelia/pagi" in body
    assert "Siti" not in body


def two_workers(supervisor: Actor) -> int:
    """Let two workers tell the same supervisor, as if both had read before either wrote."""
    member = db.session.get_one(Membership, supervisor.membership_id)
    told = [noticing._tell_digest(member, at=MORNING)]
    db.session.remove()
    member = db.session.get_one(Membership, supervisor.membership_id)
    return sum([*told, noticing._tell_digest(member, at=MORNING)])


def test_two_workers_tell_it_once(past: Past, supervisor: Actor) -> None:
    assert two_workers(supervisor) == 1
    assert len(mails()) == 1


def test_only_the_row_of_the_day_keeps_two_workers_from_telling_it_twice(
    past: Past, supervisor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = count()

    def anything(**facts: object) -> FigureNotice:
        return FigureNotice(**facts | {"on": date(2000, 1, 1) + next(days) * DAY})

    monkeypatch.setattr(noticing, "FigureNotice", anything)

    assert two_workers(supervisor) == 2


def test_nobody_is_told_on_a_free_day_too_late_against_their_will_or_while_away(past: Past, supervisor: Actor) -> None:
    assert noticing.send_digests(at=MORNING + 2 * DAY) == 0, "a Sunday"
    assert noticing.send_digests(at=NOW) == 0, "eleven o'clock"
    with transaction():
        noticing.choose({NoticeKind.BACKLOG}, actor=supervisor, at=MORNING - DAY)
    assert noticing.send_digests(at=MORNING) == 0, "unwanted"
    with transaction():
        noticing.choose(set(NoticeKind), actor=supervisor, at=MORNING - DAY)
        leave = staff.Leave(
            user_id=supervisor.user_id or 0, kind=AbsenceKind.LEAVE, from_at=MORNING - DAY, until_at=MORNING + DAY
        )
        staff.record_absence(leave, actor=supervisor, at=MORNING - DAY)
    assert noticing.send_digests(at=MORNING) == 0, "away"
    assert mails() == []


def test_a_backlog_beyond_its_limits_is_told_once_a_day_in_working_hours(past: Past, supervisor: Actor) -> None:
    some_weeks(past, each=2, now=2)
    assert noticing.send_alarms(at=NOW) == 0, "as on every Friday"

    with transaction():
        for _ in range(10):
            past.tell("", filed_at=NOW - HOUR)

    assert noticing.send_alarms(at=NOW + 10 * HOUR) == 0, "21.00"
    assert noticing.send_alarms(at=NOW) == 1
    assert noticing.send_alarms(at=NOW + HOUR) == 0, "not every hour"
    assert [mail.params for mail in mails()] == [{"n": 12, "limit": 2, "usual": 2}]
