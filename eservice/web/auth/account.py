"""One's own account: data, password, sessions, roles, messages."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import actions, gate, passkeys, queries, rules, sessions
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.notifications import actions as messages
from eservice.notifications import queries as inbox_queries
from eservice.offices import queries as offices
from eservice.residents import queries as residents
from eservice.residents.actions import identify_staff
from eservice.staff.sightings import sightings
from eservice.web.addresses import row_number
from eservice.web.auth.forms import ContactForm, IdentityForm, PasswordForm
from eservice.web.auth.routes import blueprint, contact_of, first_page
from eservice.web.choosing import chosen_password
from eservice.web.errors import status_of
from eservice.web.guards import requires, signed_in
from eservice.web.locale import language
from eservice.web.login import enter, network_here, secret_here, session_here
from eservice.web.stepping import weighty


@blueprint.get("/akun")
@requires(Permission.ACCOUNT_OWN)
def account() -> ResponseReturnValue:
    """Show one's own data, level, roles and sessions."""
    actor, at = signed_in(), clock.now()
    user_id = actor.user_id or 0
    here, held = session_here(), queries.account(user_id)
    return render_template(
        "auth/account.html",
        account=held,
        known=residents.is_known(user_id),
        mailbox=rules.is_mailbox_trusted(held.email_confirmed_at, at=at),
        factor=here is not None and here.has_factor,
        passkeys=len(passkeys.keys_of(user_id)),
        memberships=offices.memberships_of(user_id, at=at),
        acting=actor.membership_id,
        sessions=queries.open_sessions(user_id, at=at),
        this_session=here.session_id if here else None,
        seen=sightings([user_id], at=at).get(user_id, []) if actor.is_staff else [],
        unread=inbox_queries.unread_count(user_id),
    )


@blueprint.route("/akun/kata-sandi", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def password() -> ResponseReturnValue:
    """Change one's password; every other session ends."""
    form, status = PasswordForm(), 200
    if form.validate_on_submit():
        try:
            _change_password(form)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Kata sandi sudah diganti. Perangkat lain sudah keluar."), "good")
            return redirect(url_for("auth.account"), 303)
    return render_template("auth/password.html", form=form), status


@blueprint.route("/akun/kontak", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@weighty
def contact() -> ResponseReturnValue:
    """Change telephone number and e-mail address, to which codes go: who one is is asked before."""
    form, status = ContactForm(data=_own_contact() if request.method != "POST" else None), 200
    if form.validate_on_submit():
        try:
            _change_contact(form)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Cara menghubungi Anda sudah disimpan."), "good")
            return redirect(url_for("auth.account"), 303)
    return render_template("auth/contact.html", form=form), status


@blueprint.route("/akun/identitas", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def identity() -> ResponseReturnValue:
    """Tell one's own NIK and family card, once, as a member of staff; an administrator corrects them."""
    actor, form, status = signed_in(), IdentityForm(), 200
    user_id = actor.user_id or 0
    if not actor.is_staff or residents.is_known(user_id):
        return redirect(url_for("auth.account"), 303)
    if form.validate_on_submit():
        nik, kk = form.nik.data or "", form.kk.data or ""
        try:
            with transaction():
                identify_staff(user_id, nik=nik, kk=kk, actor=actor, at=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Identitas Anda tercatat."), "good")
            return redirect(first_page(), 303)
    elif form.errors:
        status = 422
    return render_template("auth/identity.html", form=form), status


@blueprint.post("/akun/sesi/<int:session_id>/akhiri")
@requires(Permission.ACCOUNT_OWN)
def session_end(session_id: int) -> ResponseReturnValue:
    """Sign out on another device."""
    with transaction():
        sessions.end_session(session_id, actor=signed_in(), at=clock.now())
    flash(_("Perangkat itu sudah keluar."), "good")
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/akun/peran")
@requires(Permission.ACCOUNT_OWN)
def act_as() -> ResponseReturnValue:
    """Go on as a citizen, or in one of one's memberships."""
    at, told = clock.now(), request.form.get("peran")
    chosen = row_number(told)
    with transaction():
        own = [post.id for post in offices.memberships_of(signed_in().user_id or 0, at=at)]
        if told and chosen not in own:
            raise NotAllowedError("not_your_membership")
        secret = sessions.act_as(secret_here(), membership_id=chosen, at=at)
    enter(secret)
    return redirect(first_page(), 303)


@blueprint.route("/akun/pesan", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def inbox() -> ResponseReturnValue:
    """Read one's messages; the button takes them all as read."""
    user_id = signed_in().user_id or 0
    if request.method == "POST":
        with transaction():
            messages.mark_inbox_read(user_id, at=clock.now())
        return redirect(url_for("auth.inbox"), 303)
    return render_template("auth/inbox.html", messages=inbox_queries.inbox(user_id, language=language()))


def _change_password(form: PasswordForm) -> None:
    at, actor = clock.now(), signed_in()
    own = queries.account(actor.user_id or 0)
    new = chosen_password(form.password.data, personal=(own.name, own.nik or "", own.email or ""))
    checked = gate.check_own_password(actor, password=form.current.data or "", network=network_here(), at=at)
    with transaction():
        actions.change_password(checked, password=new, keep=secret_here(), at=at)


def _own_contact() -> dict[str, str | None]:
    own = queries.account(signed_in().user_id or 0)
    phone = own.phone.replace("+62", "0", 1) if own.phone else ""
    return {"phone_owner": own.phone_owner.value, "phone": phone, "email": own.email}


def _change_contact(form: ContactForm) -> None:
    at = clock.now()
    phone, owner, email = contact_of(form)
    with transaction():
        actions.set_contact(signed_in().user_id or 0, phone=phone, phone_owner=owner, email=email, at=at)
