"""The letter laid out with ReportLab's Platypus."""

from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import HRFlowable, Image, Paragraph, SimpleDocTemplate, Spacer, Table

from bench.peers import said
from bench.peers.said import Draw, Said


def draw_with(folder: Path) -> Draw:
    """Return the letter's drawing; fonts and styles are made once."""
    for name in ("regular", "bold"):
        pdfmetrics.registerFont(TTFont(f"Letter-{name}", str(folder / f"{name}.ttf")))
    pdfmetrics.registerFontFamily("Letter-regular", normal="Letter-regular", bold="Letter-bold")
    plain = ParagraphStyle("plain", fontName="Letter-regular", fontSize=11.25, leading=15.75, spaceAfter=2 * mm)
    styles = {
        "plain": plain,
        "body": ParagraphStyle("body", plain, alignment=TA_JUSTIFY, firstLineIndent=10 * mm),
        "middle": ParagraphStyle("middle", plain, alignment=TA_CENTER),
        "title": ParagraphStyle("title", plain, fontName="Letter-bold", fontSize=13.5, alignment=TA_CENTER),
        "small": ParagraphStyle("small", plain, fontSize=8, leading=11),
    }
    return lambda letter: _draw(letter, folder, styles)


def _draw(letter: Said, folder: Path, styles: dict[str, ParagraphStyle]) -> bytes:

    def text(words: list[str], style: str) -> Paragraph:
        return Paragraph("<br/>".join(map(escape, words)), styles[style])

    bold = f"<b>{escape(letter.unit)}</b>"
    head = Paragraph("<br/>".join([*map(escape, letter.head), bold, *map(escape, letter.address)]), styles["middle"])
    emblem = Image(str(folder / "emblem.png"), 23 * mm, 28 * mm)
    code = Image(BytesIO(said.qr_picture(letter.qr)), 42 * mm, 42 * mm)
    rows = [[text([label], "plain"), text([":"], "plain"), text([value], "plain")] for label, value in letter.rows]
    checked = [code, text([*letter.check, letter.code], "small")]
    signed = [text(letter.dated, "plain"), text(letter.box, "small"), text(letter.signer, "plain")]
    story = [
        Table([[emblem, head]], colWidths=[27 * mm, 135 * mm]),
        HRFlowable(width="100%", thickness=2, color="black"),
        text([letter.title], "title"),
        text([letter.number], "middle"),
        text([letter.opening], "body"),
        Table(rows, colWidths=[53 * mm, 8 * mm, 101 * mm]),
        *(text([paragraph], "body") for paragraph in letter.paragraphs),
        Spacer(1, 4 * mm),
        Table([[checked, signed]], colWidths=[88 * mm, 74 * mm]),
        text([letter.statement], "small"),
    ]
    out = BytesIO()
    margins = {"leftMargin": 26 * mm, "rightMargin": 22 * mm, "topMargin": 16 * mm, "bottomMargin": 20 * mm}
    SimpleDocTemplate(out, pagesize=A4, title=letter.title, **margins).build(story)
    return out.getvalue()
