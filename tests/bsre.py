"""A BSrE of the tests' own: it speaks the protocol, misbehaves on command and counts what it signed."""

import base64
import hashlib
import json
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from eservice.letters.pades import BYTES_RESERVED, KeySigner
from eservice.letters.seam import Credential
from eservice.letters.signing import LocalSigner
from tests.outside import Handler, serve

NIK, PASSPHRASE = "1571015508809001", "pulang pergi 17"
EXPIRED_NIK = "1571015508809002"
SECRET = "kota-jambi:rahasia-aplikasi"
SEAL_CODE = "112233"
LURAH = Credential(NIK, PASSPHRASE)


class BsreHandler(Handler):
    """The service."""

    folder: ClassVar[Path]
    authority: ClassVar[KeySigner]
    stranger: ClassVar[KeySigner]
    signed: ClassVar[Counter[str]] = Counter()
    """SHA-256 of a file that was sent -> how often it was signed."""
    wrong: ClassVar[int] = 0
    """Wrong passphrases."""

    def counted(self) -> dict[str, Any]:
        return super().counted() | {"signed": dict(self.signed), "wrong": self.wrong}

    def answer(self, body: bytes, fault: str) -> None:
        if self.headers["Authorization"] != "Basic " + base64.b64encode(SECRET.encode()).decode():
            return self.say(401, {"error": "Unauthorized"})
        answers = {
            "/api/v2/user/check/status": self._status,
            "/api/v2/sign/pdf": self._sign,
            "/api/v2/seal/get/activation": self._fine,
            "/api/v2/seal/get/totp": self._fine,
            "/api/v2/seal/pdf": self._seal,
            "/api/v2/verify/pdf": self._verify,
        }
        return answers[self.path](json.loads(body), fault)

    def _status(self, wanted: dict[str, Any], _fault: str) -> None:
        known = {NIK: "ISSUE", EXPIRED_NIK: "EXPIRED"}
        self.say(200, {"status": known.get(wanted["nik"], "NOT_REGISTERED"), "message": ""})

    def _sign(self, wanted: dict[str, Any], fault: str) -> None:
        if wanted["nik"] == EXPIRED_NIK:
            return self.say(400, {"error": "Proses signing gagal", "status_code": 2999})
        if wanted["nik"] != NIK:
            return self.say(400, {"error": "User tidak terdaftar", "status_code": 2011})
        if wanted["passphrase"] != PASSPHRASE:
            type(self).wrong += 1
            return self.say(400, {"error": "Passphrase anda salah", "status_code": 2031})
        return self._answer_file(wanted, fault)

    def _seal(self, wanted: dict[str, Any], fault: str) -> None:
        if wanted["totp"] != SEAL_CODE:
            return self.say(400, {"error": "OTP salah", "status_code": 2041})
        return self._answer_file(wanted, fault)

    def _answer_file(self, wanted: dict[str, Any], fault: str) -> None:
        pdf = base64.b64decode(wanted["file"][0])
        if fault == "other file":
            pdf = _blank()
        by = self.stranger if fault == "wrong certificate" else self.authority
        signed = self._signed(pdf, wanted["signatureProperties"][0], by)
        if fault == "answer lost":
            return self.hang_up()
        if fault == "garbage":
            signed = b"not a letter"
        return self.say(200, {"time": 12, "file": [base64.b64encode(signed).decode()]})

    def _signed(self, pdf: bytes, properties: dict[str, str], by: KeySigner) -> bytes:
        self.signed[hashlib.sha256(pdf).hexdigest()] += 1
        metadata = PdfSignatureMetadata(
            field_name=f"sig_{len(PdfFileReader(BytesIO(pdf)).embedded_signatures) + 1}",
            reason=properties["reason"],
            location=properties["location"],
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )
        out = PdfSigner(metadata, by).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=BYTES_RESERVED)
        return bytes(out.getvalue())

    def _verify(self, wanted: dict[str, Any], _fault: str) -> None:
        signatures = PdfFileReader(BytesIO(base64.b64decode(wanted["file"]))).embedded_signatures
        found = [{"signerName": one.signer_cert.subject.native["common_name"]} for one in signatures]
        self.say(200, {"conclusion": "VALID" if found else "NO_SIGNATURE", "signatureInformations": found})

    def _fine(self, _wanted: dict[str, Any], _fault: str) -> None:
        self.say(200, {"message": "Success"})


def _blank() -> bytes:
    out = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out)
    return out.getvalue()


if __name__ == "__main__":
    BsreHandler.folder = Path(sys.argv[1])
    BsreHandler.authority = LocalSigner(BsreHandler.folder / "authority").container()
    BsreHandler.stranger = LocalSigner(BsreHandler.folder / "stranger").container()
    serve(BsreHandler)
