"""Thousands of random changes, deletions and swaps of audit, register and log rows: each is found, its place named."""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, Enum, LargeBinary, Table, and_, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import ColumnElement

from eservice.audit.models import AuditEntry, AuditHead
from eservice.audit.queries import check_chain
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters.checking import check_log
from eservice.letters.models import (
    Letter,
    LetterEdition,
    LetterNumber,
    LetterSeries,
    LetterSignature,
    LogCheckpoint,
    LogEntry,
    LogHead,
    LogNode,
)
from tests.databases import Kind
from tests.domain.letters import book
from tests.domain.letters.owner import as_owner, drop_triggers, put_references_off

AUDIT = (AuditEntry, AuditHead)
REGISTER = (Letter, LetterNumber, LetterSeries, LetterSignature, LetterEdition)
LOG = (LogEntry, LogNode, LogCheckpoint, LogHead)
ROWS: tuple[Table, ...] = tuple(model.__table__ for model in (*AUDIT, *REGISTER, *LOG))  # type: ignore[misc]
NO_FACTS = {("letters", "version"), ("letter_editions", "file_key")}
"""A counter that only keeps two writers apart, and what a file is sealed with: no other key opens it."""
ATTEMPTS = 50_000

Row = Mapping[Any, Any]


class _TamperedError(Exception):
    """Rolls the tampering back."""


class _NothingChangedError(Exception):
    """The draw was no change, or one that a CHECK or UNIQUE of the database refuses to its owner as well."""


def other(rng: random.Random, column: Column[Any], value: Any) -> Any:
    """Return a value that the column may hold and does not."""
    if isinstance(column.type, Enum):
        return rng.choice([one for one in column.type.enum_class if one != value])
    changes: dict[type, Callable[[Any], Any]] = {
        datetime: lambda it: it + timedelta(microseconds=rng.choice([-1, 1, 86_400_000_000])),
        date: lambda it: it + timedelta(days=rng.choice([-1, 1])),
        int: lambda it: it + rng.choice([-1, 1, 1000]),
        dict: lambda it: it | {"kind": "changed"},
        list: lambda it: [*it, it[0]] if it else ["00"],
    }
    if value is None:
        return {datetime: book.LATER, date: book.LATER.date(), int: 1}[column.type.python_type]
    if isinstance(value, str) and not isinstance(value, StrEnum):
        place = rng.randrange(len(value)) if value else 0
        return value[:place] + ("1" if value[place : place + 1] != "1" else "2") + value[place + 1 :]
    return changes[type(value)](value)


def is_row(table: Table, row: Row) -> ColumnElement[bool]:
    return and_(*(column == row[column] for column in table.primary_key))


def broken_seal(table: Table, column: Column[Any], row: Row) -> Any:
    """Return a sealed value with one bit changed, as bytes that no type of ours seals again."""
    sealed = db.session.connection().exec_driver_sql(
        f"SELECT {column.name} FROM {table.name} WHERE id = {row[table.c.id]}"
    ).scalar_one()  # fmt: skip
    return bindparam(None, bytes([sealed[0] ^ 1]) + bytes(sealed)[1:], type_=LargeBinary())


def change(rng: random.Random, table: Table, rows: list[Row], column: Column[Any]) -> list[Row]:
    row = rng.choice(rows)
    try:
        value = other(rng, column, row[column])
    except (KeyError, NotImplementedError, IndexError):
        raise _NothingChangedError from None
    if isinstance(column.type.impl if hasattr(column.type, "impl") else None, LargeBinary) and rng.random() < 0.5:
        value = broken_seal(table, column, row)
    db.session.execute(update(table).where(is_row(table, row)).values({column: value}))
    return [row, {**row, column: value}] if column.name == "letter_id" else [row]  # both letters are wrong then


def take_out(rng: random.Random, table: Table, rows: list[Row], column: Column[Any]) -> list[Row]:
    row = rng.choice(rows)
    db.session.execute(delete(table).where(is_row(table, row)))
    return [row]


def swap(rng: random.Random, table: Table, rows: list[Row], column: Column[Any]) -> list[Row]:
    """Exchange one column of two rows, or all of them."""
    if len(rows) < 2:
        raise _NothingChangedError
    pair = rng.sample(rows, 2)
    keys = set(table.primary_key)
    columns = [column] if rng.random() < 0.5 else [one for one in table.columns if one not in keys]
    columns = [one for one in columns if one not in keys and (table.name, one.name) not in NO_FACTS]
    if all(pair[0][one] == pair[1][one] for one in columns):
        raise _NothingChangedError
    for row, theirs in (pair, pair[::-1]):
        db.session.execute(update(table).where(is_row(table, row)).values({one: theirs[one] for one in columns}))
    return pair


def names(table: Table, row: Row) -> list[str]:
    """Return the ways in which the place of a row may be named."""
    told: dict[str, Callable[[], list[str]]] = {
        "letters": lambda: [f"letter {row[table.c.id]}"],
        "letter_series": lambda: ["letter ", f"series {row[table.c.id]}"],
        "log_entries": lambda: [f"entry {row[table.c.position]}"],
        "log_checkpoints": lambda: [f"checkpoint {row[table.c.size]}"],
        "log_head": lambda: ["head", "is missing"],
        "log_nodes": lambda: [
            f"hash {row[table.c.position]} of level {row[table.c.level]}",
            *([f"entry {row[table.c.position]}"] if row[table.c.level] == 0 else []),
        ],
    }
    if table.name in told:
        return told[table.name]()
    return [f"letter {row[table.c.letter_id]}", "series "]


def found(table: Table) -> str | None:
    """Return what the check of a table's rows says."""
    if table.name.startswith("audit"):
        at = check_chain().broken_at
        return None if at is None else f"audit {at}"
    return check_log().fault


def tampered(rng: random.Random, last_audit: int) -> str | None:
    """Tamper once, look, and put everything back; return what was not found, or None."""
    table = rng.choice(ROWS)
    column = rng.choice([one for one in table.columns if (table.name, one.name) not in NO_FACTS])
    way = rng.choice([change, change, take_out, swap])
    said: str | None = None
    places: list[str] = []
    try:
        with transaction():
            put_references_off(db.session.connection())
            rows = list(db.session.execute(select(table)).mappings())
            rows = [{column: row[column] for column in table.columns} for row in rows]
            touched = way(rng, table, rows, column)
            if table.name.startswith("audit"):
                at = [row.get(AuditEntry.__table__.c.sequence) for row in touched if table.name == "audit_entries"]
                places = [f"audit {min(at) if at else last_audit + 1}"]
            else:
                places = [name for row in touched for name in names(table, row)]
            said = found(table)
            raise _TamperedError  # noqa: TRY301 - it must roll back what this function did
    except _TamperedError:
        pass
    except IntegrityError:
        raise _NothingChangedError from None
    if said is not None and any(place in said for place in places):
        return None
    return f"{way.__name__} {table.name}.{column.name} {places}: {said}"


@pytest.mark.proof
def test_every_change_of_audit_register_and_log_rows_is_found(
    db_app: Flask, database_kind: Kind, proof_count: Callable[..., int]
) -> None:
    """Half of the count on each database."""
    book.written()
    last_audit = check_chain().entries
    assert check_log().fault is None
    as_owner(drop_triggers)
    rng = random.Random(4_500)
    left, unseen = proof_count(5000) // 2, []

    for _ in range(ATTEMPTS):
        try:
            missed = tampered(rng, last_audit)
        except _NothingChangedError:
            continue
        unseen += [missed] if missed else []
        left -= 1
        if not left:
            break

    assert (left, unseen) == (0, [])
    assert check_log().fault is None
    assert check_chain().broken_at is None
