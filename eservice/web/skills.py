"""Who knows which service: what the supervisor's and the administrator's page show and ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, may
from eservice.catalogue import queries as catalogue
from eservice.kernel import clock
from eservice.kernel.clock import WIB
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.staff import queries as staff
from eservice.staff import skills
from eservice.web.errors import sentence, status_of
from eservice.web.filters import local
from eservice.web.forms import DayField, HouseForm
from eservice.web.guards import note_refused, signed_in


@dataclass(frozen=True)
class Knower:
    """One who knows a service."""

    skill_id: int
    name: str
    until_at: datetime | None
    away: bool


@dataclass(frozen=True)
class Known:
    """A service that an office gives only to those who know it."""

    service_id: int
    name: str
    knowers: Sequence[Knower]


class GrantForm(HouseForm):
    """Who knows what, and until when."""

    member = SelectField(_l("Pegawai"), coerce=int, validators=[InputRequired(_l("Pilih pegawainya."))])
    service = SelectField(_l("Layanan"), coerce=int, validators=[InputRequired(_l("Pilih layanannya."))])
    until = DayField(_l("Hari terakhir"), validators=[Optional()], description=_l("Kosongkan bila untuk seterusnya."))

    @property
    def until_at(self) -> datetime | None:
        """Return the first instant at which it no longer holds."""
        return datetime.combine(self.until.data + timedelta(days=1), time(), WIB) if self.until.data else None


class AskForm(HouseForm):
    """Which service is given only to those who know it."""

    service = SelectField(_l("Layanan"), coerce=int, validators=[InputRequired(_l("Pilih layanannya."))])


def known_in(office: Office) -> list[Known]:
    """Return the services that an office asks skill for, each with who knows it, by name."""
    at = clock.now()
    held: dict[int, list[Knower]] = {}
    for one in skills.holders(office.id, at=at):
        away = staff.is_away(one.membership_id, at=at)
        knower = Knower(one.id, accounts.account(one.membership.user_id).name, one.until_at, away)
        held.setdefault(one.service_id, []).append(knower)
    asked = skills.demanded(office.id)
    return [Known(number, name, held.get(number, [])) for number, name in _services() if number in asked]


def grant_form(office: Office) -> GrantForm:
    """Return the form that says who knows what; nothing is to choose before a service is asked for."""
    form, asked = GrantForm(prefix="tunjuk-"), skills.demanded(office.id)
    able = [one for one in offices.members(office.id, at=clock.now()) if may(one.role, Permission.REQUEST_REVIEW)]
    form.member.choices = sorted(((one.id, accounts.account(one.user_id).name) for one in able), key=lambda one: one[1])
    form.service.choices = [one for one in _services() if one[0] in asked]
    return form


def ask_form(office: Office) -> AskForm:
    """Return the form that chooses a further service."""
    form, asked = AskForm(prefix="minta-"), skills.demanded(office.id)
    form.service.choices = [one for one in _services() if one[0] not in asked]
    return form


@dataclass(frozen=True)
class Ways:
    """The addresses of one audience's page: endpoints that take the office's ``code``."""

    page: str
    waive: str
    withdraw: str


def answer(office: Office, template: str, ways: Ways) -> ResponseReturnValue:
    """Show who knows what in an office; name somebody, or ask skill for a further service, whichever was sent."""
    forms: tuple[GrantForm, AskForm] = (grant_form(office), ask_form(office))
    form: HouseForm | None = None
    status, office_id, code = 200, office.id, office.code
    if request.method == "POST":
        form = forms["minta-service" in request.form]
        status = 422
        if form.validate():
            try:
                with transaction():
                    said = _act(form, office_id, signed_in())
            except DomainError as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                flash(said, "good")
                return redirect(url_for(ways.page, code=code), 303)
    page = render_template(template, office=office, known=known_in(office), forms=forms, form=form, ways=ways)
    return page, status


def undo(office: Office, act: Callable[[Actor], object], done: str, ways: Ways) -> ResponseReturnValue:
    """Carry out one button of the page and go back to it."""
    code = office.code
    try:
        with transaction():
            act(signed_in())
    except DomainError as refusal:
        note_refused(refusal)
        flash(sentence(refusal), "bad")
    else:
        flash(done, "good")
    return redirect(url_for(ways.page, code=code), 303)


def _act(form: HouseForm, office_id: int, actor: Actor) -> str:
    if isinstance(form, GrantForm):
        skills.grant(form.member.data, form.service.data, until_at=form.until_at, actor=actor, at=clock.now())
        return str(_("Ditunjuk. Permohonan layanan itu sekarang ditawarkan kepadanya."))
    assert isinstance(form, AskForm)  # noqa: S101 - there are two forms
    skills.ask_skill(office_id, form.service.data, actor=actor, at=clock.now())
    return str(_("Layanan itu sekarang hanya ditawarkan kepada yang ditunjuk."))


def _services() -> list[tuple[int, str]]:
    found = catalogue.services(at=clock.now(), with_closed=True)
    return sorted(((one.service_id, local(one.definition, "name")) for one in found), key=lambda one: one[1].casefold())
