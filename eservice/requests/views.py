# Longer than 300 lines: every view of an office is one table, read from its first tab to its last.
"""The views of an office's requests as data: what each holds, in which order, what stands in it, what is done there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, func, literal
from sqlalchemy.orm import InstrumentedAttribute

from eservice.kernel.clock import WIB, wib
from eservice.kernel.words import N_
from eservice.requests.conditions import last_decision, resting_in, rests_with
from eservice.requests.models import Request
from eservice.requests.order import AHEAD
from eservice.requests.workflow import CLOSED, Status, Step, Verb
from eservice.worktime.rules import Calendar

OPEN = tuple(status for status in Status if status not in CLOSED and status is not Status.DRAFT)
_AT_OTHERS = (Status.NEEDS_CORRECTION, Status.AWAITING_CONFIRMATION, Status.ON_HOLD, Status.ISSUING)
_AT_WORK = tuple(status for status in OPEN if status not in _AT_OTHERS)
"""Open, and somebody in the office has to act: not the citizen, the RT head, or the machine that draws a letter."""


class Tab(StrEnum):
    """One view of an office's requests."""

    UNCLAIMED = "antrean"
    MINE = "saya"
    TODAY = "hari-ini"
    LATE = "lewat"
    PRIORITY = "didahulukan"
    SNOOZED = "ditunda"
    RETURNED = "dikembalikan"
    OFFICE = "kantor"
    CITIZEN = "pemohon"
    THIRD_PARTY = "pihak-lain"
    ON_HOLD = "gangguan"
    SIGNATURE = "tanda-tangan"
    COLLECT = "diserahkan"
    UNREACHED = "belum-terhubungi"
    DONE = "selesai"
    ALL = "semua"


class Column(StrEnum):
    """What a view tells of each request."""

    LEFT = "left"
    SERVICE = "service"
    SUBJECT = "subject"
    FILED = "filed"
    STATUS = "status"
    HOLDER = "holder"
    ANSWER = "answer"
    """Until when the citizen may answer, and when they were last written to."""
    INCIDENT = "incident"
    """Since when an incident stops it, and when that is foreseen to end."""
    CLOSED = "closed"
    REST = "rest"
    """Until when it rests, in whose list, and why."""


class Quick(StrEnum):
    """The one act that stands beside a row."""

    CLAIM = "claim"
    GO_ON = "go_on"
    REMIND = "remind"
    CALL = "call"
    HAND_OVER = "hand_over"
    WAKE = "wake"
    LOOK = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Who looks, where and when."""

    office_id: int
    membership_id: int | None
    at: datetime
    oversees: bool = False
    """Whether they answer for the office's waiting time, and read what everybody put off."""

    @property
    def tomorrow(self) -> datetime:
        """Return the first instant of the next day in Jambi."""
        return datetime.combine(wib(self.at).date() + timedelta(days=1), time(), WIB)


_FACTS = (Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.FILED, Column.STATUS, Column.HOLDER)
_WORK = (Verb.CLAIM, Verb.RECOMMEND, Verb.ASSIGN)
_ENDED = (Column.CLOSED, Column.SERVICE, Column.SUBJECT, Column.FILED, Column.STATUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view: its words, what it holds within one office, what each row tells, what is done there."""

    words: str
    empty: str
    """What is said while it holds nothing."""
    holds: Callable[[Sight], ColumnElement[bool]]
    own_office: bool = False
    """It says by itself of which office: asked twice, a database would read all of the office to find the few."""
    columns: tuple[Column, ...] = _FACTS
    quick: Quick = Quick.LOOK
    verbs: tuple[Verb, ...] = ()
    """What can be done with many of its rows at once; giving them to a colleague is a supervisor's."""
    rests: bool = False
    """Whether a row can be put off here: it is the list one works through."""
    latest: InstrumentedAttribute[Any] | None = None
    """Where set, the latest by this instant come first; else the order of the house: see ``order.in_turn``."""
    aside: bool = False
    """Whether its tab stands under 'others' while nothing there is in need of anybody; the row has room for few."""
    counted: bool = True
    tone: str = ""
    """How its count stands out while it is not zero: bad, wait, or not at all."""


_OPEN = Request.closed_at.is_(None)
"""Says to the database that the index of what is open holds all that is asked for."""
_FIRST = Request.rank == literal(AHEAD, literal_execute=True)
"""Written out, for a partial index is found by what the statement says, not by what is bound to it."""
_ISSUED = func.coalesce(Request.status, "") == Status.ISSUED
"""Not by the index of states: among all the letters ever issued few wait to be collected."""

VIEWS: dict[Tab, View] = {
    Tab.UNCLAIMED: View(
        words=N_("Belum diambil"),
        empty=N_("Semua permohonan sudah diambil. Yang baru masuk muncul di sini, menurut urutan janji."),
        holds=lambda sight: and_(Request.status == Status.SUBMITTED, ~rests_with(sight.membership_id, at=sight.at)),
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.FILED),
        quick=Quick.CLAIM,
        verbs=(Verb.CLAIM, Verb.ASSIGN),
        rests=True,
    ),
    Tab.MINE: View(
        words=N_("Milik saya"),
        empty=N_("Anda tidak memegang permohonan. Ambil yang teratas dari “Belum diambil”."),
        holds=lambda sight: and_(
            Request.status == Status.IN_REVIEW,
            Request.holder_id == sight.membership_id,
            ~rests_with(sight.membership_id, at=sight.at),
        ),
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.FILED, Column.STATUS),
        quick=Quick.GO_ON,
        verbs=(Verb.RECOMMEND, Verb.ASSIGN),
        rests=True,
    ),
    Tab.TODAY: View(
        words=N_("Jatuh tempo hari ini"),
        empty=N_("Tidak ada janji yang jatuh tempo hari ini."),
        holds=lambda sight: and_(
            _OPEN,
            Request.status.in_(_AT_WORK),
            Request.promised_at > sight.at,
            Request.promised_at < sight.tomorrow,
        ),
        quick=Quick.CLAIM,
        verbs=_WORK,
        tone="wait",
    ),
    Tab.LATE: View(
        words=N_("Lewat janji"),
        empty=N_("Tidak ada yang lewat janji."),
        holds=lambda sight: and_(_OPEN, Request.status.in_(_AT_WORK), Request.promised_at <= sight.at),
        quick=Quick.CLAIM,
        verbs=_WORK,
        tone="bad",
    ),
    Tab.PRIORITY: View(
        words=N_("Didahulukan"),
        empty=N_("Tidak ada yang didahulukan: lansia, penyandang disabilitas, ibu hamil, atau yang mendesak."),
        holds=lambda sight: and_(_OPEN, _FIRST, Request.status.in_(_AT_WORK)),
        quick=Quick.CLAIM,
        verbs=_WORK,
        aside=True,
    ),
    Tab.SNOOZED: View(
        words=N_("Ditunda"),
        empty=N_("Tidak ada yang ditunda. Yang Anda tunda beristirahat di sini sampai waktunya."),
        holds=lambda sight: Request.id.in_(
            resting_in(sight.office_id, None if sight.oversees else sight.membership_id, at=sight.at)
        ),
        own_office=True,
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.REST, Column.STATUS),
        quick=Quick.WAKE,
        aside=True,
    ),
    Tab.RETURNED: View(
        words=N_("Dikembalikan"),
        empty=N_("Tidak ada yang dikembalikan penanda tangan."),
        holds=lambda sight: and_(Request.status == Status.IN_REVIEW, last_decision() == Step.SEND_BACK),
        quick=Quick.GO_ON,
        verbs=(Verb.RECOMMEND, Verb.ASSIGN),
        tone="bad",
        aside=True,
    ),
    Tab.OFFICE: View(
        words=N_("Kantor saya"),
        empty=N_("Kantor ini tidak punya permohonan terbuka."),
        holds=lambda sight: and_(_OPEN, Request.status.in_(OPEN)),
        quick=Quick.CLAIM,
        verbs=(*_WORK, Verb.REMIND),
    ),
    Tab.CITIZEN: View(
        words=N_("Di warga"),
        empty=N_("Tidak ada permohonan yang menunggu dilengkapi pemohon."),
        holds=lambda sight: Request.status == Status.NEEDS_CORRECTION,
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.ANSWER, Column.STATUS),
        quick=Quick.REMIND,
        verbs=(Verb.REMIND,),
    ),
    Tab.THIRD_PARTY: View(
        words=N_("Di Ketua RT"),
        empty=N_("Tidak ada yang menunggu jawaban Ketua RT."),
        holds=lambda sight: Request.status == Status.AWAITING_CONFIRMATION,
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.FILED, Column.STATUS),
        aside=True,
    ),
    Tab.ON_HOLD: View(
        words=N_("Ditahan gangguan"),
        empty=N_("Tidak ada yang ditahan gangguan. Yang ditahan diteruskan sendiri begitu gangguan selesai."),
        holds=lambda sight: Request.status == Status.ON_HOLD,
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.INCIDENT, Column.HOLDER),
    ),
    Tab.SIGNATURE: View(
        words=N_("Di penanda tangan"),
        empty=N_("Tidak ada yang menunggu tanda tangan."),
        holds=lambda sight: Request.status.in_([Status.AWAITING_SIGNATURE, Status.ISSUING]),
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.FILED, Column.STATUS),
    ),
    Tab.COLLECT: View(
        words=N_("Siap diserahkan"),
        empty=N_("Tidak ada surat yang menunggu diambil."),
        holds=lambda sight: and_(_ISSUED, Request.ready_at.is_not(None), Request.collected_at.is_(None)),
        columns=_ENDED,
        quick=Quick.HAND_OVER,
        latest=Request.closed_at,
        aside=True,
    ),
    Tab.UNREACHED: View(
        words=N_("Belum terhubungi"),
        empty=N_("Semua pemohon yang lewat batas melengkapi sudah dihubungi."),
        holds=lambda sight: and_(Request.status == Status.NEEDS_CORRECTION, Request.correction_until < sight.at),
        columns=(Column.LEFT, Column.SERVICE, Column.SUBJECT, Column.ANSWER, Column.STATUS),
        quick=Quick.CALL,
        verbs=(Verb.REMIND,),
        tone="bad",
        aside=True,
    ),
    Tab.DONE: View(
        words=N_("Selesai"),
        empty=N_("Belum ada yang selesai."),
        holds=lambda sight: Request.closed_at.is_not(None),
        columns=_ENDED,
        latest=Request.closed_at,
        counted=False,
        aside=True,
    ),
    Tab.ALL: View(
        words=N_("Semua"),
        empty=N_("Kantor ini belum punya permohonan."),
        holds=lambda sight: Request.status != Status.DRAFT,
        quick=Quick.CLAIM,
        latest=Request.filed_at,
        counted=False,
        aside=True,
    ),
}
"""Every view of an office, in the order of the tabs."""


class Listed(Protocol):
    """What the choice of a quick act needs to know of a row."""

    @property
    def status(self) -> Status:
        """Where the request stands."""

    @property
    def holder_id(self) -> int | None:
        """Who holds it."""

    @property
    def reminded_at(self) -> datetime | None:
        """When the citizen was last written to about what is missing."""


def quick_act(tab: Tab, row: Listed, sight: Sight, *, hours: Calendar, resting: bool = False) -> Quick:
    """Return the one act offered beside a row: the view's own where the row admits it, else what the row needs.

    Whoever was written to is left alone until a working day of ``hours`` begins; ``resting``: the reader put it off.
    """
    mine = row.holder_id is not None and row.holder_id == sight.membership_id
    written = row.reminded_at is not None and not hours.working_days_begun(row.reminded_at, sight.at)
    admits = {
        Quick.CLAIM: row.status is Status.SUBMITTED,
        Quick.GO_ON: mine and row.status is Status.IN_REVIEW,
        Quick.REMIND: row.status is Status.NEEDS_CORRECTION and not written,
        Quick.CALL: row.status is Status.NEEDS_CORRECTION,
        Quick.HAND_OVER: row.status is Status.ISSUED,
        Quick.WAKE: resting,
        Quick.LOOK: True,
    }
    return next(one for one in (VIEWS[tab].quick, Quick.CLAIM, Quick.GO_ON, Quick.LOOK) if admits[one])
