"""Logs as files: what is read from them, and every way in which one is refused."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eservice.metrics.eventlogs import log as logs
from eservice.metrics.eventlogs import reading
from eservice.metrics.eventlogs.log import Log, LogRefusedError, LogStage, instant
from eservice.metrics.eventlogs.mapping import Field, Mapping, read_mapping
from eservice.metrics.eventlogs.reading import read_log
from eservice.metrics.eventlogs.writing import write_logs

Write = Callable[[str, str | bytes], Path]

CSV = (
    "case,activity,timestamp,resource\n1,Terima,2026-07-06T09:00:00+07:00,Ani\n1,Beri,2026-07-06T11:30:00+07:00,Budi\n"
)
XES = """<?xml version="1.0" encoding="utf-8"?>
<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <trace>
    <event>
      <string key="concept:name" value="Terima"><string key="concept:name" value="inside"/></string>
      <date key="time:timestamp" value="2026-07-06T09:00:00.250+07:00"/>
    </event>
    <event>
      <string key="org:resource" value="Budi &amp; Ani"/>
      <string key="concept:name" value="Beri"/>
      <date key="start_timestamp" value="2026-07-06T04:00:00Z"/>
      <date key="time:timestamp" value="2026-07-06T04:30:00Z"/>
    </event>
    <string key="concept:name" value="K-1"/>
  </trace>
  <trace><string key="concept:name" value="empty"/></trace>
</log>
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def read(path: Path, mapping: Mapping | None = None) -> Log:
    return read_log(path, mapping or Mapping(), say=lambda line: None)


def refused(path: Path, mapping: Mapping | None = None) -> str:
    with pytest.raises(LogRefusedError) as refusal:
        read(path, mapping)
    return str(refusal.value)


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_is_read_by_its_header(write: Write) -> None:
    (events,) = read(write("lama.csv", CSV)).cases()

    assert [(event.activity, event.resource, event.started, event.stage) for event in events] == [
        ("Terima", "Ani", None, None),
        ("Beri", "Budi", None, None),
    ]
    assert instant(events[1].at) == datetime(2026, 7, 6, 4, 30, tzinfo=UTC)


def test_a_trace_is_read_with_its_own_attributes_wherever_they_stand(write: Write) -> None:
    log = read(write("lama.xes", XES))

    (events,) = log.cases()
    assert log.case_count == 1
    assert [(event.activity, event.resource) for event in events] == [("Terima", ""), ("Beri", "Budi & Ani")]
    assert instant(events[0].at) == datetime(2026, 7, 6, 2, 0, 0, 250_000, tzinfo=UTC)
    assert instant(events[1].started or 0) == datetime(2026, 7, 6, 4, tzinfo=UTC)


@pytest.mark.parametrize(("name", "content"), [("lama.csv", CSV), ("lama.xes", XES)])
def test_a_packed_file_reads_as_the_plain_one(write: Write, name: str, content: str) -> None:
    packed, plain = read(write(f"{name}.gz", gzip.compress(content.encode()))), read(write(name, content))

    assert list(packed.numbered()) == list(plain.numbered())
    assert len(plain) == 2


def test_a_mapping_names_columns_zone_format_and_stages(write: Write) -> None:
    told = """
        [columns]
        case = "No. Berkas"
        activity = "Kegiatan"
        timestamp = "Waktu"
        resource = ""
        [time]
        zone = "Asia/Jakarta"
        format = "%d/%m/%Y %H.%M"
        [csv]
        delimiter = ";"
        [stages]
        "Terima" = "waiting"
        "Beri" = "ended"
    """
    table = "No. Berkas;Kegiatan;Waktu;resource\n7;Terima;06/07/2026 09.00;Ani\n7;Beri;06/07/2026 11.30;Ani\n"

    (events,) = read(write("lama.csv", "\ufeff" + table), read_mapping(write("peta.toml", told))).cases()

    assert [(instant(event.at).hour, event.stage, event.resource) for event in events] == [
        (2, LogStage.WAITING, ""),
        (4, LogStage.ENDED, ""),
    ]


def test_a_column_of_stages_wins_over_the_activity(write: Write) -> None:
    table = "case,activity,timestamp,stage\n1,Minta,2026-07-06T09:00:00Z,citizen\n1,Minta,2026-07-06T10:00:00Z,\n"

    (events,) = read(write("lama.csv", table), Mapping(stages={"Minta": LogStage.WAITING})).cases()

    assert [event.stage for event in events] == [LogStage.CITIZEN, LogStage.WAITING]


def test_long_work_says_how_far_it_is(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "EVERY", 1)
    said: list[str] = []

    read_log(write("lama.csv", CSV), Mapping(), say=said.append)

    assert said == ["1 events read", "2 events read"]


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────

BOMB = """<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<log><trace><string key="concept:name" value="&c;"/></trace></log>
"""
THIEF = """<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY stolen SYSTEM "file:///etc/passwd">]>
<log><trace><string key="concept:name" value="1"/><event>&stolen;</event></trace></log>
"""


@pytest.mark.parametrize("content", [BOMB, THIEF, "<!DOCTYPE log SYSTEM 'http://127.0.0.1:9/x.dtd'><log/>"])
def test_a_file_that_declares_entities_is_refused_unread(write: Write, content: str) -> None:
    assert "DOCTYPE" in refused(write("lama.xes", content))


def test_what_expands_is_refused_at_its_declaration_not_at_its_use(write: Write) -> None:
    """Without the refusal the parser would go on: the guard is ours, not the library's limit."""
    harmless = '<!DOCTYPE log [<!ENTITY a "K-1">]>' + XES.split("\n", 1)[1].replace('value="K-1"', 'value="&a;"')

    assert "DOCTYPE" in refused(write("lama.xes", harmless))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("lama.xes", "case,activity\n", ["line 1", "not well-formed XML", "export the log again"]),
        ("lama.xes", XES[: len(XES) // 2], ["line", "not well-formed XML", "whole"]),
        ("lama.xes", "", ["not well-formed XML"]),
        ("lama.xes", "<html><body/></html>", ["<html>", "not XES"]),
        ("lama.xes", '<log xmlns="http://www.xes-standard.org/"/>', ["no event"]),
        ("lama.xes", "<log><event/></log>", ["outside of every trace"]),
        ("lama.xes", XES.replace('value="K-1"', 'value=""'), ["trace 1, event 1", "case is empty"]),
        ("lama.xes", XES.replace('"Beri"', '""'), ["trace 1, event 2", "activity is empty"]),
        ("lama.xes", XES.replace("time:timestamp", "time:stamp"), ["trace 1, event 1", "timestamp is empty"]),
        ("lama.xes", XES.replace("04:00:00Z", "05:00:00Z"), ["trace 1, event 2", "starts after it ends"]),
        ("lama.xes", "<log>" + "<a>" * 100, ["levels"]),
        ("lama.xes", XES.replace('encoding="utf-8"', 'encoding="foo"'), ["encoding", "UTF-8"]),
        ("lama.xes", XES.replace('encoding="utf-8"', 'encoding="big5"'), ["encoding", "UTF-8"]),
        ("lama.xes", XES.replace("2026-07-06T09:00:00.250+07", "0001-01-01T00:00:00+07"), ["outside of the calendar"]),
        ("lama.csv", CSV.replace("Terima", "Ter\0ima", 1), ["NUL"]),
        ("lama.xes", f'<log><string key="a" value="{"x" * 2_000_000}"/></log>', ["longer than a megabyte"]),
        ("lama.csv", "", ["no column 'case'", "nothing"]),
        ("lama.csv", "case,activity,timestamp\n", ["no event"]),
        ("lama.csv", CSV.replace("activity", "kegiatan"), ["no column 'activity'", "case, kegiatan", "[columns]"]),
        ("lama.csv", CSV.replace(",", ";"), ["no column 'case'", "','"]),
        ("lama.csv", CSV.replace("2026-07-06T11:30:00", "6 Juli 2026"), ["line 3", "'6 Juli 2026", "[time] format"]),
        ("lama.csv", CSV.replace("11:30:00+07:00", "11:30:00"), ["line 3", "no time zone", 'zone = "Asia/Jakarta"']),
        ("lama.csv", CSV.replace("Beri,", ","), ["line 3", "activity is empty"]),
        ("lama.csv", CSV + "1,Arsip\n", ["line 4", "timestamp is empty"]),
        ("lama.csv", CSV + '1,"Arsip', ["line 4", "not CSV"]),
        ("lama.csv", CSV.encode("utf-16"), ["UTF-8"]),
        ("lama.csv", CSV.replace("Ani", "Añi").encode("latin-1"), ["UTF-8"]),
        (
            "lama.csv",
            CSV.replace("resource", "stage").replace("Ani", "gudang"),
            ["'gudang'", "waiting, review", "[columns]"],
        ),
        ("lama.csv.gz", gzip.compress(CSV.encode(), mtime=0)[:-9], ["damaged or cut off"]),
        ("lama.xes.gz", b"\x1f\x8b" + b"nothing packed at all", ["damaged or cut off"]),
        ("lama.xlsx", b"PK", [".csv, .xes"]),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(write: Write, name: str, content: str | bytes, told: list[str]) -> None:
    sentence = refused(write(name, content))

    assert [part for part in told if part not in sentence] == []
    assert "\n" not in sentence


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path / "lama.csv")


def test_a_log_that_would_fill_the_memory_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_EVENTS", 1)

    assert "more than 1 events" in refused(write("lama.csv", CSV))


@pytest.mark.parametrize("name", ["lama.csv", "lama.xes"])
def test_a_mapping_that_names_what_the_log_lacks_is_refused(write: Write, name: str) -> None:
    path = write(name, CSV if name.endswith("csv") else XES)

    assert "'petugas'" in refused(path, Mapping(columns={reading.Field.RESOURCE: "petugas"}))
    sentence = refused(path, Mapping(stages={"Terimma": LogStage.WAITING}))
    assert "'Terimma'" in sentence
    assert "Beri, Terima" in sentence


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("columns = [", "not TOML"),
        ("[kolom]\ncase = 'x'", "no use for 'kolom'"),
        ("columns = 'x'", "no use for 'columns'"),
        ("[columns]\nkasus = 'x'", "no use for 'kasus'"),
        ("[columns]\ncase = 7", "must be a text"),
        ("[columns]\ncase = ''", "leaves out the case"),
        ("[time]\nzone = 'Asia/Jambi'", "no time zone 'Asia/Jambi'"),
        ("[time]\nzone = '../../etc/passwd'", "no time zone"),
        ("[csv]\ndelimiter = ';;'", "one character"),
        ("[stages]\nTerima = 'menunggu'", "no stage 'menunggu'; stages are waiting, review"),
    ],
)
def test_a_bad_mapping_is_refused_in_one_sentence(write: Write, told: str, sentence: str) -> None:
    with pytest.raises(LogRefusedError) as refusal:
        read_mapping(write("peta.toml", told))

    assert sentence in str(refusal.value)


# ── What is written ──────────────────────────────────────────────────────────────────────────────────────────────────


def a_case(activity: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    event = {
        "activity": activity,
        "timestamp": "2026-07-06T09:00:00+07:00",
        "resource": "1",
        "office": "x",
        "stage": "review",
    }
    return {"case": "1", "service": "SKD", "channel": "online"}, [event]


@pytest.mark.parametrize("name", ["keluar.csv", "keluar.xes", "keluar.csv.gz", "keluar.xes.gz"])
def test_what_is_written_can_be_read_back(tmp_path: Path, name: str) -> None:
    awkward = "Beri, \"<surat>\" & 'map'"

    assert write_logs([tmp_path / name], [a_case(awkward)], say=print) == (1, 1)

    ((event,),) = read(tmp_path / name).cases()
    assert (event.activity, event.resource, event.stage) == (awkward, "1", LogStage.REVIEW)
    assert instant(event.at) == datetime(2026, 7, 6, 2, tzinfo=UTC)


def test_a_file_that_breaks_off_is_not_left_behind(tmp_path: Path) -> None:
    def broken() -> object:
        yield a_case("Terima")
        raise LogRefusedError("no more")

    with pytest.raises(LogRefusedError):
        write_logs([tmp_path / "keluar.csv", tmp_path / "keluar.xes"], broken(), say=print)  # type: ignore[arg-type]

    assert list(tmp_path.iterdir()) == []


def test_nothing_to_write_and_nowhere_to_write_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LogRefusedError, match="no request"):
        write_logs([tmp_path / "keluar.csv"], [], say=print)
    with pytest.raises(LogRefusedError, match="cannot be written"):
        write_logs([tmp_path / "no" / "keluar.csv"], [a_case("x")], say=print)
    with pytest.raises(LogRefusedError, match=r"\.csv, \.xes"):
        write_logs([tmp_path / "keluar.xlsx"], [a_case("x")], say=print)

    assert list(tmp_path.iterdir()) == []


def test_a_trace_that_never_ends_is_counted_while_it_is_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_EVENTS", 3)
    endless = "<log><trace>" + "<event></event>" * 5

    assert "more than 3 events" in refused(write("lama.xes", endless))


def test_a_start_in_the_hour_that_summer_time_leaves_out_is_compared_on_the_world_s_clock(write: Write) -> None:
    """02.30 did not happen in Amsterdam on 29 March 2026: it is 01.30 or 03.30 there, and before 03.15 only once."""
    rows = "case,activity,start,timestamp\n1,Terima,2026-03-29T02:30:00,2026-03-29T03:15:00\n"
    columns = {Field.START: "start"}

    told = refused(write("lama.csv", rows), Mapping(columns=columns, zone=ZoneInfo("Europe/Amsterdam")))

    assert "starts after it ends" in told
