"""What needs attention now, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.metrics.figures import Figures
from eservice.metrics.rules import Shown
from eservice.metrics.runs import Run
from eservice.requests.clock import Stage
from eservice.web.filters import duration, instant, number
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.shapes import list_url


@dataclass(frozen=True)
class Alarm:
    """One thing that needs attention now."""

    words: str
    detail: str
    tone: str
    shape: str
    url: str
    action: str


def alarms(figures: Figures, question: Asked, offices: dict[int, str]) -> list[Alarm]:
    """Return what needs attention now, the worst first; what is empty is left out."""
    wanted = (
        (Shown.LATE, _("%(n)s lewat janji"), "bad", "late"),
        (Shown.PAST_LEGAL, _("%(n)s lewat batas hukum 5 hari kerja"), "bad", "late"),
        (Shown.DUE_TODAY, _("%(n)s jatuh tempo hari ini"), "wait", "q3"),
        (Shown.AT_OFFICE, _("%(n)s menunggu petugas"), "wait", "q2"),
        (Shown.AT_SIGNER, _("%(n)s menunggu tanda tangan"), "wait", "q2"),
        (Shown.UNREACHED, _("%(n)s belum terhubungi"), "bad", "late"),
        (Shown.AT_CITIZEN, _("%(n)s menunggu pemohon"), "info", "paused"),
    )
    found = []
    for shown, words, tone, shape in wanted:
        runs = figures.behind(shown)
        if runs:
            n = number(len(runs))
            found.append(
                Alarm(
                    words % {"n": n},
                    _detail(shown, runs, offices),
                    tone,
                    shape,
                    list_url(question, shown),
                    _("Buka %(n)s", n=n),
                )
            )
    return found


def _detail(shown: Shown, runs: Sequence[Run], offices: dict[int, str]) -> str:
    if shown is Shown.DUE_TODAY:
        untouched = sum(run.stage is Stage.WAITING for run in runs)
        return str(ngettext("%(num)s belum diperiksa.", "%(num)s belum diperiksa.", untouched))
    since = min(run.stage_since or run.begins_at for run in runs)
    longest = max(runs, key=lambda run: run.elapsed)
    if shown in (Shown.LATE, Shown.PAST_LEGAL):
        return str(_("Terlama %(time)s sejak diajukan.", time=duration(longest.elapsed)))
    if shown is Shown.AT_SIGNER:
        turns = sorted({offices.get(run.turn_office_id or 0, "") for run in runs} - {""})
        return str(_("Giliran %(offices)s. Terlama sejak %(since)s.", offices=", ".join(turns), since=instant(since)))
    return str(_("Terlama sejak %(since)s.", since=instant(since)))
