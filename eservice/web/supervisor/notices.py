"""What a supervisor is told without asking, and what not."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.metrics import noticing
from eservice.metrics.notices import NoticeKind
from eservice.web.answering import answer
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.supervisor.routes import blueprint


class NoticesForm(HouseForm):
    """Which of the two somebody wants."""

    digest = BooleanField(_l("Halaman pagi, pukul 07.30 setiap hari kerja"))
    backlog = BooleanField(_l("Peringatan bila antrean melewati batas wajarnya"))


@blueprint.route("/penyelia/kabar", methods=["GET", "POST"])
@requires(Permission.FIGURES_SEE)
def notices() -> ResponseReturnValue:
    """Choose what to be told by message."""
    unwanted = noticing.silent(signed_in().membership_id or 0)
    form = NoticesForm(digest=NoticeKind.DIGEST not in unwanted, backlog=NoticeKind.BACKLOG not in unwanted)

    def choose(actor: Actor) -> None:
        wanted = {kind for kind, box in zip(NoticeKind, (form.digest, form.backlog), strict=True) if box.data}
        noticing.choose(wanted, actor=actor, at=clock.now())

    done = _("Pilihan Anda disimpan; berlaku mulai kabar berikutnya.")
    return answer("supervisor/notices.html", form, choose, done=(done, url_for(".notices")))
