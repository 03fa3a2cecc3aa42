"""What pages ask a passkey and hand back: two hidden fields of an ordinary form, filled in by a script.

Without the script the fields stay empty and the form asks for the password, as it always does.
"""

from flask import Flask, current_app, request
from flask import session as cookie
from flask_wtf.csrf import generate_csrf

from eservice.accounts import challenges, passkeys
from eservice.accounts.challenges import Answer, Desk, Purpose, Question, Site
from eservice.accounts.gate import Checked
from eservice.accounts.passkeys import NewKey
from eservice.kernel import clock
from eservice.web.login import network_here, secret_here

QUESTION, ANSWER = "tantangan_sandi", "jawaban_sandi"
"""Named as secrets are, so that no page ever carries or shows them again."""


def install(app: Flask) -> None:
    """Let pages ask a passkey."""
    app.jinja_env.globals["passkey_question"] = lambda purpose: asked(Purpose(purpose))
    app.jinja_env.globals["passkey_site"] = site_here


def site_here() -> Site | None:
    """Return for whom keys of this installation sign; None where there can be none."""
    return passkeys.site_of(current_app.extensions["eservice.settings"].base_url)


def asked(purpose: Purpose) -> Question | None:
    """Return what a page asks a passkey; None where there can be none."""
    generate_csrf()  # who has not signed in yet is known by the secret of the forms
    return challenges.ask(purpose, bound=_bound(), at=clock.now()) if site_here() else None


def is_answered() -> bool:
    """Tell whether this POST brings the answer of a passkey."""
    return request.method == "POST" and bool(request.form.get(ANSWER))


def check(purpose: Purpose, *, user_id: int | None = None) -> Checked:
    """Return whose passkey answered. Raises what ``passkeys.check`` raises."""
    return passkeys.check(_answer(), desk=_desk(purpose), user_id=user_id, at=clock.now())


def check_new() -> NewKey:
    """Return a passkey to be kept. Raises what ``passkeys.check_new`` raises."""
    return passkeys.check_new(_answer(), desk=_desk(Purpose.REGISTER), at=clock.now())


def _answer() -> Answer:
    return Answer(request.form.get(QUESTION, ""), request.form.get(ANSWER, ""))


def _desk(purpose: Purpose) -> Desk:
    return Desk(purpose, _bound(), site_here() or Site("", ""), network_here())


def _bound() -> str:
    return secret_here() or str(cookie.get("csrf_token", ""))
