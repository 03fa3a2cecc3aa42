"""What a figure of its own kind means: what it counts, and how it could mislead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is counted, and the temptation in it; the pages translate both."""

    meaning: str
    temptation: str
