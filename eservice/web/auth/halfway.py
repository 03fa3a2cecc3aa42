"""Signing in by two proofs: between the password and the code, the page itself carries how far somebody has come.

It is sealed, holds for five minutes, and is worth nothing without the code. A password changed meanwhile ends it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eservice.accounts import factors, gate, queries, sessions
from eservice.accounts.challenges import Purpose
from eservice.accounts.gate import Checked
from eservice.accounts.passwords import PasswordHash
from eservice.accounts.rules import Way
from eservice.kernel import clock
from eservice.kernel.crypto import vault
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.web import passkeys
from eservice.web.auth.forms import SignInForm
from eservice.web.carrying import Owner
from eservice.web.login import network_here, secret_here
from eservice.web.stepping import CodeForm

FIELD = "separuh"
"""The hidden field of the page that asks for the code."""
LIFE = timedelta(minutes=5)
_CONTEXT = "web.halfway"


@dataclass(frozen=True)
class Halfway:
    """Somebody whose password was right."""

    user_id: int
    as_citizen: bool
    """Came with a NIK, and so begins as a citizen."""
    password: str
    """Digest of the password's hash then."""
    until: float
    renewed: str | None = None
    way: Way = Way.PASSWORD
    """By which proof somebody came so far."""


def check_password(form: SignInForm) -> Halfway:
    """Return how far somebody has come. Raises what ``gate.check_sign_in`` raises."""
    at, login = clock.now(), form.login.data or ""
    checked = gate.check_sign_in(login, password=form.password.data or "", network=network_here(), at=at)
    return so_far(checked, as_citizen=queries.is_nik(login), way=Way.PASSWORD)


def so_far(checked: Checked, *, as_citizen: bool, way: Way) -> Halfway:
    """Return how far somebody has come who gave one proof."""
    until = (clock.now() + LIFE).timestamp()
    return Halfway(checked.user_id, as_citizen, _digest(checked.user_id), until, checked.renewed, way)


def by_passkey() -> Halfway:
    """Return who came all the way by a passkey, which counts as both proofs. Raises what ``passkeys.check`` raises."""
    return Halfway(passkeys.check(Purpose.SIGN_IN).user_id, as_citizen=False, password="", until=0, way=Way.PASSKEY)


def needs_code(halfway: Halfway) -> bool:
    """Tell whether the account asks for a code besides."""
    return halfway.way != Way.PASSKEY and factors.factor_of(halfway.user_id) is not None


def is_here() -> bool:
    """Tell whether this POST comes from the page that asks for the code."""
    return FIELD in request.form


def opened() -> Halfway:
    """Return how far whoever sent this page had come. Raises NotAllowedError: ``halfway_over``."""
    text = vault().open_text(request.form.get(FIELD, ""), _CONTEXT)
    found = Halfway(**json.loads(text)) if text is not None else None
    if found is None or found.until < clock.now().timestamp() or found.password != _digest(found.user_id):
        raise NotAllowedError("halfway_over")
    return found


def check_code(halfway: Halfway, form: CodeForm) -> None:
    """Use the code up. Raises what ``factors.check_code`` raises."""
    typed = form.sandi_konfirmasi.data or ""
    factors.check_code(halfway.user_id, typed, network=network_here(), at=clock.now())


def ask(halfway: Halfway, form: CodeForm, *, action: str, status: int = 200, carried: str = "") -> ResponseReturnValue:
    """Show the second page of signing in."""
    page = render_template(
        "auth/sign_in_code.html",
        form=form,
        action=action,
        halfway=vault().seal_text(json.dumps(asdict(halfway)), _CONTEXT),
        carried=carried,
    )
    return page, status


def begin_session(halfway: Halfway, *, before: Owner | None = None) -> str:
    """Return the secret of a new session; who signs in as staff begins in the longest-standing membership.

    Args:
        halfway: who has come all the way: where the account asks for a code, the code was right.
        before: whose session ended here; the same person goes on in the same capacity, while it lasts.
    """
    at, user_id = clock.now(), halfway.user_id
    checked = Checked(user_id, PasswordHash(halfway.renewed) if halfway.renewed else None)
    with transaction():
        posts = [one.id for one in offices.memberships_of(user_id, at=at)]
        post = None if halfway.as_citizen or not posts else posts[0]
        if before is not None and before.user_id == user_id and before.membership_id in posts:
            post = before.membership_id
        secret = sessions.sign_in(
            checked,
            membership_id=post,
            agent=request.user_agent.string,
            way=Way(halfway.way),
            strong=halfway.way == Way.PASSKEY or needs_code(halfway),
            at=at,
        )
        if secret_here():
            sessions.sign_out(secret_here(), at=at)
    return secret


def _digest(user_id: int) -> str:
    return vault().digest_secret(queries.account(user_id).password_hash or "", "halfway")
