"""A letter's life: reserved, signed in every place, in force, revoked or replaced; and what a stranger is told."""

from dataclasses import replace as changed
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, MissingReasonError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.letters import actions, pdf, production, queries, register, verify
from eservice.letters.actions import Holder
from eservice.letters.content import Stamp
from eservice.letters.kinds import Kind, Mode
from eservice.letters.models import Letter, LetterEdition, LetterSignature
from eservice.letters.numbering import NumberSource
from eservice.letters.rules import LetterState, NumberState, RevokeReason, Verdict
from eservice.letters.signing import LocalSigner
from eservice.letters.verify import FileVerdict
from eservice.offices.models import Office
from tests.letters.samples import CAMAT, sample
from tests.times import MONDAY

BASE = "https://eservice.contoh.go.id"
HOLDER = Holder(name="Siti Rahmawati", nik="1571015408949012")
CODES = ("BLK", "TLP")


@pytest.fixture
def offices(db_app: Flask) -> list[int]:
    """A kelurahan and a kecamatan."""
    return list(db.session.scalars(select(Office.id).order_by(Office.id).limit(2)))


@pytest.fixture
def signer(tmp_path: Path) -> LocalSigner:
    return LocalSigner(tmp_path / "keys")


def lurah(office_id: int) -> Actor:
    return Actor(Role.SIGNER, office_id=office_id, name="Rina Puspita")


def reserve(kind: Kind, offices: list[int], *, mode: Mode = Mode.LOCAL, request_id: int | None = 1, at=MONDAY) -> int:
    """Return the id of a reserved letter."""
    content = sample(kind, mode=mode)
    with transaction():
        letter = actions.reserve_letter(
            content,
            request_id=request_id,
            holder=HOLDER,
            sources=[
                NumberSource(office_id=office, unit_code=code, archive_code="400.12.2.1")
                for office, code, _ in zip(offices, CODES, content.signers, strict=False)
            ],
            actor=SYSTEM,
            at=at,
        )
        return letter.id


def sign(letter_id: int, place: int, offices: list[int], signer: LocalSigner) -> bytes:
    """Sign one place as the worker does, and return the file."""
    letter = queries.letter_by_id(letter_id)
    content = queries.content_of(letter)
    if place == 0:
        stamp = queries.stamp_of(letter, base_url=BASE, signed_at=MONDAY)
        file = production.first_edition(content, stamp, signer=signer, at=MONDAY)
    else:
        edition = queries.newest_edition(letter)
        assert edition is not None
        before = queries.edition_bytes(edition)
        file = production.next_edition(before, content, place=place, signer=signer, at=MONDAY)
    with transaction():
        letter = queries.letter_by_id(letter_id)
        actions.store_edition(letter, production.SIGNED.format(place=place + 1), file, at=MONDAY)
        actions.record_signature(letter, place=place, office_id=offices[place], actor=lurah(offices[place]), at=MONDAY)
        if place == letter.places - 1:
            actions.issue_letter(letter, actor=SYSTEM, at=MONDAY)
    return file


def issued(offices: list[int], signer: LocalSigner, *, request_id: int = 1) -> tuple[int, bytes]:
    """Return a residence letter in force and its file."""
    letter_id = reserve(Kind.SKD, offices, request_id=request_id)
    return letter_id, sign(letter_id, 0, offices, signer)


def verdict(letter_id: int) -> Verdict:
    return queries.verdict_of(queries.letter_by_id(letter_id), on=MONDAY.date())


def test_a_letter_is_in_force_only_once_it_is_signed(offices: list[int], signer: LocalSigner) -> None:
    letter_id = reserve(Kind.SKD, offices)
    before = verdict(letter_id)

    sign(letter_id, 0, offices, signer)

    assert (before, verdict(letter_id)) == (Verdict.NOT_SIGNED, Verdict.IN_FORCE)
    letter = queries.letter_by_id(letter_id)
    assert [number.state for number in letter.numbers] == [NumberState.USED]
    assert letter.signatures[0].signer_name == "RINA PUSPITA, S.IP., M.Si."


def test_with_two_places_both_numbers_are_taken_before_the_first_signature(
    offices: list[int], signer: LocalSigner
) -> None:
    letter_id = reserve(Kind.SKTM, offices)
    numbers = [number.written for number in queries.letter_by_id(letter_id).numbers]

    sign(letter_id, 0, offices, signer)
    halfway = verdict(letter_id)
    file = sign(letter_id, 1, offices, signer)

    assert numbers == ["400.12.2.1/001/BLK/VII/2026", "400.12.2.1/001/TLP/VII/2026"]
    assert halfway is Verdict.PARTLY_SIGNED
    assert verdict(letter_id) is Verdict.IN_FORCE
    assert verify.check_file(file, roots=signer.trusted_roots()).verdict is FileVerdict.REGISTERED


def test_when_the_camat_refuses_both_numbers_are_void(offices: list[int], signer: LocalSigner) -> None:
    letter_id = reserve(Kind.SKTM, offices)
    sign(letter_id, 0, offices, signer)

    with transaction():
        actions.void_letter(queries.letter_by_id(letter_id), reason="Camat menolak", actor=SYSTEM, at=MONDAY)

    letter = queries.letter_by_id(letter_id)
    assert [(number.state, number.reason) for number in letter.numbers] == [(NumberState.VOID, "Camat menolak")] * 2
    assert verdict(letter_id) is Verdict.VOID


def test_a_retry_takes_up_the_same_letter_with_the_newest_signer(offices: list[int]) -> None:
    first = reserve(Kind.SKD, offices)
    content = changed(sample(Kind.SKD), signers=(CAMAT,))

    with transaction():
        again = actions.reserve_letter(
            content,
            request_id=1,
            holder=HOLDER,
            sources=[NumberSource(office_id=offices[0], unit_code="BLK", archive_code="400.12.2.1")],
            actor=SYSTEM,
            at=MONDAY + timedelta(days=2),
        )
        assert again.id == first

    letter = queries.letter_by_id(first)
    assert [number.number for number in letter.numbers] == [1]
    assert queries.content_of(letter).signers == (CAMAT,)
    assert letter.dated_on.isoformat() == "2026-07-08"


def test_a_reserved_letter_does_not_turn_into_another_kind(offices: list[int]) -> None:
    reserve(Kind.SKD, offices)

    with pytest.raises(ConflictError):
        reserve(Kind.SKU, offices)


def test_a_number_is_not_used_again_after_its_letter_was_given_up(offices: list[int]) -> None:
    first = reserve(Kind.SKD, offices)
    with transaction():
        actions.void_letter(queries.letter_by_id(first), reason="Salah kantor", actor=SYSTEM, at=MONDAY)

    second = reserve(Kind.SKD, offices)

    assert second != first
    assert queries.letter_by_id(second).numbers[0].number == 2


def test_nobody_signs_out_of_turn_or_twice(offices: list[int], signer: LocalSigner) -> None:
    letter_id = reserve(Kind.SKTM, offices)

    with pytest.raises(IllegalStepError), transaction():
        actions.record_signature(
            queries.letter_by_id(letter_id), place=1, office_id=offices[1], actor=lurah(offices[1]), at=MONDAY
        )
    sign(letter_id, 0, offices, signer)
    with pytest.raises(IllegalStepError), transaction():
        actions.record_signature(
            queries.letter_by_id(letter_id), place=0, office_id=offices[0], actor=lurah(offices[0]), at=MONDAY
        )


def test_an_unsigned_letter_is_not_issued(offices: list[int]) -> None:
    letter_id = reserve(Kind.SKD, offices)

    with pytest.raises(IllegalStepError), transaction():
        actions.issue_letter(queries.letter_by_id(letter_id), actor=SYSTEM, at=MONDAY)


def test_a_letter_by_hand_is_worth_something_from_its_recorded_signature_on(offices: list[int]) -> None:
    letter_id = reserve(Kind.SKD, offices, mode=Mode.WET)
    before = verdict(letter_id)

    with transaction():
        letter = queries.letter_by_id(letter_id)
        actions.record_wet_signature(
            letter,
            place=0,
            office_id=offices[0],
            signed_at=MONDAY,
            scan=b"%PDF-1.7 scan",
            actor=lurah(offices[0]),
            at=MONDAY + timedelta(hours=1),
        )
        actions.issue_letter(letter, actor=SYSTEM, at=MONDAY + timedelta(hours=1))

    assert (before, verdict(letter_id)) == (Verdict.NOT_SIGNED, Verdict.IN_FORCE)
    assert verify.check_file(b"%PDF-1.7 scan", roots=[]).verdict is FileVerdict.REGISTERED


def test_a_scan_does_not_stand_in_for_an_electronic_signature(offices: list[int]) -> None:
    letter_id = reserve(Kind.SKD, offices)

    with pytest.raises(IllegalStepError), transaction():
        actions.record_wet_signature(
            queries.letter_by_id(letter_id),
            place=0,
            office_id=offices[0],
            signed_at=MONDAY,
            scan=b"x",
            actor=SYSTEM,
            at=MONDAY,
        )


def test_a_revoked_letter_says_so_and_who_revoked_it_is_kept(offices: list[int], signer: LocalSigner) -> None:
    letter_id, _ = issued(offices, signer)

    with transaction():
        actions.revoke(
            queries.letter_by_id(letter_id),
            reason=RevokeReason.WRONG_DATA,
            text="Alamat keliru",
            actor=lurah(offices[0]),
            at=MONDAY,
        )

    assert verdict(letter_id) is Verdict.REVOKED
    assert queries.letter_by_id(letter_id).revoke_text == "Alamat keliru"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CITIZEN, Role.ADMIN])
def test_only_a_signer_of_the_office_revokes(role: Role, offices: list[int], signer: LocalSigner) -> None:
    letter_id, _ = issued(offices, signer)

    for actor in (Actor(role, office_id=offices[0]), lurah(offices[1])):
        with pytest.raises(NotAllowedError), transaction():
            actions.revoke(queries.letter_by_id(letter_id), reason=RevokeReason.OTHER, text="x", actor=actor, at=MONDAY)
    assert verdict(letter_id) is Verdict.IN_FORCE


def test_a_letter_is_not_revoked_without_a_reason_or_twice(offices: list[int], signer: LocalSigner) -> None:
    letter_id, _ = issued(offices, signer)

    def revoke(text: str) -> None:
        with transaction():
            actions.revoke(
                queries.letter_by_id(letter_id),
                reason=RevokeReason.OTHER,
                text=text,
                actor=lurah(offices[0]),
                at=MONDAY,
            )

    with pytest.raises(MissingReasonError):
        revoke("  ")
    revoke("Keliru")
    with pytest.raises(IllegalStepError):
        revoke("Keliru lagi")


def test_a_replaced_letter_leads_to_the_new_one(offices: list[int], signer: LocalSigner) -> None:
    old, _ = issued(offices, signer)
    new, _ = issued(offices, signer, request_id=2)

    with transaction():
        actions.replace(
            queries.letter_by_id(old),
            by=queries.letter_by_id(new),
            reason=RevokeReason.WRONG_DATA,
            text="Nama keliru",
            actor=lurah(offices[0]),
            at=MONDAY,
        )

    letter = queries.letter_by_id(old)
    assert verdict(old) is Verdict.REPLACED
    assert letter.replaced_by is not None
    assert letter.replaced_by.id == new


def test_a_letter_expires_by_itself(offices: list[int], signer: LocalSigner) -> None:
    letter_id, _ = issued(offices, signer)
    letter = queries.letter_by_id(letter_id)
    assert letter.valid_until is not None

    assert queries.verdict_of(letter, on=letter.valid_until) is Verdict.IN_FORCE
    assert queries.verdict_of(letter, on=letter.valid_until + timedelta(days=1)) is Verdict.EXPIRED


def test_a_stranger_finds_a_letter_by_its_token_or_its_code(offices: list[int], signer: LocalSigner) -> None:
    letter_id, _ = issued(offices, signer)
    letter = queries.letter_by_id(letter_id)

    assert queries.letter_by_token(letter.token.lower()) is letter
    assert queries.letter_by_code(f" {letter.code[:4].lower()}-{letter.code[4:8]} {letter.code[8:]}") is letter
    assert queries.letter_by_token("A" * 26) is None
    assert queries.letter_by_code("nonsense") is None


def test_a_file_is_known_by_its_bytes_and_a_changed_one_by_where_it_came_from(
    offices: list[int], signer: LocalSigner
) -> None:
    letter_id, file = issued(offices, signer)
    roots = signer.trusted_roots()

    known = verify.check_file(file, roots=roots)
    appended = verify.check_file(file + b"\n% more", roots=roots)
    flipped = verify.check_file(file[:5000] + bytes([file[5000] ^ 1]) + file[5001:], roots=roots)

    assert (known.verdict, known.letter and known.letter.id) == (FileVerdict.REGISTERED, letter_id)
    assert (appended.verdict, appended.letter and appended.letter.id) == (FileVerdict.CHANGED, letter_id)
    assert flipped.verdict is FileVerdict.CHANGED


def test_files_that_are_not_ours_are_told_apart(offices: list[int], signer: LocalSigner, tmp_path: Path) -> None:
    letter_id = reserve(Kind.SKD, offices)
    letter = queries.letter_by_id(letter_id)
    stamp = queries.stamp_of(letter, base_url=BASE, signed_at=MONDAY)
    content = queries.content_of(letter)
    forged = production.first_edition(content, stamp, signer=LocalSigner(tmp_path / "forger"), at=MONDAY)
    roots = signer.trusted_roots()

    assert verify.check_file(production.sheet_for_pen(content, stamp), roots=roots).verdict is FileVerdict.UNSIGNED
    assert verify.check_file(forged, roots=roots).verdict is FileVerdict.UNKNOWN
    assert verify.check_file(b"GIF89a", roots=roots).verdict is FileVerdict.UNKNOWN
    assert verify.check_file(b"%PDF-1.7\n", roots=roots).verdict in {FileVerdict.UNKNOWN, FileVerdict.UNSIGNED}
    assert verify.check_file(b"x" * (verify.MAX_BYTES + 1), roots=roots).verdict is FileVerdict.TOO_LARGE


def test_a_stored_file_is_sealed_and_kept_once(offices: list[int]) -> None:
    letter_id = reserve(Kind.SKD, offices)

    for _ in range(2):
        with transaction():
            actions.store_edition(queries.letter_by_id(letter_id), "sheet", b"%PDF one", at=MONDAY)

    (edition,) = queries.letter_by_id(letter_id).editions
    assert queries.edition_bytes(edition) == b"%PDF one"
    assert edition.blob_key != edition.sha256
    with pytest.raises(ConflictError), transaction():
        actions.store_edition(queries.letter_by_id(letter_id), "sheet", b"%PDF two", at=MONDAY)


@pytest.mark.parametrize("table", [LetterEdition, LetterSignature])
def test_files_and_signatures_are_never_changed(
    table: type[LetterEdition | LetterSignature], offices: list[int], signer: LocalSigner
) -> None:
    issued(offices, signer)

    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(update(table).values(letter_id=1))
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(delete(table))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": LetterState.ISSUED},
        {"state": LetterState.REVOKED, "issued_at": MONDAY},
        {"state": LetterState.REPLACED, "issued_at": MONDAY},
        {"places": 0},
    ],
)
def test_the_database_refuses_a_letter_that_cannot_be(wrong: dict[str, object], offices: list[int]) -> None:
    reserve(Kind.SKD, offices)

    with pytest.raises(DatabaseError), transaction():
        db.session.execute(update(Letter).values(**wrong))


def test_the_register_lists_a_year_newest_first(offices: list[int], signer: LocalSigner) -> None:
    for request_id in (1, 2, 3):
        issued(offices, signer, request_id=request_id)

    page = register.page(offices[0], year=2026, limit=2)
    rest = register.page(offices[0], year=2026, before=page[-1].id)

    assert [row.number.number for row in page + rest] == [3, 2, 1]
    assert register.page(offices[0], year=2025) == []


def test_a_letter_tried_again_is_the_same_bytes_though_others_were_issued_since(
    offices: list[int], signer: LocalSigner
) -> None:
    issued(offices, signer, request_id=1)
    waiting = reserve(Kind.SKD, offices, request_id=2)

    def drawn() -> tuple[bytes, Stamp]:
        letter = queries.letter_by_id(waiting)
        stamp = queries.stamp_of(letter, base_url=BASE, signed_at=MONDAY)
        return pdf.render(queries.content_of(letter), stamp), stamp

    first, stamp = drawn()
    issued(offices, signer, request_id=3)

    assert drawn() == (first, stamp)
    assert stamp.log_size == 1
