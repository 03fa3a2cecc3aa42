"""The letters of the comparison."""

from dataclasses import replace
from functools import cache

from bench.peers.said import Said
from eservice.letters import page, wording
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.kinds import Kind
from tests.letters.samples import sample, stamp


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
