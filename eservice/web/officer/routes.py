"""The queue of an office, in order of the promise, and taking a request from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue.queries import definition_of
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.words import N_
from eservice.letters.rules import LetterState
from eservice.offices import queries as offices
from eservice.requests import queues, reviewing
from eservice.requests.queues import PAGE, Row, Sight, Tab
from eservice.requests.rules import rests
from eservice.requests.searching import EVERYTHING
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import Channel, Priority, Status
from eservice.web.addresses import instant, row_number
from eservice.web.desk import Due, press, time_left
from eservice.web.guards import requires, signed_in

blueprint = Blueprint("officer", __name__)

TAB_WORDS: dict[Tab, str] = {
    Tab.UNCLAIMED: N_("Belum diambil"),
    Tab.MINE: N_("Milik saya"),
    Tab.TODAY: N_("Jatuh tempo hari ini"),
    Tab.LATE: N_("Lewat janji"),
    Tab.OFFICE: N_("Kantor saya"),
    Tab.CITIZEN: N_("Di warga"),
    Tab.THIRD_PARTY: N_("Di Ketua RT"),
    Tab.SIGNATURE: N_("Di penanda tangan"),
    Tab.RETURNED: N_("Dikembalikan"),
    Tab.COLLECT: N_("Siap diserahkan"),
    Tab.UNREACHED: N_("Belum terhubungi"),
    Tab.DONE: N_("Selesai"),
    Tab.ALL: N_("Semua"),
}

EMPTY: dict[Tab, str] = {
    Tab.UNCLAIMED: N_("Semua permohonan sudah diambil. Yang baru masuk muncul di sini, menurut urutan janji."),
    Tab.MINE: N_("Anda tidak memegang permohonan. Ambil yang teratas dari “Belum diambil”."),
    Tab.TODAY: N_("Tidak ada janji yang jatuh tempo hari ini."),
    Tab.LATE: N_("Tidak ada yang lewat janji."),
    Tab.OFFICE: N_("Kantor ini tidak punya permohonan terbuka."),
    Tab.CITIZEN: N_("Tidak ada permohonan yang menunggu dilengkapi pemohon."),
    Tab.THIRD_PARTY: N_("Tidak ada yang menunggu jawaban Ketua RT."),
    Tab.SIGNATURE: N_("Tidak ada yang menunggu tanda tangan."),
    Tab.RETURNED: N_("Tidak ada yang dikembalikan penanda tangan."),
    Tab.COLLECT: N_("Tidak ada surat yang menunggu diambil."),
    Tab.UNREACHED: N_("Semua pemohon yang lewat batas melengkapi sudah dihubungi."),
    Tab.DONE: N_("Belum ada yang selesai."),
    Tab.ALL: N_("Kantor ini belum punya permohonan."),
}

WORRIES = (Tab.LATE, Tab.RETURNED, Tab.UNREACHED)
"""Views whose count stands out unless it is zero."""


@dataclass(frozen=True)
class TabLink:
    """One view as a link with its count."""

    words: str
    url: str
    count: str | None
    current: bool
    late: bool = False


@dataclass(frozen=True)
class QueueRow:
    """One request as the queue shows it."""

    row: Row
    due: Due
    group: str
    mine: bool
    kept: bool
    """It waits for the officer who asked the citizen to complete it: this one."""
    priority: Priority | None
    unread: bool
    """The letter waits for a second reader."""
    revoked: bool
    """Its letter was in force and is no longer."""

    @property
    def can_claim(self) -> bool:
        """Whether nobody has taken it yet."""
        return self.row.status is Status.SUBMITTED


@blueprint.get("/petugas")
@requires(Permission.REQUEST_REVIEW)
def queue() -> ResponseReturnValue:
    """List one view of the office's requests, narrowed as the address says, a page at a time."""
    actor, at = signed_in(), clock.now()
    tab = next((one for one in Tab if one == request.args.get("tab")), Tab.UNCLAIMED)
    sight = sight_of(actor, at=at)
    form = narrowing.narrow_form(sight.office_id, at=at)
    asked = narrowing.asked(form)
    found = queues.page(tab, sight, narrowing=asked, after=_after())
    counts = queues.counts(sight)
    return render_template(
        "officer/queue.html",
        groups=_grouped(_rows(found, actor, at=at)),
        tabs=_tabs(tab, counts),
        order=_("yang terakhir dahulu") if tab in queues.LATEST_FIRST else _("urut janji"),
        empty=_(EMPTY[tab]),
        open_count=counts[Tab.OFFICE],
        form=form,
        kept=[(name, value) for name, value in narrowing.address().items() if name in ("tab", "nama", "orang")],
        narrowed=asked != EVERYTHING,
        name=asked.name,
        whole_url=url_for(".queue", tab=tab.value),
        next_url=_next(tab, found),
        first_url=url_for(".queue", **narrowing.address()) if _after() else "",
        shown=len(found),
        assists=actor.may(Permission.REQUEST_ASSIST),
        at=at,
    )


@blueprint.post("/petugas/permohonan/<code>/ambil")
@requires(Permission.REQUEST_REVIEW)
def claim(code: str) -> ResponseReturnValue:
    """Take a request; who comes second is told who was first."""
    return press(
        code,
        lambda found, actor, at: reviewing.claim(found, actor=actor, at=at),
        done=_("Permohonan ini sekarang Anda pegang."),
        back=url_for(".request_show", code=code),
    )


def sight_of(actor: Actor, *, at: datetime) -> Sight:
    """Return who looks at which office's requests, and when. Raises NotAllowedError."""
    return Sight(office_id=desk_of(actor), membership_id=actor.membership_id, at=at)


def desk_of(actor: Actor) -> int:
    """Return the office whose desk an actor sits at. Raises NotAllowedError."""
    if actor.office_id is None:
        raise NotAllowedError("page")
    return actor.office_id


def _rows(found: Sequence[Row], actor: Actor, *, at: datetime) -> list[QueueRow]:
    office = offices.office(desk_of(actor))
    twice = {one: definition_of(one).second_reader for one in {row.version_id for row in found}}
    calendars = {quick: office_calendar(office, minutes=quick) for quick in (False, True)}
    return [
        QueueRow(
            row,
            time_left(
                row.promised_at,
                row.status,
                calendars[row.channel is Channel.COUNTER],
                paused=rests(row.status, row.rounds),
                at=at,
            ),
            _group(row, at=at),
            mine=row.holder_id is not None and row.holder_id == actor.membership_id,
            kept=row.kept_for_id is not None and row.kept_for_id == actor.membership_id,
            priority=Priority(row.priority) if row.priority else None,
            unread=row.status is Status.AWAITING_SIGNATURE
            and row.refusal is None
            and row.second_reader_id is None
            and twice[row.version_id],
            revoked=row.letter_state in (LetterState.REVOKED, LetterState.REPLACED),
        )
        for row in found
    ]


def _group(row: Row, *, at: datetime) -> str:
    if row.closed_at is not None:
        return str(_("Selesai"))
    if row.promised_at < at and row.status not in (Status.NEEDS_CORRECTION, Status.AWAITING_CONFIRMATION):
        return str(_("Lewat janji"))
    if clock.wib(row.promised_at).date() <= clock.wib(at).date():
        return str(_("Jatuh tempo hari ini"))
    return str(_("Besok dan sesudahnya"))


def _grouped(rows: Iterable[QueueRow]) -> list[tuple[str, list[QueueRow]]]:
    return [(words, list(members)) for words, members in groupby(rows, key=lambda one: one.group)]


def _tabs(current: Tab, counts: dict[Tab, int]) -> list[TabLink]:
    """Return the views as links; what is narrowed stays narrowed, but a search is over."""
    return [
        TabLink(
            _(words),
            url_for(".queue", **narrowing.address(tab=tab.value, nama=None, orang=None)),
            _told(counts[tab]) if tab in counts else None,
            tab is current,
            tab in WORRIES and counts[tab] > 0,
        )
        for tab, words in TAB_WORDS.items()
    ]


def _told(number: int) -> str:
    """Return how many a view holds, as its tab says it: no view is counted to its end."""
    return str(number) if number < queues.MOST_COUNTED else f"{queues.MOST_COUNTED - 1}+"


def _after() -> queues.Place | None:
    """Return the last row of the page before, as the address tells it; a spoilt address begins anew."""
    told = request.args.get("sesudah", "").split("_")
    if len(told) != 3:
        return None
    at, rank, number = instant(told[0]), row_number(told[1]), row_number(told[2])
    return (at, rank, number) if at is not None and rank in (0, 1) and number is not None else None


def _next(tab: Tab, found: Sequence[Row]) -> str:
    if len(found) < PAGE:
        return ""
    instant, rank, last = queues.place_of(found[-1], tab)
    return url_for(".queue", **narrowing.address(), sesudah=f"{instant.isoformat()}_{rank}_{last}")


from eservice.web.officer import (  # noqa: E402, F401
    acts,
    begun,
    bench,
    claims,
    colleagues,
    contact,
    counter,
    files,
    handing,
    judging,
    narrowing,
    papers,
    receiving,
    recovering,
    serving,
    showing,
    timing,
)
