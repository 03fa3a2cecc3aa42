"""Which requests of a period were entered afterwards from paper, so that every figure can say so beside itself."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from eservice.kernel.db import db
from eservice.metrics.rules import Period
from eservice.requests.models import Request
from eservice.requests.workflow import Channel


@dataclass(frozen=True, slots=True)
class Entries:
    """Requests filed in a period; those from paper count in every figure, with the paper's hour."""

    filed: int
    late: int
    """Entered afterwards."""


def entries(office_ids: Collection[int], period: Period, *, service_id: int | None = None) -> Entries:
    """Return how many requests of these offices were filed in a period, and how many of them on paper."""
    statement = select(Request.channel, func.count()).where(
        Request.office_id.in_(office_ids), Request.filed_at > period.from_at, Request.filed_at <= period.until_at
    )
    if service_id is not None:
        statement = statement.where(Request.service_id == service_id)
    rows = db.session.execute(statement.group_by(Request.channel))
    by_channel = {row[0]: int(row[1]) for row in rows}
    return Entries(sum(by_channel.values()), by_channel.get(Channel.LATE_ENTRY, 0))
