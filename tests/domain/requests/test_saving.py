"""Lists an officer keeps by name: one under each name, one opened first, each its owner's alone."""

import pytest
from sqlalchemy import text

from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.requests import saving
from tests.domain.requests.house import House

LATE = {"tab": "lewat", "nama": "Siti Rahmawati"}


def keep(house: House, name: str, address: dict[str, str] | None = None, *, officer: int = 0) -> int:
    with transaction():
        return saving.save(name, address or LATE, actor=house.desk.officers[officer]).id


def kept(house: House, *, officer: int = 0) -> dict[str, dict[str, str]]:
    db.session.remove()
    return {one.name: one.address for one in saving.saved_filters(house.desk.officers[officer].membership_id)}


def test_the_same_name_keeps_the_new_list_in_its_place(house: House) -> None:
    first = keep(house, "Lewat  Siti ")

    assert keep(house, "lewat siti", {"tab": "kantor"}) == first
    assert kept(house) == {"lewat siti": {"tab": "kantor"}}
    keep(house, "Lewat Siti", officer=1)
    assert kept(house, officer=1) == {"Lewat Siti": LATE}, "a colleague may use the same name"


def test_neither_the_name_nor_who_was_searched_for_can_be_read_in_the_database(house: House) -> None:
    keep(house, "Keluarga Siti")
    db.session.remove()

    row = db.session.execute(text("SELECT name, name_index, address FROM saved_filters")).one()

    assert "Siti" not in "".join(str(bytes(one) if not isinstance(one, str) else one) for one in row)


def test_a_name_is_wanted_and_two_lists_never_share_one(house: House) -> None:
    for name in ("", "  ", "x" * 41):
        with pytest.raises(InvalidInputError, match="filter_name"):
            keep(house, name)
    first, _second = keep(house, "Satu"), keep(house, "Dua")

    with pytest.raises(ConflictError, match="filter_name_taken"), transaction():
        saving.rename(first, "DUA", actor=house.desk.officers[0])

    with transaction():
        saving.rename(first, "Tiga", actor=house.desk.officers[0])
    assert set(kept(house)) == {"Tiga", "Dua"}


def test_one_list_is_opened_first_and_the_database_agrees(house: House) -> None:
    first, second = keep(house, "Satu"), keep(house, "Dua")
    officer = house.desk.officers[0]
    for chosen in (first, second):
        with transaction():
            saving.open_with(chosen, actor=officer)
        db.session.remove()
        opened = saving.default_filter(officer.membership_id)
        assert opened is not None
        assert opened.id == chosen

    with transaction():
        saving.open_with(None, actor=officer)
    db.session.remove()
    assert saving.default_filter(officer.membership_id) is None


def test_nobody_touches_a_colleagues_list_and_nobody_keeps_too_many(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, citizen = keep(house, "Satu"), house.file().asks
    colleague = house.desk.officers[1]
    for act in (saving.forget, saving.open_with):
        with pytest.raises(NotFoundError, match="no_such_filter"), transaction():
            act(mine, actor=colleague)
    with pytest.raises(NotFoundError, match="no_such_filter"), transaction():
        saving.rename(mine, "Dua", actor=colleague)
    with pytest.raises(NotAllowedError), transaction():
        saving.save("Satu", LATE, actor=citizen)
    monkeypatch.setattr(saving, "MOST", 1)
    with pytest.raises(ConflictError, match="too_many_filters"):
        keep(house, "Dua")

    assert set(kept(house)) == {"Satu"}
