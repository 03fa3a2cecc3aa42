"""What goes because its time is over: no sooner, with nothing left of anybody, and without a figure changing."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from eservice.accounts.actor import Actor
from eservice.accounts.models import Session
from eservice.accounts.permissions import Role
from eservice.audit.queries import check_chain
from eservice.kernel import failpoints
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.failpoints import FailpointError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters.rules import Verdict
from eservice.metrics import queries as metrics
from eservice.metrics.queries import Scope
from eservice.metrics.rules import Period
from eservice.privacy import actions, keeping, retention
from eservice.privacy.limits import DEFAULTS, Keeps, in_force, until_when
from eservice.privacy.models import Erasure
from eservice.privacy.rules import ConsentPurpose, WishKind
from eservice.requests import filing
from eservice.uploads import actions as uploads
from eservice.uploads.models import Upload
from tests.domain.requests.house import DAY, HOUR, Case, House, verdict
from tests.times import MONDAY

AFTER_PAPERS, AFTER_ALL = MONDAY + 91 * DAY, MONDAY + 366 * DAY
SECRET_REASON = "Pindah ke Jalan Rahasia 7."


def withdrawn(house: House) -> Case:
    """Return a request of somebody without an account, filed at the counter and taken back by its receipt."""
    case = house.file(helper=house.desk.officers[1])
    bearer = Actor(Role.BEARER, receipt_id=case.now.id)
    case.do(filing.withdraw, SECRET_REASON, actor=bearer, at=MONDAY + HOUR)
    return case


def live_papers(case: Case) -> int:
    numbers = [one.upload_id for one in case.now.proofs]
    rows = db.session.scalars(select(Upload).where(Upload.id.in_(numbers)))
    return sum(one.deleted_at is None and drivers().blobs.exists(one.blob_key) for one in rows)


def gone(at: datetime) -> dict[str, int]:
    return {str(line.kind): line.gone for line in retention.run(at=at) if line.gone}


def test_a_limit_is_a_rule_of_outcome_and_consent_alone() -> None:
    limits = in_force({Keeps.PAPERS_ISSUED: 30})

    issued = until_when("issued", MONDAY, limits, consented=False)
    assert (issued.papers, issued.answers) == (MONDAY + 30 * DAY, MONDAY + 3650 * DAY)
    assert until_when("issued", MONDAY, limits, consented=True).papers == MONDAY + 365 * DAY
    assert until_when("rejected", MONDAY, limits, consented=False).papers == MONDAY + 90 * DAY
    assert until_when("in_review", None, limits, consented=True).papers is None
    assert set(DEFAULTS) == set(Keeps)


def test_papers_go_after_their_time_and_the_letter_stays_as_it_was(house: House) -> None:
    case, open_one = house.file().issued(), house.file()
    assert live_papers(case) > 0

    assert gone(MONDAY + 89 * DAY) == {}
    before = [line for line in retention.report(at=AFTER_PAPERS) if line.due]
    assert [(line.kind, line.due, line.gone) for line in before] == [(Keeps.PAPERS_ISSUED, 1, 0)]
    assert live_papers(case) > 0, "a report deletes nothing"
    assert gone(AFTER_PAPERS) == {"papers_issued": 1}
    assert gone(AFTER_PAPERS) == {}, "a second run finds nothing"
    assert (live_papers(case), live_papers(open_one) > 0) == (0, True)
    assert verdict(case) is Verdict.IN_FORCE
    assert case.now.answers


def test_what_was_dropped_is_forgotten_and_no_word_of_it_is_left_while_figures_and_log_stay(
    house: House, officer_of_data: Actor
) -> None:
    case, issued = withdrawn(house), house.file().issued()
    nik, name = case.now.applicant.nik, case.now.applicant.name
    period = Period(MONDAY - DAY, MONDAY + 40 * DAY)
    scope = Scope(frozenset({case.desk.office_id}))
    before, events = metrics.figures(scope, period), case.steps()

    assert gone(AFTER_ALL)["answers_dropped"] == 1

    assert metrics.figures(scope, period) == before
    assert case.steps() == events
    told = case.now
    assert {one.reason for one in told.history} == {""}
    assert (told.answers, told.applicant.nik, told.applicant.nik_index) == ({}, None, None)
    assert name not in (told.applicant.name, told.subject.name)
    assert nik not in {one.nik for one in (told.applicant, told.subject)}
    assert check_chain().broken_at is None
    assert {one.object for one in db.session.query(Erasure)} == {f"request:{told.id}", f"request:{issued.now.id}"}
    assert issued.now.applicant.nik, "who is in a letter that is kept stays"


def test_of_a_history_nothing_but_its_words_can_ever_be_emptied(house: House) -> None:
    withdrawn(house)
    for change in ("reason = '\\x01'", "step = 'claim'", "reason = {empty}, step = 'claim'", "taken_at = promised_at"):
        empty = "x''" if db.engine.dialect.name == "sqlite" else "''::bytea"
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as writer:
            writer.execute(text(f"UPDATE request_events SET {change.format(empty=empty)}"))
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as writer:
        writer.execute(text("DELETE FROM request_events"))


def test_a_hold_an_open_question_and_a_consent_keep_what_is_over(house: House, officer_of_data: Actor) -> None:
    held, asked, agreed, plain = (house.file().issued() for _ in range(4))
    with transaction():
        number = keeping.hold(held.code, reason="Keberatan di PTUN.", actor=officer_of_data, at=MONDAY + DAY).id
        actions.file_wish(WishKind.CORRECT, "Nama.", code=asked.code, actor=asked.asks, at=AFTER_PAPERS)
        actions.consent(ConsentPurpose.KEEP_PAPERS, given=True, actor=agreed.asks, at=MONDAY + DAY)
    with pytest.raises(NotAllowedError), transaction():
        keeping.hold(plain.code, reason="Saya mau.", actor=plain.officer, at=MONDAY + DAY)

    assert gone(AFTER_PAPERS) == {"papers_issued": 1}
    assert [live_papers(one) > 0 for one in (held, asked, agreed, plain)] == [True, True, True, False]
    line = next(one for one in retention.report(at=AFTER_PAPERS) if one.kind is Keeps.PAPERS_ISSUED)
    assert (line.due, line.held) == (0, 3)
    with transaction():
        keeping.lift(number, actor=officer_of_data, at=AFTER_PAPERS)
        actions.consent(ConsentPurpose.KEEP_PAPERS, given=False, actor=agreed.asks, at=AFTER_PAPERS)
    assert gone(AFTER_PAPERS) == {"papers_issued": 2}


def test_a_limit_that_was_changed_holds_at_once(house: House, officer_of_data: Actor) -> None:
    case = house.file().issued()
    with pytest.raises(NotAllowedError), transaction():
        keeping.set_limit(Keeps.PAPERS_ISSUED, 30, reason="SK", actor=case.officer, at=MONDAY)
    with transaction():
        keeping.set_limit(Keeps.PAPERS_ISSUED, 30, reason="SK 7/2026", actor=officer_of_data, at=MONDAY)

    assert gone(MONDAY + 31 * DAY) == {"papers_issued": 1}
    assert [(one.days, one.reason) for one in keeping.changes()] == [(30, "SK 7/2026")]


def test_stays_on_devices_go_and_the_running_one_stays(house: House) -> None:
    with transaction():
        for days in (1, 200):
            begun = MONDAY + days * DAY
            db.session.add(
                Session(
                    digest=f"digest-{days}",
                    user_id=house.desk.signer.user_id,
                    created_at=begun,
                    seen_at=begun,
                    ends_at=begun + DAY,
                    way="password",
                    is_strong=True,
                )
            )

    assert gone(MONDAY + 120 * DAY) == {"sessions": 1}
    assert [one.digest for one in db.session.query(Session)] == ["digest-200"]


def half_done(house: House) -> tuple[Case, Case]:
    """Let a run die between the second request's rows and their commit."""
    first, second = house.file().issued(), house.file().issued()
    failpoints.arm("transaction.before_commit=raise@2")
    try:
        with pytest.raises(FailpointError):
            retention.run(at=AFTER_PAPERS)
    finally:
        failpoints.arm("")
    db.session.remove()
    return first, second


def kept_whole(case: Case) -> bool:
    """Every file that a row still names is there."""
    numbers = [one.upload_id for one in case.now.proofs]
    rows = db.session.scalars(select(Upload).where(Upload.id.in_(numbers), Upload.deleted_at.is_(None)))
    return all(drivers().blobs.exists(one.blob_key) for one in rows)


def test_a_run_that_dies_does_nothing_by_half_and_the_next_one_ends_it(house: House) -> None:
    first, second = half_done(house)

    assert live_papers(first) == 0
    assert live_papers(second) > 0
    assert kept_whole(second)
    assert gone(AFTER_PAPERS) == {"papers_issued": 1}
    assert check_chain().broken_at is None


def test_without_waiting_for_the_commit_a_death_leaves_rows_without_their_files(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "after_commit", lambda hook: hook())

    _first, second = half_done(house)

    assert not kept_whole(second)


def test_the_command_tells_before_it_deletes(house: House, db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    case = house.file().issued()
    runner = db_app.test_cli_runner()
    monkeypatch.setattr("eservice.kernel.clock.now", lambda: AFTER_PAPERS)

    dry = runner.invoke(args=["privacy", "retention", "--dry-run"])
    assert "papers_issued          90 days       1 due" in dry.output
    assert live_papers(case) > 0
    done = runner.invoke(args=["privacy", "retention"])
    assert "1 deleted" in done.output
    assert live_papers(case) == 0
