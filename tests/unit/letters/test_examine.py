"""A stranger's file is read in a process of its own: a small one can ask for months of work."""

from dataclasses import replace

import pytest

from eservice.letters import verify
from eservice.letters.examine import CONFINES, FileVerdict

BRIEF = replace(CONFINES, wall_seconds=4)


def laughing(levels: int) -> bytes:
    """Return a PDF whose form fields each name the same child twice: the work doubles with every level."""
    rows = [b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    rows += [b"<</T(f%d)/Kids[%d 0 R %d 0 R]>>" % (level, level + 4, level + 4) for level in range(levels)]
    rows.append(b"<</T(leaf)/FT/Tx/V(x)>>")
    file, offsets = b"%PDF-1.7\n", []
    for number, row in enumerate(rows, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, row)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(rows) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(rows) + 1, len(file))
    return file + head + table + tail


def test_a_file_that_asks_for_months_of_work_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "CONFINES", BRIEF)

    assert verify.examined(laughing(60), roots=[]).verdict is FileVerdict.UNKNOWN
    assert verify.examined(laughing(60) + b"% /ByteRange", roots=[]).verdict is FileVerdict.CHANGED


def test_the_same_file_with_little_work_in_it_is_read() -> None:
    assert verify.examined(laughing(6), roots=[]).verdict is FileVerdict.UNSIGNED


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n" + b"\0" * 2000, b"\n", b"[[[["])
def test_what_is_no_pdf_gets_a_verdict_too(data: bytes) -> None:
    assert verify.examined(data, roots=[]).verdict in {FileVerdict.UNKNOWN, FileVerdict.UNSIGNED}
