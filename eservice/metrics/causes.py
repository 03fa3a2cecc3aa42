"""For what requests were sent back: the papers and answers asked for again, ranked."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from eservice.kernel.db import db
from eservice.metrics.rules import Period
from eservice.requests.models import Request, RequestEvent, RequestGap
from eservice.requests.workflow import Step, Verdict


@dataclass(frozen=True, slots=True)
class Cause:
    """One paper or one answer of a service that was asked for again."""

    service_id: int
    version_id: int
    """The newest version of the service under which it was asked, for its name."""
    kind: str
    """``proof`` or ``answer``."""
    key: str
    request_ids: frozenset[int]
    verdicts: Mapping[Verdict, int] = field(default_factory=dict, compare=False)
    """What was said of it, of each request what was said last."""
    missing_ids: frozenset[int] = field(default=frozenset(), compare=False)
    """The requests of which it was not there at all."""

    @property
    def n(self) -> int:
        """For how many requests."""
        return len(self.request_ids)

    @property
    def missing(self) -> int:
        """For how many it was not there at all."""
        return len(self.missing_ids)

    @property
    def usual(self) -> Verdict | None:
        """What was said of it most often."""
        return max(self.verdicts, key=lambda one: (self.verdicts[one], one.value), default=None)

    @property
    def name(self) -> str:
        """As addresses have it, beside the service."""
        return f"{self.kind}.{self.key}"


def causes(office_ids: Collection[int], period: Period) -> list[Cause]:
    """Return why requests were sent back in a period, the most frequent first.

    A request counts once for each thing asked, however often; rounds before a reopening are left out.
    """
    rounds = _rounds(office_ids, period)
    gaps = db.session.execute(
        select(
            RequestGap.request_id, RequestGap.round, RequestGap.kind, RequestGap.key, RequestGap.verdict,
            Request.service_id, Request.service_version_id,
        )
        .join(Request, Request.id == RequestGap.request_id)
        .where(RequestGap.request_id.in_({request_id for request_id, _ in rounds}), RequestGap.round > 0)
        .order_by(RequestGap.request_id, RequestGap.round)
    )  # fmt: skip
    asked: dict[tuple[int, str, str], dict[int, tuple[int, Verdict]]] = {}
    for gap in gaps:
        if (gap.request_id, gap.round) in rounds:
            of_thing = asked.setdefault((gap.service_id, gap.kind, gap.key), {})
            of_thing[gap.request_id] = gap.service_version_id, gap.verdict
    found = [
        Cause(
            service_id,
            max(version_id for version_id, _verdict in by.values()),
            kind,
            key,
            frozenset(by),
            Counter(verdict for _version_id, verdict in by.values()),
            frozenset(one for one, (_version_id, verdict) in by.items() if verdict is Verdict.MISSING),
        )
        for (service_id, kind, key), by in asked.items()
    ]
    return sorted(found, key=lambda one: (-one.n, one.service_id, one.kind, one.key))


def _rounds(office_ids: Collection[int], period: Period) -> set[tuple[int, int]]:
    """Return (request, round) of every correction asked in the period, counted since the last reopening."""
    asked = (
        select(RequestEvent.request_id)
        .join(Request, Request.id == RequestEvent.request_id)
        .where(
            Request.office_id.in_(office_ids),
            RequestEvent.step == Step.ASK_CORRECTION,
            RequestEvent.taken_at > period.from_at,
            RequestEvent.taken_at <= period.until_at,
        )
    )
    steps = db.session.execute(
        select(RequestEvent.request_id, RequestEvent.step, RequestEvent.taken_at)
        .where(RequestEvent.request_id.in_(asked), RequestEvent.step.in_((Step.ASK_CORRECTION, Step.REOPEN)))
        .order_by(RequestEvent.request_id, RequestEvent.sequence)
    )
    found: dict[int, list[bool]] = {}
    for one in steps:
        run = found.setdefault(one.request_id, [])
        if one.step is Step.REOPEN:
            run.clear()
        else:
            run.append(one.taken_at in period)
    return {(request_id, number) for request_id, run in found.items() for number, inside in enumerate(run, 1) if inside}
