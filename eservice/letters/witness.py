"""What an independent party runs: remembers the log's last checkpoint and refuses one that does not continue it.

Needs nothing of this installation: the log's address or a file from it, and a file of its own to remember in. The key
is taken from the log at the first visit, unless it was handed over in another way, which is better.
"""

import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from eservice.letters import merkle
from eservice.letters.checkpoints import Checkpoint, CheckpointError, PublicKey

LONGEST = 1_000_000
"""Bytes of an answer that are read."""
SECONDS = 20

Fetch = Callable[[str], bytes]
"""Returns what stands at a path below the log's address, '/checkpoint' for example. Raises OSError."""


class RewrittenError(Exception):
    """The log is not the one that was seen before; the message says how."""


class UnusableError(Exception):
    """What was fetched is no answer of a log, so that nothing can be said."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a witness remembers."""

    key: PublicKey
    checkpoint: Checkpoint


def looked_at(fetch: Fetch, before: Seen | None, *, key: str = "") -> Seen:
    """Return what a log shows now, after comparing it with what was seen before.

    Args:
        key: the log's public key, where it was handed over in another way.

    Raises:
        RewrittenError: signed by another key, smaller than before, or not a continuation.
        UnusableError: the answers cannot be read.
    """
    if before is None:
        known = _key(key or _text(fetch("/key")))
        return Seen(known, _opened(known, _text(fetch("/checkpoint"))))
    if key and _key(key) != before.key:
        raise RewrittenError(f"the key is not the one of before, {before.key}")
    return continued(before, _answer(fetch(f"/proof?first={before.checkpoint.size}")))


def continued(before: Seen, answer: dict[str, Any]) -> Seen:
    """Return the state in an answer about consistency, if it continues what was seen before. Raises as above."""
    try:
        note, first = str(answer["checkpoint"]), int(answer["first"])
        path = [bytes.fromhex(one) for one in answer["path"]]
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableError("the answer is no proof of consistency") from error
    now, old = _opened(before.key, note), before.checkpoint
    if now.size < old.size:
        raise RewrittenError(f"the log has shrunk from {old.size} to {now.size} entries")
    if now.size == old.size and now.root != old.root:
        raise RewrittenError(f"the log of {old.size} entries is another: root {now.short}, before {old.short}")
    if first != old.size:
        raise UnusableError(f"the proof begins at {first} entries; ask for one that begins at {old.size}")
    if not merkle.is_consistent((old.size, now.size), (old.root, now.root), path):
        raise RewrittenError(f"the log of {now.size} entries does not begin with the {old.size} that were seen before")
    return Seen(before.key, now)


def over_http(address: str) -> Fetch:
    """Return a way to fetch from a log's address, https://…/log."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise UnusableError("the address must begin with https:// or http://")

    def fetch(path: str) -> bytes:
        try:
            with urllib.request.urlopen(address.rstrip("/") + path, timeout=SECONDS) as answer:  # noqa: S310 - checked
                read: bytes = answer.read(LONGEST)
                return read
        except urllib.error.HTTPError as error:
            with error:
                return _refused(error.code, error.read(LONGEST))

    return fetch


def remembered(path: Path) -> Seen | None:
    """Return what a witness has seen; None before its first visit. Raises UnusableError."""
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        key = PublicKey.from_text(kept["key"])
        return Seen(key, key.opened(kept["checkpoint"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableError(f"{path} does not hold what a witness remembers") from error


def remember(path: Path, seen: Seen) -> None:
    """Write down what was seen, aside first: a power cut leaves the old or the new."""
    said = json.dumps({"key": str(seen.key), "checkpoint": seen.checkpoint.note}, ensure_ascii=False, indent=1)
    descriptor, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{said}\n")
        file.flush()
        os.fsync(file.fileno())
    Path(aside).replace(path)


def from_file(path: Path, before: Seen | None, *, key: str = "") -> Seen:
    """Return the state in a file that the log was saved to: a checkpoint at first, then an answer of `/proof`.

    Raises:
        RewrittenError: as `looked_at`.
        UnusableError: the file is neither, or the first one came without a key.
    """
    data = path.read_bytes()[:LONGEST]
    if before is not None:
        return continued(before, _answer(data))
    if not key:
        raise UnusableError("a first checkpoint from a file needs --key, the log's public key")
    known = _key(key)
    return Seen(known, _opened(known, _text(data)))


def _refused(status: int, body: bytes) -> bytes:
    """Tell what an answer of refusal means: a log that does not know a size it had has been cut off."""
    if status == 400 and b'"log_sizes_wrong"' in body:
        raise RewrittenError("the log does not reach the size it had before")
    raise UnusableError(f"the log answered {status}")


def _opened(key: PublicKey, note: str) -> Checkpoint:
    try:
        return key.opened(note)
    except CheckpointError as error:
        raise RewrittenError(str(error)) from error


def _key(text: str) -> PublicKey:
    try:
        return PublicKey.from_text(text)
    except CheckpointError as error:
        raise UnusableError(str(error)) from error


def _answer(data: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except ValueError as error:
        raise UnusableError("the answer is no proof of consistency") from error
    if not isinstance(answer, dict):
        raise UnusableError("the answer is no proof of consistency")
    return answer


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UnusableError("the answer is not text") from error
