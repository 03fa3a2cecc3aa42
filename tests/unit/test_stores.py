"""Files in a bucket: there whole or not at all, found by their content, and a store that is away says so."""

import errno
import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest

from eservice.kernel import stores
from eservice.kernel.stores import ObjectBlobs, StoreAwayError, is_full_or_away
from tests.buckets import KEY_ID, SECRET, Bucket, bucket


@pytest.fixture
def held() -> Iterator[Bucket]:
    """An empty bucket."""
    with bucket() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_RETRIES", {"max_retries": 1, "retry_timeout": timedelta(seconds=1)})


def test_what_is_put_lies_under_its_hash_and_comes_back(held: Bucket) -> None:
    blobs, letter, large = ObjectBlobs(held.url, secret=SECRET), b"surat", b"s" * 6_000_000

    keys = [blobs.put(letter), blobs.put(large), blobs.put(letter)]

    assert keys == [hashlib.sha256(one).hexdigest() for one in (letter, large, letter)]
    assert held.held == {f"kota/{key[:2]}/{key}": data for key, data in zip(keys, (letter, large), strict=False)}
    assert (blobs.get(keys[0]), blobs.get(keys[1])) == (letter, large)
    assert blobs.keys() == sorted(keys[:2])
    assert blobs.exists(keys[0])
    assert blobs.forget_unfinished(older_than=timedelta()) == 0


def test_what_is_forgotten_is_not_there_and_twice_is_no_error(held: Bucket) -> None:
    blobs = ObjectBlobs(held.url, secret=SECRET)
    key = blobs.put(b"surat")

    blobs.delete(key)
    blobs.delete(key)

    assert not blobs.exists(key)
    assert blobs.keys() == []
    with pytest.raises(KeyError):
        blobs.get(key)
    with pytest.raises(KeyError):
        blobs.get("../../etc/passwd")


def test_one_error_is_tried_again_and_more_are_one_fault_without_addresses(held: Bucket) -> None:
    blobs = ObjectBlobs(held.url, secret=SECRET)
    held.broken = 1
    key = blobs.put(b"surat")
    assert blobs.get(key) == b"surat"

    held.broken = -1
    for ask in (lambda: blobs.put(b"lain"), lambda: blobs.get(key), lambda: blobs.exists(key), blobs.keys):
        with pytest.raises(StoreAwayError) as told:
            ask()
        assert held.address not in str(told.value)
        assert is_full_or_away(told.value)
    with pytest.raises(StoreAwayError):
        blobs.delete(key)


@pytest.mark.parametrize("secret", [f"{KEY_ID}:salah", f"lain:{SECRET.partition(':')[2]}"])
def test_a_wrong_key_is_refused(held: Bucket, secret: str) -> None:
    with pytest.raises(StoreAwayError):
        ObjectBlobs(held.url, secret=secret).put(b"surat")

    assert held.held == {}


@pytest.mark.parametrize(
    ("url", "secret"),
    [("s3://", SECRET), ("file:///blobs", SECRET), ("s3://surat?endpont=http://x", SECRET), ("s3://surat", ""),
     ("s3://surat", "satu"), ("s3://surat", ":dua"), ("s3://surat?endpoint", SECRET)],
)  # fmt: skip
def test_an_address_or_a_secret_that_is_none_is_refused(url: str, secret: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ObjectBlobs(url, secret=secret)


@pytest.mark.parametrize(
    ("fault", "told"),
    [(OSError(errno.ENOSPC, "penuh"), True), (OSError(errno.EIO, "rusak"), True), (OSError(errno.ENOENT, ""), False),
     (ValueError(), False)],
)  # fmt: skip
def test_a_full_or_broken_disk_is_told_from_other_faults(fault: Exception, told: bool) -> None:
    assert is_full_or_away(fault) is told
