"""Where a file lies while it is being sent: in memory alone, never on a disk, and no more of it than may be taken."""

import io
from typing import IO, Any

from flask import Request

from eservice.uploads.rules import LIMITS

MOST_KEPT = LIMITS.size_bytes + 1
"""One byte more than is taken: enough to see that it is too big."""


class Spool(io.BytesIO):
    """Keeps the beginning of what is written and counts the rest."""

    sent = 0
    """How many bytes were written."""

    def write(self, piece: Any, /) -> int:
        """Keep what there is room for; tell the sender that all of it was taken."""
        self.sent += len(piece)
        super().write(piece[: max(0, MOST_KEPT - self.tell())])
        return len(piece)


class HouseRequest(Request):
    """A request whose files never touch the disk unsealed."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return Spool()
