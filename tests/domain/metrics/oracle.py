"""Every figure a second time: slowly, from the rows of the tables, by somebody who never read the first way.

Nothing of ``metrics`` or ``requests.clock`` is imported: the rows come by plain SQL, steps and statuses are their own
words, a run is cut and its stages are added up by one loop over its events. Only the working time between two instants
is asked of the calendar, which has published vectors of its own. Sets and measures stand under the words of their
addresses.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import text

from eservice.kernel.db import db
from eservice.worktime import queries as worktime

WIB = timezone(timedelta(hours=7))
ENDS = ("issued", "rejected", "withdrawn", "lapsed")
OFFICE = ("waiting", "review", "signature")
LOOKS = ("judge", "ask_correction", "recommend", "propose_rejection", "hand_over_siak")


@dataclass
class Paper:
    """One run as somebody would note it on paper."""

    request_id: int
    service_id: int
    channel: str
    office_id: int
    first_filed: datetime
    begins: datetime
    promised: datetime
    status: str
    closed: datetime | None
    number: int
    asked_here: int
    asked_in_all: int
    correct_by: datetime | None
    stage: str
    asked_at: datetime | None
    legal: datetime
    told_late: bool
    left: int
    lived: dict[str, int] = field(default_factory=dict)
    worked: dict[str, int] = field(default_factory=dict)

    @property
    def elapsed(self) -> int:
        return math.floor((self.begins - min(self.first_filed, self.begins)).total_seconds()) + sum(self.lived.values())

    @property
    def service(self) -> int:
        return sum(self.worked[stage] for stage in OFFICE)

    @property
    def paused(self) -> bool:
        if self.status not in ("needs_correction", "awaiting_confirmation", "on_hold") or self.asked_at is None:
            return False
        return (self.status != "needs_correction" or self.asked_here == 1) and self.asked_at < self.promised


def instant(value: object) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value.astimezone(UTC) if value else None
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


def papers(until: datetime) -> list[Paper]:
    """Return every run that had begun by an instant, as it stood then."""
    found = []
    for row in db.session.execute(text("SELECT * FROM requests WHERE status <> 'draft' ORDER BY id")).mappings().all():
        events = db.session.execute(
            text("SELECT * FROM request_events WHERE request_id = :id ORDER BY sequence"), {"id": row["id"]}
        ).mappings()
        known = [event | {"at": instant(event["taken_at"])} for event in map(dict, events)]
        known = [event for event in known if event["at"] <= until]
        runs: list[list[dict[str, object]]] = []
        for event in known:
            if event["step"] in ("submit", "reopen"):
                runs.append([])
            runs[-1].append(event)
        asked = 0
        for number, run in enumerate(runs, start=1):
            asked += sum(event["step"] == "ask_correction" for event in run)
            found.append(paper(dict(row), run, number, asked, until))
    return found


def paper(row: dict[str, object], events: list[dict[str, object]], number: int, asked: int, until: datetime) -> Paper:
    calendar = worktime.calendar_for(worktime.calendar_id("kota-jambi"))
    lived = dict.fromkeys((*OFFICE, "citizen", "third_party", "incident"), 0)
    worked, stage, looked, closed = dict(lived), "", False, None
    begins: datetime = events[0]["at"]  # type: ignore[assignment]
    legal, absences = calendar.add_working(begins, days=5), []
    for event, following in zip(events, [*events[1:], None], strict=True):
        at, end = event["at"], following["at"] if following else until
        status, step = event["to_status"], event["step"]
        if status in ENDS:
            closed, stage = closed or at, ""
            continue
        looked = (looked or step in LOOKS) and status == "in_review" and step != "send_back"
        stage = {
            "needs_correction": "citizen" if event["pauses"] else "waiting",
            "awaiting_signature": "signature", "issuing": "signature",
            "awaiting_confirmation": "third_party", "on_hold": "incident",
        }.get(str(status), "review" if looked else "waiting")  # fmt: skip
        lived[stage] += math.floor(end.timestamp()) - math.floor(at.timestamp())  # type: ignore[union-attr]
        worked[stage] += calendar.working_seconds(at, end)  # type: ignore[arg-type]
        if stage == "citizen":
            absences.append((at, end))
    for at, end in absences:
        days = calendar.working_days_begun(at, end)  # type: ignore[arg-type]
        legal = calendar.add_working(legal, days=days) if days else legal
    last = events[-1]
    asks = [event["at"] for event in events if event["step"] in ("ask_correction", "ask_confirmation", "hold")]
    office = [event["office_id"] for event in events if event["to_status"] not in ("awaiting_signature", "issuing")]
    return Paper(
        request_id=row["id"], service_id=row["service_id"], channel=row["channel"], office_id=office[-1],
        first_filed=instant(row["first_filed_at"]) or begins, begins=begins, promised=instant(last["promised_at"]),
        status=last["to_status"], closed=closed, number=number,
        asked_here=sum(event["step"] == "ask_correction" for event in events), asked_in_all=asked,
        correct_by=instant(row["correction_until"]), stage=stage, asked_at=asks[-1] if asks else None, legal=legal,
        told_late=any(event["step"] == "tell_late" for event in events),
        left=0 if closed else calendar.working_seconds(until, instant(last["promised_at"])),  # type: ignore[arg-type]
        lived=lived, worked=worked,
    )  # type: ignore[arg-type]  # fmt: skip


# ── What belongs to which set ────────────────────────────────────────────────────────────────────────────────────────

Test = Callable[[Paper, datetime, datetime], bool]
"""(run, after, until) -> whether it belongs."""


def inside(at: datetime | None, after: datetime, until: datetime) -> bool:
    return at is not None and after < at <= until


def finished(run: Paper, after: datetime, until: datetime) -> bool:
    return run.status in ("issued", "rejected") and inside(run.closed, after, until)


def issued(run: Paper, after: datetime, until: datetime) -> bool:
    return run.status == "issued" and inside(run.closed, after, until)


def fate(run: Paper) -> str:
    if run.status in ("withdrawn", "lapsed"):
        return run.status
    if run.closed is None:
        return "paused" if run.paused else "broken"
    return "kept" if run.closed <= run.promised else "broken"


def through(stage: str, *, so_far: bool = False) -> Test:
    return lambda run, after, until: (
        run.lived[stage] > 0 and (finished(run, after, until) or (so_far and run.closed is None))
    )


def due(*fates: str) -> Test:
    return lambda run, after, until: inside(run.promised, after, until) and fate(run) in fates


def stands(*statuses: str) -> Test:
    return lambda run, after, until: run.status in statuses


def is_open(run: Paper, after: datetime, until: datetime) -> bool:
    return run.closed is None


def aged(over: int, up_to: int) -> Test:
    return lambda run, after, until: run.closed is None and over * 86_400 < run.elapsed <= up_to * 86_400


SETS: dict[str, Test] = {
    "masuk": lambda run, after, until: inside(run.begins, after, until),
    "selesai": finished,
    "selesai-menunggu": through("waiting"),
    "selesai-diperiksa": through("review"),
    "selesai-ditandatangani": through("signature"),
    "selesai-dilengkapi": through("citizen"),
    "selesai-pihak-lain": through("third_party"),
    "selesai-gangguan": through("incident"),
    "menunggu-dengan-terbuka": through("waiting", so_far=True),
    "diperiksa-dengan-terbuka": through("review", so_far=True),
    "ditandatangani-dengan-terbuka": through("signature", so_far=True),
    "dilengkapi-dengan-terbuka": through("citizen", so_far=True),
    "pihak-lain-dengan-terbuka": through("third_party", so_far=True),
    "gangguan-dengan-terbuka": through("incident", so_far=True),
    "selesai-dan-terbuka": lambda run, after, until: run.closed is None or finished(run, after, until),
    "terbit": issued,
    "benar-sejak-pertama": lambda run, after, until: (
        issued(run, after, until) and run.asked_in_all == 0 and run.number == 1
    ),
    "dengan-perbaikan": lambda run, after, until: finished(run, after, until) and run.asked_in_all > 0,
    "dikembalikan": lambda run, after, until: (
        run.asked_in_all > 0 and (run.closed is None or inside(run.closed, after, until))
    ),
    "jatuh-tempo": due("kept", "broken"),
    "ditepati": due("kept"),
    "meleset": due("broken"),
    "dibatalkan": due("withdrawn"),
    "ditutup": due("lapsed"),
    "jatuh-tempo-berhenti": due("paused"),
    "terbuka": is_open,
    "dipegang": stands("in_review"),
    "lewat-janji": lambda run, after, until: run.closed is None and not run.paused and run.promised <= until,
    "jatuh-tempo-hari-ini": lambda run, after, until: (
        run.closed is None and not run.paused and run.promised > until
        and run.promised.astimezone(WIB).date() == until.astimezone(WIB).date()
    ),
    "menunggu-petugas": lambda run, after, until: run.stage == "waiting" and run.status != "needs_correction",
    "menunggu-tanda-tangan": stands("awaiting_signature"),
    "menunggu-pemohon": stands("needs_correction"),
    "menunggu-pihak-lain": stands("awaiting_confirmation"),
    "ditahan-gangguan": stands("on_hold"),
    "belum-terhubungi": lambda run, after, until: (
        run.status == "needs_correction" and run.correct_by is not None and run.correct_by < until
    ),
    "lewat-batas-hukum": lambda run, after, until: run.closed is None and run.stage != "citizen" and run.legal < until,
    "segera-lewat-janji": lambda run, after, until: (
        run.closed is None and not run.paused and run.promised > until and run.left <= 8 * 3600
    ),
    "sedang-diperiksa": lambda run, after, until: run.stage == "review",
    "sedang-dibuat": stands("issuing"),
    "menunggu-waktu-sepakat": lambda run, after, until: (
        run.status in ("submitted", "in_review") and run.stage in ("citizen", "third_party")
    ),
    "umur-sampai-1-hari": aged(-1, 1),
    "umur-sampai-3-hari": aged(1, 3),
    "umur-sampai-7-hari": aged(3, 7),
    "umur-sampai-14-hari": aged(7, 14),
    "umur-lebih-14-hari": aged(14, 100_000),
    "meleset-dikabari": lambda run, after, until: due("broken")(run, after, until) and run.told_late,
    "meleset-tanpa-kabar": lambda run, after, until: due("broken")(run, after, until) and not run.told_late,
    "dibuka-kembali": lambda run, after, until: run.number > 1 and inside(run.begins, after, until),
    "diajukan-ulang": lambda run, after, until: (
        run.number == 1 and run.first_filed < run.begins and inside(run.begins, after, until)
    ),
}  # fmt: skip

LENGTHS: dict[str, tuple[str, Callable[[Paper], int]]] = {
    "waktu-layanan": ("selesai", lambda run: run.service),
    "waktu-warga": ("selesai", lambda run: run.elapsed),
    "menunggu": ("selesai-menunggu", lambda run: run.worked["waiting"]),
    "menunggu-nyata": ("selesai-menunggu", lambda run: run.lived["waiting"]),
    "diperiksa": ("selesai-diperiksa", lambda run: run.worked["review"]),
    "diperiksa-nyata": ("selesai-diperiksa", lambda run: run.lived["review"]),
    "tanda-tangan": ("selesai-ditandatangani", lambda run: run.worked["signature"]),
    "tanda-tangan-nyata": ("selesai-ditandatangani", lambda run: run.lived["signature"]),
    "kantor-tutup": ("selesai", lambda run: sum(run.lived[one] - run.worked[one] for one in OFFICE)),
    "menunggu-pemohon": ("selesai-dilengkapi", lambda run: run.lived["citizen"]),
    "menunggu-pihak-lain": ("selesai-pihak-lain", lambda run: run.lived["third_party"]),
    "gangguan": ("selesai-gangguan", lambda run: run.lived["incident"]),
    "waktu-layanan-dengan-terbuka": ("selesai-dan-terbuka", lambda run: run.service),
    "waktu-warga-dengan-terbuka": ("selesai-dan-terbuka", lambda run: run.elapsed),
}
"""Measure -> the set it is about, and the seconds of one run."""

COUNTED_ELSEWHERE = {
    "janji-ditepati": "a share of the sets 'ditepati' and 'jatuh-tempo'",
    "terbuka": "the set of its name",
    "lewat-janji": "the set of its name",
    "benar-sejak-pertama": "the set of its name over 'terbit'",
    "batas-hukum": "the set 'lewat-batas-hukum'",
    "putaran-perbaikan": "rounds of the finished, compared in the test",
    "kunjungan-dihindari": "no request: counted where the question is answered (tests/domain/catalogue)",
    "masuk": "the set of its name",
    "selesai": "the set of its name",
    "umur-terbuka": "the five sets 'umur-…'",
    "yang-ditunggu": "the sets of what an open run waits for",
    "segera-lewat-janji": "the set of its name",
    "terlambat-dikabari": "the set 'meleset-dikabari' over 'meleset'",
    "dibuka-kembali": "the set of its name",
    "diajukan-ulang": "the set of its name",
    "saluran": "compared in the test",
    "saat-masuk": "compared in the test",
    "rincian-waktu-warga": "compared in the test",
    "rincian-jam-kerja": "compared in the test",
    "perkiraan-tepat": "tests/domain/metrics/test_expecting.py and test_rolled.py",
}
"""Measure -> where it is counted a second time, if it is no length."""


def count(runs: Iterable[Paper], name: str, after: datetime, until: datetime) -> list[Paper]:
    """Return the runs of a set."""
    return [run for run in runs if SETS[name](run, after, until)]


def ranks(values: Iterable[int]) -> tuple[int, int | None, int | None, int | None, int | None]:
    """Return n, and of five or more the values below or at which 50, 75, 90 and 95 of a hundred lie."""
    line = sorted(values)
    if len(line) < 5:
        return len(line), None, None, None, None
    places = [math.ceil(len(line) * share / 100) - 1 for share in (50, 75, 90, 95)]
    return len(line), line[places[0]], line[places[1]], line[places[2]], line[places[3]]
