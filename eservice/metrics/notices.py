"""What supervisors are told without asking."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about."""

    DIGEST = "digest"
    """How the office stands, in the morning of a working day."""
    BACKLOG = "backlog"
    """More is open than ordinary swings explain."""
