"""Offices as the house keeps them: seeded, changed, closed, and divided into RT."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import actions, queries, seed
from eservice.offices.actions import NewOffice, RtHead
from eservice.offices.models import Office
from eservice.offices.rules import OfficeKind, SeriesMode, SigningMode
from tests.domain.trail import entries_about
from tests.times import MONDAY, TUESDAY

ADMIN = Actor(Role.ADMIN, name="Administrator")
OFFICER = Actor(Role.OFFICER, name="Petugas")
BEFORE_THE_SPLIT = MONDAY.replace(year=2022)


@pytest.fixture(autouse=True)
def _database(db_app: Flask) -> None:
    pass


def telanaipura() -> Office:
    return queries.office_by_code("kel-telanaipura")


def new_office(**changes: object) -> NewOffice:
    like = telanaipura()
    new = NewOffice(
        code="kel-uji",
        kind=OfficeKind.KELURAHAN,
        name="Uji",
        head_title="Lurah",
        region_code="15.71",
        unit_code="UJI",
        government_line=like.government_line,
        address="Jalan Contoh Nomor 99 (CONTOH)",
        phone="(0741) 000000",
        email="kel-uji@contoh.go.id",
        postal_code="36000",
        place="Jambi",
        processing_calendar_id=like.processing_calendar_id,
        counter_calendar_id=like.counter_calendar_id,
    )
    return replace(new, **changes)


def test_seeding_twice_adds_nothing() -> None:
    with transaction():
        again = seed.seed(at=TUESDAY)

    assert again == 0
    assert len(queries.offices(at=MONDAY)) == 80
    assert len(queries.offices(at=MONDAY, kind=OfficeKind.KELURAHAN)) == 68


def test_a_kelurahan_has_its_kecamatan_above_it_and_as_substitute() -> None:
    office = telanaipura()

    above = queries.office_above(office, at=MONDAY)

    assert above is not None
    assert above.code == "kec-telanaipura"
    assert office.substitute_id == above.id
    assert set(queries.office_ids_under(above.id)) > {above.id, office.id}


def test_the_office_of_an_address_is_that_of_its_kelurahan() -> None:
    office = queries.office_for_kelurahan("15.71.09.1006", at=MONDAY)

    assert office is not None
    assert office.full_name == "Kelurahan Simpang Rimbo"
    assert queries.office_for_kelurahan("15.71.01", at=MONDAY) is None


def test_a_kelurahan_of_2023_served_nobody_before() -> None:
    assert queries.office_for_kelurahan("15.71.09.1006", at=BEFORE_THE_SPLIT) is None
    assert len(queries.offices(at=BEFORE_THE_SPLIT, kind=OfficeKind.KELURAHAN)) == 62


def test_the_letterhead_goes_from_the_city_down_to_the_office() -> None:
    head = queries.letterhead(telanaipura().id)

    assert head.lines == ("PEMERINTAH KOTA JAMBI", "KECAMATAN TELANAIPURA", "KELURAHAN TELANAIPURA")
    assert head.unit_code == "TLP"
    assert head.place == "Jambi"


def test_the_department_is_found_without_its_name() -> None:
    office = queries.dukcapil(at=MONDAY)

    assert office is not None
    assert office.full_name == "Dinas Kependudukan dan Pencatatan Sipil"
    assert office.head == "Kepala Dinas Kependudukan dan Pencatatan Sipil"


def test_an_unknown_office_is_said_to_be_unknown() -> None:
    with pytest.raises(NotFoundError):
        queries.office(999_999)
    with pytest.raises(NotFoundError):
        queries.office_by_code("kel-atlantis")


def test_a_new_office_is_open_and_audited() -> None:
    with transaction():
        office_id = actions.open_office(new_office(), actor=ADMIN, at=MONDAY).id

    assert queries.office_by_code("kel-uji").id == office_id
    assert [entry.action for entry in entries_about(f"office:{office_id}")] == ["office:open"]


@pytest.mark.parametrize(
    "changes", [{"code": "kel-telanaipura"}, {"unit_code": "TLP"}, {"region_code": "15.71.01.1004"}]
)
def test_codes_and_regions_in_use_are_not_given_twice(changes: dict[str, object]) -> None:
    with pytest.raises(ConflictError), transaction():
        actions.open_office(new_office(**changes), actor=ADMIN, at=MONDAY)


def test_only_administrators_change_offices() -> None:
    with pytest.raises(NotAllowedError), transaction():
        actions.open_office(new_office(), actor=OFFICER, at=MONDAY)
    with pytest.raises(NotAllowedError), transaction():
        actions.change_office(telanaipura().id, {"phone": "(0741) 000001"}, actor=OFFICER, at=MONDAY)


def test_changed_fields_are_audited_by_name_without_their_values() -> None:
    with transaction():
        office = actions.change_office(
            telanaipura().id,
            {"phone": "(0741) 000001", "signing_mode": SigningMode.BASAH, "uses_rw": False},
            actor=ADMIN,
            at=MONDAY,
        )
        office_id = office.id

    assert telanaipura().signing_mode is SigningMode.BASAH
    assert entries_about(f"office:{office_id}")[-1].data == {"fields": ["phone", "signing_mode"]}


def test_a_change_on_top_of_anothers_is_refused() -> None:
    seen = telanaipura().version
    with transaction():
        actions.change_office(telanaipura().id, {"phone": "(0741) 000001"}, actor=ADMIN, at=MONDAY)

    with pytest.raises(ConflictError), transaction():
        actions.change_office(
            telanaipura().id, {"series_mode": SeriesMode.PER_YEAR}, actor=ADMIN, at=MONDAY, seen_version=seen
        )


def test_an_office_is_not_its_own_substitute_and_keeps_a_name() -> None:
    office_id = telanaipura().id

    with pytest.raises(InvalidInputError), transaction():
        actions.change_office(office_id, {"substitute_id": office_id}, actor=ADMIN, at=MONDAY)
    with pytest.raises(InvalidInputError), transaction():
        actions.change_office(office_id, {"name": "  "}, actor=ADMIN, at=MONDAY)


def test_the_database_too_refuses_an_office_as_its_own_substitute() -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Office).values(substitute_id=Office.id))


def test_a_closed_office_serves_nobody_from_that_day_on() -> None:
    with transaction():
        actions.close_office(telanaipura().id, closed_on=date(2026, 7, 7), actor=ADMIN, at=MONDAY)

    assert queries.office_for_kelurahan("15.71.01.1004", at=MONDAY) is not None
    assert queries.office_for_kelurahan("15.71.01.1004", at=TUESDAY) is None
    with pytest.raises(ConflictError), transaction():
        actions.close_office(telanaipura().id, closed_on=date(2026, 8, 1), actor=ADMIN, at=MONDAY)


def test_an_office_does_not_close_before_it_opened() -> None:
    office_id = queries.office_by_code("kel-simpang-rimbo").id

    with pytest.raises(InvalidInputError), transaction():
        actions.close_office(office_id, closed_on=date(2022, 1, 1), actor=ADMIN, at=MONDAY)


def rt_head(**changes: object) -> RtHead:
    head = RtHead(
        office_id=telanaipura().id,
        number="7",
        head_name="Baharuddin",
        head_phone="0812-9000-0123",
        valid_from=date(2025, 2, 1),
    )
    return replace(head, **changes)


def test_a_new_head_of_an_rt_follows_the_one_before() -> None:
    with transaction():
        first_id = actions.set_rt(rt_head(), actor=ADMIN, at=MONDAY).id
    with transaction():
        second = actions.set_rt(rt_head(head_name="Rohani", valid_from=date(2026, 7, 1)), actor=ADMIN, at=MONDAY)
        predecessor_id = second.predecessor_id

    before = queries.rt(telanaipura().id, "07", on=date(2026, 6, 30))
    after = queries.rt(telanaipura().id, "7", on=date(2026, 7, 1))
    assert before is not None
    assert after is not None
    assert (before.head_name, after.head_name) == ("Baharuddin", "Rohani")
    assert before.head_phone == "+6281290000123"
    assert predecessor_id == first_id


@pytest.mark.parametrize(
    "changes",
    [{"number": "tujuh"}, {"number": ""}, {"head_name": " "}, {"head_phone": "123"}, {"rw": "x"}],
)
def test_an_rt_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError), transaction():
        actions.set_rt(rt_head(**changes), actor=ADMIN, at=MONDAY)


def test_a_head_cannot_begin_before_the_present_one() -> None:
    with transaction():
        actions.set_rt(rt_head(), actor=ADMIN, at=MONDAY)

    with pytest.raises(InvalidInputError), transaction():
        actions.set_rt(rt_head(head_name="Rohani", valid_from=date(2025, 1, 1)), actor=ADMIN, at=MONDAY)


def test_a_split_rt_ends_and_the_new_one_names_it() -> None:
    with transaction():
        old = actions.set_rt(rt_head(), actor=ADMIN, at=MONDAY)
        actions.dissolve_rt(old.id, valid_to=date(2026, 7, 1), actor=ADMIN, at=MONDAY)
        new = actions.set_rt(
            rt_head(number="38", valid_from=date(2026, 7, 1), split_from_id=old.id), actor=ADMIN, at=MONDAY
        )
        ids = (old.id, new.predecessor_id)

    assert ids[0] == ids[1]
    assert [row.number for row in queries.rts(telanaipura().id, on=date(2026, 7, 1))] == ["38"]
    with pytest.raises(ConflictError), transaction():
        actions.dissolve_rt(ids[0], valid_to=date(2026, 8, 1), actor=ADMIN, at=MONDAY)
    with pytest.raises(NotFoundError), transaction():
        actions.dissolve_rt(999_999, valid_to=date(2026, 8, 1), actor=ADMIN, at=MONDAY)


def test_the_number_of_an_rt_head_is_not_readable_in_the_database() -> None:
    with transaction():
        actions.set_rt(rt_head(), actor=SYSTEM, at=MONDAY + timedelta(hours=1))

    stored = db.session.connection().exec_driver_sql("SELECT head_phone FROM rts").scalar_one()
    assert b"81290000123" not in bytes(stored)
