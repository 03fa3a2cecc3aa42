"""Every letter as it leaves the office, in a folder, with the roots to trust: what the judges outside are shown.

``python -m tests.letters.issued FOLDER`` writes KIND-SIZE.N.pdf, N the number of its signatures, and besides some
with a fault, wrong-FAULT.N.pdf, to see that the judges find it.
"""

import sys
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
from asn1crypto import pem

from eservice.letters import archiving, production
from eservice.letters.content import LetterContent
from eservice.letters.kinds import Kind, Mode
from eservice.letters.seam import Signer
from eservice.letters.signing import LocalSigner
from eservice.letters.timestamps import TimeStampAuthority
from tests.letters.samples import SIGNED_AT, SIZES, sample, stamp
from tests.outside import running


def signed(content: LetterContent, signer: Signer) -> bytes:
    """Return a letter signed in every place."""
    marked = replace(stamp(content), time_stamped=signer.authority is not None)
    file = production.first_edition(content, marked, signer=signer, at=SIGNED_AT)
    for place in range(1, len(content.signers)):
        file = production.next_edition(file, content, place=place, signer=signer, at=SIGNED_AT)
    return file


def write_all(folder: Path) -> None:
    """Write each kind in each size, signed; to be signed by pen; stamped with the time, and as kept in the archive."""
    signer = LocalSigner(folder / "keys")
    _write_letters(folder, signer)
    _write_wrong(folder, signer)
    (folder / "ca.pem").write_bytes((folder / "keys" / "ca.pem").read_bytes())
    with tempfile.TemporaryDirectory() as place, running("tests.tsa", Path(place)) as authority:
        (folder / "tsa.pem").write_bytes(authority.root.read_bytes())
        timed = TimeStampAuthority(authority.address, roots=[pem.unarmor(authority.root.read_bytes())[2]])
        stamped = LocalSigner(folder / "keys", timed)
        letter = signed(sample(Kind.SKTM), stamped)
        kept = archiving.renewed(letter, authority=timed, roots=signer.trusted_roots(), number=1)
        (folder / "SKTM-stamped.2.pdf").write_bytes(letter)
        (folder / "SKTM-archived.2.pdf").write_bytes(kept)


def _write_letters(folder: Path, signer: Signer) -> None:
    for kind in Kind:
        for size in SIZES:
            content = sample(kind, size)
            (folder / f"{kind}-{size}.{len(content.signers)}.pdf").write_bytes(signed(content, signer))
        content = sample(kind, mode=Mode.WET)
        (folder / f"{kind}-basah.0.pdf").write_bytes(production.sheet_for_pen(content, stamp(content)))


def _write_wrong(folder: Path, signer: LocalSigner) -> None:
    """Write a letter changed after it was signed, one by a stranger, one never signed, and two spoiled before that."""
    content = sample(Kind.SKD)
    sheet = production.sheet_for_pen(content, stamp(content))
    found = {
        "changed.1": signed(content, signer).replace(b"/Location (Jambi)", b"/Location (Jambu)"),
        "stranger.1": signed(content, LocalSigner(folder / "stranger")),
        "unsigned.1": sheet,
        "untagged.0": _without(sheet, "/StructTreeRoot"),
        "colours.0": _without(sheet, "/OutputIntents"),
    }
    for name, file in found.items():
        (folder / f"wrong-{name}.pdf").write_bytes(file)


def _without(file: bytes, entry: str) -> bytes:
    with pikepdf.open(BytesIO(file)) as opened:
        del opened.Root[entry]
        out = BytesIO()
        opened.save(out)
    return out.getvalue()


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
