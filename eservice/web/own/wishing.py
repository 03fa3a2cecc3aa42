"""Asking to correct, delete or restrict one's data, and reading the answer."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.privacy import actions, queries
from eservice.privacy.rules import OPEN, WishKind, WishState
from eservice.privacy.words import KEPT_BY_LAW
from eservice.requests import queries as requests
from eservice.web.answering import answer, press
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.own.forms import LEAD, WishForm
from eservice.web.own.room import blueprint


@blueprint.route("/akun/data/permintaan/baru/<kind>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def wish_new(kind: str) -> ResponseReturnValue:
    """Ask one thing about one's data."""
    if kind not in set(WishKind):
        raise NotFoundError("no_such_wish")
    wanted = WishKind(kind)
    form = WishForm().offer(wanted, list(requests.own_requests(signed_in())))
    return answer(
        "own/wish_new.html",
        form,
        lambda actor: actions.file_wish(wanted, form.text.data or "", code=form.code, actor=actor, at=clock.now()),
        done=(_("Permintaan Anda terkirim. Paling lambat 3 x 24 jam kami menjawab."), url_for(".data_show") + "#minta"),
        shown=lambda: {"kind": wanted, "heading": label(wanted), "lead": LEAD[wanted]},
    )


@blueprint.get("/akun/data/permintaan/<int:wish_id>")
@requires(Permission.ACCOUNT_OWN)
def wish_show(wish_id: int) -> ResponseReturnValue:
    """Show what was asked, where it stands, and the answer."""
    wish = queries.own_wish(wish_id, actor=signed_in())
    return render_template(
        "own/wish_show.html",
        wish=wish,
        is_open=wish.state in OPEN,
        is_late=wish.state in OPEN and wish.due_at <= clock.now(),
        may_lift=wish.kind is WishKind.RESTRICT and wish.state is WishState.GRANTED,
        kept_words=KEPT_BY_LAW,
    )


@blueprint.post("/akun/data/permintaan/<int:wish_id>/batalkan")
@requires(Permission.ACCOUNT_OWN)
def wish_withdraw(wish_id: int) -> ResponseReturnValue:
    """Take it back before it is answered."""
    return press(
        lambda actor: actions.withdraw(wish_id, actor=actor, at=clock.now()),
        done=(_("Permintaan Anda dibatalkan."), url_for(".data_show") + "#minta"),
    )


@blueprint.post("/akun/data/permintaan/<int:wish_id>/akhiri")
@requires(Permission.ACCOUNT_OWN)
def wish_lift(wish_id: int) -> ResponseReturnValue:
    """End a restriction that one asked for."""
    return press(
        lambda actor: actions.lift(wish_id, actor=actor, at=clock.now()),
        done=(_("Pembatasan diakhiri. Permohonan Anda dilanjutkan."), url_for(".data_show") + "#minta"),
    )
