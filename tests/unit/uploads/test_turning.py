"""A turned scan is shown turned, and is otherwise the same file."""

import io

import pytest
from PIL import Image, ImageOps

from eservice.uploads.turning import turned

RED, BLUE = (220, 20, 20), (20, 20, 220)


def _scan() -> bytes:
    """Return a lying picture whose left half is red."""
    made, sheet = io.BytesIO(), Image.new("RGB", (64, 32), BLUE)
    sheet.paste(RED, (0, 0, 32, 32))
    sheet.save(made, "JPEG", quality=95)
    return made.getvalue()


def _shown(jpeg: bytes) -> Image.Image:
    """Return what a browser shows."""
    return ImageOps.exif_transpose(Image.open(io.BytesIO(jpeg)))


@pytest.mark.parametrize(
    ("degrees", "size", "red_at"),
    [(0, (64, 32), (8, 16)), (90, (32, 64), (16, 8)), (180, (64, 32), (56, 16)), (270, (32, 64), (16, 56))],
)
def test_a_scan_is_turned_to_the_right(degrees: int, size: tuple[int, int], red_at: tuple[int, int]) -> None:
    shown = _shown(turned(_scan(), degrees))

    assert shown.size == size
    red, _green, blue = shown.convert("RGB").getpixel(red_at)  # type: ignore[misc]
    assert red > 150 > blue


@pytest.mark.parametrize("degrees", [45, -90, 360, 1])
def test_what_is_no_quarter_leaves_the_scan_as_it_is(degrees: int) -> None:
    assert turned(_scan(), degrees) == _scan()


def test_what_is_no_jpeg_is_left_alone() -> None:
    assert turned(b"%PDF-1.7", 90) == b"%PDF-1.7"
