"""Drafts of services: begun once, read by a second person, published as a version, and nothing before them changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.catalogue import actions, drafting, editing, queries, shelf
from eservice.catalogue.comparing import differences
from eservice.catalogue.drafts import DraftState, ServiceDraft, VersionState
from eservice.catalogue.parsing import parse
from eservice.catalogue.reading import DATA
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    IllegalStepError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
)
from eservice.kernel.transaction import transaction
from tests.domain.guards import together
from tests.times import MONDAY

TODAY = wib(MONDAY).date()


@pytest.fixture
def people(db_app: Flask) -> list[Actor]:
    """Three administrators, and the shipped services."""
    with transaction():
        actions.load_all(actor=SYSTEM, at=MONDAY)
        found = [
            User(name=name, staff_login=f"{name}@contoh.go.id", created_at=MONDAY)
            for name in ("Teguh", "Ratna", "Yusuf")
        ]
        db.session.add_all(found)
        db.session.flush()
        return [Actor(Role.ADMIN, user_id=one.id, name=one.name) for one in found]


def _draft(people: list[Actor], *, months: int = 3) -> int:
    version = shelf.shelved("SKD", today=TODAY).versions[0][0].id
    with transaction():
        draft = drafting.begin(version, actor=people[0], at=MONDAY).id
    with transaction():
        drafting.change(
            draft, lambda raw: raw.update(validity={"months": months}), part="rules", actor=people[0], at=MONDAY
        )
    return draft


def _sent(people: list[Actor]) -> int:
    draft = _draft(people)
    with transaction():
        drafting.send(draft, actor=people[0], at=MONDAY)
    return draft


def test_a_draft_read_by_a_second_person_is_the_next_version_and_the_first_one_stays(people: list[Actor]) -> None:
    before = queries.by_code("SKD", at=MONDAY)

    draft = _sent(people)
    with transaction():
        drafting.publish(draft, actor=people[1], at=MONDAY)

    after = queries.by_code("SKD", at=MONDAY)
    assert (before.version_number, after.version_number) == (1, 2)
    assert after.definition.validity_months == 3
    assert queries.definition_of(before.version_id).validity_months == 6
    assert [state for _one, state in shelf.shelved("SKD", today=TODAY).versions] == [
        VersionState.IN_FORCE,
        VersionState.FOLLOWED,
    ]


def test_whose_hand_is_in_a_draft_cannot_publish_it(people: list[Actor]) -> None:
    draft = _draft(people)
    with transaction():
        drafting.change(draft, lambda raw: raw.update(search=["tinggal"]), part="basics", actor=people[1], at=MONDAY)
    with transaction():
        drafting.send(draft, actor=people[0], at=MONDAY)

    for writer in people[:2]:
        with pytest.raises(NotAllowedError, match="own_draft"), transaction():
            drafting.publish(draft, actor=writer, at=MONDAY)

    assert queries.by_code("SKD", at=MONDAY).version_number == 1
    with transaction():
        drafting.publish(draft, actor=people[2], at=MONDAY)


def test_without_the_verbs_guard_the_database_still_refuses_who_began_it(people: list[Actor]) -> None:
    draft = _sent(people)

    found = {"published_by_id": people[0].user_id, "version_id": 1, "state": DraftState.PUBLISHED}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(ServiceDraft).where(ServiceDraft.id == draft).values(found))


def test_only_without_the_list_of_hands_is_a_draft_published_by_a_writer(
    people: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = _draft(people)
    with transaction():
        drafting.change(draft, lambda raw: raw.update(search=["tinggal"]), part="basics", actor=people[1], at=MONDAY)
    with transaction():
        drafting.send(draft, actor=people[0], at=MONDAY)
        db.session.execute(text("UPDATE service_drafts SET hands = '[]'"))

    with transaction():
        drafting.publish(draft, actor=people[1], at=MONDAY)

    assert queries.by_code("SKD", at=MONDAY).version_number == 2


def _publish_at_once(app: Flask, draft: int, people: list[Actor]) -> list[str]:
    def press(actor: Actor) -> Callable[[], str]:
        def act() -> str:
            try:
                with transaction():
                    drafting.publish(draft, actor=actor, at=MONDAY)
            except IllegalStepError:
                return "elsewhere"
            return "published"

        return act

    return together(app, [press(people[1]), press(people[2])])


def test_two_who_publish_at_once_make_one_version(people: list[Actor], db_app: Flask) -> None:
    draft = _sent(people)

    assert sorted(_publish_at_once(db_app, draft, people)) == ["elsewhere", "published"]
    assert queries.by_code("SKD", at=MONDAY).version_number == 2


def test_only_without_the_law_of_states_do_two_publish_one_draft(
    people: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = _sent(people)
    every = frozenset(DraftState)
    monkeypatch.setitem(drafting.MOVES, drafting.DraftAct.PUBLISH, (every, DraftState.PUBLISHED))
    monkeypatch.setattr(drafting, "digest_of", lambda raw: "another")

    for actor in people[1:]:
        with transaction():
            drafting.publish(draft, actor=actor, at=MONDAY)

    assert queries.by_code("SKD", at=MONDAY).version_number == 3


def test_a_service_has_one_open_draft(people: list[Actor]) -> None:
    _draft(people)
    version = shelf.shelved("SKD", today=TODAY).versions[0][0].id

    with pytest.raises(ConflictError, match="draft_open"), transaction():
        drafting.begin(version, actor=people[1], at=MONDAY)
    row = {
        "code": "SKD",
        "state": DraftState.DRAFT,
        "definition": {},
        "hands": [],
        "returned_because": "",
        "version": 1,
    }
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(ServiceDraft).values(row | {"begun_by_id": people[1].user_id, "changed_at": MONDAY}))


def test_a_draft_that_waits_is_not_changed_until_it_is_sent_back_with_a_reason(people: list[Actor]) -> None:
    draft = _sent(people)

    with pytest.raises(IllegalStepError), transaction():
        drafting.change(draft, lambda raw: None, part="basics", actor=people[0], at=MONDAY)
    with pytest.raises(MissingReasonError), transaction():
        drafting.send_back(draft, " ", actor=people[1], at=MONDAY)
    with transaction():
        drafting.send_back(draft, "Masa berlaku terlalu pendek.", actor=people[1], at=MONDAY)

    assert shelf.draft_of(draft).returned_because == "Masa berlaku terlalu pendek."
    assert shelf.draft_of(draft).state is DraftState.DRAFT


def test_a_draft_with_faults_is_not_sent(people: list[Actor]) -> None:
    draft = _draft(people)
    with transaction():
        drafting.change(draft, lambda raw: raw.update(signing=[]), part="rules", actor=people[0], at=MONDAY)

    with pytest.raises(InvalidInputError, match="draft_has_faults"), transaction():
        drafting.send(draft, actor=people[0], at=MONDAY)


def test_nothing_begins_in_the_past_and_nothing_is_published_that_changes_nothing(people: list[Actor]) -> None:
    draft = _sent(people)
    with pytest.raises(InvalidInputError, match="draft_from_past"), transaction():
        drafting.publish(draft, actor=people[1], at=MONDAY + timedelta(days=1))
    with transaction():
        drafting.publish(draft, actor=people[1], at=MONDAY)

    again = _sent(people)
    with pytest.raises(InvalidInputError, match="draft_changes_nothing"), transaction():
        drafting.publish(again, actor=people[1], at=MONDAY)


def test_a_discarded_draft_makes_room_for_another_and_stays_in_the_table(people: list[Actor]) -> None:
    draft = _draft(people)
    with transaction():
        drafting.discard(draft, actor=people[0], at=MONDAY)

    assert _draft(people) != draft
    assert shelf.draft_of(draft).state is DraftState.DISCARDED


def test_the_file_of_a_service_edited_here_no_longer_changes_it(people: list[Actor]) -> None:
    draft = _sent(people)
    with transaction():
        drafting.publish(draft, actor=people[1], at=MONDAY)

    with transaction():
        actions.load(DATA / "skd.toml", actor=SYSTEM, at=MONDAY)

    assert queries.by_code("SKD", at=MONDAY).definition.validity_months == 3


def test_a_new_service_begins_with_what_filing_needs_and_is_offered_from_its_first_day(people: list[Actor]) -> None:
    with transaction():
        draft = drafting.begin_new(
            "SKX", name="Surat Keterangan Contoh", name_en="Sample", actor=people[0], at=MONDAY
        ).id
    with transaction():
        drafting.change(draft, lambda raw: raw["decree"].update(number="SK/1", valid_from="2026-07-07"), part="rules",
                        actor=people[0], at=MONDAY)  # fmt: skip
    with transaction():
        drafting.send(draft, actor=people[0], at=MONDAY)
    with transaction():
        drafting.publish(draft, actor=people[1], at=MONDAY)

    assert "SKX" not in [one.code for one in queries.services(at=MONDAY)]
    assert queries.by_slug("surat-keterangan-contoh", at=MONDAY + timedelta(days=1)).version_number == 1


@pytest.mark.parametrize(
    ("code", "name", "refusal"),
    [("skx", "Contoh", "service_code_wrong"), ("SKD", "Contoh", "service_taken"),
     ("SKX", "Surat Keterangan Domisili", "service_taken"), ("SKX", "…", "service_taken")],
)  # fmt: skip
def test_a_code_or_a_name_of_another_service_is_refused(
    people: list[Actor], code: str, name: str, refusal: str
) -> None:
    with pytest.raises(InvalidInputError, match=refusal), transaction():
        drafting.begin_new(code, name=name, name_en="Sample", actor=people[0], at=MONDAY)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SIGNER, Role.SUPERVISOR, Role.CITIZEN, Role.SYSTEM])
def test_only_administrators_write_services(people: list[Actor], role: Role) -> None:
    with pytest.raises(NotAllowedError), transaction():
        drafting.begin(1, actor=Actor(role, user_id=people[0].user_id), at=MONDAY)


def test_the_difference_of_two_versions_names_place_and_both_sides(people: list[Actor]) -> None:
    draft = _draft(people)

    def edit(raw: drafting.Raw) -> None:
        editing.put(editing.part(raw, "steps/keperluan/keperluan"), {"label": "Guna apa?", "required": False})
        editing.arrange(raw, "requirements/kk", editing.Way.UP)
        raw["standard"]["biaya"] = ["Gratis."]

    with transaction():
        found = drafting.change(draft, edit, part="form", actor=people[0], at=MONDAY)
        told = differences(shelf.numbered("SKD", 1).definition, found.definition)

    said = {(one.where, one.attribute): (one.before, one.after) for one in told}
    assert said["", "validity"] == ("months: 6", "months: 3")
    assert said["biaya", ""][1] == "Gratis."
    assert ("Untuk apa surat ini? › Guna apa?", "required") in said
    assert ("", "order") in said
    assert differences(found.definition, found.definition) == []


def test_every_shipped_service_can_be_a_draft_and_comes_out_as_it_went_in(people: list[Actor]) -> None:
    for offered in queries.services(at=MONDAY):
        with transaction():
            draft = drafting.begin(offered.version_id, actor=people[0], at=MONDAY).id
        with transaction():
            raw = drafting.change(draft, lambda raw: None, part="basics", actor=people[0], at=MONDAY).definition

        assert parse(raw).steps == offered.definition.steps
        assert parse(raw).standard == offered.definition.standard
