"""Prove an installation, as after a restore: every stored file, every letter, audit log, public log, numbers."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from eservice.audit.queries import check_chain
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.letters import queries as register
from eservice.letters.checking import check_log
from eservice.letters.models import LetterEdition
from eservice.uploads import queries as uploads

_SOME = select(LetterEdition).order_by(LetterEdition.id).limit(200)


@dataclass
class Proof:
    """What was looked at, and what was wrong with it."""

    files: int = 0
    letters: int = 0
    trail: int = 0
    log: int = 0
    faults: list[str] = field(default_factory=list)


def prove() -> Proof:
    """Look at everything and return what was found; nothing is changed."""
    proof = Proof()
    proof.faults += _files(proof)
    proof.faults += _letters(proof)
    chain, log = check_chain(), check_log()
    proof.trail, proof.log = chain.entries, log.entries
    if chain.broken_at is not None:
        proof.faults.append(f"the audit log is broken at entry {chain.broken_at}")
    if log.fault is not None:
        proof.faults.append(f"the public log: {log.fault}")
    return proof


def _files(proof: Proof) -> Iterator[str]:
    """Compare every file that a row names with its name, which is its hash."""
    store = drivers().blobs
    for key in sorted(register.blob_keys() | uploads.blob_keys()):
        proof.files += 1
        try:
            data = store.get(key)
        except KeyError:
            yield f"file {key} is missing"
            continue
        if hashlib.sha256(data).hexdigest() != key:
            yield f"file {key} is not what it is named for"


def _letters(proof: Proof) -> Iterator[str]:
    """Open every letter with the key of this installation, and compare it with what was signed."""
    for edition in _editions():
        proof.letters += 1
        try:
            opened = register.edition_bytes(edition)
        except KeyError:
            continue  # told as a file
        except (InvalidTag, ValueError):
            yield f"letter {edition.letter_id}, {edition.name}: DATA_KEY does not open it"
            continue
        if hashlib.sha256(opened).hexdigest() != edition.sha256:
            yield f"letter {edition.letter_id}, {edition.name} is not what was signed"


def _editions() -> Iterator[LetterEdition]:
    """Yield every file of every letter, some at a time."""
    last = 0
    while found := db.session.scalars(_SOME.where(LetterEdition.id > last)).all():
        yield from found
        last = found[-1].id
        db.session.expunge_all()
