"""What a citizen may expect besides the promise, in working hours and days; never as a percentile."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eservice.metrics import expecting
from eservice.requests.clock import last_run
from eservice.requests.models import Request
from eservice.requests.steps import calendar_of
from eservice.requests.workflow import WORKFLOW, Step
from eservice.web.filters import instant, named_day, number, working_hours

_HALF_HOUR = 1800


@dataclass(frozen=True)
class Expected:
    """What is said beside the promise."""

    usual: str
    """``biasanya siap dalam 5 jam kerja``; why nothing is said where too few were finished."""
    most: str
    """Nine of ten, in hours; empty where nothing is foretold."""
    basis: str
    """From how many requests, as of when, and how many wait before this one."""


def expected(request: Request, *, at: datetime) -> Expected | None:
    """Return what the citizen may expect of an open request whose promise runs and is not broken; else None."""
    runs = request.status in WORKFLOW[Step.TELL_LATE].sources
    if not runs or request.promised_at is None or request.promised_at <= at:
        return None
    found = expecting.expected_now(request, at=at)
    if found.usual_seconds is None or found.most_seconds is None:
        few = _("permohonan serupa yang selesai belum cukup untuk memperkirakan; pegangan Anda adalah janji itu")
        return Expected(str(few), "", "")
    begun = last_run(request.history)[0].taken_at
    hours = working_hours(_up(found.usual_seconds))
    ready_at = calendar_of(request).add_working(begun, minutes=found.usual_seconds // 60)
    if ready_at <= at:
        usual = _("biasanya siap dalam %(time)s kerja; kali ini lebih lama", time=hours)
    else:
        usual = _("biasanya siap dalam %(time)s kerja, kira-kira %(day)s", time=hours, day=named_day(ready_at))
    return Expected(str(usual), _most(found.most_seconds), _basis(request, found.n, found.ahead))


def _most(seconds: int) -> str:
    return str(_("9 dari 10 orang menerimanya dalam %(time)s kerja.", time=working_hours(_up(seconds))))


def _basis(request: Request, n: int, ahead: int) -> str:
    counted = expecting.counted_at(request.office_id or 0)
    told = _(
        "Dihitung dari %(n)s permohonan serupa di kantor ini dalam 90 hari, keadaan %(at)s.",
        n=number(n),
        at=instant(counted),
    )
    before = _("Di depan Anda ada %(ahead)s permohonan.", ahead=number(ahead)) if ahead else ""
    return f"{told} {before}".rstrip()


def _up(seconds: int) -> int:
    """Return a length as people say it: up to the next half hour, and in whole hours beyond four."""
    step = _HALF_HOUR if seconds <= 8 * _HALF_HOUR else 2 * _HALF_HOUR
    return -(-seconds // step) * step
