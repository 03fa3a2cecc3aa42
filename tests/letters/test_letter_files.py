"""The printed letters: every field on the paper, archivable files, and nothing without end."""

import json
import logging
import re
import subprocess
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import jsonschema
import pikepdf
import pytest
from pikepdf import pdfa

from eservice.letters import pdf, wording
from eservice.letters.content import LetterContent
from eservice.letters.kinds import Kind, Mode, Value
from tests.architecture.sources import ROOT
from tests.letters.samples import SIZES, sample, stamp

CHOICES = {"variant", "seen_by", "income_kind", "sex", "deceased_sex", "multiplicity"}
"""Fields that choose the sentence; the sentences are tested word by word."""
ONLY_IN_NOTICES = {(Kind.N1, "born_on")}
MONTH_ONLY = {(Kind.SKD, "since")}


@cache
def drawn(kind: Kind, size: str = "ordinary") -> bytes:
    """Return a letter before its signature; each is made once."""
    content = sample(kind, size)
    return pdf.render(content, stamp(content))


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

    words = words_of(drawn(kind, size), tmp_path)

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
    ordinary, long = drawn(kind), drawn(kind, "two_pages")

    assert len(pikepdf.open(BytesIO(ordinary)).pages) == (2 if kind is Kind.N1 else 1)
    pages = len(pikepdf.open(BytesIO(long)).pages)
    assert pages == (3 if kind is Kind.N1 else 2)
    assert f"Halaman2dari{pages}" in words_of(long, tmp_path)


@pytest.mark.parametrize("kind", Kind)
def test_code_and_signature_stay_on_one_page_with_the_last_sentence(kind: Kind, tmp_path: Path) -> None:
    for size in SIZES:
        content = sample(kind, size)
        path = tmp_path / "letter.pdf"
        path.write_bytes(drawn(kind, size))
        last = str(len(pikepdf.open(path).pages))
        command = ["pdftotext", "-raw", "-f", last, "-l", last, str(path), "-"]

        page = re.sub(r"\s+", "", subprocess.run(command, check=True, capture_output=True).stdout.decode())

        assert "Demikian" in page
        assert "Periksakeaslian" in page
        assert re.sub(r"\s+", "", content.signers[0].name) in page


@pytest.mark.parametrize("size", ["ordinary", "longest"])
@pytest.mark.parametrize("kind", Kind)
def test_a_letter_is_archivable_tagged_and_speaks_indonesian(kind: Kind, size: str) -> None:
    content = sample(kind, size)
    file = drawn(kind, size)

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
        assert [form for form in _drawn_apart(opened) if b"BDC" in form] == []


@pytest.mark.parametrize("kind", Kind)
def test_the_record_inside_a_letter_is_what_its_published_schema_says(kind: Kind) -> None:
    schema = json.loads((ROOT / "docs" / "surat.schema.json").read_text(encoding="utf-8"))
    content = sample(kind)

    with pikepdf.open(BytesIO(drawn(kind, "ordinary"))) as opened:
        record = json.loads(opened.attachments["surat.json"].get_file().read_bytes())

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(record, schema)
    assert (record["kind"], record["subject"]) == (kind, [list(pair) for pair in content.subject])
    assert set(record) == set(schema["properties"])
    assert set(schema["properties"]["kind"]["enum"]) == set(Kind)
    assert set(schema["properties"]["mode"]["enum"]) == set(Mode)


def _drawn_apart(opened: pikepdf.Pdf) -> list[bytes]:
    """Return what is drawn in a group of its own, as anything half transparent is: its tags are lost to PDF/UA."""
    held = [item for page in opened.pages for item in page.obj.Resources.get("/XObject", {}).values()]
    return [item.read_bytes() for item in held if item.Subtype == "/Form"]


def test_the_same_letter_is_the_same_bytes() -> None:
    content = sample(Kind.SKD)

    assert pdf.render(content, stamp(content)) == pdf.render(content, stamp(content))


@pytest.mark.parametrize("kind", Kind)
def test_every_page_carries_the_public_log_as_it_was(kind: Kind, tmp_path: Path) -> None:
    file = drawn(kind)

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


def test_a_letter_without_end_is_refused() -> None:
    content = sample(Kind.SKUM)
    endless = LetterContent.from_record(
        content.as_record() | {"fields": {"body": "kata " * 100_000}},
    )

    with pytest.raises(pdf.TooLongError):
        pdf.render(endless, stamp(endless))
