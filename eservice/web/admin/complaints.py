"""How many working days a complaint may take: what holds, what it rests on, and its change."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import DataRequired, InputRequired, Length

from eservice.accounts.permissions import Permission
from eservice.complaints import actions, queries
from eservice.complaints.rules import Limit
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.web.admin.routes import blueprint
from eservice.web.answering import answer
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires
from eservice.web.labels import label


class LimitForm(HouseForm):
    """How many days, and the law or decree behind it."""

    days = IntegerField(_l("Hari kerja"), validators=[InputRequired(_l("Isi jumlah hari kerja."))])
    basis = LongTextField(
        _l("Dasarnya"),
        description=_l("Peraturan atau keputusan, dengan nomor dan tanggalnya."),
        validators=[DataRequired(_l("Sebutkan dasarnya.")), Length(max=300)],
    )


@blueprint.get("/kelola/pengaduan")
@requires(Permission.HOUSE_MANAGE)
def complaint_limits() -> ResponseReturnValue:
    """Show the days that hold, and every change of them."""
    return render_template("admin/complaint_limits.html", limits=queries.limits(), changes=queries.limit_changes())


@blueprint.route("/kelola/pengaduan/<kind>", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def complaint_limit_set(kind: str) -> ResponseReturnValue:
    """Set them for what is filed from now on."""
    if kind not in set(Limit):
        raise NotFoundError("no_such_complaint_limit")
    limit, form = Limit(kind), LimitForm()
    if not form.is_submitted():
        form.days.data = queries.limits()[limit]
    return answer(
        "admin/complaint_limit_set.html",
        form,
        lambda actor: actions.set_limit(limit, form.days.data or 0, form.basis.data or "", actor=actor, at=clock.now()),
        done=(_("Batas waktu diubah untuk pengaduan berikutnya."), url_for(".complaint_limits")),
        shown=lambda: {"kind": kind, "what": label(limit)},
    )
