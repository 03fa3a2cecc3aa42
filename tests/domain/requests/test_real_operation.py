"""What changes where it is meant: outside demo mode letters are real, and settings that mislead are refused."""

from dataclasses import replace

import pytest
from flask import Flask

from eservice.config import Settings, SettingsError
from eservice.kernel.ports import Drivers
from eservice.letters import page
from eservice.letters.kinds import Mode
from eservice.requests.content import content_for
from tests.domain.requests.house import House
from tests.times import MONDAY


@pytest.mark.parametrize("specimen", [True, False])
def test_only_a_letter_outside_real_operation_says_that_it_is_an_example(
    db_app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, *, specimen: bool
) -> None:
    kept: Drivers = db_app.extensions["eservice.drivers"]
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", replace(kept, specimen=specimen))
    case = house.file()

    content = content_for(case.now, mode=Mode.WET, at=MONDAY)

    assert ("(CONTOH)</p>" in page.html(content, None)) is specimen


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"mode": "production"}, "SIGNER_URL"),
        ({"mode": "production", "signer_url": "basah"}, "BASE_URL"),
        ({"secret_key": "changeme"}, "SECRET_KEY"),
        ({"data_key": "00"}, "DATA_KEY"),
        ({"base_url": "https://layanan.example.go.id"}, "BASE_URL must be on localhost"),
        ({"proxies": 1}, "PROXIES 0"),
    ],
)
def test_settings_that_would_protect_nobody_are_refused(db_app: Flask, change: dict[str, str], named: str) -> None:
    settings: Settings = db_app.extensions["eservice.settings"]

    with pytest.raises(SettingsError, match=named):
        replace(settings, **change).check()  # type: ignore[arg-type]
