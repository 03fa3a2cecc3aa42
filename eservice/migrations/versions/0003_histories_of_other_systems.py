"""Histories of other systems, beside our own."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table('imported_histories',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('format', sa.Enum('csv', 'xes', name='logformat', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('imported_at', UTCDateTime(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.Column('first_at', UTCDateTime(), nullable=False),
    sa.Column('last_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_imported_histories_sha256_whole')),
    sa.CheckConstraint('cases >= 1 AND events >= cases', name=op.f('ck_imported_histories_every_case_has_events')),
    sa.CheckConstraint('first_at <= last_at', name=op.f('ck_imported_histories_instants_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_histories')),
    sa.UniqueConstraint('sha256', name=op.f('uq_imported_histories_sha256'))
    )
    op.create_table('imported_events',
    sa.Column('history_id', sa.Integer(), nullable=False),
    sa.Column('case_number', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('activity', sa.String(), nullable=False),
    sa.Column('taken_at', UTCDateTime(), nullable=False),
    sa.Column('started_at', UTCDateTime(), nullable=True),
    sa.Column('resource', sa.String(), nullable=True),
    sa.Column('stage', sa.Enum('waiting', 'review', 'signature', 'citizen', 'third_party', 'incident', 'ended', name='logstage', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.CheckConstraint('case_number >= 1 AND sequence >= 1', name=op.f('ck_imported_events_counted_from_one')),
    sa.CheckConstraint('started_at IS NULL OR started_at <= taken_at', name=op.f('ck_imported_events_starts_before_it_ends')),
    sa.CheckConstraint('length(activity) > 0', name=op.f('ck_imported_events_has_activity')),
    sa.ForeignKeyConstraint(['history_id'], ['imported_histories.id'], name=op.f('fk_imported_events_history_id_imported_histories')),
    sa.PrimaryKeyConstraint('history_id', 'case_number', 'sequence', name=op.f('pk_imported_events'))
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table('imported_events')
    op.drop_table('imported_histories')
