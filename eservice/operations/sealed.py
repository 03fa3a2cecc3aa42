"""Which columns hold something of a person, and how each is protected; read from the models themselves."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import JSON, Column, Enum, LargeBinary, String, Table

from eservice.kernel.db import EncryptedJSON, EncryptedText, db


@dataclass(frozen=True)
class Sealed:
    """A column whose values leave the process sealed."""

    table: Table
    column: Column[object]
    context: str


_PLAIN = Path(__file__).parent / "data" / "plain_columns.toml"


def reasons() -> dict[str, str]:
    """Return why each column that could hold words is not sealed: ``table.column`` -> the reason."""
    told = tomllib.loads(_PLAIN.read_text(encoding="utf-8"))["plain"]
    return {column: group["why"] for group in told for column in group["columns"].split()}


def sealed_columns() -> Iterator[Sealed]:
    """Yield every sealed column, table after table."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText | EncryptedJSON):
                yield Sealed(table, column, column.type.context)


def plain_columns() -> Iterator[str]:
    """Yield ``table.column`` of every column that could hold words and is not sealed."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            if isinstance(kind, String | JSON | LargeBinary) and not isinstance(kind, Enum):
                yield f"{table.name}.{column.name}"
