"""Other systems at the door: a token in the header ``Authorization``, good for one thing, so many times a minute."""

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, request
from flask_babel import gettext as _

from eservice.accounts import tokens
from eservice.accounts.tokens import Key, Scope
from eservice.kernel import clock
from eservice.web.problems import problem
from eservice.web.turns import Buckets

View = TypeVar("View", bound=Callable[..., Any])

KEYED = "keyed"
"""The policy of addresses for other systems: a token opens them and no session does."""
_BEARER = "Bearer "


def scoped(scope: Scope) -> Callable[[View], View]:
    """Mark a view as open only to tokens that are good for one thing."""

    def mark(view: View) -> View:
        view.policy, view.scope = KEYED, scope  # type: ignore[attr-defined]
        return view

    return mark


def key_here() -> Key:
    """Return what the token of this question opens; for views that need one."""
    return cast("Key", g.key)


def admit(scope: Scope) -> Response | None:
    """Return why a question is not answered, None where its token is good for it.

    Turns are counted in each process by itself, as all turns are: so many processes, so many times the rate at most.
    """
    told = request.headers.get("Authorization", "")
    key = tokens.key_of(told.removeprefix(_BEARER).strip(), at=clock.now()) if told.startswith(_BEARER) else None
    if key is None:
        words = _("Kirim token yang berlaku: Authorization: Bearer es_…. Mintalah kepada pengelola.")
        answer = problem(401, words, code="token_needed")
        answer.headers["WWW-Authenticate"] = 'Bearer realm="eservice"'
        return answer
    if scope not in key.scopes:
        words = _("Token ini tidak untuk kegunaan “%(scope)s”. Mintalah token lain kepada pengelola.", scope=scope)
        answer = problem(403, words, code="token_scope")
        answer.headers["WWW-Authenticate"] = f'Bearer realm="eservice", error="insufficient_scope", scope="{scope}"'
        return answer
    wait = _buckets(key).take("", 1, now=time.monotonic())
    if wait:
        words = _("Terlalu banyak permintaan dengan token ini. Coba lagi dalam %(seconds)s detik.", seconds=wait)
        answer = problem(429, words, code="token_rate")
        answer.headers["Retry-After"] = str(wait)
        return answer
    g.key = key
    return None


def _buckets(key: Key) -> Buckets:
    held: dict[str, Buckets] = current_app.extensions.setdefault("eservice.key_turns", {})
    return held.setdefault(key.digest, Buckets(key.per_minute))
