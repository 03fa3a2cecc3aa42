"""Services in the database: loaded once, versioned, switched, found, and old requests keep their version."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from eservice.accounts.actor import GUEST, SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.catalogue import actions, queries
from eservice.catalogue.definition import LifeEvent
from eservice.catalogue.models import ServiceVersion
from eservice.catalogue.reading import DATA
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from tests.times import MONDAY

ADMIN = Actor(Role.ADMIN, name="Admin")


@pytest.fixture
def catalogue(db_app: Flask) -> None:
    with transaction():
        actions.load_all(actor=SYSTEM, at=MONDAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of two services that a test may change."""
    for name in ("shared.toml", "skd.toml", "sku.toml"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def codes(offered: list[queries.Offered]) -> list[str]:
    return [one.code for one in offered]


def test_fifteen_services_are_offered_by_name(catalogue: None) -> None:
    offered = queries.services(at=MONDAY)

    names = [one.definition.name for one in offered]
    assert len(offered) == 15
    assert sorted(names, key=str.casefold) == names or sorted(names) == names


def test_loading_twice_makes_no_second_version(catalogue: None) -> None:
    before = queries.by_code("SKD", at=MONDAY)

    with transaction():
        again = actions.load(DATA / "skd.toml", actor=SYSTEM, at=MONDAY + timedelta(days=1))
        number = again.number

    assert number == before.version_number
    assert queries.by_code("SKD", at=MONDAY).version_id == before.version_id


def test_a_changed_file_makes_a_new_version_and_old_requests_keep_theirs(catalogue: None, folder: Path) -> None:
    before = queries.by_code("SKD", at=MONDAY)
    file = folder / "skd.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("validity = { months = 6 }", "validity = { months = 3 }"))

    with transaction():
        actions.load(file, actor=ADMIN, at=MONDAY)

    after = queries.by_code("SKD", at=MONDAY)
    assert after.version_number == before.version_number + 1
    assert after.definition.validity_months == 3
    assert queries.definition_of(before.version_id).validity_months == 6
    assert [one.number for one in queries.versions(before.service_id)] == [1, 2]


def test_a_version_of_tomorrow_is_not_followed_today(catalogue: None, folder: Path) -> None:
    file = folder / "skd.toml"
    file.write_text(file.read_text(encoding="utf-8") + '\n[decree]\nvalid_from = 2026-07-07\nnumber = "SK CONTOH/2"\n')

    with transaction():
        actions.load(file, actor=ADMIN, at=MONDAY)

    assert queries.by_code("SKD", at=MONDAY).version_number == 1
    assert queries.by_code("SKD", at=MONDAY + timedelta(days=1)).version_number == 2


def test_a_wrong_file_is_refused_and_changes_nothing(catalogue: None, folder: Path) -> None:
    file = folder / "skd.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"status_tempat", "pemilik_nama"', '"pemilik_nama"'))

    with pytest.raises(InvalidInputError, match="definition_wrong"), transaction():
        actions.load(file, actor=ADMIN, at=MONDAY)

    assert queries.by_code("SKD", at=MONDAY).version_number == 1


def test_a_version_once_written_can_neither_be_changed_nor_deleted(catalogue: None) -> None:
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(delete(ServiceVersion))


@pytest.mark.parametrize("actor", [GUEST, Actor(Role.CITIZEN), Actor(Role.OFFICER), Actor(Role.SIGNER)])
def test_only_the_administrator_changes_the_catalogue(catalogue: None, actor: Actor) -> None:
    with pytest.raises(NotAllowedError), transaction():
        actions.switch("SKD", on=False, reason="Aturan baru", actor=actor, at=MONDAY)
    with pytest.raises(NotAllowedError), transaction():
        actions.load(DATA / "skd.toml", actor=actor, at=MONDAY)


def test_a_service_switched_off_is_not_offered_but_still_has_its_page(catalogue: None) -> None:
    with transaction():
        actions.switch("SKD", on=False, reason="Aturan baru", actor=ADMIN, at=MONDAY)

    service = queries.by_slug("surat-keterangan-domisili", at=MONDAY)
    assert "SKD" not in codes(queries.services(at=MONDAY))
    assert not service.is_on
    assert not queries.is_offered(service.service_id)


def test_what_is_unknown_is_not_found(catalogue: None) -> None:
    with pytest.raises(NotFoundError):
        queries.by_slug("surat-sakti", at=MONDAY)
    with pytest.raises(NotFoundError):
        queries.definition_of(9_999)
    with pytest.raises(NotFoundError), transaction():
        actions.switch("XYZ", on=True, actor=ADMIN, at=MONDAY)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sekolah", {"SKTM", "SKPH"}),
        ("kur", {"SKU"}),
        ("nikah", {"N1", "SKBM", "KK"}),
        ("bpjs", {"SKTM", "SKD"}),
        ("pindah", {"SKPWNI"}),
        ("akte lahir", {"AKL"}),
        ("skck", {"PSKCK"}),
        ("domisil", {"SKD"}),
        ("pengahsilan", {"SKPH"}),
        ("kehilangan", {"SKUM"}),
    ],
)
def test_search_finds_what_people_mean(catalogue: None, words: str, expected: set[str]) -> None:
    assert expected <= set(codes(queries.search(words, at=MONDAY)))


@pytest.mark.parametrize(
    ("words", "first"),
    [("kur", "SKU"), ("pindah rumah", "SKPWNI"), ("surat nikah", "N1"), ("akta kematian", "AKM"), ("skck", "PSKCK")],
)
def test_search_puts_the_likeliest_service_first(catalogue: None, words: str, first: str) -> None:
    assert codes(queries.search(words, at=MONDAY))[0] == first


def test_search_finds_nothing_where_there_is_nothing(catalogue: None) -> None:
    assert queries.search("paspor luar angkasa zzz", at=MONDAY) == []


def test_a_death_opens_its_papers_together(catalogue: None) -> None:
    assert {"SKMT", "AKM", "KK", "SKAW"} <= set(codes(queries.by_life_event(LifeEvent.DEATH, at=MONDAY)))


def test_visits_that_were_spared_are_counted_by_service(catalogue: None) -> None:
    service = queries.by_code("PSKCK", at=MONDAY)

    with transaction():
        actions.count_avoided_visit(service.service_id, at=MONDAY)
        actions.count_avoided_visit(service.service_id, at=MONDAY + timedelta(hours=1))
        actions.count_avoided_visit(service.service_id, at=MONDAY + timedelta(days=1))

    assert queries.avoided_visits(since=MONDAY, until=MONDAY + timedelta(days=1)) == {service.service_id: 2}
