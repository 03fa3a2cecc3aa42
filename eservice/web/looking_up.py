"""Finding a letter for whoever holds it, on pages and for machines: few wrong guesses, and a count for its holder."""

import re

from flask import request

from eservice.accounts.gate import counted_each
from eservice.accounts.rules import Guess
from eservice.kernel import clock
from eservice.kernel.codes import LETTER_CODE_LENGTH
from eservice.kernel.errors import NotAllowedError
from eservice.letters import lookups, rules
from eservice.letters import queries as letters
from eservice.letters.models import Letter
from eservice.requests import queries as requests
from eservice.web.guards import signed_in
from eservice.web.login import network_here
from eservice.web.previews import is_unseen


def length_of_code(typed: str) -> int:
    """Return how many letters and digits of a code were typed, without what only groups them."""
    return len(re.sub(r"[\s.\-–]", "", typed))


def is_code(typed: str) -> bool:
    """Tell whether as many letters and digits were typed as a letter's code has."""
    return length_of_code(typed) == LETTER_CODE_LENGTH


def letter_by_code(typed: str) -> Letter | None:
    """Return the letter whose code was typed; what leads nowhere stays counted. Raises TooManyTriesError."""
    try:
        with counted_each(Guess.LETTER_CODE, secret=typed.upper(), network=network_here(), at=clock.now()):
            return _known(letters.letter_by_code(typed))
    except NotAllowedError:
        return None


def letter_by_number(number: str, *, name: str, digits: str) -> Letter | None:
    """Return the letter of a number, for who can tell as well what else stands on it. Raises TooManyTriesError.

    Numbers follow one another and anybody can guess them. So wrong guesses are counted by the name: nobody walks
    through the numbers to learn what a person asked for. An unknown number and a wrong name get the same answer.
    """
    try:
        with counted_each(Guess.LETTER_NUMBER, secret=rules.folded(name), network=network_here(), at=clock.now()):
            return _matching(_known(letters.letter_by_number(number)), name, digits)
    except NotAllowedError:
        return None


def note_lookup(letter: Letter) -> None:
    """Count a check of a letter for its holder to read.

    A look by the holder is none, nor is a question for headers, nor a preview of the link in a messenger.
    """
    if request.method == "HEAD" or is_unseen(dict(request.headers)):
        return
    if not requests.is_own(letter.request_id, actor=signed_in()):
        lookups.note_lookup(letter.id, on=clock.today())


def _known(letter: Letter | None) -> Letter:
    if letter is None:
        raise NotAllowedError("no_match")
    return letter


def _matching(letter: Letter, name: str, digits: str) -> Letter:
    """Return a letter that is or was in force, of which somebody knows what it says. Raises NotAllowedError."""
    secret = letters.verdict_of(letter) in rules.BEFORE_FORCE
    if secret or not rules.matches(
        name=letter.holder_name, nik=letter.holder_nik, typed_name=name, typed_digits=digits
    ):
        raise NotAllowedError("no_match")
    return letter
