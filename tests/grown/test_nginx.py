"""The site as nginx serves it: only TLS 1.2 and newer, nothing for strangers to watch, no address in its log."""

import json
import re
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.grown.city import ROOT, program, wait_until
from tests.postgres import free_port

NAME = "layanan.example.go.id"


class _Behind(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *told: object) -> None:
        """Say nothing."""


def test_the_site_speaks_tls_and_hands_on_what_the_product_needs(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},DNS:localhost",
         "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    behind = ThreadingHTTPServer(("127.0.0.1", 0), _Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    plain, safe = free_port(), free_port()
    site = (ROOT / "deploy" / "nginx" / "eservice.conf").read_text()
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{behind.server_port}", "/etc/eservice/tls": str(tmp_path),
        "/etc/nginx/eservice-proxy.conf": str(ROOT / "deploy" / "nginx" / "eservice-proxy.conf"),
        "/var/log/nginx": str(tmp_path), "listen 80;": f"listen 127.0.0.1:{plain};", "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{safe} ssl http2;", "listen [::]:443 ssl http2;": "",
        f"server_name {NAME}": f"server_name {NAME} localhost",
    }.items():  # fmt: skip
        assert old in site, old
        site = site.replace(old, new)
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx.conf").write_text(
        f"user root; daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
        f" http {{ client_body_temp_path {tmp_path}/body; {temporary} {site} }}"
    )
    trusting = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
    command = ("nginx", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path))
    with program(*command, log=tmp_path / "nginx.log"):
        wait_until((tmp_path / "pid").exists, "nginx is there")
        base = f"https://localhost:{safe}"
        with urllib.request.urlopen(f"{base}/v/RAHASIA", timeout=10, context=trusting) as answer:
            headers = json.load(answer)
        for closed in ("/metrics", "/readyz"):
            with pytest.raises(urllib.error.HTTPError, match="403") as refused:
                urllib.request.urlopen(f"{base}{closed}", timeout=10, context=trusting)
            refused.value.close()
        with pytest.raises(urllib.error.HTTPError, match="301") as moved:
            urllib.request.build_opener(_Stay).open(f"http://localhost:{plain}/bantuan", timeout=10)
        moved.value.close()
        assert moved.value.headers["Location"] == "https://localhost/bantuan"
        shown = {
            version: subprocess.run(
                ["openssl", "s_client", "-connect", f"127.0.0.1:{safe}", version, "-cipher", "ALL:@SECLEVEL=0"],
                input=b"", capture_output=True, check=False, timeout=20,
            ).returncode == 0
            for version in ("-tls1", "-tls1_1", "-tls1_2")
        }  # fmt: skip
    behind.shutdown()
    behind.server_close()

    assert headers["Host"] == f"localhost:{safe}"
    assert (headers["X-Forwarded-Proto"], headers["X-Forwarded-For"]) == ("https", "127.0.0.1")
    assert shown == {"-tls1": False, "-tls1_1": False, "-tls1_2": True}
    log = (tmp_path / "eservice.log").read_text()
    assert re.search(r" 200 GET \d+ ", log)
    assert "RAHASIA" not in log


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *told: object, **more: object) -> None:
        """Follow nothing."""
