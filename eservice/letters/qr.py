"""The square beside the signature: the shortest code that opens the verify page."""

import base64
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno
from segno import consts

_MASK = 3
"""Any mask is lawful; choosing the best of eight costs five times the drawing and scans no better."""
_SHORT_ALPHABET = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def image(verify_url: str, seal: str = "") -> str:
    """Return the QR as a data: address of a one-bit PNG, one pixel a module, quiet zone included."""
    parts: Any = _segments(verify_url, seal)  # the library takes segments, its types do not say so
    code = segno.make(parts, error="M", mask=_MASK, micro=False, boost_error=False)
    out = BytesIO()
    code.save(out, kind="png", scale=1, border=4)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def _segments(verify_url: str, seal: str) -> list[tuple[str, int]]:
    """Split the address so that all but the path's own letters use the QR's short alphabet."""
    parts = urlsplit(verify_url)
    folder, _, token = parts.path.rpartition("/")
    segments = [
        _shortest(f"{parts.scheme}://{parts.netloc}".upper()),
        (f"{folder}/", consts.MODE_BYTE),
        _shortest(token),
    ]
    if seal:
        segments += [("#", consts.MODE_BYTE), (seal, consts.MODE_ALPHANUMERIC)]
    return segments


def _shortest(text: str) -> tuple[str, int]:
    return text, consts.MODE_ALPHANUMERIC if set(text) <= _SHORT_ALPHABET else consts.MODE_BYTE
