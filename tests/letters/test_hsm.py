"""A key in hardware, played by SoftHSM: letters signed by it, and every way in which it does not answer."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader

from eservice.config import SettingsError
from eservice.letters import examine, production
from eservice.letters.hsm import Token, token_address
from eservice.letters.keys import local_key, trusted_roots
from eservice.letters.kinds import Kind, Mode
from eservice.letters.seam import SignerAwayError, SigningRefusedError
from eservice.letters.signing import TokenSigner, signer_for
from tests.databases import settings_for_tests
from tests.letters.samples import SIGNED_AT, sample, stamp

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "271828"

pytestmark = pytest.mark.skipif(
    not (Path(MODULE).exists() and shutil.which("softhsm2-util")),
    reason="SoftHSM is a Debian package, softhsm2; it is not here",
)


@dataclass(frozen=True)
class Hardware:
    """A token with a key and its certificate, and the folder of its authority."""

    url: str
    roots: Path


@pytest.fixture(scope="module")
def hardware(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hardware]:
    """A token of these tests' own; SoftHSM reads where it lies once a process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--label", "Kota Jambi", "--pin", PIN, "--so-pin", "314159"]
    subprocess.run(command, check=True, capture_output=True)
    keys = folder / "keys"
    local_key(keys)
    private = load_pem_private_key((keys / "signer.key").read_bytes(), password=None)
    pkcs8 = private.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    with pkcs11.lib(MODULE).get_token(token_label="Kota Jambi").open(rw=True, user_pin=PIN) as session:
        key = decode_ec_private_key(pkcs8) | {pkcs11.Attribute.LABEL: "surat", pkcs11.Attribute.TOKEN: True}
        session.create_object(key)
        certificate = decode_x509_certificate(local_key(keys).certificate)
        session.create_object(certificate | {pkcs11.Attribute.LABEL: "surat", pkcs11.Attribute.TOKEN: True})
    yield Hardware(f"pkcs11:token=Kota%20Jambi;object=surat?module-path={MODULE}", keys)
    del os.environ["SOFTHSM2_CONF"]


Open = Callable[..., TokenSigner]


@pytest.fixture
def signer(hardware: Hardware) -> Iterator[Open]:
    """A function that gives a signer with the token, whose session ends with the test."""
    opened: list[Token] = []

    def open_one(*, pin: str = PIN, roots: list[bytes] | None = None, url: str = "") -> TokenSigner:
        opened.append(Token(token_address(url or hardware.url), pin))
        return TokenSigner(opened[-1], None, roots=trusted_roots(hardware.roots) if roots is None else roots)

    yield open_one
    for one in opened:
        one.close()


def signed(by: TokenSigner, kind: Kind = Kind.SKD) -> bytes:
    content = sample(kind, mode=Mode.PKCS11)
    return production.first_edition(content, stamp(content), signer=by, at=SIGNED_AT)


def test_a_letter_is_signed_by_a_key_that_never_leaves_its_hardware(hardware: Hardware, signer: Open) -> None:
    by = signer()

    first = signed(by, Kind.SKTM)
    whole = production.next_edition(first, sample(Kind.SKTM, mode=Mode.PKCS11), place=1, signer=by, at=SIGNED_AT)

    signatures = PdfFileReader(BytesIO(whole)).embedded_signatures
    assert len(signatures) == 2
    assert examine.is_whole(signatures, by.trusted_roots())
    assert signatures[0].signer_cert.dump() == local_key(hardware.roots).certificate


def test_a_wrong_pin_is_tried_once_so_that_the_token_is_not_locked(signer: Open, monkeypatch) -> None:
    by = signer(pin="000000")
    with pytest.raises(SigningRefusedError, match="token_pin"):
        signed(by)

    monkeypatch.setattr(Token, "_opened", lambda self: pytest.fail("tried a second time"))
    with pytest.raises(SigningRefusedError, match="token_pin"):
        signed(by)


def test_a_token_that_is_not_there_is_waited_for(hardware: Hardware, signer: Open) -> None:
    for url in (
        hardware.url.replace("Kota%20Jambi", "Lain"),
        hardware.url.replace("object=surat", "object=lain"),
        hardware.url.replace(MODULE, "/nowhere/module.so"),
    ):
        with pytest.raises(SignerAwayError, match="token_away"):
            signed(signer(url=url))


def test_a_session_that_breaks_is_opened_anew(signer: Open) -> None:
    by = signer()
    token = by._token
    key = token.key()

    def pulled_out(data: bytes) -> bytes:
        raise pkcs11.DeviceRemoved

    token._open = replace(key, sign_raw=pulled_out)
    with pytest.raises(SignerAwayError, match="token_away"):
        signed(by)

    assert examine.is_whole(PdfFileReader(BytesIO(signed(by))).embedded_signatures, by.trusted_roots())


def test_a_certificate_that_nobody_vouches_for_signs_nothing(signer: Open, tmp_path: Path) -> None:
    local_key(tmp_path / "others")

    with pytest.raises(SignerAwayError, match="signer_wrong_certificate"):
        signed(signer(roots=trusted_roots(tmp_path / "others")))


def test_an_installation_signs_in_hardware_by_its_settings_alone(hardware: Hardware, tmp_path: Path) -> None:
    settings = settings_for_tests(
        tmp_path,
        "sqlite://",
        signer_url=hardware.url,
        signer_secret=PIN,
        trust_roots=hardware.roots / "ca.pem",
    )

    by = signer_for(settings)

    assert isinstance(by, TokenSigner)
    assert examine.is_whole(PdfFileReader(BytesIO(signed(by))).embedded_signatures, by.trusted_roots())
    by._token.close()
    assert PIN not in repr(settings)
    for url in (
        "pkcs11:token=Kota;object=surat",
        f"pkcs11:object=surat?module-path={MODULE}",
        f"pkcs11:token=Kota;object=surat?module-path={MODULE}&pin-value=271828",
    ):
        with pytest.raises(SettingsError, match="SIGNER_URL"):
            signer_for(replace(settings, signer_url=url))
