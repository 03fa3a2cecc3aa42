"""Where a request stands, for whoever holds its receipt: no names, no answers, no files."""

from dataclasses import dataclass
from datetime import datetime

from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.web import journey
from eservice.web.journey import Stop


@dataclass(frozen=True)
class Progress:
    """What a receipt may show."""

    code: str
    status: Status
    service: object
    office: str
    sentence: str
    promised_at: datetime | None
    paused: bool
    closed: bool
    stops: tuple[Stop, ...]


def progress_of(request: Request, *, at: datetime) -> Progress:
    """Return what the receipt's holder may see of ``request``."""
    return Progress(
        code=request.code or "",
        status=request.status,
        service=request.service,
        office=request.office.full_name if request.office else "",
        sentence=journey.sentence_of(request, journey.ON_RECEIPT),
        promised_at=request.promised_at,
        paused=request.status is Status.NEEDS_CORRECTION,
        closed=request.final,
        stops=tuple(journey.journey(request, at=at)),
    )
