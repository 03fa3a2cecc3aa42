"""The head's one page: seven lines in words for the morning, each opening what it speaks of; printed on one sheet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.metrics import advice, names
from eservice.metrics import queries as metrics
from eservice.metrics.causes import Cause
from eservice.metrics.figures import LENGTHS, Figures, Measure
from eservice.metrics.names import ServiceName
from eservice.metrics.runs import Run
from eservice.metrics.sets import Shown
from eservice.offices import queries as offices
from eservice.requests.clock import Stage
from eservice.satisfaction import queries as satisfaction
from eservice.satisfaction.rules import Quarter
from eservice.satisfaction.rules import index as satisfaction_index
from eservice.staff import queries as staff
from eservice.web.filters import duration, local, number
from eservice.web.guards import requires, signed_in
from eservice.web.supervisor.again import advice_words, asked_again, cause_words
from eservice.web.supervisor.alarms import staffing_alarms
from eservice.web.supervisor.asked import Asked, asked, period_form, whole_office
from eservice.web.supervisor.phrases import of_hundred
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.shapes import list_url

_NAMED = 3
_LENGTHS: tuple[tuple[Measure, str], ...] = (
    (Measure.WAITING_LIVED, "office"),
    (Measure.REVIEW_LIVED, "review"),
    (Measure.SIGNATURE_LIVED, "signature"),
    (Measure.THIRD_PARTY, "rt"),
    (Measure.CITIZEN, "citizen"),
    (Measure.CLOSED, "closed"),
)


@dataclass(frozen=True)
class Part:
    """A few words, and the address of the requests they speak of, or ''."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Said:
    """One of the seven lines."""

    title: str
    parts: Sequence[Part]
    advice: Part | None = None
    """What would help, where that follows from the line itself."""


@blueprint.get("/penyelia/pagi")
@requires(Permission.FIGURES_SEE)
def morning() -> ResponseReturnValue:
    """Say in seven lines how the office stands this morning."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    told = metrics.history(whole_office(question), since=question.period.before.from_at)
    now, before = told.figures(question.period), told.figures(question.period.before)
    day = clock.wib(question.period.until_at).date() - timedelta(days=1)
    yesterday = told.figures(metrics.between(day, day, question.period.until_at))
    services = names.service_names()
    found = asked_again(question)
    return render_template(
        "supervisor/morning.html",
        form=form,
        asked=question,
        opening=_opening(now, yesterday, question),
        lines=[
            _today(now, question, services),
            _signatures(now, question, actor),
            _waiting(now, question),
            _promise(now, before, question, services),
            _returned(question, found, services),
            _people(question, actor),
            _citizens(now, question),
        ],
        help_most=_help_most(now, found, services),
    )


def _opening(now: Figures, yesterday: Figures, question: Asked) -> list[Part]:
    day = {"dari": _day(yesterday), "sampai": _day(yesterday), "hari": None}
    oldest = now.oldest_open
    told = [
        Part(_("Kemarin %(n)s masuk", n=number(yesterday.count(Shown.FILED))), list_url(question, Shown.FILED, **day)),
        Part(_("%(n)s selesai", n=number(yesterday.count(Shown.FINISHED))), list_url(question, Shown.FINISHED, **day)),
        Part(_("sekarang %(n)s terbuka", n=number(now.count(Shown.OPEN))), list_url(question, Shown.OPEN)),
    ]
    if oldest is not None:
        told.append(Part(_("paling lama %(time)s", time=duration(oldest.elapsed)), _case(oldest)))
    return told


def _today(now: Figures, question: Asked, services: Mapping[int, ServiceName]) -> Said:
    late = now.behind(Shown.LATE)
    parts = [
        Part(
            _("Jatuh tempo hari ini: %(n)s", n=number(now.count(Shown.DUE_TODAY))),
            list_url(question, Shown.DUE_TODAY),
        ),
        Part(_("Sudah lewat janji: %(n)s", n=number(len(late))), list_url(question, Shown.LATE)),
    ]
    worst = min(late, key=lambda run: run.promised_at, default=None)
    if worst is not None:
        parts.append(
            Part(
                _(
                    "paling lama lewat: %(service)s, %(where)s",
                    service=local(services[worst.filing.service_id], "name"),
                    where=_whose_turn(worst),
                ),
                _case(worst),
            )
        )
    return Said(_("Hari ini harus selesai"), parts)


def _signatures(now: Figures, question: Asked, actor: Actor) -> Said:
    waiting = now.behind(Shown.AT_SIGNER)
    parts = [Part(_("%(n)s surat", n=number(len(waiting))), list_url(question, Shown.AT_SIGNER))]
    if waiting:
        since = min(run.stage_since or run.begins_at for run in waiting)
        parts.append(Part(_("terlama %(time)s", time=duration((question.period.until_at - since).total_seconds()))))
    signs = actor.may(Permission.REQUEST_SIGN)
    return Said(
        _("Menunggu tanda tangan"),
        parts,
        Part(_("Tanda tangani"), url_for("signer.queue")) if waiting and signs else None,
    )


def _waiting(now: Figures, question: Asked) -> Said:
    parts = []
    for measure, who in _LENGTHS:
        spread = now.spread(measure)
        if spread.median:
            words = f"{_waiting_words(who)} {duration(spread.median)}"
            parts.append(Part(f"{words} (n = {number(spread.n)})", list_url(question, LENGTHS[measure].shown)))
    if not parts:
        parts = [Part(_("Terlalu sedikit yang selesai untuk dinilai."))]
    return Said(_("Di mana orang menunggu"), parts)


def _waiting_words(who: str) -> str:
    return str(
        {
            "office": _("menunggu petugas"),
            "review": _("diperiksa"),
            "signature": _("menunggu tanda tangan"),
            "rt": _("Ketua RT"),
            "citizen": _("pemohon"),
            "closed": _("kantor tutup"),
        }[who]
    )


def _promise(now: Figures, before: Figures, question: Asked, services: Mapping[int, ServiceName]) -> Said:
    kept, earlier = now.kept, before.kept.on_time_share
    if kept.on_time_share is None:
        return Said(
            _("Janji"),
            [Part(_("%(n)s jatuh tempo, terlalu sedikit untuk dinilai", n=kept.n), list_url(question, Shown.DUE))],
        )
    words = _("%(kept)s dari 100 ditepati (n = %(n)s)", kept=of_hundred(kept.on_time_share), n=number(kept.n))
    parts = [Part(words, list_url(question, Shown.DUE))]
    if earlier is not None:
        parts.append(Part(_("periode sebelumnya %(kept)s", kept=of_hundred(earlier))))
    missed = Counter(run.filing.service_id for run in now.behind(Shown.BROKEN)).most_common(_NAMED)
    parts += [
        Part(
            _("meleset: %(n)s %(service)s", n=number(n), service=local(services[one], "name")),
            list_url(question, Shown.BROKEN, layanan=services[one].code),
        )
        for one, n in missed
    ]
    return Said(_("Janji"), parts)


def _returned(question: Asked, found: Sequence[Cause], services: Mapping[int, ServiceName]) -> Said:
    if not found:
        return Said(
            _("Kenapa dikembalikan"), [Part(_("Tidak ada yang dikembalikan."), list_url(question, Shown.SENT_BACK))]
        )
    parts = [
        Part(
            f"{cause_words(one)}, {local(services[one.service_id], 'name')}: {number(one.n)}",
            list_url(question, Shown.SENT_BACK, layanan=services[one.service_id].code, sebab=one.name),
        )
        for one in found[:_NAMED]
    ]
    words = advice_words(advice.for_cause(found[0]), services[found[0].service_id], cause_words(found[0]))
    more = Part(_("semua sebab"), url_for("supervisor.cause_list", **question.with_()))
    return Said(_("Kenapa dikembalikan"), [*parts, more], Part(words) if words else None)


def _people(question: Asked, actor: Actor) -> Said:
    at = clock.now()
    officers = offices.officers_on_duty(question.office.id, at=at)
    here = sum(not staff.is_away(one.id, at=at) for one in officers)
    team = url_for("supervisor.team", kantor=question.office.code)
    words = _("%(here)s dari %(all)s petugas masuk", here=number(here), all=number(len(officers)))
    worries = [Part(one.words, one.url) for one in staffing_alarms(question.office, reader=actor, at=at)]
    return Said(_("Orang kita"), [Part(words, team), *worries])


def _citizens(now: Figures, question: Asked) -> Said:
    at = question.period.until_at
    told = satisfaction.survey(question.office.id, Quarter.of(clock.wib(at).date()), at=at)
    url = url_for("supervisor.survey_show", kantor=question.office.code)
    index = satisfaction_index(told.own.shown) if told.own.shown is not None else None
    if told.own.shown is None or index is None:
        survey = Part(_("survei triwulan ini: jawaban masih terlalu sedikit"), url)
    else:
        shown_index, n = number(float(index), 2), number(told.own.shown.n)
        survey = Part(_("indeks kepuasan triwulan ini %(index)s (n = %(n)s)", index=shown_index, n=n), url)
    right, issued = now.first_time_right_share, number(now.count(Shown.ISSUED))
    if right is None:
        words, shown = _("%(n)s surat terbit, terlalu sedikit untuk dinilai", n=issued), Shown.ISSUED
    else:
        words = _("%(right)s dari 100 surat terbit tanpa perbaikan (n = %(n)s)", right=of_hundred(right), n=issued)
        shown = Shown.FIRST_TIME_RIGHT
    return Said(_("Kata warga"), [survey, Part(words, list_url(question, shown))])


def _help_most(now: Figures, found: Sequence[Cause], services: Mapping[int, ServiceName]) -> str:
    """Return the one thing that follows most plainly from the figures, in a sentence, or ''."""
    first = next(advice.helps(now, found), None)
    return advice_words(first.advice, services.get(first.service_id or 0)) if first is not None else ""


def _whose_turn(run: Run) -> str:
    if run.stage is Stage.SIGNATURE:
        return str(_("menunggu tanda tangan"))
    if run.stage is Stage.REVIEW:
        return str(_("sedang diperiksa"))
    return str(_("menunggu petugas"))


def _case(run: Run) -> str:
    return url_for("supervisor.request_show", code=run.filing.code)


def _day(figures: Figures) -> str:
    return clock.wib(figures.period.from_at).date().isoformat()
