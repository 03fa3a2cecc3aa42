"""Pictures of the printed letters, small and in four tones, to compare with those a person has approved.

Run as a program it approves what is printed now: ``python -m tests.letters.pictures``. Look at every picture first.
"""

import subprocess
import tempfile
from bisect import bisect
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup
from PIL import Image, ImageChops

from eservice.letters import pdf
from eservice.letters.kinds import Kind, Mode
from tests.letters.samples import SIZES, sample, stamp

APPROVED = Path(__file__).parents[1] / "approved"
RESOLUTION = 75
"""Dots per inch: every line of print stands in rows of its own, and the repository stays small."""
TONES = (0, 85, 170, 255)
"""Ink, its two edges and paper; as few as the smallest PNG holds."""
PALEST = (85, 170, 250)
"""From here on a grey is the next tone; the pale mark across the page is still told from paper."""
TILE = 12
"""Side of the squares that are compared, in dots: about one line high (4 mm)."""
TOLERATED = 10
"""Mean difference in the worst square, in grey levels (of 255): a few dots of another rasteriser, never a line.

The faintest line of all letters, "Pindai, atau buka laman", makes 27 when it is erased.
"""

Box = tuple[int, int, int, int]

VARIANTS = {
    **{f"{kind}-{size}": (kind, size, Mode.LOCAL) for kind in Kind for size in SIZES},
    "SKD-basah": (Kind.SKD, "ordinary", Mode.WET),
    "SKTM-basah": (Kind.SKTM, "ordinary", Mode.WET),
    "SKD-bsre": (Kind.SKD, "ordinary", Mode.BSRE),
}


@cache
def printed(name: str) -> bytes:
    """Return the file of a variant."""
    kind, size, mode = VARIANTS[name]
    content = sample(kind, size, mode=mode)
    return pdf.render(content, stamp(content))


def pages_of(file: bytes) -> list[Image.Image]:
    """Return every page in the four tones."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.pdf"
        path.write_bytes(file)
        command = ["pdftoppm", "-r", str(RESOLUTION), "-gray", str(path), str(path.with_suffix(""))]
        subprocess.run(command, check=True, capture_output=True)
        return [in_tones(Image.open(page)) for page in sorted(Path(folder).glob("*.pgm"))]


def in_tones(page: Image.Image) -> Image.Image:
    """Return a grey picture with the four tones alone."""
    return page.point([TONES[bisect(PALEST, grey)] for grey in range(256)])


def difference(a: Image.Image, b: Image.Image) -> int:
    """Return the mean difference of two pictures in the square where they differ most, in grey levels."""
    if a.size != b.size:
        return 255
    return int(ImageChops.difference(a, b).reduce(TILE).getextrema()[1])


def lines_of(file: bytes) -> list[list[tuple[str, Box]]]:
    """Return every line of print of every page with its place in the picture; the mark across the page is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.pdf"
        path.write_bytes(file)
        command = ["pdftotext", "-nodiag", "-bbox-layout", str(path), "-"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = BeautifulSoup(told, "html.parser").select("page")
    return [[(line.get_text(" ", strip=True), _box(line.attrs)) for line in page.select("line")] for page in pages]


def _box(edges: dict[str, str]) -> Box:
    """Return left, top, right and bottom in dots, from points."""
    left, top, right, bottom = (float(edges[name]) * RESOLUTION / 72 for name in ("xmin", "ymin", "xmax", "ymax"))
    return int(left), int(top), int(right) + 1, int(bottom) + 1


def approved_pages(name: str) -> list[Image.Image]:
    """Return the pictures approved for a variant."""
    return [Image.open(path).convert("L") for path in sorted(APPROVED.glob(f"{name}-[0-9].png"))]


def approve() -> None:
    """Replace every approved picture by what is printed now."""
    for path in APPROVED.glob("*.png"):
        path.unlink()
    for name in VARIANTS:
        for number, page in enumerate(pages_of(printed(name)), 1):
            numbered = page.point([bisect(PALEST, grey) for grey in range(256)])
            small = Image.frombytes("P", page.size, numbered.tobytes())
            small.putpalette([tone for tone in TONES for _ in range(3)])
            small.save(APPROVED / f"{name}-{number}.png", optimize=True, bits=2)


if __name__ == "__main__":
    approve()
