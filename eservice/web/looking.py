"""No page shows a request to the office without a line in the log: what a page loads is noted, whoever wrote the page.

A view may say more than that (which file, which field) with ``record_look``; where it says nothing, the page itself is
what was looked at. Pages that lead on without showing anything leave no line: the act has one of its own.
"""

from typing import Any

from flask import Flask, Response, g, request

from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.web.guards import signed_in

_SHOWN = frozenset({200, 409, 422})
"""Answers that carry the page: as it is, or with what was refused."""


def saw(request_id: int) -> None:
    """Note that this page loads a request for whoever acts for an office."""
    _noted("seen").add(f"request:{request_id}")


def record_look(**told: Any) -> None:
    """Write a look into the log, as ``audit.record_look``; nothing more is written of the same thing for this page."""
    audit.record_look(**told)
    _noted("looked").add(told["object"])


def install(app: Flask) -> None:
    """Write the looks of each page once it is made."""
    app.after_request(_write)


def _write(response: Response) -> Response:
    unsaid = _noted("seen") - _noted("looked")
    if not unsaid or response.status_code not in _SHOWN:
        return response
    actor = signed_in()
    if actor.is_staff:
        page = (request.endpoint or "").rpartition(".")[2]
        for thing in sorted(unsaid):
            audit.record_look(actor=actor, action="request:look", object=thing, at=clock.now(), data={"page": page})
    return response


def _noted(what: str) -> set[str]:
    noted: dict[str, set[str]] = g.setdefault("looks_of_page", {"seen": set(), "looked": set()})
    return noted[what]
