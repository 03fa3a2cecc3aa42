"""The seal in a QR: what it says, how small it stays, who can check it, and that no wrong one passes for a good one."""

import random
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import cwt
import pytest
import segno
from base45 import b45encode
from cryptography.hazmat.primitives import serialization
from cwt import COSE, COSEKey

from eservice.letters import qr, sealing, sealkeys
from eservice.letters.kinds import Kind
from eservice.letters.sealing import SealKey
from eservice.letters.sealkeys import SealKeys
from eservice.letters.words import WORDS
from eservice.web.public.offline import ANSWERS
from tests import seals
from tests.seals import (
    KEY,
    LETTER,
    NOW,
    OTHER_TOKEN,
    STRANGER,
    TOKEN,
    WEEK,
    ended,
    link,
    published,
    raw,
    seal_of,
    wrong_seals,
)

LONG_ADDRESS = "https://layanan-surat.kelurahan.contohkota.go.id:8443"
LONGEST = replace(
    LETTER,
    office="DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL KOTA CONTOH DI TEPI SUNGAI BATANGHARI",
    posts=["Kepala Seksi Pemerintahan dan Pelayanan Umum, atas nama Lurah Buluran Kenali", "Camat Telanaipura"],
    masked_name=" ".join(["R*********"] * 14),
)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return seals.script()


def cose_key() -> COSEKey:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = KEY.private.public_key().public_bytes(serialization.Encoding.PEM, spki)
    return COSEKey.from_pem(pem, kid=KEY.id)


@pytest.mark.parametrize("length", [0, 60, 300, 454])
def test_a_code_is_drawn_module_for_module_as_the_library_draws_it(length: int) -> None:
    seal = "".join(random.Random(length).choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:", k=length))
    url = f"{seals.BASE}/v/{TOKEN}"

    code = segno.make(qr._segments(url, seal), error="M", mask=3, micro=False, boost_error=False)

    assert qr.modules(url, seal) == [bytes(row) for row in code.matrix]


@pytest.mark.parametrize("base", ["http://localhost:8000", seals.BASE, LONG_ADDRESS])
def test_a_seal_with_the_longest_words_still_fits_the_largest_code(base: str, script: ModuleType) -> None:
    text = link(base=base, **{name: getattr(LONGEST, name) for name in ("office", "posts", "masked_name")})

    url, _, seal = text.partition("#")
    assert len(seal) <= qr.room_for_seal(url)
    assert len(qr.modules(url, seal)) <= 14 * 4 + 17
    rows = dict(script.check(text, script.known_from(published(KEY), None), now=NOW).rows)
    assert rows["Nomor"] == LETTER.number
    assert rows["Kantor penerbit"].startswith("DINAS KEPENDUDUKAN")
    assert rows["Kantor penerbit"].endswith("…")


def test_an_address_without_room_for_a_seal_gets_none() -> None:
    assert seal_of(link(base=f"https://{'a' * 150}.go.id")) == ""


def test_a_code_with_its_seal_is_one_valid_address() -> None:
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$*+-./:%")

    assert all(set(seal_of(link(number=f"{n:03d}/BLK"))) <= allowed for n in range(40))


def test_the_same_letter_has_the_same_seal_and_another_letter_another_one() -> None:
    assert link() == link()
    assert link() != link(number="400.12.2.1/215/BLK/XI/2026")


def test_the_cwt_library_reads_in_a_seal_what_the_paper_must_say(script: ModuleType) -> None:
    claims = cwt.decode(raw(link(valid_until=None)), cose_key())
    answer = script.check(link(), script.known_from(published(KEY), ended()), now=NOW)

    assert claims == {
        1: "KELURAHAN BULURAN KENALI",
        2: "S*3 R*8",
        6: 1_795_453_200,
        7: sealing.seal_id(TOKEN),
        -65537: ["SKD", LETTER.number, "Lurah Buluran Kenali", bytes.fromhex(LETTER.log_salt)],
    }
    assert (answer.code, answer.rows) == (
        "genuine",
        [
            ("Jenis surat", "Surat Keterangan Domisili"),
            ("Nomor", "400.12.2.1/214/BLK/XI/2026"),
            ("Kantor penerbit", "KELURAHAN BULURAN KENALI"),
            ("Atas nama", "S*** R********"),
            ("Tanggal surat", "24 November 2026"),
            ("Ditandatangani oleh", "Lurah Buluran Kenali"),
            ("Berlaku sampai", "24 Mei 2027"),
        ],
    )


def test_a_seal_made_by_the_cwt_library_is_good_for_the_script(script: ModuleType) -> None:
    spec = {"protected": {"alg": "ES256", "kid": KEY.id}, "unprotected": {}}
    private = KEY.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    payload = script.cbor(raw(link())).value[2]
    made = COSE.new().encode(payload, COSEKey.from_pem(private, kid=KEY.id), **spec)

    text = link(seal=sealing.escaped(b45encode(made).decode()))

    assert script.check(text, script.known_from(published(KEY), ended()), now=NOW).code == "genuine"


@pytest.mark.parametrize("name", wrong_seals())
def test_a_wrong_seal_is_refused_by_its_name(name: str, script: ModuleType) -> None:
    known = script.known_from(published(KEY), ended(revoked=OTHER_TOKEN))

    expected, text = wrong_seals()[name]
    answer = script.check(text, known, now=NOW)

    assert answer.code == expected
    assert script.WORDS[answer.code][0] != 0


def test_no_change_of_one_character_passes(script: ModuleType) -> None:
    known, text = script.known_from(published(KEY), ended()), link()
    start, draw = text.index("/v/") + 3, random.Random(20261124)

    passed = []
    for place in range(start, len(text)):
        other = draw.choice([one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567$+-.:" if one != text[place]])
        changed = text[:place] + other + text[place + 1 :]
        if script.check(changed, known, now=NOW).code in ("genuine", "unconfirmed", "expired"):
            passed.append(changed)

    assert passed == []


@pytest.mark.parametrize("state", ["revoked", "replaced", "void", "waiting"])
def test_what_the_list_says_of_a_letter_counts_even_when_the_list_is_old(state: str, script: ModuleType) -> None:
    on_list = {"reserved" if state == "waiting" else state: TOKEN}
    known = script.known_from(published(KEY), ended(NOW - 2 * WEEK, **on_list))

    assert script.check(link(), known, now=NOW).code == state


def test_without_a_list_that_is_still_good_nobody_says_that_a_letter_is_in_force(script: ModuleType) -> None:
    without, old = script.known_from(published(KEY), None), script.known_from(published(KEY), ended(NOW - WEEK))

    assert {script.check(link(), known, now=NOW).code for known in (without, old)} == {"unconfirmed"}


def test_a_list_that_our_key_has_not_signed_is_no_list(script: ModuleType) -> None:
    for told in (ended(key=STRANGER), ended()[:-1], raw(link())):
        with pytest.raises(script.UnreadableError):
            script.known_from(published(KEY), told)


def test_a_list_is_no_seal(script: ModuleType) -> None:
    text = link(seal=sealing.escaped(b45encode(ended()).decode()))

    assert script.check(text, script.known_from(published(KEY), None), now=NOW).code == "unreadable"


def test_the_command_answers_by_its_exit_status(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kunci.json").write_bytes(published(KEY))
    told = ["--kunci", str(tmp_path / "kunci.json")]

    statuses = [script.main([*told, text]) for text in (link(), link(key=STRANGER), link(valid_until=LETTER.dated_on))]

    said = capsys.readouterr().out
    assert statuses == [4, 1, 3]
    assert "SEGEL ASLI, STATUS TIDAK DIKETAHUI" in said
    assert "S*** R********" in said
    with pytest.raises(SystemExit, match="2"):
        script.main(["--kunci", str(tmp_path / "tidak-ada.json"), link()])


def test_page_and_script_say_the_same_words(script: ModuleType) -> None:
    assert {code: said[1:] for code, said in script.WORDS.items()} == {code: said[:2] for code, said in ANSWERS.items()}
    assert {str(kind): WORDS[Kind][kind] for kind in Kind} == script.KINDS


def test_what_was_sealed_before_a_key_changed_is_still_good(script: ModuleType, tmp_path: Path) -> None:
    ring = SealKeys(tmp_path / "seals")
    first, second = ring.newest(), ring.rotate()

    known = ring.published()

    assert ring.newest().id == second.id
    assert [(one.id, one.signs) for one in known] == [(second.id, True), (first.id, False)]
    assert sorted(path.name for path in ring.folder.iterdir()) == ["1.pub", "2.key"]
    assert (ring.folder / "2.key").stat().st_mode & 0o077 == 0
    told = script.known_from(published(*known), None)
    assert {script.check(link(key=key), told, now=NOW).code for key in (first, second)} == {"unconfirmed"}


@pytest.mark.parametrize("guarded", [True, False])
def test_two_workers_that_begin_at_once_have_one_key(
    guarded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin gives a key its name even where another has it."""
    faster: list[SealKey] = []

    def overtake(_descriptor: int) -> None:
        monkeypatch.setattr(sealkeys.os, "fsync", lambda _: None)
        faster.append(SealKeys(tmp_path).newest())

    monkeypatch.setattr(sealkeys.os, "fsync", overtake)
    if not guarded:
        monkeypatch.setattr(sealkeys.os, "link", shutil.copyfile)

    slower = SealKeys(tmp_path).newest()

    assert (slower.id == faster[0].id) is guarded
    assert [path.name for path in tmp_path.iterdir()] == ["1.key"]
