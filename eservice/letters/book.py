"""The register as a printed book: drawn by a process of its own, one at a time, so that two never fill the machine.

``python -m eservice.letters.book`` reads a page of HTML and writes the PDF.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

from eservice.config import ROOT
from eservice.kernel.errors import ConflictError

SECONDS = 30
"""How long a book may take: whoever asked waits for it."""


def draw(html: str, *, lock: Path) -> bytes:
    """Return the page as PDF/A-3.

    Args:
        lock: a file that whoever draws holds; all processes of an installation name the same one.

    Raises:
        ConflictError: ``book_busy``, another one is being drawn; ``book_not_drawn``, it took too long or failed.
    """
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError("book_busy") from None
        return _drawn(html)


def _drawn(html: str) -> bytes:
    command = [sys.executable, "-m", "eservice.letters.book"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, nothing of the visitor's in the command
            command, input=html.encode(), capture_output=True, check=True, timeout=SECONDS, cwd=ROOT
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise ConflictError("book_not_drawn") from fault
    return done.stdout


if __name__ == "__main__":
    from eservice.letters import pdf

    sys.stdout.buffer.write(pdf.render_book(sys.stdin.buffer.read().decode()))
