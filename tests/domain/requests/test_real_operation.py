"""What changes where it is meant: outside demo mode letters are real, and settings that mislead are refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from eservice.config import Settings, SettingsError
from eservice.demo import life
from eservice.kernel.clock import travel
from eservice.kernel.errors import ConflictError
from eservice.kernel.ports import Drivers
from eservice.letters import page
from eservice.letters.kinds import Mode
from eservice.letters.rules import NumberState, Verdict
from eservice.letters.signing import HandSigner
from eservice.letters.words import REFUSALS
from eservice.requests import failing, issuing, signing
from eservice.requests.content import content_for
from eservice.requests.workflow import Refusal, Status
from tests.domain.requests.house import DAY, HOUR, Case, House, letter_of, register_of_numbers, verdict
from tests.times import MONDAY, TUESDAY

PAPER = b"%PDF-1.7 a signed and stamped sheet"


@pytest.fixture
def no_key(db_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Drivers:
    """Real operation: the installation signs nothing by key; return the drivers it had before."""
    kept: Drivers = db_app.extensions["eservice.drivers"]
    real = replace(kept, signer=HandSigner(tmp_path), specimen=False)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", real)
    return kept


@pytest.mark.parametrize("specimen", [True, False])
def test_only_a_letter_outside_real_operation_says_that_it_is_an_example(
    db_app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, *, specimen: bool
) -> None:
    kept: Drivers = db_app.extensions["eservice.drivers"]
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", replace(kept, specimen=specimen))
    case = house.file()

    content = content_for(case.now, mode=Mode.WET, at=MONDAY)

    assert ("(CONTOH)</p>" in page.html(content, None)) is specimen


def issued(cases: Sequence[Case], *, at: datetime) -> None:
    """Let the worker do what is due, as the sweep has it done."""
    with travel(at):
        numbers = issuing.due(at=at)
        assert numbers == [case.now.id for case in cases]
        for number in numbers:
            issuing.issue(number, worker="one", base_url="http://localhost:8000")


@pytest.mark.usefixtures("no_key")
def test_where_the_installation_has_no_key_a_letter_is_printed_signed_by_pen_and_issued(house: House) -> None:
    case = house.file().recommended()
    with pytest.raises(ConflictError, match="letter_at_signature"):
        life.sign(case.code, house.desk.signer, at=MONDAY + HOUR)

    case.do(signing.print_for_signature, actor=case.officer, at=MONDAY + 2 * HOUR)
    assert (letter_of(case).mode, verdict(case)) == (Mode.WET, Verdict.NOT_SIGNED)
    case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.officers[1], at=TUESDAY)

    assert (case.now.status, verdict(case)) == (Status.ISSUED, Verdict.IN_FORCE)


@pytest.mark.usefixtures("no_key")
def test_where_the_installation_has_no_key_a_refusal_is_signed_by_pen_too(house: House) -> None:
    case = house.file().recommended()

    case.do(signing.reject, Refusal.NOT_RESIDENT, "Alamat di luar wilayah.", actor=house.desk.signer, at=TUESDAY)
    assert verdict(case) is Verdict.NOT_SIGNED
    case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.officers[1], at=TUESDAY)

    assert verdict(case) is Verdict.IN_FORCE


def test_what_was_signed_by_key_before_the_key_was_given_up_goes_back_and_stops_no_other_letter(
    no_worker: Flask, house: House, no_key: Drivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = no_worker.extensions["eservice.drivers"]
    monkeypatch.setitem(no_worker.extensions, "eservice.drivers", no_key)
    cases = [house.file().issued(), house.file().issued()]
    monkeypatch.setitem(no_worker.extensions, "eservice.drivers", real)

    for attempt in range(failing.ATTEMPTS):
        issued(cases, at=TUESDAY + attempt * HOUR)

    assert [case.now.status for case in cases] == [Status.AWAITING_SIGNATURE] * 2
    assert cases[0].now.history[-1].reason == REFUSALS["letter_signed_by_hand"]
    with pytest.raises(ConflictError, match="letter_at_signature"):
        life.sign(cases[0].code, house.desk.signer, at=TUESDAY + DAY)


@pytest.mark.usefixtures("no_worker")
def test_a_letter_whose_key_was_given_up_keeps_its_number_for_the_pen(
    db_app: Flask, house: House, no_key: Drivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = db_app.extensions["eservice.drivers"]
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", no_key)
    case = house.file().issued()
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", real)
    for attempt in range(failing.ATTEMPTS):
        issued([case], at=TUESDAY + attempt * HOUR)

    later = TUESDAY + DAY
    case.do(signing.print_for_signature, actor=case.officer, at=later)
    issued([case], at=later)
    case.do(signing.wet_signed, PAPER, later, actor=house.desk.officers[1], at=later)
    issued([case], at=later)

    assert (case.now.status, letter_of(case).mode) == (Status.ISSUED, Mode.WET)
    assert register_of_numbers() == [(1, NumberState.USED)]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"mode": "production"}, "SIGNER_URL"),
        ({"mode": "production", "signer_url": "basah"}, "BASE_URL"),
        ({"secret_key": "changeme"}, "SECRET_KEY"),
        ({"data_key": "00"}, "DATA_KEY"),
        ({"base_url": "https://layanan.example.go.id"}, "BASE_URL must be on localhost"),
        ({"proxies": 1}, "PROXIES 0"),
        ({"signer_url": "bsre:https://esign.contoh.go.id"}, "BSrE must certify no letter"),
        ({"archive_days": 365}, "ARCHIVE_DAYS needs TSA_URL"),
    ],
)
def test_settings_that_would_protect_nobody_are_refused(db_app: Flask, change: dict[str, str], named: str) -> None:
    settings: Settings = db_app.extensions["eservice.settings"]

    with pytest.raises(SettingsError, match=named):
        replace(settings, **change).check()  # type: ignore[arg-type]
