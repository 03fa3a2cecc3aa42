"""Letters signed many at once: each by itself, each once, in the name that was shown; only their signer sees them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from eservice.accounts.actor import SYSTEM, Actor
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.offices.models import Official
from eservice.requests import batches, issuing, signing
from eservice.requests.batches import Chosen
from eservice.requests.fates import Fate
from eservice.requests.workflow import Step
from tests.domain.guards import together
from tests.domain.requests.house import HOUR, MINUTE, Case, House
from tests.times import MONDAY

NOW = MONDAY + 3 * HOUR
TOKEN = "A" * 26


@pytest.fixture
def letters(house: House) -> list[Case]:
    """Two letters ready to be signed."""
    return [house.file(at=MONDAY + number * MINUTE).recommended() for number in range(2)]


def shown(cases: list[Case], *, attempt: int = 0, at: datetime = NOW) -> list[Chosen]:
    """Return the letters as a page that is drawn now would send them."""
    marks = []
    for case in cases:
        found, signer = case.now, case.desk.signer
        term = offices.signatory_for(found.turn_office_id or 0, signer.membership_id or 0, at=at)
        official_id = term.official_id if term is not None else None
        marks.append(Chosen(case.code, len(found.history), official_id, attempt))
    return marks


def run(chosen: list[Chosen], actor: Actor, *, at: datetime = NOW) -> None:
    db.session.remove()
    batches.sign(TOKEN, chosen, actor=actor, at=at)


def fates(actor: Actor, *, at: datetime = NOW) -> list[tuple[Fate, str | None]]:
    """Return what has become of each letter, and the refusal if one was refused."""
    db.session.remove()
    came = batches.came_of(batches.batch(TOKEN, actor=actor), at=at)
    return [(one.fate, one.line.refusal) for one in came]


def times_signed(case: Case) -> int:
    return case.steps().count("sign")


def test_each_succeeds_or_fails_by_itself_and_who_decided_meanwhile_is_named(house: House, letters: list[Case]) -> None:
    page, signer = shown(letters), house.desk.signer
    letters[0].do(signing.send_back, "Nomor RT keliru.", actor=signer, at=NOW)

    run(page, signer)

    came = batches.came_of(batches.batch(TOKEN, actor=signer), at=NOW)
    assert [one.fate for one in came] == [Fate.DECIDED, Fate.SIGNED]
    assert (came[0].by, came[0].step) == (signer.name, Step.SEND_BACK)
    assert "/001/" in came[1].number
    assert [times_signed(case) for case in letters] == [0, 1]


def test_until_a_worker_is_done_no_number_is_shown_and_a_fault_may_be_repeated(
    no_worker: Flask, house: House, letters: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, number = house.desk.signer, letters[0].now.id
    run(shown(letters[:1]), signer)
    waiting = batches.came_of(batches.batch(TOKEN, actor=signer), at=NOW)[0]
    assert (waiting.fate, waiting.number) == (Fate.WAITING, "")
    with transaction():
        issuing.lease(number, worker="one", base_url="http://localhost", at=NOW)
    assert fates(signer) == [(Fate.AT_WORK, None)]
    with transaction():
        monkeypatch.setattr("eservice.requests.failing.ATTEMPTS", 1)
        issuing.failing.failed(number, OSError("Berkas tidak terbaca."), worker="one", at=NOW)

    failed = batches.came_of(batches.batch(TOKEN, actor=signer), at=NOW)[0]
    assert (failed.fate, failed.reason) == (Fate.FAILED, "Berkas tidak terbaca.")
    run(shown(letters[:1], attempt=1), signer)
    assert fates(signer) == [(Fate.WAITING, None)]


def test_a_term_that_ended_or_changed_since_it_was_shown_signs_nothing(house: House, letters: list[Case]) -> None:
    page, signer = shown(letters), house.desk.signer
    other = [replace(page[0], official_id=(page[0].official_id or 0) + 1)]
    run(other, signer)
    assert fates(signer) == [(Fate.FAILED, "term_changed")]
    with transaction():
        db.session.get_one(Official, page[0].official_id).until_at = NOW

    run([replace(one, attempt=number) for one, number in zip(page, (1, 0), strict=True)], signer)

    assert fates(signer) == [(Fate.FAILED, "term_over")] * 2
    assert [times_signed(case) for case in letters] == [0, 0]


def test_only_its_signer_comes_back_to_it_or_adds_to_it(house: House, letters: list[Case]) -> None:
    run(shown(letters[:1]), house.desk.signer)

    for other in (house.district.signer, house.desk.supervisor):
        with pytest.raises(NotFoundError, match="no_such_batch"):
            batches.batch(TOKEN, actor=other)
    with pytest.raises(NotFoundError, match="no_such_batch"):
        run(shown(letters[1:]), house.district.signer)
    for nobody in (house.desk.officers[0], SYSTEM):
        with pytest.raises(NotAllowedError, match="permission"):
            run(shown(letters[1:]), nobody)
    assert times_signed(letters[1]) == 0


def test_what_was_interrupted_is_done_from_the_page(no_worker: Flask, house: House, letters: list[Case]) -> None:
    page, signer = shown(letters), house.desk.signer
    db.session.remove()
    batches._open(TOKEN, page, actor=signer, at=NOW)
    batches._sign_one(TOKEN, page[0], actor=signer, at=NOW, entry=None)
    assert fates(signer) == [(Fate.WAITING, None), (Fate.UNTRIED, None)]

    run(page, signer)

    assert fates(signer) == [(Fate.WAITING, None)] * 2


@pytest.mark.parametrize(("guarded", "came"), [(True, [None, None]), (False, ["changed_meanwhile"] * 2)])
def test_pressed_twice_at_once_each_letter_is_signed_once_and_says_so(
    no_worker: Flask,
    house: House,
    letters: list[Case],
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
    came: list[str | None],
) -> None:
    """The law signs once in any case; without the guard the second press would write over what came of the first."""
    page, signer = shown(letters), house.desk.signer
    if not guarded:
        monkeypatch.setattr(batches, "_is_done", lambda *_about: False)
    press: Callable[[], None] = lambda: batches.sign(TOKEN, page, actor=signer, at=NOW)  # noqa: E731
    db.session.remove()

    together(no_worker, [press, press])

    assert [refusal for _fate, refusal in fates(signer)] == came
    assert [times_signed(case) for case in letters] == [1, 1]
