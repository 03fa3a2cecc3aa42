"""Applications begun here and not sent: the browser's key, a cookie living as long as a draft, and what it opens."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, g

from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import Definition
from eservice.kernel import codes
from eservice.kernel.crypto import vault
from eservice.requests import queries
from eservice.requests.models import Request
from eservice.requests.rules import DRAFT_KEPT
from eservice.web import cookies
from eservice.web.guards import signed_in

_COOKIE = "isian"
_KEY = re.compile(r"[A-Za-z0-9_-]{20,100}")


@dataclass(frozen=True)
class Unsent:
    """One draft as a page offers it."""

    service: Definition
    begun_at: datetime
    deleted_at: datetime
    """When it is deleted if it is not sent."""


def install(app: Flask) -> None:
    """Write the key into the answer whenever it was made, renewed or forgotten."""
    app.after_request(_write)


def digest_here(*, make: bool = False) -> str | None:
    """Return the digest of this browser's key; with ``make`` it gets one when it has none, and keeps it longer."""
    key = _key_here()
    if make:
        key = key or codes.secret()
        g.unsent_key = key
    return vault().digest_secret(key, "draft") if key else None


def forget() -> None:
    """Drop the key: whoever uses this browser next finds nothing."""
    g.unsent_key = ""


def unsent_here() -> list[Unsent]:
    """Return the drafts that whoever sits here may go on with, the last touched first."""
    actor, digest = signed_in(), digest_here()
    if digest is None and actor.user_id is None:
        return []
    return [
        Unsent(catalogue.definition_of(one.service_version_id), one.created_at, deleted_at(one))
        for one in queries.drafts(draft_digest=digest, user_id=actor.user_id)
        if one.user_id in (None, actor.user_id)
    ]


def deleted_at(draft: Request) -> datetime:
    """Return when a draft is deleted if it is not sent."""
    return draft.created_at + DRAFT_KEPT


def _key_here() -> str:
    if "unsent_key" in g:
        return str(g.unsent_key)
    kept = cookies.kept(_COOKIE)
    return kept if _KEY.fullmatch(kept) else ""


def _write(response: Response) -> Response:
    if "unsent_key" not in g:
        return response
    if g.unsent_key:
        cookies.keep(response, _COOKIE, g.unsent_key, seconds=int(DRAFT_KEPT.total_seconds()))
    else:
        cookies.drop(response, _COOKIE)
    return response
