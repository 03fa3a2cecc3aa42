"""How long data stays: what a run would delete now, the limits and their change, and what is kept beyond them."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import DataRequired, InputRequired, Length

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.codes import read_code
from eservice.kernel.errors import NotFoundError
from eservice.privacy import keeping, retention
from eservice.privacy.limits import Keeps
from eservice.requests.rules import DRAFT_KEPT, FILE_KEPT
from eservice.web.answering import answer, press
from eservice.web.forms import HouseForm, LongTextField, TextField
from eservice.web.guards import requires
from eservice.web.labels import label
from eservice.web.protection.room import blueprint
from eservice.web.stepping import weighty


class LimitForm(HouseForm):
    """How long, and on what it rests."""

    days = IntegerField(_l("Disimpan berapa hari"), validators=[InputRequired(_l("Isi jumlah hari."))])
    reason = LongTextField(
        _l("Dasar perubahan"),
        validators=[DataRequired(_l("Tulis dasar perubahannya, misalnya nomor keputusan.")), Length(max=300)],
    )


class HoldForm(HouseForm):
    """Which request is not to be deleted, and why."""

    code = TextField(_l("Kode permohonan"), validators=[DataRequired(_l("Tulis kode permohonannya."))], width="mid")
    reason = LongTextField(
        _l("Mengapa ditangguhkan"),
        validators=[DataRequired(_l("Tulis mengapa penghapusannya ditangguhkan.")), Length(max=300)],
    )


@blueprint.get("/pelindungan/masa-simpan")
@requires(Permission.DATA_PROTECT)
def retention_show() -> ResponseReturnValue:
    """Show each limit with what a run would delete now and what is held, and the requests that are held by hand."""
    return render_template(
        "protection/retention_show.html",
        lines=retention.report(at=clock.now()),
        holds=keeping.holds(),
        changes=keeping.changes(),
        fixed=[
            (_("Isian yang belum dikirim"), DRAFT_KEPT.days),
            (_("Dokumen SIAK, sesudah diunduh pemohon"), FILE_KEPT.days),
        ],
    )


@blueprint.route("/pelindungan/masa-simpan/<kind>", methods=["GET", "POST"])
@requires(Permission.DATA_PROTECT)
@weighty
def limit_set(kind: str) -> ResponseReturnValue:
    """Let a kind of data stay shorter or longer."""
    if kind not in set(Keeps):
        raise NotFoundError("page")
    limit = keeping.limits()[Keeps(kind)]
    form = LimitForm(days=limit.days)
    return answer(
        "protection/limit_set.html",
        form,
        lambda actor: keeping.set_limit(
            Keeps(kind), form.days.data or 0, reason=form.reason.data or "", actor=actor, at=clock.now()
        ),
        done=(_("Masa simpan diubah. Perubahannya tercatat."), url_for(".retention_show")),
        shown=lambda: {"kind": kind, "what": label(Keeps(kind)), "limit": limit},
    )


@blueprint.route("/pelindungan/tangguhkan", methods=["GET", "POST"])
@requires(Permission.DATA_PROTECT)
def hold_set() -> ResponseReturnValue:
    """Keep a request from being deleted."""
    form = HoldForm()
    return answer(
        "protection/hold_set.html",
        form,
        lambda actor: keeping.hold(
            read_code(form.code.data or "") or "", reason=form.reason.data or "", actor=actor, at=clock.now()
        ),
        done=(_("Penghapusannya ditangguhkan."), url_for(".retention_show")),
    )


@blueprint.post("/pelindungan/tangguhkan/<int:hold_id>/angkat")
@requires(Permission.DATA_PROTECT)
def hold_lift(hold_id: int) -> ResponseReturnValue:
    """Let it go by its limits again."""
    return press(
        lambda actor: keeping.lift(hold_id, actor=actor, at=clock.now()),
        done=(_("Penangguhan diangkat."), url_for(".retention_show")),
    )
