"""Pages of figures read from a replica of the database, where there is one that keeps up.

They count much and change nothing, and a figure of some seconds ago says when it is of. Whatever is decided is read
from the database itself.
"""

import time

import structlog
from flask import current_app
from sqlalchemy import text

from eservice.kernel.db import db
from eservice.kernel.transaction import is_away

BEHIND_SECONDS = 30.0
"""A replica that is further behind is not asked."""
_REST_SECONDS = 5.0
"""So long one that was away or behind is not looked at again."""
_PLACE = "eservice.replica"

_BEHIND = text(
    "SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 "
    "ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 1e9) END"
)
"""Seconds; one that has played all it received is not behind, however long nothing was written."""

_log = structlog.get_logger(__name__)


def count_there() -> bool:
    """Let the reads of this page that stand outside ``transaction()`` go to the replica; tell whether they do.

    It is asked first, with each page: that costs a millisecond, and one that died breaks no page.
    """
    if "figures" not in db.engines:
        return False
    if time.monotonic() < current_app.extensions.get(_PLACE, 0.0):
        return False
    fit = _keeps_up()
    if not fit:
        _log.warning("replica is away or behind: figures come from the database itself")
        current_app.extensions[_PLACE] = time.monotonic() + _REST_SECONDS
    db.session().info["counting"] = fit
    return fit


def _keeps_up() -> bool:
    try:
        with db.engines["figures"].connect() as connection:
            return float(connection.scalar(_BEHIND) or 0) <= BEHIND_SECONDS
    except Exception as fault:
        if is_away(fault):
            return False
        raise
