"""A shared memory that does not answer: everybody goes on alone, and nobody waits for it twice."""

import time

from eservice.kernel.shared import SharedMemory
from tests.postgres import free_port


def test_without_an_answer_figures_are_counted_and_turns_are_left_to_each_process() -> None:
    shared = SharedMemory(f"redis://127.0.0.1:{free_port()}/0")

    assert shared.take("siapa", 1, per_minute=60) is None
    began = time.monotonic()
    for _turn in range(50):
        assert shared.remembered("laku", seconds=60, count=lambda: [3, 1]) == [3, 1]
        assert shared.take("siapa", 1, per_minute=60) is None
    assert time.monotonic() - began < 0.3
    assert not shared.answers()
