"""The hall of an office: the screen that calls, the machine that gives numbers, and the number on somebody's phone.

Screen and machine are reached by an address that only the office knows; a number by the token printed on it.
"""

from flask import current_app, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.config import Settings
from eservice.counter import hall, rules, tickets
from eservice.counter.rules import Errand, State
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.web.errors import sentence
from eservice.web.guards import public
from eservice.web.public.room import blueprint
from eservice.web.squares import square


@blueprint.get("/balai/<key>")
@public
def hall_screen(key: str) -> ResponseReturnValue:
    """Show the numbers that are called, in letters that the last bench can read."""
    office_id, at = hall.by_key(key).office_id, clock.now()
    return render_template(
        "public/hall_screen.html",
        key=key,
        office=offices.office(office_id),
        board=hall.board(office_id, at=at),
        at=at,
    )


@blueprint.get("/balai/<key>/papan.json")
@public
def hall_board(key: str) -> ResponseReturnValue:
    """Return what the screen shows, for its script."""
    found = hall.board(hall.by_key(key).office_id, at=clock.now())
    return jsonify(
        now=[{"number": one.shown, "desk": one.desk, "calls": one.calls} for one in found.now],
        before=list(found.before),
        waiting=found.waiting,
    )


@blueprint.get("/balai/<key>/nomor")
@public
def hall_machine(key: str) -> ResponseReturnValue:
    """Offer the errands, one press each."""
    office_id, at = hall.by_machine_key(key).office_id, clock.now()
    waiting = len(hall.bench(office_id, at=at))
    return render_template(
        "public/hall_machine.html",
        key=key,
        office=offices.office(office_id),
        errands=list(Errand),
        waiting=waiting,
        expected=hall.expected(office_id, waiting, at=at),
    )


@blueprint.post("/balai/<key>/nomor/<errand>")
@public
def hall_take(key: str, errand: str) -> ResponseReturnValue:
    """Give a number, and show it large."""
    office_id = hall.by_machine_key(key).office_id
    if errand not in set(Errand):
        raise NotFoundError("no_such_ticket")
    try:
        with transaction():
            held = tickets.give(office_id, Errand(errand), goes_first=False, at=clock.now()).token
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return redirect(url_for(".hall_machine", key=key), 303)
    return redirect(url_for(".hall_number", key=key, held=held), 303)


@blueprint.get("/balai/<key>/nomor/<held>")
@public
def hall_number(key: str, held: str) -> ResponseReturnValue:
    """Show a number that was just given, with its address to take along."""
    hall.by_machine_key(key)
    return _number(held, again=url_for(".hall_machine", key=key))


@blueprint.get("/nomor/<held>")
@public
def number_show(held: str) -> ResponseReturnValue:
    """Show where a number stands, on the phone of whoever holds it."""
    return _number(held)


@blueprint.post("/nomor/<held>/kembalikan")
@public
def number_give_back(held: str) -> ResponseReturnValue:
    """Give a number back before it is called, so that nobody waits for an empty chair."""
    try:
        with transaction():
            tickets.give_back(held, at=clock.now())
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
    else:
        flash(_("Nomor Anda dikembalikan. Terima kasih: yang lain tidak perlu menunggu kursi kosong."), "good")
    return redirect(url_for(".number_show", held=held), 303)


def _number(held: str, *, again: str = "") -> str:
    found = hall.place(held, at=clock.now())
    settings: Settings = current_app.extensions["eservice.settings"]
    address = settings.base_url + url_for(".number_show", held=held)
    return render_template(
        "public/number_show.html",
        place=found,
        shown=rules.shown(found.ticket.errand, found.ticket.number),
        office=offices.office(found.ticket.office_id),
        waits=found.ticket.state is State.WAITING,
        called=found.ticket.state is State.CALLED,
        address=address,
        square=square(address),
        again=again,
    )
