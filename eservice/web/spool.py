"""How much may be sent, and where a file lies meanwhile: in memory alone, no more of it than may be taken."""

import io
from typing import IO, Any

from flask import Flask, Request, abort, current_app, request

from eservice.uploads.rules import LIMITS

MOST_KEPT = LIMITS.size_bytes + 1
"""One byte more than is taken: enough to see that it is too big."""


def install(app: Flask) -> None:
    """Turn away what says that it is too much before any of it is read; a form without files has little to say."""
    app.request_class = HouseRequest
    app.before_request_funcs.setdefault(None, []).insert(0, _must_fit)


def _must_fit() -> None:
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
    most = request.max_content_length
    if most is not None and (request.content_length or 0) > most:
        abort(413)


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
