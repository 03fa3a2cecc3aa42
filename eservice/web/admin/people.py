"""Staff: invite, give a place, move, end, disable; what somebody holds who leaves is passed on first."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import actions as accounts_actions
from eservice.accounts import factors, recovery
from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Permission, Role, may
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.metrics import names as metrics
from eservice.offices import overview, staffing
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.requests import handing_on
from eservice.requests import queries as requests
from eservice.residents import actions as residents
from eservice.residents import queries as persons
from eservice.web.absences import known
from eservice.web.admin.answering import answer
from eservice.web.admin.forms import IdentityForm, InviteForm, LeaveForm, MoveForm, NothingForm, PostForm
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.errors import status_of
from eservice.web.guards import requires, signed_in
from eservice.web.stepping import weighty


@blueprint.get("/kelola/pegawai")
@requires(Permission.HOUSE_MANAGE)
def staff() -> ResponseReturnValue:
    """List everyone who was ever invited, by name; of one office where asked."""
    at, wanted = clock.now(), request.args.get("kantor", "")
    posts: dict[int, list[Membership]] = {}
    for one in overview.running_members(at=at):
        posts.setdefault(one.user_id, []).append(one)
    people = [
        one
        for one in accounts.staff_accounts()
        if not wanted or any(post.office.code == wanted for post in posts.get(one.id, []))
    ]
    return render_template(
        "admin/staff.html",
        people=people,
        posts=posts,
        unknown=persons.unknown_staff() & set(posts),
        waiting={one.user_id for one in accounts.open_invitations(at=at)},
        offices=offices.offices(at=at),
        wanted=wanted,
    )


@blueprint.route("/kelola/pegawai/undang", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
@weighty
def staff_invite() -> ResponseReturnValue:
    """Open an account for somebody and give the first place; the code is shown once, here."""
    form, status = InviteForm(office_id=_office_asked()), 200
    form.office_id.choices = _office_choices()
    if form.validate_on_submit():
        try:
            with transaction():
                invited = _invite(form, signed_in())
        except DomainError as error:
            form.refuse(error)
            status = status_of(error)
        else:
            return _show_code(invited)
    elif form.errors:
        status = 422
    return render_template("admin/staff_invite.html", form=form, invited=None), status


@blueprint.post("/kelola/pegawai/<int:user_id>/undang-lagi")
@requires(Permission.HOUSE_MANAGE)
def staff_invite_again(user_id: int) -> ResponseReturnValue:
    """Give somebody a new code, shown once; earlier ones end."""
    with transaction():
        code = recovery.invite_again(user_id, actor=signed_in(), at=clock.now())
    return _show_code(recovery.Invited(user_id, code))


@blueprint.post("/kelola/pegawai/<int:user_id>/sandi-hilang")
@requires(Permission.HOUSE_MANAGE)
@weighty
def staff_reset(user_id: int) -> ResponseReturnValue:
    """Open the renewal of somebody's lost password; a second person confirms it."""
    return press(
        lambda actor: staffing.open_staff_reset(user_id, actor=actor, at=clock.now()),
        done=(
            _("Dibuka. Pengelola lain, atau kepala atau penyelia kantornya, membenarkannya dalam 2 hari."),
            url_for(".staff_show", user_id=user_id),
        ),
    )


@blueprint.post("/kelola/pegawai/<int:user_id>/sandi-hilang/benarkan")
@requires(Permission.HOUSE_MANAGE)
@weighty
def staff_reset_confirm(user_id: int) -> ResponseReturnValue:
    """Confirm as a second administrator that somebody lost the password; the code is shown once."""
    with transaction():
        code = staffing.confirm_staff_reset(user_id, actor=signed_in(), at=clock.now())
    return _show_code(recovery.Invited(user_id, code))


@blueprint.get("/kelola/pegawai/<int:user_id>")
@requires(Permission.HOUSE_MANAGE)
def staff_show(user_id: int) -> ResponseReturnValue:
    """Show one person: places now, what they hold, and what may be done."""
    at, account = clock.now(), _person(user_id)
    posts = [one for one in overview.running_members(at=at) if one.user_id == user_id]
    return render_template(
        "admin/staff_show.html",
        account=account,
        posts=posts,
        held={one.id: len(requests.held_by(one.id)) for one in posts},
        invitation=accounts.open_invitation(user_id, at=at),
        reset=accounts.open_staff_reset(user_id, at=at),
        me=signed_in().user_id,
        known=persons.is_known(user_id),
        is_self=signed_in().user_id == user_id,
        factor=factors.factor_of(user_id),
        absences=known([user_id]).get(user_id, []),
        now=at,
    )


@blueprint.route("/kelola/pegawai/<int:user_id>/identitas", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def staff_identify(user_id: int) -> ResponseReturnValue:
    """Record or correct somebody's own NIK and family card; what is recorded is not shown."""
    account, form = _person(user_id), IdentityForm()

    def act(actor: Actor) -> None:
        nik, kk = form.nik.data or "", form.kk.data or ""
        residents.identify_staff(user_id, nik=nik, kk=kk, actor=actor, at=clock.now())

    done = (_("Identitas pegawai tercatat."), url_for(".staff_show", user_id=user_id))
    return answer("staff_identify", form, act, done=done, account=account)


@blueprint.route("/kelola/pegawai/<int:user_id>/penugasan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
@weighty
def staff_post(user_id: int) -> ResponseReturnValue:
    """Give somebody a further place."""
    account, form = _person(user_id), PostForm()
    form.office_id.choices = _office_choices()

    def act(actor: Actor) -> None:
        at = clock.now()
        staffing.appoint_member(_post_of(form, user_id), actor=actor, at=at)

    done = (_("Penugasan sudah dicatat."), url_for(".staff_show", user_id=user_id))
    return answer("staff_post", form, act, done=done, account=account)


@blueprint.route("/kelola/penugasan/<int:membership_id>/pindah", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def staff_move(membership_id: int) -> ResponseReturnValue:
    """Move somebody to another office, at once; the work in hand stays where it is."""
    member = offices.membership(membership_id)
    user_id = member.user_id
    account, held, form = accounts.account(user_id), len(requests.held_by(membership_id)), MoveForm()
    form.to.choices = _hand_choices(member)
    form.office_id.choices = [one for one in _office_choices() if one[0] != member.office_id]

    def act(actor: Actor) -> None:
        _hand_on(membership_id, form, actor)
        staffing.move_member(
            membership_id,
            to_office_id=form.office_id.data,
            reason=form.reason.data or "",
            actor=actor,
            at=clock.now(),
        )

    done = (
        _("Pegawai sudah dipindahkan. Pekerjaannya dilanjutkan di kantor lama."),
        url_for(".staff_show", user_id=user_id),
    )
    return answer("staff_move", form, act, done=done, account=account, office=member.office, held=held)


@blueprint.route("/kelola/penugasan/<int:membership_id>/akhiri", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def staff_end(membership_id: int) -> ResponseReturnValue:
    """End a place, with a reason; what is held goes back to the queue or is kept for a colleague."""
    member = offices.membership(membership_id)
    user_id = member.user_id
    account, held, form = accounts.account(user_id), len(requests.held_by(membership_id)), LeaveForm()
    form.to.choices = _hand_choices(member)

    def act(actor: Actor) -> None:
        _hand_on(membership_id, form, actor)
        staffing.end_membership(membership_id, reason=form.reason.data or "", actor=actor, at=clock.now())

    done = (_("Penugasan sudah berakhir."), url_for(".staff_show", user_id=user_id))
    return answer("staff_end", form, act, done=done, account=account, office=member.office, held=held)


@blueprint.route("/kelola/pegawai/<int:user_id>/nonaktifkan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def staff_disable(user_id: int) -> ResponseReturnValue:
    """Let somebody sign in no more; what they hold goes back to the queue."""
    account, form = _person(user_id), NothingForm()

    def act(actor: Actor) -> None:
        at = clock.now()
        accounts_actions.disable(user_id, actor=actor, at=at)
        for post in offices.memberships_of(user_id, at=at):
            handing_on.hand_on(post, None, actor=actor, at=at)

    done = (
        _("Akun dinonaktifkan. Permohonan yang dipegangnya kembali ke antrean."),
        url_for(".staff_show", user_id=user_id),
    )
    posts = offices.memberships_of(user_id, at=clock.now())
    held = sum(len(requests.held_by(post.id)) for post in posts)
    signs = [one.office.full_name for one in posts if offices.signatory_for(one.office_id, one.id, at=clock.now())]
    return answer("staff_disable", form, act, done=done, account=account, held=held, signs=signs)


@blueprint.post("/kelola/pegawai/<int:user_id>/aktifkan")
@requires(Permission.HOUSE_MANAGE)
def staff_enable(user_id: int) -> ResponseReturnValue:
    """Let somebody sign in again."""
    return press(
        lambda actor: accounts_actions.enable(user_id, actor=actor, at=clock.now()),
        done=(_("Akun aktif lagi."), url_for(".staff_show", user_id=user_id)),
    )


def _invite(form: InviteForm, actor: Actor) -> recovery.Invited:
    at = clock.now()
    invited = recovery.invite_staff(form.name.data or "", login=form.login.data or "", actor=actor, at=at)
    residents.identify_staff(invited.user_id, nik=form.nik.data or "", kk=form.kk.data or "", actor=actor, at=at)
    staffing.appoint_member(_post_of(form, invited.user_id), actor=actor, at=at)
    return invited


def _post_of(form: InviteForm | PostForm, user_id: int) -> staffing.Post:
    return staffing.Post(
        user_id=user_id,
        office_id=form.office_id.data,
        role=Role(form.role.data),
        position=form.position.data or "",
        from_at=clock.now(),
    )


def _show_code(invited: recovery.Invited) -> ResponseReturnValue:
    """Show a code without keeping it anywhere: not in the session, not in the address."""
    account = accounts.account(invited.user_id)
    page = render_template("admin/staff_invite.html", form=None, invited=invited, account=account)
    return page, 200, {"Cache-Control": "no-store"}


def _hand_on(membership_id: int, form: LeaveForm, actor: Actor) -> None:
    to = offices.membership(form.to.data) if form.to.data else None
    handing_on.hand_on(offices.membership(membership_id), to, actor=actor, at=clock.now())


def _hand_choices(member: Membership) -> list[tuple[int, str]]:
    """Return the queue and the colleagues who may go on with what ``member`` holds."""
    able = [
        one.id
        for one in offices.members(member.office_id, at=clock.now())
        if may(one.role, Permission.REQUEST_REVIEW) and one.user_id != member.user_id
    ]
    named = [
        (one, _("Disimpan untuk %(name)s, %(position)s", name=name, position=position))
        for one, name, position in metrics.officer_names(able)
    ]
    return [(0, _("Kembali ke antrean kantor")), *named]


def _office_choices() -> list[tuple[int, str]]:
    return [(one.id, one.full_name) for one in offices.offices(at=clock.now())]


def _office_asked() -> int | None:
    code = request.args.get("kantor", "")
    return next((one.id for one in offices.offices(at=clock.now()) if one.code == code), None)


def _person(user_id: int) -> User:
    """Return somebody who works here; a citizen's account does not exist for an administrator."""
    account = accounts.account(user_id)
    if account.staff_login is None:
        raise NotFoundError("no_such_account")
    return account
