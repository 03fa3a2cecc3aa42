"""What the holder of a receipt sees with code and PIN, and does with it where no account filed the request.

The PIN never enters an address. Once it was right, this browser may go on for a quarter of an hour; taking a request
back asks for it again, because a screen may be shared.
"""

from datetime import datetime, timedelta

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from eservice.accounts.actor import Actor
from eservice.accounts.gate import counted
from eservice.accounts.permissions import Role
from eservice.accounts.rules import Guess
from eservice.kernel import clock
from eservice.kernel.codes import read_code
from eservice.kernel.errors import DomainError, NotAllowedError
from eservice.requests import queries
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.uploads.actions import Owner
from eservice.web import completing, withdrawing
from eservice.web.appointed import appointed, ask_another_time
from eservice.web.forms import DigitsField, HouseForm, TextField
from eservice.web.guards import public, signed_in
from eservice.web.headers import KEPT_NOWHERE
from eservice.web.login import network_here
from eservice.web.public.progress import progress_of
from eservice.web.public.room import blueprint

TRACKED_FOR = timedelta(minutes=15)
"""So long this browser may look again without the PIN."""


class TrackForm(HouseForm):
    """Code and PIN as they stand on the receipt."""

    kode = TextField(
        _l("Kode permohonan"),
        [InputRequired(_l("Isi kode permohonan, misalnya K7M-4QX."))],
        description=_l("6 huruf dan angka pada tanda terima, misalnya K7M-4QX."),
        width="mid",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 12},
    )
    pin = DigitsField(
        _l("PIN"),
        [InputRequired(_l("Isi PIN: 6 angka pada tanda terima."))],
        description=_l("6 angka pada tanda terima."),
        width="short",
        render_kw={"maxlength": 9},
    )


class TakeBackForm(withdrawing.WithdrawForm):
    """Why, and the PIN once more."""

    pin = DigitsField(
        _l("PIN"),
        [InputRequired(_l("Isi PIN: 6 angka pada tanda terima."))],
        description=_l("Sekali lagi 6 angka pada tanda terima, supaya hanya Anda yang dapat membatalkan."),
        width="short",
        render_kw={"maxlength": 9, "autocomplete": "off"},
    )


@blueprint.route("/lacak", methods=["GET", "POST"])
@public
def track() -> ResponseReturnValue:
    """Ask for code and PIN, then show where the request stands."""
    asked = request.args.get("kode", "")  # as the square on a receipt has it, which never holds the PIN
    form, at = TrackForm(kode=asked), clock.now()
    if form.validate_on_submit():
        typed = form.kode.data or ""
        try:
            found = _proven(read_code(typed) or typed.upper(), form.pin.data or "", at=at)
        except DomainError as error:
            form.refuse(error)
        else:
            session["lacak"] = {"kode": found.code, "sampai": int((at + TRACKED_FOR).timestamp())}
            return redirect(url_for(".track"), 303)
    shown = shown_here() if request.method != "POST" else None
    if shown is not None and asked and read_code(asked) != shown.code:
        shown = None
    seen = progress_of(shown, actor=_holder(shown), at=at) if shown else None
    return kept_nowhere(render_template("public/track.html", form=form, seen=seen))


@blueprint.post("/lacak/lain")
@public
def track_other() -> ResponseReturnValue:
    """Forget the request shown, for the next person at this screen."""
    session.pop("lacak", None)
    return redirect(url_for(".track"), 303)


@blueprint.route("/lacak/batalkan", methods=["GET", "POST"])
@public
def track_withdraw() -> ResponseReturnValue:
    """Take back what was filed at the counter, with the receipt in hand."""
    found, form = shown_here(), TakeBackForm()
    if found is None:
        return asked_again()
    if found.status is Status.WITHDRAWN:
        return redirect(url_for(".track"), 303)
    actor, code = acting(found), found.code or ""
    page = withdrawing.Page(
        "public/track_withdraw.html", url_for(".track"), lambda: _proven(code, form.pin.data or "", at=clock.now())
    )
    return kept_nowhere(withdrawing.respond(found, form, page, actor=actor))


@blueprint.route("/lacak/waktu-lain", methods=["GET", "POST"])
@public
def track_another_time() -> ResponseReturnValue:
    """Ask for another time than the one the office offered, with the receipt in hand."""
    found = shown_here()
    if found is None:
        return asked_again()
    actor, back = acting(found), url_for(".track")
    if appointed(found, names=False, at=clock.now()) is None:
        return redirect(back, 303)
    return kept_nowhere(ask_another_time(found, "public/track_another_time.html", back, actor=actor))


@blueprint.route("/lacak/lengkapi", methods=["GET", "POST"])
@public
def track_complete() -> ResponseReturnValue:
    """Complete what was filed at the counter, with the receipt in hand."""
    found = shown_here()
    if found is None:
        return asked_again()
    actor, owner = acting(found), Owner(draft_digest=found.draft_digest)
    if found.status is not Status.NEEDS_CORRECTION:
        return redirect(url_for(".track"), 303)
    page = completing.Page("public/track_complete.html", url_for(".track"), blank=True)
    return kept_nowhere(completing.respond(found, page, actor=actor, owner=owner))


def _proven(code: str, pin: str, *, at: datetime) -> Request:
    """Return the request of a receipt; a wrong PIN counts. Raises NotAllowedError, TooManyTriesError."""
    with counted(Guess.TRACKING, secret=code, network=network_here(), at=at):
        found = queries.tracked(code, pin)
        if found is None:
            raise NotAllowedError("wrong_pin")
    return found


def shown_here() -> Request | None:
    """Return the request whose PIN was right here not long ago."""
    kept = session.get("lacak")
    if not kept or kept["sampai"] < clock.now().timestamp():
        return None
    return queries.request_by_code(kept["kode"])


def _holder(found: Request) -> Actor:
    """Return in which capacity somebody shows a receipt: staff stay staff, since it is they who print it."""
    actor = signed_in()
    if actor.role not in (Role.GUEST, Role.CITIZEN):
        return actor
    return Actor(Role.BEARER, user_id=actor.user_id, receipt_id=found.id)


def acting(found: Request) -> Actor:
    """Return who acts with the receipt.

    Raises:
        NotAllowedError: ``permission``, for staff; ``account_acts``, where an account filed the request.
    """
    actor = _holder(found)
    if actor.role is not Role.BEARER:
        raise NotAllowedError("permission")
    if found.user_id is not None:
        raise NotAllowedError("account_acts")
    return actor


def asked_again() -> ResponseReturnValue:
    """Return to the first page, since the time without the PIN is over."""
    flash(_("Waktunya sudah lewat. Isi kode dan PIN sekali lagi untuk melanjutkan."), "info")
    return redirect(url_for(".track"), 303)


def kept_nowhere(page: ResponseReturnValue) -> Response:
    """Return a page that no browser keeps: the next person at this screen shall not find it."""
    response = make_response(page)
    response.headers["Cache-Control"] = KEPT_NOWHERE
    return response
