"""Whoever asks about a NIK waits as long whether we know it or not: the slow work is counted on every page."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from eservice.accounts import actions, passwords
from eservice.accounts.rules import CLAIMS_TRIED
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from tests.times import MONDAY
from tests.web.page import read_page

KNOWN, UNKNOWN = "1571014107909001", "1571010101859002"
WORDS = "kopi hangat di teras"


class Counting(PasswordHasher):
    """Argon2id, cheap, that counts how often it was called."""

    calls = 0

    def hash(self, *given: object, **more: object) -> str:
        self.calls += 1
        return super().hash(*given, **more)  # type: ignore[arg-type]

    def verify(self, *given: object, **more: object) -> bool:
        self.calls += 1
        return super().verify(*given, **more)  # type: ignore[arg-type,return-value]


@pytest.fixture
def argon2(db_app: object) -> Iterator[Counting]:
    counting = Counting(time_cost=1, memory_cost=64, parallelism=1)
    token = passwords._hasher.set(counting)
    with clock.travel(MONDAY):
        with transaction():
            known = {"email": "siti@contoh.id", "kk": "1571010101209003", "born_on": "1990-07-01"}
            new = actions.NewCitizen(nik=KNOWN, name="Siti", **known)
            actions.register(new, password=passwords.choose(WORDS), at=MONDAY).email_confirmed_at = MONDAY
        passwords.matches(None, WORDS)  # nobody's hash is made once for the life of a process
        yield counting
    passwords._hasher.reset(token)


@pytest.mark.parametrize(
    ("path", "sent", "calls"),
    [
        ("/masuk", {"login": "NIK", "password": "salah sama sekali"}, CLAIMS_TRIED),
        ("/lupa-sandi", {"login": "NIK"}, 0),
        ("/masuk/e-mail", {"login": "NIK"}, 0),
        ("/lupa-sandi/kode", {"login": "NIK", "code": "2222-2222-22", "password": "sepeda biru nenek"}, 1),
        ("/daftar", {"nik": "NIK", "name": "Siti", "phone_owner": "none", "password": "sepeda biru nenek"}, 1),
    ],
    ids=["sign-in", "forgotten password", "code by mail", "reset", "registration"],
)
def test_a_known_and_an_unknown_nik_cost_as_many_argon2_calls_and_get_one_answer(
    client: FlaskClient, argon2: Counting, path: str, sent: dict[str, str], calls: int
) -> None:
    found = []
    for nik in (KNOWN, UNKNOWN):
        browser = client.application.test_client()
        token = read_page(browser, path).select_one("[name=csrf_token]")["value"]  # type: ignore[index]
        before = argon2.calls
        answer = browser.post(
            path, data={name: value.replace("NIK", nik) for name, value in sent.items()} | {"csrf_token": token}
        )
        found.append((argon2.calls - before, answer.status_code, answer.headers.get("Location")))

    assert found[0] == found[1]
    assert found[0][0] == calls


@pytest.mark.parametrize("path", ["/lupa-sandi", "/masuk/e-mail"])
def test_where_a_code_may_be_sent_the_answer_is_not_given_before_its_time(
    client: FlaskClient, argon2: Counting, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("eservice.web.evenly.time.sleep", waited.append)
    monkeypatch.setattr("eservice.web.evenly.LEAST_SECONDS", 60.0)
    for nik in (KNOWN, UNKNOWN):
        page = read_page(client, path)
        token = page.select_one("[name=csrf_token]")["value"]  # type: ignore[index]
        client.post(path, data={"login": nik, "csrf_token": token})

    assert [0 < one < 60 for one in waited] == [True, True]


def test_the_passkey_s_question_asks_for_no_nik_at_all(client: FlaskClient, argon2: Counting) -> None:
    places = [read_page(client, "/masuk").select_one("[data-passkey]") for _time in range(2)]

    assert {frozenset(one.attrs) for one in places if one is not None} == {frozenset(places[0].attrs)}  # type: ignore[union-attr]
    assert argon2.calls
