"""What is stored about files that came in; the bytes themselves are sealed in the blob store."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.db import EncryptedText, Model
from eservice.uploads.rules import MEDIA_TYPES, UploadKind


class Upload(Model):
    """One file as somebody sent it, made anew; rows stay after deletion, the bytes do not."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (draft_digest IS NULL)", name="one_owner"),
        CheckConstraint("kind <> 'png'", name="png_becomes_jpeg"),
        CheckConstraint("size > 0 AND page_count > 0", name="not_empty"),
        CheckConstraint("deleted_at IS NULL OR created_at <= deleted_at", name="created_before_deleted"),
        Index(
            "ix_uploads_not_scanned",
            "id",
            sqlite_where=text("scanned_at IS NULL AND deleted_at IS NULL"),
            postgresql_where=text("scanned_at IS NULL AND deleted_at IS NULL"),
        ),
        Index(
            "ix_uploads_infected",
            "id",
            sqlite_where=text("infected_as IS NOT NULL"),
            postgresql_where=text("infected_as IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Names it in addresses; unguessable, and still no permission to see it."""
    came_as: Mapped[str] = mapped_column(index=True)
    """Keyed index of the bytes that were sent: the same file again is not decoded again."""
    sha256: Mapped[str]
    """Of the stored file before sealing; it is also the context it is sealed for."""
    kind: Mapped[UploadKind]
    size: Mapped[int]
    page_count: Mapped[int]
    blob_key: Mapped[str] = mapped_column(index=True)
    file_key: Mapped[str | None] = mapped_column(EncryptedText("uploads.file_key"))
    """What the stored file is sealed with, its own; None for files from before each had one."""
    original_name: Mapped[str] = mapped_column(EncryptedText("uploads.original_name"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    draft_digest: Mapped[str | None] = mapped_column(index=True)
    """Digest of the browser's draft code, while nobody has signed in."""
    network_index: Mapped[str | None] = mapped_column(index=True)
    """Keyed digest of the network it came from, where what guests send is rationed."""
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    scanned_at: Mapped[datetime | None]
    """When a scanner answered; None while it has not, or where there is none."""
    infected_as: Mapped[str | None]
    """What the scanner calls the harm it found."""

    pages: Mapped[list["UploadPage"]] = relationship(back_populates="upload", order_by="UploadPage.number")

    @property
    def media_type(self) -> str:
        """What the stored file is sent as."""
        return MEDIA_TYPES[self.kind]


class UploadPage(Model):
    """A picture of one page; a photo is its own only page."""

    __tablename__ = "upload_pages"
    __table_args__ = (UniqueConstraint("upload_id", "number"), CheckConstraint("number > 0", name="counted_from_one"))

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"))
    number: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str]
    blob_key: Mapped[str] = mapped_column(index=True)
    file_key: Mapped[str | None] = mapped_column(EncryptedText("upload_pages.file_key"))

    upload: Mapped[Upload] = relationship(back_populates="pages")


class OrphanBlob(Model):
    """A stored file that no row named when the sweep last looked, and since when."""

    __tablename__ = "orphan_blobs"

    key: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
