"""The survey's figures in words and pictures, in the page's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from eservice.kernel import clock
from eservice.metrics import names
from eservice.offices.models import Office
from eservice.satisfaction import queries, rules
from eservice.satisfaction.queries import Survey, Way
from eservice.satisfaction.rules import LEAST, PRINTED_WEIGHT, Element, Grade, PlanState, Quarter, Tally
from eservice.satisfaction.words import WORDS
from eservice.web.charts import Bar, stack
from eservice.web.filters import local, number
from eservice.web.labels import label

_ROMAN = ("I", "II", "III", "IV")
_OPEN = (PlanState.PLANNED, PlanState.UNDERWAY)


@dataclass(frozen=True)
class Line:
    """One element, service or quarter with its figures in words."""

    name: str
    n: str
    mean: str
    index: str
    grade: Grade | None
    value: float | None = None
    """The index, for a drawing; None where it may not be told."""


@dataclass(frozen=True)
class Planned:
    """One of the lowest elements and what is done about it."""

    element: Element
    line: Line
    plan: Any
    owner: str
    is_late: bool
    url: str


@dataclass(frozen=True)
class Index:
    """The index of a way in words."""

    n: str
    shown: str
    grade: Grade
    printed: str
    highest: str


def quarter_words(quarter: Quarter) -> str:
    """Return what a quarter is called: ``Triwulan III 2026``."""
    return str(_("Triwulan %(n)s %(year)s", n=_ROMAN[quarter.number - 1], year=quarter.year))


def few() -> str:
    """Return what stands in place of a figure of too few."""
    return str(_("n < %(n)s", n=LEAST))


def headline(told: Survey) -> str:
    """Return in one sentence what citizens said, or that too few have."""
    whole = told.own.shown
    if whole is None:
        return str(_("Belum cukup jawaban untuk menyebut angka"))
    shown = rules.index(whole)
    assert shown is not None  # noqa: S101 - what is shown was answered throughout
    found = rules.grade(shown)
    return str(
        _(
            "Kepuasan warga %(index)s, mutu %(grade)s: %(words)s. Terendah: %(low)s.",
            index=number(float(shown), 2),
            grade=found.value,
            words=label(found).lower(),
            low=label(rules.lowest(whole)[0]).lower(),
        )
    )


def index(way: Way) -> Index | None:
    """Return the index of one way; None while it may not be told."""
    whole = way.shown
    exact = rules.index(whole) if whole is not None else None
    printed = rules.index(whole, weight=PRINTED_WEIGHT) if whole is not None else None
    if whole is None or exact is None or printed is None:
        return None
    share = f"{number((way.highest_share or 0) * 100)}\u00a0%"
    return Index(number(whole.n), number(float(exact), 2), rules.grade(exact), number(float(printed), 2), share)


def _line(name: str, whole: Tally | None) -> Line:
    exact = rules.index(whole) if whole is not None else None
    if whole is None or exact is None:
        return Line(name, few(), "–", "–", None)
    value = float(exact)
    return Line(name, number(whole.n), number(value / 25, 3), number(value, 2), rules.grade(exact), value)


def _element(whole: Tally, element: Element) -> Line:
    mean, shown = rules.average(whole, element), rules.element_index(whole, element)
    assert mean is not None and shown is not None  # noqa: S101, PT018 - what is shown was answered throughout
    count = whole.counts[tuple(Element).index(element)]
    return Line(label(element), number(count), number(float(mean), 3), number(float(shown), 2), rules.grade(shown))


def elements(whole: Tally | None) -> list[Line]:
    """Return the nine elements, in the order of the regulation."""
    return [_element(whole, element) for element in Element] if whole is not None else []


def bars(whole: Tally | None) -> list[Bar]:
    """Return the elements as bars from 0 to 100."""
    if whole is None:
        return []
    shown = [(element, float(rules.element_index(whole, element) or 0)) for element in Element]
    return stack([(label(one), [("sign", value, "")], number(value, 2)) for one, value in shown], top=100)


def trend(office_id: int) -> list[Line]:
    """Return the quarters, the oldest first."""
    return [_line(quarter_words(one), whole) for one, whole in queries.trend(office_id, at=clock.now())]


def trend_bars(lines: Sequence[Line]) -> list[Bar]:
    """Return the quarters that may be told as bars from 0 to 100, on the scale of the elements."""
    told = [one for one in lines if one.value is not None]
    return stack([(one.name, [("sign", one.value or 0, "")], one.index) for one in told], top=100)


def service_lines(told: Survey) -> list[Line]:
    """Return the services that may be told, in the order of the alphabet."""
    called = names.service_names()
    lines = [_line(local(called[key], "name"), part) for key, part in told.services.items()]
    return sorted(lines, key=lambda one: one.name.casefold())


def planned(office: Office, told: Survey, *, today: date) -> list[Planned]:
    """Return the three lowest elements, and those that once were and have a plan, each with it."""
    known = queries.plans(office.id, told.quarter)
    whole = told.own.shown
    low = rules.lowest(whole) if whole is not None else ()
    owners = {one: f"{name}, {position}".strip(", ") for one, name, position in names.officer_names(_owners(known))}
    return [
        Planned(
            element=one,
            line=_element(whole, one) if whole is not None else Line(label(one), "", "", "", None),
            plan=known.get(one),
            owner=owners.get(known[one].owner_id, "") if one in known else "",
            is_late=one in known and known[one].due_on < today and known[one].state in _OPEN,
            url=url_for(".survey_plan", element=one.value, kantor=office.code, triwulan=told.quarter.key),
        )
        for one in (*low, *(one for one in known if one not in low))
    ]


def _owners(known: dict[Element, Any]) -> list[int]:
    return [one.owner_id for one in known.values()]


def sheet(office: Office, told: Survey) -> Sequence[Sequence[str]]:
    """Return the rows of the sheet: what they are of, then one figure a row."""
    rows = [
        [_("Kantor"), office.full_name],
        [_("Triwulan"), told.quarter.key],
        [_("Keadaan"), clock.wib(told.as_of).isoformat(timespec="minutes")],
        [_("Pengguna"), str(told.users)],
        [_("Sampel minimal"), str(told.needed)],
        [],
        [_("Jalur"), _("Tentang"), "n", _("Jumlah nilai"), "NRR", _("Nilai"), _("Mutu")],
    ]
    for way in (told.own, told.counter):
        rows += _sheet_lines(label(way.series), way.shown)
    called = names.service_names()
    for key, part in told.services.items():
        rows += _sheet_lines(str(local(called[key], "name")), part)
    return rows


def _sheet_lines(name: str, whole: Tally | None) -> list[list[str]]:
    shown = rules.index(whole) if whole is not None else None
    if whole is None or shown is None:
        return [[name, "IKM", f"n < {LEAST}", "", "", "", ""]]
    lines = [[name, "IKM", str(whole.n), "", "", str(shown), rules.grade(shown).value]]
    for element, n, total in zip(Element, whole.counts, whole.sums, strict=True):
        value = rules.element_index(whole, element)
        assert value is not None  # noqa: S101 - the index has every element
        mean = f"{total / n:.4f}"
        lines.append([name, str(_(WORDS[Element][element])), str(n), str(total), mean, str(value), rules.grade(value)])
    return lines
