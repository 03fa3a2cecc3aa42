"""The head's page of the morning: seven lines, each of which opens the requests it speaks of."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.catalogue import queries as catalogue
from eservice.kernel.transaction import transaction
from eservice.requests.models import RequestGap
from eservice.requests.workflow import Verdict
from tests.past import NOW, Past
from tests.web.figures import SignIn, past, sign_in, today
from tests.web.page import read_page, text_of

__all__ = ["past", "sign_in", "today"]
DAY = timedelta(days=1)
TITLES = [
    "1. Hari ini harus selesai",
    "2. Menunggu tanda tangan",
    "3. Di mana orang menunggu",
    "4. Janji",
    "5. Kenapa dikembalikan",
    "6. Orang kita",
    "7. Kata warga",
]


@pytest.fixture
def head(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SIGNER)


def sent_back(past: Past, times: int, *, key: str) -> None:
    """Write requests for one service that were sent back once, for one of its papers."""
    with transaction():
        for number in range(times):
            told = past.tell("claim judge ask_correction", filed_at=NOW - 3 * DAY + timedelta(minutes=number))
            told.gaps.append(RequestGap(round=1, kind="proof", key=key, verdict=Verdict.MISSING, text="Belum ada"))


def test_seven_lines_open_the_requests_they_speak_of(past: Past, head: Actor, sign_in: SignIn) -> None:
    with transaction():
        past.tell_some(70, since=NOW - 40 * DAY, until=NOW)
    client = sign_in(head)

    page = read_page(client, "/penyelia/pagi")

    assert [text_of(one) for one in page.select("main ol h2")] == TITLES
    compared = 0
    for link in page.select("main a[href]"):
        if urlsplit(str(link["href"])).path == "/penyelia/permohonan":
            told = re.search(r"(?:^|: |n = |Kemarin |sekarang )(\d+)(?:\)| |$)", text_of(link))
            if told and "dari 100" not in text_of(link):
                total = re.search(r": ([\d.]+) permohonan", text_of(read_page(client, str(link["href"])).h1))
                assert total is not None
                assert total.group(1) == told.group(1), text_of(link)
                compared += 1
    assert compared > 9


def test_what_was_asked_for_again_is_ranked_and_opens_just_those_requests(
    past: Past, head: Actor, sign_in: SignIn
) -> None:
    past.versions[:] = [one for one in past.versions if one.code == "SKD"]
    papers = catalogue.definition_of(past.versions[0].id).requirements
    sent_back(past, 6, key=papers[0].key)
    sent_back(past, 2, key=papers[1].key)

    page = read_page(sign_in(head), "/penyelia/pagi")

    line = page.select("main ol > li")[4]
    assert [text_of(one) for one in line.select("p:first-of-type a")] == [
        f"{papers[0].name}, Surat Keterangan Domisili: 6",
        f"{papers[1].name}, Surat Keterangan Domisili: 2",
        "semua sebab",
    ]
    assert f"Saran: sebut {papers[0].name} sebelum tombol Mulai" in text_of(line), "it was not there at all"
    opened = read_page(sign_in(head), str(line.select("a")[1]["href"]))
    assert "Dikembalikan untuk dilengkapi: 2 permohonan" in text_of(opened.h1)
    assert papers[1].name in text_of(opened.select_one("main header"))
    assert "sebab=" not in str(opened.select_one(".crumb a[href]")["href"]), "the overview is about everything again"


def test_a_thing_nobody_was_asked_for_is_no_list(past: Past, head: Actor, sign_in: SignIn) -> None:
    sent_back(past, 1, key="ktp")

    for made_up in ("proof.ktp", "proof.tidak_ada&layanan=SKD", "x&layanan=SKD"):
        assert sign_in(head).get(f"/penyelia/permohonan?apa=dikembalikan&sebab={made_up}").status_code == 404


def test_an_office_where_nothing_happened_yet_reads_so_in_words(past: Past, head: Actor, sign_in: SignIn) -> None:
    said = text_of(read_page(sign_in(head), "/penyelia/pagi").main)

    for words in ("sekarang 0 terbuka", "Tidak ada yang dikembalikan", "Terlalu sedikit yang selesai", "petugas masuk"):
        assert words in said


def test_the_page_is_for_who_answers_for_the_waiting_time(past: Past, sign_in: SignIn) -> None:
    with transaction():
        officer = past.actor(past.offices[0], Role.OFFICER)

    assert sign_in(officer).get("/penyelia/pagi").status_code == 403
