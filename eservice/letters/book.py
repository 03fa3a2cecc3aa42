"""The register as a printed book: drawn by a process of its own, so that nobody else waits for it.

``python -m eservice.letters.book`` reads a page of HTML and writes the PDF.
"""

import subprocess
import sys

from eservice.config import ROOT

SECONDS = 120
"""How long a book may take; ten times what the longest one took."""


class NotDrawnError(Exception):
    """The book could not be drawn."""


def draw(html: str) -> bytes:
    """Return the page as PDF/A-3. Raises NotDrawnError."""
    command = [sys.executable, "-m", "eservice.letters.book"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, nothing of the visitor's in the command
            command, input=html.encode(), capture_output=True, check=True, timeout=SECONDS, cwd=ROOT
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise NotDrawnError(str(fault)) from fault
    return done.stdout


if __name__ == "__main__":
    from eservice.letters import pdf

    sys.stdout.buffer.write(pdf.render_book(sys.stdin.buffer.read().decode()))
