"""The tree of the public log: Certificate Transparency's published vectors, and every proof of every small tree."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eservice.letters import merkle

LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                         "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
"""Source: google/certificate-transparency, merkletree tests; also in github.com/transparency-dev/merkle, testonly."""
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
MOST = 70
"""Leaves of the largest tree of these tests: past the sixty-four where a level is added."""


class Grown:
    """A tree grown leaf by leaf, with its root at every size."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[merkle.Node, bytes] = {}
        self.roots = [merkle.EMPTY_ROOT]
        frontier: list[bytes] = []
        for size, leaf in enumerate(leaves):
            fresh, frontier = merkle.appended(size, frontier, merkle.leaf_hash(leaf))
            self.nodes.update(fresh)
            self.roots.append(merkle.folded(frontier))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return merkle.hashes(merkle.inclusion_spans(index, size), self.nodes.__getitem__)

    def consistency(self, first: int, second: int) -> list[bytes]:
        return merkle.hashes(merkle.consistency_spans(first, second), self.nodes.__getitem__)

    def proves_inclusion(self, index: int, size: int, path: list[bytes]) -> bool:
        return merkle.is_included(index, size, self.nodes[0, index], path, self.roots[size])

    def proves_consistency(self, first: int, second: int, path: list[bytes]) -> bool:
        return merkle.is_consistent((first, second), (self.roots[first], self.roots[second]), path)


PUBLISHED = Grown(LEAVES)
LARGE = Grown([b"leaf %d" % number for number in range(MOST)])


def by_definition(leaves: list[bytes]) -> bytes:
    """Return the root as RFC 9162, 2.1.1 defines it, written down once more without a word of ours."""
    if len(leaves) <= 1:
        return hashlib.sha256(b"\0" + leaves[0] if leaves else b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def test_the_roots_are_the_published_ones() -> None:
    assert [root.hex() for root in PUBLISHED.roots] == ROOTS


@pytest.mark.parametrize("asked", INCLUSIONS)
def test_the_inclusion_proofs_are_the_published_ones(asked: tuple[int, int]) -> None:
    path = PUBLISHED.inclusion(*asked)

    assert [one.hex() for one in path] == INCLUSIONS[asked]
    assert PUBLISHED.proves_inclusion(*asked, path)


@pytest.mark.parametrize("asked", CONSISTENCIES)
def test_the_consistency_proofs_are_the_published_ones(asked: tuple[int, int]) -> None:
    path = PUBLISHED.consistency(*asked)

    assert [one.hex() for one in path] == CONSISTENCIES[asked]
    assert PUBLISHED.proves_consistency(*asked, path)


def test_every_proof_of_every_tree_up_to_seventy_leaves_holds() -> None:
    for size in range(MOST + 1):
        assert LARGE.roots[size] == by_definition([b"leaf %d" % number for number in range(size)])
        assert merkle.folded([LARGE.nodes[node] for node in merkle.nodes_of((0, size))]) == LARGE.roots[size]
        assert all(LARGE.proves_inclusion(index, size, LARGE.inclusion(index, size)) for index in range(size))
        assert all(LARGE.proves_consistency(first, size, LARGE.consistency(first, size)) for first in range(size + 1))


def test_a_proof_is_as_long_as_the_tree_is_high() -> None:
    assert max(len(LARGE.inclusion(index, 64)) for index in range(64)) == 6
    assert max(len(LARGE.consistency(first, 64)) for first in range(65)) == 7


damage = st.sampled_from(["bit", "drop", "double", "swap", "grow"])


def damaged(path: list[bytes], way: str, place: int) -> list[bytes] | None:
    """Return a path with one thing changed; None where there is nothing to change that way."""
    if way == "grow":
        return [*path, merkle.EMPTY_ROOT]
    if not path:
        return None
    place %= len(path)
    if way == "bit":
        return [*path[:place], bytes([path[place][0] ^ 1]) + path[place][1:], *path[place + 1 :]]
    if way == "drop":
        return path[:place] + path[place + 1 :]
    if way == "double":
        return [*path[: place + 1], *path[place:]]
    swapped = [*path[:place], *path[place + 1 :][:1], path[place], *path[place + 2 :]]
    return swapped if swapped != path else None


@given(st.integers(1, MOST), st.data(), damage, st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_a_damaged_proof_proves_nothing(size: int, data: st.DataObject, way: str, place: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))

    inclusion = damaged(LARGE.inclusion(index, size), way, place)
    consistency = damaged(LARGE.consistency(first, size), way, place)

    assert inclusion is None or not LARGE.proves_inclusion(index, size, inclusion)
    assert consistency is None or not LARGE.proves_consistency(first, size, consistency)


@given(st.integers(2, MOST), st.data())
@settings(max_examples=100, deadline=None)
def test_a_proof_is_of_one_entry_and_one_history(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    first = data.draw(st.integers(1, size - 1))
    rewritten = Grown([b"leaf %d" % number if number != 0 else b"another" for number in range(first)])

    assert not LARGE.proves_inclusion(other, size, LARGE.inclusion(index, size))
    roots = (rewritten.roots[first], LARGE.roots[size])
    assert not merkle.is_consistent((first, size), roots, LARGE.consistency(first, size))


@pytest.mark.parametrize("asked", [(-1, 3), (3, 3), (0, 0)])
def test_an_entry_beyond_the_tree_is_in_none(asked: tuple[int, int]) -> None:
    assert not merkle.is_included(*asked, merkle.EMPTY_ROOT, [], merkle.EMPTY_ROOT)


@pytest.mark.parametrize("asked", [(3, 2), (-1, 2)])
def test_no_log_becomes_smaller(asked: tuple[int, int]) -> None:
    assert not merkle.is_consistent(asked, (merkle.EMPTY_ROOT, merkle.EMPTY_ROOT), [])
