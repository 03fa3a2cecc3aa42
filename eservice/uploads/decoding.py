"""Hands a file to the decoding process and takes back what it made."""

import json
from dataclasses import dataclass

from eservice.kernel.confined import ConfinedError, Confines, ask
from eservice.kernel.errors import InvalidInputError
from eservice.uploads.rules import Refusal, UploadKind

CONFINES = Confines(memory_bytes=768 * 1024 * 1024, cpu_seconds=6, wall_seconds=12, answer_bytes=40 * 1024 * 1024)


@dataclass(frozen=True)
class MadePage:
    """A picture of one page."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Made:
    """A file made anew, and pictures of its pages."""

    kind: UploadKind
    data: bytes
    pages: tuple[MadePage, ...]


def decode(data: bytes) -> Made:
    """Return the file made anew by a process that may open nothing and sees no secret.

    Raises:
        InvalidInputError: the file is refused, or the process ran out of time or memory, or died.
    """
    try:
        answer = ask("eservice.uploads.decode", data, within=CONFINES)
    except ConfinedError as error:
        raise InvalidInputError(Refusal.CANNOT_BE_OPENED, field="file") from error
    line, _, rest = answer.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        raise InvalidInputError(Refusal(told["refused"]), field="file", **{k: int(v) for k, v in told["facts"].items()})
    stored, rest = rest[: told["size"]], rest[told["size"] :]
    pages = []
    for width, height, size in told["pages"]:
        pages.append(MadePage(rest[:size], int(width), int(height)))
        rest = rest[size:]
    return Made(UploadKind(told["kind"]), stored or pages[0].jpeg, tuple(pages))
