"""Where a request stands, for systems that hold a token: never whose it is, nor what it says."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from eservice.accounts.actor import SYSTEM
from eservice.accounts.tokens import Key, Scope
from eservice.audit import actions as audit
from eservice.catalogue import queries as catalogue
from eservice.kernel import clock
from eservice.kernel.codes import read_code, show_code
from eservice.kernel.errors import NotFoundError
from eservice.offices import queries as offices
from eservice.requests import queries
from eservice.requests.models import Request
from eservice.web.api.routes import blueprint
from eservice.web.api.telling import address
from eservice.web.headers import KEPT_NOWHERE
from eservice.web.keys import key_here, scoped
from eservice.web.labels import label

VERSION = 1


@blueprint.get("/v1/requests/<code>")
@scoped(Scope.STATUS)
def request_status(code: str) -> ResponseReturnValue:
    """Tell where a request of the token's offices stands; another's does not exist for it."""
    key = key_here()
    found = _within(key, queries.request_by_code(read_code(code) or ""))
    told = _standing(found)
    audit.record_look(
        actor=SYSTEM, action="api:status", object=f"request:{found.id}", at=clock.now(), data={"token": key.token_id}
    )
    return kept_nowhere(jsonify(told))


def kept_nowhere(answer: Response) -> Response:
    """Let nobody keep an answer: it is for who holds the token, and of this instant."""
    answer.headers["Cache-Control"] = KEPT_NOWHERE
    return answer


def _within(key: Key, found: Request) -> Request:
    """Return the request if the token may ask about its office. Raises NotFoundError."""
    if key.office_id is not None and found.office_id not in offices.office_ids_under(key.office_id):
        raise NotFoundError("no_such_request")
    return found


def _standing(found: Request) -> dict[str, Any]:
    service = catalogue.definition_of(found.service_version_id)
    office = offices.office(found.office_id or 0)
    return {
        "version": VERSION,
        "code": show_code(found.code or ""),
        "service": {"code": service.code, "name": service.name, "name_en": service.name_en},
        "office": {"code": office.code, "name": office.full_name},
        "status": found.status,
        "status_words": label(found.status),
        "filed_at": _instant(found.filed_at),
        "promised_at": _instant(found.promised_at),
        "complete_until": _instant(found.correction_until),
        "closed_at": _instant(found.closed_at),
        "page": address("public.track", kode=found.code or ""),
    }


def _instant(at: datetime | None) -> str | None:
    return clock.wib(at).isoformat(timespec="seconds") if at is not None else None
