"""What is not found here may be there after signing in: the way back for who has lost the cookies half-way."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from eservice.kernel.errors import NotFoundError
from eservice.web.citizen.room import blueprint
from eservice.web.errors import lost_draft, refused
from eservice.web.guards import signed_in


@blueprint.errorhandler(NotFoundError)
def not_here(error: NotFoundError) -> ResponseReturnValue:
    """Offer a guest to sign in; the answer is the same whether what was asked for exists or not."""
    if error.code != "no_such_request" or signed_in().user_id is not None:
        return refused(error)
    if request.endpoint == "citizen.receipt":
        return redirect(url_for("auth.sign_in", lanjut=request.path), 303)
    slug = (request.view_args or {}).get("slug")
    return lost_draft(slug) if slug else refused(error)
