"""Where Alembic finds the database and the tables: in the running application."""

from alembic import context
from flask import current_app

from eservice.kernel.db import db


def _run() -> None:
    """Migrate through the application's own writer."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


assert current_app  # noqa: S101 - commands run inside the application
_run()
