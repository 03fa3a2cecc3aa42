"""An address as a square that a telephone reads."""

import segno
from markupsafe import Markup


def square(address: str) -> Markup:
    """Return an address as a QR code, to be drawn in the page."""
    drawing: str = segno.make(address, error="m").svg_inline(border=2, svgclass=None, lineclass=None, omitsize=True)
    return Markup(drawing.replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S704 - our own drawing
