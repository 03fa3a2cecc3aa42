"""What machines are told when something is refused or goes wrong: RFC 9457, under the addresses of the API."""

import json

from flask import Response, request

from eservice.kernel.errors import TooManyTriesError

ADDRESSES = "/api/"
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def for_machines() -> bool:
    """Tell whether a machine asked, by the address."""
    return request.path.startswith(ADDRESSES)


def problem(status: int, detail: str, *, code: str = "") -> Response:
    """Return a problem as JSON; `code` is ours and stays the same, `detail` is a sentence."""
    said = {"type": "about:blank", "title": _TITLES.get(status, ""), "status": status, "detail": detail}
    body = json.dumps(said | ({"code": code} if code else {}), ensure_ascii=False)
    return open_to_all(Response(body, status, mimetype="application/problem+json"))


def refusal_of(status: int, error: Exception, detail: str, code: str) -> Response:
    """Return a refusal as a problem, and until when to wait where that is why."""
    answer = problem(status, detail, code=code)
    if isinstance(error, TooManyTriesError):
        answer.headers["Retry-After"] = str(int(str(error.facts.get("minutes", 5))) * 60)
    return answer


def open_to_all(answer: Response) -> Response:
    """Let pages of others read an answer, and nobody keep it: it is of this instant."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
