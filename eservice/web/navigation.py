"""Where a visitor can go from every page, as data; and who the header says they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _
from werkzeug.routing import BuildError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.config import Settings
from eservice.kernel.words import N_
from eservice.offices import queries as offices
from eservice.requests.mending import count_failed
from eservice.web import forms
from eservice.web.filters import masked_name
from eservice.web.guards import signed_in


@dataclass(frozen=True)
class Place:
    """One entry of a menu."""

    endpoint: str
    words: str
    under: tuple[str, ...] = ()
    """Beginnings of the endpoints that lie below it: the entry stays marked there, unless another fits better."""
    count: Callable[[Actor], int] | None = None
    """How much waits there; the entry is shown while something does."""


@dataclass(frozen=True)
class Entry:
    """A place as the page shows it."""

    url: str
    words: str
    current: str
    """``page`` on the page itself, ``true`` below it, else empty: the value of aria-current."""
    count: int = 0


@dataclass(frozen=True)
class Visitor:
    """Who the header says is signed in."""

    signed_in: bool
    shown_name: str = ""
    role: str = ""
    office: str = ""


SERVICES = Place(
    "public.service_list",
    N_("Layanan"),
    ("public.service_", "citizen.apply", "citizen.proofs", "citizen.check", "citizen.statement", "citizen.saved"),
)
TRACK = Place("public.track", N_("Lacak"), ("public.track_", "public.survey"))
VERIFY = Place("public.verify", N_("Verifikasi surat"), ("public.letter_show",))
HELP = Place("public.help", N_("Bantuan"), ("public.complaint",))
QUEUE = Place("officer.queue", N_("Antrean"), ("officer.",))
COUNTER = Place(
    "officer.counter",
    N_("Loket"),
    ("officer.counter", "officer.recovery", "officer.bench", "officer.emergency", "officer.rt_", "officer.survey_"),
)
SIGN = Place("signer.queue", N_("Tanda tangan"), ("signer.",))
REGISTER = Place("officer.register_show", N_("Register"), ("officer.register_", "signer.letter_file", "signer.revoke"))
FIGURES = Place("supervisor.overview", N_("Kinerja"), ("supervisor.",))
TEAM = Place(
    "supervisor.team", N_("Tim"), ("supervisor.team", "supervisor.absence", "supervisor.skill", "supervisor.lend")
)
HOUSE = Place("admin.home", N_("Kelola"), ("admin.",))
STAFF = Place("admin.staff", N_("Pegawai"), ("admin.staff", "admin.official"))
OFFICES = Place("admin.office_list", N_("Kantor"), ("admin.office", "admin.closure", "admin.opening", "admin.rt_"))
INCIDENTS = Place("admin.incident_list", N_("Gangguan"), ("admin.incident_",))
FAILED = Place("admin.failure_list", N_("Gagal"), ("admin.failure_",), count_failed)
OFFERED = Place("admin.service_list", N_("Layanan"), ("admin.service", "admin.draft"))

ANSWER = Place("handling.complaint_list", N_("Pengaduan"), ("handling.",))

EXAMINE = Place("examiner.home", N_("Pemeriksaan"), ("examiner.",))
CHANGES = Place("examiner.change_list", N_("Yang berubah"))
WISHES = Place("protection.wish_list", N_("Permintaan data"), ("protection.wish_",))
BREACHES = Place("protection.breach_list", N_("Insiden data"), ("protection.breach_",))
RECORD = Place("protection.record_show", N_("Catatan pemrosesan"), ("protection.record_",))
RETENTION = Place(
    "protection.retention_show", N_("Masa simpan"), ("protection.retention_", "protection.limit_", "protection.hold_")
)

PLACES: dict[Role, tuple[Place, ...]] = {
    Role.GUEST: (SERVICES, TRACK, VERIFY, HELP),
    Role.CITIZEN: (SERVICES, Place("citizen.request_list", N_("Permohonan saya"), ("citizen.",)), VERIFY, HELP),
    Role.OFFICER: (QUEUE, COUNTER, REGISTER, VERIFY),
    Role.SIGNER: (SIGN, REGISTER, QUEUE, COUNTER, FIGURES, INCIDENTS, FAILED, VERIFY),
    Role.SUPERVISOR: (FIGURES, TEAM, ANSWER, QUEUE, REGISTER, FAILED, VERIFY),
    Role.PROTECTOR: (WISHES, BREACHES, RETENTION, RECORD, VERIFY),
    Role.EXAMINER: (EXAMINE, ANSWER, CHANGES, VERIFY),
    Role.ADMIN: (HOUSE, STAFF, OFFICES, OFFERED, INCIDENTS, FAILED, VERIFY),
}

ROLE_WORDS: dict[Role, str] = {
    Role.GUEST: "",
    Role.CITIZEN: "",
    Role.OFFICER: N_("Petugas"),
    Role.SIGNER: N_("Penanda tangan"),
    Role.SUPERVISOR: N_("Penyelia"),
    Role.ADMIN: N_("Pengelola"),
    Role.EXAMINER: N_("Pemeriksa"),
    Role.PROTECTOR: N_("Pejabat pelindungan data"),
}


def install(app: Flask) -> None:
    """Give the templates ``nav``, ``account_nav``, ``visitor``, ``link`` and their kin."""
    forms.install(app)
    app.jinja_env.globals.update(
        nav=nav,
        account_nav=account_nav,
        visitor=visitor,
        link=link,
        here=here,
        brand_url=brand_url,
        brand_under=brand_under,
    )


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page; ``#`` while it is still missing in debug or test."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        if current_app.debug or current_app.testing:
            return "#"
        raise


def nav() -> list[Entry]:
    """Return the main menu of whoever is signed in."""
    places = PLACES[signed_in().role]
    marked = max(places, key=_nearness)
    entries = [(place, _entry(place, marked=place is marked and _nearness(place) > 0)) for place in places]
    return [entry for place, entry in entries if place.count is None or entry.count or entry.current]


def account_nav() -> list[Entry]:
    """Return the entries about the visitor's own account."""
    actor = signed_in()
    place = (
        Place("auth.sign_in", N_("Masuk"), ("auth.register", "auth.forgotten", "auth.reset"))
        if actor.user_id is None
        else Place("auth.account", N_("Akun saya"), ("auth.", "own."))
    )
    return [_entry(place, marked=_nearness(place) > 0)]


def visitor() -> Visitor:
    """Return who is signed in: citizens masked, because phones are shared; staff by name."""
    actor = signed_in()
    if actor.user_id is None:
        return Visitor(signed_in=False)
    role = ROLE_WORDS[actor.role]
    return Visitor(
        signed_in=True,
        shown_name=actor.name if actor.is_staff or actor.role is Role.ADMIN else masked_name(actor.name),
        role=_(role) if role else "",
        office=_office_name(actor.office_id),
    )


def here() -> str:
    """Return the address to come back to after changing the language."""
    if request.method == "POST" or request.url_rule is None:
        return "/"
    return request.full_path.rstrip("?")


def brand_url() -> str:
    """Return where the mark leads: an official's own desk, or the home page."""
    actor = signed_in()
    return link(PLACES[actor.role][0].endpoint) if actor.is_staff or actor.role is Role.ADMIN else link("public.home")


def brand_under() -> str:
    """Return the line under the mark: the office one acts for, or the city."""
    settings: Settings = current_app.extensions["eservice.settings"]
    return visitor().office or settings.city_government


def _office_name(office_id: int | None) -> str:
    if office_id is None:
        return ""
    if "office_name" not in g:
        g.office_name = offices.office(office_id).full_name
    return str(g.office_name)


def _nearness(place: Place) -> int:
    """Return how closely the page shown belongs to ``place``: 0 for not at all."""
    here = request.endpoint or ""
    if here == place.endpoint:
        return len(here) + 1
    return max((len(beginning) for beginning in place.under if here.startswith(beginning)), default=0)


def _entry(place: Place, *, marked: bool) -> Entry:
    current = "" if not marked else "page" if request.endpoint == place.endpoint else "true"
    return Entry(link(place.endpoint), _(place.words), current, _count(place) if place.count else 0)


def _count(place: Place) -> int:
    """Return how much waits at a place, asked once for a page: the menu stands on it twice."""
    if "failed_count" not in g:
        g.failed_count = place.count(signed_in()) if place.count else 0
    return int(g.failed_count)
