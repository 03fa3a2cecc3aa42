"""A small server that speaks clamd's protocol on loopback: what contains HARM is harmful."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HARM = b"INI-VIRUS-UJI"
NAME = "Uji.Virus"


@dataclass
class Scanner:
    """A running server; what it was asked about, and what it answers instead of a verdict."""

    url: str
    seen: list[bytes] = field(default_factory=list)
    says: bytes = b""


@contextmanager
def clamd() -> Iterator[Scanner]:
    """Yield a scanner that answers until the block ends."""

    class Asked(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack(">I", self.rfile.read(4))[0]:
                data += self.rfile.read(size)
            scanner.seen.append(data)
            verdict = f"stream: {NAME} FOUND".encode() if HARM in data else b"stream: OK"
            self.wfile.write((scanner.says or verdict) + b"\0")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Asked) as server:
        scanner = Scanner(f"clamd://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield scanner
        finally:
            server.shutdown()
