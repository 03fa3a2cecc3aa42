"""What needs attention now, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.metrics.figures import Figures
from eservice.metrics.runs import Run
from eservice.metrics.sets import Shown
from eservice.offices.models import Office
from eservice.requests import offering, standing_in
from eservice.requests.clock import Stage
from eservice.web.filters import duration, instant, local, number
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


def alarms(figures: Figures, question: Asked, office_names: Mapping[int, str]) -> list[Alarm]:
    """Return what needs attention now, the worst first; what is empty is left out.

    Args:
        office_names: of every office whose turn it may be, also of one above the supervisor's own.
    """
    wanted = (
        (Shown.LATE, _("%(n)s lewat janji"), "bad", "late"),
        (Shown.PAST_LEGAL, _("%(n)s lewat batas hukum 5 hari kerja"), "bad", "late"),
        (Shown.DUE_TODAY, _("%(n)s jatuh tempo hari ini"), "wait", "q3"),
        (Shown.AT_OFFICE, _("%(n)s menunggu petugas"), "wait", "q2"),
        (Shown.AT_SIGNER, _("%(n)s menunggu tanda tangan"), "wait", "q2"),
        (Shown.UNREACHED, _("%(n)s belum terhubungi"), "bad", "late"),
        (Shown.ON_HOLD, _("%(n)s ditahan gangguan"), "wait", "paused"),
        (Shown.AT_CITIZEN, _("%(n)s menunggu pemohon"), "info", "paused"),
        (Shown.AT_THIRD_PARTY, _("%(n)s menunggu Ketua RT"), "info", "paused"),
    )
    found = []
    for shown, words, tone, shape in wanted:
        runs = figures.behind(shown)
        if runs:
            n = number(len(runs))
            found.append(
                Alarm(
                    words % {"n": n},
                    _detail(shown, runs, office_names),
                    tone,
                    shape,
                    list_url(question, shown),
                    _("Buka %(n)s", n=n),
                )
            )
    return found


def staffing_alarms(office: Office, *, reader: Actor, at: datetime) -> list[Alarm]:
    """Return what waits in an office and nobody who is here can be given: for want of skill, or of anybody at all.

    Who only reads the figures is led to the team; a supervisor to where somebody is named.
    """
    team = url_for("supervisor.team", kantor=office.code)
    may_name = reader.may(Permission.REQUEST_SUPERVISE)
    skill = url_for("supervisor.skill_list", code=office.code) if may_name else team
    found = [
        Alarm(
            _("%(n)s %(service)s: tidak ada yang menguasainya", n=number(one.count), service=local(one, "service")),
            _("Tidak ditawarkan kepada siapa pun sampai penyelia menunjuk seseorang."),
            "bad",
            "late",
            skill,
            _("Tunjuk") if may_name else _("Lihat tim"),
        )
        for one in offering.nobody_knows(office.id, at=at)
    ]
    left = standing_in.count_left_over(office.id, at=at)
    if left:
        instead = office.substitute
        detail = (
            _("Ditawarkan kepada kantor pengganti, %(office)s.", office=instead.full_name)
            if instead is not None
            else _("Kantor ini belum punya kantor pengganti. Minta pengelola menunjuknya.")
        )
        words = _("%(n)s tidak boleh diperiksa siapa pun yang hadir", n=number(left))
        found.append(Alarm(words, detail, "wait" if instead else "bad", "late", team, _("Lihat tim")))
    return found


def _detail(shown: Shown, runs: Sequence[Run], office_names: Mapping[int, str]) -> str:
    if shown is Shown.DUE_TODAY:
        untouched = sum(run.stage is Stage.WAITING for run in runs)
        return str(ngettext("%(num)s belum diperiksa.", "%(num)s belum diperiksa.", untouched))
    since = min(run.stage_since or run.begins_at for run in runs)
    longest = max(runs, key=lambda run: run.elapsed)
    if shown in (Shown.LATE, Shown.PAST_LEGAL):
        return str(_("Terlama %(time)s sejak diajukan.", time=duration(longest.elapsed)))
    if shown is Shown.AT_SIGNER:
        return " ".join(_turns(runs, office_names))
    return str(_("Terlama sejak %(since)s.", since=instant(since)))


def _turns(runs: Sequence[Run], office_names: Mapping[int, str]) -> Iterator[str]:
    """Yield a sentence for each office whose turn it is: how many, and since when the oldest."""
    for office_id in sorted({run.turn_office_id or 0 for run in runs}, key=lambda one: office_names.get(one, "")):
        theirs = [run for run in runs if (run.turn_office_id or 0) == office_id]
        since = min(run.stage_since or run.begins_at for run in theirs)
        yield _(
            "Giliran %(office)s: %(n)s, terlama sejak %(since)s.",
            office=office_names.get(office_id, ""),
            n=number(len(theirs)),
            since=instant(since),
        )
