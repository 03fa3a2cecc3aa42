"""Everything that hangs on this blueprint; importing this module completes it."""

from eservice.web.own import exporting, showing, wishing
from eservice.web.own.room import blueprint

__all__ = ["blueprint", "exporting", "showing", "wishing"]
