"""The log: one line of JSON an event, whatever is in it, and nothing of a person."""

import json
import logging

import pytest

from eservice.kernel.logs import REFERENCE, JsonLines, masked

NIK, PHONE = "1571014107909001", "0812-3456-7890"


def line(event: str, *, fault: BaseException | None = None, **facts: object) -> str:
    record = logging.LogRecord("eservice.uji", logging.INFO, __file__, 1, event, None, None)
    if fault is not None:
        record.exc_info = (type(fault), fault, fault.__traceback__)
    vars(record).update(facts)
    return JsonLines().format(record)


@pytest.mark.parametrize(
    "hostile",
    [
        'a\r\n{"level":"info"}',
        "\x1b[2J\x1b[31mred",
        "kk\u202egpj.exe",
        "\u2028\u2029",
        "\0",
        '"}\n{"x":"',
        "\x85\x9b31m",
    ],
)
def test_nothing_breaks_a_line_or_reaches_a_terminal(hostile: str) -> None:
    written = line(hostile, said=hostile, more={"a": [hostile]})

    assert written.isascii()
    assert written.isprintable()
    told = json.loads(written)
    assert (told["event"], told["said"]) == (hostile, hostile)
    assert set(told) == {"at", "level", "logger", "event", "process", "said", "more"}


@pytest.mark.parametrize(
    "personal",
    [NIK, PHONE, "+6281234567890", "siti.rahmawati@contoh.go.id", "1571 NIK 1571011203159012", "62 812 3456 7890"],
)
def test_what_could_be_somebody_s_is_masked_wherever_it_stands(personal: str) -> None:
    written = line(f"seen {personal}", said=personal, more={"inside": [personal]})

    for part in (personal, NIK, PHONE, "1571011203159012", "siti", "3456"):
        assert part not in written
    assert masked({"number": 17, "true": True, "kind": "skd", "ms": 12.5}) == {
        "number": 17,
        "true": True,
        "kind": "skd",
        "ms": 12.5,
    }


def test_a_fault_is_named_by_class_and_place_and_never_by_its_words() -> None:
    with pytest.raises(ValueError, match="invalid literal") as failed:
        int(f"row of {NIK}")
    told = json.loads(line("fault", fault=failed.value))

    assert told["fault"] == "ValueError"
    assert told["where"][-1].startswith("tests/unit/kernel/test_logs.py:")
    assert "row of" not in json.dumps(told)


def test_the_reference_of_the_request_stands_on_its_lines() -> None:
    before = REFERENCE.set("c0ffee00")
    try:
        assert json.loads(line("x"))["ref"] == "c0ffee00"
    finally:
        REFERENCE.reset(before)
    assert "ref" not in json.loads(line("x"))
