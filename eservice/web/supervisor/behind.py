"""The requests behind a figure, whatever kind of set they are: of runs, of signs, or gathered from several things."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for

from eservice.kernel.errors import NotFoundError
from eservice.metrics import cases, expecting, refusals
from eservice.metrics import queries as metrics
from eservice.metrics.cases import Book
from eservice.metrics.causes import Cause
from eservice.metrics.figures import Figures
from eservice.metrics.gathered import Gathered
from eservice.metrics.honesty import Honesty, honesty
from eservice.metrics.rollups import answering
from eservice.metrics.rollups.cells import STANDING
from eservice.metrics.rollups.listing import Place
from eservice.metrics.runs import Run
from eservice.metrics.sets import AGES, Shown
from eservice.metrics.signs import Sign, counted
from eservice.web.addresses import instant, row_number
from eservice.web.labels import label
from eservice.web.supervisor.again import asked_again, cause_words
from eservice.web.supervisor.asked import Asked

PAGE = 50
"""Requests on one page of a list."""

MISSING = ":tidak-ada"
"""Behind the name of a paper: only where it was not there at all."""


@dataclass(frozen=True)
class Behind:
    """What a list is of, and its runs."""

    name: Shown | Sign | Gathered
    runs: Sequence[Run]
    narrowed: str = ""
    """The paper, the answer or the reason that it is narrowed to."""


_OPEN_ALONE = STANDING | {Shown.SOON, Shown.AT_REVIEW, Shown.BEING_ISSUED, Shown.UNTIL_AGREED, *AGES}
"""Sets of which every run is open at the instant they are told for."""


@dataclass(frozen=True)
class Leaf:
    """One page of a list."""

    name: Shown | Sign | Gathered
    narrowed: str
    rows: Sequence[Run]
    first: int
    last: int
    total: int
    onward: dict[str, Any] | None
    """What the address of the next page asks besides; None where there is none."""


def leaf_behind(question: Asked) -> Leaf:
    """Return the page of the list that the address asks for; of many it begins after a row, never by counting.

    Raises:
        NotFoundError: ``no_such_figure``.
    """
    number, wanted = max(row_number(request.args.get("halaman")) or 1, 1), request.args.get("apa", "")
    first = (number - 1) * PAGE + 1
    if wanted in set(Shown) and not request.args.get("sebab"):
        after = _place(request.args.get("sesudah", ""))
        many = answering.leaf(Shown(wanted), question.scope, question.period, after=after, size=PAGE)
        if many is not None:
            leaf, total = many
            first = 1 if after is None else first
            following = {"halaman": first // PAGE + 2, "sesudah": _written(leaf.last)} if leaf.last else None
            return Leaf(Shown(wanted), "", leaf.runs, first, first + len(leaf.runs) - 1, total, following)
    listed = behind(question)
    found = sorted(listed.runs, key=lambda run: (run.promised_at, run.filing.code, run.number))
    last = min(number * PAGE, len(found))
    following = {"halaman": number + 1} if last < len(found) else None
    return Leaf(listed.name, listed.narrowed, found[first - 1 : last], first, last, len(found), following)


def _written(place: Place) -> str:
    return f"{place.at.isoformat()}~{place.request_id}~{place.number}"


def _place(written: str) -> Place | None:
    """Return the row after which a page begins; None for the first page, and for what is none."""
    at, _one, rest = written.partition("~")
    request_id, _two, number = rest.partition("~")
    told = instant(at), row_number(request_id), row_number(number)
    return Place(told[0], told[1], told[2]) if told[0] and told[1] and told[2] else None


def set_url(question: Asked, name: Sign | Gathered, **changes: str | None) -> str:
    """Return the address of the requests of a set, frozen at the page's instant."""
    return url_for("supervisor.request_list", apa=name.value, **question.at_instant(**changes))


def behind(question: Asked) -> Behind:
    """Return the requests that the address asks for, as they stood when the figure was counted.

    Raises:
        NotFoundError: ``no_such_figure``.
    """
    wanted, why = request.args.get("apa", ""), request.args.get("sebab", "")
    since = question.period.from_at
    if wanted in set(Shown):
        if wanted in _OPEN_ALONE and not why:
            since = question.period.until_at  # whoever was open then: what ended before is not even read
        figures = metrics.history(question.scope, since=since).figures(question.period)
        return _shown(question, figures, Shown(wanted), why)
    book = cases.book(question.scope, since=since)
    if wanted in set(Sign):
        return _sign(Sign(wanted), book, question)
    if wanted in set(Gathered):
        return _gathered(Gathered(wanted), book, question, why)
    raise NotFoundError("no_such_figure")


def _shown(question: Asked, figures: Figures, shown: Shown, why: str) -> Behind:
    if not why:
        return Behind(shown, figures.behind(shown))
    cause = _cause(question, why)
    return Behind(shown, figures.last_runs(cause.request_ids), cause_words(cause))


def _sign(sign: Sign, book: Book, question: Asked) -> Behind:
    told = book.cases(question.period)
    found = counted(sign, told, question.period, book.terms.hours).request_ids
    return Behind(sign, [case.runs[-1] for case in told if case.request_id in found])


def _gathered(name: Gathered, book: Book, question: Asked, why: str) -> Behind:
    figures = book.told.figures(question.period)
    if name in (Gathered.FORETOLD, Gathered.FORETOLD_RIGHT):
        held = expecting.held(figures)
        return Behind(name, figures.last_runs(held.told if name is Gathered.FORETOLD else held.right))
    if name in _OF_HONESTY:
        return Behind(name, figures.last_runs(_OF_HONESTY[name](honesty(book, question.period))))
    told = book.cases(question.period)
    if name is not Gathered.REFUSED:
        return Behind(name, figures.last_runs(refusals.overturned(told, question.period)[name]))
    reasons = refusals.refused(told, question.period)
    if why and why not in {one.refusal.value for one in reasons}:
        raise NotFoundError("no_such_figure")
    chosen = [one for one in reasons if not why or one.refusal.value == why]
    ids = frozenset[int]().union(*(one.request_ids for one in chosen))
    return Behind(name, figures.last_runs(ids), label(chosen[0].refusal) if why else "")


_OF_HONESTY: dict[Gathered, Callable[[Honesty], frozenset[int]]] = {
    Gathered.STRICT: lambda found: found.strict.request_ids,
    Gathered.BOTH_WAYS: lambda found: frozenset[int]().union(*(one.request_ids for one in found.lengthened)),
}


def _cause(question: Asked, name: str) -> Cause:
    """Return the paper or answer that the address narrows a list to. Raises NotFoundError for one nobody asked for."""
    of_service = [one for one in asked_again(question) if one.service_id == question.scope.service_id]
    found = next((one for one in of_service if one.name == name.removesuffix(MISSING)), None)
    if found is None:
        raise NotFoundError("no_such_figure")
    return replace(found, request_ids=found.missing_ids) if name.endswith(MISSING) else found
