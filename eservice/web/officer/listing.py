"""What a list of requests shows: its tabs, its rows in groups, the one act beside each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from eservice.catalogue.queries import definition_of
from eservice.kernel import clock
from eservice.kernel.words import N_
from eservice.letters.rules import LetterState
from eservice.offices import queries as offices
from eservice.requests import queues, snoozing
from eservice.requests.clock import is_broken
from eservice.requests.queues import Row
from eservice.requests.snoozing import Rest
from eservice.requests.steps import office_calendar
from eservice.requests.views import VIEWS, Quick, Sight, Tab, quick_act
from eservice.requests.workflow import Channel, Priority, Status, VisitKind
from eservice.web.desk import Due, time_left
from eservice.web.filters import hour, short_day

PAGES: dict[Quick, str] = {
    Quick.CLAIM: "officer.claim",
    Quick.GO_ON: "officer.request_show",
    Quick.REMIND: "officer.remind",
    Quick.CALL: "officer.call",
    Quick.HAND_OVER: "officer.collected",
    Quick.WAKE: "officer.wake",
    Quick.LOOK: "officer.request_show",
}
"""Where the act beside a row leads."""
_AT_ONCE = frozenset({Quick.CLAIM, Quick.REMIND, Quick.WAKE})
"""Acts that are done by the press itself; the others open a page."""


@dataclass(frozen=True)
class TabLink:
    """One view as a link with its count."""

    words: str
    url: str
    count: str | None
    current: bool
    tone: str = ""
    aside: bool = False
    """Whether it stands under 'others'."""


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
    quick: Quick
    rests: list[Rest]
    """Who has put it off, as far as the reader may know."""
    awaits: tuple[str, str] | None
    """Whom it waits for inside the review, in words and with a tone; none where nobody is awaited."""

    @property
    def mark(self) -> str:
        """Code and number of steps, as a page sends what it showed."""
        return f"{self.row.code}.{self.row.events}"

    @property
    def page(self) -> str:
        """The endpoint of the act beside it."""
        return PAGES[self.quick]

    @property
    def at_once(self) -> bool:
        """Whether that act is done by the press itself."""
        return self.quick in _AT_ONCE


def grouped(tab: Tab, found: Sequence[Row], sight: Sight) -> list[tuple[str, list[QueueRow]]]:
    """Return the rows of a page under the words that say when they are due."""
    rows = _rows(tab, found, sight)
    return [(words, list(members)) for words, members in groupby(rows, key=lambda one: one.group)]


def tab_links(current: Tab, counts: Mapping[Tab, int], url_of: Callable[[Tab], str]) -> list[TabLink]:
    """Return the views as links, in their order; a count that is not zero stands out where the view says so.

    What one looks at, and what stands out, is never aside.
    """
    tones = {tab: view.tone if counts.get(tab) else "" for tab, view in VIEWS.items()}
    return [
        TabLink(
            _(view.words),
            url_of(tab),
            _told(counts[tab]) if tab in counts else None,
            tab is current,
            tones[tab],
            aside=view.aside and tab is not current and not tones[tab],
        )
        for tab, view in VIEWS.items()
    ]


def _told(number: int) -> str:
    """Return how many a view holds, as its tab says it: no view is counted to its end."""
    return str(number) if number < queues.MOST_COUNTED else f"{queues.MOST_COUNTED - 1}+"


def _rows(tab: Tab, found: Iterable[Row], sight: Sight) -> list[QueueRow]:
    office, at = offices.office(sight.office_id), sight.at
    found = list(found)
    twice = {one: definition_of(one).second_reader for one in {row.version_id for row in found}}
    rests = snoozing.rests_of([row.id for row in found], sight)
    calendars = {quick: office_calendar(office, minutes=quick) for quick in (False, True)}
    return [
        QueueRow(
            row,
            time_left(
                row.promised_at,
                row.status,
                calendars[row.channel is Channel.COUNTER],
                paused=row.paused,
                at=at,
            ),
            _group(row, at=at),
            mine=row.holder_id is not None and row.holder_id == sight.membership_id,
            kept=row.kept_for_id is not None and row.kept_for_id == sight.membership_id,
            priority=Priority(row.priority) if row.priority else None,
            unread=row.status is Status.AWAITING_SIGNATURE
            and row.refusal is None
            and row.second_reader_id is None
            and twice[row.version_id],
            revoked=row.letter_state in (LetterState.REVOKED, LetterState.REPLACED),
            quick=quick_act(
                tab,
                row,
                sight,
                hours=calendars[row.channel is Channel.COUNTER],
                resting=any(one.mine for one in rests.get(row.id, [])),
            ),
            rests=rests.get(row.id, []),
            awaits=_awaits(row, at=at),
        )
        for row in found
    ]


def _awaits(row: Row, *, at: datetime) -> tuple[str, str] | None:
    if row.is_blocked:
        if row.blocked_until is None or row.blocked_until <= at:
            return str(_("diblokir, putuskan")), "bad"
        return str(_("diblokir sampai %(when)s", when=_moment(row.blocked_until))), "wait"
    if row.visit_at is None:
        return None
    words = _PAST if row.visit_at <= at else _AHEAD
    return str(_(words[row.meets is VisitKind.OFFICE], when=_moment(row.visit_at))), "wait"


_AHEAD = (N_("kunjungan %(when)s"), N_("menunggu ahli waris, janji temu %(when)s"))
_PAST = (N_("kunjungan %(when)s, catat hasilnya"), N_("janji temu %(when)s, catat hasilnya"))
"""Of a visit, and of an appointment at the office."""


def _moment(at: datetime) -> str:
    return f"{short_day(at)} {hour(at)}"


def _group(row: Row, *, at: datetime) -> str:
    if row.closed_at is not None:
        return str(_("Selesai"))
    if is_broken(row.promised_at, at=at) and not row.paused:
        return str(_("Lewat janji"))
    if clock.wib(row.promised_at).date() <= clock.wib(at).date():
        return str(_("Jatuh tempo hari ini"))
    return str(_("Besok dan sesudahnya"))
