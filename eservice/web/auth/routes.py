"""Register, sign in, sign out."""

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import actions, gate, queries, sessions, shared
from eservice.accounts.permissions import Permission, Role
from eservice.accounts.rules import Guess, PhoneOwner, Way
from eservice.accounts.words import WORDS
from eservice.config import Settings
from eservice.counter import tickets
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.residents import queries as residents
from eservice.residents.nik import read_nik
from eservice.residents.phones import read_phone
from eservice.residents.rules import read_name
from eservice.web import passkeys
from eservice.web.addresses import row_number
from eservice.web.auth import halfway
from eservice.web.auth.forms import ContactFields, RegisterForm, SignInForm
from eservice.web.auth.paths import local_path
from eservice.web.choosing import chosen_password
from eservice.web.errors import sentence, status_of
from eservice.web.guards import public, signed_in
from eservice.web.locale import language as current_language
from eservice.web.locale import remember_language
from eservice.web.login import browser_here, enter, leave, network_here, secret_here
from eservice.web.navigation import PLACES, link
from eservice.web.stepping import CodeForm

blueprint = Blueprint("auth", __name__)


@blueprint.route("/daftar", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Open an account with a NIK."""
    form, status = RegisterForm(), 200
    if form.validate_on_submit():
        try:
            secret = _open_account(form)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            if not secret:
                flash(
                    _("Akun tercatat, tetapi NIK ini dipakai beberapa akun. Bukalah di kelurahan dengan KTP Anda."),
                    "wait",
                )
                return redirect(url_for("auth.sign_in"), 303)
            enter(secret)
            flash(_("Akun Anda sudah dibuat."), "good")
            return redirect(_onward(), 303)
    return render_template("auth/register.html", form=form, lanjut=local_path(request.args.get("lanjut"))), status


@blueprint.route("/masuk", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Begin a session; whose account asks for a second code is asked for it on the page that follows."""
    form, status = SignInForm(), 200
    lanjut = local_path(request.args.get("lanjut"))
    if passkeys.is_answered() or form.validate_on_submit():
        try:
            come = halfway.by_passkey() if passkeys.is_answered() else halfway.check_password(form)
            if halfway.needs_code(come):
                onward = url_for(".sign_in_code", lanjut=lanjut)
                return halfway.ask(come, CodeForm(formdata=None), action=onward)
            return entered(come)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    by_pin = shared.colleagues(browser_here(), at=clock.now())
    page = render_template("auth/sign_in.html", form=form, personas=personas(), lanjut=lanjut, by_pin=by_pin)
    return page, status


@blueprint.post("/masuk/kode")
@public
def sign_in_code() -> ResponseReturnValue:
    """Begin a session with what comes after the password."""
    form, status = CodeForm(), 422
    try:
        come = halfway.opened()
    except NotAllowedError as over:
        flash(sentence(over), "wait")
        return redirect(url_for(".sign_in", lanjut=local_path(request.args.get("lanjut"))), 303)
    if form.validate_on_submit():
        try:
            halfway.check_code(come, form)
            return entered(come)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    onward = url_for(".sign_in_code", lanjut=local_path(request.args.get("lanjut")))
    return halfway.ask(come, form, action=onward, status=status)


@blueprint.post("/masuk/peragaan")
@public
def persona() -> ResponseReturnValue:
    """Sign in as one of the demo's people, with one click."""
    enter(enter_persona(row_number(request.form.get("akun")) or 0))
    join_shared()
    return redirect(_onward(), 303)


@blueprint.post("/keluar")
@public
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    if secret_here():
        with transaction():
            sessions.sign_out(secret_here(), at=clock.now())
            if signed_in().membership_id is not None:
                tickets.put_back_own(signed_in().membership_id or 0, at=clock.now())
            shared.leave_browser(signed_in().user_id or 0, browser_here(), at=clock.now())
    leave()
    flash(_("Anda sudah keluar. Tidak ada data Anda yang tertinggal di perangkat ini."), "good")
    response = make_response(redirect(url_for("auth.sign_in"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/bahasa")
@public
def language() -> ResponseReturnValue:
    """Change the language of the pages, and of the messages of who is signed in."""
    chosen = request.form.get("bahasa", "")
    user_id = signed_in().user_id
    if user_id is not None:
        with transaction():
            actions.set_language(user_id, chosen)
    response = make_response(redirect(local_path(request.form.get("kembali")) or "/", 303))
    return remember_language(response, chosen)


def contact_of(form: ContactFields) -> tuple[str | None, PhoneOwner, str | None]:
    """Return phone, its owner and e-mail as accounts store them. Raises InvalidInputError."""
    owner = PhoneOwner(form.phone_owner.data)
    phone = read_phone(form.phone.data) if form.phone.data and owner is not PhoneOwner.NONE else None
    return phone, owner, form.email.data or None


def first_page() -> str:
    """Return the first page of whoever is signed in now, in that capacity; who they are is asked before they decide."""
    actor = signed_in()
    if actor.may(Permission.REQUEST_REVIEW) and not residents.is_known(actor.user_id or 0):
        return url_for("auth.identity")
    return link("citizen.request_list" if not actor.is_staff else PLACES[actor.role][0].endpoint)


def _open_account(form: RegisterForm) -> str:
    """Return the secret of a first session; nothing where the account waits for the counter."""
    at = clock.now()
    nik, name = str(read_nik(form.nik.data or "")), read_name(form.name.data or "")
    phone, owner, email = contact_of(form)
    chosen = chosen_password(form.password.data, personal=(name, nik, email or ""))
    new = actions.NewCitizen(
        nik=nik, name=name, phone=phone, phone_owner=owner, email=email, language=current_language()
    )
    with gate.rationed(Guess.REGISTRATION, secret=nik, network=network_here(), at=at) as count, transaction():
        account = actions.register(new, password=chosen, at=at)
        count()
        if not account.is_open:
            return ""
        return sessions.start_session(account.id, agent=request.user_agent.string, way=Way.OPENED, at=at)


def entered(come: halfway.Halfway) -> ResponseReturnValue:
    """Begin the session of somebody who has come all the way, and go on."""
    enter(halfway.begin_session(come))
    join_shared()
    return redirect(_onward(), 303)


def enter_persona(number: int) -> str:
    """Return the secret of a new session of one of the demo's people; 404 outside the demo."""
    if not _settings().is_demo:
        abort(404)
    with transaction():
        chosen = queries.persona(number)
        secret = sessions.start_session(
            chosen.user_id,
            membership_id=chosen.membership_id,
            agent=request.user_agent.string,
            way=Way.DEMO,
            at=clock.now(),
        )
        if secret_here():
            sessions.sign_out(secret_here(), at=clock.now())
    return secret


def join_shared() -> None:
    """Let an officer who just signed in fully in a shared browser come back to it by PIN."""
    at = clock.now()
    if shared.is_shared(browser_here(), at=at):
        with transaction():
            shared.join(secret_here(), browser_here(), actor=signed_in(), at=at)


def _onward() -> str:
    """Return where to go after signing in: where one was going, else one's own first page."""
    return local_path(request.args.get("lanjut")) or first_page()


def personas() -> list[dict[str, object]]:
    """Return the demo's people as the page shows them; nobody outside demo mode."""
    if not _settings().is_demo:
        return []
    shown = []
    for one in queries.personas():
        role = offices.membership(one.membership_id).role if one.membership_id else Role.CITIZEN
        line = one.line_en if current_language() == "en" else one.line
        shown.append({"value": one.id, "name": one.user.name, "role": _(WORDS[Role][role]), "waiting": line})
    return shown


def _settings() -> Settings:
    found: Settings = current_app.extensions["eservice.settings"]
    return found


from eservice.web.auth import account, again, before, factor, mailcodes, outside, passkey, recovery, switching  # noqa: E402, F401 - their pages join this blueprint
