"""The letters of the comparison, and what they say as plain values for the renderers that are not ours."""

from dataclasses import dataclass, replace
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

import segno

from eservice.letters import page, pdf, wording
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.kinds import Kind
from tests.letters.samples import sample, stamp


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


@cache
def letters(count: int) -> list[tuple[LetterContent, Stamp]]:
    """Return residence letters that all differ."""
    ordinary = sample(Kind.SKD)
    first = stamp(ordinary)
    made = []
    for number in range(count):
        subject = (("nama", f"Siti Rahmawati {number:04d}"), *ordinary.subject[1:])
        content = replace(ordinary, subject=subject)
        written = f"400.12.2.1/{number + 1:03d}/BLK/XI/2026"
        url = f"{first.verify_url[:-4]}{number:04d}"
        made.append((content, replace(first, numbers=(written,), verify_url=url)))
    return made


def said(content: LetterContent, marked: Stamp) -> Said:
    """Return what a residence letter says."""
    values, signer = page.context(content, marked), content.signers[0]
    return Said(
        head=[values["government"], values["parent"]],
        unit=f"{values['unit']} (CONTOH)",
        address=[values["office_address"], values["contact"]],
        title=content.title,
        number=f"NOMOR {values['number']}",
        opening=f"Yang bertanda tangan di bawah ini, {values['position']}, menerangkan bahwa:",
        rows=values["subject"],
        paragraphs=_paragraphs(content),
        dated=[f"{values['city']}, {values['dated']}", *signer.lines],
        box=["Ditandatangani secara elektronik", values["places"][0]["signed_at"], values["places"][0]["certified"]],
        signer=[signer.name, signer.rank, signer.number],
        check=["Periksa keaslian surat ini", f"Pindai, atau buka laman {values['verify_host']}/verifikasi lalu ketik:"],
        code=values["code"],
        statement=values["statement"],
        qr=f"{marked.verify_url}#{marked.seal}",
    )


def _paragraphs(content: LetterContent) -> list[str]:
    fields = content.fields
    since, until = wording.month_and_year(fields["since"]), wording.long_date(content.valid_until)
    home = f"{fields['address']} RT {fields['rt']}"
    lives = f"Orang tersebut di atas adalah penduduk Kelurahan {fields['village']} dan bertempat tinggal di {home}"
    use = f"Surat keterangan ini dibuat untuk keperluan {content.purpose}, hanya untuk keperluan tersebut"
    untrue = "Apabila di kemudian hari keterangan ini tidak benar karena data dari pemohon"
    return [
        f"{lives} sejak {since}.",
        f"Status tempat tinggal: {fields['tenure']}, pemilik {fields['owner']}.",
        f"{use}, dan berlaku sampai dengan {until}.",
        f"{untrue}, tanggung jawab ada pada pemohon.",
        "Demikian surat keterangan ini dibuat dengan sebenarnya untuk dapat dipergunakan sebagaimana mestinya.",
    ]


def qr_picture(text: str) -> bytes:
    """Return the code as a PNG, as the library makes it when asked for no more."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=4)
    return out.getvalue()


CSS = (Path(__file__).parent / "naive.css").read_text(encoding="utf-8").replace("FONTS", str(pdf.ASSETS))


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
