"""The letter as a page of HTML: a flat context of plain values, a strict and sandboxed template."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from eservice.kernel.clock import wib
from eservice.letters import qr, wording
from eservice.letters.content import LetterContent, Signer, Stamp
from eservice.letters.kinds import FIELDS, Kind, Mode, Value
from eservice.letters.sandbox import LetterEnvironment

TEMPLATES = Path(__file__).parents[2] / "templates" / "letters"
BIRTH_REPORT_DAYS = 60
"""A birth reported later needs a decision of its own. Source: UU 24/2013 art. 32."""

CERTIFIED = {
    Mode.LOCAL: "belum tersertifikasi",
    Mode.PKCS11: "sertifikat instansi",
    Mode.BSRE: "sertifikat elektronik BSrE",
}
STATEMENTS = {
    Mode.LOCAL: "UJI COBA: tanda tangan elektronik pada surat ini belum tersertifikasi.",
    Mode.WET: "Sah bila ditandatangani dan dicap. Keaslian dapat diperiksa dengan kode QR.",
    Mode.PKCS11: "Ditandatangani secara elektronik. Keaslian dapat diperiksa dengan kode QR.",
    Mode.BSRE: (
        "UU ITE Nomor 11 Tahun 2008 Pasal 5 ayat (1), sebagaimana telah diubah terakhir dengan UU Nomor 1 Tahun 2024: "
        "Informasi Elektronik dan/atau Dokumen Elektronik dan/atau hasil cetaknya merupakan alat bukti hukum yang sah. "
        "Dokumen ini ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan BSrE."
    ),
}
_UNDER_19 = (
    "Calon pengantin belum berumur 19 tahun pada tanggal surat ini; pernikahan memerlukan dispensasi dari pengadilan."
)
_UNDER_21 = "Calon pengantin belum berumur 21 tahun pada tanggal surat ini; pernikahan memerlukan izin orang tua."


def html(content: LetterContent, stamp: Stamp | None) -> str:
    """Return the page; without a stamp it is a draft: no number, no date, no QR."""
    return _environment().get_template(f"{content.kind}.html").render(context(content, stamp))


def context(content: LetterContent, stamp: Stamp | None) -> dict[str, Any]:
    """Return everything the template may read: text, whole numbers, dates and rows of text."""
    values: dict[str, Any] = {field.key: content.fields.get(field.key) for field in FIELDS[content.kind]}
    values["blocks"] = [_block(*one) for one in content.blocks]
    return values | _frame(content, stamp) | _closing(content, stamp) | _derived(content, stamp)


def _block(kind: str, *words: str) -> dict[str, Any]:
    """Return a block as the template reads it: a paragraph's text, or rows of (label, value)."""
    if kind == "rows":
        return {"kind": kind, "text": "", "rows": list(zip(words[::2], words[1::2], strict=True))}
    return {"kind": "p", "text": " ".join(words), "rows": []}


def _frame(content: LetterContent, stamp: Stamp | None) -> dict[str, Any]:
    head, signer = content.letterhead, content.signers[0]
    number = stamp.numbers[0] if stamp else "…"
    return {
        "document_title": f"{content.title} {number}" if stamp else f"{content.title} (DRAF)",
        "created": stamp.dated_on.isoformat() if stamp else "",
        "foot": _foot(number, stamp) if stamp else "DRAF, belum berlaku",
        "title": content.title,
        "number": number,
        "government": head.government,
        "parent": head.parent,
        "unit": head.unit,
        "city": head.city,
        "office_address": head.address,
        "contact": _contact(head.phone, head.email),
        "position": signer.position,
        "subject": [(_small(label), value) for label, value in content.subject],
        "purpose": content.purpose,
        "valid_until": content.valid_until,
    }


def _foot(number: str, stamp: Stamp) -> str:
    """Return the line on every page; the public log's state makes every holder a witness of it."""
    foot = f"Nomor {number} · kode {stamp.code}"
    return f"{foot} · log {wording.grouped(stamp.log_size)} {stamp.log_root}" if stamp.log_size else foot


def _small(label: str) -> str:
    """Return a label as letters write it, 'tempat, tanggal lahir'; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _contact(phone: str, email: str) -> str:
    return " · ".join(part for part in (phone and f"Telepon {phone}", email and f"Pos-el {email}") if part)


def _closing(content: LetterContent, stamp: Stamp | None) -> dict[str, Any]:
    url = stamp.verify_url if stamp else ""
    return {
        "draft": stamp is None,
        "specimen": content.specimen,
        "trial": stamp is not None and content.mode is Mode.LOCAL,
        "dated": wording.long_date(stamp.dated_on) if stamp else "…",
        "places": [_place(content, stamp, index) for index in range(len(content.signers))],
        "verify_url": url,
        "verify_host": urlsplit(url).netloc,
        "qr": qr.image(url, "" if content.mode is Mode.WET else stamp.seal) if stamp else "",
        "code": stamp.code if stamp else "",
        "statement": STATEMENTS[content.mode] if stamp else "",
    }


def _place(content: LetterContent, stamp: Stamp | None, index: int) -> dict[str, Any]:
    signer: Signer = content.signers[index]
    place: dict[str, Any] = {
        "lines": list(signer.lines),
        "name": signer.name,
        "rank": signer.rank,
        "staff_number": signer.number,
        "number": "…",
        "dated": "Tanggal …",
        "state": "later",
    }
    if stamp is None:
        return place
    signed_at = stamp.signed_at[index] if index < len(stamp.signed_at) else None
    place["number"] = stamp.numbers[index] if index < len(stamp.numbers) else ""
    if content.mode is Mode.WET:
        return place | {"state": "pen", "dated": "Tanggal ……………………………"}
    return place | {
        "state": "signed",
        "dated": f"Tanggal {wording.long_date(wib(signed_at).date())}"
        if signed_at
        else "Tanggal sesuai tanda tangan elektronik",
        "signed_at": wording.instant(signed_at) if signed_at else "waktu tercatat dalam berkas",
        "certified": CERTIFIED[content.mode] + (", berstempel waktu" if stamp.time_stamped else ""),
    }


def _derived(content: LetterContent, stamp: Stamp | None) -> dict[str, Any]:
    """Return what a kind's template needs beyond its fields."""
    make = _DERIVED.get(content.kind)
    return make(content.fields, content.subject, stamp.dated_on if stamp else None) if make else {}


_Subject = tuple[tuple[str, str], ...]
_Fields = Mapping[str, Any]


def _of_sktm(fields: _Fields, subject: _Subject, dated_on: date | None) -> dict[str, Any]:
    basis = [f"pengantar Ketua RT {fields['rt']}"] if "rt" in fields else []
    basis.append(f"surat pernyataan tanggal {wording.long_date(fields['statement_on'])}")
    if "visited_on" in fields:
        basis.append(f"kunjungan petugas tanggal {wording.long_date(fields['visited_on'])}")
    return {"basis": wording.joined(basis)}


def _of_sku(fields: _Fields, subject: _Subject, dated_on: date | None) -> dict[str, Any]:
    business = [
        ("nama usaha", fields["business_name"]),
        ("bidang usaha", fields["trade"]),
        ("alamat usaha", fields["business_address"]),
        ("sejak tahun", str(fields["since_year"])),
    ]
    if "nib" in fields:
        business.append(("NIB", fields["nib"]))
    if "turnover_rupiah" in fields:
        business.append(("omzet per bulan", wording.rupiah(fields["turnover_rupiah"])))
    if "workers" in fields:
        business.append(("jumlah pegawai", f"{wording.grouped(fields['workers'])} orang"))
    seen = "kunjungan petugas" if fields["seen_by"] == "visit" else "foto usaha"
    if "visited_on" in fields:
        seen += f" tanggal {wording.long_date(fields['visited_on'])}"
    return {"business": business, "basis": seen}


def _of_n1(fields: _Fields, subject: _Subject, dated_on: date | None) -> dict[str, Any]:
    marital = fields["marital"]
    if marital == "beristri" and "wife_number" in fields:
        marital = f"beristri ke-{fields['wife_number']}"
    rows = [*((_small(label), value) for label, value in subject), ("status pernikahan", marital)]
    if "former_spouse" in fields:
        rows.append(("nama pasangan terdahulu", fields["former_spouse"]))
    age = _age(fields["born_on"], dated_on) if dated_on else None
    notices = [] if age is None or age >= 21 else [_UNDER_19 if age < 19 else _UNDER_21]
    return {
        "subject": rows,
        "father": _parent(fields, "father"),
        "mother": _parent(fields, "mother"),
        "notices": notices,
    }


def _parent(fields: _Fields, parent: str) -> list[tuple[str, str]]:
    labels = {
        "name": "nama",
        "nik": "NIK",
        "birth": "tempat, tanggal lahir",
        "nationality": "warga negara",
        "religion": "agama",
        "occupation": "pekerjaan",
        "address": "alamat",
    }
    return [(label, fields[key]) for part, label in labels.items() if (key := f"{parent}_{part}") in fields]


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _of_skl(fields: _Fields, subject: _Subject, dated_on: date | None) -> dict[str, Any]:
    return {
        "sex_word": "laki-laki" if fields["sex"] == "L" else "perempuan",
        "deadline": fields["born_on"] + timedelta(days=BIRTH_REPORT_DAYS),
    }


def _late(sex: Value) -> str:
    return "almarhum" if sex == "L" else "almarhumah"


def _of_skmt(fields: _Fields, subject: _Subject, dated_on: date | None) -> dict[str, Any]:
    return {"late": _late(fields["sex"])}


def _of_skaw(fields: _Fields, subject: _Subject, dated_on: date | None) -> dict[str, Any]:
    digest = fields["scan_sha256"]
    who = [("NIK pewaris", fields["deceased_nik"])] if "deceased_nik" in fields else []
    if "died_on" in fields:
        who.append(("meninggal dunia", wording.long_date(fields["died_on"])))
    return {
        "late": _late(fields["deceased_sex"]),
        "sheet": [
            *who,
            ("saksi 1", fields["witness_1"]),
            ("saksi 2", fields["witness_2"]),
            ("jumlah lembar", f"{fields['sheets']} ({wording.in_words(fields['sheets'])})"),
            ("sidik berkas pindaian", " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))),
        ],
    }


def _of_skum(fields: _Fields, subject: _Subject, dated_on: date | None) -> dict[str, Any]:
    return {"paragraphs": [text.strip() for text in fields["body"].split("\n\n") if text.strip()]}


_DERIVED = {
    Kind.SKTM: _of_sktm,
    Kind.SKU: _of_sku,
    Kind.N1: _of_n1,
    Kind.SKL: _of_skl,
    Kind.SKMT: _of_skmt,
    Kind.SKAW: _of_skaw,
    Kind.SKUM: _of_skum,
}


@cache
def _environment() -> LetterEnvironment:
    own = (wording.long_date, wording.month_and_year, wording.weekday, wording.in_words, wording.rupiah)
    return LetterEnvironment(TEMPLATES, {filter_.__name__: filter_ for filter_ in own})
