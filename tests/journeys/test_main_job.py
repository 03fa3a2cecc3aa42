"""The main job, end to end: from a citizen's telephone to a letter that anyone can verify; by clicks and keys alone."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.journeys.scans import photograph, scan
from tests.journeys.server import House, serve
from tests.journeys.walker import Walker

NAME = "Siti Rahmawati"
NIK = {True: "1571014107909001", False: "1571014107909002"}
"""On the phone, and at the desk."""
PASSWORD = "kopi hangat di teras"
MOST_PAGES, MOST_TYPED = 9, 12
"""What the first application may cost, from the home page to the receipt."""
SMALL = 400_000
"""Bytes a photograph may weigh on its way; the one of these journeys is grainy, and of some megabytes."""
CHOSEN_SIZES = (
    "() => [...document.querySelectorAll('input[type=file]')].flatMap(one => [...one.files]).map(f => f.size)"
)
PATIENCE = 60
"""Seconds a letter may take to be drawn and signed."""


@pytest.fixture(scope="module")
def house(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for both journeys; the second citizen comes after the first, as in life."""
    with serve(empty_instance, tmp_path_factory.mktemp("main") / "instance") as running:
        yield running


@dataclass(frozen=True)
class Receipt:
    """What a citizen keeps of a sent request."""

    code: str
    pin: str


@pytest.mark.parametrize("phone", [True, False], ids=["phone without JavaScript", "desk with JavaScript"])
def test_a_newcomer_gets_a_letter_that_a_stranger_can_verify(
    house: House, new_person: Callable[..., Walker], tmp_path: Path, phone: bool
) -> None:
    citizen, officer, lurah, stranger = (new_person(phone=phone, javascript=not phone) for _ in range(4))

    receipt = _apply(citizen, tmp_path, nik=NIK[phone], shrinks=not phone)
    _sign_in(officer, "Petugas, Kelurahan Telanaipura")
    _ask_for_a_better_scan(officer, receipt)
    _complete(citizen, tmp_path)
    _recommend(officer, receipt)
    _sign_in(lurah, "Lurah, Kelurahan Telanaipura")
    _sign(lurah, receipt)
    letter = _download(citizen)
    _verify(stranger, letter, tmp_path, nik=NIK[phone])
    _track(stranger, receipt)
    _left_nothing(house, receipt, nik=NIK[phone])


def _apply(citizen: Walker, folder: Path, *, nik: str, shrinks: bool) -> Receipt:
    """Ask for the letter as somebody who has never been here, and return what the receipt says."""
    typed: list[str] = []

    def type_in(label: str, text: str, *, exact: bool = True) -> None:
        citizen.type(label, text, exact=exact)
        typed.append(label)

    citizen.open("/")
    citizen.follow("Surat Keterangan Domisili")
    citizen.follow("Ya, mulai")
    citizen.choose("Untuk saya sendiri")
    citizen.press("Lanjut", exact=True)
    type_in("NIK", nik)
    type_in("Nama lengkap", NAME)
    type_in("Tempat lahir", "Jambi")
    type_in("Tanggal lahir", "1-7-1990")
    citizen.choose("Perempuan")
    citizen.choose("Kawin Tercatat")
    citizen.choose("Pekerjaan", "Wiraswasta")
    citizen.press("Lanjut", exact=True)
    citizen.choose("Kelurahan tempat tinggal sekarang", "Telanaipura (Telanaipura)")
    type_in("Jalan atau lorong, dan nomor rumah", "Jl. Kenanga No. 8")
    type_in("RT", "012")
    type_in("Tinggal di sini sejak", "01-03-2021")
    citizen.choose("Milik sendiri atau keluarga")
    citizen.choose("Sama dengan alamat ini")
    citizen.press("Lanjut", exact=True)
    type_in("Untuk keperluan apa?", "pembukaan rekening bank")
    citizen.press_enter()
    citizen.upload("KTP-el", photograph(folder, "KTP-el"))
    if shrinks:
        citizen.page.get_by_text("Foto dikecilkan").wait_for()
        assert max(citizen.page.evaluate(CHOSEN_SIZES)) <= SMALL
    citizen.upload("Kartu Keluarga (KK)", scan(folder, "Kartu Keluarga", suffix=".pdf"))
    citizen.upload("Surat pengantar Ketua RT", scan(folder, "Pengantar RT"))
    citizen.press("Lanjut", exact=True)
    assert citizen.heading == "Periksa jawaban Anda"
    assert f"Nama lengkap {NAME}" in citizen.text
    citizen.choose("Nomor saya sendiri")
    type_in("Nomor telepon", "0812 3456 7890", exact=False)
    type_in("Kata sandi", PASSWORD)
    citizen.choose("Saya menyatakan data ini benar")
    citizen.press("Kirim permohonan")

    assert citizen.heading == "Permohonan Anda sudah kami terima"
    assert len(citizen.seen) <= MOST_PAGES, citizen.seen
    assert len(typed) <= MOST_TYPED, typed
    code = citizen.page.locator(".ticket__code").inner_text().strip()
    return Receipt(code, re.findall(r"PIN pelacakan (\d{6})", citizen.text)[0])


def _sign_in(staff: Walker, persona: str) -> None:
    """Sign in by one click, as the demonstration offers."""
    staff.open("/masuk")
    staff.press(persona)


def _claim(officer: Walker, receipt: Receipt) -> None:
    officer.press(f"Ambil {receipt.code}")
    assert "Anda pegang" in officer.text


def _judge(officer: Walker, requirement: str, verdict: str) -> None:
    officer.page.get_by_role("group", name=requirement, exact=True).get_by_label(verdict).check()


def _ask_for_a_better_scan(officer: Walker, receipt: Receipt) -> None:
    """Claim, look at each scan, mark one as unclear, and ask for it."""
    _claim(officer, receipt)
    for requirement in ("KTP-el", "Kartu Keluarga (KK)", "Surat pengantar Ketua RT"):
        officer.press(f"lihat berkas {requirement}")
        assert officer.page.evaluate("document.querySelector('.viewer img').naturalWidth") > 0
    _judge(officer, "KTP-el", "Lengkap")
    _judge(officer, "Kartu Keluarga (KK)", "Lengkap")
    _judge(officer, "Surat pengantar Ketua RT", "Kurang jelas")
    officer.type("Catatan untuk pemohon: Surat pengantar Ketua RT", "Cap RT tidak terbaca. Foto sekali lagi.")
    officer.press("Simpan, lalu minta dilengkapi")
    officer.press("Kirim permintaan kepada pemohon")
    assert "Pemohon sudah diberi tahu" in officer.text


def _complete(citizen: Walker, folder: Path) -> None:
    """Read what is missing and send it."""
    citizen.follow("Lihat perkembangan")
    assert "Cap RT tidak terbaca. Foto sekali lagi." in citizen.text
    citizen.follow("Lengkapi sekarang")
    citizen.upload("Surat pengantar Ketua RT", scan(folder, "Pengantar RT yang terbaca"))
    citizen.press("Kirim lagi")
    assert "Terkirim lagi" in citizen.text


def _recommend(officer: Walker, receipt: Receipt) -> None:
    """Take it again, find everything complete, and pass it on."""
    officer.follow("Belum diambil")
    _claim(officer, receipt)
    _judge(officer, "Surat pengantar Ketua RT", "Lengkap")
    officer.press("Simpan penilaian")
    assert "Semua syarat sudah dinilai lengkap." in officer.text
    officer.press("Simpan, lalu teruskan")
    officer.press("Teruskan ke penanda tangan")
    assert "Diteruskan ke penanda tangan." in officer.text


def _sign(lurah: Walker, receipt: Receipt) -> None:
    lurah.press("Surat Keterangan Domisili", near=receipt.code)
    lurah.follow("Buka draf surat")
    assert "Jl. Kenanga No. 8" in lurah.source
    lurah.back()
    lurah.press("Tanda tangani surat ini", status=403)
    assert "PERAGAAN" in lurah.text
    lurah.press("Konfirmasi dan lanjutkan")
    assert "dari 1 surat sudah ditandatangani." in lurah.text


def _download(citizen: Walker) -> bytes:
    """Look now and then until the letter is there, and return it."""
    deadline = time.monotonic() + PATIENCE
    while "Unduh surat (PDF" not in citizen.text:
        assert time.monotonic() < deadline, citizen.text
        time.sleep(1)
        citizen.page.reload()
    citizen.look()
    return citizen.download("Unduh surat (PDF")


def _verify(stranger: Walker, letter: bytes, folder: Path, *, nik: str) -> None:
    """Check the letter by its QR, by what stands on it, and by its file; a changed file is found out."""
    assert letter.startswith(b"%PDF")
    stranger.open(_address_on(letter, folder))
    assert stranger.heading == "Terdaftar dan masih berlaku"
    assert NAME not in stranger.text
    stranger.type("Nama pada surat", NAME)
    stranger.type("Empat angka terakhir NIK pada surat", nik[-4:])
    stranger.press("Cocokkan", exact=True)
    assert "Nama dan angka yang Anda ketik sama dengan register kami." in stranger.text
    for body, verdict in ((letter, "Terdaftar dan masih berlaku"), (_changed(letter), "Berkas ini sudah diubah")):
        stranger.follow("Punya berkas PDF-nya?")
        stranger.upload("Berkas PDF", {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": body})
        _hand_in(stranger)
        assert stranger.heading == verdict


def _hand_in(stranger: Walker) -> None:
    """Check a file; with JavaScript it is sent only if the register does not know its hash, and one wants that."""
    sent: list[str] = []
    stranger.page.on("request", lambda asked: sent.append(asked.method))
    if stranger.watcher is not None:  # no JavaScript
        stranger.press("Periksa surat")
        return
    stranger.page.get_by_role("button", name="Periksa surat").click()
    stranger.page.locator("form#periksa .note, .seal").first.wait_for()
    assert "POST" not in sent
    if stranger.page.locator("form#periksa").count():
        assert "Register tidak mengenal berkas ini, dan berkasnya belum dikirim." in stranger.text
        stranger.press("Kirim berkas untuk diperiksa lebih jauh")
        assert sent.count("POST") == 1
    else:
        stranger.look()


def _track(stranger: Walker, receipt: Receipt) -> None:
    """Follow the request with what the receipt says, without signing in."""
    stranger.open("/lacak")
    stranger.type("Kode permohonan", receipt.code.lower())
    stranger.type("PIN", receipt.pin, exact=True)
    stranger.press("Lihat permohonan")
    assert "Selesai" in stranger.text
    assert "Ditandatangani" in stranger.text
    assert NAME not in stranger.text


def _left_nothing(house: House, receipt: Receipt, *, nik: str) -> None:
    """Find nothing of the citizen in the server's log and in what lies on its disk."""
    assert '"route": "/v/<token>"' in house.log.read_text(encoding="utf-8"), "every request has its line"
    pin = re.compile(rb"(?<![0-9A-Za-z.])" + receipt.pin.encode() + rb"(?![0-9A-Za-z])")
    for path in (one for one in house.settings.instance_path.rglob("*") if one.is_file()):
        data = path.read_bytes()
        for known in (nik.encode(), b"81234567890", b"0812 3456 7890", PASSWORD.encode(), b"Jl. Kenanga No. 8"):
            assert known not in data, path.name
        assert not pin.search(data), path.name


def _address_on(letter: bytes, folder: Path) -> str:
    """Return what a telephone's camera reads from the printed letter."""
    done = subprocess.run(["pdftoppm", "-r", "150", "-png"], input=letter, capture_output=True, check=True, cwd=folder)
    found = [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(done.stdout)))]
    assert len(found) == 1, found
    return found[0]


def _changed(letter: bytes) -> bytes:
    """Return the letter with one byte of its content changed."""
    middle = len(letter) // 3
    return letter[:middle] + bytes([letter[middle] ^ 1]) + letter[middle + 1 :]
