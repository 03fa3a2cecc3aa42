"""Numbers for the hall: the bench, the desks, the screen."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table('halls',
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('walk_ins', sa.Integer(), nullable=False),
    sa.Column('online_from', sa.Time(), nullable=True),
    sa.Column('online_until', sa.Time(), nullable=True),
    sa.CheckConstraint('(online_from IS NULL) = (online_until IS NULL)', name=op.f('ck_halls_online_hours_whole')),
    sa.CheckConstraint('online_from < online_until', name=op.f('ck_halls_online_hours_in_order')),
    sa.CheckConstraint('walk_ins BETWEEN 1 AND 20', name=op.f('ck_halls_walk_ins_sensible')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_halls_office_id_offices')),
    sa.PrimaryKeyConstraint('office_id', name=op.f('pk_halls')),
    sa.UniqueConstraint('key', name=op.f('uq_halls_key'))
    )
    op.create_table('ticket_days',
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.Column('called', sa.Integer(), nullable=False),
    sa.Column('in_a_row', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_ticket_days_office_id_offices')),
    sa.PrimaryKeyConstraint('office_id', 'day', name=op.f('pk_ticket_days'))
    )
    op.create_table('hall_desks',
    sa.Column('membership_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['memberships.id'], name=op.f('fk_hall_desks_membership_id_memberships')),
    sa.PrimaryKeyConstraint('membership_id', name=op.f('pk_hall_desks'))
    )
    op.create_table('tickets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('errand', sa.Enum('surat', 'ambil', 'legalisir', 'ktp-el', 'kia', 'ikd', 'konsultasi', name='errand', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('goes_first', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'called', 'serving', 'done', 'absent', 'left', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('taken_at', UTCDateTime(), nullable=False),
    sa.Column('first_called_at', UTCDateTime(), nullable=True),
    sa.Column('called_at', UTCDateTime(), nullable=True),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('served_at', UTCDateTime(), nullable=True),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.Column('desk', sa.String(), nullable=True),
    sa.Column('membership_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state IN ('called', 'serving')) = (desk IS NOT NULL)", name=op.f('ck_tickets_a_desk_while_at_one')),
    sa.CheckConstraint("(state IN ('done', 'absent', 'left')) = (ended_at IS NOT NULL)", name=op.f('ck_tickets_ended_when_over')),
    sa.CheckConstraint("state NOT IN ('serving', 'done') OR served_at IS NOT NULL", name=op.f('ck_tickets_served_since')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_tickets_counted_from_one')),
    sa.ForeignKeyConstraint(['membership_id'], ['memberships.id'], name=op.f('fk_tickets_membership_id_memberships')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_tickets_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('office_id', 'day', 'number', name=op.f('uq_tickets_office_id_day_number')),
    sa.UniqueConstraint('token', name=op.f('uq_tickets_token'))
    )
    op.create_index('ix_tickets_bench', 'tickets', ['office_id', 'day', 'state'])




def downgrade() -> None:
    """Take it back."""
    op.drop_table('tickets')
    op.drop_table('hall_desks')
    op.drop_table('ticket_days')
    op.drop_table('halls')
