# Longer than 300 lines: the whole corpus is one list, family after family.
"""Two hundred hostile files, the same ones every time: what no browser would send and an attacker would.

``tools/hostile FOLDER`` writes them down. Families are interleaved, so that every twentieth file is of another one.
"""

import io
import itertools
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.unit.uploads import files

HOW_MANY = 200
_SEED = 20260706
_HUGE = 200 * 1024 * 1024


@dataclass(frozen=True)
class Hostile:
    """One file: its family, the name it comes under, and how it is made."""

    family: str
    name: str
    make: Callable[[], bytes]


def corpus() -> list[Hostile]:
    """Return the files, of as many families in a row as there are."""
    rows = [list(family()) for family in FAMILIES]
    woven = [one for row in itertools.zip_longest(*rows) for one in row if one is not None]
    assert len(woven) == HOW_MANY, f"{len(woven)} files"
    return woven


def write(folder: Path) -> int:
    """Write every file into a folder, under a number and its family; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(corpus()):
        (folder / f"{number:03}-{one.family}").write_bytes(one.make())
    return HOW_MANY


# ── what the files are made of ───────────────────────────────────────────────────────────────────────────────────────
def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, *, before: bytes = b"", depth: int = 1, rows: bytes = b"\0" * 64) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    data = _chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + before + data + _chunk(b"IEND", b"")


def _unfolding(size: int = _HUGE) -> bytes:
    """Return what unfolds to ``size`` zeros, made without holding them."""
    packer, made = zlib.compressobj(9), []
    for _ in range(size // (1 << 20)):
        made.append(packer.compress(bytes(1 << 20)))
    return b"".join([*made, packer.flush()])


def _document(fill: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(300, 400))
        fill(document)
        made = io.BytesIO()
        document.save(made, **options)
        return made.getvalue()


def _raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """Return a PDF written by hand, object after object; its table is right."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(body)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n" % size + table
        + b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start)
    )  # fmt: skip


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(data), more) + data + b"\nendstream"


def _exif(tiff: bytes) -> bytes:
    jpeg, body = files.photo((40, 30)), b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def _zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


# ── the families ─────────────────────────────────────────────────────────────────────────────────────────────────────
_TAILS = (
    b"<html><script>alert(document.cookie)</script></html>",
    b"<?php system($_GET['c']); ?>",
    b"PK\x03\x04 not quite a ZIP",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"%PDF-1.7\n1 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj",
    b"MZ\x90\0 a program",
    b"#!/bin/sh\ntouch /tmp/x\n",
)


def polyglots() -> Iterator[Hostile]:
    """Honest pictures and documents that are something else as well."""
    heads = (files.photo((60, 40)), files.photo((60, 40), kind="PNG"), files.pdf(1))
    for (head, ending), tail in itertools.product(zip(heads, ("jpg", "png", "pdf"), strict=True), _TAILS):
        yield Hostile("polyglot", f"kk.{ending}", partial(lambda a, b: a + b, head, tail))
    yield Hostile("polyglot", "kk.jpg", partial(files.photo, (60, 40), comment=b"*/=alert(1)/*"))


def png_bombs() -> Iterator[Hostile]:
    """PNGs of a few kilobytes that ask for gigabytes."""
    for width, height in (
        (20_000, 20_000),
        (60_000, 60_000),
        (2**31 - 1, 2**31 - 1),
        (1, 2**31 - 1),
        (0, 0),
        (6_400, 6_300),
    ):
        yield Hostile("png bomb", "ktp.png", partial(_png, width, height))
    yield Hostile("png bomb", "ktp.png", files.bomb)
    for kind, name in ((b"iTXt", b"c\0\1\0\0\0"), (b"zTXt", b"c\0\0"), (b"iCCP", b"c\0\0")):
        yield Hostile(
            "png bomb", "ktp.png", partial(lambda k, n: _png(8, 8, before=_chunk(k, n + _unfolding())), kind, name)
        )
    yield Hostile("png bomb", "ktp.png", lambda: _png(8, 8, rows=bytes(60 << 20)))
    yield Hostile("png bomb", "ktp.png", lambda: _png(8, 8, before=_chunk(b"tEXt", b"c\0" + bytes(1000)) * 5_000))


def frame_bombs() -> Iterator[Hostile]:
    """Pictures of many frames: MPO and APNG."""
    small, large = Image.new("RGB", (60, 40), "red"), partial(Image.new, "L", (9_000, 9_000))
    yield Hostile(
        "frames", "ktp.jpg", lambda: files.written(small, "MPO", save_all=True, append_images=[large().convert("RGB")])
    )
    yield Hostile("frames", "ktp.jpg", lambda: files.written(small, "MPO", save_all=True, append_images=[small] * 200))
    control = _chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    yield Hostile("frames", "ktp.png", lambda: _png(8, 8, before=control))
    frame = _chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 2**31 - 1, 2**31 - 1, 0, 0, 1, 1, 0, 0))
    yield Hostile("frames", "ktp.png", lambda: _png(8, 8, before=control + frame * 20_000))
    images = [Image.new("L", (50, 50), shade) for shade in range(250)]
    yield Hostile("frames", "ktp.png", lambda: files.written(images[0], "PNG", save_all=True, append_images=images[1:]))
    yield Hostile("frames", "ktp.jpg", lambda: files.written(images[0], "GIF", save_all=True, append_images=images[1:]))


def truncated() -> Iterator[Hostile]:
    """Files that end too early, or have bytes exchanged."""
    wholes = {"jpg": files.photo(), "png": files.photo(kind="PNG"), "pdf": files.pdf(2)}
    for (ending, whole), share in itertools.product(wholes.items(), (0.02, 0.3, 0.6, 0.9, 0.99)):
        yield Hostile("truncated", f"kk.{ending}", partial(lambda w, n: w[:n], whole, int(len(whole) * share)))
    for number, (ending, whole) in itertools.product(range(9), wholes.items()):
        yield Hostile("garbled", f"kk.{ending}", partial(_garbled, whole, number))


def _garbled(whole: bytes, number: int) -> bytes:
    chance, made = random.Random(_SEED + number), bytearray(whole)
    for place in chance.sample(range(8, len(made)), 12):
        made[place] = chance.randrange(256)
    return bytes(made)


def exif_loops() -> Iterator[Hostile]:
    """JPEGs whose hidden data points at itself, or counts to the end of the world."""
    entry = struct.pack(">HHII", 0x8769, 4, 1, 8)
    yield Hostile("exif", "ktp.jpg", lambda: _exif(b"MM\0\x2a\0\0\0\x08\0\x01" + entry + struct.pack(">I", 8)))
    for count in (0, 1, 0xFFFF):
        yield Hostile(
            "exif", "ktp.jpg", partial(lambda n: _exif(b"MM\0\x2a\0\0\0\x08" + struct.pack(">H", n) + entry * 3), count)
        )
    for kind, count in ((2, 2**32 - 1), (5, 2**31), (7, 2**30), (12, 2**29)):
        lying = struct.pack(">HHII", 0x0112, kind, count, 8)
        yield Hostile("exif", "ktp.jpg", partial(lambda e: _exif(b"MM\0\x2a\0\0\0\x08\0\x01" + e + b"\0\0\0\0"), lying))
    yield Hostile("exif", "ktp.jpg", lambda: _exif(b"II\x2a\0\xff\xff\xff\xff"))
    yield Hostile("exif", "ktp.jpg", lambda: _exif(b""))


_NOT_TAKEN = (
    ("html", b"<!doctype html><script>alert(1)</script>"),
    ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ("svg", b"<!DOCTYPE s [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>"),
    ("svg", b"<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><svg>&b;&b;</svg>"),
    ("exe", b"MZ" + bytes(200)),
    ("sh", b"#!/bin/sh\nrm -rf /\n"),
    ("py", b"import os\nos.system('id')\n"),
    ("gif", b"GIF89a" + bytes(100)),
    ("bmp", b"BM" + bytes(100)),
    ("tiff", b"II*\0" + bytes(100)),
    ("eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(file) run\n"),
    ("webp", b"RIFF\x10\0\0\0WEBPVP8 " + bytes(40)),
    ("heic", b"\0\0\0\x18ftypheic" + bytes(40)),
    ("mp4", b"\0\0\0\x18ftypisom" + bytes(40)),
    ("xml", b"<?xml version='1.0'?><x/>"),
)


def other_kinds() -> Iterator[Hostile]:
    """What is not taken, under its own name and as if it were a photo."""
    for ending, data in _NOT_TAKEN:
        yield Hostile(f"as {ending}", f"ktp.{ending}", partial(bytes, data))
    for ending, data in _NOT_TAKEN[:7]:
        yield Hostile(f"{ending} as jpg", "ktp.jpg", partial(bytes, data))
    yield Hostile("zip bomb", "ktp.zip", lambda: _zipped(*((f"{n}.jpg", bytes(10 << 20)) for n in range(10))))
    yield Hostile("zip bomb", "ktp.pdf", lambda: _zipped(("dalam.zip", _zipped(("nol", bytes(40 << 20))))))
    yield Hostile("zip bomb", "ktp.jpg", lambda: _zipped(("../../etc/cron.d/x", b"* * * * * root id")))
    yield Hostile(
        "zip bomb", "surat.docx", lambda: _zipped(("word/document.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>"))
    )


def acting_pdfs() -> Iterator[Hostile]:
    """PDFs that want to do something when they are opened."""
    actions: dict[str, Callable[[], Dictionary]] = {
        "js": lambda: Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)")),
        "launch": lambda: Dictionary(S=Name.Launch, F=pikepdf.String("/bin/sh")),
        "uri": lambda: Dictionary(S=Name.URI, URI=pikepdf.String("http://127.0.0.1:1/x")),
        "form": lambda: Dictionary(S=Name.SubmitForm, F=pikepdf.String("http://127.0.0.1:1/x")),
        "import": lambda: Dictionary(S=Name.ImportData, F=pikepdf.String("/etc/passwd")),
        "goto": lambda: Dictionary(S=Name.GoToR, F=pikepdf.String("\\\\127.0.0.1\\x"), D=Array([0, Name.Fit])),
    }

    def arm(document: pikepdf.Pdf, where: str, action: Dictionary) -> None:
        if where == "open":
            document.Root.OpenAction = document.make_indirect(action)
        elif where == "page":
            document.pages[0].obj.AA = Dictionary(O=action)
        else:
            note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 300, 400], A=action)
            document.pages[0].obj.Annots = document.make_indirect(Array([document.make_indirect(note)]))

    for where, action in itertools.product(("open", "page", "link"), actions.values()):
        yield Hostile("acting pdf", "kk.pdf", partial(lambda w, a: _document(lambda d: arm(d, w, a())), where, action))
    yield Hostile("acting pdf", "kk.pdf", partial(files.pdf, hostile=True))


def heavy_pdfs() -> Iterator[Hostile]:
    """PDFs of a few kilobytes that unfold, nest, loop or count without end."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Resources %s >>"
    tree = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")

    def one_page(content: bytes, *more: bytes, resources: bytes = b"<< >>") -> bytes:
        return _raw_pdf(*tree, page % resources, content, *more)

    yield Hostile("pdf bomb", "kk.pdf", lambda: one_page(_stream(_unfolding(), b"/Filter /FlateDecode")))
    yield Hostile(
        "pdf bomb",
        "kk.pdf",
        lambda: one_page(_stream(zlib.compress(_unfolding()), b"/Filter [/FlateDecode /FlateDecode]")),
    )
    yield Hostile("pdf bomb", "kk.pdf", lambda: one_page(_stream(b"q " * 400_000)))
    yield Hostile("pdf bomb", "kk.pdf", lambda: one_page(_stream(b"0 0 m " + b"9 9 l " * 300_000 + b"S")))
    drawn = b"<< /XObject << /A 5 0 R >> >>"
    for size in (30_000, 2**31 - 1):
        image = (
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
            b" /Filter /FlateDecode" % (size, size)
        )
        yield Hostile(
            "pdf bomb",
            "kk.pdf",
            partial(lambda i: one_page(_stream(b"/A Do"), _stream(_unfolding(50 << 20), i), resources=drawn), image),
        )
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 300 400] /Resources << /XObject << /A %d 0 R >> >>"
    yield Hostile(
        "pdf loop", "kk.pdf", lambda: one_page(_stream(b"/A Do"), _stream(b"/A Do", form % 5), resources=drawn)
    )
    laughs = [_stream(b"/A Do " * 10, form % (6 + level)) for level in range(12)] + [_stream(b"q Q", form % 17)]
    yield Hostile("pdf laughs", "kk.pdf", lambda: one_page(_stream(b"/A Do " * 10), *laughs, resources=drawn))
    for box in (b"[0 0 9999999 9999999]", b"[0 0 0 0]", b"[0 0 -5 -5]", b"[0 0 0.0001 99999]"):
        sheet = b"<< /Type /Page /Parent 2 0 R /MediaBox %s >>" % box
        yield Hostile("pdf box", "kk.pdf", partial(lambda s: _raw_pdf(*tree, s), sheet))
    for depth in (400, 5_000):
        yield Hostile("pdf nesting", "kk.pdf", partial(lambda n: one_page(_stream(b"q Q"), b"[" * n + b"]" * n), depth))
        yield Hostile("pdf nesting", "kk.pdf", partial(_deep_tree, depth))
    yield Hostile("pdf loop", "kk.pdf", lambda: _raw_pdf(tree[0], b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"))
    yield Hostile(
        "pdf loop",
        "kk.pdf",
        lambda: _raw_pdf(tree[0], b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>", b"3 0 R"),
    )
    for count in (b"-1", b"0", b"2147483648"):
        yield Hostile(
            "pdf count",
            "kk.pdf",
            partial(lambda c: _raw_pdf(tree[0], b"<< /Type /Pages /Kids [] /Count %s >>" % c), count),
        )
    for pages in (11, 500, 5_000):
        yield Hostile("pdf pages", "kk.pdf", partial(_many_pages, pages))
    for name, data in (
        ("a.exe", b"MZ" + bytes(100)),
        ("b.pdf", files.pdf(1)),
        ("c.zip", _zipped(("x", bytes(1 << 20)))),
    ):
        yield Hostile(
            "embedded", "kk.pdf", partial(lambda n, b: _document(lambda d: d.attachments.update({n: b})), name, data)
        )


def _deep_tree(depth: int) -> bytes:
    """Return a PDF whose only page hangs at the end of a long chain."""
    chain = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(depth)]
    return _raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", *chain, b"<< /Type /Page /MediaBox [0 0 9 9] >>")


def _many_pages(pages: int) -> bytes:
    kids = b"3 0 R " * pages
    return _raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>",
    )


def locked_pdfs() -> Iterator[Hostile]:
    """PDFs under a password, in each of the ways there are."""
    for revision, aes in ((2, False), (3, False), (4, False), (4, True), (6, True)):
        encryption = pikepdf.Encryption(owner="a", user="b", R=revision, aes=aes, metadata=aes)
        yield Hostile("locked", "kk.pdf", partial(lambda e: _document(lambda _d: None, encryption=e), encryption))
    yield Hostile(
        "locked", "kk.pdf", lambda: _document(lambda _d: None, encryption=pikepdf.Encryption(owner="a", user=""))
    )


NAMES = (
    "../../../../etc/passwd.jpg",
    "..\\..\\windows\\system32\\x.jpg",
    "a\r\nSet-Cookie: x=1.jpg",
    'a"; filename="b.html',
    "kk\u202egpj.exe",
    "ktp.php.jpg",
    "ktp.jpg.exe",
    "ktp.jpg\0.php",
    "CON.jpg",
    "NUL",
    "a/AUX.jpg",
    ";touch x;.jpg",
    "$(id).jpg",
    "`id`.jpg",
    "|id|.jpg",
    "%2e%2e%2f.jpg",
    "%n%n%n%s.jpg",
    "${7*7}#{7*7}.jpg",
    "<img src=x onerror=alert(1)>.jpg",
    "=HYPERLINK(1).jpg",
    "' OR 1=1 --.jpg",
    "\x1b[2J\x1b[31mmerah.jpg",
    "n" * 4_000 + ".jpg",
    "🪪" * 300 + ".jpg",
    "a" + "\u0301" * 500 + ".jpg",
    "\u200b\u2066\u2069.jpg",
    ".",
    "..",
    ".htaccess",
    "ktp.jpg/",
)  # fmt: skip


def bad_names() -> Iterator[Hostile]:
    """A good photograph under names that want to be more than names."""
    for number, name in enumerate(NAMES):
        yield Hostile("name", name, partial(files.photo, (60 + number, 40)))


FAMILIES = (
    polyglots, png_bombs, frame_bombs, truncated, exif_loops, other_kinds, acting_pdfs, heavy_pdfs, locked_pdfs,
    bad_names,
)  # fmt: skip
