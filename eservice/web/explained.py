# Longer than 300 lines: rows and the words they are made of are read side by side.
"""The clock of one request in words, line by line: the same for both audiences, but for who is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.permissions import Role
from eservice.catalogue.rules import promise_for
from eservice.kernel.clock import wib
from eservice.kernel.words import N_
from eservice.offices import queries as offices
from eservice.requests.clock import OFFICE_STAGES, Stage, Times
from eservice.requests.definitions import definition_of
from eservice.requests.explaining import Event, Explained, Grain, Line, Piece, Shift, explain
from eservice.requests.models import Request
from eservice.requests.rules import rests
from eservice.requests.steps import calendar_at
from eservice.requests.workflow import Step
from eservice.web.filters import (
    MONTHS,
    duration,
    exact_duration,
    hour,
    instant,
    listed,
    local,
    short_day,
    working_hours,
)
from eservice.web.journey import UNSHOWN
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.worktime.closed import Closed, Why

ENDS = 12
"""Lines shown at the beginning and at the end of a long run; those between them are folded away."""


@dataclass(frozen=True)
class Length:
    """A length of time in words, and the seconds behind it."""

    words: str
    seconds: int


@dataclass(frozen=True)
class PieceRow:
    """One day (week, month, year) of a line."""

    name: str
    span: str
    lived: Length
    working: Length
    closed: str


@dataclass(frozen=True)
class LineRow:
    """One stretch of time."""

    title: str
    whose: str
    """The office whose clock ran; empty while it was the applicant's."""
    span: str
    main: Length
    beside: str
    """The other clock, in words."""
    began: str
    ended: str
    between: str
    closed: str
    hint: str
    state: str
    pieces: tuple[PieceRow, ...]


@dataclass(frozen=True)
class SumRow:
    """One figure on both clocks; None where a clock does not apply."""

    name: str
    lived: Length | None
    working: Length | None


@dataclass(frozen=True)
class Moved:
    """One move of the promise."""

    came_from: datetime
    goes_to: datetime
    why: str
    when: str


@dataclass(frozen=True)
class Run:
    """One run: its lines in three parts, its promise and its sums."""

    number: int
    first: tuple[LineRow, ...]
    folded: tuple[LineRow, ...]
    last: tuple[LineRow, ...]
    begins_at: datetime
    first_promise: datetime
    moves: tuple[Moved, ...]
    sums: tuple[SumRow, ...]
    shut: str
    pieces_by: str


_WHOLE = {
    Grain.DAY: N_("Hari demi hari"),
    Grain.WEEK: N_("Minggu demi minggu"),
    Grain.MONTH: N_("Bulan demi bulan"),
    Grain.YEAR: N_("Tahun demi tahun"),
}

_COME = {
    Step.NOT_AT_HOME: N_("Hari yang disepakati untuk kunjungan tiba"),
    Step.OFFER_APPOINTMENT: N_("Waktu bertemu tiba"),
    Step.APPOINTMENT_FAILED: N_("Waktu bertemu tiba"),
    Step.BLOCK: N_("Batas menyelesaikan keberatan tiba"),
}
"""What ends a wait for somebody outside, by the step that began it, unless something else did before."""

By = Callable[[Event], str]
"""Says what one event was and who did it, as far as the reader may know."""


def explained(request: Request, *, at: datetime) -> tuple[Explained, ...]:
    """Return the clock of a request, line by line, as it stands at ``at``."""
    promise = promise_for(definition_of(request), request.channel)
    return explain(request.history, until=at, calendar_at=calendar_at(request), promise=promise)


def runs(told: Sequence[Explained], by: By) -> list[Run]:
    """Return the lines, moves and sums of every run in words."""
    return [_run(one, by) for one in told]


def for_staff(event: Event) -> str:
    """Say what happened and who did it, members of staff by name."""
    name = accounts.account(event.actor_user_id).name if event.actor_user_id and _is_staff(event) else ""
    who = _("%(role)s %(name)s", role=_role(event), name=name) if name else _role(event)
    return str(_("%(step)s (%(who)s)", step=label(event.step), who=who))


def for_citizen(event: Event) -> str:
    """Say what happened and in which role it was done; what is the office's own affair is called that."""
    if event.step is Step.JUDGE:
        return str(_("Petugas mulai memeriksa berkas"))
    if event.step in UNSHOWN:
        return str(_("Langkah di dalam kantor"))
    words, who = label(event.step), _role(event)
    return words if who in words.casefold() else str(_("%(step)s (%(who)s)", step=words, who=who))


@dataclass(frozen=True)
class Total:
    """Where the time of all runs went, in words; empty where it is nothing."""

    lived: str
    worked: str
    citizen: str
    others: str
    incident: str
    closed: str


def total(told: Sequence[Explained]) -> Total:
    """Return how long it took in all, what the offices worked of it, and where the rest went."""
    citizen = sum(one.times.lived[Stage.CITIZEN] for one in told)
    incident = sum(one.times.lived[Stage.INCIDENT] for one in told)
    others = sum(one.times.lived[Stage.THIRD_PARTY] for one in told)
    closed = sum(one.times.closed for one in told)
    return Total(
        duration(sum(one.times.elapsed for one in told)),
        working_hours(sum(one.times.service for one in told)),
        duration(citizen) if citizen else "",
        duration(others) if others else "",
        duration(incident) if incident else "",
        duration(closed) if closed else "",
    )


def _is_staff(event: Event) -> bool:
    return event.actor_role in (Role.OFFICER, Role.SIGNER, Role.SUPERVISOR, Role.ADMIN)


def _role(event: Event) -> str:
    if event.actor_role is Role.SYSTEM:
        return str(_("sistem"))
    if event.actor_role is Role.RT_HEAD:
        return str(_("Ketua RT"))
    return str(_("petugas") if _is_staff(event) else _("pemohon"))


def _run(told: Explained, by: By) -> Run:
    rows = [_line(one, told.grain, by) for one in told.lines]
    ends = ENDS if len(rows) > 2 * ENDS + 1 else len(rows)
    return Run(
        number=told.number,
        first=tuple(rows[:ends]),
        folded=tuple(rows[ends : len(rows) - ENDS]) if ends < len(rows) else (),
        last=tuple(rows[-ENDS:]) if ends < len(rows) else (),
        begins_at=told.begins_at,
        first_promise=told.first_promise,
        moves=tuple(_moved(one, by) for one in told.shifts),
        sums=tuple(_sums(told.times)),
        shut=_shut(*told.shut) if told.shut else "",
        pieces_by=str(_(_WHOLE[told.grain])),
    )


def _line(one: Line, grain: Grain, by: By) -> LineRow:
    office = one.stage in OFFICE_STAGES
    lived, working = Length(exact_duration(one.lived), one.lived), Length(working_hours(one.working), one.working)
    again = one.began.step is Step.ASK_CORRECTION and office
    return LineRow(
        title=label(one.stage),
        whose=offices.office(one.office_id).full_name if office else "",
        span=_span(one.begins_at, one.ends_at, running=one.ended is None),
        main=working if office else lived,
        beside=_beside(one) if office else str(_("tidak dihitung sebagai waktu kantor")),
        began=by(one.began) if one.begins_at == one.began.taken_at else str(_(_COME[one.began.step])),
        ended=_ended(one, by),
        between=_between(one, by),
        closed=_closed(one.closed) if office else "",
        hint=str(_("Pemohon diminta melengkapi untuk kedua kalinya: jam kantor tetap berjalan.")) if again else "",
        state="now" if one.ended is None else "done",
        pieces=tuple(_piece(piece, grain, office=office) for piece in one.pieces),
    )


def _ended(one: Line, by: By) -> str:
    if one.ended is None:
        return ""
    return by(one.ended) if one.ends_at == one.ended.taken_at else str(_(_COME[one.ended.step]))


def _beside(one: Line) -> str:
    if one.working == one.lived:
        return str(_("waktu kerja"))
    return str(_("waktu kerja, dari %(lived)s seluruhnya", lived=exact_duration(one.lived)))


def _between(one: Line, by: By) -> str:
    """Return the steps taken meanwhile, each kind once with how often."""
    counted: dict[str, int] = {}
    for event in one.between:
        words = by(event)
        counted[words] = counted.get(words, 0) + 1
    return "; ".join(f"{words} ×{times}" if times > 1 else words for words, times in counted.items())


def _span(a: datetime, b: datetime, *, running: bool) -> str:
    if running:
        return str(_("sejak %(day)s %(from)s, sampai sekarang", day=short_day(a), **{"from": hour(a)}))
    if wib(a).date() == wib(b).date():
        return str(_("%(day)s, %(from)s–%(to)s", day=short_day(a), to=hour(b), **{"from": hour(a)}))
    return f"{short_day(a)} {hour(a)} – {short_day(b)} {hour(b)}"


def _piece(piece: Piece, grain: Grain, *, office: bool) -> PieceRow:
    return PieceRow(
        name=_name(piece.begins_at, grain),
        span=_inside(piece, grain),
        lived=Length(exact_duration(piece.lived), piece.lived),
        working=Length(working_hours(piece.working) if piece.working else "–", piece.working),
        closed=_reasons(piece.closed) if office else "",
    )


def _name(at: datetime, grain: Grain) -> str:
    on = wib(at)
    if grain is Grain.YEAR:
        return str(on.year)
    if grain is Grain.MONTH:
        return f"{MONTHS[language()][on.month - 1]} {on.year}"
    return short_day(at) if grain is Grain.DAY else str(_("mulai %(day)s", day=short_day(at)))


def _inside(piece: Piece, grain: Grain) -> str:
    """Return the hours of a day; of anything longer its last day."""
    if grain is Grain.DAY:
        ends = wib(piece.ends_at)
        return f"{hour(piece.begins_at)}–{'24.00' if ends.hour == ends.minute == 0 else hour(piece.ends_at)}"
    return ""


def _closed(found: Sequence[Closed]) -> str:
    if not found:
        return ""
    return str(_("Kantor tutup %(time)s: %(why)s.", time=exact_duration(_sum(found)), why=_reasons(found)))


def _reasons(found: Sequence[Closed]) -> str:
    return listed([_reason(one) for one in found]) if found else ""


def _reason(one: Closed) -> str:
    words = label(one.why)
    if one.name:
        words = local(one, "name") if one.why is Why.JOINT_LEAVE else f"{words} ({local(one, 'name')})"
    return f"{words} {exact_duration(one.seconds)}"


def _sum(found: Sequence[Closed]) -> int:
    return sum(one.seconds for one in found)


_FOR_THE_RT = (
    N_("%(days)s hari kerja dimulai selama Ketua RT ditanya."),
    N_("%(time)s waktu kerja lewat selama Ketua RT ditanya."),
)
_WAITED: dict[Step, tuple[str, str]] = {
    Step.RESUBMIT: (
        N_("%(days)s hari kerja dimulai selama permohonan menunggu dilengkapi."),
        N_("%(time)s waktu kerja lewat selama permohonan menunggu dilengkapi."),
    ),
    Step.CONFIRMED: _FOR_THE_RT,
    Step.CONFIRMATION_OVER: _FOR_THE_RT,
}
"""Why a pause moved a promise, by the step that ended it: in days, and in minutes."""


_FOR_INCIDENT = (
    N_("%(days)s hari kerja dimulai selama gangguan."),
    N_("%(time)s waktu kerja lewat selama gangguan."),
)
_FOR_VISIT = (
    N_("%(days)s hari kerja dimulai sampai hari kunjungan berikutnya."),
    N_("%(time)s waktu kerja lewat sampai hari kunjungan berikutnya."),
)


_FOR_APPOINTMENT = (
    N_("%(days)s hari kerja dimulai sampai waktu bertemu."),
    N_("%(time)s waktu kerja lewat sampai waktu bertemu."),
)
_FOR_OBJECTION = (
    N_("%(days)s hari kerja diberikan untuk menyelesaikan keberatan."),
    N_("%(time)s waktu kerja diberikan untuk menyelesaikan keberatan."),
)
_RESTS_FOR = {
    Step.NOT_AT_HOME: _FOR_VISIT,
    Step.OFFER_APPOINTMENT: _FOR_APPOINTMENT,
    Step.APPOINTMENT_FAILED: _FOR_APPOINTMENT,
    Step.BLOCK: _FOR_OBJECTION,
}


def _waited(shift: Shift) -> tuple[str, str]:
    if shift.pause is Stage.INCIDENT:
        return _FOR_INCIDENT
    if shift.event.rests_until is not None:
        return _RESTS_FOR[shift.event.step]
    return _WAITED.get(shift.event.step, _WAITED[Step.RESUBMIT])


def _moved(shift: Shift, by: By) -> Moved:
    by_days, by_minutes = _waited(shift)
    if shift.days is not None:
        why = _(by_days, days=shift.days)
    elif shift.minutes is not None:
        why = _(by_minutes, time=working_hours(shift.minutes * 60))
    else:
        why = by(shift.event)
    return Moved(shift.came_from, shift.goes_to, str(why), instant(shift.event.taken_at))


def _sums(times: Times) -> list[SumRow]:
    rows = [
        SumRow(label(stage), _lived(times.lived[stage]), _worked(times.working[stage]) if office else None)
        for stage in Stage
        for office in [stage in OFFICE_STAGES]
    ]
    return [
        *rows,
        SumRow(str(_("Kantor tutup di tengahnya")), _lived(times.closed), None),
        SumRow(str(_("Waktu layanan kantor")), None, _worked(times.service)),
        SumRow(str(_("Seluruhnya")), _lived(times.elapsed), None),
    ]


def _lived(seconds: int) -> Length:
    return Length(exact_duration(seconds) if seconds else "–", seconds)


def _worked(seconds: int) -> Length:
    return Length(working_hours(seconds) if seconds else "–", seconds)


def _shut(since: datetime, until: datetime) -> str:
    return str(
        _(
            "Ditutup %(since)s, dibuka kembali %(until)s. Selama itu jam siapa pun tidak berjalan.",
            since=instant(since),
            until=instant(until),
        )
    )


def is_paused(request: Request) -> bool:
    """Tell whether the promise rests until whoever was asked answers."""
    return rests(request.status, request.correction_rounds)
