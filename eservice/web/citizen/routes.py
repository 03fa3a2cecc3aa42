"""Everything that hangs on the citizen's blueprint; importing this module completes it."""

from eservice.web.citizen import amending, correcting, filling, lost, own, proving, receipts, sending, surveys, timing
from eservice.web.citizen.room import blueprint

__all__ = [
    "amending",
    "blueprint",
    "correcting",
    "filling",
    "lost",
    "own",
    "proving",
    "receipts",
    "sending",
    "surveys",
    "timing",
]
