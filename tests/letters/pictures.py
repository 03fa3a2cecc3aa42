"""Pictures of the printed letters, small and grey, to compare with those a person has approved.

Run as a program it approves what is printed now: ``python -m tests.letters.pictures``. Look at every picture first.
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from eservice.letters import pdf
from eservice.letters.kinds import Kind, Mode
from tests.letters.samples import SIZES, sample, stamp

APPROVED = Path(__file__).parents[1] / "approved"
RESOLUTION = 40
"""Dots per inch: enough to see a line move, little enough to keep in the repository."""
TOLERATED_MEAN = 1.5
"""Mean difference in grey levels (of 255): another version of the rasteriser, never another line break."""

VARIANTS = {
    **{f"{kind}-{size}": (kind, size, Mode.LOCAL) for kind in Kind for size in SIZES},
    "SKD-basah": (Kind.SKD, "ordinary", Mode.WET),
    "SKTM-basah": (Kind.SKTM, "ordinary", Mode.WET),
    "SKD-bsre": (Kind.SKD, "ordinary", Mode.BSRE),
}


def printed(name: str) -> bytes:
    """Return the file of a variant."""
    kind, size, mode = VARIANTS[name]
    content = sample(kind, size, mode=mode)
    return pdf.render(content, stamp(content))


def pages_of(file: bytes) -> list[Image.Image]:
    """Return every page as a grey picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.pdf"
        path.write_bytes(file)
        command = ["pdftoppm", "-r", str(RESOLUTION), "-gray", str(path), str(path.with_suffix(""))]
        subprocess.run(command, check=True, capture_output=True)
        return [Image.open(page).copy() for page in sorted(Path(folder).glob("*.pgm"))]


def difference(a: Image.Image, b: Image.Image) -> float:
    """Return the mean difference of two pictures of one size, in grey levels."""
    return float(ImageStat.Stat(ImageChops.difference(a, b)).mean[0])


def approved_pages(name: str) -> list[Image.Image]:
    """Return the pictures approved for a variant."""
    return [Image.open(path) for path in sorted(APPROVED.glob(f"{name}-[0-9].png"))]


def approve() -> None:
    """Replace every approved picture by what is printed now."""
    for path in APPROVED.glob("*.png"):
        path.unlink()
    for name in VARIANTS:
        for number, page in enumerate(pages_of(printed(name)), 1):
            page.quantize(16).save(APPROVED / f"{name}-{number}.png", optimize=True)


if __name__ == "__main__":
    approve()
