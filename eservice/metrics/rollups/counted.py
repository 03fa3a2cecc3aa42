"""Runs as they were last counted, and how far: rows of ``counted_runs`` back into runs, without their events."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from eservice.kernel.db import db
from eservice.metrics.models import CountedRun, RollupMark
from eservice.metrics.rollups.cells import Foretold, packed, unpacked
from eservice.metrics.runs import Filing, Run
from eservice.requests.models import Request, RequestExpectation

_PART = 500


def mark() -> RollupMark | None:
    """Return how far the events have been counted, as it stands now; None before anything was."""
    return db.session.scalar(select(RollupMark).execution_options(populate_existing=True))


def row(run: Run, *, events: int, at: datetime) -> dict[str, Any]:
    """Return the row of a run."""
    return {
        "request_id": run.filing.request_id,
        "number": run.number,
        "events": events,
        "counted_at": at,
        "is_stale": False,
        "office_id": run.office_id,
        "service_id": run.filing.service_id,
        "channel": run.filing.channel,
        "status": run.status,
        "begins_at": run.begins_at,
        "first_filed_at": run.filing.first_filed_at,
        "promised_at": run.promised_at,
        "closed_at": run.closed_at,
        "turn_office_id": run.turn_office_id,
        "officer_id": run.officer_id,
        "rounds": run.rounds,
        "is_paused": run.is_paused,
        "stage": run.stage,
        "stage_since": run.stage_since,
        "legal_at": run.legal_at,
        "lengths": packed(run.times),
    }


def foretold(request_ids: Collection[int]) -> dict[int, Foretold]:
    """Return what was foretold at the filing, by the request; never what was not."""
    found: dict[int, Foretold] = {}
    numbers = sorted(request_ids)
    for first in range(0, len(numbers), _PART):
        told = db.session.execute(
            select(
                RequestExpectation.request_id, RequestExpectation.usual_seconds, RequestExpectation.most_seconds
            ).where(
                RequestExpectation.request_id.in_(numbers[first : first + _PART]),
                RequestExpectation.most_seconds.is_not(None),
            )
        )
        found |= {number: (usual or 0, most or 0) for number, usual, most in told}
    return found


def runs(*which: ColumnElement[bool]) -> Iterator[Run]:
    """Yield the runs that meet every condition, as they were counted.

    Whether a delay was told and how much working time is left no row keeps: sets that ask are read from the events.
    """
    of, request = CountedRun.__table__.c, Request.__table__.c  # of the tables: what the mapper adds costs as much again
    rows = db.session.execute(
        select(
            of.request_id, of.number, of.office_id, of.service_id, of.channel, of.status, of.begins_at,
            of.first_filed_at, of.promised_at, of.closed_at, of.turn_office_id, of.officer_id, of.rounds,
            of.is_paused, of.stage, of.stage_since, of.legal_at, of.lengths,
            request.code, request.holder_id, request.correction_until,
        )
        .join(Request.__table__, request.id == of.request_id)
        .where(*which)
    )  # fmt: skip
    for (
        request_id, number, office_id, service_id, channel, status, begins_at, first_filed_at, promised_at, closed_at,
        turn_office_id, officer_id, rounds, is_paused, stage, stage_since, legal_at, lengths,
        code, holder_id, correction_until,
    ) in rows:  # fmt: skip
        yield Run(
            Filing(request_id, code or "", service_id, channel, first_filed_at, holder_id, correction_until),
            number, begins_at, promised_at, status, closed_at, office_id, turn_office_id, officer_id, rounds, is_paused,
            stage, stage_since, unpacked(lengths), legal_at, told_late=False, left=0,
        )  # fmt: skip
