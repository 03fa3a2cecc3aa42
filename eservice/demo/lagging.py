"""Who holds the letters of a history that are still to be drawn, and whether there are any."""

from sqlalchemy import select

from eservice.kernel.db import db
from eservice.requests.models import Request

WORKER = "demo"
"""Who holds the letters of the history until they are drawn."""

BEHIND = "behind"
"""Who draws the older letters."""


def is_behind() -> bool:
    """Tell whether letters of the history are still to be drawn, so that figures will move."""
    return db.session.scalar(select(Request.id).where(Request.worker.in_((WORKER, BEHIND))).limit(1)) is not None
