"""The first page of the administration: what needs attention, and the ways to everything else."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.web.admin.attention import attention
from eservice.web.guards import requires

blueprint = Blueprint("admin", __name__)


@blueprint.get("/kelola")
@requires(Permission.HOUSE_MANAGE)
def home() -> ResponseReturnValue:
    """Show what needs attention, the weightiest first."""
    return render_template("admin/home.html", matters=attention(clock.now()))


from eservice.web.admin import (  # noqa: E402 - they join in
    attendance,  # noqa: F401
    careers,  # noqa: F401
    complaints,  # noqa: F401
    draft_form,  # noqa: F401
    draft_letter,  # noqa: F401
    draft_parts,  # noqa: F401
    draft_requirements,  # noqa: F401
    drafts,  # noqa: F401
    examinations,  # noqa: F401
    failures,  # noqa: F401
    holidays,  # noqa: F401
    house,  # noqa: F401
    incidents,  # noqa: F401
    lost_factors,  # noqa: F401
    neighbourhoods,  # noqa: F401
    offer,  # noqa: F401
    opening_hours,  # noqa: F401
    people,  # noqa: F401
    seasons,  # noqa: F401
    signatories,  # noqa: F401
    skills,  # noqa: F401
    tokens,  # noqa: F401
)
