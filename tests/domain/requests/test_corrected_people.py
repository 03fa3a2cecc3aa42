"""Whom a request names once a name or a number was corrected: the record, the register and the letter say the same."""

from collections.abc import Mapping

import pytest

from eservice.accounts import queries as accounts
from eservice.accounts.rules import PhoneOwner
from eservice.catalogue.definition import ForWhom
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import queries as register
from eservice.requests import filing, queries, telling
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Verdict
from eservice.residents.models import Person
from tests.domain.requests.house import HOUR, Case, House, letter_of
from tests.times import MONDAY

OTHER_NIK = "1571110101909123"


def corrected(case: Case, answers: Mapping[str, str | None]) -> Case:
    """Let the officer doubt some answers, and whoever asked for the letter send others; None empties one."""
    life.claim(case.code, case.officer, at=MONDAY + HOUR)
    doubts = [Gap("answer", key, Verdict.MISMATCH, "Tidak sama dengan KTP.") for key in answers]
    life.ask(case.code, case.officer, doubts, at=MONDAY + HOUR)
    with life.travel(MONDAY + 2 * HOUR), transaction():
        request = queries.for_change(case.code)
        for key, value in answers.items():
            filing.mend_answer(request, key, value, at=MONDAY + 2 * HOUR)
        filing.resubmit(request, actor=case.asks, at=MONDAY + 2 * HOUR)
    return case


def signed(case: Case) -> Case:
    """Let it be checked again and signed."""
    case.recommended(at=MONDAY + 3 * HOUR)
    life.sign(case.code, case.desk.signer, at=MONDAY + 4 * HOUR)
    return case


def people() -> int:
    """Return how many persons are recorded."""
    db.session.remove()
    return db.session.query(Person).count()


def test_the_register_names_the_holder_as_the_letter_prints_him_after_a_correction(house: House) -> None:
    case = house.file()

    signed(corrected(case, {"nama": "Nama Yang Benar", "nik": OTHER_NIK}))

    letter = letter_of(case)
    printed = dict(register.content_of(letter).subject)
    assert (letter.holder_name, letter.holder_nik) == (printed["Nama"], printed["NIK"])
    assert (letter.holder_name, letter.holder_nik) == ("Nama Yang Benar", OTHER_NIK)


def test_a_corrected_name_is_written_over_the_wrong_one_in_the_same_record(house: House) -> None:
    case = house.file()
    before, recorded = people(), case.now.applicant_id

    corrected(case, {"nama": "Nama Yang Benar"})

    assert people() == before
    assert (case.now.applicant_id, case.now.subject_id) == (recorded, recorded)
    assert case.now.subject is not None
    assert case.now.subject.name == "Nama Yang Benar"


def test_a_corrected_nik_names_another_person_and_leaves_the_account_s_own_record(house: House) -> None:
    case = house.file()
    own = case.now.applicant
    assert own is not None

    corrected(case, {"nik": OTHER_NIK})

    assert case.now.subject_id == case.now.applicant_id != own.id
    assert accounts.account(case.asks.user_id or 0).person_id == own.id
    assert db.session.get_one(Person, own.id).nik == own.nik


def test_what_is_corrected_about_somebody_else_records_nobody_twice(house: House) -> None:
    case = house.file("SKMT", whom=ForWhom.DECEASED)
    before, recorded = people(), (case.now.applicant_id, case.now.subject_id)

    corrected(case, {"nama": "Nama Almarhum", "tempat_lahir": "Muara Bungo"})

    assert people() == before
    assert (case.now.applicant_id, case.now.subject_id) == recorded
    assert case.now.subject is not None
    assert (case.now.subject.name, case.now.subject.birth_place) == ("Nama Almarhum", "Muara Bungo")


def test_a_nik_that_is_taken_back_stands_in_no_register(house: House) -> None:
    case = house.file("SKMT", whom=ForWhom.DECEASED)
    assert case.now.subject is not None
    assert case.now.subject.nik

    corrected(case, {"nik": None})

    assert "nik" not in case.now.answers
    assert case.now.subject is not None
    assert case.now.subject.nik is None


@pytest.mark.parametrize(
    ("service", "whom", "correction"),
    [("SKD", ForWhom.SELF, {"keperluan": "Melamar pekerjaan"}), ("SKMT", ForWhom.DECEASED, {"nama": "Nama Almarhum"})],
    ids=["of what names nobody", "of a name"],
)
def test_the_number_noted_at_the_counter_outlives_a_correction(
    service: str, whom: ForWhom, correction: dict[str, str], house: House
) -> None:
    case = house.file(service, whom=whom)
    with transaction():
        request = queries.for_change(case.code)
        telling.keep_phone(request, "+6281290012345", PhoneOwner.OWN, actor=case.officer, at=MONDAY)

    corrected(case, correction)

    assert case.now.applicant is not None
    assert case.now.applicant.phone == "+6281290012345"
