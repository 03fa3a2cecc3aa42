"""What one office does otherwise for a service."""

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.catalogue import actions, queries
from eservice.catalogue.definition import RTMode
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError
from eservice.kernel.transaction import transaction
from eservice.offices.models import Office
from tests.times import MONDAY

ADMIN = Actor(Role.ADMIN, name="Admin")


@pytest.fixture
def office_id(db_app: Flask) -> int:
    with transaction():
        actions.load_all(actor=SYSTEM, at=MONDAY)
    found = db.session.scalar(select(Office.id).where(Office.code == "kel-telanaipura"))
    assert found is not None
    return found


def test_a_service_can_be_closed_at_one_office_alone(office_id: int) -> None:
    service = queries.by_code("SKU", at=MONDAY)

    with transaction():
        actions.switch("SKU", on=False, reason="Blangko habis", office_id=office_id, actor=ADMIN, at=MONDAY)

    assert not queries.is_offered(service.service_id, office_id=office_id)
    assert queries.is_offered(service.service_id)


def test_an_office_has_its_own_rt_mode_archive_code_and_printed_fields(office_id: int) -> None:
    service = queries.by_code("SKD", at=MONDAY)

    with transaction():
        actions.adapt(
            "SKD",
            office_id=office_id,
            rt_mode=RTMode.ONLINE,
            archive_code="470",
            switched_on=["no_kk"],
            actor=ADMIN,
            at=MONDAY,
        )

    there = queries.definition_of(service.version_id, office_id=office_id)
    assert (there.rt_mode, there.archive_code) == (RTMode.ONLINE, "470")
    assert "no_kk" in there.switched_on
    assert queries.definition_of(service.version_id).rt_mode is RTMode.UPLOAD


@pytest.mark.parametrize(
    ("code", "rt_mode", "switched_on", "refusal"),
    [("AKL", RTMode.UPLOAD, [], "rt_mode_fixed"), ("SKD", None, ["golongan_darah"], "switch_unknown")],
)
def test_what_an_office_may_not_change_is_refused(
    office_id: int, code: str, rt_mode: RTMode | None, switched_on: list[str], refusal: str
) -> None:
    with pytest.raises(InvalidInputError, match=refusal), transaction():
        actions.adapt(
            code,
            office_id=office_id,
            rt_mode=rt_mode,
            archive_code="",
            switched_on=switched_on,
            actor=ADMIN,
            at=MONDAY,
        )
