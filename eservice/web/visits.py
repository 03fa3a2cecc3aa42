"""Whether a citizen has to come, with which papers and by when, and when the office's clock starts: in words."""

from datetime import datetime

from flask_babel import gettext as _

from eservice.kernel.clock import wib
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.papers import unseen_originals
from eservice.requests.steps import calendar_of
from eservice.web.filters import DAYS, hour, listed, local, named_day
from eservice.web.locale import language


def papers_to_bring(found: Request) -> list[str]:
    """Return the names of the papers that were promised and not seen yet."""
    unseen = set(unseen_originals(found))
    return [str(local(one, "name")) for one in definition_of(found).requirements if one.key in unseen]


def visit_words(found: Request, papers: list[str]) -> str:
    """Return whether to come, and with what, before the promised day."""
    if not papers:
        return str(_("Anda tidak perlu datang."))
    return str(
        _(
            "Anda perlu datang satu kali membawa: %(papers)s. Paling baik sebelum %(day)s.",
            papers=listed(papers),
            day=named_day(found.promised_at),
        )
    )


def clock_starts(found: Request, *, at: datetime) -> str:
    """Return when the promised time begins for what was sent to a closed office, until it opens; else nothing."""
    opening = calendar_of(found).next_opening(found.filed_at or at)
    if opening <= at:
        return ""
    day = DAYS[language()][wib(opening).weekday()]
    return str(_("Kantor sedang tutup; waktu janji mulai %(day)s %(hour)s.", day=day, hour=hour(opening)))
