"""What a file is, whatever it calls itself."""

import pytest

from eservice.uploads import rules
from eservice.uploads.rules import UploadKind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0....", UploadKind.JPEG),
        (b"\x89PNG\r\n\x1a\n....", UploadKind.PNG),
        (b"%PDF-1.7\n", UploadKind.PDF),
        (b"<html>%PDF-1.7", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"GIF89a", None),
        (b"PK\x03\x04", None),
        (b"%!PS-Adobe", None),
        (b"", None),
    ],
)
def test_a_kind_is_told_by_the_first_bytes(data: bytes, kind: UploadKind | None) -> None:
    assert rules.kind_of(data) is kind


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("KTP saya.jpg", "KTP saya.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\Siti\\KK.pdf", "KK.pdf"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("<img src=x>.png", "_img src=x_.png"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_name_is_shown_without_folders_and_tricks(typed: str, shown: str) -> None:
    assert rules.shown_name(typed) == shown


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    shown = rules.shown_name("k" * 500 + ".jpeg")

    assert len(shown) == 120
    assert shown.endswith(".jpeg")


@pytest.mark.parametrize(
    ("name", "taken"), [("KTP.JPG", True), ("blob", True), ("kk.pdf", True), ("kk.svg", False), ("kk.jpg.exe", False)]
)
def test_only_endings_of_photos_and_pdf_are_taken(name: str, taken: bool) -> None:
    assert rules.ending_is_taken(name) is taken


def test_sizes_are_written_with_a_comma() -> None:
    assert rules.megabytes(11 * 1024 * 1024) == "11,0"


def test_a_picture_is_made_smaller_never_larger() -> None:
    assert rules.fitted(4000, 3000, 2400) == (2400, 1800)
    assert rules.fitted(100, 50, 2400) == (100, 50)
    assert rules.fitted(1, 100_000, 2400) == (1, 2400)
