"""Whom the looks of one account concern: read from the log, by who acted and when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from eservice.audit import queries as audit
from eservice.audit.models import AuditEntry
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.letters.models import Letter
from eservice.privacy import rules
from eservice.requests.models import Request

_PIECE = 500


@dataclass(slots=True)
class Affected:
    """Whom the looks of one account in a period concern."""

    requests: Counter[int] = field(default_factory=Counter)
    accounts: Counter[int] = field(default_factory=Counter)
    """Number -> how often what is theirs was opened."""


def affected(user_id: int, *, from_at: datetime, until_at: datetime) -> Affected:
    """Return whose requests and accounts an account opened, searched for or took along between two instants."""
    found, within = Affected(), {"from_at": from_at, "until_at": until_at, "beginnings": rules.LOOKS}
    for thing, times in audit.counted_by_actor(user_id, **within).items():  # type: ignore[arg-type]
        kind, _colon, number = thing.partition(":")
        if kind == "request":
            found.requests[int(number)] += times
        elif kind == "account" and number.isdecimal():
            found.accounts[int(number)] += times
        elif kind == "person" and number.isdecimal():
            found.requests.update(dict.fromkeys(_of_person(int(number)), times))
    for entry in audit.by_actor_to("office", user_id, **within):  # type: ignore[arg-type]
        found.requests.update(_taken_along(entry))
    return found


def subjects(found: Affected) -> Iterator[tuple[str, int | None, int]]:
    """Yield whom it concerns: accounts, and requests of people without one; how often each was opened."""
    by_account: Counter[int] = Counter(found.accounts)
    for part in _parts(sorted(found.requests)):
        for number, user_id in db.session.execute(select(Request.id, Request.user_id).where(Request.id.in_(part))):
            if user_id is None:
                yield f"request:{number}", None, found.requests[number]
            else:
                by_account[user_id] += found.requests[number]
    yield from ((f"account:{user_id}", user_id, looks) for user_id, looks in sorted(by_account.items()))


def _of_person(person_id: int) -> Sequence[int]:
    named = (Request.applicant_id == person_id) | (Request.subject_id == person_id)
    return db.session.scalars(select(Request.id).where(named)).all()


def _taken_along(entry: AuditEntry) -> Iterable[int]:
    """Return the requests in a list or a register that was taken along."""
    if "ids" in entry.data:
        return [int(one) for one in entry.data["ids"]]
    if entry.action != "register:export":
        return []
    office_id, year = int(entry.object.partition(":")[2]), int(entry.data.get("year", 0))
    rows = db.session.execute(
        select(Letter.request_id, Letter.reserved_at).where(
            Letter.office_id == office_id, Letter.request_id.is_not(None), Letter.reserved_at <= entry.at
        )
    )
    return [number for number, reserved_at in rows if number is not None and wib(reserved_at).year == year]


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(numbers), _PIECE):
        yield numbers[first : first + _PIECE]
