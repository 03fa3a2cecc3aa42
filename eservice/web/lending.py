"""Lending an officer: one form for the supervisor and the administrator."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.clock import WIB
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.staff import lending
from eservice.staff.models import Loan
from eservice.web.forms import DayField, HouseForm

_DAY = _l("Isi tanggalnya, misalnya 17 Agustus 2026.")


class LendForm(HouseForm):
    """Who, to which office, on which days."""

    member = SelectField(_l("Petugas"), coerce=int, validators=[InputRequired(_l("Pilih petugasnya."))])
    to = SelectField(_l("Kantor yang dibantu"), coerce=int, validators=[InputRequired(_l("Pilih kantornya."))])
    since = DayField(_l("Hari pertama"), validators=[DataRequired(_DAY)])
    until = DayField(_l("Hari terakhir"), validators=[DataRequired(_DAY)])


def lend_form(office: Office) -> LendForm:
    """Return the form for the officers of one office."""
    at = clock.now()
    form = LendForm(since=clock.today(), until=clock.today())
    form.member.choices = [
        (one.id, accounts.account(one.user_id).name) for one in offices.officers_on_duty(office.id, at=at)
    ]
    form.to.choices = [(one.id, one.full_name) for one in offices.offices(at=at) if one.id != office.id]
    return form


def lending_of(form: LendForm) -> Callable[[Actor], Loan]:
    """Return the act that the form asks for."""

    def act(actor: Actor) -> Loan:
        wish = lending.Lending(
            home_id=form.member.data,
            to_office_id=form.to.data,
            from_at=datetime.combine(form.since.data, time(), WIB),
            until_at=datetime.combine(form.until.data + timedelta(days=1), time(), WIB),
        )
        return lending.lend(wish, actor=actor, at=clock.now())

    return act
