"""An older instance keeps every row through the newest revisions, and back again."""

import sqlite3
from contextlib import closing

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from eservice.kernel.db import db
from tests.databases import release
from tests.domain.requests.house import build

LATER = (
    "signed_documents",
    "service_drafts",
    "api_tokens",
    "figure_notices",
    "figure_silences",
    "queue_turns",
    "imported_histories",
    "imported_events",
    "tickets",
    "ticket_days",
    "hall_desks",
    "halls",
    "incidents",
    "request_visits",
    "rt_questions",
    "calendar_changes",
    "request_expectations",
    "office_paces",
    "counted_runs",
    "rollups",
    "rollup_spreads",
    "rollup_mark",
    "usual_times",
    "request_snoozes",
    "saved_filters",
    "bulk_outcomes",
    "desk_browsers",
    "desk_passes",
    "passkeys",
    "spent_challenges",
    "paper_codes",
    "emergency_sheets",
    "emergency_slips",
    "emergency_numbers",
    "outside_letters",
    "letter_lookups",
    "answer_verdicts",
    "mentions",
    "request_messages",
    "ready_texts",
    "absences",
    "skills",
    "skill_demands",
    "loans",
    "log_entries",
    "log_nodes",
    "log_checkpoints",
    "log_head",
    "signing_keys",
    "entrusted_secrets",
    "issue_faults",
    "stamp_faults",
    "letter_amendments",
    "second_factors",
    "recovery_codes",
    "signing_batches",
    "batch_letters",
    "data_wishes",
    "data_wish_events",
    "consent_events",
    "limit_changes",
    "legal_holds",
    "erasures",
    "disclosures",
    "examinations",
    "examination_samples",
    "sample_lines",
    "breaches",
    "breach_events",
    "breach_subjects",
    "survey_invitations",
    "survey_answers",
    "survey_plans",
    "survey_publications",
    "officer_looks",
    "figure_targets",
    "figure_target_results",
    "mail_codes",
    "career_terms",
    "courses",
    "training_budgets",
    "training_places",
    "complaints",
    "complaint_events",
    "complaint_limits",
    "appraisals",
    "merit_rounds",
    "merit_criteria",
    "merit_panelists",
    "merit_candidates",
    "merit_marks",
    "merit_decisions",
    "merit_objections",
)
"""Tables that the first revision does not know."""


def counts() -> dict[str, int]:
    """Return how many rows each table holds that also the first revision knows."""
    db.session.remove()
    tables = [one for one in db.metadata.tables if one not in LATER]
    return {one: db.session.scalar(text(f"SELECT count(*) FROM {one}")) or 0 for one in sorted(tables)}


def back_and_forth(app: Flask) -> None:
    """Take the database back to the first revision and on to the newest."""
    for migrate in (lambda: flask_migrate.downgrade(revision="0001"), flask_migrate.upgrade):
        db.session.remove()
        release(app)
        migrate()
    release(app)


@pytest.fixture
def lived_in(db_app: Flask) -> Flask:
    """An instance with one letter issued: rows in every part of a request's life."""
    build().file().issued()
    return db_app


def test_an_instance_of_the_first_revision_loses_no_row_on_the_way_to_the_newest(lived_in: Flask) -> None:
    before = counts()
    back_and_forth(lived_in)

    assert before["request_proofs"] > 0
    assert before["request_events"] > 0
    assert counts() == before


def test_what_only_grows_still_does_after_a_revision_made_its_table_anew(lived_in: Flask) -> None:
    back_and_forth(lived_in)

    for verb in ("DELETE FROM request_events", "UPDATE request_events SET reason = reason"):
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as writer:
            writer.execute(text(verb))


@pytest.mark.database("sqlite")
def test_a_migration_that_would_leave_a_row_referring_to_nothing_changes_nothing(lived_in: Flask) -> None:
    db.session.remove()
    release(lived_in)
    flask_migrate.downgrade(revision="0001")
    release(lived_in)
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        connection.execute(
            "UPDATE request_proofs SET request_id = 999999 WHERE id = (SELECT min(id) FROM request_proofs)"
        )
        connection.commit()

    with pytest.raises(SystemExit):
        flask_migrate.upgrade()

    with db.engine.connect() as writer:
        assert writer.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0001"
        assert writer.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    release(lived_in)
