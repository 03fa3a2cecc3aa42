"""Documents that are no letters: signed by whose term runs, kept, in the public log, and any change of them shows."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, NotAllowedError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import documents, entries, pdf, proving, queries
from eservice.letters.checking import check_log
from eservice.letters.documents import SALT, SignedFile
from eservice.letters.examine import FileVerdict, signature_verdict
from eservice.letters.models import LogEntry, SignedDocument
from eservice.letters.rules import LogEvent
from eservice.letters.verify import check_file
from eservice.offices import queries as offices
from eservice.offices.rules import SigningMode
from tests.domain.letters.owner import as_owner
from tests.domain.requests.house import MONDAY, House, build

ABOUT = "figures:kel-telanaipura:2026-06-01:2026-06-30"


@pytest.fixture
def house(db_app: Flask) -> House:
    return build()


def signed(house: House, actor: Actor | None = None) -> SignedFile:
    drawn = pdf.render_book("<!DOCTYPE html><html lang='id'><title>Laporan</title><h1>Laporan</h1></html>")
    return documents.sign(
        drawn, title="Laporan Juni 2026", office_id=house.desk.office_id, actor=actor or house.desk.signer, at=MONDAY
    )


def kept(house: House) -> SignedDocument:
    file = signed(house)
    with transaction():
        return documents.register(file, about=ABOUT, actor=house.desk.signer, at=MONDAY)


def test_a_document_is_signed_kept_and_known_to_whoever_has_the_file(house: House) -> None:
    document = kept(house)

    data = documents.file_of(document)
    assert hashlib.sha256(data).hexdigest() == document.sha256
    assert signature_verdict(data, drivers().signer.trusted_roots()) is FileVerdict.UNKNOWN  # whole, and unregistered
    assert check_file(data, roots=[]).document == document
    assert check_file(data + b" ", roots=[]).document is None
    assert [one.id for one in documents.signed_of("figures:", office_ids=[document.office_id])] == [document.id]
    assert documents.signed_of("figures:", office_ids=[document.office_id + 1]) == []
    assert document.blob_key in queries.blob_keys()


def test_whoever_has_the_file_computes_its_entry_of_the_public_log(house: House) -> None:
    document = kept(house)

    with pikepdf.open(BytesIO(documents.file_of(document))) as file:
        salt = str(file.docinfo[SALT])
    entry = proving.entry_of(entries.commitment(LogEvent.SIGNED, salt=salt, sha256=document.sha256))
    assert (entry.event, entry.document_id, entry.letter_id) == (LogEvent.SIGNED, document.id, None)
    assert check_log().fault is None


def test_only_the_official_whose_term_runs_signs(house: House) -> None:
    with pytest.raises(NotAllowedError, match="document_not_yours_to_sign"):
        signed(house, house.desk.officers[0])


def test_whose_term_ended_while_the_file_was_signed_keeps_nothing(house: House) -> None:
    file = signed(house)

    with pytest.raises(NotAllowedError, match="document_not_yours_to_sign"), transaction():
        documents.register(file, about=ABOUT, actor=house.desk.officers[0], at=MONDAY)


def test_an_office_that_signs_by_pen_signs_no_document(house: House) -> None:
    with transaction():
        offices.office(house.desk.office_id).signing_mode = SigningMode.BASAH

    with pytest.raises(ConflictError, match="document_by_pen"):
        signed(house)
    assert documents.signer_of(house.desk.office_id, actor=house.desk.signer, at=MONDAY) is None


@pytest.mark.parametrize("change", [{"title": "Laporan Juli 2026"}, {"signed_at": MONDAY - timedelta(days=1)}])
def test_a_changed_line_of_a_document_is_found_in_the_log(house: House, change: dict[str, object]) -> None:
    document_id = kept(house).id

    as_owner(lambda connection: connection.execute(update(SignedDocument).values(**change)))

    assert check_log().fault == f"entry 0, document {document_id}: the document's line was changed"


def test_a_document_written_in_by_hand_is_found(house: House) -> None:
    number = kept(house).id
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO signed_documents (id, office_id, about, title, sha256, size, blob_key, file_key, log_salt,"
                " mode, signer_name, signer_position, signer_number, signed_at, signed_by_id, stamped_by)"
                " SELECT id + 1, office_id, about, title, :other, size, blob_key, file_key, log_salt,"
                " mode, signer_name, signer_position, signer_number, signed_at, signed_by_id, stamped_by"
                " FROM signed_documents"
            ),
            {"other": "f" * 64},
        )

    assert check_log().fault == f"document {number + 1} is kept, and the log says nothing of it"


def test_an_entry_is_of_a_letter_or_of_a_document(house: House) -> None:
    kept(house)

    with pytest.raises(IntegrityError):
        as_owner(lambda connection: connection.execute(update(LogEntry).values(event="issued")))
