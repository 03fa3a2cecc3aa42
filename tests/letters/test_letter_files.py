"""The printed letters: every field on the paper, valid signatures, archivable files."""

import json
import logging
import re
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from eservice.kernel.errors import IllegalStepError
from eservice.letters import examine, fields, pdf, production, wording
from eservice.letters.content import LetterContent
from eservice.letters.kinds import Kind, Mode, Value
from eservice.letters.signing import HandSigner, LocalSigner
from tests.letters.samples import SIGNED_AT, SIZES, sample, stamp

CHOICES = {"variant", "seen_by", "income_kind", "sex", "deceased_sex", "multiplicity"}
"""Fields that choose the sentence; the sentences are tested word by word."""
ONLY_IN_NOTICES = {(Kind.N1, "born_on")}
MONTH_ONLY = {(Kind.SKD, "since")}


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> LocalSigner:
    """A demo signer with keys of its own."""
    return LocalSigner(tmp_path_factory.mktemp("instance") / "keys")


def signed(kind: Kind, signer: LocalSigner) -> bytes:
    """Return a letter signed in every place."""
    content = sample(kind)
    file = production.first_edition(content, stamp(content), signer=signer, at=SIGNED_AT)
    for place in range(1, len(content.signers)):
        file = production.next_edition(file, content, place=place, signer=signer, at=SIGNED_AT)
    return file


def words_of(file: bytes, folder: Path) -> str:
    """Return the text of a file as pdftotext reads it, without any white space."""
    path = folder / "letter.pdf"
    path.write_bytes(file)
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode()
    return re.sub(r"\s+", "", text)


def as_printed(content: LetterContent, key: str, value: Value) -> list[str]:
    """Return the ways a field may stand on the paper."""
    if isinstance(value, date):
        month = (content.kind, key) in MONTH_ONLY
        return [wording.month_and_year(value) if month else wording.long_date(value)]
    if isinstance(value, int):
        return [str(value), wording.grouped(value), wording.rupiah(value)]
    return value.split("\n\n")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", Kind)
def test_every_field_stands_on_the_paper(kind: Kind, size: str, tmp_path: Path) -> None:
    content = sample(kind, size)

    words = words_of(pdf.render(content, stamp(content)), tmp_path)

    expected = [value for _, value in content.subject] + [content.purpose, content.title, *stamp(content).numbers]
    expected += [signer.name for signer in content.signers] + [content.letterhead.address, stamp(content).code]
    if content.valid_until:
        expected.append(wording.long_date(content.valid_until))
    for text in expected:
        assert re.sub(r"\s+", "", text) in words
    for key, value in content.fields.items():
        if key not in CHOICES and (kind, key) not in ONLY_IN_NOTICES:
            assert any(re.sub(r"\s+", "", way) in words for way in as_printed(content, key, value)), key


@pytest.mark.parametrize("kind", Kind)
def test_an_ordinary_letter_fits_its_pages_and_a_long_one_counts_them(kind: Kind, tmp_path: Path) -> None:
    ordinary, long = (pdf.render(sample(kind, size), stamp(sample(kind))) for size in ("ordinary", "two_pages"))

    assert len(pikepdf.open(BytesIO(ordinary)).pages) == (2 if kind is Kind.N1 else 1)
    pages = len(pikepdf.open(BytesIO(long)).pages)
    assert pages == (3 if kind is Kind.N1 else 2)
    assert f"Halaman2dari{pages}" in words_of(long, tmp_path)


@pytest.mark.parametrize("kind", Kind)
def test_code_and_signature_stay_on_one_page_with_the_last_sentence(kind: Kind, tmp_path: Path) -> None:
    for size in SIZES:
        content = sample(kind, size)
        path = tmp_path / "letter.pdf"
        path.write_bytes(pdf.render(content, stamp(content)))
        last = str(len(pikepdf.open(path).pages))
        command = ["pdftotext", "-raw", "-f", last, "-l", last, str(path), "-"]

        page = re.sub(r"\s+", "", subprocess.run(command, check=True, capture_output=True).stdout.decode())

        assert "Demikian" in page
        assert "Periksakeaslian" in page
        assert re.sub(r"\s+", "", content.signers[0].name) in page


@pytest.mark.parametrize("kind", Kind)
def test_a_letter_is_archivable_tagged_and_speaks_indonesian(kind: Kind) -> None:
    content = sample(kind)
    file = pdf.render(content, stamp(content))

    report = pdfa.validate_written(BytesIO(file), "3b")
    findings = [f"{finding.rule} {finding.message}" for finding in report.findings]
    with pikepdf.open(BytesIO(file)) as opened:
        xmp = opened.Root.Metadata.read_bytes().decode()
        root = opened.Root

        # The checker knows level b alone and no schema beyond its list; PDF/A itself wants PDF/UA's described.
        assert [text for text in findings if not re.search("pdfua|pdfaExt|pdfaSch|pdfaProp|'A', expected", text)] == []
        assert 'pdfaid:part="3"' in xmp
        assert 'pdfaid:conformance="A"' in xmp
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert xmp.count("<rdf:RDF") == 1
        assert str(root.Lang) == "id"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert content.title in str(opened.docinfo.Title)
        assert [str(file.AFRelationship) for file in root.AF] == ["/Data"]


def test_the_same_letter_is_the_same_bytes() -> None:
    content = sample(Kind.SKD)

    assert pdf.render(content, stamp(content)) == pdf.render(content, stamp(content))


@pytest.mark.parametrize("kind", Kind)
def test_every_page_carries_the_public_log_as_it_was(kind: Kind, tmp_path: Path) -> None:
    file = pdf.render(sample(kind), stamp(sample(kind)))

    pages = len(pikepdf.open(BytesIO(file)).pages)
    assert words_of(file, tmp_path).count("·log12.3459f86d081884c7d65") == pages
    with pikepdf.open(BytesIO(file)) as opened:
        record = json.loads(opened.attachments["surat.json"].get_file().read_bytes())
    assert record["log"] == {
        "size": 12_345,
        "root": "9f86d081884c7d65",
        "salt": "00112233445566778899aabbccddeeff",
    }


def test_the_first_letter_of_an_installation_has_no_log_to_print(tmp_path: Path) -> None:
    content = sample(Kind.SKD)

    words = words_of(pdf.render(content, replace(stamp(content), log_size=0)), tmp_path)

    assert "·log" not in words
    assert "kodeK7QM-4T2X-9D" in words


def test_drawing_gives_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        pdf.render(sample(Kind.SKTM), stamp(sample(Kind.SKTM)))

    assert caplog.messages == []


@pytest.mark.parametrize("address", ["http://example.com/x.png", "file:///etc/passwd", "ftp://x/y", "asset:../pdf.py"])
def test_nothing_from_outside_gets_into_a_letter(address: str) -> None:
    with pytest.raises(BaseException, match="Error fetching|not an asset"):
        pdf.HTML(string=f'<img src="{address}">', url_fetcher=pdf.ShippedFiles()).write_pdf()


def test_a_letter_without_end_is_refused() -> None:
    content = sample(Kind.SKUM)
    endless = LetterContent.from_record(
        content.as_record() | {"fields": {"body": "kata " * 100_000}},
    )

    with pytest.raises(pdf.TooLongError):
        pdf.render(endless, stamp(endless))


@pytest.mark.parametrize("kind", Kind)
def test_an_outside_judge_finds_the_signatures_valid(kind: Kind, signer: LocalSigner, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(signed(kind, signer))

    verdict = subprocess.run(["pdfsig", "-nocert", str(path)], check=False, capture_output=True, text=True).stdout

    places = len(sample(kind).signers)
    assert verdict.count("Signature is Valid.") == places
    assert verdict.count("  - Total document signed") == 1
    assert verdict.count("ETSI.CAdES.detached") == places
    assert "Nov 24 2026" in verdict


@pytest.mark.parametrize("kind", [Kind.SKD, Kind.SKTM])
def test_a_signed_file_is_whole(kind: Kind, signer: LocalSigner) -> None:
    signatures = PdfFileReader(BytesIO(signed(kind, signer))).embedded_signatures

    assert examine.is_whole(signatures, signer.trusted_roots())
    levels = [int(signature.docmdp_level.value) for signature in signatures]
    assert levels == ([1] if kind is Kind.SKD else [2, 1])


def overlaid(file: bytes) -> bytes:
    """Return the file with words drawn over it in a revision of its own."""
    writer = IncrementalPdfFileWriter(BytesIO(file))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(180)
    writer.mark_update(page.container_ref)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(file: bytes) -> bytes:
    """Return the file with one bit of the first stream changed."""
    at = file.index(b"stream") + 60
    return file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]


@pytest.mark.parametrize("kind", [Kind.SKD, Kind.SKTM])
@pytest.mark.parametrize("tamper", [flipped, overlaid, lambda file: file + b"\n% more\n"])
def test_a_changed_file_is_not_whole(kind: Kind, tamper, signer: LocalSigner) -> None:
    changed = tamper(signed(kind, signer))

    signatures = PdfFileReader(BytesIO(changed)).embedded_signatures

    assert not examine.is_whole(signatures, signer.trusted_roots())


def test_a_signature_of_somebody_else_is_not_ours(signer: LocalSigner, tmp_path: Path) -> None:
    stranger = LocalSigner(tmp_path / "keys")
    signatures = PdfFileReader(BytesIO(signed(Kind.SKD, stranger))).embedded_signatures

    assert not examine.is_whole(signatures, signer.trusted_roots())


def test_each_field_is_tagged_and_named_for_a_screen_reader(signer: LocalSigner) -> None:
    with pikepdf.open(BytesIO(signed(Kind.SKTM, signer))) as opened:
        widgets = list(opened.Root.AcroForm.Fields)

        assert [str(widget.T) for widget in widgets] == [fields.field_name(0), fields.field_name(1)]
        assert str(widgets[1].TU) == "Tanda tangan elektronik Camat Telanaipura"
        assert all("/StructParent" in widget for widget in widgets)
        assert opened.pages[-1].obj.Tabs == pikepdf.Name.S


def test_keys_are_readable_by_their_owner_alone(signer: LocalSigner) -> None:
    signed(Kind.SKD, signer)

    assert {path.stat().st_mode & 0o777 for path in signer.folder.iterdir()} == {0o600}
    assert signer.folder.stat().st_mode & 0o777 == 0o700


def test_a_letter_by_hand_is_not_signed_by_the_machine(tmp_path: Path) -> None:
    content = sample(Kind.SKD, mode=Mode.WET)

    with pytest.raises(IllegalStepError):
        production.first_edition(content, stamp(content), signer=HandSigner(tmp_path), at=SIGNED_AT)
