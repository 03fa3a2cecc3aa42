"""Renderers with a language of their own for the page: ReportLab, pdfmake and typst."""

import json
import shutil
import subprocess
from base64 import b64decode
from dataclasses import asdict
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from bench.peers import said
from bench.peers.said import Draw, Said

HERE = Path(__file__).parent


def reportlab(folder: Path) -> Draw | None:
    """Lay the letter out with Platypus."""
    if find_spec("reportlab") is None:
        return None
    from bench.peers.platypus import draw_with  # noqa: PLC0415 - needs a library that need not be there

    return draw_with(folder)


def pdfmake(folder: Path) -> Draw | None:
    """Ask a Node process that stays open; the code is pdfmake's own."""
    node, library = shutil.which("node"), next(folder.glob("peers/node_modules/pdfmake"), None)
    if node is None or library is None:
        return None
    child = subprocess.Popen(
        [node, str(HERE / "pdfmake.js"), str(library.resolve()), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def draw(letter: Said) -> bytes:
        assert child.stdin is not None  # noqa: S101 - a pipe was asked for
        assert child.stdout is not None  # noqa: S101
        child.stdin.write(json.dumps(asdict(letter)) + "\n")
        child.stdin.flush()
        return b64decode(child.stdout.readline())

    return draw


def typst(folder: Path) -> Draw | None:
    """Compile a typst page; PDF/A-3a and PDF/UA-1 at once, as ours."""
    if find_spec("typst") is None:
        return None
    from typst import Compiler  # noqa: PLC0415 - needs a library that need not be there

    shutil.copy(HERE / "letter.typ", folder)
    compiler = Compiler(folder / "letter.typ", root=folder, font_paths=[folder], ignore_system_fonts=True)

    def draw(letter: Said) -> bytes:
        (folder / "qr.png").write_bytes(said.qr_picture(letter.qr))
        made = compiler.compile(
            format="pdf", sys_inputs={"said": json.dumps(asdict(letter))}, pdf_standards=["a-3a", "ua-1"]
        )
        assert isinstance(made, bytes)  # noqa: S101 - one document
        return made

    return draw


def true_type(woff2: Path, out: BytesIO | Path) -> None:
    """Write a web font as the file that renderers outside the web read."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - WeasyPrint brings it

    font = TTFont(woff2)
    font.flavor = None
    font.save(out)
