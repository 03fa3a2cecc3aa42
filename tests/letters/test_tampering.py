"""What was done to a file is named, kind by kind; what fits none of the names is still 'changed'."""

import random
import zlib
from io import BytesIO

import pikepdf
import pytest

from eservice.letters import production, verify
from eservice.letters.kinds import Kind
from eservice.letters.signing import LocalSigner
from eservice.letters.tampering import Tampering, claimed, named, seen_in_bytes
from tests.letters.forging import FORGERIES
from tests.letters.samples import SIGNED_AT, VERIFY_URL, sample, stamp

NAMED = {
    "flipped": {Tampering.SIGNED_PART},
    "cut": {Tampering.CUT},
    "appended": {Tampering.APPENDED},
    "noted behind": {Tampering.APPENDED, Tampering.ANNOTATED, Tampering.METADATA},
    "patched behind": {Tampering.APPENDED, Tampering.OVERLAY, Tampering.METADATA},
    "noted": {Tampering.ANNOTATED},
    "patched": {Tampering.OVERLAY},
    "retitled": {Tampering.METADATA},
    "another record": {Tampering.METADATA},
    "stripped": {Tampering.STRIPPED},
    "a page more": {Tampering.PAGES},
    "another page": {Tampering.PAGES},
    "pages turned round": {Tampering.PAGES},
    "other words": {Tampering.SIGNED_PART},
    "saved": {Tampering.SIGNED_PART},
}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A letter of two pages as it was issued."""
    signer, content = LocalSigner(tmp_path_factory.mktemp("instance") / "keys"), sample(Kind.N1)
    return production.first_edition(content, stamp(content), signer=signer, at=SIGNED_AT)


@pytest.mark.parametrize("way", FORGERIES)
def test_each_way_to_tamper_has_its_name(way: str, issued: bytes) -> None:
    forged = FORGERIES[way](issued, random.Random(4))

    assert set(named(forged, issued)) == NAMED[way]


def test_a_file_says_which_letter_it_is_also_after_it_was_saved_anew(issued: bytes) -> None:
    token = VERIFY_URL.rsplit("/", 1)[1]

    assert claimed(issued) == token
    assert claimed(FORGERIES["stripped"](issued, random.Random(4))) == token
    assert claimed(b"%PDF-1.7 no letter") == ""


def test_a_file_that_unpacks_without_end_is_given_up_and_still_changed(issued: bytes) -> None:
    packer, out = zlib.compressobj(9), BytesIO()
    first, again = (packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    with pikepdf.open(BytesIO(issued)) as file:
        file.pages[0].obj.Contents = file.make_stream(b"")
        file.pages[0].obj.Contents.write(first + again * 80, filter=pikepdf.Name.FlateDecode)  # 1.3 GB of nothing
        file.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)

    assert verify._named(out.getvalue(), issued) == (Tampering.SIGNED_PART,)


def test_without_the_issued_file_only_what_stands_in_the_bytes_is_said(issued: bytes) -> None:
    flipped = issued[:5000] + bytes([issued[5000] ^ 1]) + issued[5001:]

    assert seen_in_bytes(issued[:-900]) == [Tampering.CUT]
    assert seen_in_bytes(issued + b"more") == [Tampering.APPENDED]
    assert seen_in_bytes(flipped) == [Tampering.SIGNED_PART]
    assert seen_in_bytes(b"GIF89a") == seen_in_bytes(b"%PDF-1.7\n%%EOF\n") == []
