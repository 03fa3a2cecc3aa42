"""Finding a service and reading its standard."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.catalogue import actions, queries, rules
from eservice.catalogue import statement as statements
from eservice.catalogue.definition import STANDARD_PUBLISHED, Component, Definition, ForWhom, Issuer, LifeEvent
from eservice.catalogue.queries import Offered
from eservice.catalogue.words import STANDARD
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests import incidents, reuse
from eservice.web import counted
from eservice.web.filters import local
from eservice.web.guards import public, signed_in
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.web.navigation import link
from eservice.web.public import standing
from eservice.web.public.hours import city_calendar, hours_of
from eservice.web.public.room import blueprint
from eservice.web.unsent import unsent_here

MOST_USED = 6


@dataclass(frozen=True)
class Door:
    """One life event as a link."""

    words: str
    url: str
    key: str
    current: bool


@dataclass(frozen=True)
class Teaser:
    """A service in a list."""

    name: str
    about: str
    time: str
    url: str
    place: int = 0
    """Which step of a life event it is; 0 where no order is advised."""


@dataclass(frozen=True)
class Part:
    """One component of a standard as the page shows it."""

    key: str
    title: str
    items: tuple[str, ...]


@blueprint.route("/")
@public
def home() -> ResponseReturnValue:
    """Show the way in: search, life events, what is promised, what is usual."""
    at = clock.now()
    every = queries.services(at=at)
    calendar_id = city_calendar(at=at)
    return render_template(
        "public/home.html",
        doors=_doors(None),
        services=[_teaser(one) for one in standing.most_filed(every, at=at, how_many=MOST_USED)],
        number_of_services=len(every),
        kept=counted.kept_promises(at=at),
        drafts=unsent_here(),
        incidents=incidents.running(at=at),
        hours=hours_of(calendar_id, at=at) if calendar_id is not None else None,
    )


@blueprint.route("/layanan")
@public
def service_list() -> ResponseReturnValue:
    """List services: all of them, those of a life event, or those that fit what was typed."""
    at, asked = clock.now(), " ".join(request.args.get("q", "").split())[:80]
    event = _event(request.args.get("peristiwa", ""))
    if asked:
        found = queries.search(asked, at=at)
    elif event:
        found = queries.by_life_event(event, at=at)
    else:
        found = queries.services(at=at)
    return render_template(
        "public/service_list.html",
        asked=asked,
        event=None if asked else event,
        services=[_teaser(one, place=rules.place_in(event, one.code) if event and not asked else 0) for one in found],
        doors=_doors(None if asked else event),
    )


@blueprint.route("/layanan/<slug>")
@public
def service_show(slug: str) -> ResponseReturnValue:
    """Show a service in the order of its published standard."""
    at = clock.now()
    offered = queries.by_slug(slug, at=at)
    definition = offered.definition
    calendar_id = city_calendar(at=at)
    return render_template(
        "public/service_show.html",
        service=definition,
        offered=offered,
        version=queries.version(offered.version_id),
        facts=_facts(offered),
        published=[_part(one) for one in definition.standard if one.key in STANDARD_PUBLISHED],
        others=[_part(one) for one in definition.standard if one.key not in STANDARD_PUBLISHED],
        checks=[local(one, "text") for one in definition.pre_check],
        promised_at=standing.promised_if_filed(definition, at=at),
        incidents=standing.disruptions(offered, at=at),
        at=at,
        where=_where(definition),
        prepare=[one for one in definition.requirements if one.required and not one.when],
        office=offices.dukcapil(at=at) if definition.issuer is Issuer.DUKCAPIL else None,
        hours=hours_of(calendar_id, at=at) if calendar_id is not None else None,
        files=signed_in().may(Permission.REQUEST_FILE),
        drafts=[one for one in unsent_here() if one.service.slug == slug],
        running=reuse.running(offered.service_id, signed_in().user_id),
        assists=signed_in().may(Permission.REQUEST_ASSIST),
    )


@blueprint.route("/layanan/<slug>/tidak-perlu", methods=["POST"])
@public
def service_unneeded(slug: str) -> ResponseReturnValue:
    """Count a visit that was spared, without knowing whose."""
    offered = queries.by_slug(slug, at=clock.now())
    with transaction():
        actions.count_avoided_visit(offered.service_id, at=clock.now())
    flash(
        _("Terima kasih. Satu perjalanan ke kantor tidak jadi perlu; kami mencatat jumlahnya, bukan nama Anda."), "good"
    )
    return redirect(url_for(".service_list"), 303)


def _event(asked: str) -> LifeEvent | None:
    return next((event for event in LifeEvent if event.value == asked), None)


def _doors(current: LifeEvent | None) -> list[Door]:
    return [
        Door(label(event), url_for("public.service_list", peristiwa=event.value), event.value, event is current)
        for event in LifeEvent
    ]


def _teaser(offered: Offered, *, place: int = 0) -> Teaser:
    usual = standing.usual(offered, at=clock.now())
    promise = standing.promise_words(offered.definition)
    return Teaser(
        name=local(offered.definition, "name"),
        about=local(offered.definition, "description"),
        time=_("Biasanya selesai %(time)s", time=usual.words)
        if usual
        else _("Dijanjikan %(time)s", time=promise.lower()),
        url=link("public.service_show", slug=offered.slug),
        place=place,
    )


def _facts(offered: Offered) -> list[tuple[str, str, str]]:
    definition = offered.definition
    usual = standing.usual(offered, at=clock.now())
    counter = standing.promise_words(definition, "counter").lower()
    return [
        (
            _("Dijanjikan selesai"),
            standing.promise_words(definition),
            _("setelah berkas lengkap; di loket %(time)s", time=counter),
        ),
        (_("Biasanya selesai"), usual.words, usual.spread)
        if usual
        else (_("Biasanya selesai"), _("belum dihitung"), _("masih terlalu sedikit permohonan")),
        (_("Biaya"), _("Gratis"), _stamp_words(definition)),
        (_("Berlaku"), *_validity(definition)),
    ]


def _stamp_words(definition: Definition) -> str:
    """Return what stands under the fee: the office takes nothing, but a statement of one's own may need a stamp."""
    keys = {one.statement for one in definition.requirements if one.statement}
    if any(statements.template(key).stamp for key in keys):
        return str(_("juga di RT; meterai Rp10.000 untuk pernyataan Anda beli sendiri"))
    return str(_("tanpa meterai, juga di RT"))


def _where(definition: Definition) -> str:
    """Return whose kelurahan serves: that of the person whom the letter is about."""
    if set(definition.for_whom) == {ForWhom.DECEASED}:
        return str(_("Kelurahan tempat tinggal terakhir orang yang meninggal."))
    if set(definition.for_whom) == {ForWhom.SELF}:
        return str(_("Kelurahan tempat Anda tinggal sekarang."))
    if ForWhom.SELF in definition.for_whom:
        return str(_("Kelurahan tempat Anda tinggal sekarang; bila untuk orang lain, tempat orang itu tinggal."))
    return str(_("Kelurahan tempat orang yang diterangkan tinggal sekarang."))


def _validity(definition: Definition) -> tuple[str, str]:
    if definition.validity_months is not None:
        return _("%(n)s bulan", n=definition.validity_months), _("sejak tanggal surat")
    if definition.validity_days is not None:
        return _("%(n)s hari", n=definition.validity_days), _("sejak tanggal surat")
    return _("Tanpa batas waktu"), _("kecuali peminta surat menentukan lain")


def _part(component: Component) -> Part:
    items = component.items_en if language() == "en" and component.items_en else component.items
    return Part(component.key, _(STANDARD[component.key]), items)
