"""What officers write: verdicts on answers, notes that call colleagues, messages, texts kept ready."""

import pytest

from eservice.accounts import queries as known
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import IllegalStepError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.notifications import queries as messages
from eservice.requests import answering, background, filing, notes, papers, queries, readying, reviewing
from eservice.requests.clock import Stage, added, measured
from eservice.requests.differences import Trait
from eservice.requests.ready import Use
from eservice.requests.readying import Draft
from eservice.requests.reviewing import Gap
from eservice.requests.rules import NotFinishedError
from eservice.requests.steps import calendar_at
from eservice.requests.workflow import Status, Verdict
from eservice.requests.writings import Mention
from eservice.residents import actions as residents
from eservice.residents import queries as persons
from tests.domain.requests.house import HOUR, MINUTE, Case, House
from tests.times import MONDAY, TUESDAY, WEDNESDAY

CARD, OTHER_CARD = "1571011203159012", "1571011203159013"
WRONG = {"jalan": (Verdict.MISMATCH, "Di KK tertulis Jl. Melati.")}


def judged(case: Case, answers: object, *, at: object = MONDAY + 2 * HOUR) -> None:
    case.do(reviewing.judge, {}, answers=answers, actor=case.officer, at=at)


def test_an_answer_found_wrong_keeps_a_request_until_it_is_accepted(house: House) -> None:
    case = house.file().checked()
    judged(case, WRONG)

    with pytest.raises(NotFinishedError) as refused:
        case.do(reviewing.recommend, actor=case.officer, at=MONDAY + 3 * HOUR)
    assert refused.value.code == "answers_faulty"
    assert "Jalan" in refused.value.facts["open"]

    judged(case, {"jalan": (Verdict.COMPLETE, "")}, at=MONDAY + 3 * HOUR)
    case.do(reviewing.recommend, actor=case.officer, at=MONDAY + 3 * HOUR)
    assert case.now.status is Status.AWAITING_SIGNATURE


def test_an_answer_given_anew_is_to_be_judged_anew_and_the_others_stay(house: House) -> None:
    case = house.file().checked()
    judged(case, WRONG | {"rt": (Verdict.COMPLETE, "")})
    gap = Gap("answer", "jalan", Verdict.MISMATCH, "Tulis seperti di KK.")
    case.do(reviewing.ask_correction, [gap], actor=case.officer, at=MONDAY + 3 * HOUR)

    with transaction():
        request = queries.for_change(case.code)
        filing.mend_answer(request, "jalan", "Jl. Melati No. 3", at=TUESDAY)
        filing.resubmit(request, actor=case.asks, at=TUESDAY)

    assert set(answering.verdicts_of(case.now)) == {"rt"}
    papers.check_judged(case.now)


@pytest.mark.parametrize("key", ["tidak_ada", "telepon_rumah"])
def test_an_answer_that_was_not_given_cannot_be_judged(house: House, key: str) -> None:
    case = house.file().checked()

    with pytest.raises(NotFoundError):
        judged(case, {key: (Verdict.UNCLEAR, "")})

    assert not answering.verdicts_of(case.now)


def test_nobody_but_the_holder_judges_an_answer(house: House) -> None:
    case = house.file().checked()

    with pytest.raises(NotAllowedError):
        case.do(reviewing.judge, {}, answers=WRONG, actor=house.desk.officers[1], at=MONDAY + 2 * HOUR)

    assert not answering.verdicts_of(case.now), "nothing is left behind"


def test_who_is_called_in_a_note_finds_it_and_nobody_else_does(house: House) -> None:
    case = house.file().checked()
    first, second = house.desk.officers[0], house.desk.officers[1]
    name = known.account(second.user_id or 0).name.replace(" ", ".")

    case.do(notes.note, f"@{name}, tolong cek KK-nya.", actor=first, at=MONDAY)

    assert (notes.unread_mentions(second), notes.unread_mentions(first)) == (1, 0)
    [mention] = notes.mentions_for(second)
    with transaction():
        notes.mark_read(mention.id, actor=first, at=MONDAY + HOUR)
    assert notes.unread_mentions(second) == 1, "nobody reads it for another"
    with transaction():
        notes.mark_read(mention.id, actor=second, at=MONDAY + HOUR)
    assert notes.unread_mentions(second) == 0


def test_a_name_nobody_has_is_refused_and_an_address_calls_nobody(house: House) -> None:
    case = house.file().checked()

    with pytest.raises(InvalidInputError) as refused:
        case.do(notes.note, "@Zulkarnain_lama tolong", actor=case.officer, at=MONDAY)
    assert refused.value.code == "mention_unknown"
    case.do(notes.note, "Surelnya siti@contoh.go.id", actor=case.officer, at=MONDAY)

    assert [one.text for one in case.now.notes] == ["Surelnya siti@contoh.go.id"]
    assert db.session.query(Mention).count() == 0


def test_a_colleague_is_not_called_to_the_own_household(house: House) -> None:
    case = house.file().checked()
    second = house.desk.officers[1]
    own = persons.person_of_user(second.user_id or 0)
    assert own is not None
    with transaction():
        residents.update_person(queries.for_change(case.code).subject, actor=case.officer, at=MONDAY, kk=own.kk)  # type: ignore[arg-type]

    with pytest.raises(NotAllowedError) as refused:
        case.do(notes.note, "Tolong dicek.", called=[second.membership_id], actor=case.officer, at=MONDAY)

    assert refused.value.code == "mention_kin"
    assert notes.unread_mentions(second) == 0


def test_somebody_of_another_office_cannot_be_called(house: House) -> None:
    case = house.file().checked()

    called = [house.next_door.officers[0].membership_id]
    with pytest.raises(InvalidInputError):
        case.do(notes.note, "Tolong dicek.", called=called, actor=case.officer, at=MONDAY)


def test_a_message_is_the_first_act_on_the_content_and_only_its_existence_goes_out(house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY + 10 * MINUTE)

    case.do(notes.write, "Mohon telepon kami tentang KK Anda.", actor=case.officer, at=MONDAY + HOUR)

    assert case.steps()[-1] == "write"
    runs = measured(case.now.history, until=MONDAY + 4 * HOUR, calendar_at=calendar_at(case.now))
    assert added(runs).lived[Stage.WAITING] == HOUR.total_seconds(), "the waiting ends with it, not with the claim"
    assert [one.text for one in notes.messages_of(case.now)] == ["Mohon telepon kami tentang KK Anda."]
    told = [one.text for one in messages.inbox(case.asks.user_id or 0, language="id")]
    assert any("pesan" in one for one in told)
    assert not any("KK" in one for one in told)


def test_an_empty_message_and_one_by_somebody_else_leave_nothing(house: House) -> None:
    case = house.file().checked()

    with pytest.raises(InvalidInputError):
        case.do(notes.write, " \n", actor=case.officer, at=MONDAY + 2 * HOUR)
    with pytest.raises(NotAllowedError):
        case.do(notes.write, "Halo", actor=house.desk.officers[1], at=MONDAY + 2 * HOUR)
    case.do(reviewing.recommend, actor=case.officer, at=MONDAY + 3 * HOUR)
    with pytest.raises(IllegalStepError):
        case.do(notes.write, "Halo", actor=case.officer, at=MONDAY + 4 * HOUR)

    assert not notes.messages_of(case.now)


def test_own_texts_are_ones_own_and_the_offices_are_the_supervisors(house: House) -> None:
    case, mine, other = house.file(), house.desk.officers[0], house.desk.officers[1]
    draft = Draft(use=Use.CORRECTION, title="Buku nikah", body="Kirim {nama_syarat} juga.")
    with transaction():
        own = readying.keep(draft, actor=mine, at=MONDAY).id
        wide = readying.keep(
            Draft(use=Use.CORRECTION, title="Semua", body="Untuk {layanan}.", for_office=True),
            actor=house.desk.supervisor,
            at=MONDAY,
        ).id

    def titles(actor: object) -> set[str]:
        return {one.title for one in readying.offers(case.now, Use.CORRECTION, actor=actor)}  # type: ignore[arg-type]

    assert {"Buku nikah", "Semua", "Foto buram"} <= titles(mine)
    assert {"Semua"} == titles(other) & {"Buku nikah", "Semua"}
    assert not titles(house.next_door.officers[0]) & {"Buku nikah", "Semua"}
    with pytest.raises(NotFoundError), transaction():
        readying.drop(own, actor=other, at=MONDAY)
    with pytest.raises(NotAllowedError), transaction():
        readying.drop(wide, actor=other, at=MONDAY)
    with pytest.raises(NotAllowedError), transaction():
        readying.keep(Draft(use=Use.NOTE, title="A", body="B", for_office=True), actor=mine, at=MONDAY)
    with pytest.raises(InvalidInputError) as refused, transaction():
        readying.keep(Draft(use=Use.NOTE, title="A", body="Halo {nama_warga}"), actor=mine, at=MONDAY)
    assert refused.value.facts["name"] == "{nama_warga}"


def test_what_was_told_otherwise_before_is_shown_where_one_may_see_it(house: House) -> None:
    resident = house.resident()
    first = house.file(resident=resident)
    moved = type(resident)(resident.facts | {"street": "Jl. Yang Lain No. 3"})
    again = house.file("SKU", resident=moved, account=first.asks, at=WEDNESDAY)
    here = [house.desk.office_id]

    found = background.told_otherwise(again.now, office_ids=here)

    assert [(one.trait, one.code) for one in found] == [(Trait.ADDRESS, first.code)]
    assert not background.told_otherwise(first.now, office_ids=here), "a later request is no earlier one"
    assert not background.told_otherwise(again.now, office_ids=[house.next_door.office_id])


def test_letters_of_the_same_person_are_shown_and_one_still_valid_is_known(house: House) -> None:
    resident = house.resident()
    first = house.file(resident=resident).issued()
    again = house.file(resident=resident, account=first.asks, at=WEDNESDAY)

    [letter] = background.letters_before(again.now, office_ids=[house.desk.office_id])

    assert (letter.request_code, letter.same_service) == (first.code, True)
    assert letter.is_in_force(WEDNESDAY.date())
    assert not background.letters_before(again.now, office_ids=[house.next_door.office_id])


def test_the_household_is_whoever_shares_the_family_card_and_not_oneself(house: House) -> None:
    resident = house.resident()
    case = house.file("SKU", resident=resident)
    kin, stranger = house.file("SKU"), house.file("SKU")
    again = house.file("SKD", resident=resident, account=case.asks, at=TUESDAY)
    with transaction():
        for one, kk in ((case, CARD), (kin, CARD), (again, CARD), (stranger, OTHER_CARD)):
            residents.update_person(queries.for_change(one.code).subject, actor=one.officer, at=TUESDAY, kk=kk)  # type: ignore[arg-type]

    found = background.household_requests(again.now, office_ids=[house.desk.office_id])

    assert [one.code for one in found] == [kin.code]
