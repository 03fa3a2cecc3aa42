"""An appointment as people read it: when, where, who comes, who need not; and the wish for another time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from eservice.accounts.actor import Actor
from eservice.catalogue import heirs
from eservice.catalogue.heirs import Guest
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import appointments, queries
from eservice.requests.models import Request
from eservice.web.errors import status_of
from eservice.web.forms import HouseForm, LongTextField


@dataclass(frozen=True)
class Appointed:
    """One appointment of which nobody has recorded yet what became of it."""

    from_at: datetime
    until_at: datetime
    is_ahead: bool
    """Its hour is still to come: another time can be asked for."""
    is_over: bool
    """Its hours have passed."""
    office: str
    address: str
    phone: str
    called: tuple[str, ...]
    """Names with what they come as; none for whoever shows a receipt alone."""
    far: tuple[str, ...]


class AnotherTimeForm(HouseForm):
    """When the people who have to come could come instead."""

    wish = LongTextField(
        _l("Kapan Anda semua bisa datang?"),
        [DataRequired(_l("Tulis hari dan jam yang cocok, misalnya Jumat pagi.")), Length(max=300)],
        description=_l("Misalnya: Jumat pagi, atau minggu depan setelah pukul 13.00."),
        render_kw={"rows": "3"},
    )


def appointed(found: Request, *, names: bool, at: datetime) -> Appointed | None:
    """Return the appointment of a request that was offered and of which nothing is recorded; None where none is."""
    planned, office = appointments.planned(found), found.office
    if planned is None or office is None:
        return None
    return Appointed(
        planned.from_at,
        planned.until_at,
        planned.from_at > at,
        planned.until_at <= at,
        office.full_name,
        office.address,
        office.phone,
        called_as(planned.called, appointments.guests(found)) if names else (),
        heirs.far_away(found.answers) if names else (),
    )


def called_as(names: Sequence[str], guests: Sequence[Guest]) -> tuple[str, ...]:
    """Return the names of those who were asked to come, with what they come as."""
    known = {heirs.plain(one.name): one for one in guests}
    return tuple(guest_words(known.get(heirs.plain(name), Guest(name))) for name in names)


def guest_words(guest: Guest) -> str:
    """Return somebody's name with what they come as, where that is no heir."""
    if guest.is_witness:
        return str(_("%(name)s (saksi)", name=guest.name))
    return (
        str(_("%(name)s (wali %(child)s)", name=guest.name, child=guest.stands_for)) if guest.stands_for else guest.name
    )


def ask_another_time(found: Request, template: str, back: str, *, actor: Actor) -> ResponseReturnValue:
    """Ask when else, then tell the office; a refusal is said on the page."""
    form, code, status = AnotherTimeForm(), found.code or "", 200
    if form.validate_on_submit():
        try:
            with transaction():
                wish = form.wish.data or ""
                appointments.ask_another_time(queries.for_change(code), wish, actor=actor, at=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Permintaan Anda terkirim. Waktu yang lama batal; kami tawarkan waktu lain."), "good")
            return redirect(back, 303)
    elif form.errors:
        status = 422
    fresh = queries.request_by_code(code)
    return render_template(
        template, request=fresh, form=form, appointed=appointed(fresh, names=False, at=clock.now()), back=back
    ), status
