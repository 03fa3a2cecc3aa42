"""Ways to tamper with an issued file, each as somebody would do it: with an editor, a script, or a pair of scissors."""

import random
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Change = Callable[[pikepdf.Pdf, random.Random], None]
Forge = Callable[[bytes, random.Random], bytes]


def saved_anew(change: Change) -> Forge:
    """Return a tampering that opens the file, changes it and saves the whole of it again."""

    def forge(file: bytes, rng: random.Random) -> bytes:
        out = BytesIO()
        with pikepdf.open(BytesIO(file)) as opened:
            change(opened, rng)
            opened.save(out)
        return out.getvalue()

    return forge


def note(file: pikepdf.Pdf, rng: random.Random) -> None:
    corner = rng.randrange(400)
    page = rng.choice(file.pages).obj
    text = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([corner, corner, corner + 90, corner + 20]))
    text.Contents = String(f"Berlaku sampai {2030 + corner}")
    page.Annots = Array([*page.get("/Annots", []), file.make_indirect(text)])


def patch(file: pikepdf.Pdf, rng: random.Random) -> None:
    rng.choice(file.pages).contents_add(b"1 1 1 rg %d %d 120 14 re f" % (rng.randrange(500), rng.randrange(700)))


def other_title(file: pikepdf.Pdf, rng: random.Random) -> None:
    file.docinfo[rng.choice(["/Title", "/Author", "/Subject"])] = f"SURAT {rng.random()}"


def other_record(file: pikepdf.Pdf, rng: random.Random) -> None:
    file.attachments["lampiran.txt"] = pikepdf.AttachedFileSpec(file, b"%d" % rng.randrange(99), filename="lain.txt")


def no_signature(file: pikepdf.Pdf, _rng: random.Random) -> None:
    del file.Root.AcroForm
    for page in file.pages:
        page.obj.Annots = Array([one for one in page.obj.get("/Annots", []) if one.get("/FT") != "/Sig"])


def one_page_more(file: pikepdf.Pdf, rng: random.Random) -> None:
    file.add_blank_page()
    file.pages.insert(rng.randrange(len(file.pages)), file.pages[-1])
    del file.pages[-1]


def another_page(file: pikepdf.Pdf, rng: random.Random) -> None:
    with pikepdf.new() as other:
        other.add_blank_page()
        file.pages[rng.randrange(len(file.pages))] = other.pages[0]


def turned_round(file: pikepdf.Pdf, rng: random.Random) -> None:
    """Put the last page first; where there is but one, put another one in its place."""
    if len(file.pages) == 1:
        another_page(file, rng)
    else:
        file.pages.insert(0, file.pages[-1])
        del file.pages[-1]


def other_words(file: pikepdf.Pdf, rng: random.Random) -> None:
    """Change one operand in the drawing of a page."""
    contents = rng.choice(file.pages).obj.Contents
    lines = contents.read_bytes().splitlines()
    shown = [number for number, line in enumerate(lines) if line.endswith((b"Tj", b"TJ"))]
    lines[rng.choice(shown)] = b"[<0001>] TJ"
    contents.write(b"\n".join(lines))


def nothing(_file: pikepdf.Pdf, _rng: random.Random) -> None:
    """Save it, and no more."""


def flipped(file: bytes, rng: random.Random) -> bytes:
    """Turn bits of a few bytes over, inside the signature too."""
    changed = bytearray(file)
    for _ in range(rng.choice([1, 1, 1, 4, 40])):
        changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
    return bytes(changed)


def cut(file: bytes, rng: random.Random) -> bytes:
    """Cut the end off; the last line's end alone leaves a registered file of many years' reading, so more."""
    return file[: rng.randrange(len(file) - 8)]


def appended(file: bytes, rng: random.Random) -> bytes:
    return file + rng.randbytes(rng.choice([1, 7, 400]))


def noted_behind(file: bytes, rng: random.Random) -> bytes:
    """Add an annotation as a new revision, so that what was signed stays byte for byte."""
    writer = IncrementalPdfFileWriter(BytesIO(file), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    box = [generic.NumberObject(one) for one in (9, 9, 90, 9 + rng.randrange(50))]
    text = generic.DictionaryObject(
        {
            generic.NameObject("/Type"): generic.NameObject("/Annot"),
            generic.NameObject("/Subtype"): generic.NameObject("/Square"),
            generic.NameObject("/Rect"): generic.ArrayObject(box),
        }
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(text)])
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def patched_behind(file: bytes, rng: random.Random) -> bytes:
    """Draw over a page in a new revision."""
    writer = IncrementalPdfFileWriter(BytesIO(file), strict=False)
    drawing = generic.StreamObject(stream_data=b"1 1 1 rg %d 300 200 20 re f" % rng.randrange(300))
    writer.add_stream_to_page(0, writer.add_object(drawing))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


FORGERIES: dict[str, Forge] = {
    "flipped": flipped,
    "cut": cut,
    "appended": appended,
    "noted behind": noted_behind,
    "patched behind": patched_behind,
    "noted": saved_anew(note),
    "patched": saved_anew(patch),
    "retitled": saved_anew(other_title),
    "another record": saved_anew(other_record),
    "stripped": saved_anew(no_signature),
    "a page more": saved_anew(one_page_more),
    "another page": saved_anew(another_page),
    "pages turned round": saved_anew(turned_round),
    "other words": saved_anew(other_words),
    "saved": saved_anew(nothing),
}
