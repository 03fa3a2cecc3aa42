"""What messages say, and to whom they may not say it."""

from datetime import UTC, datetime, timedelta

import pytest

from eservice.notifications import rules, texts

PARAMS = {
    "code": "K7M4QX",
    "desk_code": "K7M4QX",
    "complaint": "K7QM-4T2X",
    "promised_at": "2026-11-26T09:00:00+00:00",
    "until_on": "2026-11-30",
    "from_on": "2026-11-28",
    "last_on": "2026-11-30",
    "visit_at": "2026-11-26T02:00:00+00:00",
    "ends": "11.00",
    "until_at": "2026-11-30T09:00:00+00:00",
    "due_at": "2026-11-30T09:00:00+00:00",
    **dict.fromkeys(
        ("due", "late", "signing", "open", "n", "usual", "limit", "kept_n", "returned", "here", "officers", "issued"),
        9999,
    ),
    **dict.fromkeys(
        (
            "waiting_hours",
            "review_hours",
            "signature_hours",
            "kept_of_hundred",
            "earlier_of_hundred",
            "right_of_hundred",
            "index_points",
        ),
        None,
    ),
}
LONGEST_HOME = "https://eservice.jambikota.go.id"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("template", texts.TEXTS)
def test_a_message_fits_on_one_screen(template: str, language: str) -> None:
    text = texts.render(template, PARAMS, language=language, base_url=LONGEST_HOME, secret="K7QM4T2X9D")

    assert len(text) <= rules.LONGEST_TEXT, (len(text), text)
    assert "{" not in text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("template", texts.TEXTS)
def test_a_message_names_neither_person_nor_service_nor_number(template: str, language: str) -> None:
    text = texts.render(template, PARAMS, language=language, base_url=LONGEST_HOME).lower()

    text += " ".join(texts.more(template, PARAMS, language=language)).lower()
    assert "{" not in text
    for word in ("domisili", "sktm", "tidak mampu", "nikah", "kematian", "bpk", "ibu ", "nama anda", "157"):
        assert word not in text


def test_the_receipt_says_when() -> None:
    assert texts.render("submitted", PARAMS, language="id", base_url="https://x.go.id") == (
        "Permohonan K7M-4QX kami terima. Janji selesai: Kamis 26 Nov pukul 16.00. "
        "Lihat: https://x.go.id/permohonan/K7M4QX"
    )
    assert "Promised by: Thursday 26 Nov, 16.00" in texts.render("submitted", PARAMS, language="en")


def test_a_correction_says_until_when() -> None:
    assert "Batas: Sen 30 Nov." in texts.render("correction", PARAMS, language="id")
    assert "By: Mon 30 Nov." in texts.render("correction", PARAMS, language="en")


def test_who_has_no_account_is_led_to_the_page_that_code_and_pin_open() -> None:
    assert texts.path_of("correction", PARAMS) == "/permohonan/K7M4QX"
    assert texts.path_of("correction", PARAMS | {"by_receipt": True}) == "/lacak"
    assert texts.path_of("ready", PARAMS | {"by_receipt": True}) == "/bantuan"


def test_an_inbox_never_shows_a_one_time_code() -> None:
    assert "••••" in texts.render("reset_code", {}, language="id")


def test_an_unknown_message_is_a_fault_of_the_house() -> None:
    with pytest.raises(KeyError):
        texts.render("greeting", {}, language="id")


@pytest.mark.parametrize(
    ("hour_wib", "quiet"), [(6, True), (7, False), (12, False), (19, False), (20, True), (23, True), (0, True)]
)
def test_telephones_stay_silent_at_night(hour_wib: int, quiet: bool) -> None:
    at = datetime(2026, 7, 6, 0, 30, tzinfo=UTC) + timedelta(hours=hour_wib - 7)

    assert rules.is_quiet(at) is quiet


def test_a_failed_message_waits_longer_each_time_and_is_given_up() -> None:
    pauses = [rules.pause_after(tries) for tries in range(1, rules.TRIES + 1)]

    assert pauses[:-1] == [timedelta(seconds=s) for s in (30, 120, 480, 1920, 7680)]
    assert pauses[-1] is None
