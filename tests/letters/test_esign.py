"""The client of BSrE's service, against a service of the tests' own."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eservice.config import SettingsError
from eservice.letters import examine, production
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import MAY_SIGN, Account, EsignService
from eservice.letters.kinds import Kind, Mode
from eservice.letters.seam import Credential, SignerAwayError, SigningRefusedError
from eservice.letters.signing import signer_for
from tests.bsre import LURAH, NIK, SEAL_CODE, SECRET
from tests.databases import settings_for_tests
from tests.letters.samples import sample, stamp
from tests.outside import SLOW_SECONDS, Outside, running


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with running("tests.bsre", tmp_path_factory.mktemp("bsre")) as found:
        yield found


@pytest.fixture
def client(service: Outside) -> EsignService:
    service.behave()
    return EsignService(service.address, Account(*SECRET.split(":")), seconds=30.0, breath=0.3)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    content = sample(Kind.SKD, mode=Mode.BSRE)
    return production.sheet_for_pen(content, stamp(content))


def test_the_service_signs_seals_verifies_and_knows_its_users(client: EsignService, sheet: bytes) -> None:
    signed = client.sign(sheet, LURAH, reason="Ditandatangani selaku Lurah", location="Jambi")
    client.ask_for_seal_code("jambi")
    client.ask_for_seal_code("jambi", activation="998877")
    sealed = client.seal(signed, subscriber="jambi", code=SEAL_CODE, reason="Segel", location="Jambi")

    assert client.status(NIK) == MAY_SIGN
    assert client.verify(sealed).is_valid
    assert len(client.verify(sealed).signers) == 2
    assert not client.verify(sheet).is_valid


def test_a_refusal_is_told_from_a_fault(client: EsignService, service: Outside, sheet: bytes) -> None:
    with pytest.raises(SigningRefusedError, match="passphrase_wrong"):
        client.sign(sheet, Credential(NIK, "salah"), reason="", location="")
    with pytest.raises(SigningRefusedError, match="signer_refused"):
        client.seal(sheet, subscriber="jambi", code="000000", reason="", location="")
    stranger = EsignService(service.address, Account("siapa", "saja"))
    with pytest.raises(SignerAwayError, match="signer_account"):
        stranger.sign(sheet, LURAH, reason="", location="")


def test_a_service_that_failed_is_left_alone_for_a_breath(client: EsignService, service: Outside) -> None:
    service.misbehave("down", times=1)
    with pytest.raises(SignerAwayError, match="signer_away"):
        client.status(NIK)
    asked = service.told()["asked"]
    client._away_until += 60

    with pytest.raises(SignerAwayError, match="signer_away"):
        client.status(NIK)
    assert service.told()["asked"] == asked, "forty letters wait for it once"
    client._away_until = time.monotonic()

    assert client.status(NIK) == MAY_SIGN


def test_a_slow_answer_is_not_waited_for(client: EsignService, service: Outside) -> None:
    service.misbehave("slow", times=1)
    client._seconds, begun = 0.5, time.monotonic()

    with pytest.raises(SignerAwayError, match="signer_away") as refused:
        client.status(NIK)

    assert time.monotonic() - begun < SLOW_SECONDS
    assert refused.value.__cause__ is None, "the cause may quote what was sent"


def test_an_installation_signs_by_bsre_by_its_settings_alone(service: Outside, tmp_path: Path) -> None:
    wanted = settings_for_tests(tmp_path, "sqlite://", signer_url=f"bsre:{service.address}", signer_secret=SECRET)
    signer = signer_for(replace(wanted, trust_roots=service.root))

    assert isinstance(signer, BsreSigner)
    assert len(signer.trusted_roots()) == 1
    assert SECRET not in repr(wanted)
    assert examine.is_whole([], signer.trusted_roots()) is False


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"signer_url": "bsre:http://esign.contoh.go.id"}, "https"),
        ({"signer_url": "bsre:https://kota:rahasia@esign.contoh.go.id"}, "SIGNER_SECRET"),
        ({"signer_secret": "kota"}, "SIGNER_SECRET"),
        ({"trust_roots": None}, "TRUST_ROOTS"),
        ({"trust_roots": Path("/nowhere/roots.pem")}, "TRUST_ROOTS"),
    ],
)
def test_a_setting_that_would_leak_or_trust_too_much_is_refused(
    changes: dict[str, object], named: str, service: Outside, tmp_path: Path
) -> None:
    wanted = {"signer_url": "bsre:https://esign.contoh.go.id", "signer_secret": SECRET, "trust_roots": service.root}
    settings = settings_for_tests(tmp_path, "sqlite://", **(wanted | changes))

    with pytest.raises(SettingsError, match=named) as refused:
        signer_for(settings)

    assert "rahasia" not in str(refused.value)
