"""How honest the figures are: what shows that one is made to look better, and the promise counted so that none pays."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.words import N_
from eservice.metrics import cases, names
from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.figures import Measure
from eservice.metrics.gathered import Gathered
from eservice.metrics.hall import hall_figures
from eservice.metrics.honesty import BothWays, Honesty, honesty
from eservice.metrics.meaning import Meaning
from eservice.metrics.names import ServiceName
from eservice.metrics.rules import share
from eservice.metrics.sets import Shown
from eservice.metrics.sign_words import MEANINGS, STRICT
from eservice.metrics.signs import Sign
from eservice.privacy import changelist
from eservice.privacy.changelist import Change, ChangeOf
from eservice.satisfaction import queries as satisfaction
from eservice.satisfaction.rules import Quarter
from eservice.web.filters import local, number
from eservice.web.guards import requires, signed_in
from eservice.web.supervisor.asked import Asked, asked, period_form, whole_office
from eservice.web.supervisor.behind import set_url
from eservice.web.supervisor.phrases import counted_n, share_words, than_before
from eservice.web.supervisor.routes import blueprint, period_tabs
from eservice.web.supervisor.shapes import list_url

GROUPS: tuple[tuple[str, tuple[Sign, ...]], ...] = (
    (
        N_("Waktu dan janji"),
        (Sign.IDLE_CLAIM, Sign.NEVER_FINISHED, Sign.LENGTHENED, Sign.MOVED, Sign.NOT_AT_HOME, Sign.RT_ASKED),
    ),
    (
        N_("Perbaikan dan penolakan"),
        (Sign.LATE_ASK, Sign.SAME_FILE, Sign.HEALABLE, Sign.GIVEN_UP, Sign.REFILED, Sign.REOPENED),
    ),
    (
        N_("Pencatatan dan penyerahan"),
        (Sign.INSTANT, Sign.ENTERED_AFTERWARDS, Sign.NOT_COLLECTED, Sign.NO_SHOW),
    ),
    (
        N_("Siapa mengerjakan apa"),
        (Sign.PICKED, Sign.PUT_OFF, Sign.CROWDED, Sign.BURST, Sign.TWO_DEVICES),
    ),
)
_OWN = frozenset({ChangeOf.CLOSURE, ChangeOf.OPENING, ChangeOf.INCIDENT})
"""What an office decides about its own time; holidays and seasons are the same for the whole city."""


@dataclass(frozen=True)
class Line:
    """One sign as the page tells it."""

    sign: Sign
    meaning: Meaning
    count: str
    url: str
    n: str
    share: str
    change: str


@dataclass(frozen=True)
class Promise:
    """The promise kept, counted one way."""

    words: str
    value: str
    n: str
    url: str
    meaning: Meaning


@dataclass(frozen=True)
class Both:
    """The same cases by the promise given and by the one before."""

    service: str
    n: str
    url: str
    now: str
    before: str


@blueprint.get("/penyelia/kejujuran")
@requires(Permission.FIGURES_SEE)
def honesty_show() -> ResponseReturnValue:
    """Show every sign of a trick with its requests, beside the promise kept counted strictly."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    read = cases.book(whole_office(question), since=question.period.before.from_at)
    now, before = honesty(read, question.period), honesty(read, question.period.before)
    offices = question.scope.office_ids or frozenset({question.office.id})
    decided = [one for one in changelist.changes(
        offices, from_at=question.period.from_at, until_at=question.period.until_at
    ) if one.kind in _OWN]  # fmt: skip
    at = question.period.until_at
    return render_template(
        "supervisor/honesty_show.html",
        form=form,
        asked=question,
        tabs=period_tabs(question),
        headline=_headline(now),
        promises=_promises(now, question),
        groups=[(words, [_line(sign, now, before, question) for sign in signs]) for words, signs in GROUPS],
        both=_both(now.lengthened, names.service_names(), question),
        decided=decided,
        minutes=_minutes(decided),
        hall=hall_figures(offices, question.period),
        survey=satisfaction.survey(question.office.id, Quarter.of(clock.wib(at).date()), at=at),
    )


def _headline(now: Honesty) -> str:
    plain, strict = now.plain.on_time_share, now.strict.share
    if plain is None or strict is None:
        return str(_("Kejujuran angka"))
    return str(
        _(
            "Janji ditepati %(plain)s dari 100; dihitung ketat %(strict)s.",
            plain=number(int(plain * 100 + 0.5)),
            strict=number(int(strict * 100 + 0.5)),
        )
    )


def _promises(now: Honesty, question: Asked) -> list[Promise]:
    from_kept = DEFINITIONS[Measure.KEPT]
    plain = share_words(now.plain.on_time_share), counted_n(now.plain.n), list_url(question, Shown.DUE)
    strict = share_words(now.strict.share), counted_n(now.strict.n), set_url(question, Gathered.STRICT)
    return [
        Promise(_("Janji ditepati"), *plain, Meaning(from_kept.meaning, from_kept.temptation)),
        Promise(_("Janji ditepati, dihitung ketat"), *strict, STRICT),
    ]


def _line(sign: Sign, now: Honesty, before: Honesty, question: Asked) -> Line:
    told, earlier = now.signs[sign], before.signs[sign]
    return Line(
        sign=sign,
        meaning=MEANINGS[sign],
        count=number(told.count),
        url=set_url(question, sign),
        n=number(told.n),
        share=share_words(told.share) if told.n else "–",
        change=than_before(told.count, earlier.count),
    )


def _both(found: Sequence[BothWays], services: Mapping[int, ServiceName], question: Asked) -> list[Both]:
    return [
        Both(
            service=local(services[one.service_id], "name"),
            n=number(one.n),
            url=set_url(question, Gathered.BOTH_WAYS, layanan=services[one.service_id].code),
            now=share_words(share(one.kept, one.n)),
            before=share_words(share(one.kept_before, one.n)),
        )
        for one in found
    ]


def _minutes(decided: Sequence[Change]) -> list[tuple[str, str]]:
    """Return for each office, or service, the working minutes that its decisions took away, by name."""
    taken: Counter[str] = Counter()
    for one in decided:
        taken[one.about] += one.minutes or 0
    return [(about, number(minutes)) for about, minutes in sorted(taken.items())]
