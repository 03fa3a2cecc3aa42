"""The signed letters: valid and whole for every judge, read aloud in order, and found out where changed."""

import re
import subprocess
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from eservice.kernel.errors import IllegalStepError
from eservice.letters import examine, fields, production
from eservice.letters.content import LetterContent
from eservice.letters.kinds import Kind, Mode
from eservice.letters.signing import HandSigner, LocalSigner
from tests.letters import issued
from tests.letters.samples import SIGNED_AT, sample, stamp


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> LocalSigner:
    """A demo signer with keys of its own."""
    return LocalSigner(tmp_path_factory.mktemp("instance") / "keys")


@pytest.fixture(scope="module")
def signed(signer: LocalSigner) -> Callable[..., bytes]:
    """Return a function from a kind, and a size, to that letter signed in every place; each is made once."""
    return cache(lambda kind, size="ordinary": issued.signed(sample(kind, size), signer))


@pytest.mark.parametrize("size", ["ordinary", "longest"])
@pytest.mark.parametrize("kind", Kind)
def test_outside_judges_find_the_signatures_valid_and_the_file_clean(
    kind: Kind, size: str, signed: Callable[..., bytes], tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(signed(kind, size))

    verdict = subprocess.run(["pdfsig", "-nocert", str(path)], check=False, capture_output=True, text=True).stdout
    with pikepdf.open(path) as opened:
        found = opened.check_pdf_syntax()  # what qpdf --check says

    places = len(sample(kind).signers)
    assert verdict.count("Signature is Valid.") == places
    assert verdict.count("  - Total document signed") == 1
    assert verdict.count("ETSI.CAdES.detached") == places
    assert "Nov 24 2026" in verdict
    assert found == []


def before_the_end(content: LetterContent) -> list[str]:
    """Return what is read one after the other, down to the last sentence; of the head's first line see below."""
    head = content.letterhead
    return [
        *(head.parent, head.unit, head.address, content.title, f"NOMOR {stamp(content).numbers[0]}"),
        *(value for _, value in content.subject),
        "Demikian",
    ]


def places_of(landmarks: list[str], text: str) -> list[int]:
    """Return where each landmark stands behind the one before it, -1 for nowhere; white space counts for nothing."""
    words, at, found = re.sub(r"\s+", "", text), 0, []
    for landmark in landmarks:
        at = words.find(re.sub(r"\s+", "", landmark), max(at, 0))
        found.append(at)
    return found


@pytest.mark.parametrize("size", ["ordinary", "longest"])
@pytest.mark.parametrize("kind", Kind)
def test_a_signed_letter_reads_from_top_to_bottom(
    kind: Kind, size: str, signed: Callable[..., bytes], tmp_path: Path
) -> None:
    content = sample(kind, size)
    path = tmp_path / "letter.pdf"
    path.write_bytes(signed(kind, size))

    # Without the mark across the page pdftotext loses the first word behind it; with it, letters of it stand anywhere.
    text = subprocess.run(["pdftotext", "-nodiag", str(path), "-"], check=True, capture_output=True, text=True).stdout

    landmarks = before_the_end(content)
    assert -1 not in places_of(landmarks, text)
    for beside in (*(official.name for official in content.signers), "Periksa keaslian", stamp(content).code):
        assert -1 not in places_of(["Demikian", beside], text)


def test_a_screen_reader_is_told_the_letter_in_its_order(signed: Callable[..., bytes], tmp_path: Path) -> None:
    content = sample(Kind.SKTM)
    path = tmp_path / "letter.pdf"
    path.write_bytes(signed(Kind.SKTM))

    command = [
        "pdfinfo",
        "-struct-text",
        str(path),
    ]  # seconds a letter, so this one stands for all: one sheet draws them
    tree = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    told = "".join(re.findall(r'^ *"(.*)"$', tree, re.MULTILINE))
    after = [content.signers[1].name, content.signers[0].name, "Periksa keaslian surat ini", stamp(content).code]
    assert -1 not in places_of([*before_the_end(content), *after, "belum tersertifikasi."], told)


@pytest.mark.parametrize("kind", [Kind.SKD, Kind.SKTM])
def test_a_signed_file_is_whole(kind: Kind, signer: LocalSigner, signed: Callable[..., bytes]) -> None:
    signatures = PdfFileReader(BytesIO(signed(kind))).embedded_signatures

    assert examine.is_whole(signatures, signer.trusted_roots())
    levels = [int(signature.docmdp_level.value) for signature in signatures]
    assert levels == ([1] if kind is Kind.SKD else [2, 1])


def test_a_signature_leaves_what_the_letter_says_of_itself_as_it_was_drawn(signed: Callable[..., bytes]) -> None:
    """Else a letter signed again after a crash would say the hour of the process that did it."""
    file = signed(Kind.SKTM)

    with pikepdf.open(BytesIO(file)) as letter:
        dates = {str(letter.docinfo[name])[:10] for name in ("/CreationDate", "/ModDate")}

    assert dates == {"D:20261124"}


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
def test_a_changed_file_is_not_whole(kind: Kind, tamper, signer: LocalSigner, signed: Callable[..., bytes]) -> None:
    changed = tamper(signed(kind))

    signatures = PdfFileReader(BytesIO(changed)).embedded_signatures

    assert not examine.is_whole(signatures, signer.trusted_roots())


def test_a_signature_of_somebody_else_is_not_ours(signer: LocalSigner, tmp_path: Path) -> None:
    stranger = LocalSigner(tmp_path / "keys")
    signatures = PdfFileReader(BytesIO(issued.signed(sample(Kind.SKD), stranger))).embedded_signatures

    assert not examine.is_whole(signatures, signer.trusted_roots())


def test_each_field_is_tagged_and_named_for_a_screen_reader(signed: Callable[..., bytes]) -> None:
    with pikepdf.open(BytesIO(signed(Kind.SKTM))) as opened:
        widgets = list(opened.Root.AcroForm.Fields)

        assert [str(widget.T) for widget in widgets] == [fields.field_name(0), fields.field_name(1)]
        assert str(widgets[1].TU) == "Tanda tangan elektronik Camat Telanaipura"
        assert all("/StructParent" in widget for widget in widgets)
        assert opened.pages[-1].obj.Tabs == pikepdf.Name.S


def test_keys_are_readable_by_their_owner_alone(signer: LocalSigner, signed: Callable[..., bytes]) -> None:
    signed(Kind.SKD)

    assert {path.stat().st_mode & 0o777 for path in signer.folder.iterdir()} == {0o600}
    assert signer.folder.stat().st_mode & 0o777 == 0o700


def test_a_letter_by_hand_is_not_signed_by_the_machine(tmp_path: Path) -> None:
    content = sample(Kind.SKD, mode=Mode.WET)

    with pytest.raises(IllegalStepError):
        production.first_edition(content, stamp(content), signer=HandSigner(tmp_path), at=SIGNED_AT)
