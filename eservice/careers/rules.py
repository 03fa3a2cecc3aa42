"""What a fault is, how hours of training are counted, and when a colour says that they are few. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fault(StrEnum):
    """Something at the counter that went wrong and that a course could mend; the values stand in addresses."""

    SENT_BACK = "dikembalikan-pejabat"
    """The signer sent back what was recommended or proposed."""
    ASKED_AGAIN = "diminta-dua-kali"
    """A second round of completion in one run: what was missing was not all said at once."""
    ASKED_IN_VAIN = "diminta-sia-sia"
    """Asked for, answered with the same file, and granted all the same."""
    OVERTURNED = "penolakan-dibuka"
    """A refusal that was reopened."""
    MENDED = "salah-data-terbit"
    """A data error made at the office, told after issue."""
    LATE = "janji-meleset"


class CourseForm(StrEnum):
    """In which way a course is held; all of them count."""

    CLASSROOM = "classroom"
    ONLINE = "online"
    COACHING = "coaching"
    PLACEMENT = "placement"
    OWN_STUDY = "own_study"


class PlaceState(StrEnum):
    """How far a place in a course has come."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"
    MISSED = "missed"
    """Granted, and the person did not come."""


class Result(StrEnum):
    """What a course came to for one person."""

    PASSED = "passed"
    FAILED = "failed"
    UNTESTED = "untested"


class Light(StrEnum):
    """Hours of training against the year's own pace; words stand beside the colour."""

    REACHED = "reached"
    ON_WAY = "on_way"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's training of one year."""

    minutes: int
    done: int
    wanted: int
    light: Light


def hours(minutes: int, *, on: date, minutes_each: int, wanted: int) -> Hours:
    """Return whole hours of training (JP) of a year and their light on a day of it.

    A begun hour is none. *On the way* is who has at least the part of the year that is over, rounded down.
    """
    done = minutes // minutes_each
    first, last = date(on.year, 1, 1), date(on.year, 12, 31)
    due = wanted * ((on - first).days + 1) // ((last - first).days + 1)
    light = Light.REACHED if done >= wanted else Light.ON_WAY if done >= due else Light.BEHIND
    return Hours(minutes, done, wanted, light)
