"""What people hold in front of their telephone: papers, drawn."""

from pathlib import Path

from PIL import Image, ImageDraw


def photograph(folder: Path, title: str) -> Path:
    """Return a photograph of a paper as a telephone takes it: grainy, and of some megabytes."""
    return _saved(_paper(title, grain=50), folder / f"{title}.jpg")


def scan(folder: Path, title: str, *, suffix: str = ".jpg") -> Path:
    """Return a clean scan of a paper, as a picture or as a PDF."""
    return _saved(_paper(title, grain=0), folder / f"{title}{suffix}")


def _paper(title: str, *, grain: int) -> Image.Image:
    size = (2000, 1400) if grain else (900, 620)
    paper = Image.effect_noise(size, grain).convert("RGB") if grain else Image.new("RGB", size, (250, 246, 236))
    pen = ImageDraw.Draw(paper)
    pen.rectangle((20, 20, size[0] - 20, 200), fill=(250, 246, 236), outline=(70, 90, 80), width=4)
    pen.text((50, 60), f"CONTOH - {title}", fill=(20, 40, 30), font_size=60)
    return paper


def _saved(paper: Image.Image, path: Path) -> Path:
    paper.save(path, quality=92)
    return path
