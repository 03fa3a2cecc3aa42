"""A BSrE of the tests' own: a server process that speaks the protocol, misbehaves on command and counts what it signed.

Run as ``python -m tests.bsre FOLDER``: it says its port, makes its authority in FOLDER, and serves until killed.
"""

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from eservice.letters.keys import local_key
from eservice.letters.seam import Credential
from eservice.letters.signing import BYTES_RESERVED, _KeySigner

NIK, PASSPHRASE = "1571015508809001", "pulang pergi 17"
EXPIRED_NIK = "1571015508809002"
SECRET = "kota-jambi:rahasia-aplikasi"
LURAH = Credential(NIK, PASSPHRASE)
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Bsre:
    """A running service, as its test commands and asks it."""

    address: str
    root: Path
    """Its authority's certificate, PEM."""

    def misbehave(self, fault: str, *, times: int = -1) -> None:
        """Answer the next ``times`` questions with a fault; -1 until told otherwise."""
        self._control({"fault": fault, "times": times})

    def behave(self) -> None:
        """Be well again."""
        self._control({"fault": "", "times": 0})

    def told(self) -> dict[str, Any]:
        """Return what was counted: ``signed`` SHA-256 of a file -> how often, ``wrong`` passphrases, ``asked``."""
        return self._control({})

    def _control(self, wanted: dict[str, Any]) -> dict[str, Any]:
        request = Request(f"{self.address}/control", json.dumps(wanted).encode(), method="POST")
        with urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found


@contextmanager
def running(folder: Path) -> Iterator[Bsre]:
    """Run a service in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.bsre", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        yield Bsre(f"http://127.0.0.1:{port}", folder / "bsre" / "ca.pem")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Service:
    """What the service knows and counts."""

    def __init__(self, folder: Path) -> None:
        self.authority = _KeySigner(local_key(folder / "bsre"))
        self.stranger = _KeySigner(local_key(folder / "stranger"))
        self.fault, self.times = "", 0
        self.signed: Counter[str] = Counter()
        self.wrong = self.asked = 0

    def next_fault(self) -> str:
        """Return how this question is to be answered."""
        if not self.fault or self.times == 0:
            return ""
        self.times -= 1
        return self.fault

    def sign(self, pdf: bytes, properties: dict[str, str], *, by: _KeySigner) -> bytes:
        """Return the file with one more signature, and count it."""
        self.signed[hashlib.sha256(pdf).hexdigest()] += 1
        number = len(PdfFileReader(BytesIO(pdf)).embedded_signatures) + 1
        metadata = PdfSignatureMetadata(
            field_name=f"sig_{number}",
            reason=properties["reason"],
            location=properties["location"],
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )
        out = PdfSigner(metadata, by).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=BYTES_RESERVED)
        return bytes(out.getvalue())


class Handler(BaseHTTPRequestHandler):
    """Speaks the protocol."""

    service: Service
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/control":
            return self._command(wanted)
        service = self.service
        service.asked += 1
        fault = service.next_fault()
        if fault == "down":
            return self._hang_up()
        if fault == "broken":
            return self._say(500, {"status": 500, "error": "Internal Server Error"})
        if fault == "slow":
            time.sleep(1.5)
        if self.headers["Authorization"] != "Basic " + base64.b64encode(SECRET.encode()).decode():
            return self._say(401, {"error": "Unauthorized"})
        answers = {
            "/api/v2/user/check/status": self._status,
            "/api/v2/sign/pdf": self._sign,
            "/api/v2/seal/get/activation": self._fine,
            "/api/v2/seal/get/totp": self._fine,
            "/api/v2/seal/pdf": self._seal,
            "/api/v2/verify/pdf": self._verify,
        }
        return answers[self.path](wanted, fault)

    def _command(self, wanted: dict[str, Any]) -> None:
        if "fault" in wanted:
            self.service.fault, self.service.times = wanted["fault"], wanted["times"]
        counted = {"signed": dict(self.service.signed), "wrong": self.service.wrong, "asked": self.service.asked}
        self._say(200, counted)

    def _status(self, wanted: dict[str, Any], _fault: str) -> None:
        known = {NIK: "ISSUE", EXPIRED_NIK: "EXPIRED"}
        self._say(200, {"status": known.get(wanted["nik"], "NOT_REGISTERED"), "message": ""})

    def _sign(self, wanted: dict[str, Any], fault: str) -> None:
        service = self.service
        if wanted["nik"] == EXPIRED_NIK:
            return self._say(400, {"error": "Proses signing gagal", "status_code": 2999})
        if wanted["nik"] != NIK:
            return self._say(400, {"error": "User tidak terdaftar", "status_code": 2011})
        if wanted["passphrase"] != PASSPHRASE:
            service.wrong += 1
            return self._say(400, {"error": "Passphrase anda salah", "status_code": 2031})
        pdf = base64.b64decode(wanted["file"][0])
        if fault == "other file":
            pdf = (Path(sys.argv[1]) / "other.pdf").read_bytes()
        by = service.stranger if fault == "wrong certificate" else service.authority
        return self._answer_file(service.sign(pdf, wanted["signatureProperties"][0], by=by), fault)

    def _seal(self, wanted: dict[str, Any], fault: str) -> None:
        if wanted["totp"] != "112233":
            return self._say(400, {"error": "OTP salah", "status_code": 2041})
        pdf = base64.b64decode(wanted["file"][0])
        signed = self.service.sign(pdf, wanted["signatureProperties"][0], by=self.service.authority)
        return self._answer_file(signed, fault)

    def _answer_file(self, pdf: bytes, fault: str) -> None:
        if fault == "answer lost":
            return self._hang_up()
        if fault == "garbage":
            return self._say(200, {"file": [base64.b64encode(b"not a letter").decode()]})
        return self._say(200, {"time": 12, "file": [base64.b64encode(pdf).decode()]})

    def _verify(self, wanted: dict[str, Any], _fault: str) -> None:
        signatures = PdfFileReader(BytesIO(base64.b64decode(wanted["file"]))).embedded_signatures
        found = [{"signerName": one.signer_cert.subject.native["common_name"]} for one in signatures]
        self._say(200, {"conclusion": "VALID" if found else "NO_SIGNATURE", "signatureInformations": found})

    def _fine(self, _wanted: dict[str, Any], _fault: str) -> None:
        self._say(200, {"message": "Success"})

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # who asked has gone

    def log_message(self, *_: Any) -> None:
        """Say nothing: what is sent here is secret."""


def main() -> None:
    """Serve until killed."""
    folder = Path(sys.argv[1])
    Handler.service = Service(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
