"""A bucket of the tests' own: as much of S3 as the product speaks. It checks every signature, and breaks on command."""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

NAME, KEY_ID, KEY = "surat", "AKIAUJI", "rahasia+/=uji"
SECRET = f"{KEY_ID}:{KEY}"


@dataclass
class Bucket:
    """A running store, as its test looks at it."""

    address: str
    held: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: int = 0
    """So many questions are answered with 500 next; -1 for all."""

    @property
    def url(self) -> str:
        """What BLOBS_URL says."""
        return f"s3://{NAME}/kota?endpoint={self.address}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def do_PUT(self) -> None:
        self._answer(lambda key, body: self.bucket.held.__setitem__(key, body) or (200, b""))

    def do_GET(self) -> None:
        self._answer(lambda key, _body: self._listed() if not key else self._found(key))

    do_HEAD = do_GET  # noqa: N815 - the name the server looks for

    def do_DELETE(self) -> None:
        self._answer(lambda key, _body: (204, self.bucket.held.pop(key, b"")[:0]))

    def do_POST(self) -> None:
        """Delete several: the library asks so also for one."""

        def forget(_key: str, body: bytes) -> tuple[int, bytes]:
            gone = [told.split("</Key>")[0] for told in body.decode().split("<Key>")[1:]]
            for key in gone:
                self.bucket.held.pop(key, None)
            said = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in gone)
            return 200, f"<DeleteResult>{said}</DeleteResult>".encode()

        self._answer(forget)

    def _found(self, key: str) -> tuple[int, bytes]:
        return (200, self.bucket.held[key]) if key in self.bucket.held else (404, b"<Error/>")

    def _listed(self) -> tuple[int, bytes]:
        prefix = dict(parse_qsl(urlsplit(self.path).query)).get("prefix", "")
        rows = "".join(
            f"<Contents><Key>{key}</Key><LastModified>2026-12-01T00:00:00.000Z</LastModified>"
            f'<ETag>"0"</ETag><Size>{len(data)}</Size></Contents>'
            for key, data in sorted(self.bucket.held.items())
            if key.startswith(prefix)
        )
        return 200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()

    def _answer(self, act: Any) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key = unquote(urlsplit(self.path).path).removeprefix(f"/{NAME}").lstrip("/")
        self.bucket.asked.append(f"{self.command} {key}")
        if self.bucket.broken:
            self.bucket.broken -= 1
            status, told = 500, b"<Error/>"
        elif not self._is_signed(body):
            status, told = 403, b"<Error/>"
        else:
            status, told = act(key, body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(told)))
        self.send_header("ETag", '"0"')
        self.send_header("Last-Modified", "Tue, 01 Dec 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    def _is_signed(self, body: bytes) -> bool:
        """Tell whether AWS Signature Version 4 fits what came, with the key that we know."""
        scheme, _, told = self.headers.get("Authorization", "").partition(" ")
        parts = dict(one.strip().split("=", 1) for one in told.split(","))
        if scheme != "AWS4-HMAC-SHA256":
            return False
        key_id, day, region, service, kind = parts["Credential"].split("/")
        digest = self.headers["x-amz-content-sha256"]
        if key_id != KEY_ID or digest not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
            return False
        place = urlsplit(self.path)
        asked = sorted(parse_qsl(place.query, keep_blank_values=True))
        query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in asked)
        signed = parts["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in signed)
        whole = "\n".join([self.command, place.path, query, headers, parts["SignedHeaders"], digest])
        scope = f"{day}/{region}/{service}/{kind}"
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{hashlib.sha256(whole.encode()).hexdigest()}"
        step = f"AWS4{KEY}".encode()
        for one in (day, region, service, kind, text):
            step = hmac.new(step, one.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(step.hex(), parts["Signature"])

    def log_message(self, *told: object) -> None:
        """Say nothing: the test looks at ``asked``."""


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Yield an empty bucket on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    found = Bucket(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"bucket": found})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
