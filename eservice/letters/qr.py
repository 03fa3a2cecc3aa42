"""The square beside the signature: the shortest code that opens the verify page, with the seal behind the #.

The library's steps one by one: what is the same in every code of a size (its frame, where the bits go, their mask) is
computed once, which is two thirds of the work.
"""

import base64
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

import segno.consts
import segno.encoder

consts: Any = segno.consts
encoder: Any = segno.encoder
"""The library's steps have no types."""
_MASK = 3
"""Any mask is lawful; choosing the best of eight costs five times the drawing and scans no better."""
_LEVEL = consts.ERROR_LEVEL_M
_LARGEST = 14
"""The finest code that a telephone reads from 42 mm of print: 81 modules with the quiet zone, of half a millimetre."""
_QUIET = 4
_UNSET = 2
"""What the library's empty matrix holds where a bit of the message goes."""
_SHORT_ALPHABET = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def image(verify_url: str, seal: str = "") -> str:
    """Return the QR as a data: address of a one-bit PNG, one pixel a module, quiet zone included."""
    return f"data:image/png;base64,{base64.b64encode(_png(modules(verify_url, seal))).decode()}"


def modules(verify_url: str, seal: str = "") -> list[bytes]:
    """Return the rows of the code, a byte per module, 1 for ink; without quiet zone."""
    segments = encoder.prepare_data(_segments(verify_url, seal), None, None)
    version = encoder.find_version(segments, _LEVEL, eci=False, micro=False)
    frame, places, mask = _frame(version)
    drawn = bytearray(frame)
    for place, bit, turned in zip(places, _message(segments, version), mask, strict=True):
        drawn[place] = bit ^ turned
    side = encoder.calc_matrix_size(version)
    return [bytes(drawn[start : start + side]) for start in range(0, side * side, side)]


def room_for_seal(verify_url: str) -> int:
    """Return how many characters of the short alphabet fit behind an address and its # in the largest code."""
    left: int = consts.SYMBOL_CAPACITY[_LARGEST][_LEVEL] - _bits((*_segments(verify_url, ""), ("#", consts.MODE_BYTE)))
    pairs, odd = divmod(max(left - 4 - 11, 0), 11)
    return 2 * pairs + (odd >= 6)


def _segments(verify_url: str, seal: str) -> list[tuple[str, int]]:
    """Split the address so that all but the path's own letters use the QR's short alphabet."""
    parts = urlsplit(verify_url)
    folder, _, token = parts.path.rpartition("/")
    segments = [
        _shortest(f"{parts.scheme}://{parts.netloc}".upper()),
        (f"{folder}/", consts.MODE_BYTE),
        _shortest(token),
    ]
    if seal:
        segments += [("#", consts.MODE_BYTE), (seal, consts.MODE_ALPHANUMERIC)]
    return segments


def _shortest(text: str) -> tuple[str, int]:
    return text, consts.MODE_ALPHANUMERIC if set(text) <= _SHORT_ALPHABET else consts.MODE_BYTE


def _bits(segments: Sequence[tuple[str, int]]) -> int:
    """Return what segments take in a code of versions 10 to 26. Source: ISO/IEC 18004, 7.4.1."""
    bits = 0
    for text, mode in segments:
        if mode == consts.MODE_BYTE:
            bits += 4 + 16 + 8 * len(text.encode())
        else:
            bits += 4 + 11 + 11 * (len(text) // 2) + 6 * (len(text) % 2)
    return bits


def _message(segments: Any, version: int) -> bytes:
    """Return the bits of the code in their order, one a byte, error correction included."""
    bits = encoder.Buffer()
    range_ = encoder.version_range(version)
    for segment in segments:
        encoder.write_segment(bits, segment, None, range_, False)  # noqa: FBT003 - no ECI
    capacity = consts.SYMBOL_CAPACITY[version][_LEVEL]
    encoder.write_terminator(bits, capacity, None, len(bits))
    encoder.write_padding_bits(bits, version, len(bits))
    encoder.write_pad_codewords(bits, version, capacity, len(bits))
    return b"".join(map(_BITS.__getitem__, _corrected(bytes(bits.toints()), version))).ljust(
        len(_frame(version)[1]), b"\0"
    )


def _corrected(words: bytes, version: int) -> list[int]:
    """Return words and what corrects them, of all blocks in turn. Source: ISO/IEC 18004, 7.5 and 7.6."""
    blocks, corrections, left = [], [], words
    for kind in consts.ECC[version][_LEVEL]:
        for _ in range(kind.num_blocks):
            block, left = left[: kind.num_data], left[kind.num_data :]
            blocks.append(block)
            corrections.append(_remainder(block, kind.num_total - kind.num_data))
    return [word for part in (blocks, corrections) for turn in zip_longest(*part) for word in turn if word is not None]


def _remainder(block: bytes, count: int) -> bytes:
    """Return the rest of a block divided by the polynomial of so many words: a row of its table for each word."""
    table, rest, above, whole = _multiples(count), 0, 8 * (count - 1), (1 << 8 * count) - 1
    for word in block:
        rest = (rest << 8 & whole) ^ table[word ^ rest >> above]
    return rest.to_bytes(count, "big")


@cache
def _multiples(count: int) -> list[int]:
    """Return the polynomial of so many words, without its first, times every word."""
    powers, places = consts.GALIOS_EXP, consts.GALIOS_LOG
    rows = (bytes(powers[places[word] + power] for power in consts.GEN_POLY[count]) for word in range(1, 256))
    return [0, *(int.from_bytes(row, "big") for row in rows)]


_BITS = [bytes(int(digit) for digit in f"{word:08b}") for word in range(256)]


@cache
def _frame(version: int) -> tuple[bytes, tuple[int, ...], bytes]:
    """Return (what every code of a size shows, where its bits go in their order, which of them the mask turns)."""
    side = encoder.calc_matrix_size(version)
    matrix = encoder.make_matrix(side, side)
    encoder.add_finder_patterns(matrix, side, side)
    encoder.add_alignment_patterns(matrix, side, side)
    places = tuple(row * side + column for row, column in _path(side) if matrix[row][column] == _UNSET)
    encoder.add_format_info(matrix, version, _LEVEL, _MASK)
    encoder.add_version_info(matrix, version)
    turns = encoder.get_data_mask_functions(False)[_MASK]  # noqa: FBT003 - no micro code
    mask = bytes(int(turns(*divmod(place, side))) for place in places)
    return b"".join(bytes(row) for row in matrix), places, mask


def _path(side: int) -> list[tuple[int, int]]:
    """Return (row, column) of a code in the order of its bits: pairs of columns from the right, up and down in turn."""
    path = []
    rights = [right if right > 6 else right - 1 for right in range(side - 1, 0, -2)]  # column 6 keeps time
    for turn, right in enumerate(rights):
        rows = range(side - 1, -1, -1) if turn % 2 == 0 else range(side)
        path += [(row, column) for row in rows for column in (right, right - 1)]
    return path


def _png(rows: Sequence[bytes]) -> bytes:
    """Return rows of modules as a one-bit picture, a dot per module, with its quiet zone."""
    side = len(rows) + 2 * _QUIET
    white = "1" * _QUIET
    blank = "1" * side
    lines = [blank] * _QUIET + [f"{white}{row.translate(_PAPER).decode()}{white}" for row in rows] + [blank] * _QUIET
    width = (side + 7) // 8
    packed = b"".join(b"\0" + int(line.ljust(width * 8, "0"), 2).to_bytes(width, "big") for line in lines)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(packed, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, said) for name, said in chunks)


_PAPER = bytes.maketrans(b"\0\1", b"10")


def _chunk(name: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))
