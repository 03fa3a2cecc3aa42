"""Where Alembic finds the database and the tables: in the running application."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from eservice.kernel.db import db


def _run() -> None:
    """Migrate through the application's own writer."""
    with db.engine.connect() as connection, _tables_may_be_made_anew(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_references(connection)
        connection.commit()


@contextmanager
def _tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """On SQLite a table is changed by making it anew; while references are enforced, dropping it deletes what refers."""
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()  # inside a transaction the next line would do nothing
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    """Refuse a migration after which a row refers to nothing."""
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"the migration leaves rows that refer to nothing: {broken[:5]}")


assert current_app  # noqa: S101 - commands run inside the application
_run()
