"""Everything that hangs on this blueprint; importing this module completes it."""

from eservice.web.protection import breaches, keeping, record, wishes
from eservice.web.protection.room import blueprint

__all__ = ["blueprint", "breaches", "keeping", "record", "wishes"]
