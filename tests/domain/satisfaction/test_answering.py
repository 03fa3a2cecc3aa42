"""Who is asked, who may answer, how often; and that nothing leads from an answer to whoever gave it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, func, select, text, update
from sqlalchemy.exc import OperationalError

from eservice.accounts.actor import GUEST, SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.demo import surveys
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.notifications import texts
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel
from eservice.offices import staffing
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.requests.workflow import Refusal, Status
from eservice.satisfaction import actions, inviting, mixing, queries
from eservice.satisfaction.actions import Told
from eservice.satisfaction.models import SurveyAnswer, SurveyInvitation
from eservice.satisfaction.rules import Element, Fact, Series
from tests.domain.guards import Race, together
from tests.domain.requests.house import DAY, HOUR, Case
from tests.domain.satisfaction.conftest import ASKED, Served, mailed_code
from tests.times import MONDAY

GOOD = Told(dict.fromkeys(Element, 3), "Petugasnya sabar.", {Fact.AGE: "50_59"})


def answers() -> list[SurveyAnswer]:
    db.session.remove()
    return list(db.session.scalars(select(SurveyAnswer)))


def invitation(case: Case) -> SurveyInvitation:
    found = queries.invitation_of(case.now.id)
    assert found is not None
    return found


def answer_own(case: Case, *, actor: Actor, told: Told = GOOD, at: datetime = ASKED) -> None:
    with travel(at), transaction():
        actions.answer_own(requests.request_by_code(case.code), told, actor=actor, at=at)


def answer_with(code: str, *, actor: Actor = GUEST, told: Told = GOOD, at: datetime = ASKED) -> None:
    with travel(at), transaction():
        opened = queries.opened_by(code)
        assert opened is not None
        actions.answer_with_code(opened, told, actor=actor, at=at)


def print_sheet(served: Served, actor: Actor, *, at: datetime = ASKED) -> str:
    with travel(at), transaction():
        return inviting.print_sheet(requests.request_by_code(served.case.code), actor=actor, at=at).number


def enter(number: str, actor: Actor, *, at: datetime = ASKED) -> None:
    with travel(at), transaction():
        actions.enter_sheet(number, GOOD, actor=actor, at=at)


def test_each_finished_request_is_asked_about_once_and_the_message_tells_nobody_whose_it_is(served: Served) -> None:
    still_open = served.house.file(at=ASKED)
    with travel(ASKED + HOUR):
        assert inviting.invite_due(at=ASKED + HOUR) == 0

    assert queries.invitation_of(still_open.now.id) is None
    found = invitation(served.case)
    assert (found.answered, found.ends_on - found.invited_on) == (False, timedelta(days=30))
    about = db.session.scalars(select(Message).where(Message.template.in_(["survey", "survey_code"]))).all()
    assert sorted(one.channel for one in about) == [MessageChannel.EMAIL, MessageChannel.INBOX]
    told = " ".join(texts.render(one.template, one.params, language="id", secret=one.secret or "") for one in about)
    person = served.case.now.applicant
    assert person is not None
    for secret in (person.name, person.nik or "-", served.case.now.service.name):
        assert secret not in told
    mailed = next(one for one in about if one.channel is MessageChannel.EMAIL)
    assert mailed.request_code is None
    assert found.code_digest not in told


@pytest.mark.parametrize(("status", "asked"), [(Status.REJECTED, True), (Status.WITHDRAWN, False)])
def test_who_was_refused_is_asked_too_and_who_took_it_back_is_not(served: Served, status: Status, asked: bool) -> None:
    """The ends are written by hand: how a request comes to them is told elsewhere."""
    other = served.house.file(at=ASKED)
    end = {
        "status": status,
        "closed_at": ASKED + HOUR,
        "refusal": Refusal.OTHER_AUTHORITY,
        "nudge": None,
        "nudge_at": None,
    }
    with transaction():
        db.session.execute(update(Request).where(Request.code == other.code).values(end))
    with travel(ASKED + DAY):
        inviting.invite_due(at=ASKED + DAY)

    assert (queries.invitation_of(other.now.id) is not None) is asked


def test_one_answer_by_account_or_code_and_none_after_it(served: Served) -> None:
    code = mailed_code()
    answer_own(served.case, actor=served.case.asks)

    (stored,) = answers()
    assert (stored.series, stored.quarter, stored.counted) == (Series.OWN, "2026-3", False)
    assert stored.told == {"scores": dict.fromkeys(map(str, Element), 3), "facts": {"age": "50_59"}}
    assert stored.comment == "Petugasnya sabar."
    for again in (lambda: answer_own(served.case, actor=served.case.asks), lambda: answer_with(code)):
        with pytest.raises(ConflictError, match="survey_used"):
            again()
    assert len(answers()) == 1


def test_nobody_else_answers_and_nothing_is_taken_that_says_nothing(served: Served) -> None:
    case, own = served.case, served.case.asks
    stranger = Actor(Role.CITIZEN, user_id=served.house.file(at=ASKED).asks.user_id)
    tries: dict[str, tuple[Callable[[], None], type[DomainError], str]] = {
        "stranger": (lambda: answer_own(case, actor=stranger), NotFoundError, "no_such_survey"),
        "officer": (lambda: answer_with(mailed_code(), actor=case.officer), NotAllowedError, "survey_staff"),
        "guest": (lambda: answer_own(case, actor=GUEST), NotFoundError, "no_such_survey"),
        "too late": (lambda: answer_own(case, actor=own, at=ASKED + 31 * DAY), ConflictError, "survey_over"),
        "nothing said": (lambda: answer_own(case, actor=own, told=Told({})), InvalidInputError, "survey_empty"),
        "no such score": (
            lambda: answer_own(case, actor=own, told=Told({Element.TIME: 5})), InvalidInputError, "survey_empty",
        ),
    }  # fmt: skip

    for act, kind, code in tries.values():
        with pytest.raises(kind, match=code):
            act()
    assert not answers()
    assert not invitation(case).answered


@pytest.mark.parametrize(("off", "stored"), [((), 1), (("lock",), 2)])
def test_one_code_sent_twice_at_once_is_one_answer(
    db_app: Flask,
    served: Served,
    switch_off: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    off: tuple[str, ...],
    stored: int,
) -> None:
    """Without the lock on the invitation both find it unanswered."""
    code, race, check = mailed_code(), Race(2), inviting.check_open
    switch_off(*off)

    def after_a_look(*told: object, **how: object) -> None:
        race.look()
        check(*told, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(inviting, "check_open", after_a_look)

    def press() -> str:
        try:
            with race.transaction():
                opened = queries.opened_by(code)
                assert opened is not None
                actions.answer_with_code(opened, GOOD, actor=GUEST, at=ASKED)
        except ConflictError as error:
            return error.code
        return "taken"

    said = together(db_app, [press, press])

    assert said.count("taken") == stored
    assert len(answers()) == stored


def test_a_sheet_is_entered_once_by_somebody_who_had_no_part_in_it(served: Served) -> None:
    """Who checked it, who signed it and who printed the sheet may not; neither may another office."""
    desk, case = served.house.desk, served.case
    first = print_sheet(served, desk.officers[1])
    number = print_sheet(served, desk.officers[1])
    for who, kind, code in (
        (desk.officers[0], NotAllowedError, "survey_handler"),
        (desk.officers[1], NotAllowedError, "survey_handler"),
        (desk.signer, NotAllowedError, "survey_handler"),
        (served.house.next_door.officers[0], NotFoundError, "no_such_survey"),
        (case.asks, NotAllowedError, "page"),
    ):
        with pytest.raises(kind, match=code):
            enter(number, who)
    for wrong in (first, mailed_code(), "AAAAAAAAAA", "x"):
        with pytest.raises(NotFoundError, match="no_such_survey"):
            enter(wrong, desk.officers[2])

    enter(number, desk.officers[2])

    (stored,) = answers()
    assert (stored.series, stored.entered_by_id) == (Series.COUNTER, desk.officers[2].membership_id)
    with pytest.raises(ConflictError, match="survey_used"):
        enter(number, desk.supervisor)
    with pytest.raises(ConflictError, match="no_sheet_left"):
        print_sheet(served, desk.officers[1])


def test_no_sheet_is_printed_before_the_end_or_by_another_office(served: Served) -> None:
    still_open = Served(served.house, served.house.file(at=ASKED))

    with pytest.raises(ConflictError, match="not_finished"):
        print_sheet(still_open, served.house.desk.officers[1])
    with pytest.raises(NotAllowedError, match="page"):
        print_sheet(served, served.house.next_door.officers[0])


def test_who_works_in_the_office_neither_is_asked_nor_answers_for_it(served: Served) -> None:
    """The applicant takes a post in the office that served them, before answering."""
    case = served.case
    with transaction():
        post = staffing.Post(
            user_id=case.asks.user_id or 0, office_id=served.house.desk.office_id, role=Role.OFFICER, position="Staf",
            from_at=MONDAY,
        )  # fmt: skip
        staffing.appoint_member(post, actor=SYSTEM, at=MONDAY)

    for act in (lambda: answer_own(case, actor=case.asks), lambda: answer_with(mailed_code())):
        with pytest.raises(NotAllowedError, match="survey_own_office"):
            act()
    with pytest.raises(NotAllowedError, match="survey_own_office"):
        print_sheet(served, served.house.desk.officers[1])
    with transaction():
        db.session.execute(text("DELETE FROM survey_invitations"))
    with travel(ASKED):
        assert inviting.invite_due(at=ASKED) == 0


def test_no_number_no_instant_and_no_order_leads_from_an_answer_to_its_invitation(served: Served) -> None:
    columns = SurveyAnswer.__table__.columns
    assert not [one for one in columns if isinstance(one.type, Date | DateTime) or "At" in type(one.type).__name__]
    referred = {key.column.table.name for key in SurveyAnswer.__table__.foreign_keys}  # type: ignore[attr-defined]
    assert referred == {"offices", "services", "memberships"}
    assert not [one.name for one in SurveyInvitation.__table__.columns if "answered_" in one.name]

    answer_own(served.case, actor=served.case.asks)
    with transaction():
        first = db.session.scalars(select(SurveyAnswer)).one()
        for number in range(24):
            row = SurveyAnswer(
                id=f"{number:026d}", office_id=first.office_id, service_id=first.service_id, quarter=first.quarter,
                series=Series.OWN, counted=False, told=first.told,
            )  # fmt: skip
            db.session.add(row)
    assert mixing.mix_due(at=ASKED) == 15
    assert mixing.mix_due(at=ASKED) == 0
    with travel(datetime(2026, 10, 2, tzinfo=MONDAY.tzinfo)):
        assert mixing.mix_due(at=datetime(2026, 10, 2, tzinfo=MONDAY.tzinfo)) == 10
    _check_storage()


def _check_storage() -> None:
    """What the database itself remembers of rows: their numbers on SQLite, who wrote them last on PostgreSQL."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with pytest.raises(OperationalError, match="no such column: rowid"):
            db.session.execute(text("SELECT rowid FROM survey_answers"))
        return
    counted = db.session.scalars(text("SELECT DISTINCT xmin::text FROM survey_answers")).all()
    marked = db.session.scalars(text("SELECT xmin::text FROM survey_invitations WHERE answered")).all()
    assert len(counted) == 2
    assert not set(counted) & set(marked)
    assert db.session.scalar(select(func.count()).select_from(SurveyAnswer).where(SurveyAnswer.counted)) == 25


def test_the_demo_asks_week_by_week(served: Served) -> None:
    with transaction():
        db.session.execute(text("DELETE FROM survey_invitations"))
    others = [served.house.file(at=ASKED) for _ in range(2)]
    end = {"status": Status.REJECTED, "refusal": Refusal.OTHER_AUTHORITY, "nudge": None, "nudge_at": None}
    with transaction():
        for number, other in enumerate(others):
            closed = update(Request).where(Request.code == other.code)
            db.session.execute(closed.values(end | {"closed_at": ASKED + number * 7 * DAY}))
    surveys.tell([served.house.desk.office_id], start=MONDAY, as_of=MONDAY + 21 * DAY)

    asked = db.session.scalars(select(SurveyInvitation.invited_on).order_by(SurveyInvitation.invited_on)).all()
    assert [(one - MONDAY.date()).days for one in asked] == [7, 7, 14]
    assert all(set(one.told["scores"].values()) <= {1, 2, 3, 4} for one in answers())
