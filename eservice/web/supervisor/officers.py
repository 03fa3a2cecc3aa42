"""One officer's figures: only with a need that the officer reads."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.metrics import looks, names
from eservice.metrics import queries as metrics
from eservice.metrics.queries import Scope
from eservice.web.answering import answer
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.one_officer import officer
from eservice.web.supervisor.routes import blueprint

DAYS = 90


class NeedForm(HouseForm):
    """Why an officer's figures have to be seen."""

    reason = LongTextField(
        _l("Untuk apa angka ini perlu dilihat"),
        [DataRequired(_l("Tulis alasannya; petugas itu akan membacanya.")), Length(max=300)],
    )


@blueprint.route("/penyelia/petugas/<int:membership_id>", methods=["GET", "POST"])
@requires(Permission.FIGURES_SEE)
def officer_show(membership_id: int) -> ResponseReturnValue:
    """Show what one officer did, once a need was told; else ask for it."""
    actor, at = signed_in(), clock.now()
    member = looks.must_be_in_reach(membership_id, actor)
    [(_id, name, position)] = names.officer_names([membership_id])
    if not looks.is_open(membership_id, actor=actor, at=at):
        form = NeedForm()
        return answer(
            "supervisor/officer_show.html",
            form,
            lambda who: looks.open_officer(membership_id, form.reason.data or "", actor=who, at=clock.now()),
            done=(
                _("Terbuka selama delapan jam. Petugas itu dapat membaca bahwa Anda membukanya, dan alasannya."),
                url_for(".officer_show", membership_id=membership_id),
            ),
            shown=lambda: {"told": None, "name": name, "position": position, "membership_id": membership_id},
        )
    period = metrics.last_days(DAYS, at)
    scope = Scope(office_ids=frozenset({member.office_id}), officer_id=membership_id)
    figures = metrics.figures(scope, period)

    def list_url(shown: Any, code: str) -> str:
        about: dict[str, Any] = {
            "kantor": member.office.code,
            "petugas": membership_id,
            "hari": DAYS,
            "saat": at.isoformat(),
        }
        return url_for(".request_list", apa=shown.value, **about | ({"layanan": code} if code else {}))

    told = officer(figures, (name, position), names.service_names(), list_url)
    return render_template(
        "supervisor/officer_show.html", told=told, name=name, position=position, at=at, days=DAYS,
        membership_id=membership_id,
    )  # fmt: skip
