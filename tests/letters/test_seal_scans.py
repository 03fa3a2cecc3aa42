"""A seal survives the paper: an independent decoder reads it from a folded, turned and grainy picture of a print."""

from pathlib import Path
from types import ModuleType

import pytest
import zxingcpp

from eservice.letters import pdf
from eservice.letters.kinds import Kind, Mode
from tests import seals
from tests.letters.samples import SEAL_KEY, VERIFY_URL, sample, stamp
from tests.seals import NOW, ended, photographed, published, sheet


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return seals.script()


def printed(kind: Kind, size: str) -> bytes:
    content = sample(kind, size)
    return pdf.render(content, stamp(content))


@pytest.mark.parametrize(("kind", "size", "turned"), [(Kind.SKD, "ordinary", 2.5), (Kind.SKTM, "ordinary", -4.0)])
def test_a_photo_of_a_print_is_read_and_its_seal_is_good(
    kind: Kind, size: str, turned: float, script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = photographed(sheet(printed(kind, size)), seed=20261124, turned=turned)
    photo.save(tmp_path / "surat.jpg", quality=80)
    (tmp_path / "kunci").write_bytes(published(SEAL_KEY))

    (text,) = (code.text for code in zxingcpp.read_barcodes(photo))
    status = script.main(["--kunci", str(tmp_path / "kunci"), "--foto", str(tmp_path / "surat.jpg")])

    url, _, seal = text.partition("#")
    assert (url.lower(), seal) == (VERIFY_URL.lower(), stamp(sample(kind, size)).seal)
    assert script.check(text, script.known_from(published(SEAL_KEY), ended(key=SEAL_KEY)), now=NOW).code == "genuine"
    assert (status, "400.12.2.1/214/BLK/XI/2026" in capsys.readouterr().out) == (4, True)


def test_a_letter_signed_by_hand_has_no_seal() -> None:
    content = sample(Kind.SKD, mode=Mode.WET)

    (found,) = zxingcpp.read_barcodes(sheet(pdf.render(content, stamp(content))))

    assert "#" not in found.text
