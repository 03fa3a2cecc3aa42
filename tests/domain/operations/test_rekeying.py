"""A new data key while there is data: all is sealed anew, also after crashes; the old one opens nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import LargeBinary, select, text, type_coerce
from sqlalchemy.exc import DBAPIError

from eservice.accounts.queries import nik_index
from eservice.config import SettingsError
from eservice.kernel.crypto import Vault, vault
from eservice.kernel.db import db, lifted
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import queries as letters
from eservice.letters.models import LetterEdition
from eservice.operations import datakeys, rekeying, upgrade
from eservice.operations.sealed import plain_columns, reasons, sealed_columns
from eservice.uploads import queries as uploads
from eservice.uploads.models import Upload, UploadPage
from tests.databases import settings_for_tests
from tests.domain.requests.house import build

OLD, NEW = "0f" * 32, "ab" * 32


class PowerCutError(Exception):
    """The process died."""


def cut_after(parts: int) -> Callable[[str], None]:
    """Return something to tell progress to that dies at the last of so many words."""
    told: list[str] = []

    def say(line: str) -> None:
        told.append(line)
        if len(told) == parts:
            raise PowerCutError

    return say


def everything() -> dict[str, list[Any]]:
    """Return every sealed value in plain, by column, and every file."""
    db.session.remove()
    found: dict[str, list[Any]] = {
        f"{one.table.name}.{one.column.name}": list(
            db.session.scalars(select(one.column).order_by(*one.table.primary_key))
        )
        for one in sealed_columns()
        if one.column.name != "file_key"
    }
    found["uploads"] = [uploads.unsealed(one) for one in db.session.query(Upload).order_by(Upload.id)]
    found["pages"] = [uploads.unsealed(one) for one in db.session.query(UploadPage).order_by(UploadPage.id)]
    found["editions"] = [
        letters.edition_bytes(one) for one in db.session.query(LetterEdition).order_by(LetterEdition.id)
    ]
    return found


def opened_by(key: str) -> int:
    """Return how many sealed values a key opens by itself."""
    db.session.remove()
    only, count = Vault.from_hex(key), 0
    for one in sealed_columns():
        for sealed in db.session.scalars(select(type_coerce(one.column, LargeBinary)).where(one.column.is_not(None))):
            try:
                only.open(bytes(sealed), one.context)
            except InvalidTag:
                continue
            count += 1
    return count


@pytest.fixture
def lived_in(db_app: Flask) -> Flask:
    """An instance with a letter, one of whose files, and one upload, come from before files had keys."""
    build().file().issued()
    with transaction():
        page = db.session.query(UploadPage).first()
        assert page is not None
        old = vault().seal(uploads.unsealed(page), uploads.context(page.sha256))
        page.upload.blob_key = page.blob_key = drivers().blobs.put(old)
        page.upload.file_key = page.file_key = None
        edition = db.session.query(LetterEdition).first()
        assert edition is not None
        plain, context = letters.edition_bytes(edition), letters.edition_context(edition.letter_id, edition.name)
        with lifted("letter_editions", db.session.connection()):
            edition.blob_key, edition.file_key = drivers().blobs.put(vault().seal(plain, context)), None
            db.session.flush()
    return db_app


def test_all_of_it_is_sealed_anew_though_the_power_fails_twice(lived_in: Flask) -> None:
    before, values = everything(), opened_by(OLD)
    lived_in.extensions["eservice.vault"] = Vault.from_hex(NEW, before=[OLD])
    assert everything() == before, "older keys open while they are in the ring"

    for parts in (1, 5):
        with pytest.raises(PowerCutError):
            rekeying.rotate(say=cut_after(parts))
    assert 0 < opened_by(OLD) < values, "it stopped somewhere in the middle"
    assert everything() == before
    assert rekeying.rotate(say=lambda _line: None)[0] > 0

    assert rekeying.left_behind() == 0
    assert rekeying.rotate(say=lambda _line: None) == (0, 0), "there is nothing left to do"
    assert opened_by(OLD) == 0
    lived_in.extensions["eservice.vault"] = Vault.from_hex(NEW, index_key=OLD)
    assert everything() == before
    for verb in ("UPDATE request_events SET sequence = 9", "DELETE FROM letter_editions"):
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as writer:
            writer.execute(text(verb))
    db.session.remove()
    upgrade._check_keys()


def test_keys_that_would_split_the_data_are_refused_before_anything_is_written(lived_in: Flask) -> None:
    at_hand = vault().index("1571014107909001", "users.nik")
    for wrong, said in (
        (Vault.from_hex(NEW), "do not open what is stored"),
        (Vault.from_hex(OLD, index_key=NEW), "INDEX_KEY is not the key"),
    ):
        lived_in.extensions["eservice.vault"] = wrong
        with pytest.raises(upgrade.WrongKeyError, match=said):
            upgrade._check_keys()
        db.session.remove()
    lived_in.extensions["eservice.vault"] = Vault.from_hex(NEW, before=[OLD], index_key=OLD)
    assert nik_index("1571014107909001") == at_hand
    upgrade._check_keys()


def test_the_command_says_what_to_set_first(db_app: Flask) -> None:
    said = db_app.test_cli_runner().invoke(datakeys.data, ["rotate-key"])

    assert said.exit_code == 1
    assert "Put the present DATA_KEY into DATA_KEYS_BEFORE and INDEX_KEY" in str(said.output) + str(said.exception)


@pytest.mark.database("sqlite")
def test_every_column_that_could_hold_words_is_sealed_or_says_why_not(db_app: Flask) -> None:
    told, plain = reasons(), set(plain_columns())

    assert plain - set(told) == set(), (
        "seal it (EncryptedText), or give the reason in operations/data/plain_columns.toml"
    )
    assert set(told) - plain == set(), "these are sealed or gone"
    assert {"persons.nik", "persons.kk", "persons.phone", "requests.answers", "letters.log_salt"} <= {
        f"{one.table.name}.{one.column.name}" for one in sealed_columns()
    }
    shown = db_app.test_cli_runner().invoke(datakeys.data, ["columns"]).output
    assert "requests.answers: sealed" in shown
    assert "persons.name: Names are found by their beginnings" in shown


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("wrong", [{"data_keys_before": ("kurang",)}, {"index_key": "zz" * 32}])
def test_keys_that_are_none_are_refused(db_app: Flask, wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="must be 64 hexadecimal digits"):
        settings_for_tests(db_app.extensions["eservice.settings"].instance_path, "sqlite://", **wrong).check()
