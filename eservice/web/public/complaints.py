"""Complaining without an account, and following it with code and PIN, which never enter an address."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length

from eservice.accounts.gate import counted, ration
from eservice.accounts.permissions import Role
from eservice.accounts.rules import Guess
from eservice.complaints import following, queries
from eservice.complaints.models import Complaint
from eservice.complaints.rules import Way
from eservice.kernel import clock
from eservice.kernel.codes import COMPLAINT_CODE_LENGTH, read_code
from eservice.kernel.errors import DomainError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.web import complaining
from eservice.web.answering import DONE, acted
from eservice.web.errors import status_of
from eservice.web.forms import ChoiceField, DigitsField, HouseForm, LongTextField, TextField
from eservice.web.guards import public, signed_in
from eservice.web.login import network_here
from eservice.web.public.room import blueprint
from eservice.web.public.tracking import kept_nowhere, shown_here

SEEN_FOR = timedelta(minutes=15)
"""So long this browser may look again without the PIN."""


class LookForm(HouseForm):
    """Code and PIN as they stand on the receipt of a complaint."""

    kode = TextField(
        _l("Kode pengaduan"),
        [InputRequired(_l("Isi kode pengaduan, misalnya K7QM-4T2X."))],
        description=_l("8 huruf dan angka, misalnya K7QM-4T2X."),
        width="mid",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 12},
    )
    pin = DigitsField(
        _l("PIN"),
        [InputRequired(_l("Isi PIN: 6 angka yang Anda terima bersama kodenya."))],
        width="short",
        render_kw={"maxlength": 9, "autocomplete": "off"},
    )


class ReplyForm(HouseForm):
    """Why the answer is none."""

    words = LongTextField(
        _l("Apa yang belum terjawab?"),
        validators=[DataRequired(_l("Tulis apa yang belum terjawab.")), Length(max=2000)],
    )


class RateForm(HouseForm):
    """How good the answer was."""

    rating = ChoiceField(
        _l("Bagaimana jawaban kami?"),
        choices=[
            SelectChoice("4", _l("Sangat membantu")),
            SelectChoice("3", _l("Membantu")),
            SelectChoice("2", _l("Kurang membantu")),
            SelectChoice("1", _l("Tidak membantu")),
        ],
        validators=[InputRequired(_l("Pilih satu nilai."))],
    )


@blueprint.route("/pengaduan", methods=["GET", "POST"])
@public
def complaint() -> ResponseReturnValue:
    """Take a complaint from anybody; from one's own request, or the one whose receipt was shown."""
    code = request.args.get("permohonan", "")
    about = _about(code)
    form = complaining.complaint_form(about)

    def act() -> None:
        at = clock.now()
        ration(Guess.COMPLAINT, secret=form.text.data or "", network=network_here(), at=at)
        with transaction():
            own = _about(code)
            way = Way.REQUEST if own is not None else Way.ONLINE
            complaining.keep_receipt(complaining.file(form, own, way, actor=signed_in(), at=at), at=at)

    status = acted(form, act)
    if status == DONE:
        return redirect(url_for(".complaint_sent"), 303)
    actor = signed_in()
    own = queries.own(actor.user_id) if actor.role is Role.CITIZEN and actor.user_id is not None else ()
    page = render_template("public/complaint.html", form=form, about=about, own=own)
    return kept_nowhere(page), status


@blueprint.get("/pengaduan/terkirim")
@public
def complaint_sent() -> ResponseReturnValue:
    """Show code and PIN to the browser that has just complained."""
    found = complaining.receipt_here()
    if found is None:
        return redirect(url_for(".complaint_look"), 303)
    return kept_nowhere(render_template("public/complaint_sent.html", complaint=found))


@blueprint.route("/pengaduan/lihat", methods=["GET", "POST"])
@public
def complaint_look() -> ResponseReturnValue:
    """Ask for code and PIN, then show how far a complaint is."""
    form, at, status = LookForm(), clock.now(), 200
    if form.validate_on_submit():
        try:
            found = _proven(form.kode.data or "", form.pin.data or "", at=at)
        except DomainError as error:
            form.refuse(error)
            status = status_of(error)
        else:
            session["aduan"] = {"kode": found.code, "sampai": int((at + SEEN_FOR).timestamp())}
            return redirect(url_for(".complaint_look"), 303)
    elif form.errors:
        status = 422
    seen = _seen() if request.method != "POST" else None
    told = queries.answers(seen) if seen is not None else ()
    page = render_template(
        "public/complaint_look.html",
        form=form, seen=seen, told=told, reply=ReplyForm(formdata=None), rate=RateForm(formdata=None), at=at,
    )  # fmt: skip
    return kept_nowhere(page), status


@blueprint.post("/pengaduan/lihat/lain")
@public
def complaint_other() -> ResponseReturnValue:
    """Forget the complaint shown, for the next person at this screen."""
    session.pop("aduan", None)
    session.pop("aduan_baru", None)
    return redirect(url_for(".complaint_look"), 303)


@blueprint.post("/pengaduan/lihat/buka-lagi")
@public
def complaint_reopen() -> ResponseReturnValue:
    """Say that the answer is none; it goes one office higher."""
    form = ReplyForm()
    return _replied(
        form,
        lambda code: following.reopen(code, form.words.data or "", at=clock.now()),
        _("Pengaduan dibuka lagi dan naik satu tingkat."),
    )


@blueprint.post("/pengaduan/lihat/nilai")
@public
def complaint_rate() -> ResponseReturnValue:
    """Say how good the answer was."""
    form = RateForm()
    return _replied(
        form,
        lambda code: following.rate(code, int(form.rating.data), at=clock.now()),
        _("Terima kasih. Pengaduan ini selesai."),
    )


def _replied(form: HouseForm, act: Callable[[str], object], words: str) -> ResponseReturnValue:
    """Do what a complainant chose, or show the page again with what was typed."""
    at, seen = clock.now(), _seen()
    if seen is None:
        flash(_("Waktunya sudah lewat. Isi kode dan PIN sekali lagi untuk melanjutkan."), "info")
        return redirect(url_for(".complaint_look"), 303)
    code = seen.code

    def in_one() -> None:
        with transaction():
            act(code)

    status = acted(form, in_one)
    if status == DONE:
        flash(words, "good")
        return redirect(url_for(".complaint_look"), 303)
    found = queries.by_code(code)
    shown: dict[str, HouseForm] = {"reply": ReplyForm(formdata=None), "rate": RateForm(formdata=None), "form": form}
    shown["reply" if isinstance(form, ReplyForm) else "rate"] = form
    told = queries.answers(found) if found is not None else ()
    return kept_nowhere(render_template("public/complaint_look.html", seen=found, told=told, at=at, **shown)), status


def _about(code: str) -> Request | None:
    """Return the request a complaint begins from: one's own, or whose receipt was shown here; else none."""
    read = read_code(code)
    if not read:
        return None
    shown = shown_here()
    if shown is not None and shown.code == read:
        return shown
    try:
        return requests.own_request(read, actor=signed_in())
    except (NotFoundError, NotAllowedError):
        return None


def _proven(typed: str, pin: str, *, at: datetime) -> Complaint:
    """Return the complaint of code and PIN; a wrong PIN counts. Raises NotAllowedError, TooManyTriesError."""
    code = read_code(typed, length=COMPLAINT_CODE_LENGTH) or typed.upper()
    with counted(Guess.TRACKING, secret=code, network=network_here(), at=at):
        found = queries.tracked(code, pin)
        if found is None:
            raise NotAllowedError("wrong_pin")
    return found


def _seen() -> Complaint | None:
    """Return the complaint whose PIN was right here not long ago."""
    kept = session.get("aduan")
    if not kept or kept["sampai"] < clock.now().timestamp():
        return None
    return queries.by_code(kept["kode"])
