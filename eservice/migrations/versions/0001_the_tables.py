# Long because it is the whole schema in one step.
"""The tables of the first release."""

import sqlalchemy as sa

from eservice.kernel.db import UTCDateTime, append_only_sql
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table('audit_entries',
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('actor_user_id', sa.Integer(), nullable=True),
    sa.Column('actor_membership_id', sa.Integer(), nullable=True),
    sa.Column('actor_role', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('object', sa.String(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('previous_hash', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_audit_entries')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_entries_hash'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_object'), ['object'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_audit_head_single_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('calendars',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('processing', 'counter', name='calendarkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=True),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('closes_on_holidays', sa.Boolean(), nullable=False),
    sa.Column('closes_on_joint_leave', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('stamp', sa.String(), nullable=False),
    sa.CheckConstraint('parent_id IS NULL OR parent_id <> id', name=op.f('ck_calendars_not_its_own_parent')),
    sa.ForeignKeyConstraint(['parent_id'], ['calendars.id'], name=op.f('fk_calendars_parent_id_calendars')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendars')),
    sa.UniqueConstraint('code', name=op.f('uq_calendars_code'))
    )
    with op.batch_alter_table('calendars', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendars_office_id'), ['office_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calendars_parent_id'), ['parent_id'], unique=False)

    op.create_table('orphan_blobs',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('seen_at', UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_orphan_blobs'))
    )
    op.create_table('persons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('nik', sa.LargeBinary(), nullable=True),
    sa.Column('nik_index', sa.String(), nullable=True),
    sa.Column('no_nik_reason', sa.Enum('bayi', 'belum_terdata', 'wna', 'meninggal_lama', 'tidak_diketahui', name='nonikreason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('kk', sa.LargeBinary(), nullable=True),
    sa.Column('kk_index', sa.String(), nullable=True),
    sa.Column('birth_place', sa.String(), nullable=False),
    sa.Column('birth_on', sa.Date(), nullable=True),
    sa.Column('sex', sa.Enum('male', 'female', name='sex', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('religion', sa.Enum('islam', 'kristen', 'katolik', 'hindu', 'buddha', 'khonghucu', 'kepercayaan', name='religion', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('marital_status', sa.Enum('belum_kawin', 'kawin_tercatat', 'kawin_belum_tercatat', 'cerai_hidup', 'cerai_mati', name='maritalstatus', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('education', sa.Enum('belum_sekolah', 'belum_tamat_sd', 'tamat_sd', 'sltp', 'slta', 'diploma_1_2', 'diploma_3', 'strata_1', 'strata_2', 'strata_3', name='education', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('occupation', sa.String(), nullable=False),
    sa.Column('nationality', sa.Enum('wni', 'wna', name='nationality', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('address_parts', sa.LargeBinary(), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('phone_owner', sa.Enum('own', 'family', 'neighbour', 'none', name='phoneowner', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('is_deceased', sa.Boolean(), nullable=False),
    sa.Column('died_on', sa.Date(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(phone_owner = 'none') = (phone IS NULL)", name=op.f('ck_persons_phone_has_owner')),
    sa.CheckConstraint('(kk IS NULL) = (kk_index IS NULL)', name=op.f('ck_persons_kk_has_index')),
    sa.CheckConstraint('(nik IS NULL) = (nik_index IS NULL)', name=op.f('ck_persons_nik_has_index')),
    sa.CheckConstraint('(nik IS NULL) = (no_nik_reason IS NOT NULL)', name=op.f('ck_persons_nik_or_reason')),
    sa.CheckConstraint('died_on IS NULL OR birth_on IS NULL OR birth_on <= died_on', name=op.f('ck_persons_born_before_died')),
    sa.CheckConstraint('died_on IS NULL OR is_deceased', name=op.f('ck_persons_died_means_deceased')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_persons_has_name')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_persons'))
    )
    with op.batch_alter_table('persons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_persons_kk_index'), ['kk_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_persons_nik_index'), ['nik_index'], unique=False)

    op.create_table('person_name_words',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_person_name_words_person_id_persons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'word', name=op.f('pk_person_name_words'))
    )
    with op.batch_alter_table('person_name_words', schema=None) as batch_op:
        batch_op.create_index('ix_person_name_words_word', ['word', 'person_id'], unique=False)

    op.create_table('regions',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('level', sa.Enum('provinsi', 'kabupaten', 'kota', 'kecamatan', 'kelurahan', 'desa', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('parent_code', sa.String(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint("(parent_code IS NULL) = (level = 'provinsi')", name=op.f('ck_regions_only_a_province_stands_alone')),
    sa.CheckConstraint('valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to', name=op.f('ck_regions_validity_in_order')),
    sa.ForeignKeyConstraint(['parent_code'], ['regions.code'], name=op.f('fk_regions_parent_code_regions')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_regions'))
    )
    with op.batch_alter_table('regions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regions_parent_code'), ['parent_code'], unique=False)

    op.create_table('services',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('issuer', sa.Enum('kelurahan', 'dukcapil', name='issuer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_services')),
    sa.UniqueConstraint('code', name=op.f('uq_services_code')),
    sa.UniqueConstraint('slug', name=op.f('uq_services_slug'))
    )
    op.create_table('tries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('guess', sa.Enum('sign_in', 'password', 'reset_code', 'reset_request', 'invitation', 'registration', 'tracking', 'letter_match', 'file', name='guess', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('secret_index', sa.String(), nullable=False),
    sa.Column('network_index', sa.String(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tries'))
    )
    with op.batch_alter_table('tries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tries_at'), ['at'], unique=False)
        batch_op.create_index('ix_tries_network', ['network_index', 'at'], unique=False)
        batch_op.create_index('ix_tries_secret', ['guess', 'secret_index', 'network_index', 'at'], unique=False)

    op.create_table('avoided_visits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['service_id'], ['services.id'], name=op.f('fk_avoided_visits_service_id_services')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_avoided_visits'))
    )
    with op.batch_alter_table('avoided_visits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_avoided_visits_answered_at'), ['answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_avoided_visits_service_id'), ['service_id'], unique=False)

    op.create_table('offices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('kelurahan', 'desa', 'kecamatan', 'dukcapil', name='officekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('head_title', sa.String(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('unit_code', sa.String(), nullable=False),
    sa.Column('government_line', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('postal_code', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('series_mode', sa.Enum('per_archive_code', 'per_year', name='seriesmode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('signing_mode', sa.Enum('local', 'basah', name='signingmode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('uses_rw', sa.Boolean(), nullable=False),
    sa.Column('processing_calendar_id', sa.Integer(), nullable=False),
    sa.Column('counter_calendar_id', sa.Integer(), nullable=False),
    sa.Column('substitute_id', sa.Integer(), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('closed_on IS NULL OR opened_on IS NULL OR opened_on < closed_on', name=op.f('ck_offices_opens_before_closing')),
    sa.CheckConstraint('length(unit_code) BETWEEN 2 AND 8', name=op.f('ck_offices_unit_code_short')),
    sa.CheckConstraint('parent_id IS NULL OR parent_id <> id', name=op.f('ck_offices_not_its_own_parent')),
    sa.CheckConstraint('substitute_id IS NULL OR substitute_id <> id', name=op.f('ck_offices_not_its_own_substitute')),
    sa.ForeignKeyConstraint(['counter_calendar_id'], ['calendars.id'], name=op.f('fk_offices_counter_calendar_id_calendars')),
    sa.ForeignKeyConstraint(['parent_id'], ['offices.id'], name=op.f('fk_offices_parent_id_offices')),
    sa.ForeignKeyConstraint(['processing_calendar_id'], ['calendars.id'], name=op.f('fk_offices_processing_calendar_id_calendars')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_offices_region_code_regions')),
    sa.ForeignKeyConstraint(['substitute_id'], ['offices.id'], name=op.f('fk_offices_substitute_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offices')),
    sa.UniqueConstraint('code', name=op.f('uq_offices_code')),
    sa.UniqueConstraint('unit_code', name=op.f('uq_offices_unit_code'))
    )
    with op.batch_alter_table('offices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offices_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offices_region_code'), ['region_code'], unique=False)
        batch_op.create_index('uq_offices_region_kind_in_use', ['region_code', 'kind'], unique=True, sqlite_where=sa.text('closed_on IS NULL'), postgresql_where=sa.text('closed_on IS NULL'))

    op.create_table('region_predecessors',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('predecessor_code', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('is_inferred', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.CheckConstraint('code <> predecessor_code', name=op.f('ck_region_predecessors_not_its_own')),
    sa.ForeignKeyConstraint(['code'], ['regions.code'], name=op.f('fk_region_predecessors_code_regions')),
    sa.ForeignKeyConstraint(['predecessor_code'], ['regions.code'], name=op.f('fk_region_predecessors_predecessor_code_regions')),
    sa.PrimaryKeyConstraint('code', 'predecessor_code', name=op.f('pk_region_predecessors'))
    )
    op.create_table('service_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('decree_number', sa.String(), nullable=False),
    sa.Column('decree_on', sa.Date(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('loaded_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_service_versions_numbered_from_one')),
    sa.ForeignKeyConstraint(['service_id'], ['services.id'], name=op.f('fk_service_versions_service_id_services')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_versions')),
    sa.UniqueConstraint('service_id', 'number', name=op.f('uq_service_versions_service_id_number'))
    )
    with op.batch_alter_table('service_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_versions_digest'), ['digest'], unique=False)

    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('nik', sa.LargeBinary(), nullable=True),
    sa.Column('nik_index', sa.String(), nullable=True),
    sa.Column('staff_login', sa.String(), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('phone_owner', sa.Enum('own', 'family', 'neighbour', 'none', name='phoneowner', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('recovery_index', sa.String(), nullable=True),
    sa.Column('level', sa.Enum('unproven', 'proven', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('proven_by_id', sa.Integer(), nullable=True),
    sa.Column('proven_at', UTCDateTime(), nullable=True),
    sa.Column('frozen_at', UTCDateTime(), nullable=True),
    sa.Column('disabled_at', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('last_signed_in_at', UTCDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(level = 'proven') = (proven_at IS NOT NULL)", name=op.f('ck_users_proven_has_instant')),
    sa.CheckConstraint("(phone_owner = 'none') = (phone IS NULL)", name=op.f('ck_users_phone_has_owner')),
    sa.CheckConstraint("level <> 'proven' OR nik_index IS NOT NULL", name=op.f('ck_users_proven_has_nik')),
    sa.CheckConstraint('(nik IS NULL) = (nik_index IS NULL)', name=op.f('ck_users_nik_has_index')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_users_has_name')),
    sa.CheckConstraint('nik_index IS NOT NULL OR staff_login IS NOT NULL', name=op.f('ck_users_somebody_can_sign_in')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_users_person_id_persons')),
    sa.ForeignKeyConstraint(['proven_by_id'], ['users.id'], name=op.f('fk_users_proven_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('staff_login', name=op.f('uq_users_staff_login'))
    )
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_users_nik_index'), ['nik_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_users_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_users_proven_nik', ['nik_index'], unique=True, sqlite_where=sa.text("level = 'proven' AND frozen_at IS NULL AND disabled_at IS NULL"), postgresql_where=sa.text("level = 'proven' AND frozen_at IS NULL AND disabled_at IS NULL"))

    op.create_table('calendar_closures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('reason_en', sa.String(), nullable=False),
    sa.Column('consent', sa.String(), nullable=False),
    sa.Column('decreed_at', UTCDateTime(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=False),
    sa.Column('lifted_at', UTCDateTime(), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> confirmed_by_id', name=op.f('ck_calendar_closures_two_people')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_calendar_closures_has_reason')),
    sa.CheckConstraint('lifted_at IS NULL OR decreed_at <= lifted_at', name=op.f('ck_calendar_closures_lifted_after_decreed')),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_calendar_closures_calendar_id_calendars')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['users.id'], name=op.f('fk_calendar_closures_confirmed_by_id_users')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_calendar_closures_decided_by_id_users')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['users.id'], name=op.f('fk_calendar_closures_lifted_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_closures'))
    )
    with op.batch_alter_table('calendar_closures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_closures_calendar_id'), ['calendar_id'], unique=False)

    op.create_table('calendar_openings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('stretches', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('reason_en', sa.String(), nullable=False),
    sa.Column('consent', sa.String(), nullable=False),
    sa.Column('decreed_at', UTCDateTime(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=False),
    sa.Column('lifted_at', UTCDateTime(), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> confirmed_by_id', name=op.f('ck_calendar_openings_two_people')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_calendar_openings_has_reason')),
    sa.CheckConstraint('lifted_at IS NULL OR decreed_at <= lifted_at', name=op.f('ck_calendar_openings_lifted_after_decreed')),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_calendar_openings_calendar_id_calendars')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['users.id'], name=op.f('fk_calendar_openings_confirmed_by_id_users')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_calendar_openings_decided_by_id_users')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['users.id'], name=op.f('fk_calendar_openings_lifted_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_openings'))
    )
    with op.batch_alter_table('calendar_openings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_openings_calendar_id'), ['calendar_id'], unique=False)

    op.create_table('calendar_seasons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('is_estimate', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('decreed_at', UTCDateTime(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint('ends_on IS NULL OR starts_on <= ends_on', name=op.f('ck_calendar_seasons_dates_in_order')),
    sa.CheckConstraint('lifted_at IS NULL OR decreed_at <= lifted_at', name=op.f('ck_calendar_seasons_lifted_after_decreed')),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_calendar_seasons_calendar_id_calendars')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_calendar_seasons_decided_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_seasons'))
    )
    with op.batch_alter_table('calendar_seasons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_seasons_calendar_id'), ['calendar_id'], unique=False)

    op.create_table('holidays',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('category', sa.Enum('libur_nasional', 'cuti_bersama', 'tutup_sendiri', name='closurekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('is_estimate', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('decreed_at', UTCDateTime(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("category <> 'tutup_sendiri'", name=op.f('ck_holidays_category_is_public')),
    sa.CheckConstraint('lifted_at IS NULL OR decreed_at <= lifted_at', name=op.f('ck_holidays_lifted_after_decreed')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_holidays_decided_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holidays')),
    sa.UniqueConstraint('on', 'category', 'decreed_at', name=op.f('uq_holidays_on_category_decreed_at'))
    )
    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('ends_at', UTCDateTime(), nullable=False),
    sa.Column('used_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], name=op.f('fk_invitations_invited_by_id_users')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_invitations_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('digest', name=op.f('uq_invitations_digest'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_user_id'), ['user_id'], unique=False)

    op.create_table('staff_resets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', UTCDateTime(), nullable=False),
    sa.Column('ends_at', UTCDateTime(), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint('(confirmed_at IS NULL) = (confirmed_by_id IS NULL)', name=op.f('ck_staff_resets_confirmed_by_someone')),
    sa.CheckConstraint('confirmed_by_id <> opened_by_id AND confirmed_by_id <> user_id', name=op.f('ck_staff_resets_by_two_others')),
    sa.CheckConstraint('opened_by_id <> user_id', name=op.f('ck_staff_resets_not_for_oneself')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['users.id'], name=op.f('fk_staff_resets_confirmed_by_id_users')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['users.id'], name=op.f('fk_staff_resets_opened_by_id_users')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_staff_resets_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_resets'))
    )
    with op.batch_alter_table('staff_resets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_resets_user_id'), ['user_id'], unique=False)

    op.create_table('letter_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('archive_code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('first_number', sa.Integer(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_number >= 1', name=op.f('ck_letter_series_begins_at_one_or_later')),
    sa.CheckConstraint('last_number >= first_number - 1', name=op.f('ck_letter_series_never_before_its_beginning')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_letter_series_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_series')),
    sa.UniqueConstraint('office_id', 'archive_code', 'year', name=op.f('uq_letter_series_office_id_archive_code_year'))
    )
    op.create_table('memberships',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('guest', 'bearer', 'citizen', 'officer', 'signer', 'supervisor', 'admin', 'system', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('position', sa.String(), nullable=False),
    sa.Column('from_at', UTCDateTime(), nullable=False),
    sa.Column('until_at', UTCDateTime(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=False),
    sa.CheckConstraint("role IN ('officer', 'signer', 'supervisor', 'admin')", name=op.f('ck_memberships_staff_only')),
    sa.CheckConstraint('ended_by_id IS NULL OR until_at IS NOT NULL', name=op.f('ck_memberships_who_ended_only_with_end')),
    sa.CheckConstraint('until_at IS NULL OR from_at <= until_at', name=op.f('ck_memberships_begins_before_its_end')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['users.id'], name=op.f('fk_memberships_ended_by_id_users')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_memberships_office_id_offices')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_memberships_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships'))
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index('ix_memberships_office_role', ['office_id', 'role'], unique=False)
        batch_op.create_index(batch_op.f('ix_memberships_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_memberships_running', ['user_id', 'office_id', 'role'], unique=True, sqlite_where=sa.text('until_at IS NULL'), postgresql_where=sa.text('until_at IS NULL'))

    op.create_table('messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('inbox', 'email', 'whatsapp', 'call', name='messagechannel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('pending', 'sent', 'failed', 'prepared', 'logged', name='messagestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('template', sa.String(), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('request_code', sa.String(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('contact', sa.LargeBinary(), nullable=True),
    sa.Column('actor_user_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', UTCDateTime(), nullable=False),
    sa.Column('lease_until', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('sent_at', UTCDateTime(), nullable=True),
    sa.Column('read_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("(state IN ('sent', 'logged')) = (sent_at IS NOT NULL)", name=op.f('ck_messages_sent_has_instant')),
    sa.CheckConstraint("channel <> 'email' OR contact IS NOT NULL OR state <> 'pending'", name=op.f('ck_messages_mail_has_address')),
    sa.CheckConstraint("channel <> 'inbox' OR user_id IS NOT NULL", name=op.f('ck_messages_inbox_has_owner')),
    sa.CheckConstraint("state NOT IN ('prepared', 'logged') OR actor_user_id IS NOT NULL", name=op.f('ck_messages_by_hand_has_actor')),
    sa.ForeignKeyConstraint(['actor_user_id'], ['users.id'], name=op.f('fk_messages_actor_user_id_users')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_messages_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index('ix_messages_due', ['next_try_at'], unique=False, sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))
        batch_op.create_index('ix_messages_inbox', ['user_id', 'channel', 'id'], unique=False)
        batch_op.create_index('ix_messages_request', ['request_code', 'id'], unique=False)

    op.create_table('office_services',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('rt_mode', sa.Enum('wajib_unggah', 'konfirmasi_daring', 'tidak_perlu', name='rtmode', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('archive_code', sa.String(), nullable=False),
    sa.Column('switched_on', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_office_services_office_id_offices')),
    sa.ForeignKeyConstraint(['service_id'], ['services.id'], name=op.f('fk_office_services_service_id_services')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office_services')),
    sa.UniqueConstraint('office_id', 'service_id', name=op.f('uq_office_services_office_id_service_id'))
    )
    with op.batch_alter_table('office_services', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_office_services_service_id'), ['service_id'], unique=False)

    op.create_table('reset_codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('ends_at', UTCDateTime(), nullable=False),
    sa.Column('used_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['issued_by_id'], ['users.id'], name=op.f('fk_reset_codes_issued_by_id_users')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_reset_codes_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_codes')),
    sa.UniqueConstraint('digest', name=op.f('uq_reset_codes_digest'))
    )
    with op.batch_alter_table('reset_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reset_codes_user_id'), ['user_id'], unique=False)

    op.create_table('rts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('rw', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('head_name', sa.String(), nullable=False),
    sa.Column('head_phone', sa.LargeBinary(), nullable=False),
    sa.Column('decree_number', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('predecessor_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('predecessor_id IS NULL OR predecessor_id <> id', name=op.f('ck_rts_not_its_own_predecessor')),
    sa.CheckConstraint('valid_to IS NULL OR valid_from < valid_to', name=op.f('ck_rts_begins_before_its_end')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_rts_office_id_offices')),
    sa.ForeignKeyConstraint(['predecessor_id'], ['rts.id'], name=op.f('fk_rts_predecessor_id_rts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rts')),
    sa.UniqueConstraint('office_id', 'rw', 'number', 'valid_from', name=op.f('uq_rts_office_id_rw_number_valid_from'))
    )
    with op.batch_alter_table('rts', schema=None) as batch_op:
        batch_op.create_index('uq_rts_running', ['office_id', 'rw', 'number'], unique=True, sqlite_where=sa.text('valid_to IS NULL'), postgresql_where=sa.text('valid_to IS NULL'))

    op.create_table('uploads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('came_as', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('jpeg', 'png', 'pdf', name='uploadkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('page_count', sa.Integer(), nullable=False),
    sa.Column('blob_key', sa.String(), nullable=False),
    sa.Column('original_name', sa.LargeBinary(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('draft_digest', sa.String(), nullable=True),
    sa.Column('network_index', sa.String(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('deleted_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("kind <> 'png'", name=op.f('ck_uploads_png_becomes_jpeg')),
    sa.CheckConstraint('(user_id IS NULL) <> (draft_digest IS NULL)', name=op.f('ck_uploads_one_owner')),
    sa.CheckConstraint('deleted_at IS NULL OR created_at <= deleted_at', name=op.f('ck_uploads_created_before_deleted')),
    sa.CheckConstraint('size > 0 AND page_count > 0', name=op.f('ck_uploads_not_empty')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_uploads_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads')),
    sa.UniqueConstraint('token', name=op.f('uq_uploads_token'))
    )
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_uploads_blob_key'), ['blob_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_uploads_came_as'), ['came_as'], unique=False)
        batch_op.create_index(batch_op.f('ix_uploads_draft_digest'), ['draft_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_uploads_network_index'), ['network_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_uploads_user_id'), ['user_id'], unique=False)

    op.create_table('calendar_windows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('season_id', sa.Integer(), nullable=True),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.CheckConstraint('opens < closes', name=op.f('ck_calendar_windows_opens_before_closes')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_calendar_windows_weekday_known')),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_calendar_windows_calendar_id_calendars')),
    sa.ForeignKeyConstraint(['season_id'], ['calendar_seasons.id'], name=op.f('fk_calendar_windows_season_id_calendar_seasons')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_windows'))
    )
    with op.batch_alter_table('calendar_windows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_windows_calendar_id'), ['calendar_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calendar_windows_season_id'), ['season_id'], unique=False)

    op.create_table('letters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('SKD', 'SKTM', 'SKU', 'PSKCK', 'SKBM', 'N1', 'SKL', 'SKMT', 'SKAW', 'SKPH', 'SKUM', 'TOLAK', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('mode', sa.Enum('local', 'basah', 'pkcs11', 'bsre', name='mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('holder_name', sa.LargeBinary(), nullable=False),
    sa.Column('holder_nik', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Enum('reserved', 'issued', 'revoked', 'replaced', 'void', name='letterstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('reserved_at', UTCDateTime(), nullable=False),
    sa.Column('issued_at', UTCDateTime(), nullable=True),
    sa.Column('revoked_at', UTCDateTime(), nullable=True),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('revoke_reason', sa.Enum('wrong_data', 'false_statement', 'not_entitled', 'other', name='revokereason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('revoke_text', sa.LargeBinary(), nullable=False),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'replaced') = (replaced_by_id IS NOT NULL)", name=op.f('ck_letters_replaced_by_a_letter')),
    sa.CheckConstraint("(state IN ('issued', 'revoked', 'replaced')) = (issued_at IS NOT NULL)", name=op.f('ck_letters_issued_dated')),
    sa.CheckConstraint("(state IN ('revoked', 'replaced')) = (revoked_at IS NOT NULL)", name=op.f('ck_letters_revoked_dated')),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoke_reason IS NULL)', name=op.f('ck_letters_revoked_with_reason')),
    sa.CheckConstraint('places BETWEEN 1 AND 3', name=op.f('ck_letters_one_to_three_places')),
    sa.CheckConstraint('replaced_by_id IS NULL OR replaced_by_id <> id', name=op.f('ck_letters_not_replaced_by_itself')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_letters_office_id_offices')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['letters.id'], name=op.f('fk_letters_replaced_by_id_letters')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['memberships.id'], name=op.f('fk_letters_revoked_by_id_memberships')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters')),
    sa.UniqueConstraint('code', name=op.f('uq_letters_code')),
    sa.UniqueConstraint('token', name=op.f('uq_letters_token'))
    )
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.create_index('ix_letters_office_issued', ['office_id', 'issued_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_letters_request_id'), ['request_id'], unique=False)
        batch_op.create_index('uq_letters_reserved_for_request', ['request_id'], unique=True, sqlite_where=sa.text("state = 'reserved'"), postgresql_where=sa.text("state = 'reserved'"))

    op.create_table('officials',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('title_before', sa.String(), nullable=False),
    sa.Column('title_after', sa.String(), nullable=False),
    sa.Column('employee_kind', sa.Enum('pns', 'pppk', name='employeekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('employee_number', sa.String(), nullable=False),
    sa.Column('grade', sa.String(), nullable=False),
    sa.Column('position', sa.String(), nullable=False),
    sa.Column('basis', sa.Enum('definitif', 'pj', 'plt', 'plh', 'an', 'ub', name='basis', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('through_position', sa.String(), nullable=False),
    sa.Column('decree_number', sa.String(), nullable=False),
    sa.Column('decree_on', sa.Date(), nullable=True),
    sa.Column('from_at', UTCDateTime(), nullable=False),
    sa.Column('until_at', UTCDateTime(), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=False),
    sa.CheckConstraint("(basis = 'ub') = (through_position <> '')", name=op.f('ck_officials_ub_names_the_post_between')),
    sa.CheckConstraint("(decree_number = '') = (decree_on IS NULL)", name=op.f('ck_officials_decree_whole_or_to_follow')),
    sa.CheckConstraint("basis <> 'plh' OR until_at IS NOT NULL", name=op.f('ck_officials_plh_has_an_end')),
    sa.CheckConstraint('length(employee_number) = 18', name=op.f('ck_officials_employee_number_length')),
    sa.CheckConstraint('until_at IS NULL OR from_at <= until_at', name=op.f('ck_officials_begins_before_its_end')),
    sa.ForeignKeyConstraint(['membership_id'], ['memberships.id'], name=op.f('fk_officials_membership_id_memberships')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_officials_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officials'))
    )
    with op.batch_alter_table('officials', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_officials_office_id'), ['office_id'], unique=False)
        batch_op.create_index('uq_officials_one_holder', ['office_id'], unique=True, sqlite_where=sa.text("until_at IS NULL AND basis IN ('definitif', 'pj', 'plt')"), postgresql_where=sa.text("until_at IS NULL AND basis IN ('definitif', 'pj', 'plt')"))

    op.create_table('personas',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(), nullable=False),
    sa.Column('line_en', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['memberships.id'], name=op.f('fk_personas_membership_id_memberships')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_personas_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personas'))
    )
    op.create_table('sessions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=True),
    sa.Column('agent', sa.String(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('seen_at', UTCDateTime(), nullable=False),
    sa.Column('ends_at', UTCDateTime(), nullable=False),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.Column('end_reason', sa.Enum('signed_out', 'idle', 'too_old', 'by_owner', 'password', 'disabled', 'frozen', 'by_admin', name='ended', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.CheckConstraint('(ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_sessions_ended_has_reason')),
    sa.CheckConstraint('created_at <= ends_at', name=op.f('ck_sessions_begins_before_its_end')),
    sa.ForeignKeyConstraint(['membership_id'], ['memberships.id'], name=op.f('fk_sessions_membership_id_memberships')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sessions_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
    sa.UniqueConstraint('digest', name=op.f('uq_sessions_digest'))
    )
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sessions_user_id'), ['user_id'], unique=False)

    op.create_table('upload_pages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('blob_key', sa.String(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_upload_pages_counted_from_one')),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_upload_pages_upload_id_uploads')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload_pages')),
    sa.UniqueConstraint('upload_id', 'number', name=op.f('uq_upload_pages_upload_id_number'))
    )
    with op.batch_alter_table('upload_pages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_pages_blob_key'), ['blob_key'], unique=False)

    op.create_table('letter_editions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('letter_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('blob_key', sa.String(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_letter_editions_sha256_length')),
    sa.CheckConstraint('size > 0', name=op.f('ck_letter_editions_not_empty')),
    sa.ForeignKeyConstraint(['letter_id'], ['letters.id'], name=op.f('fk_letter_editions_letter_id_letters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_editions')),
    sa.UniqueConstraint('letter_id', 'name', name=op.f('uq_letter_editions_letter_id_name'))
    )
    with op.batch_alter_table('letter_editions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_editions_sha256'), ['sha256'], unique=False)

    op.create_table('letter_numbers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('written', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('reserved', 'used', 'void', 'paper', name='numberstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('taken_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint("(state = 'paper') = (letter_id IS NULL)", name=op.f('ck_letter_numbers_paper_has_no_letter')),
    sa.CheckConstraint("(state IN ('void', 'paper')) = (reason <> '')", name=op.f('ck_letter_numbers_void_or_paper_with_reason')),
    sa.CheckConstraint('(letter_id IS NULL) = (place IS NULL)', name=op.f('ck_letter_numbers_place_of_a_letter')),
    sa.ForeignKeyConstraint(['letter_id'], ['letters.id'], name=op.f('fk_letter_numbers_letter_id_letters')),
    sa.ForeignKeyConstraint(['series_id'], ['letter_series.id'], name=op.f('fk_letter_numbers_series_id_letter_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_numbers')),
    sa.UniqueConstraint('letter_id', 'place', name=op.f('uq_letter_numbers_letter_id_place')),
    sa.UniqueConstraint('series_id', 'number', name=op.f('uq_letter_numbers_series_id_number')),
    sa.UniqueConstraint('written', name=op.f('uq_letter_numbers_written'))
    )
    op.create_table('letter_signatures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('letter_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('signer_name', sa.String(), nullable=False),
    sa.Column('signer_position', sa.String(), nullable=False),
    sa.Column('signer_number', sa.String(), nullable=False),
    sa.Column('mode', sa.Enum('local', 'basah', 'pkcs11', 'bsre', name='mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('signed_at', UTCDateTime(), nullable=False),
    sa.Column('recorded_at', UTCDateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('place >= 0', name=op.f('ck_letter_signatures_place_from_zero')),
    sa.ForeignKeyConstraint(['letter_id'], ['letters.id'], name=op.f('fk_letter_signatures_letter_id_letters')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_letter_signatures_office_id_offices')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['memberships.id'], name=op.f('fk_letter_signatures_recorded_by_id_memberships')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_signatures')),
    sa.UniqueConstraint('letter_id', 'place', name=op.f('uq_letter_signatures_letter_id_place'))
    )
    op.create_table('requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('pin', sa.LargeBinary(), nullable=True),
    sa.Column('status', sa.Enum('draft', 'submitted', 'in_review', 'needs_correction', 'awaiting_signature', 'issuing', 'issued', 'rejected', 'withdrawn', 'lapsed', name='status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('service_version_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('online', 'counter', 'late_entry', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=True),
    sa.Column('draft_digest', sa.String(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('applicant_id', sa.Integer(), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('for_whom', sa.Enum('self', 'household', 'family', 'deceased', 'assisted', name='forwhom', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('relation', sa.String(), nullable=False),
    sa.Column('helper_id', sa.Integer(), nullable=True),
    sa.Column('answers', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('filed_at', UTCDateTime(), nullable=True),
    sa.Column('first_filed_at', UTCDateTime(), nullable=True),
    sa.Column('promised_at', UTCDateTime(), nullable=True),
    sa.Column('closed_at', UTCDateTime(), nullable=True),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('held_since', UTCDateTime(), nullable=True),
    sa.Column('lease_until', UTCDateTime(), nullable=True),
    sa.Column('kept_for_id', sa.Integer(), nullable=True),
    sa.Column('kept_until', UTCDateTime(), nullable=True),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('second_reader_id', sa.Integer(), nullable=True),
    sa.Column('correction_rounds', sa.Integer(), nullable=False),
    sa.Column('correction_until', UTCDateTime(), nullable=True),
    sa.Column('refusal', sa.Enum('not_resident', 'conditions_not_met', 'data_does_not_match', 'proof_not_genuine', 'other_authority', 'disputed', 'duplicate', 'not_completed', name='refusal', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('refusal_text', sa.LargeBinary(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('turn_office_id', sa.Integer(), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('general_body', sa.LargeBinary(), nullable=False),
    sa.Column('signed_by_id', sa.Integer(), nullable=True),
    sa.Column('worker', sa.String(), nullable=True),
    sa.Column('worker_until', UTCDateTime(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('ready_at', UTCDateTime(), nullable=True),
    sa.Column('collected_at', UTCDateTime(), nullable=True),
    sa.Column('downloaded_at', UTCDateTime(), nullable=True),
    sa.Column('outcome', sa.Enum('emailed', 'to_collect', 'attached', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('outcome_upload_id', sa.Integer(), nullable=True),
    sa.Column('outcome_deleted_at', UTCDateTime(), nullable=True),
    sa.Column('siak_number', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(outcome IS NOT NULL AND outcome = 'attached') = (outcome_upload_id IS NOT NULL OR outcome_deleted_at IS NOT NULL)", name=op.f('ck_requests_attached_has_file')),
    sa.CheckConstraint("(status = 'draft') = (filed_at IS NULL)", name=op.f('ck_requests_filed_unless_draft')),
    sa.CheckConstraint("(status = 'needs_correction') = (correction_until IS NOT NULL)", name=op.f('ck_requests_correction_has_end')),
    sa.CheckConstraint("(status = 'rejected') <= (refusal IS NOT NULL)", name=op.f('ck_requests_rejected_has_reason')),
    sa.CheckConstraint("(status IN ('awaiting_signature', 'issuing')) = (turn_office_id IS NOT NULL)", name=op.f('ck_requests_turn_iff_signing')),
    sa.CheckConstraint("(status IN ('issued', 'lapsed', 'rejected', 'withdrawn')) = (closed_at IS NOT NULL)", name=op.f('ck_requests_closed_iff_final')),
    sa.CheckConstraint("NOT (status IN ('in_review')) OR holder_id IS NOT NULL", name=op.f('ck_requests_held_has_holder')),
    sa.CheckConstraint("outcome IS NULL OR status = 'issued'", name=op.f('ck_requests_outcome_only_issued')),
    sa.CheckConstraint("status = 'draft' OR (applicant_id IS NOT NULL AND subject_id IS NOT NULL)", name=op.f('ck_requests_filed_has_people')),
    sa.CheckConstraint("status = 'draft' OR (code IS NOT NULL AND pin IS NOT NULL)", name=op.f('ck_requests_filed_has_code')),
    sa.CheckConstraint("status = 'draft' OR office_id IS NOT NULL", name=op.f('ck_requests_filed_has_office')),
    sa.CheckConstraint("status = 'draft' OR promised_at IS NOT NULL", name=op.f('ck_requests_filed_has_promise')),
    sa.CheckConstraint('(holder_id IS NULL) = (lease_until IS NULL)', name=op.f('ck_requests_holder_has_lease')),
    sa.CheckConstraint('outcome_upload_id IS NULL OR outcome_deleted_at IS NULL', name=op.f('ck_requests_file_kept_or_deleted')),
    sa.ForeignKeyConstraint(['applicant_id'], ['persons.id'], name=op.f('fk_requests_applicant_id_persons')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['memberships.id'], name=op.f('fk_requests_checked_by_id_memberships')),
    sa.ForeignKeyConstraint(['helper_id'], ['memberships.id'], name=op.f('fk_requests_helper_id_memberships')),
    sa.ForeignKeyConstraint(['holder_id'], ['memberships.id'], name=op.f('fk_requests_holder_id_memberships')),
    sa.ForeignKeyConstraint(['kept_for_id'], ['memberships.id'], name=op.f('fk_requests_kept_for_id_memberships')),
    sa.ForeignKeyConstraint(['letter_id'], ['letters.id'], name=op.f('fk_requests_letter_id_letters')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_requests_office_id_offices')),
    sa.ForeignKeyConstraint(['outcome_upload_id'], ['uploads.id'], name=op.f('fk_requests_outcome_upload_id_uploads')),
    sa.ForeignKeyConstraint(['second_reader_id'], ['memberships.id'], name=op.f('fk_requests_second_reader_id_memberships')),
    sa.ForeignKeyConstraint(['service_id'], ['services.id'], name=op.f('fk_requests_service_id_services')),
    sa.ForeignKeyConstraint(['service_version_id'], ['service_versions.id'], name=op.f('fk_requests_service_version_id_service_versions')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['memberships.id'], name=op.f('fk_requests_signed_by_id_memberships')),
    sa.ForeignKeyConstraint(['subject_id'], ['persons.id'], name=op.f('fk_requests_subject_id_persons')),
    sa.ForeignKeyConstraint(['turn_office_id'], ['offices.id'], name=op.f('fk_requests_turn_office_id_offices')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_requests_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requests')),
    sa.UniqueConstraint('code', name=op.f('uq_requests_code')),
    sa.UniqueConstraint('letter_id', name=op.f('uq_requests_letter_id'))
    )
    with op.batch_alter_table('requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_requests_applicant_id'), ['applicant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_draft_digest'), ['draft_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_holder_id'), ['holder_id'], unique=False)
        batch_op.create_index('ix_requests_kept_files', ['downloaded_at'], unique=False, sqlite_where=sa.text("outcome_upload_id IS NOT NULL"), postgresql_where=sa.text("outcome_upload_id IS NOT NULL"))
        batch_op.create_index('ix_requests_office_status', ['office_id', 'status', 'promised_at', 'id'], unique=False)
        batch_op.create_index('ix_requests_queue', ['office_id', 'promised_at', 'id'], unique=False, sqlite_where=sa.text("status = 'submitted'"), postgresql_where=sa.text("status = 'submitted'"))
        batch_op.create_index(batch_op.f('ix_requests_service_id'), ['service_id'], unique=False)
        batch_op.create_index('ix_requests_status', ['status', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_subject_id'), ['subject_id'], unique=False)
        batch_op.create_index('ix_requests_turn', ['turn_office_id', 'promised_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_user_id'), ['user_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_requests_worker_until'), ['worker_until'], unique=False)

    op.create_table('request_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('step', sa.Enum('submit', 'claim', 'judge', 'release', 'lease_ended', 'reassign', 'transfer', 'ask_correction', 'resubmit', 'recommend', 'second_read', 'propose_rejection', 'send_back', 'reject', 'sign', 'signing_failed', 'print_for_signature', 'wet_signed', 'next_place', 'issue', 'hand_over_siak', 'see_originals', 'ready', 'collected', 'withdraw', 'lapse', 'reopen', name='step', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_status', sa.Enum('draft', 'submitted', 'in_review', 'needs_correction', 'awaiting_signature', 'issuing', 'issued', 'rejected', 'withdrawn', 'lapsed', name='from_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('to_status', sa.Enum('draft', 'submitted', 'in_review', 'needs_correction', 'awaiting_signature', 'issuing', 'issued', 'rejected', 'withdrawn', 'lapsed', name='to_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('actor_user_id', sa.Integer(), nullable=True),
    sa.Column('actor_membership_id', sa.Integer(), nullable=True),
    sa.Column('actor_role', sa.Enum('guest', 'bearer', 'citizen', 'officer', 'signer', 'supervisor', 'admin', 'system', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('taken_at', UTCDateTime(), nullable=False),
    sa.Column('pauses', sa.Boolean(), nullable=False),
    sa.Column('promised_at', UTCDateTime(), nullable=False),
    sa.Column('reason', sa.LargeBinary(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['actor_membership_id'], ['memberships.id'], name=op.f('fk_request_events_actor_membership_id_memberships')),
    sa.ForeignKeyConstraint(['actor_user_id'], ['users.id'], name=op.f('fk_request_events_actor_user_id_users')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_request_events_office_id_offices')),
    sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_request_events_request_id_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_events')),
    sa.UniqueConstraint('request_id', 'sequence', name=op.f('uq_request_events_request_id_sequence'))
    )
    with op.batch_alter_table('request_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_events_actor_membership_id'), ['actor_membership_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_events_office_id'), ['office_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_events_taken_at'), ['taken_at'], unique=False)

    op.create_table('request_gaps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('verdict', sa.Enum('complete', 'unclear', 'missing', 'mismatch', name='verdict', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('mended_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("kind IN ('proof', 'answer')", name=op.f('ck_request_gaps_kind_known')),
    sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_request_gaps_request_id_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_gaps'))
    )
    with op.batch_alter_table('request_gaps', schema=None) as batch_op:
        batch_op.create_index('ix_request_gaps_request', ['request_id', 'round'], unique=False)

    op.create_table('request_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('written_at', UTCDateTime(), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['memberships.id'], name=op.f('fk_request_notes_author_id_memberships')),
    sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_request_notes_request_id_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_notes'))
    )
    with op.batch_alter_table('request_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_notes_request_id'), ['request_id'], unique=False)

    op.create_table('request_proofs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('requirement', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('uploaded', 'reused', 'bring', name='proofkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=True),
    sa.Column('added_at', UTCDateTime(), nullable=False),
    sa.Column('verdict', sa.Enum('complete', 'unclear', 'missing', 'mismatch', name='verdict', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('verdict_note', sa.LargeBinary(), nullable=False),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.Column('judged_at', UTCDateTime(), nullable=True),
    sa.Column('seen_by_id', sa.Integer(), nullable=True),
    sa.Column('seen_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("(kind = 'bring') = (upload_id IS NULL)", name=op.f('ck_request_proofs_file_unless_brought')),
    sa.CheckConstraint('(seen_at IS NULL) = (seen_by_id IS NULL)', name=op.f('ck_request_proofs_seen_by_someone')),
    sa.CheckConstraint('verdict IS NULL OR judged_by_id IS NOT NULL', name=op.f('ck_request_proofs_judged_by_someone')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['memberships.id'], name=op.f('fk_request_proofs_judged_by_id_memberships')),
    sa.ForeignKeyConstraint(['request_id'], ['requests.id'], name=op.f('fk_request_proofs_request_id_requests'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['seen_by_id'], ['memberships.id'], name=op.f('fk_request_proofs_seen_by_id_memberships')),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_request_proofs_upload_id_uploads')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_proofs'))
    )
    with op.batch_alter_table('request_proofs', schema=None) as batch_op:
        batch_op.create_index('ix_request_proofs_request', ['request_id', 'requirement'], unique=False)

    for table in ['audit_entries', 'avoided_visits', 'letter_editions', 'letter_signatures', 'request_events', 'service_versions']:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table('request_proofs', schema=None) as batch_op:
        batch_op.drop_index('ix_request_proofs_request')

    op.drop_table('request_proofs')
    with op.batch_alter_table('request_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_notes_request_id'))

    op.drop_table('request_notes')
    with op.batch_alter_table('request_gaps', schema=None) as batch_op:
        batch_op.drop_index('ix_request_gaps_request')

    op.drop_table('request_gaps')
    with op.batch_alter_table('request_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_events_taken_at'))
        batch_op.drop_index(batch_op.f('ix_request_events_office_id'))
        batch_op.drop_index(batch_op.f('ix_request_events_actor_membership_id'))

    op.drop_table('request_events')
    with op.batch_alter_table('requests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_requests_worker_until'))
        batch_op.drop_index(batch_op.f('ix_requests_user_id'))
        batch_op.drop_index('ix_requests_turn')
        batch_op.drop_index(batch_op.f('ix_requests_subject_id'))
        batch_op.drop_index('ix_requests_status')
        batch_op.drop_index(batch_op.f('ix_requests_service_id'))
        batch_op.drop_index('ix_requests_queue', sqlite_where=sa.text("status = 'submitted'"), postgresql_where=sa.text("status = 'submitted'"))
        batch_op.drop_index('ix_requests_office_status')
        batch_op.drop_index('ix_requests_kept_files', sqlite_where=sa.text("outcome_upload_id IS NOT NULL"), postgresql_where=sa.text("outcome_upload_id IS NOT NULL"))
        batch_op.drop_index(batch_op.f('ix_requests_holder_id'))
        batch_op.drop_index(batch_op.f('ix_requests_draft_digest'))
        batch_op.drop_index(batch_op.f('ix_requests_applicant_id'))

    op.drop_table('requests')
    op.drop_table('letter_signatures')
    op.drop_table('letter_numbers')
    with op.batch_alter_table('letter_editions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_letter_editions_sha256'))

    op.drop_table('letter_editions')
    with op.batch_alter_table('upload_pages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_pages_blob_key'))

    op.drop_table('upload_pages')
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sessions_user_id'))

    op.drop_table('sessions')
    op.drop_table('personas')
    with op.batch_alter_table('officials', schema=None) as batch_op:
        batch_op.drop_index('uq_officials_one_holder', sqlite_where=sa.text("until_at IS NULL AND basis IN ('definitif', 'pj', 'plt')"), postgresql_where=sa.text("until_at IS NULL AND basis IN ('definitif', 'pj', 'plt')"))
        batch_op.drop_index(batch_op.f('ix_officials_office_id'))

    op.drop_table('officials')
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.drop_index('uq_letters_reserved_for_request', sqlite_where=sa.text("state = 'reserved'"), postgresql_where=sa.text("state = 'reserved'"))
        batch_op.drop_index(batch_op.f('ix_letters_request_id'))
        batch_op.drop_index('ix_letters_office_issued')

    op.drop_table('letters')
    with op.batch_alter_table('calendar_windows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_windows_season_id'))
        batch_op.drop_index(batch_op.f('ix_calendar_windows_calendar_id'))

    op.drop_table('calendar_windows')
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_uploads_user_id'))
        batch_op.drop_index(batch_op.f('ix_uploads_network_index'))
        batch_op.drop_index(batch_op.f('ix_uploads_draft_digest'))
        batch_op.drop_index(batch_op.f('ix_uploads_came_as'))
        batch_op.drop_index(batch_op.f('ix_uploads_blob_key'))

    op.drop_table('uploads')
    with op.batch_alter_table('rts', schema=None) as batch_op:
        batch_op.drop_index('uq_rts_running', sqlite_where=sa.text('valid_to IS NULL'), postgresql_where=sa.text('valid_to IS NULL'))

    op.drop_table('rts')
    with op.batch_alter_table('reset_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reset_codes_user_id'))

    op.drop_table('reset_codes')
    with op.batch_alter_table('office_services', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_office_services_service_id'))

    op.drop_table('office_services')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_request')
        batch_op.drop_index('ix_messages_inbox')
        batch_op.drop_index('ix_messages_due', sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))

    op.drop_table('messages')
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index('uq_memberships_running', sqlite_where=sa.text('until_at IS NULL'), postgresql_where=sa.text('until_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_memberships_user_id'))
        batch_op.drop_index('ix_memberships_office_role')

    op.drop_table('memberships')
    op.drop_table('letter_series')
    with op.batch_alter_table('staff_resets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_resets_user_id'))

    op.drop_table('staff_resets')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_user_id'))

    op.drop_table('invitations')
    op.drop_table('holidays')
    with op.batch_alter_table('calendar_seasons', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_seasons_calendar_id'))

    op.drop_table('calendar_seasons')
    with op.batch_alter_table('calendar_openings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_openings_calendar_id'))

    op.drop_table('calendar_openings')
    with op.batch_alter_table('calendar_closures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_closures_calendar_id'))

    op.drop_table('calendar_closures')
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_index('uq_users_proven_nik', sqlite_where=sa.text("level = 'proven' AND frozen_at IS NULL AND disabled_at IS NULL"), postgresql_where=sa.text("level = 'proven' AND frozen_at IS NULL AND disabled_at IS NULL"))
        batch_op.drop_index(batch_op.f('ix_users_person_id'))
        batch_op.drop_index(batch_op.f('ix_users_nik_index'))

    op.drop_table('users')
    with op.batch_alter_table('service_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_versions_digest'))

    op.drop_table('service_versions')
    op.drop_table('region_predecessors')
    with op.batch_alter_table('offices', schema=None) as batch_op:
        batch_op.drop_index('uq_offices_region_kind_in_use', sqlite_where=sa.text('closed_on IS NULL'), postgresql_where=sa.text('closed_on IS NULL'))
        batch_op.drop_index(batch_op.f('ix_offices_region_code'))
        batch_op.drop_index(batch_op.f('ix_offices_parent_id'))

    op.drop_table('offices')
    with op.batch_alter_table('avoided_visits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_avoided_visits_service_id'))
        batch_op.drop_index(batch_op.f('ix_avoided_visits_answered_at'))

    op.drop_table('avoided_visits')
    with op.batch_alter_table('tries', schema=None) as batch_op:
        batch_op.drop_index('ix_tries_secret')
        batch_op.drop_index('ix_tries_network')
        batch_op.drop_index(batch_op.f('ix_tries_at'))

    op.drop_table('tries')
    op.drop_table('services')
    with op.batch_alter_table('regions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regions_parent_code'))

    op.drop_table('regions')
    with op.batch_alter_table('person_name_words', schema=None) as batch_op:
        batch_op.drop_index('ix_person_name_words_word')

    op.drop_table('person_name_words')
    with op.batch_alter_table('persons', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_persons_nik_index'))
        batch_op.drop_index(batch_op.f('ix_persons_kk_index'))

    op.drop_table('persons')
    op.drop_table('orphan_blobs')
    with op.batch_alter_table('calendars', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendars_parent_id'))
        batch_op.drop_index(batch_op.f('ix_calendars_office_id'))

    op.drop_table('calendars')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entries_object'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_action'))

    op.drop_table('audit_entries')
