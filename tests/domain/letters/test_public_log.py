"""The public log: every act of a letter is an entry, nobody's data is, and any change of it or the register shows."""

import hashlib
import json
import struct
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotFoundError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import actions, entries, merkle, proving, publishing, queries
from eservice.letters.checking import check_log
from eservice.letters.models import Letter, LetterEdition, LogCheckpoint, LogEntry, LogHead, LogNode
from eservice.letters.rules import LogEvent
from eservice.operations import grants
from tests.databases import Kind
from tests.domain.guards import Race, together
from tests.domain.letters import book
from tests.domain.letters.owner import as_owner, drop_triggers, put_references_off
from tests.times import MONDAY

ISSUED, REVOKED, REPLACED = LogEvent.ISSUED, LogEvent.REVOKED, LogEvent.REPLACED
PERSONAL = ("Siti", "Rahmawati", "1571015408949011", "9011")


def logged() -> list[LogEntry]:
    return list(db.session.scalars(select(LogEntry).order_by(LogEntry.position)))


def test_every_issue_revocation_and_replacement_is_an_entry_in_order(db_app: Flask) -> None:
    letters = book.written()

    told = [(one.position, letters.index(one.letter_id), one.event) for one in logged()]

    acts = [*((n, ISSUED) for n in range(6)), (3, REVOKED), (4, REPLACED)]
    assert told == [(position, letter, event) for position, (letter, event) in enumerate(acts)]
    assert [(one.day_on - MONDAY.date()).days for one in logged()] == [0] * 6 + [1, 1]
    assert check_log().fault is None


def test_the_holder_derives_the_entry_and_a_stranger_reads_nothing(db_app: Flask) -> None:
    letter = queries.letter_by_id(book.issued(1))
    (entry,) = logged()
    said = entries.entry_bytes(entry)

    derived = hashlib.sha256(
        b"eservice.log.v1.issued\0" + bytes.fromhex(letter.log_salt) + hashlib.sha256(book.file_of(letter.id)).digest()
    )

    assert json.loads(said)["commitment"] == derived.hexdigest()
    assert len(bytes.fromhex(letter.log_salt)) == 16
    assert set(json.loads(said)) == {"commitment", "day", "event", "index", "register"}
    strangers_guess = [*PERSONAL, letter.code, letter.token, letter.number, letter.editions[0].sha256, "SKD"]
    assert not [one for one in strangers_guess if one.encode() in said]


def test_two_entries_of_one_letter_have_nothing_in_common(db_app: Flask) -> None:
    book.revoke(book.issued(1))
    first, second = logged()

    assert {first.commitment, first.register}.isdisjoint({second.commitment, second.register})


def test_an_act_that_fails_leaves_no_entry(db_app: Flask) -> None:
    letter_id = book.issued(1)

    with pytest.raises(RuntimeError, match="power"), transaction():  # noqa: PT012 - it fails after what was written
        letter = queries.letter_by_id(letter_id)
        publishing.publish(letter, REVOKED, at=MONDAY)
        raise RuntimeError("power")

    assert len(logged()) == 1
    book.revoke(letter_id)
    assert [one.position for one in logged()] == [0, 1]
    assert check_log().fault is None


@pytest.mark.parametrize("off", [(), ("lock",)])
def test_only_without_the_lock_do_two_hands_reach_for_one_place(
    db_app: Flask,
    database_kind: Kind,
    monkeypatch: pytest.MonkeyPatch,
    switch_off: Callable[..., None],
    off: tuple[str, ...],
) -> None:
    letters = [book.issued(1), book.issued(2)]
    race = Race(2)
    digest = entries.register_digest

    def read_by_all(*args: Any, **kwargs: Any) -> str:
        race.look()  # between reading the head and writing the entry
        return digest(*args, **kwargs)

    monkeypatch.setattr(entries, "register_digest", read_by_all)
    if off:
        switch_off("lock")
        monkeypatch.setattr(publishing, "_READ_HEAD", select(LogHead.size, LogHead.frontier))  # built before

    def hand(letter_id: int) -> int:
        try:
            with race.transaction():
                return publishing.publish(queries.letter_by_id(letter_id), REVOKED, at=MONDAY)
        except IntegrityError:
            return -1

    places = sorted(together(db_app, [lambda: hand(letters[0]), lambda: hand(letters[1])]))

    assert places == ([-1, 2] if off else [2, 3])


def test_every_entry_and_every_earlier_log_is_proven_from_few_rows(db_app: Flask) -> None:
    book.written()
    key = drivers().log_key.key().public

    for size in range(1, 9):
        at = key.opened(proving.checkpoint_at(size).note)
        for entry in logged()[:size]:
            proof = proving.inclusion(entry, at)
            assert merkle.is_included(entry.position, size, proof.leaf, proof.path, at.root)
        for first in range(size + 1):
            root = proving.checkpoint_at(first).root if first else merkle.EMPTY_ROOT
            proof_of_both = proving.consistency(first, at).path
            assert merkle.is_consistent((first, size), (root, at.root), proof_of_both)


def test_what_is_not_in_the_log_is_not_proven(db_app: Flask) -> None:
    book.written()
    newest = proving.newest_checkpoint()

    with pytest.raises(NotFoundError):
        proving.entry_at(8)
    with pytest.raises(NotFoundError):
        proving.entry_of("f" * 64)
    with pytest.raises(NotFoundError):
        proving.checkpoint_at(9)
    with pytest.raises(InvalidInputError):
        proving.inclusion(proving.entry_at(5), proving.checkpoint_at(5))
    with pytest.raises(InvalidInputError):
        proving.consistency(9, newest)


def test_an_empty_log_has_a_signed_checkpoint_as_well(db_app: Flask) -> None:
    empty = drivers().log_key.key().public.opened(proving.newest_checkpoint().note)

    assert (empty.size, empty.root) == (0, merkle.EMPTY_ROOT)
    assert check_log() == check_log().__class__(0, None)


def test_tiles_hold_the_whole_log(db_app: Flask) -> None:
    book.written()

    bundle, said = proving.entry_bundle(0, 8), []
    while bundle:
        (length,) = struct.unpack(">H", bundle[:2])
        said.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    leaves = [merkle.leaf_hash(one) for one in said]

    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        _nodes, frontier = merkle.appended(size, frontier, leaf)
    assert merkle.folded(frontier) == proving.newest_checkpoint().root
    assert proving.tile(0, 0, 8) == b"".join(leaves)
    for absent in ((0, 0, 9), (0, 0, 256), (0, 1, 1), (1, 0, 1)):
        with pytest.raises(NotFoundError):
            proving.tile(*absent)


def without_log(connection: Any) -> None:
    """Leave the register as an installation older than the log has it."""
    for table in (LogEntry, LogNode, LogCheckpoint, LogHead):
        connection.execute(delete(table))


def test_the_register_of_before_is_entered_once_and_in_the_order_of_its_acts(db_app: Flask) -> None:
    letters = book.written()
    before = [(one.position, one.commitment) for one in logged()]
    as_owner(without_log)
    db.session.remove()
    with transaction():
        entered = publishing.take_over_letters()
    with transaction():
        again = publishing.take_over_letters()

    assert (entered, again) == (8, 0)
    assert [(one.position, one.commitment) for one in logged()] == before
    assert check_log().fault is None
    assert len(letters) == 6


@pytest.mark.parametrize("act", [lambda _: book.issued(7), book.revoke], ids=["issue", "revocation"])
def test_an_act_before_the_register_was_taken_over_enters_it_first(db_app: Flask, act: Callable[[int], object]) -> None:
    old = [book.issued(1), book.issued(2)]
    as_owner(without_log)
    db.session.remove()

    act(old[0])
    with transaction():
        again = publishing.take_over_letters()

    entered = [(one.letter_id, one.event) for one in logged()]
    assert entered[:2] == [(number, LogEvent.ISSUED) for number in old]
    assert (len(entered), again) == (3, 0)
    assert check_log().fault is None


class _PutBackError(Exception):
    """Rolls a tampering back."""


def smuggled_letter(connection: Any) -> None:
    """Put a letter in force without the log: what an administrator would do to issue unseen."""
    row = connection.execute(select(Letter.__table__).order_by(Letter.id.desc())).mappings().first()
    forged = dict(row) | {"id": row["id"] + 1, "token": "A" * 26, "code": "ABCDEFGHJK", "request_id": None}
    connection.execute(insert(Letter.__table__).values(forged))


FAULTS: dict[str, tuple[Any, str]] = {
    "an entry's digest": (
        lambda of: of.execute(update(LogEntry).where(LogEntry.position == 2).values(register="f" * 64)),
        "entry 2 was changed",
    ),
    "an entry deleted": (lambda of: of.execute(delete(LogEntry).where(LogEntry.position == 3)), "entry 3 is missing"),
    "the last entry deleted": (
        lambda of: of.execute(delete(LogEntry).where(LogEntry.position == 7)),
        "entry 7 is missing",
    ),
    "a stored hash": (
        lambda of: of.execute(update(LogNode).where(LogNode.level == 1, LogNode.position == 1).values(hash="0" * 64)),
        "hash 1 of level 1 was changed",
    ),
    "a checkpoint": (
        lambda of: of.execute(update(LogCheckpoint).where(LogCheckpoint.size == 4).values(note="x\n4\nx\n")),
        "checkpoint 4: this is not a checkpoint",
    ),
    "a checkpoint deleted": (
        lambda of: of.execute(delete(LogCheckpoint).where(LogCheckpoint.size == 4)),
        "checkpoint 4 is missing",
    ),
    "the head set back": (lambda of: of.execute(update(LogHead).values(size=7)), "the head says 7 entries"),
    "a letter backdated": (
        lambda of: of.execute(update(Letter).where(Letter.id == 2).values(issued_at=MONDAY - timedelta(days=30))),
        "entry 1, letter 2: the register was changed",
    ),
    "another holder": (
        lambda of: of.execute(update(Letter).where(Letter.id == 2).values(holder_name="Budi")),
        "entry 1, letter 2: the register was changed",
    ),
    "another file": (
        lambda of: of.execute(update(LetterEdition).where(LetterEdition.letter_id == 3).values(sha256="e" * 64)),
        "entry 2, letter 3: the register was changed",
    ),
    "a revocation taken back": (
        lambda of: of.execute(
            update(Letter)
            .where(Letter.id == 4)
            .values(state="issued", revoked_at=None, revoked_by_id=None, revoke_reason=None, revoke_text="")
        ),
        "entry 6, letter 4: the register was changed",
    ),
    "a letter smuggled in": (smuggled_letter, "letter 7 is issued in the register, and the log says nothing of it"),
}


def test_the_first_wrong_place_is_named(db_app: Flask) -> None:
    book.written()
    as_owner(drop_triggers)
    told = {}

    for fault, (tamper, _place) in FAULTS.items():
        with suppress(_PutBackError), transaction():
            put_references_off(db.session.connection())
            tamper(db.session.connection())
            told[fault] = check_log().fault or "nothing"
            raise _PutBackError

    assert {fault: said for fault, said in told.items() if not said.startswith(FAULTS[fault][1])} == {}
    assert check_log().fault is None


def test_the_command_says_what_is_wrong_and_ends_with_one(db_app: Flask) -> None:
    book.written()
    whole = db_app.test_cli_runner().invoke(args=["log", "verify"])

    as_owner(FAULTS["a letter backdated"][0])
    broken = db_app.test_cli_runner().invoke(args=["log", "verify"])

    assert (whole.exit_code, whole.output) == (0, "unbroken: 8 entries, and the register agrees\n")
    assert (broken.exit_code, broken.output) == (1, "BROKEN. entry 1, letter 2: the register was changed\n")


def test_a_log_written_anew_without_the_key_is_noticed(db_app: Flask) -> None:
    """Whoever owns the database can compute every hash again; the signature of a checkpoint he cannot."""
    book.issued(1)
    book.issued(2)

    def rewrite(connection: Any) -> None:
        connection.execute(update(LogEntry).where(LogEntry.position == 0).values(register="f" * 64))
        frontier: list[bytes] = []
        connection.execute(delete(LogNode))
        for row in connection.execute(select(LogEntry.__table__).order_by(LogEntry.position)).mappings().all():
            entry = LogEntry(**{key: row[key] for key in row})
            leaf = merkle.leaf_hash(entries.entry_bytes(entry))
            fresh, frontier = merkle.appended(row["position"], frontier, leaf)
            values = [{"level": level, "position": place, "hash": one.hex()} for (level, place), one in fresh]
            connection.execute(insert(LogNode), values)
        connection.execute(update(LogHead).values(frontier=[one.hex() for one in frontier]))

    as_owner(rewrite)

    assert check_log().fault == "checkpoint 1 is of other entries"


def test_the_audit_command_names_the_first_wrong_entry(db_app: Flask) -> None:
    book.issued(1)
    entry = db.session.scalar(text("SELECT max(sequence) FROM audit_entries")) - 1
    whole = db_app.test_cli_runner().invoke(args=["audit", "verify"])

    as_owner(lambda of: of.execute(text("UPDATE audit_entries SET actor_role = 'x' WHERE sequence = :n"), {"n": entry}))
    broken = db_app.test_cli_runner().invoke(args=["audit", "verify"])

    assert whole.exit_code == 0
    assert (broken.exit_code, broken.output) == (1, f"BROKEN at entry {entry}\n")


@pytest.mark.database("postgres")
def test_the_application_s_role_adds_to_what_only_grows_and_changes_nothing_of_it(db_app: Flask) -> None:
    book.written()
    db.session.remove()
    with db.engine.begin() as owner:
        owner.execute(text("DROP ROLE IF EXISTS eservice_app"))
        owner.execute(text("CREATE ROLE eservice_app"))
        for statement in grants.statements("eservice_app"):
            owner.execute(text(statement))

    def as_application(statement: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL ROLE eservice_app"))
            connection.execute(text(statement))

    try:
        for table in ("audit_entries", "request_events", "log_entries", "log_nodes", "log_checkpoints"):
            column = next(iter(db.metadata.tables[table].primary_key)).name
            for verb in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(DBAPIError, match="permission denied"):
                    as_application(verb)
            with pytest.raises(DBAPIError, match="must be owner"):
                as_application(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        with transaction():
            db.session.execute(text("SET LOCAL ROLE eservice_app"))
            letter = queries.letter_by_id(1)
            actions.store_edition(letter, "lta-1", b"%PDF lta", at=MONDAY)
            publishing.publish(letter, REVOKED, at=MONDAY)
    finally:
        db.session.remove()
        with db.engine.begin() as owner:
            owner.execute(text("DROP OWNED BY eservice_app"))
            owner.execute(text("DROP ROLE eservice_app"))
