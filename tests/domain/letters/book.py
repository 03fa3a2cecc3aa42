"""A register with letters of every state, by the real actions; the files are a few bytes, for nobody draws here."""

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import actions, queries
from eservice.letters.actions import Holder
from eservice.letters.kinds import Kind, Mode
from eservice.letters.numbering import NumberSource
from eservice.letters.rules import RevokeReason
from eservice.offices.models import Office
from tests.letters.samples import sample
from tests.times import MONDAY

LATER = MONDAY + timedelta(days=1)


def holder(request_id: int) -> Holder:
    """Return whom a letter is about, another one each."""
    return Holder(name=f"Siti Rahmawati {'I' * request_id}", nik=f"157101540894901{request_id}")


def offices() -> list[int]:
    """Return a kelurahan and a kecamatan."""
    return list(db.session.scalars(select(Office.id).order_by(Office.id).limit(2)))


def signer() -> Actor:
    """Return who signs for the kelurahan."""
    return Actor(Role.SIGNER, office_id=offices()[0], name="Rina Puspita")


def reserved(request_id: int, *, kind: Kind = Kind.SKD, at: datetime = MONDAY) -> int:
    """Return the id of a letter that waits for its signatures."""
    content = sample(kind)
    sources = [
        NumberSource(office_id=office, unit_code=code, archive_code="400.12.2.1")
        for office, code, _ in zip(offices(), ("BLK", "TLP"), content.signers, strict=False)
    ]
    with transaction():
        letter = actions.reserve_letter(
            content, request_id=request_id, holder=holder(request_id), sources=sources, actor=SYSTEM, at=at
        )
        return letter.id


def file_of(letter_id: int) -> bytes:
    """Return what stands for the letter's file."""
    return b"%%PDF-1.7 letter %d" % letter_id


def sign(letter_id: int, place: int, *, at: datetime = MONDAY) -> None:
    """Sign a letter in one place."""
    with transaction():
        letter = queries.letter_by_id(letter_id)
        actions.record_signature(letter, place=place, office_id=offices()[place], actor=signer(), at=at)


def issue(letter_id: int, *, at: datetime = MONDAY) -> int:
    """Sign a letter in every place and put it in force."""
    with transaction():
        letter = queries.letter_by_id(letter_id)
        for place in range(letter.places):
            actions.record_signature(letter, place=place, office_id=offices()[place], actor=signer(), at=at)
        actions.store_edition(letter, "signed-1", file_of(letter_id), at=at)
        actions.issue_letter(letter, actor=SYSTEM, at=at)
    return letter_id


def issued(request_id: int, *, kind: Kind = Kind.SKD, at: datetime = MONDAY) -> int:
    """Return the id of a letter in force."""
    return issue(reserved(request_id, kind=kind, at=at), at=at)


def revoke(letter_id: int, *, at: datetime = LATER) -> None:
    """Take a letter out of force."""
    reason = RevokeReason.WRONG_DATA
    with transaction():
        actions.revoke(queries.letter_by_id(letter_id), reason=reason, text="Alamat keliru", actor=signer(), at=at)


def replace(letter_id: int, *, by: int, at: datetime = LATER) -> None:
    """Put another letter in the place of one."""
    reason = RevokeReason.WRONG_DATA
    with transaction():
        old, new = queries.letter_by_id(letter_id), queries.letter_by_id(by)
        actions.replace(old, by=new, reason=reason, text="Nama keliru", actor=signer(), at=at)


def void(request_id: int) -> int:
    """Return the id of a letter that was given up before it was signed."""
    letter_id = reserved(request_id)
    with transaction():
        actions.void_letter(queries.letter_by_id(letter_id), reason="Salah kantor", actor=SYSTEM, at=MONDAY)
    return letter_id


def forget_log_of(connection: Connection, letter_id: int) -> None:
    """Take a letter out of the public log, as somebody who writes letters into the register by hand leaves it."""
    connection.execute(text("DELETE FROM log_entries WHERE letter_id = :letter"), {"letter": letter_id})


def by_hand(request_id: int) -> int:
    """Return the id of a letter that was signed with a pen."""
    source = NumberSource(office_id=offices()[0], unit_code="BLK", archive_code="400.12.2.1")
    content = sample(Kind.SKD, mode=Mode.WET)
    with transaction():
        letter = actions.reserve_letter(
            content, request_id=request_id, holder=holder(request_id), sources=[source], actor=SYSTEM, at=MONDAY
        )
        actions.record_wet_signature(
            letter, place=0, office_id=source.office_id, signed_at=MONDAY, scan=b"%PDF scan", actor=signer(), at=MONDAY
        )
        actions.issue_letter(letter, actor=SYSTEM, at=MONDAY)
        return letter.id


def written() -> list[int]:
    """Return the ids of six letters: four in force, one revoked, one replaced. The log has eight entries."""
    letters = [by_hand(9), issued(1), issued(2, kind=Kind.SKTM), issued(3), issued(4), issued(5)]
    revoke(letters[3])
    replace(letters[4], by=letters[5])
    db.session.remove()
    return letters
