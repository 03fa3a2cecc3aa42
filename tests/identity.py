"""A tiny identity service on this machine: what it tells, its key, and a word about whoever a test says has come."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "eservice", "what only the two know"


@dataclass
class Provider:
    """What the service does; a test changes what it should not."""

    address: str
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1"}))
    claims: dict[str, Any] = field(default_factory=dict)
    """What its word says besides, or otherwise."""
    unsigned: bool = False
    published: ECKey | None = None
    """The key it publishes, where that is another one than it signs with."""
    asked: dict[str, str] = field(default_factory=dict)
    """The last question it was asked, by the address of its front door."""

    def front_door(self, location: str) -> dict[str, str]:
        """Let somebody sign in there; return what it sends back with them."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return {"code": "one-time", "state": self.asked["state"], "iss": self.address}

    def told(self) -> dict[str, str]:
        """Return what it tells of itself."""
        doors = {"authorization_endpoint": "/masuk", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        return {"issuer": self.address} | {name: self.address + path for name, path in doors.items()}

    def tokens(self, sent: dict[str, str], heads: str) -> dict[str, str]:
        """Return its word, to who knows the secret and the verifier."""
        who = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        made = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        assert heads == f"Basic {who}"
        assert made == self.asked["code_challenge"]
        said: dict[str, Any] = {
            "iss": self.address,
            "sub": "7",
            "aud": CLIENT,
            "nonce": self.asked["nonce"],
        } | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        if self.unsigned:
            parts = [json.dumps({"alg": "none"}), json.dumps(said)]
            return {
                "id_token": ".".join(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts) + "."
            }
        return {"id_token": jwt.encode({"alg": "ES256", "kid": "1"}, said, self.key)}


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve an identity service until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published = {"keys": [(made.published or made.key).as_dict(private=False)]}
            self._answer(published if self.path == "/jwks" else made.told())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(made.tokens(sent, self.headers["Authorization"]))

        def _answer(self, told: object) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
