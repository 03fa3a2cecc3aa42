"""What an officer's supervisor sees of them, and who looked: at the officer's own address."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.metrics import looks, names
from eservice.metrics import queries as metrics
from eservice.metrics.queries import Scope
from eservice.metrics.sets import Shown
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint
from eservice.web.one_officer import officer

DAYS = 90


@blueprint.get("/petugas/angka-saya")
@requires(Permission.REQUEST_REVIEW)
def own_figures() -> ResponseReturnValue:
    """Show one's own figures as the supervisor sees them, the requests behind one of them, and who opened them."""
    actor, at = signed_in(), clock.now()
    if actor.membership_id is None or actor.office_id is None:
        raise NotAllowedError("permission")
    services = names.service_names()
    scope = Scope(office_ids=frozenset({actor.office_id}), officer_id=actor.membership_id)
    figures = metrics.figures(scope, metrics.last_days(DAYS, at))
    [(_id, name, position)] = names.officer_names([actor.membership_id])
    wanted, code = request.args.get("apa", ""), request.args.get("layanan", "")
    if wanted and wanted not in set(Shown):
        raise NotFoundError("no_such_figure")
    chosen = next((one.id for one in services.values() if one.code == code), None)
    listed = (figures.of_service(chosen) if chosen is not None else figures).behind(Shown(wanted)) if wanted else []
    return render_template(
        "officer/own_figures.html",
        told=officer(
            figures, (name, position), services,
            lambda shown, of: url_for(".own_figures", apa=shown.value, layanan=of or None, _anchor="daftar"),
        ),
        looks=looks.looks_at(actor.membership_id),
        shown=Shown(wanted) if wanted else None,
        listed=listed,
        services=services,
        at=at,
        days=DAYS,
    )  # fmt: skip
