"""The tree of the public log: hashes and proofs of RFC 9162, section 2.1. Pure.

A *node* is a complete subtree, named (level, position): level 0 are the leaves, and (l, p) covers the leaves from
p·2^l up to (p+1)·2^l. Nodes never change once their last leaf is there, so they are stored, and neither a root nor a
proof reads more of them than the tree is high.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

Node = tuple[int, int]
"""Level and position."""
Span = tuple[int, int]
"""The leaves from the first up to, not with, the second."""
EMPTY_ROOT = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\1" + left + right).digest()


def appended(size: int, frontier: Sequence[bytes], leaf: bytes) -> tuple[list[tuple[Node, bytes]], list[bytes]]:
    """Return the nodes that one more leaf completes, itself first, and the new frontier.

    Args:
        size: leaves before.
        frontier: hashes of the complete subtrees of which the tree of that size consists, the largest first.
    """
    nodes, left, level = [((0, size), leaf)], list(frontier), 0
    while size >> level & 1:
        leaf = node_hash(left.pop(), leaf)
        level += 1
        nodes.append(((level, size >> level), leaf))
    return nodes, [*left, leaf]


def folded(hashes: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees from left to right, the largest first."""
    if not hashes:
        return EMPTY_ROOT
    *before, root = hashes
    for one in reversed(before):
        root = node_hash(one, root)
    return root


def nodes_of(span: Span) -> list[Node]:
    """Return the complete subtrees that cover a span, the largest first; it begins where the first of them may."""
    start, end = span
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def nodes_of_all(spans: Iterable[Span]) -> set[Node]:
    """Return every complete subtree that the hashes of these spans are made of."""
    return {node for span in spans for node in nodes_of(span)}


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that a leaf is in the tree of a size, the nearest first."""
    return list(_inclusion(index, (0, size)))[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """Return the spans whose hashes prove that the tree of one size begins the tree of another."""
    if not 0 < first < second:
        return []
    return list(_consistency(first, (0, second), is_whole=True))


def hashes(spans: Iterable[Span], read: Callable[[Node], bytes]) -> list[bytes]:
    """Return the hash of each span, from its nodes."""
    return [folded([read(node) for node in nodes_of(span)]) for span in spans]


def is_included(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a path proves that a leaf is in the tree of this root. Source: RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(one, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(sizes: tuple[int, int], roots: tuple[bytes, bytes], path: Sequence[bytes]) -> bool:
    """Tell whether a path proves that the second tree only continues the first. Source: RFC 9162, 2.1.4.2.

    Every tree continues the empty one, and none is smaller than what it continues.
    """
    first, second = sizes
    if not 0 <= first <= second:
        return False
    if first in (0, second):
        return not path and (first == 0 or roots[0] == roots[1]) and (first > 0 or roots[0] == EMPTY_ROOT)
    whole = [roots[0], *path] if first & (first - 1) == 0 else list(path)
    return bool(whole) and _joined(first, second, whole) == roots


def _joined(first: int, second: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the two roots that a consistency path leads to; None when it has not the right length."""
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for one in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            older, newer = node_hash(one, older), node_hash(one, newer)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, one)
        place, last = place >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _half(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _inclusion(index: int, span: Span) -> Iterator[Span]:
    """Yield what stands beside the way from the root down to a leaf."""
    start, end = span
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            yield (middle, end)
            end = middle
        else:
            yield (start, middle)
            start = middle


def _consistency(first: int, span: Span, *, is_whole: bool) -> Iterator[Span]:
    """Yield the subproof of RFC 9162, 2.1.4.1, from the bottom up."""
    start, end = span
    if first == end:
        if not is_whole:
            yield span
        return
    middle = start + _half(end - start)
    if first <= middle:
        yield from _consistency(first, (start, middle), is_whole=is_whole)
        yield (middle, end)
    else:
        yield from _consistency(first, (middle, end), is_whole=False)
        yield (start, middle)
