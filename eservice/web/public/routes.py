"""Everything that hangs on the public blueprint; importing this module completes it."""

from eservice.web.public import (
    checks,
    complaints,
    hall,
    log,
    numbers,
    offline,
    reading,
    rt,
    services,
    surveys,
    tracking,
    watch,
)
from eservice.web.public.room import blueprint

__all__ = [
    "blueprint",
    "checks",
    "complaints",
    "hall",
    "log",
    "numbers",
    "offline",
    "reading",
    "rt",
    "services",
    "surveys",
    "tracking",
    "watch",
]
