"""A colleague who lost the telephone with the authenticator: an administrator switches the second factor off."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import factors
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.guards import requires
from eservice.web.stepping import weighty


@blueprint.post("/kelola/pegawai/<int:user_id>/kode-kedua/matikan")
@requires(Permission.HOUSE_MANAGE)
@weighty
def staff_factor_off(user_id: int) -> ResponseReturnValue:
    """Take a lost authenticator from somebody's account; the password stays as it is."""
    done = _("Kode kedua dimatikan. Orangnya diberi tahu, dan semua perangkatnya keluar.")
    return press(
        lambda actor: factors.remove(user_id, actor=actor, at=clock.now()),
        done=(done, url_for(".staff_show", user_id=user_id)),
    )
