"""Files people send, honest and hostile, made on the spot."""

import io
import struct
import zlib

import pikepdf
from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112


def photo(size: tuple[int, int] = (800, 600), *, kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    """Return a photo whose left half is red."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return written(image.convert(mode), kind, **more)


def written(image: Image.Image, kind: str, **more: object) -> bytes:
    """Return an image as a file."""
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def photo_from_a_phone() -> bytes:
    """Return a photo lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "ContohPhone"
    exif.get_ifd(GPS)[1] = "S"
    exif.get_ifd(GPS)[2] = (1.0, 36.0, 0.0)
    return photo(exif=exif, comment=b"catatan rahasia")


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """Return a PNG of a few kilobytes that unfolds to ``width`` times ``height`` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(pages: int = 1, *, password: str = "", hostile: bool = False) -> bytes:
    """Return a PDF of blank pages, locked or with things that act where asked."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if hostile:
        _arm(document)
    file = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else False
    document.save(file, encryption=encryption)
    return file.getvalue()


def _arm(document: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('uji')"))
    document.Root.OpenAction = document.make_indirect(script)
    document.attachments["uji.exe"] = b"MZ-berkas-titipan"
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 100, 100],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("/bin/sh")),
    )
    document.pages[0].obj.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(link)]))
    document.docinfo["/Author"] = "Siti Rahmawati"
