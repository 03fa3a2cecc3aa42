"""Time stamps in letters, against an authority of the tests' own."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import pem
from pikepdf import pdfa
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from eservice.config import SettingsError
from eservice.letters import archiving, examine, production
from eservice.letters.kinds import Kind
from eservice.letters.seam import SignerAwayError
from eservice.letters.signing import LocalSigner, signer_for
from eservice.letters.timestamps import TimeStampAuthority, stamp_in
from tests import tsa
from tests.databases import settings_for_tests
from tests.letters.samples import SIGNED_AT, sample, stamp
from tests.outside import Outside, running


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with running("tests.tsa", tmp_path_factory.mktemp("tsa")) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance") / "keys"


@pytest.fixture
def signer(authority: Outside, folder: Path) -> LocalSigner:
    authority.behave()
    roots = [pem.unarmor(authority.root.read_bytes())[2]]
    return LocalSigner(folder, TimeStampAuthority(authority.address, roots=roots, seconds=30.0, breath=0.0))


def signed(signer: LocalSigner, kind: Kind = Kind.SKD) -> bytes:
    content = sample(kind)
    return production.first_edition(content, replace(stamp(content), time_stamped=True), signer=signer, at=SIGNED_AT)


def test_every_signature_of_a_letter_is_stamped_and_the_file_is_whole(signer: LocalSigner) -> None:
    first = signed(signer, Kind.SKTM)
    content = sample(Kind.SKTM)
    whole = production.next_edition(first, content, place=1, signer=signer, at=SIGNED_AT)

    signatures = PdfFileReader(BytesIO(whole)).embedded_signatures
    assert examine.is_whole(signatures, signer.trusted_roots())
    found = [stamp_in(first), stamp_in(whole)]
    assert [one.by for one in found if one] == [tsa.NAME, tsa.NAME]
    assert all(one and datetime.now(UTC) - one.at < timedelta(minutes=5) for one in found)


def test_a_signature_without_a_stamp_says_nothing_of_one(folder: Path) -> None:
    assert stamp_in(signed(LocalSigner(folder))) is None
    assert stamp_in(b"%PDF-1.7 of somebody else") is None


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("down", "stamp_away"),
        ("broken", "stamp_away"),
        ("slow", "stamp_away"),
        ("garbage", "stamp_wrong"),
        ("refused", "stamp_wrong"),
        ("wrong imprint", "stamp_wrong"),
        ("wrong nonce", "stamp_wrong"),
        ("wrong certificate", "stamp_wrong"),
        ("wrong purpose", "stamp_wrong"),
    ],
)
def test_no_letter_is_signed_without_the_right_stamp(
    fault: str, code: str, signer: LocalSigner, authority: Outside
) -> None:
    authority.misbehave(fault)
    assert signer.authority is not None
    if fault == "slow":
        signer.authority._seconds = 0.5

    with pytest.raises(SignerAwayError, match=code):
        signed(signer)


def test_an_installation_stamps_by_its_settings_alone(authority: Outside, tmp_path: Path) -> None:
    settings = settings_for_tests(tmp_path, "sqlite://", tsa_url=authority.address, trust_roots=authority.root)

    assert len(signer_for(settings).trusted_roots()) == 1
    for changes in ({"trust_roots": None}, {"tsa_url": "file:///etc/passwd"}):
        with pytest.raises(SettingsError, match="T.*_"):
            signer_for(replace(settings, **changes))


def test_a_letter_in_the_archive_is_stamped_again_and_every_edition_stays_whole(
    signer: LocalSigner, tmp_path: Path
) -> None:
    editions = [signed(signer, Kind.SKTM)]
    editions.append(production.next_edition(editions[0], sample(Kind.SKTM), place=1, signer=signer, at=SIGNED_AT))

    for number in (1, 2):
        authority, roots = signer.authority, signer.trusted_roots()
        assert authority is not None
        editions.append(archiving.renewed(editions[-1], authority=authority, roots=roots, number=number))

    for edition in editions[1:]:
        assert examine.is_whole(PdfFileReader(BytesIO(edition)).embedded_signatures, signer.trusted_roots())
    path = tmp_path / "letter.pdf"
    path.write_bytes(editions[-1])
    said = subprocess.run(["pdfsig", "-nocert", str(path)], check=False, capture_output=True, text=True).stdout
    assert said.count("Signature is Valid.") == 2
    assert said.count("  - Total document signed") == 1
    before, after = ({one.rule for one in pdfa.validate_written(BytesIO(one), "3b").findings} for one in editions[1::2])
    assert after <= before, "as archivable as it was"
    with pikepdf.open(path) as opened:
        added = [one for one in opened.pages[0].Annots if str(one.get("/T", "")).startswith("LTA")]
        assert len(added) == 2
        assert all(float(one.Rect[0]) < 0 for one in added), "outside the page: PDF/UA asks for no tag"


def test_what_is_changed_in_the_archive_is_not_whole(signer: LocalSigner) -> None:
    authority, roots = signer.authority, signer.trusted_roots()
    assert authority is not None
    kept = archiving.renewed(signed(signer), authority=authority, roots=roots, number=1)

    writer = IncrementalPdfFileWriter(BytesIO(kept))
    writer.root["/Lang"] = TextStringObject("en")
    writer.update_root()
    out = BytesIO()
    writer.write(out)

    for changed in (out.getvalue(), kept + b"\nmore"):
        assert not examine.is_whole(PdfFileReader(BytesIO(changed)).embedded_signatures, roots)
