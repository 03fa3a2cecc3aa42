"""The bench: give numbers, call them, serve them, from the desk where one stands."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField
from wtforms.validators import InputRequired

from eservice.accounts.permissions import Permission
from eservice.counter import hall, rules, tickets
from eservice.counter.rules import Act, Errand
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.web.errors import sentence, status_of
from eservice.web.forms import ChoiceField, HouseForm, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.officer.routes import blueprint, desk_of


class DeskForm(HouseForm):
    """At which desk one stands."""

    meja = TextField(
        _l("Loket Anda"),
        [InputRequired(_l("Isi nama loket Anda, misalnya 1."))],
        description=_l("Seperti yang tertulis di loketnya; layar dan suara panggilan menyebutnya."),
        width="short",
        render_kw={"maxlength": tickets.LONGEST_DESK_NAME, "autocomplete": "off"},
    )


class NumberForm(HouseForm):
    """What somebody comes for."""

    keperluan = ChoiceField(_l("Keperluannya"), [InputRequired(_l("Pilih keperluannya."))])
    dahulu = BooleanField(
        _l("Didahulukan"), description=_l("Lansia, penyandang disabilitas, atau ibu hamil. Alasannya tidak dicatat.")
    )

    def offer(self) -> "NumberForm":
        """Name every errand."""
        self.keperluan.choices = [(one.value, label(one)) for one in Errand]
        return self


@blueprint.get("/petugas/loket/antrean")
@requires(Permission.REQUEST_ASSIST)
def bench() -> ResponseReturnValue:
    """Show who is at the desk, who waits and who did not come."""
    return _page(DeskForm(), NumberForm(formdata=None).offer())


@blueprint.post("/petugas/loket/antrean/meja")
@requires(Permission.REQUEST_ASSIST)
def bench_stand() -> ResponseReturnValue:
    """Stand at a desk of the hall."""
    form = DeskForm()
    if form.validate_on_submit():
        try:
            with transaction():
                tickets.stand_at(form.meja.data or "", actor=signed_in(), at=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
            return _page(form, NumberForm(formdata=None).offer()), status_of(refusal)
        return redirect(url_for(".bench"), 303)
    return _page(form, NumberForm(formdata=None).offer()), 422


@blueprint.post("/petugas/loket/antrean/tinggalkan")
@requires(Permission.REQUEST_ASSIST)
def bench_leave() -> ResponseReturnValue:
    """Leave the desk; the bench is served by the others."""
    return _done(lambda: tickets.leave_desk(actor=signed_in(), at=clock.now()), _("Anda tidak lagi di loket."))


@blueprint.post("/petugas/loket/antrean/nomor")
@requires(Permission.REQUEST_ASSIST)
def bench_give() -> ResponseReturnValue:
    """Give somebody a number."""
    actor, form = signed_in(), NumberForm().offer()
    if not form.validate_on_submit():
        return _page(DeskForm(formdata=None), form), 422
    try:
        with transaction():
            given = tickets.give(
                desk_of(actor), Errand(form.keperluan.data), goes_first=bool(form.dahulu.data), at=clock.now()
            )
            number, held = rules.shown(given.errand, given.number), given.token
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(DeskForm(formdata=None), form), status_of(refusal)
    show = Markup('<a href="{}">{}</a>').format(url_for("public.number_show", held=held), _("Cetak nomornya"))
    flash(Markup("{} {}").format(_("Nomor %(number)s diberikan.", number=number), show), "good")
    return redirect(url_for(".bench"), 303)


@blueprint.post("/petugas/loket/antrean/panggil")
@requires(Permission.REQUEST_ASSIST)
def bench_call() -> ResponseReturnValue:
    """Call the next number."""
    return _done(lambda: tickets.call_next(actor=signed_in(), at=clock.now()))


@blueprint.post("/petugas/loket/antrean/<int:number>/<what>")
@requires(Permission.REQUEST_ASSIST)
def bench_act(number: int, what: str) -> ResponseReturnValue:
    """Do something to one number: call again, serve, finish, note that nobody came."""
    if what not in set(Act):
        raise NotFoundError("no_such_ticket")
    return _done(lambda: tickets.act(number, Act(what), actor=signed_in(), at=clock.now()))


def _done(what: Callable[[], object], said: str = "") -> ResponseReturnValue:
    try:
        with transaction():
            what()
    except DomainError as refusal:
        flash(sentence(refusal), "info" if refusal.code == "nobody_waiting" else "bad")
    else:
        if said:
            flash(said, "good")
    return redirect(url_for(".bench"), 303)


def _page(desk: DeskForm, give: NumberForm) -> str:
    actor, at = signed_in(), clock.now()
    office_id = desk_of(actor)
    held = hall.at_desk(actor, at=at)
    return render_template(
        "officer/bench.html",
        form=desk if desk.errors else give,
        desk_form=desk,
        number_form=give,
        desk=hall.desk_of(actor, at=at),
        desks=hall.desks(office_id, at=at),
        held=held,
        acts=rules.acts_on(held.state) if held is not None else [],
        waiting=hall.bench(office_id, at=at),
        gone=hall.gone(office_id, at=at),
        shown=rules.shown,
        Act=Act,
        at=at,
        fair_call=rules.FAIR_CALL,
    )
