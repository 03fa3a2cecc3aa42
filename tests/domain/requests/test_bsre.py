"""Letters signed by BSrE: exactly one each, whatever the service does; a passphrase goes nowhere but to the worker."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select

from eservice.jobs import SWEEP_SECONDS
from eservice.kernel import failpoints
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError
from eservice.kernel.ports import Drivers
from eservice.kernel.transaction import transaction
from eservice.letters import entrusting, examine
from eservice.letters import queries as register
from eservice.letters.answers import Answers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import BREATH, Account, EsignService
from eservice.letters.keys import trusted_roots
from eservice.letters.kinds import Mode
from eservice.letters.models import EntrustedSecret
from eservice.letters.rules import NumberState, Verdict
from eservice.letters.seam import Credential
from eservice.letters.words import REFUSALS
from eservice.requests import failing, issuing, signing
from eservice.requests.signing import Entry
from eservice.requests.workflow import Refusal, Status
from tests import bsre
from tests.bsre import LURAH, NIK, SECRET
from tests.domain.requests.house import DAY, HOUR, Case, House, letter_of, register_of_numbers, verdict
from tests.outside import Outside, running
from tests.times import MONDAY

BASE = "http://localhost:8000"
SIGNED = MONDAY + 2 * HOUR
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)

pytestmark = pytest.mark.usefixtures("no_worker")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with running("tests.bsre", tmp_path_factory.mktemp("bsre")) as found:
        yield found


@pytest.fixture
def signer(service: Outside, db_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> BsreSigner:
    """The signer of this installation, its key published; the service is well."""
    service.behave()
    account = Account(*SECRET.split(":"))
    asked = EsignService(service.address, account, seconds=30.0, breath=0.0)
    made = BsreSigner(asked, Answers(tmp_path / "answers"), roots=trusted_roots(service.root.parent))
    kept: Drivers = db_app.extensions["eservice.drivers"]
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", replace(kept, signer=made))
    with transaction():
        entrusting.keep_keys(made.keyring, at=SIGNED)
    return made


def sign(case: Case, *, credential: Credential = LURAH, act: str = "one", at: datetime = SIGNED) -> None:
    case.do(signing.sign, actor=case.desk.signer, at=at, entry=Entry(credential, act))


def attempt(case: Case, *, at: datetime) -> bool:
    """Let the worker do what is due for one letter."""
    with travel(at):
        return issuing.issue(case.now.id, worker="one", base_url=BASE)


def files_signed(service: Outside) -> dict[str, int]:
    signed: dict[str, int] = service.told()["signed"]
    return signed


def secrets_kept() -> list[EntrustedSecret]:
    db.session.remove()
    return list(db.session.scalars(select(EntrustedSecret)))


def test_a_letter_is_signed_by_the_officials_own_certificate(house: House, signer: BsreSigner) -> None:
    case = house.file().recommended()

    sign(case)
    with failpoints.heard((reached := list[str]()).append):
        assert attempt(case, at=SIGNED)

    assert reached.index("answer.received") < reached.index("answer.kept") < reached.index("issuing.signed")
    letter = letter_of(case)
    data = register.edition_bytes(letter.editions[0])
    assert (case.now.status, verdict(case), letter.mode) == (Status.ISSUED, Verdict.IN_FORCE, Mode.BSRE)
    assert examine.is_whole(PdfFileReader(BytesIO(data)).embedded_signatures, signer.trusted_roots())
    assert [one.mode for one in letter.signatures] == [Mode.BSRE]
    assert secrets_kept() == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "fault", ["down", "broken", "slow", "answer lost", "garbage", "wrong certificate", "other file"]
)
def test_a_fault_of_the_service_leaves_exactly_one_letter_soon_after_it_is_well_again(
    fault: str, house: House, service: Outside, signer: BsreSigner
) -> None:
    case = house.file().recommended()
    sign(case)
    service.misbehave(fault)
    patience, signer.service._seconds = signer.service._seconds, 0.5 if fault == "slow" else 30.0

    assert not attempt(case, at=SIGNED)
    signer.service._seconds = patience
    assert case.now.status is Status.ISSUING
    assert letter_of(case).editions == []
    service.behave()
    waited = case.now.worker_until
    assert waited is not None
    assert waited + BREATH * SECOND + SWEEP_SECONDS * SECOND <= SIGNED + MINUTE, "signed within a minute"
    assert attempt(case, at=waited)

    assert (case.now.status, case.steps().count("issue")) == (Status.ISSUED, 1)
    assert [(one.name, one.created_at) for one in letter_of(case).editions] == [("signed-1", waited)]
    assert register_of_numbers() == [(1, NumberState.USED)]


@pytest.mark.database("sqlite")
def test_an_answer_that_arrived_is_not_asked_for_twice_and_needs_no_passphrase(
    house: House, service: Outside, signer: BsreSigner
) -> None:
    case = house.file().recommended()
    sign(case)
    before = sum(files_signed(service).values())
    with travel(SIGNED), transaction():
        work = issuing.lease(case.now.id, worker="dead", base_url=BASE, at=SIGNED)
    assert work is not None
    issuing.make(work)  # the power goes: the file was never stored
    signer.keyring.drop_all()

    assert attempt(case, at=SIGNED + issuing.LEASE)

    assert case.now.status is Status.ISSUED
    assert sum(files_signed(service).values()) == before + 1


@pytest.mark.database("sqlite")
def test_without_the_answer_kept_a_worker_that_died_has_the_letter_signed_twice(
    house: House, service: Outside, signer: BsreSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answers, "of", lambda self, sent: None)
    case = house.file().recommended()
    sign(case)
    before = sum(files_signed(service).values())
    with travel(SIGNED), transaction():
        work = issuing.lease(case.now.id, worker="dead", base_url=BASE, at=SIGNED)
    assert work is not None
    issuing.make(work)

    assert attempt(case, at=SIGNED + issuing.LEASE)

    assert sum(files_signed(service).values()) == before + 2


@pytest.mark.database("sqlite")
def test_a_repetition_sends_the_same_bytes_under_the_same_number(
    house: House, service: Outside, signer: BsreSigner
) -> None:
    case = house.file().recommended()
    sign(case)
    before = set(files_signed(service))
    service.misbehave("answer lost", times=2)

    assert [attempt(case, at=SIGNED + minutes * MINUTE) for minutes in (0, 1, 2)] == [False, False, True]

    assert [count for sha, count in files_signed(service).items() if sha not in before] == [3]
    assert register_of_numbers() == [(1, NumberState.USED)]


def test_a_wrong_passphrase_is_tried_once_for_all_letters_of_the_act_and_goes_back_in_words(
    house: House, service: Outside, signer: BsreSigner
) -> None:
    cases = [house.file().recommended() for _ in range(3)]
    wrong = service.told()["wrong"]
    for case in cases:
        sign(case, credential=Credential(NIK, "salah"))

    for case in cases:
        assert not attempt(case, at=SIGNED)

    assert service.told()["wrong"] == wrong + 1
    assert [case.now.status for case in cases] == [Status.AWAITING_SIGNATURE] * 3
    reasons = [case.now.history[-1].reason for case in cases]
    assert reasons == [REFUSALS["passphrase_wrong"], *[REFUSALS["passphrase_gone"]] * 2]
    for case in cases:
        sign(case, at=SIGNED + SECOND)
        assert attempt(case, at=SIGNED + SECOND)
    assert register_of_numbers() == [(number, NumberState.USED) for number in (1, 2, 3)]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("nik", "code"), [("1571015508809009", "signer_not_registered"), (bsre.EXPIRED_NIK, "signer_expired")]
)
def test_an_official_without_a_certificate_in_force_is_told_so(
    nik: str, code: str, house: House, signer: BsreSigner
) -> None:
    case = house.file().recommended()
    sign(case, credential=Credential(nik, "apa saja"))

    assert not attempt(case, at=SIGNED)

    assert (case.now.status, case.now.history[-1].reason) == (Status.AWAITING_SIGNATURE, REFUSALS[code])


def test_a_worker_that_was_started_anew_asks_for_the_passphrase_again(house: House, signer: BsreSigner) -> None:
    case = house.file().recommended()
    sign(case)
    signer.keyring.drop_all()

    assert not attempt(case, at=SIGNED + 30 * SECOND)
    assert case.now.status is Status.ISSUING, "another worker may hold the key while it is heard of"
    assert not attempt(case, at=SIGNED + entrusting.SILENCE)

    assert (case.now.status, case.now.history[-1].reason) == (
        Status.AWAITING_SIGNATURE,
        REFUSALS["passphrase_gone"],
    )


def test_a_passphrase_lives_ten_minutes(house: House, service: Outside, signer: BsreSigner) -> None:
    case = house.file().recommended()
    sign(case)
    service.misbehave("down")
    asked = service.told()["asked"]

    for minute in range(11):
        with transaction():
            entrusting.keep_keys(signer.keyring, at=SIGNED + minute * MINUTE)
        if minute in (0, 9, 10):
            attempt(case, at=SIGNED + minute * MINUTE)

    assert service.told()["asked"] == asked + 2
    assert case.now.history[-1].reason == REFUSALS["passphrase_gone"]
    assert secrets_kept() == []


@pytest.mark.database("sqlite")
def test_a_service_that_stays_away_gives_the_letter_back_with_the_reason(
    house: House, service: Outside, signer: BsreSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failing, "PATIENCE", 3 * failing.AWAY_PAUSE)
    case = house.file().recommended()
    sign(case)
    service.misbehave("down")

    for number in range(3):
        assert not attempt(case, at=SIGNED + number * failing.AWAY_PAUSE)

    assert (case.now.status, case.now.history[-1].reason) == (Status.AWAITING_SIGNATURE, REFUSALS["signer_away"])


def test_what_the_database_holds_of_a_passphrase_opens_for_its_worker_and_its_letter_alone(
    house: House, signer: BsreSigner
) -> None:
    mine, other = house.file().recommended(), house.file().recommended()
    sign(mine)
    sign(other)
    rows = {one.request_id: one for one in secrets_kept()}
    assert all(bsre.PASSPHRASE.encode() not in one.sealed and NIK.encode() not in one.sealed for one in rows.values())

    with transaction():
        db.session.get_one(EntrustedSecret, rows[mine.now.id].id).sealed = rows[other.now.id].sealed

    found = entrusting.entrusted(signer.keyring, request_id=mine.now.id, place=0, at=SIGNED)
    stranger = entrusting.entrusted(entrusting.Keyring(), request_id=other.now.id, place=0, at=SIGNED)
    assert found.credential is None
    assert (stranger.credential, stranger.elsewhere) == (None, True)
    assert bsre.PASSPHRASE not in repr(LURAH)


def no_passphrase(case: Case, signer: BsreSigner) -> None:
    case.do(signing.sign, actor=case.desk.signer, at=SIGNED)


def no_worker_is_there(case: Case, signer: BsreSigner) -> None:
    with transaction():
        entrusting.withdraw_keys(signer.keyring)
    sign(case)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("act", "refusal", "code"),
    [
        (no_passphrase, InvalidInputError, "passphrase_missing"),
        (no_worker_is_there, ConflictError, "signing_worker_away"),
    ],
)
def test_nothing_is_signed_without_a_passphrase_or_a_worker_that_takes_it(
    act: Callable[[Case, BsreSigner], None],
    refusal: type[Exception],
    code: str,
    house: House,
    signer: BsreSigner,
) -> None:
    case = house.file().recommended()

    with pytest.raises(refusal, match=code):
        act(case, signer)

    assert case.now.status is Status.AWAITING_SIGNATURE


def test_two_officials_sign_one_letter_each_with_the_own_passphrase(house: House, signer: BsreSigner) -> None:
    case = house.file("SKTM", wanted={"bidang": "kesehatan"}).recommended()
    sign(case)
    assert attempt(case, at=SIGNED)

    case.do(signing.sign, actor=house.district.signer, at=SIGNED + SECOND, entry=Entry(LURAH, "two"))
    assert attempt(case, at=SIGNED + SECOND)

    data = register.edition_bytes(letter_of(case).editions[-1])
    assert verdict(case) is Verdict.IN_FORCE
    assert examine.is_whole(PdfFileReader(BytesIO(data)).embedded_signatures, signer.trusted_roots())


@pytest.mark.database("sqlite")
def test_the_notice_of_a_refusal_is_signed_by_pen_and_waits_for_no_passphrase(house: House, signer: BsreSigner) -> None:
    case = house.file().recommended()

    case.do(signing.reject, Refusal.NOT_RESIDENT, "Di luar wilayah.", actor=house.desk.signer, at=SIGNED)
    assert attempt(case, at=SIGNED)
    paper = b"%PDF-1.7 a signed and stamped sheet"
    case.do(signing.wet_signed, paper, SIGNED + DAY, actor=house.desk.officers[1], at=SIGNED + DAY)
    attempt(case, at=SIGNED + DAY)

    assert (letter_of(case).mode, verdict(case)) == (Mode.WET, Verdict.IN_FORCE)


@pytest.mark.database("sqlite")
def test_who_runs_it_asks_the_service_from_the_command_line(
    house: House, signer: BsreSigner, db_app: Flask, service: Outside, tmp_path: Path
) -> None:
    case, file, sealed = house.file().recommended(), tmp_path / "letter.pdf", tmp_path / "sealed.pdf"
    sign(case)
    attempt(case, at=SIGNED)
    file.write_bytes(register.edition_bytes(letter_of(case).editions[0]))
    shell = db_app.test_cli_runner()

    status = shell.invoke(args=["esign", "status"], input=f"{NIK}\n")
    seal = ["esign", "seal", str(file), str(sealed), "--subscriber", "jambi"]
    refused = shell.invoke(args=seal, input="998877\n000000\n")
    done = shell.invoke(args=seal, input=f"998877\n{bsre.SEAL_CODE}\n")
    verified = shell.invoke(args=["esign", "verify", str(sealed)])

    assert (status.output.split()[-1], NIK in status.output) == ("ISSUE", False)
    assert (refused.exit_code, "BSrE menolak" in refused.output) == (1, True)
    assert done.exit_code == 0, done.output
    assert verified.output.split()[0] == "VALID"
    seals = PdfFileReader(BytesIO(sealed.read_bytes())).embedded_signatures
    assert seals[-1].sig_object["/Location"] == "Kota Jambi"
