"""How an entry of the log is hashed: pure, so that anyone can check it without this house."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64
"""The hash before the first entry."""


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hexadecimal) of ``entry`` chained to ``previous``; keys sorted, UTF-8, no spaces."""
    body = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
