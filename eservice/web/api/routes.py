"""What machines may ask; here whether a letter is real: for banks, schools and offices that check many."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from eservice.config import Settings
from eservice.kernel.errors import InvalidInputError
from eservice.letters import queries as letters
from eservice.letters.models import Letter
from eservice.letters.verify import FileCheck, is_digest, known_digest
from eservice.web.api.telling import answer_about
from eservice.web.guards import public
from eservice.web.looking_up import is_code, letter_by_code, note_lookup
from eservice.web.problems import open_to_all

blueprint = Blueprint("api", __name__, url_prefix="/api")

_DESCRIPTION = Path(__file__).parent / "openapi.json"
_LONGEST_QUESTION = 2000
_TOKEN = re.compile(r"[A-Za-z2-7]{26}")


@blueprint.get("/openapi.json")
@public
def description() -> ResponseReturnValue:
    """Describe what is answered here for machines that write their own questions (OpenAPI 3.1)."""
    settings: Settings = current_app.extensions["eservice.settings"]
    told = json.loads(_DESCRIPTION.read_text(encoding="utf-8")) | {"servers": [{"url": settings.base_url}]}
    return open_to_all(jsonify(told))


@blueprint.get("/v1/verify")
@public
def verify() -> ResponseReturnValue:
    """Answer about the letter of a code, a token or a file's SHA-256, as given in the address."""
    return _answer(request.args)


@blueprint.post("/v1/verify")
@public
def verify_posted() -> ResponseReturnValue:
    """Answer the same question, asked in a body of JSON: what is asked stays out of logs of addresses."""
    if (request.content_length or 0) > _LONGEST_QUESTION:
        abort(413)
    if not request.is_json:
        abort(415)
    asked = request.get_json()
    if not isinstance(asked, dict) or not all(isinstance(one, str) and "\0" not in one for one in asked.values()):
        raise InvalidInputError("verify_question_wrong")
    return _answer(asked)


def _answer(asked: Mapping[str, Any]) -> Response:
    """Return the answer to the one thing asked. Raises InvalidInputError, TooManyTriesError."""
    if len(asked) != 1:
        raise InvalidInputError("verify_question_wrong")
    ((by, value),) = asked.items()
    letter, file = _found(by, value)
    if letter is not None:
        note_lookup(letter)
    return open_to_all(jsonify(answer_about(letter, file=file, by_file=by == "sha256")))


def _found(by: str, value: str) -> tuple[Letter | None, FileCheck | None]:
    if by == "sha256" and is_digest(value):
        file = known_digest(value)
        return (file.letter, file) if file is not None else (None, None)
    if by == "token" and _TOKEN.fullmatch(value):
        return letters.letter_by_token(value), None
    if by == "code" and is_code(value) and len(value) <= 30:
        return letter_by_code(value), None
    raise InvalidInputError("verify_question_wrong")


from eservice.web.api import catalogue, figures, requests  # noqa: E402, F401 - their views hang on the blueprint above
