"""Asks a virus scanner about bytes, by clamd's own protocol: INSTREAM over TCP or a Unix socket.

Nobody answers for a scanner that is away: whoever asked keeps the file back and asks again.

Source: clamd(8), "INSTREAM"; clamav 1.4.
"""

import socket
import struct
from contextlib import closing
from urllib.parse import urlsplit

_PIECE = 64 * 1024
_LONGEST_REPLY = 4096
PORT = 3310
PATIENCE = 20.0
"""Seconds it may take to connect, and again for each piece and for the reply."""


class ScannerAwayError(OSError):
    """The scanner did not answer, or not in words that can be trusted."""


class Clamd:
    """A running clamd, at ``clamd://host:port`` or ``clamd:///path/of/its.socket``."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        if place.scheme != "clamd" or not (place.hostname or place.path.strip("/")):
            raise ValueError(f"not an address of clamd: {url!r}")
        self._host, self._port, self._path = place.hostname, place.port or PORT, place.path

    def scan(self, data: bytes) -> str | None:
        """Return what the scanner calls the harm it found, None for none.

        Raises:
            ScannerAwayError: nobody answered; nothing is known about the file.
        """
        try:
            with closing(self._connected()) as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), _PIECE):
                    piece = data[start : start + _PIECE]
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
                said = _reply(line)
        except OSError as error:
            raise ScannerAwayError(type(error).__name__) from error
        return _understood(said)

    def _connected(self) -> socket.socket:
        if self._host:
            return socket.create_connection((self._host, self._port), timeout=PATIENCE)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(self._path)
        except OSError:
            line.close()
            raise
        return line


def _reply(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_REPLY and (more := line.recv(_LONGEST_REPLY)):
        said += more
    return said.rstrip(b"\0").decode("utf-8", "replace")


def _understood(said: str) -> str | None:
    """Return the name in ``stream: Name FOUND``, None for ``stream: OK``; anything else is no answer."""
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return None
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")[:120]
    raise ScannerAwayError("no verdict")
