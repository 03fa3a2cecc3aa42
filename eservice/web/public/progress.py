"""Where a request stands, for whoever holds its receipt: no names, no answers, no files.

What is asked is shown only where no account filed the request: the receipt is then all the applicant has.
"""

from dataclasses import dataclass
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.letters.models import Letter
from eservice.requests import notes
from eservice.requests.models import Request, RequestGap
from eservice.requests.signing import withdrawn_letter
from eservice.requests.steps import promise_rests, steps_open
from eservice.requests.workflow import Status
from eservice.requests.writings import RequestMessage
from eservice.satisfaction import queries as surveys
from eservice.web import completing, journey
from eservice.web.appointed import Appointed, appointed
from eservice.web.expected import Expected, expected
from eservice.web.journey import Stop
from eservice.web.visits import papers_to_bring


@dataclass(frozen=True)
class Progress:
    """What a receipt may show."""

    code: str
    status: Status
    service: object
    office: str
    sentence: str
    promised_at: datetime | None
    expected: Expected | None
    paused: bool
    closed: bool
    stops: tuple[Stop, ...]
    has_account: bool
    """An account filed it: the rest is on its own page."""
    gaps: tuple[tuple[str, RequestGap], ...]
    written: tuple[RequestMessage, ...]
    """What officers wrote to somebody who has no account to read it in."""
    to_bring: tuple[str, ...]
    appointed: Appointed | None
    """When people have to come and sign, without their names."""
    may: frozenset[str]
    """Values of the steps that the holder may take here."""
    revoked: Letter | None
    """The letter, once it is out of force."""
    asks: bool
    """The survey can be answered here."""


def progress_of(request: Request, *, actor: Actor, at: datetime) -> Progress:
    """Return what the receipt's holder may see of ``request``, and do with it."""
    has_account = request.user_id is not None
    told = journey.ON_RECEIPT if has_account else journey.AT_COUNTER
    return Progress(
        code=request.code or "",
        status=request.status,
        service=request.service,
        office=request.office.full_name if request.office else "",
        sentence=journey.sentence_of(request, told, at=at),
        promised_at=request.promised_at,
        expected=expected(request, at=at),
        paused=promise_rests(request),
        closed=request.final,
        stops=tuple(journey.journey(request, at=at)),
        has_account=has_account,
        gaps=() if has_account else tuple(completing.gaps_of(request)),
        written=() if has_account else tuple(notes.messages_of(request)),
        to_bring=() if has_account else tuple(papers_to_bring(request)),
        appointed=None if has_account else appointed(request, names=False, at=at),
        may=frozenset(step.value for step in steps_open(request, actor, at=at))
        if actor.role is Role.BEARER
        else frozenset(),
        revoked=withdrawn_letter(request),
        asks=not has_account and actor.role is Role.BEARER and surveys.is_open(request.id, at=at),
    )
