"""Entering in the register what was written outside the application, and setting numbers aside for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import DataRequired, Length, Regexp

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.counter import emergency
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.kernel.transaction import transaction
from eservice.letters import outside, register
from eservice.letters.models import LetterNumber
from eservice.letters.numbering import NumberSource
from eservice.letters.outside import Outside
from eservice.letters.rules import NumberState
from eservice.offices import queries as offices
from eservice.offices.rules import SeriesMode
from eservice.web.addresses import row_number
from eservice.web.answering import DONE, acted
from eservice.web.forms import DayField, DigitsField, HouseForm, LongTextField, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint, desk_of
from eservice.web.stepping import weighty

Act = Callable[[Actor, datetime], Any]
"""Acts, and returns what to say of it."""


def _archive_code() -> TextField:
    return TextField(
        _l("Kode klasifikasi arsip"),
        width="short",
        description=_l("Seperti dicetak di depan nomor, misalnya 400.12.2.1."),
        validators=[
            DataRequired(_l("Isi kode klasifikasinya.")),
            Regexp(r"[0-9]{1,3}(\.[0-9]{1,3}){0,5}\Z", message=_l("Kode klasifikasi terdiri atas angka dan titik.")),
        ],
    )


class LetterForm(HouseForm):
    """What the book says of a letter written elsewhere."""

    subject = TextField(
        _l("Perihal"),
        description=_l("Jangan tulis nama orang di sini."),
        validators=[DataRequired(_l("Tulis perihal surat itu.")), Length(max=160)],
    )
    addressee = TextField(
        _l("Tentang atau kepada siapa"),
        validators=[DataRequired(_l("Tulis kepada siapa atau tentang siapa surat itu.")), Length(max=160)],
    )
    dated_on = DayField(_l("Tanggal surat"), validators=[DataRequired(_l("Isi tanggal suratnya."))])

    @property
    def told(self) -> Outside:
        """Return what was written."""
        return Outside(
            subject=self.subject.data or "", addressee=self.addressee.data or "", dated_on=self.dated_on.data
        )


class NewLetterForm(LetterForm):
    """As above, for a letter that has no number yet."""

    archive_code = _archive_code()


class AsideForm(HouseForm):
    """How many numbers are set aside, and what for."""

    archive_code = _archive_code()
    count = DigitsField(
        _l("Jumlah nomor"), width="short", validators=[DataRequired(_l("Isi berapa nomor.")), Length(max=4)]
    )
    reason = LongTextField(
        _l("Untuk apa"), validators=[DataRequired(_l("Tulis untuk apa nomor-nomor ini disisihkan.")), Length(max=200)]
    )


class VoidForm(HouseForm):
    """Why a number is given up."""

    reason = LongTextField(_l("Alasan"), validators=[DataRequired(_l("Tulis alasan pembatalan.")), Length(max=200)])


@blueprint.route("/petugas/register/catat", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def register_enter() -> ResponseReturnValue:
    """Enter a letter written elsewhere: under a number that was set aside, or under the next one."""
    told = request.args.get("nomor")
    if told is not None:
        number = _kept(row_number(told), NumberState.PAPER)
        form = LetterForm()

        def act(actor: Actor, at: datetime) -> Any:
            entered = outside.enter(number.id, form.told, actor=actor, at=at)
            return _("Surat nomor %(number)s dicatat.", number=entered.number.written)

        return _answer("register_enter", form, act, number=number)
    form = NewLetterForm()

    def take(actor: Actor, at: datetime) -> Any:
        source = _source(desk_of(actor), form.archive_code.data or "")
        entered = outside.enter_new(form.told, source=source, actor=actor, at=at)
        return _("Tercatat dengan nomor %(number)s. Tulis nomor itu di suratnya.", number=entered.number.written)

    return _answer("register_enter", form, take, number=None)


@blueprint.route("/petugas/register/sisihkan", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def register_aside() -> ResponseReturnValue:
    """Set the next numbers aside for the paper book."""
    form = AsideForm()

    def act(actor: Actor, at: datetime) -> Any:
        source = _source(desk_of(actor), form.archive_code.data or "")
        taken = outside.set_aside(
            source, count=int(form.count.data or 0), reason=form.reason.data or "", actor=actor, at=at
        )
        counted = ngettext("%(num)s nomor disisihkan", "%(num)s nomor disisihkan", len(taken))
        return f"{counted}: {taken[0].written} – {taken[-1].written}."

    return _answer("register_aside", form, act)


@blueprint.route("/petugas/register/<int:number_id>/batal", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
@weighty
def register_void(number_id: int) -> ResponseReturnValue:
    """Make a number void that no letter of this application has."""
    number, form = _kept(number_id, NumberState.PAPER, NumberState.OUTSIDE), VoidForm()

    def act(actor: Actor, at: datetime) -> Any:
        given_up = outside.give_up(number_id, reason=form.reason.data or "", actor=actor, at=at)
        return _("Nomor %(number)s dibatalkan dan tetap tercatat.", number=given_up.written)

    return _answer("register_void", form, act, number=number)


def _answer(view: str, form: HouseForm, act: Act, **shown: Any) -> ResponseReturnValue:
    """As ``answering.answer``, where what is said afterwards names the number that was taken."""
    said: list[Any] = []

    def in_one() -> None:
        with transaction():
            said.append(act(signed_in(), clock.now()))

    status = acted(form, in_one)
    if status == DONE:
        flash(said[0], "good")
        return redirect(url_for(".register_show"), DONE)
    return render_template(f"officer/{view}.html", form=form, **shown), status


def _kept(number_id: int | None, *states: NumberState) -> LetterNumber:
    """Return a number of this office that is kept for a letter written elsewhere; one on an emergency sheet is not."""
    office_id = desk_of(signed_in())
    number = register.kept(office_id, number_id, *states) if number_id is not None else None
    if number is None or number.id in emergency.numbers_held(office_id):
        raise NotFoundError("number_not_aside")
    return number


def _source(office_id: int, archive_code: str) -> NumberSource:
    office = offices.office(office_id)
    return NumberSource(
        office_id=office.id,
        unit_code=office.unit_code,
        archive_code=archive_code,
        per_archive_code=office.series_mode is SeriesMode.PER_ARCHIVE_CODE,
    )
