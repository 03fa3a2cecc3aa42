"""A version on its way: what is stored of it, and from which state each act takes it to which."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import Model


class DraftState(StrEnum):
    """How far a draft is."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class VersionState(StrEnum):
    """What a published version is on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    FOLLOWED = "followed"
    """A later one is in force; requests filed under it go on by it."""


class DraftAct(StrEnum):
    """What is done with a draft as a whole."""

    CHANGE = "change"
    SEND = "send"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    DISCARD = "discard"


MOVES: dict[DraftAct, tuple[frozenset[DraftState], DraftState]] = {
    DraftAct.CHANGE: (frozenset({DraftState.DRAFT}), DraftState.DRAFT),
    DraftAct.SEND: (frozenset({DraftState.DRAFT}), DraftState.IN_REVIEW),
    DraftAct.SEND_BACK: (frozenset({DraftState.IN_REVIEW}), DraftState.DRAFT),
    DraftAct.PUBLISH: (frozenset({DraftState.IN_REVIEW}), DraftState.PUBLISHED),
    DraftAct.DISCARD: (frozenset({DraftState.DRAFT, DraftState.IN_REVIEW}), DraftState.DISCARDED),
}
"""The whole law of a draft: act -> (from, to)."""

_OPEN = text("state IN ('draft', 'in_review')")


class ServiceDraft(Model):
    """The next version of a service, or the first one of a new service, while it is written and read."""

    __tablename__ = "service_drafts"
    __table_args__ = (
        CheckConstraint("published_by_id <> begun_by_id", name="read_by_a_second_person"),
        CheckConstraint(
            "(state = 'published') = (version_id IS NOT NULL AND published_by_id IS NOT NULL)",
            name="published_as_a_version",
        ),
        Index("uq_service_drafts_one_open", "code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    """Of the service; a new one has no row in ``services`` before it is published."""
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("service_versions.id"))
    """The version it began as a copy of."""
    state: Mapped[DraftState] = mapped_column(index=True)
    definition: Mapped[dict[str, Any]]
    """As of a version, but it may be unfinished: read with ``parsing.readable``."""
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    hands: Mapped[list[Any]]
    """Accounts that began or changed it: none of them may publish it."""
    changed_at: Mapped[datetime]
    returned_because: Mapped[str] = mapped_column(default="")
    """Why it was last sent back; empty while it was not."""
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("service_versions.id"), index=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
