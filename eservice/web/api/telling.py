"""What a machine is told of a letter: exactly what the page says, masked as the page masks."""

from datetime import datetime
from typing import Any

from flask import current_app, url_for

from eservice.config import Settings
from eservice.kernel import clock
from eservice.letters import proving, queries, rules
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterSignature
from eservice.letters.rules import BEFORE_FORCE, Verdict
from eservice.letters.verify import FileCheck
from eservice.offices import queries as offices
from eservice.web.labels import label
from eservice.web.seals import CERTIFIED, UNLOGGED, Seal, seal_of

VERSION = 1


def answer_about(letter: Letter | None, *, file: FileCheck | None, by_file: bool) -> dict[str, Any]:
    """Return the answer about a letter, or about none.

    Args:
        file: what the register knows of the file that was asked about.
        by_file: a file was asked about, known or not.
    """
    seal = seal_of(letter, file=file)
    told = {
        "version": VERSION,
        "checked_at": clock.wib(clock.now()).isoformat(timespec="seconds"),
        "state": seal.state,
        "in_force": seal.state == Verdict.IN_FORCE,
        "words": seal.word,
        "sentence": seal.sentence,
        "file": ("registered" if file is not None else "unknown") if by_file else None,
        "specimen": seal.specimen,
    }
    nothing: dict[str, Any] = {"letter": None, "signatures": [], "revoked": None, "replaced_by": None, "log": []}
    if letter is None or seal.state == UNLOGGED:
        return told | nothing
    return told | nothing | _facts(letter, seal)


def _facts(letter: Letter, seal: Seal) -> dict[str, Any]:
    signed = letter.signatures if seal.state != Verdict.VOID else []
    entries = proving.entries_of(letter.id) if seal.state not in BEFORE_FORCE else []
    told: dict[str, Any] = {
        "letter": _letter(letter, shown=seal.state not in BEFORE_FORCE),
        "signatures": [_signature(one) for one in signed],
        "log": [
            {
                "event": one.event,
                "index": one.position,
                "entry": address("public.log_entry", position=one.position),
                "proof": address("public.log_proof", index=one.position),
            }
            for one in entries
        ],
    }
    if letter.revoked_at is not None and letter.revoke_reason is not None:
        reason = {"reason": letter.revoke_reason, "reason_words": label(letter.revoke_reason)}
        told["revoked"] = {"at": _instant(letter.revoked_at), **reason}
    if letter.replaced_by is not None:
        told["replaced_by"] = _links(letter.replaced_by)
    return told


def _letter(letter: Letter, *, shown: bool) -> dict[str, Any]:
    """Return what the paper must say; before it is in force, neither number nor name."""
    told: dict[str, Any] = {
        **_links(letter),
        "kind": letter.kind,
        "kind_words": label(letter.kind),
        "office": offices.office(letter.office_id).full_name,
        "numbers": [],
        "holder_masked": None,
        "purpose": None,
        "dated_on": None,
        "valid_until": None,
    }
    if shown:
        told |= {
            "numbers": [number.written for number in letter.numbers],
            "holder_masked": rules.masked_name(letter.holder_name),
            "purpose": queries.content_of(letter).purpose or None,
            "dated_on": letter.dated_on.isoformat(),
            "valid_until": letter.valid_until.isoformat() if letter.valid_until else None,
        }
    return told


def _signature(one: LetterSignature) -> dict[str, Any]:
    by_hand = one.mode is Mode.WET
    return {
        "position": one.signer_position,
        "signed_at": clock.wib(one.signed_at).date().isoformat() if by_hand else _instant(one.signed_at),
        "mode": one.mode,
        "mode_words": label(one.mode),
        "certified": one.mode in CERTIFIED,
        "stamped_at": _instant(one.stamped_at) if one.stamped_at else None,
        "stamped_by": one.stamped_by or None,
    }


def _links(letter: Letter) -> dict[str, str]:
    return {
        "page": address("public.letter_show", token=letter.token),
        "api": address("api.verify", token=letter.token),
    }


def _instant(at: datetime) -> str:
    return clock.wib(at).isoformat(timespec="seconds")


def address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page or an answer of this house."""
    settings: Settings = current_app.extensions["eservice.settings"]
    return settings.base_url + url_for(endpoint, **values)
