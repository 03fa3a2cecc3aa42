"""What the letters of the comparison say, as plain values; whoever draws them loads nothing of the product."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

import segno


@dataclass(frozen=True, slots=True)
class Said:
    """One letter's words, and the text of its code."""

    head: list[str]
    unit: str
    address: list[str]
    title: str
    number: str
    opening: str
    rows: list[tuple[str, str]]
    paragraphs: list[str]
    dated: list[str]
    box: list[str]
    signer: list[str]
    check: list[str]
    code: str
    statement: str
    qr: str


Draw = Callable[[Said], bytes]


def told(folder: Path) -> list[Said]:
    """Return the letters that were written down beside the renderers' other material."""
    return [Said(**one) for one in json.loads((folder / "letters.json").read_text(encoding="utf-8"))]


def qr_picture(text: str) -> bytes:
    """Return the code as a PNG, as the library makes it when asked for no more."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=4)
    return out.getvalue()


_ASSETS = Path(__file__).parents[2] / "eservice" / "letters" / "assets"
CSS = (Path(__file__).parent / "naive.css").read_text(encoding="utf-8").replace("FONTS", str(_ASSETS))


def page_html(letter: Said, *, emblem: str, qr: str, style: str = "") -> str:
    """Return the letter as somebody in a hurry would lay it out."""

    def lines(parts: list[str]) -> str:
        return "<br>".join(map(escape, parts))

    rows = "".join(f"<tr><td>{label}</td><td>:</td><td>{escape(value)}</td></tr>" for label, value in letter.rows)
    paragraphs = "".join(f'<p class="body">{escape(text)}</p>' for text in letter.paragraphs)
    check = f'<img class="qr" src="{qr}"><p><small>{lines(letter.check)}<br><b>{letter.code}</b></small></p>'
    box = f'<div class="tte">{lines(letter.box)}</div>'
    return f"""<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>{escape(letter.title)}</title>{style}</head>
<body><div class="mark">CONTOH</div>
<div class="head"><img src="{emblem}"><div>{lines(letter.head)}<br><b>{escape(letter.unit)}</b><br>
<small>{lines(letter.address)}</small></div></div>
<h1>{escape(letter.title)}</h1><p style="text-align:center">{escape(letter.number)}</p>
<p class="body">{escape(letter.opening)}</p><table>{rows}</table>{paragraphs}
<div class="close"><div>{check}</div>
<div class="sign"><p>{lines(letter.dated)}</p>{box}<p>{lines(letter.signer)}</p></div>
</div><p><small>{escape(letter.statement)}</small></p></body></html>"""
