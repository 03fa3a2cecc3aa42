"""A letter whose file cannot be kept waits like one whose signer is away, and its official reads why."""

import errno

import pytest

from eservice.kernel.stores import StoreAwayError
from eservice.requests import failing
from eservice.requests.failing import ATTEMPTS, AWAY_PAUSE, PATIENCE, in_words


@pytest.mark.parametrize("fault", [StoreAwayError("GenericError"), OSError(errno.ENOSPC, "penuh: blobs/ab")])
def test_a_full_disk_or_a_store_that_is_away_is_waited_for(fault: Exception) -> None:
    assert failing._pause_after(fault, ATTEMPTS + 1) == AWAY_PAUSE
    assert failing._pause_after(fault, PATIENCE // AWAY_PAUSE + 1) is None
    assert "blobs" not in in_words(fault)
    assert "penuh atau tidak menjawab" in in_words(fault)
