"""Where people stop filling in: drafts left on their page, counted by service and page; nobody is shown.

A draft has no history and belongs to no office: it is read as it lies there, and is deleted after 30 days, or by its
owner. So this figure looks back 30 days at most, at the whole city, and what people deleted themselves is not in it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from eservice.catalogue import queries as catalogue
from eservice.catalogue import rules as forms
from eservice.catalogue.definition import ForWhom
from eservice.kernel.db import db
from eservice.metrics import rules
from eservice.requests.models import Request, RequestProof
from eservice.requests.rules import DRAFT_KEPT
from eservice.requests.workflow import Channel, Status

LEFT_AFTER = timedelta(days=1)
"""A draft that was begun so long ago counts as left."""

PAPERS, SENDING = "berkas", "kirim"
"""The pages after the questions: the papers are still asked for, or nothing but sending is left."""


@dataclass(frozen=True, slots=True)
class Left:
    """One page of a service's form and how many drafts were left on it."""

    service_id: int
    page: str
    """Key of a page of the form, or ``PAPERS`` or ``SENDING``."""
    title: str
    title_en: str
    n: int


@dataclass(frozen=True, slots=True)
class Abandoned:
    """Drafts left in the last 30 days, beside what was sent in the same days."""

    pages: tuple[Left, ...]
    left: Mapping[int, int]
    """By service."""
    sent: Mapping[int, int]

    @property
    def n(self) -> int:
        """How many drafts were left."""
        return sum(self.left.values())

    def share(self, service_id: int) -> float | None:
        """Return the share of what was begun that was left, 0..1; None where too few began."""
        left = self.left.get(service_id, 0)
        return rules.share(left, left + self.sent.get(service_id, 0))


def abandoned(at: datetime) -> Abandoned:
    """Return where the drafts that are kept were left, the most frequent first."""
    since, before = at - DRAFT_KEPT, at - LEFT_AFTER
    within = (Request.created_at > since, Request.created_at <= before, Request.channel == Channel.ONLINE)
    drafts = db.session.execute(
        select(
            Request.service_id,
            Request.service_version_id,
            Request.answers,
            Request.for_whom,
            exists().where(RequestProof.request_id == Request.id).label("has_papers"),
        ).where(Request.status == Status.DRAFT, *within)
    )
    counted: Counter[tuple[int, str, str, str]] = Counter()
    for row in drafts:
        page = _page(row.service_version_id, row.answers or {}, row.for_whom, has_papers=row.has_papers)
        counted[(row.service_id, *page)] += 1
    left: Counter[int] = Counter()
    for (service_id, *_page_of), n in counted.items():
        left[service_id] += n
    sent = db.session.execute(
        select(Request.service_id, func.count())
        .where(Request.status != Status.DRAFT, *within)
        .group_by(Request.service_id)
    )
    pages = (Left(*key, n) for key, n in counted.items())
    return Abandoned(
        tuple(sorted(pages, key=lambda one: (-one.n, one.service_id, one.page))),
        dict(left),
        {row[0]: int(row[1]) for row in sent},
    )


def _page(
    version_id: int, answers: Mapping[str, object], for_whom: ForWhom, *, has_papers: bool
) -> tuple[str, str, str]:
    definition = catalogue.definition_of(version_id)
    waiting = forms.open_steps(definition, answers, for_whom)
    if waiting:
        return waiting[0].key, waiting[0].title, waiting[0].title_en
    return (SENDING, "", "") if has_papers or not definition.requirements else (PAPERS, "", "")
