"""What every answer carries besides its body: what the browser may do with it, and how long it may be kept."""

import gzip
import hashlib
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for
from werkzeug.wsgi import FileWrapper

from eservice.config import Settings
from eservice.kernel.failpoints import failpoint
from eservice.web.guards import signed_in
from eservice.web.unsent import digest_here

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
"""A view may set its own value first (a file shown beside a request allows framing by ourselves)."""

ALONE = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
"""For what strangers sent: whatever it is, it runs nothing and reads nothing of ours."""

FOREVER = "public, max-age=31536000, immutable"
KEPT_NOWHERE = "no-store"
ASKED_AGAIN = "private, no-cache"
_PACKED = ("text/", "application/json", "image/svg+xml")
_SMALLEST_PACKED = 600


def install(app: Flask) -> None:
    """Send the headers with every answer and give the templates ``static_url``."""
    app.jinja_env.globals["static_url"] = static_url
    app.before_request(_asked)
    app.after_request(_pack)
    app.after_request(_protect)


def static_url(name: str) -> str:
    """Return the address of a static file with its content's hash, so that it may be kept for ever."""
    return url_for("static", filename=name, v=_fingerprint(Path(str(current_app.static_folder)) / name))


@lru_cache(maxsize=64)
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _asked() -> None:
    if request.method == "POST":
        failpoint("web.asked")


def _protect(response: Response) -> Response:
    if request.method == "POST":
        failpoint("web.before_answer")
    settings: Settings = current_app.extensions["eservice.settings"]
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.base_url.startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if request.endpoint == "static":
        named_by_content = "v" in request.args or request.path.endswith(".woff2")
        response.headers["Cache-Control"] = FOREVER if named_by_content else "public, max-age=3600"
        response.headers.pop("Content-Disposition", None)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = ASKED_AGAIN if _anyone_may_see() else KEPT_NOWHERE
        response.vary.add("Cookie")
    return response


def _anyone_may_see() -> bool:
    """Tell whether the page is the same for everybody but for its language: no account, and no unsent draft."""
    return request.blueprint == "public" and request.method != "POST" and not signed_in().user_id and not digest_here()


def _pack(response: Response) -> Response:
    """Compress text; pages get a gzip file name of random length, so that their size tells nothing about secrets."""
    accepts = request.accept_encodings.quality("gzip") > 0
    if (
        not accepts
        or response.status_code in (204, 206, 304)
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith(_PACKED)
        or (response.is_streamed and request.endpoint != "static")
    ):
        return response
    source = response.response
    response.direct_passthrough = False
    body = response.get_data()
    if isinstance(source, FileWrapper):
        source.close()
    if len(body) >= _SMALLEST_PACKED:
        if request.endpoint == "static":
            packed = _packed_static(hashlib.sha256(body).digest(), body)
        else:
            packed = _packed_page(body)
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response


_STATIC: dict[bytes, bytes] = {}


def _packed_static(key: bytes, body: bytes) -> bytes:
    if key not in _STATIC:
        _STATIC[key] = gzip.compress(body, 9, mtime=0)
    return _STATIC[key]


def _packed_page(body: bytes) -> bytes:
    packed = gzip.compress(body, 6, mtime=0)
    name = b"x" * (1 + secrets.randbelow(64)) + b"\0"
    return packed[:3] + bytes([packed[3] | 8]) + packed[4:10] + name + packed[10:]
