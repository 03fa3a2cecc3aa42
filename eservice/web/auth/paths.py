"""Where a page may send somebody on to."""

import re
from urllib.parse import urlsplit


def local_path(target: str | None) -> str | None:
    """Return ``target`` when it is a path of this site, else None: a link may not lead people elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//") or re.search(r"[\\\x00-\x20\x7f]", target):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or "//" in parts.path:  # what a proxy tidies up may become an address elsewhere
        return None
    return target
