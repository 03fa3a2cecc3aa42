"""The letter of a request as it stands now, drawn by the browser: marked DRAF, without number, date or QR.

Drawing a PDF belongs to the worker, which has one thread for it; a web process that renders would hold up everybody
behind it. The page here is the very text the worker will draw, from the same template and the same style sheet.
"""

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import Response

from eservice.kernel.errors import DomainError
from eservice.letters import page
from eservice.letters import queries as register
from eservice.letters.content import LetterContent
from eservice.letters.renderer import ASSETS
from eservice.requests.content import content_for
from eservice.requests.models import Request
from eservice.requests.signing import letter_of, mode_of

POLICY = "; ".join(
    ("default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "frame-ancestors 'self'", "sandbox")
)
"""The page carries its own style and nothing else; it may neither load, send nor run anything."""

_FITS = '<meta name="viewport" content="width=device-width, initial-scale=1">'

_SCREEN = """
@media screen {
  html { background: #e4e9e6; }
  html, body { overflow-x: clip; }
  body { box-sizing: border-box; max-width: 210mm; min-height: 297mm; margin: 0 auto; padding: 16mm 22mm 20mm 26mm;
    background: #fff; position: relative; overflow: hidden; }
  .mark { position: absolute; left: 0; width: 100%; visibility: hidden; }
  .mark::before { content: "DRAF"; visibility: visible; position: absolute; left: 0; width: 100%; }
}
@media screen and (max-width: 48rem) {
  body { padding: 5mm; }
  th { width: 32%; padding-left: 0; }
  .sign, .co { float: none; width: auto; margin-top: 4mm; }
  .verify { margin-top: 6mm; }
}
"""


def draft_page(found: Request, *, at: datetime) -> Response:
    """Return the draft of a request's letter as a page of its own.

    Raises:
        DomainError: what the letter needs is not there yet.
    """
    letter = letter_of(found)
    if letter is not None and letter.editions:
        content = register.content_of(letter)
    else:  # reserved and not drawn, after a failed attempt: another official may sign it now
        content = content_for(found, mode=mode_of(found), at=at)
    return as_page(content)


def as_page(content: LetterContent) -> Response:
    """Return a letter that nobody signed as a page of its own, marked DRAF."""
    text = page.html(content, None)
    text = text.replace("asset:emblem.svg", _inlined("emblem.svg"))
    text = re.sub(r"(<body[^>]*>)", r"\1<main>", text, count=1).replace("</body>", "</main></body>", 1)
    text = text.replace("</head>", f"{_FITS}<style>{_style()}</style></head>", 1)
    return Response(text, headers={"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"})


def can_be_drawn(found: Request, *, at: datetime) -> bool:
    """Tell whether the letter has everything it prints."""
    try:
        content_for(found, mode=mode_of(found), at=at)
    except (DomainError, StopIteration, ValueError):
        return False
    return True


@cache
def _style() -> str:
    """Return the letter's own style, without what is for paper alone: the worker's fonts, pages and running foot."""
    text = (ASSETS / "letter.css").read_text(encoding="utf-8")
    text = re.sub(r"@page \{(?:[^{}]|\{[^{}]*\})*\}", "", text)
    text = re.sub(r"string-set:[^;]*;", "", text)
    lines = [line for line in text.splitlines() if not line.startswith("@font-face")]
    return "\n".join(lines).replace("asset:bloom.svg", _inlined("bloom.svg")) + _SCREEN


@cache
def _inlined(name: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(Path(ASSETS / name).read_bytes()).decode()
