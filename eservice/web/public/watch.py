"""What machines ask: does the process live, can it work, and what did it count."""

import hmac
import time
from dataclasses import dataclass, field

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from eservice.config import Settings
from eservice.kernel import clock, measuring
from eservice.operations import watching
from eservice.operations.watching import Check
from eservice.web.guards import public
from eservice.web.public.room import blueprint

KEPT_SECONDS = 1.0
"""So long an answer holds: nobody makes the database busy by asking whether it is."""


@dataclass
class _Last:
    at: float = float("-inf")
    found: list[Check] = field(default_factory=list)


@blueprint.route("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Tell that the process answers; touches nothing else."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.route("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Tell whether this process can work, and what somebody should look after; 503 where it can answer nobody."""
    found = _checked()
    stopped = any(one.stops and not one.good for one in found)
    lines = ["not ready" if stopped else "ready"]
    lines += [f"{one.name}: {'ok' if one.good else 'FAILS' if one.stops else 'late or away'}" for one in found]
    return Response("\n".join(lines) + "\n", mimetype="text/plain", status=503 if stopped else 200)


@blueprint.route("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Tell what was counted, in the words of Prometheus, to whoever has the token; to nobody where there is none."""
    settings: Settings = current_app.extensions["eservice.settings"]
    if not settings.metrics_token:
        abort(404)
    bearer = f"Bearer {settings.metrics_token}"
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), bearer.encode()):
        abort(403)
    return Response(measuring.told(settings.metrics_folder) + _now(), content_type=measuring.CONTENT_TYPE)


def _checked() -> list[Check]:
    last: _Last = current_app.extensions.setdefault("eservice.ready", _Last())
    if time.monotonic() - last.at >= KEPT_SECONDS:
        last.found, last.at = watching.checks(at=clock.now()), time.monotonic()
    return last.found


def _now() -> str:
    """Return what the database says: the same whichever process is asked."""
    lines = ["# TYPE eservice_check gauge"]
    found = _checked()
    lines += [f'eservice_check{{check="{one.name}"}} {int(one.good)}' for one in found]
    if not found[0].good:
        return "\n".join(lines) + "\n"
    due = watching.waiting(at=clock.now())
    lines.append("# TYPE eservice_waiting gauge")
    lines += [f'eservice_waiting{{kind="{one.kind}"}} {one.count}' for one in due]
    lines.append("# TYPE eservice_waiting_seconds gauge")
    lines += [f'eservice_waiting_seconds{{kind="{one.kind}"}} {one.oldest.total_seconds():.0f}' for one in due]
    lines += ["# TYPE eservice_log_entries counter", f"eservice_log_entries {watching.letters_published()}"]
    return "\n".join(lines) + "\n"
