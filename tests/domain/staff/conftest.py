"""Fixtures of the staff's tests: the offices with their people, as for requests."""

from tests.domain.requests.conftest import house, no_worker

__all__ = ["house", "no_worker"]
