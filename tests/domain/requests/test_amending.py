"""A letter that is wrong: asked for anew by its holder, replaced by the right one, and counted."""

from dataclasses import replace

import pytest

from eservice.accounts.actor import Actor
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, IllegalStepError, MissingReasonError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.letters.actions import revoke
from eservice.letters.rules import RevokeReason, Verdict
from eservice.requests import amending, filing, queries, signing
from eservice.requests.amendments import LetterAmendment
from eservice.requests.definitions import requirements_of
from eservice.requests.models import Request
from eservice.requests.workflow import DataFault, Status
from eservice.uploads import actions as uploads
from tests.domain.requests.house import DAY, HOUR, Case, House, letter_of, verdict
from tests.times import MONDAY

LATER = MONDAY + DAY
WRONG = "Tanggal lahir tertulis 14 Agustus, yang benar 24 Agustus."


def begin(case: Case, *, actor: Actor | None = None, wrong: str = WRONG) -> int:
    """Let the holder ask for the letter anew; return the number of the draft."""
    with life.travel(LATER), transaction():
        asked = queries.for_change(case.code)
        return amending.begin(asked, fault=DataFault.OFFICE, wrong=wrong, actor=actor or case.asks, at=LATER).id


def sent(case: Case, draft_id: int) -> Case:
    """Send a draft with its proofs."""
    with life.travel(LATER), transaction():
        draft = queries.by_draft(draft_id, draft_digest=None, user_id=case.asks.user_id, lock=True)
        for one in requirements_of(draft):
            paper = uploads.receive(life.scan(one.name), owner=uploads.Owner(user_id=case.asks.user_id), at=LATER)
            filing.attach_proof(draft, one.key, paper, at=LATER)
        return Case(case.house, str(filing.submit(draft, actor=case.asks, at=LATER).code), case.asks)


def issued_again(case: Case) -> Case:
    """Let a request be checked and signed a day later."""
    case.recommended(at=LATER + HOUR)
    life.sign(case.code, case.desk.signer, at=LATER + 2 * HOUR)
    return case


def test_the_right_letter_takes_the_place_of_the_wrong_one_and_both_know_of_each_other(house: House) -> None:
    first = house.file().issued()
    draft = begin(first)
    again = begin(first)

    filled = db.session.get_one(Request, draft).answers
    second = sent(first, draft)
    between = verdict(first)
    issued_again(second)

    assert again == draft
    assert filled == first.now.answers
    assert (between, verdict(first), verdict(second)) == (Verdict.IN_FORCE, Verdict.REPLACED, Verdict.IN_FORCE)
    wrong = letter_of(first)
    assert (wrong.replaced_by_id, wrong.revoke_reason, wrong.revoke_text) == (
        letter_of(second).id,
        RevokeReason.WRONG_DATA,
        WRONG,
    )
    found = amending.amendment_of(first.now)
    assert found is not None
    assert found.request.code == second.code
    assert found.id == getattr(amending.amendment_by(second.now), "id", None)


def refusals(house: House) -> dict[str, tuple[type[DomainError], Case, Actor | None, str]]:
    """Return what may not be asked: code of the refusal -> its kind, the request, who asks, what is said."""
    good, open_, revoked = house.file().issued(), house.file(), house.file().issued()
    with transaction():
        letter = letter_of(revoked)
        revoke(letter, reason=RevokeReason.OTHER, text="Sebab lain", actor=revoked.desk.signer, at=MONDAY + 3 * HOUR)
    return {
        "not_yours": (NotAllowedError, good, house.file().asks, WRONG),
        "amendment_unsaid": (MissingReasonError, good, None, "  "),
        "letter_not_in_force": (IllegalStepError, revoked, None, WRONG),
        "letter_not_in_force ": (IllegalStepError, open_, None, WRONG),
    }


@pytest.mark.database("sqlite")
def test_only_the_holder_of_a_letter_in_force_may_ask_and_says_what_is_wrong(house: House) -> None:
    for code, (kind, case, actor, wrong) in refusals(house).items():
        with pytest.raises(kind) as refusal:
            begin(case, actor=actor, wrong=wrong)
        assert refusal.value.code == code.strip()


def test_a_letter_is_asked_for_anew_once_at_a_time_and_again_after_it_came_to_nothing(house: House) -> None:
    first = house.file().issued()
    second = sent(first, begin(first))

    with pytest.raises(ConflictError, match="amendment_running"):
        begin(first)
    second.do(filing.withdraw, "", actor=second.asks, at=LATER)
    third = begin(first)

    assert db.session.get_one(Request, third).status is Status.DRAFT


@pytest.mark.database("sqlite")
def test_an_unsent_form_for_something_else_is_not_written_over(house: House) -> None:
    first = house.file().issued()
    with transaction():
        opened = filing.Opened(user_id=first.asks.user_id)
        draft = filing.start_draft(first.now.service_id, first.now.service_version_id, opened=opened, at=LATER)
        draft.answers = {"keperluan": "bank"}

    with pytest.raises(ConflictError, match="amendment_other_draft"):
        begin(first)


@pytest.mark.database("sqlite")
def test_an_amendment_is_counted_once_it_is_sent_and_gone_with_a_discarded_draft(house: House) -> None:
    first = house.file().issued()
    draft = begin(first)
    period = {"from_at": MONDAY, "until_at": LATER + DAY}
    unsent = amending.faults_told([house.desk.office_id], **period)
    with transaction():
        filing.discard(queries.by_draft(draft, draft_digest=None, user_id=first.asks.user_id, lock=True), at=LATER)
    left = db.session.query(LetterAmendment).count()
    sent(first, begin(first))

    told = amending.faults_told([house.desk.office_id], **period)

    assert (sum(unsent.values()), left) == (0, 0)
    assert told == {DataFault.APPLICANT: 0, DataFault.PAPER: 0, DataFault.OFFICE: 1}
    assert sum(amending.faults_told([house.next_door.office_id], **period).values()) == 0


@pytest.mark.database("sqlite")
def test_a_letter_revoked_meanwhile_stays_revoked_and_the_new_one_is_issued(house: House) -> None:
    first = house.file().issued()
    second = sent(first, begin(first))
    with transaction():
        letter = letter_of(first)
        revoke(letter, reason=RevokeReason.OTHER, text="Sebab lain", actor=first.desk.signer, at=LATER)

    issued_again(second)

    assert (verdict(first), verdict(second)) == (Verdict.REVOKED, Verdict.IN_FORCE)


@pytest.mark.database("sqlite")
def test_an_office_ends_no_letter_of_another_but_reads_that_its_own_is_to_be_replaced(house: House) -> None:
    first = house.file().issued()
    elsewhere = replace(house, desk=house.next_door, next_door=house.desk).file().issued()
    second = sent(first, begin(first))
    with transaction():  # as when the holder has moved in between
        db.session.query(LetterAmendment).one().of_id = elsewhere.now.id

    issued_again(second)
    both, waits = (verdict(elsewhere), verdict(second)), amending.left_to_end(house.next_door.office_id)
    why = RevokeReason.WRONG_DATA, "Pemegangnya pindah."
    elsewhere.do(signing.revoke, *why, actor=house.next_door.signer, at=LATER + 3 * HOUR)

    assert both == (Verdict.IN_FORCE, Verdict.IN_FORCE)
    assert [one.code for one in waits] == [elsewhere.code]
    assert (verdict(elsewhere), letter_of(elsewhere).replaced_by_id) == (Verdict.REPLACED, letter_of(second).id)
    assert amending.left_to_end(house.next_door.office_id) == amending.left_to_end(house.desk.office_id) == []


@pytest.mark.database("sqlite")
def test_a_wrong_letter_is_replaced_by_whoever_signed_the_right_one_for_its_office_though_another_signs_last(
    house: House,
) -> None:
    wrong, right = house.file().issued(), house.file("SKTM", wanted={"bidang": "kesehatan"})
    with transaction():
        of, request = wrong.now, right.now
        db.session.add(LetterAmendment(of=of, request=request, fault=DataFault.OFFICE, wrong=WRONG, asked_at=LATER))

    right.recommended(at=LATER + HOUR)
    life.sign(right.code, house.desk.signer, at=LATER + 2 * HOUR)
    half = verdict(wrong)
    life.sign(right.code, house.district.signer, at=LATER + 3 * HOUR)

    assert (half, verdict(wrong)) == (Verdict.IN_FORCE, Verdict.REPLACED)
    assert letter_of(wrong).revoked_by_id == house.desk.signer.membership_id
