"""What has become of a letter of a batch, read from the steps of its request."""

import pytest

from eservice.requests.fates import Fate, Happened, Tried, fate_of
from eservice.requests.workflow import Step

BEFORE = [Step.SUBMIT, Step.CLAIM, Step.RECOMMEND]
CHOSEN, SIGNED, REFUSED = Tried(0, 3, False), Tried(1, 3, False), Tried(1, 3, True)


@pytest.mark.parametrize(
    ("tried", "since", "at_work", "fate", "decisive"),
    [
        (CHOSEN, [], False, Fate.UNTRIED, None),
        (CHOSEN, [Step.SEND_BACK], False, Fate.DECIDED, 4),
        (CHOSEN, [Step.REMIND], False, Fate.UNTRIED, None),
        (SIGNED, [Step.SIGN], False, Fate.WAITING, None),
        (SIGNED, [Step.SIGN], True, Fate.AT_WORK, None),
        (SIGNED, [Step.SIGN, Step.ISSUE], False, Fate.SIGNED, 5),
        (SIGNED, [Step.SIGN, Step.NEXT_PLACE, Step.SEND_BACK], False, Fate.SIGNED, 5),
        (SIGNED, [Step.SIGN, Step.SIGNING_FAILED], False, Fate.FAILED, 5),
        (SIGNED, [Step.SIGN, Step.SIGNING_FAILED, Step.REMIND], False, Fate.FAILED, 5),
        (SIGNED, [Step.SIGN, Step.SIGNING_FAILED, Step.SIGN, Step.ISSUE], False, Fate.DECIDED, 6),
        (REFUSED, [], False, Fate.FAILED, None),
        (REFUSED, [Step.REMIND], False, Fate.FAILED, None),
        (REFUSED, [Step.REMIND, Step.SIGN], False, Fate.DECIDED, 5),
    ],
)
def test_its_fate_is_what_its_history_says(
    tried: Tried, since: list[Step], at_work: bool, fate: Fate, decisive: int | None
) -> None:
    history = [Happened(number, step) for number, step in enumerate([*BEFORE, *since], start=1)]

    assert fate_of(tried, history, at_work=at_work) == (fate, decisive)
