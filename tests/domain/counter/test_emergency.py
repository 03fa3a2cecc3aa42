"""The sheet for a power cut: written by hand, entered afterwards at the paper's hour, the rest given up; no gaps."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.audit.models import AuditEntry
from eservice.catalogue.definition import ForWhom
from eservice.counter import emergency
from eservice.counter.emergency import Entry
from eservice.counter.models import EmergencySheet, EmergencySlip
from eservice.demo import answering, life
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    DomainError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.letters.models import LetterNumber
from eservice.letters.rules import NumberState
from eservice.offices.models import Office
from eservice.requests import filing, queries, reviewing, signing
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import PaperCode, Request
from eservice.requests.workflow import Channel, Consent, Refusal
from eservice.uploads import actions as uploads
from tests.domain.guards import Race, together
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.times import MONDAY

PRINTED = MONDAY
CUT = PRINTED + HOUR
BACK = CUT + DAY
SKD = "surat-keterangan-domisili"


def archive_of(house: House) -> str:
    """Return the archive code of the letters these tests write by hand."""
    letters = emergency.letters_of(house.desk.office_id, at=PRINTED)
    return next(code for code, name in letters.items() if "omisili" in name)


def prepare(house: House, *, codes: int = 3, numbers: int = 2, at: datetime = PRINTED) -> EmergencySheet:
    with transaction():
        archive = archive_of(house)
        made = emergency.prepare(codes=codes, numbers={archive: numbers}, actor=house.desk.officers[0], at=at)
        db.session.expunge(made)
    return made


def begin(
    house: House, position: int = 1, *, hour: datetime = CUT, number: int | None = None, at: datetime = BACK
) -> int:
    """Begin to enter a line; return the draft."""
    with transaction():
        entry = Entry(hour, number)
        return emergency.begin_entry(position, SKD, entry, actor=house.desk.officers[0], at=at).id


def fill(house: House, draft_id: int) -> None:
    """Type what stands on the paper."""
    resident = house.resident()
    with transaction():
        draft = db.session.get_one(Request, draft_id)
        known = resident.known("applicant") | resident.known("subject")
        pages = answering.answers(
            definition_of(draft),
            known=known,
            whom=ForWhom.SELF,
            region=house.desk.region,
            rng=house.rng,
            today=wib(BACK).date(),
        )
        for step, clean in pages.items():
            filing.save_step(draft, step, clean)
        owner = uploads.Owner(draft_digest=draft.draft_digest)
        for one in requirements_of(draft):
            filing.attach_proof(draft, one.key, uploads.receive(life.scan(one.name), owner=owner, at=BACK), at=BACK)


def send(house: House, draft_id: int, *, at: datetime = BACK) -> Case:
    with transaction():
        draft = db.session.get_one(Request, draft_id)
        sent = emergency.enter(draft, actor=house.desk.officers[0], at=at)
        return Case(house, str(sent.code), house.desk.officers[0])


def entered(house: House, position: int = 1, *, hour: datetime = CUT, number: int | None = None) -> Case:
    draft = begin(house, position, hour=hour, number=number)
    fill(house, draft)
    return send(house, draft)


def close(house: House, reason: str = "Lampu menyala lagi", *, at: datetime = BACK) -> None:
    with transaction():
        emergency.close(reason, actor=house.desk.officers[1], at=at)


def register() -> list[tuple[int, NumberState]]:
    db.session.remove()
    return [(one.number, one.state) for one in db.session.scalars(select(LetterNumber).order_by(LetterNumber.id))]


def free(house: House) -> list[LetterNumber]:
    sheet = emergency.open_sheet(house.desk.office_id)
    assert sheet is not None
    return list(emergency.numbers(sheet, free=True))


def test_what_was_written_by_hand_is_filed_at_the_papers_hour_under_its_code_and_says_so(house: House) -> None:
    prepare(house)
    slip = db.session.scalars(select(PaperCode).join(EmergencySlip).where(EmergencySlip.position == 1)).one()
    code, pin = slip.code, slip.pin

    case = entered(house)

    now = case.now
    assert (now.code, now.pin, now.filed_at, now.channel) == (code, pin, CUT, Channel.LATE_ENTRY)
    assert (now.history[0].taken_at, now.history[0].details["channel"]) == (CUT, "late_entry")
    assert now.consent is Consent.ON_PAPER
    assert now.promised_at == filing.promise_of(now, at=CUT)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "request:submit")).one()
    assert told.at == BACK, "the log says when it was entered"


@pytest.mark.parametrize(
    "hour",
    [PRINTED - MINUTE, BACK + MINUTE, PRINTED + timedelta(days=7, minutes=1)],
    ids=["before it was printed", "in the future", "after its week"],
)
def test_an_hour_that_cannot_stand_on_this_paper_is_refused(house: House, hour: datetime) -> None:
    prepare(house)

    at = max(BACK, hour) if hour > PRINTED + DAY * 6 else BACK
    with pytest.raises(InvalidInputError, match="paper_hour"):
        begin(house, hour=hour, at=at)


def test_the_letter_takes_up_the_number_that_was_written_on_it_by_hand(house: House) -> None:
    prepare(house)
    second = free(house)[1]
    assert second.written.startswith(archive_of(house))

    case = entered(house, number=second.id)
    assert [one.id for one in free(house)] != [second.id]
    life.claim(case.code, case.officer, at=BACK)
    life.judge(case.code, case.officer, at=BACK)
    life.recommend(case.code, case.officer, at=BACK, rng=house.rng)
    life.sign(case.code, case.desk.signer, at=BACK)

    letter = case.now.letter_id
    assert db.session.scalars(select(LetterNumber.number).where(LetterNumber.letter_id == letter)).one() == 2
    close(house)
    assert register() == [(1, NumberState.VOID), (2, NumberState.USED)]


def test_what_was_not_used_is_void_with_the_reason_and_the_register_goes_on_without_a_gap(house: House) -> None:
    prepare(house)
    close(house, "Tidak ada pemadaman")
    house.file().issued(at=BACK + HOUR)

    assert register() == [(1, NumberState.VOID), (2, NumberState.VOID), (3, NumberState.USED)]
    reasons = set(db.session.scalars(select(LetterNumber.reason).where(LetterNumber.state == NumberState.VOID)))
    assert reasons == {f"Lembar darurat {wib(PRINTED):%d-%m-%Y}: Tidak ada pemadaman"}
    with pytest.raises(NotFoundError, match="no_sheet"):
        begin(house)
    assert prepare(house, at=BACK).ends_at == BACK + timedelta(days=7)


def test_an_old_sheet_is_entered_only_while_a_supervisor_lets_it(house: House) -> None:
    """Printed on Monday the 6th: it ends on Monday the 13th, and three working days later, Thursday the 16th, 16.00."""
    over = wib(PRINTED).replace(day=16, hour=16, minute=0)
    prepare(house)
    early = begin(house, 1, at=over - MINUTE)
    fill(house, early)

    for late in (lambda: begin(house, 2, at=over), lambda: send(house, early, at=over)):
        with pytest.raises(ConflictError, match="sheet_over"):
            late()
    assert emergency.late_sheet(house.desk.office_id, at=over - MINUTE) is None
    for actor, reason in (
        (house.desk.officers[0], "Baru ditemukan"), (house.next_door.supervisor, "Baru ditemukan"),
        (house.desk.supervisor, " "),
    ):  # fmt: skip
        with pytest.raises((NotAllowedError, MissingReasonError)), transaction():
            emergency.let_enter_late(house.desk.office_id, reason, actor=actor, at=over)
    with transaction():
        emergency.let_enter_late(
            house.desk.office_id, "Tertinggal di laci", actor=house.desk.supervisor, at=over + HOUR
        )

    assert send(house, early, at=over + 2 * HOUR).now.filed_at == CUT
    with pytest.raises(ConflictError, match="sheet_over"):
        begin(house, 2, at=over + 2 * DAY)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "emergency:let_enter_late")).one()
    assert told.data["reason"] == "Tertinggal di laci"


def pins_of(house: House) -> list[str]:
    db.session.remove()
    chosen = select(PaperCode.pin).join(EmergencySlip, EmergencySlip.code == PaperCode.code)
    return list(db.session.scalars(chosen.order_by(EmergencySlip.position)))


def test_a_pin_stands_on_the_sheet_only_while_it_is_on_paper_alone(house: House) -> None:
    prepare(house)
    case = entered(house)

    assert [bool(pin) for pin in pins_of(house)] == [False, True, True]
    assert case.now.pin
    close(house)
    assert pins_of(house) == ["", "", ""]


@pytest.mark.parametrize("end", ["refused", "withdrawn", "moved"])
def test_a_number_written_on_a_letter_that_never_was_is_void(house: House, end: str) -> None:
    prepare(house)
    first = free(house)[0]
    case = entered(house, number=first.id)
    if end == "withdrawn":
        with transaction():
            receipt = Actor(Role.BEARER, receipt_id=case.now.id)
            filing.withdraw(queries.for_change(case.code), "Sudah tidak perlu", actor=receipt, at=BACK + MINUTE)
    elif end == "moved":
        life.claim(case.code, case.officer, at=BACK)
        to = db.session.get_one(Office, house.next_door.office_id)
        case.do(reviewing.transfer, to, "Pemohon sudah pindah.", actor=case.officer, at=BACK + MINUTE)
    else:
        case.checked(at=BACK + MINUTE)
        why, told = Refusal.NOT_RESIDENT, "Alamat di luar wilayah."
        case.do(reviewing.propose_rejection, why, told, actor=case.officer, at=BACK + 2 * MINUTE)
        case.do(signing.reject, why, told, actor=house.desk.signer, at=BACK + 3 * MINUTE)

    db.session.remove()
    assert db.session.get_one(LetterNumber, first.id).state is NumberState.VOID
    known = {
        "refused": "Alamat di luar wilayah.",
        "withdrawn": "Dibatalkan pemohon",
        "moved": "Permohonan diteruskan ke kantor lain",
    }
    assert db.session.get_one(LetterNumber, first.id).reason == known[end]  # what a citizen wrote is in no register


def test_a_sheet_is_not_closed_without_a_reason_or_over_a_line_that_was_begun(house: House) -> None:
    prepare(house)
    with pytest.raises(MissingReasonError):
        close(house, "  ")
    draft = begin(house)

    with pytest.raises(ConflictError, match="sheet_in_entry"):
        close(house)
    with pytest.raises(ConflictError, match="slip_used"):
        begin(house)
    with transaction():
        filing.discard(db.session.get_one(Request, draft), at=BACK)
    db.session.remove()
    begin(house)


def test_a_number_that_a_thrown_away_draft_named_is_free_again(house: House) -> None:
    prepare(house)
    first = free(house)[0].id
    draft = begin(house, number=first)
    with pytest.raises(InvalidInputError, match="paper_number"):
        begin(house, 2, number=first)
    with transaction():
        filing.discard(db.session.get_one(Request, draft), at=BACK)
    db.session.remove()

    begin(house, 2, number=first)


@pytest.mark.parametrize(
    ("codes", "numbers", "code"), [(0, 2, "sheet_codes"), (41, 2, "sheet_codes"), (3, 21, "sheet_numbers")]
)
def test_a_sheet_that_does_not_fit_on_paper_is_refused(house: House, codes: int, numbers: int, code: str) -> None:
    with pytest.raises(InvalidInputError, match=code):
        prepare(house, codes=codes, numbers=numbers)
    assert register() == []


def test_one_sheet_at_a_time_each_office_its_own_and_supervisors_none(house: House) -> None:
    prepare(house)
    with pytest.raises(ConflictError, match="sheet_open"):
        prepare(house)
    with pytest.raises(NotAllowedError), transaction():
        emergency.prepare(codes=1, numbers={}, actor=house.desk.supervisor, at=PRINTED)
    with transaction():
        emergency.prepare(codes=1, numbers={}, actor=house.next_door.officers[0], at=PRINTED)


def test_a_code_that_waits_on_paper_is_no_other_requests(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(house, codes=1)
    waits = db.session.scalars(select(PaperCode.code)).one()
    drawn = iter((waits, "ZZZ999"))
    monkeypatch.setattr(queries.codes, "request_code", lambda: next(drawn))

    assert queries.unused_code() == "ZZZ999"


@pytest.mark.parametrize(("guarded", "drafts"), [(True, 1), (False, 2)])
def test_only_without_the_sheets_lock_do_two_enter_one_line(
    db_app: Flask,
    house: House,
    switch_off: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
    drafts: int,
) -> None:
    prepare(house)
    race = Race(2)
    if not guarded:
        switch_off("lock")
    real = filing.start_draft

    def after_a_look(*told: object, **how: object) -> Request:
        race.look()
        return real(*told, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(filing, "start_draft", after_a_look)

    def press(actor: Actor) -> str:
        try:
            with race.transaction():
                emergency.begin_entry(1, SKD, Entry(CUT), actor=actor, at=BACK)
        except DomainError as refusal:
            return refusal.code
        return "begun"

    came = together(db_app, [lambda actor=one: press(actor) for one in house.desk.officers[:2]])

    assert came.count("begun") == drafts
