"""Whether a citizen has to come, with which papers and by when, and when the office's clock starts: in words."""

from flask_babel import gettext as _

from eservice.kernel.clock import wib
from eservice.requests.models import Request
from eservice.requests.steps import calendar_of
from eservice.web.filters import DAYS, hour, listed, named_day
from eservice.web.locale import language


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


def clock_starts(found: Request) -> str:
    """Return when the promised time begins for what was sent while the office is closed, else nothing."""
    if found.filed_at is None or (calendar := calendar_of(found)).is_open(found.filed_at):
        return ""
    opening = calendar.next_opening(found.filed_at)
    day = DAYS[language()][wib(opening).weekday()]
    return str(_("Kantor sedang tutup; waktu janji mulai %(day)s %(hour)s.", day=day, hour=hour(opening)))
