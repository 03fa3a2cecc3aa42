"""The decoding process: what it makes of honest files, and that hostile ones get nowhere."""

import io
import os
import subprocess
import sys
import textwrap
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from eservice.config import ROOT
from eservice.kernel import confined
from eservice.kernel.errors import InvalidInputError
from eservice.uploads import decoding
from eservice.uploads.decoding import decode
from eservice.uploads.rules import Refusal, UploadKind
from tests.unit.uploads import files


@pytest.fixture(autouse=True)
def _decoded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "ask", confined.ask)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def refusal(data: bytes) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as refused:
        decode(data)
    assert refused.value.field == "file"
    return refused.value


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P")]
)
def test_every_photo_becomes_an_rgb_jpeg(kind: str, mode: str) -> None:
    made = decode(files.photo(kind=kind, mode=mode))

    image = opened(made.data)
    assert (made.kind, image.format, image.mode, image.size) == (UploadKind.JPEG, "JPEG", "RGB", (800, 600))
    assert [(page.width, page.height) for page in made.pages] == [(800, 600)]


def test_what_is_transparent_becomes_white_as_paper() -> None:
    made = decode(files.written(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))

    assert min(opened(made.data).getpixel((25, 25))) > 250


def test_a_photo_stands_upright_and_forgets_where_it_was_taken() -> None:
    made = decode(files.photo_from_a_phone())

    image = opened(made.data)
    assert image.size == (600, 800)
    assert image.getpixel((300, 100))[1] < 60, "the red half is on top once the photo stands upright"
    assert dict(image.getexif()) == {}
    assert b"Exif" not in made.data
    assert b"ContohPhone" not in made.data
    assert b"catatan rahasia" not in made.data


def test_a_large_photo_is_made_smaller() -> None:
    made = decode(files.photo((4000, 3000)))

    assert opened(made.data).size == (2400, 1800)


def test_of_several_frames_only_the_first_is_kept() -> None:
    first, second = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (60, 40), "blue")

    made = decode(files.written(first, "MPO", save_all=True, append_images=[second]))

    image = opened(made.data)
    assert getattr(image, "n_frames", 1) == 1
    assert image.getpixel((30, 20))[0] > 200


def test_a_page_hidden_behind_a_photo_is_gone() -> None:
    made = decode(files.photo() + b"<html><script>alert(1)</script></html>PK\x03\x04")

    assert b"<script>" not in made.data
    assert b"PK\x03\x04" not in made.data


def test_a_script_in_a_comment_of_a_photo_is_gone() -> None:
    made = decode(files.photo(comment=b"<script>alert(1)</script>"))

    assert b"<script>" not in made.data


def test_a_picture_that_unfolds_without_end_is_refused_before_it_does() -> None:
    data = files.bomb()
    assert len(data) < 100_000

    refused = refusal(data)

    assert (refused.code, refused.facts) == (Refusal.TOO_MANY_PIXELS, {"limit": 40})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html><script>alert(1)</script></html>", Refusal.WRONG_KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Refusal.WRONG_KIND),
        (b"\xff\xd8\xff\xe0 only a beginning", Refusal.CANNOT_BE_OPENED),
        (files.photo()[:3000], Refusal.CANNOT_BE_OPENED),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 200, Refusal.CANNOT_BE_OPENED),
        (b"%PDF-1.7\nnothing else", Refusal.CANNOT_BE_OPENED),
        (files.pdf(password="rahasia"), Refusal.LOCKED),
        (files.pdf(0), Refusal.CANNOT_BE_OPENED),
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused_by_its_reason(data: bytes, why: Refusal) -> None:
    assert refusal(data).code == why


def test_a_pdf_of_too_many_pages_is_refused_with_its_count() -> None:
    refused = refusal(files.pdf(11))

    assert (refused.code, refused.facts) == (Refusal.TOO_MANY_PAGES, {"pages": 11, "limit": 10})


def test_a_pdf_has_a_picture_of_each_page() -> None:
    made = decode(files.pdf(3))

    assert made.kind is UploadKind.PDF
    assert [(page.width, page.height) for page in made.pages] == [(1131, 1600)] * 3
    assert all(opened(page.jpeg).format == "JPEG" for page in made.pages)


def test_a_pdf_comes_out_without_scripts_attachments_actions_and_author() -> None:
    made = decode(files.pdf(hostile=True))

    with pikepdf.open(io.BytesIO(made.data)) as document:
        text = b"".join(obj.unparse(resolved=True) for obj in document.objects if not isinstance(obj, pikepdf.Stream))
        assert not document.attachments
        assert "/OpenAction" not in document.Root
        assert "/Info" not in document.trailer
    for trace in (b"JavaScript", b"/Launch", b"titipan", b"Siti Rahmawati"):
        assert trace not in text
        assert trace not in made.data


def test_the_same_file_is_made_the_same_again() -> None:
    data = files.pdf(2)

    assert decode(data) == decode(data)


def test_a_process_that_takes_too_long_is_ended_and_the_file_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "CONFINES", replace(decoding.CONFINES, wall_seconds=0.01))

    assert refusal(files.photo()).code == Refusal.CANNOT_BE_OPENED


def test_more_than_may_come_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "CONFINES", replace(decoding.CONFINES, answer_bytes=100))

    assert refusal(files.photo()).code == Refusal.CANNOT_BE_OPENED


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('/tmp/eservice-uji', 'w')",
        "__import__('socket').socket()",
        "bytearray(2 * 1024 ** 3)",
    ],
)
def test_the_decoding_process_can_open_nothing_and_takes_no_more_memory(attempt: str) -> None:
    script = textwrap.dedent(
        f"""
        import socket
        from eservice.kernel.confined import lock
        from eservice.uploads.decoding import CONFINES
        lock(CONFINES)
        try:
            {attempt}
        except (OSError, MemoryError):
            print("refused")
        """
    )

    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ended.stdout == "refused\n"


def test_the_decoding_process_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_KEY", "0f" * 32)
    seen: dict[str, str] = {}
    real = subprocess.run

    def spy(command: list[str], **more: object) -> object:
        seen.update(more["env"])  # type: ignore[call-overload]
        return real(command, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(confined.subprocess, "run", spy)
    decode(files.photo())

    assert "DATA_KEY" in os.environ
    assert set(seen) == {"PATH", "LANG"}
