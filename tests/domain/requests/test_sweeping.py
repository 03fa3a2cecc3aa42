"""What becomes due by time alone: each row by itself, and one that cannot be dealt with holds up no other."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eservice import jobs
from eservice.accounts.actor import SYSTEM
from eservice.demo import life
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.errors import IllegalStepError, NotAllowedError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import queries as register
from eservice.metrics.queries import public_promise
from eservice.notifications.actions import log_call
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel
from eservice.requests import apart, filing, handover, incidents, reviewing, scans, sweeping
from eservice.requests.models import Request, RequestProof
from eservice.requests.rules import DRAFT_KEPT
from eservice.requests.telling import recipient_of
from eservice.requests.workflow import ProofKind, Status, Verdict
from eservice.uploads import queries as uploads
from eservice.uploads.models import Upload
from tests.domain.requests.house import DAY, HOUR, Case, House, letter_of
from tests.times import MONDAY

GAP = reviewing.Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")
LATER = MONDAY + timedelta(days=20)


def called(case: Case) -> None:
    to, officer = recipient_of(case.now), case.officer
    with transaction():
        log_call(case.code, note="Berjanji datang besok", to=to, actor=officer, at=MONDAY + DAY)


def left_in_correction(house: House) -> Case:
    case = house.file().checked()
    life.ask(case.code, case.officer, [GAP], at=MONDAY + HOUR)
    return case


def test_a_lease_that_ended_returns_the_request_to_the_queue(house: House) -> None:
    case = house.file("SKAW")  # promised for later than its lease ends
    life.claim(case.code, case.officer, at=MONDAY)
    until = case.now.lease_until
    assert until is not None

    assert sweeping.sweep(at=until - timedelta(seconds=1)) == 0
    assert case.now.status is Status.IN_REVIEW

    assert sweeping.sweep(at=until) == 1
    assert case.now.status is Status.SUBMITTED


def test_a_correction_that_ran_out_lapses_once_the_citizen_was_reached(house: House) -> None:
    case = left_in_correction(house)
    called(case)

    sweeping.sweep(at=LATER)

    assert case.now.status is Status.LAPSED


def test_a_citizen_nobody_reached_keeps_the_request_and_holds_up_no_other(house: House) -> None:
    unreached, reached = left_in_correction(house), left_in_correction(house)
    called(reached)

    assert sweeping.sweep(at=LATER) == 1

    assert unreached.now.status is Status.NEEDS_CORRECTION
    assert reached.now.status is Status.LAPSED


def test_what_may_not_be_closed_yet_is_not_tried_again_and_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    unreached, reached = left_in_correction(house), left_in_correction(house)
    sweeping.sweep(at=LATER)
    tried: list[str | None] = []
    monkeypatch.setattr(handover, "lapse", lambda request, *, actor, at: tried.append(request.code))

    sweeping.sweep(at=LATER)
    called(reached)
    sweeping.sweep(at=LATER)
    held = incidents.Declaration(
        service_id=None, office_id=house.desk.office_id, public_text="Listrik padam.", evidence="PLN",
        begins_at=LATER, until_at=LATER + DAY,
    )  # fmt: skip
    with travel(LATER), transaction():
        incidents.declare(held, actor=house.desk.signer, at=LATER)
    sweeping.sweep(at=LATER + HOUR)

    assert tried == [reached.code], "the other is tried when somebody was reached, none while an incident lasts"
    assert unreached.now.status is Status.NEEDS_CORRECTION


def test_a_spoilt_row_keeps_no_other_from_its_turn_and_is_told_without_a_word_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spoilt, sound = house.file(), house.file()
    late = max(case.now.promised_at or MONDAY for case in (spoilt, sound))
    number, tell = spoilt.now.id, handover.tell_late

    def stumble(request: Request, **by: Any) -> None:
        if request.id == number:
            raise KeyError("1571010101019001")
        tell(request, **by)

    monkeypatch.setattr(handover, "tell_late", stumble)

    sweeping.sweep(at=late)
    monkeypatch.undo()

    assert (told_late(spoilt), told_late(sound)) == (0, 1)
    assert f"request {number} could not be dealt with: KeyError at test_sweeping.py" in caplog.text
    assert "1 requests could not be dealt with" in caplog.text
    assert "1571010101019001" not in caplog.text
    sweeping.sweep(at=late)
    assert told_late(spoilt) == 1, "it was still due"


def test_a_letter_that_cannot_be_made_keeps_none_behind_it_and_is_told_by_its_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def make(number: int) -> bool:
        if number == 1:
            raise IllegalStepError("1571010101019001")
        return True

    assert apart.alone([1, 2, 3], make) == 2
    assert "letter of request 1 was not made: IllegalStepError at test_sweeping.py" in caplog.text
    assert "1571010101019001" not in caplog.text


def test_a_draft_left_lying_is_deleted_with_its_papers_and_a_fresh_one_stays(house: House) -> None:
    old, _ = house.draft(at=MONDAY)
    fresh, _ = house.draft(at=MONDAY + DAY)

    assert sweeping.sweep(at=MONDAY + DRAFT_KEPT) == 1

    assert list(db.session.scalars(select(Request.id))) == [fresh]
    assert old not in set(db.session.scalars(select(RequestProof.request_id)))


def test_what_is_not_due_is_left_alone_and_a_second_sweep_finds_nothing(house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY)

    assert sweeping.sweep(at=MONDAY + HOUR) == 0
    sweeping.sweep(at=LATER)

    assert sweeping.sweep(at=LATER) == 0
    assert case.steps() == ["submit", "claim", "lease_ended", "tell_late", "escalate"]


def test_a_sent_request_is_never_deleted_however_old_its_draft(house: House) -> None:
    request_id, citizen = house.draft(at=MONDAY)
    with transaction():
        filing.submit(db.session.get_one(Request, request_id), actor=citizen, at=MONDAY)

    sweeping.sweep(at=MONDAY + DRAFT_KEPT + DAY)

    assert db.session.get_one(Request, request_id).status is Status.SUBMITTED


def test_the_worker_sweeps_requests_by_itself(db_app: Flask, house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY)

    with travel(LATER):
        jobs.sweep(db_app)

    assert case.now.status is Status.SUBMITTED


def test_stray_files_go_after_an_hour_and_the_files_of_letters_and_papers_stay(house: House, db_app: Flask) -> None:
    case = house.file().issued()
    stray = drivers().blobs.put(b"tersesat")

    for at in (LATER, LATER + timedelta(minutes=61)):
        with travel(at):
            jobs.sweep(db_app, hourly=True)

    assert not drivers().blobs.exists(stray)
    edition = register.newest_edition(letter_of(case))
    assert edition is not None
    assert register.edition_bytes(edition).startswith(b"%PDF")
    assert uploads.preview(uploads.uploads_by_id([case.now.proofs[0].upload_id or 0]).popitem()[1].token, 1)


def stored(house: House, request_id: int) -> tuple[list[int], set[str]]:
    """Return the files of a request and the keys of their bytes."""
    db.session.remove()
    held = db.session.scalars(select(RequestProof.upload_id).where(RequestProof.request_id == request_id))
    files = uploads.uploads_by_id([one for one in held if one]).values()
    return [one.id for one in files], {one.blob_key for one in files}


def left(upload_ids: list[int]) -> list[int]:
    """Return which of these files are still there."""
    db.session.remove()
    return list(uploads.uploads_by_id(upload_ids))


def test_what_is_thrown_away_with_a_draft_is_deleted_row_and_bytes(house: House) -> None:
    number, _ = house.draft(at=MONDAY)
    files, keys = stored(house, number)
    assert files
    assert keys <= set(drivers().blobs.keys())

    with transaction():
        filing.discard(db.session.get_one(Request, number), at=MONDAY)

    assert left(files) == []
    assert not keys & set(drivers().blobs.keys())


def test_a_forgotten_draft_s_scans_go_with_it(house: House) -> None:
    number, _ = house.draft(at=MONDAY)
    files, keys = stored(house, number)

    sweeping.sweep(at=MONDAY + DRAFT_KEPT)

    assert left(files) == []
    assert not keys & set(drivers().blobs.keys())


def test_only_forgetting_the_files_deletes_them(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "forget", lambda upload_ids, *, at: None)
    number, _ = house.draft(at=MONDAY)
    files, keys = stored(house, number)

    sweeping.sweep(at=MONDAY + DRAFT_KEPT)

    assert left(files) == files
    assert keys <= set(drivers().blobs.keys())


def test_what_was_exchanged_in_a_draft_is_deleted_and_what_another_request_reuses_stays(house: House) -> None:
    resident = house.resident()
    case = house.file(resident=resident)
    kept = case.now.proofs[0]
    number, _citizen = house.draft(at=MONDAY)
    files, _ = stored(house, number)
    with transaction():
        draft = db.session.get_one(Request, number)
        requirement = next(one.requirement for one in draft.proofs if one.upload_id == files[0])
        again = db.session.get_one(Upload, kept.upload_id)
        filing.attach_proof(draft, requirement, again, at=MONDAY, kind=ProofKind.REUSED)

    assert files[0] not in left(files)
    with transaction():
        filing.discard(db.session.get_one(Request, number), at=MONDAY)
    assert left([kept.upload_id or 0]) == [kept.upload_id]


def test_files_that_a_lost_process_left_unnamed_are_found_by_the_hourly_sweep(house: House) -> None:
    number, _citizen = house.draft(at=MONDAY)
    files, _ = stored(house, number)
    with transaction():
        draft = db.session.get_one(Request, number)
        draft.proofs = []

    with transaction():
        assert scans.forget_unnamed(at=MONDAY + timedelta(minutes=59)) == 0
    with transaction():
        assert scans.forget_unnamed(at=MONDAY + HOUR) == len(files)

    assert left(files) == []


def told_late(case: Case) -> int:
    """Return how often the citizen was told that a promise was broken."""
    db.session.remove()
    about = select(Message.id).where(Message.template == "late", Message.request_code == case.code)
    return len(db.session.scalars(about.where(Message.channel == MessageChannel.INBOX)).all())


def test_a_broken_promise_is_told_once_and_at_its_own_instant(house: House) -> None:
    case = house.file()
    promised = case.now.promised_at
    assert promised is not None

    sweeping.sweep(at=promised - timedelta(seconds=1))
    assert told_late(case) == 0
    sweeping.sweep(at=promised)
    sweeping.sweep(at=promised + DAY)

    assert told_late(case) == 1
    assert case.steps().count("tell_late") == 1
    assert (case.now.status, case.now.promised_at) == (Status.SUBMITTED, promised)


def test_nobody_is_told_of_lateness_while_the_promise_rests_or_once_it_was_kept(house: House) -> None:
    resting, kept = left_in_correction(house), house.file().issued()

    sweeping.sweep(at=LATER)

    assert told_late(resting) == told_late(kept) == 0


def test_a_promise_broken_once_is_mended_by_no_question_and_told_once(house: House) -> None:
    case = house.file()
    promised = case.now.promised_at
    assert promised is not None
    sweeping.sweep(at=promised)
    case.checked(at=promised + HOUR)
    life.ask(case.code, case.officer, [GAP], at=promised + 2 * HOUR)
    waiting = public_promise(promised + 2 * HOUR)
    life.mend(case.code, case.asks, at=promised + 2 * DAY, rng=house.rng)

    sweeping.sweep(at=promised + 3 * DAY)
    sweeping.sweep(at=promised + 30 * DAY)

    assert {event.promised_at for event in case.now.history} == {promised}
    assert told_late(case) == 1
    assert (waiting.n, waiting.kept) == (1, 0), "it does not rest while the citizen is asked: it is broken"


def test_nobody_but_the_house_says_that_a_promise_was_broken(house: House) -> None:
    case = house.file()

    with pytest.raises(NotAllowedError, match="permission"):
        case.do(handover.tell_late, actor=case.officer, at=LATER)
    with pytest.raises(IllegalStepError):
        case.do(handover.tell_late, actor=SYSTEM, at=MONDAY)
