"""The public log of letters: a page for people, and checkpoints, proofs and tiles for whoever keeps watch."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from eservice.config import Settings
from eservice.kernel.errors import DomainError, InvalidInputError, NotFoundError
from eservice.kernel.ports import drivers
from eservice.letters import proving
from eservice.letters import queries as letters
from eservice.letters.checkpoints import Checkpoint
from eservice.letters.models import LogEntry
from eservice.web.addresses import HIGHEST
from eservice.web.errors import sentence
from eservice.web.guards import public
from eservice.web.headers import FOREVER
from eservice.web.public.room import blueprint

_NEWEST = 12
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_PLACE = re.compile(r"((?!x000)(?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
"""A tile as C2SP tlog-tiles writes it, 'x001/234' or, while it is not full, '234.p/17'."""


@blueprint.get("/log")
@public
def log_show() -> ResponseReturnValue:
    """Say what the log is, how far it has come, and how to check it."""
    settings: Settings = current_app.extensions["eservice.settings"]
    return render_template(
        "public/log_show.html",
        checkpoint=proving.newest_checkpoint(),
        entries=proving.newest_entries(_NEWEST),
        key=str(drivers().log_key.key().public),
        witnesses=settings.log_witnesses,
        address=f"{settings.base_url}/log",
    )


@blueprint.get("/log/<int:position>")
@public
def log_entry(position: int) -> ResponseReturnValue:
    """Show one entry with the proof that it is in the newest log."""
    proof = proving.inclusion(proving.entry_at(position), proving.newest_checkpoint())
    return render_template("public/log_entry.html", proof=proof, said=proof.said.decode())


@blueprint.get("/log/checkpoint")
@public
def log_checkpoint() -> ResponseReturnValue:
    """Give the newest checkpoint as C2SP tlog-checkpoint writes it."""
    return _text(proving.newest_checkpoint().note)


@blueprint.get("/log/key")
@public
def log_key() -> ResponseReturnValue:
    """Give the public key under which checkpoints are signed."""
    return _text(f"{drivers().log_key.key().public}\n")


@blueprint.get("/log/proof")
@public
def log_proof() -> ResponseReturnValue:
    """Prove that an entry is in the log, or that the log of one size begins with that of another."""
    try:
        return _shared(jsonify(_proof()))
    except DomainError as refusal:
        answer = jsonify(error=refusal.code, message=sentence(refusal))
        answer.status_code = 404 if isinstance(refusal, NotFoundError) else 400
        return _shared(answer)


@blueprint.get("/log/tile/entries/<path:place>")
@public
def log_bundle(place: str) -> ResponseReturnValue:
    """Give up to 256 entries."""
    number, width = _tile(place)
    return _bytes(proving.entry_bundle(number, width))


@blueprint.get("/log/tile/<int:level>/<path:place>")
@public
def log_tile(level: int, place: str) -> ResponseReturnValue:
    """Give up to 256 hashes of one level."""
    number, width = _tile(place)
    return _bytes(proving.tile(min(level, 63), number, width))


def _proof() -> dict[str, Any]:
    """Return the proof that was asked for. Raises InvalidInputError, NotFoundError."""
    asked = {"first", "kode", "commitment", "index"} & set(request.args)
    if len(asked) != 1:
        raise InvalidInputError("log_question_wrong")
    if "first" in asked:
        found = proving.consistency(_number("first"), _at("second"))
        told = {"first": found.first, "second": found.checkpoint.size, "path": [one.hex() for one in found.path]}
        return told | {"checkpoint": found.checkpoint.note}
    if "kode" not in asked:
        return _included([_asked_entry()])
    letter = letters.letter_by_code(request.args["kode"][:30])
    known = proving.entries_of(letter.id) if letter is not None else []
    if letter is None or not known:
        raise NotFoundError("log_entry_unknown")
    told = {"salt": letter.log_salt, "bytes": known[0].edition.size if known[0].edition else 0}
    return told | _included(known)


def _asked_entry() -> LogEntry:
    if "index" in request.args:
        return proving.entry_at(_number("index"))
    if not _DIGEST.fullmatch(request.args["commitment"]):
        raise InvalidInputError("log_question_wrong")
    return proving.entry_of(request.args["commitment"])


def _included(entries: Sequence[LogEntry]) -> dict[str, Any]:
    checkpoint = _at("size")
    proofs = [proving.inclusion(entry, checkpoint) for entry in entries]
    told = [
        {"index": one.entry.position, "entry": one.said.decode(), "path": [beside.hex() for beside in one.path]}
        for one in proofs
    ]
    return {"size": checkpoint.size, "proofs": told, "checkpoint": checkpoint.note}


def _at(name: str) -> Checkpoint:
    """Return the checkpoint of the size that was asked for, the newest unless one was."""
    newest = proving.newest_checkpoint()
    size = _number(name) if name in request.args else newest.size
    return newest if size == newest.size else proving.checkpoint_at(size)


def _number(name: str) -> int:
    written = request.args[name]
    if not _WHOLE_NUMBER.fullmatch(written):
        raise InvalidInputError("log_question_wrong")
    return min(int(written), HIGHEST)  # no log is so long; what is asked for is then said to be unknown


def _tile(place: str) -> tuple[int, int]:
    """Return (number, width) of a tile's address. Raises NotFoundError: it is none."""
    found = _PLACE.fullmatch(place)
    if found is None or int(found[2] or 1) >= proving.TILE:
        raise NotFoundError("log_tile_unknown")
    number = int(found[1].replace("x", "").replace("/", ""))
    if number * proving.TILE > HIGHEST:
        raise NotFoundError("log_tile_unknown")
    return number, int(found[2] or proving.TILE)


def _text(said: str) -> Response:
    return _shared(Response(said, mimetype="text/plain"))


def _bytes(said: bytes) -> Response:
    """Return what never changes once it is there."""
    answer = Response(said, mimetype="application/octet-stream")
    answer.headers["Cache-Control"] = FOREVER
    return _shared(answer)


def _shared(answer: Response) -> Response:
    """Let pages of others, a witness's for example, read an answer: nothing in it depends on who asks."""
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
