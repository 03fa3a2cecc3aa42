"""The access log: what was asked and what was answered, by the route's own pattern, so that no address is ever written.

A request's code, a letter's token, a search or a one-time link stand in addresses and never in patterns.
"""

import logging
import secrets
import time

from flask import Flask, Response, g, request

from eservice.kernel import measuring
from eservice.kernel.logs import REFERENCE

HEADER = "X-Reference"
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})

_log = logging.getLogger("eservice.access")


def install(app: Flask) -> None:
    """Give every request a number before anything else looks at it, and write a line once it is answered."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def reference() -> str:
    """Return the number under which this request stands in the log, and which its error page names."""
    if "reference" not in g:
        g.reference, g.began = secrets.token_hex(4), time.perf_counter()
        REFERENCE.set(g.reference)
    return str(g.reference)


def _begin() -> None:
    reference()


def _end(response: Response) -> Response:
    response.headers[HEADER] = reference()
    if request.endpoint != "static":
        route, method = request.url_rule.rule if request.url_rule else "-", _method()
        measuring.REQUESTS.labels(method, route, str(response.status_code)).inc()
        measuring.REQUEST_SECONDS.labels(route).observe(time.perf_counter() - g.began)
    if request.endpoint != "static" and _log.isEnabledFor(logging.INFO):
        facts = {
            "method": _method(),
            "route": request.url_rule.rule if request.url_rule else "-",
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.began) * 1000, 1),
            "bytes": response.content_length,
        }
        _log.info("request", extra=facts)
    return response


def _method() -> str:
    return request.method if request.method in _METHODS else "?"


def _forget(_fault: BaseException | None) -> None:
    """Take the number away: the thread that answered goes on with work of nobody's request."""
    REFERENCE.set("")
