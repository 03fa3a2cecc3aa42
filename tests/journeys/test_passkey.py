"""A passkey made on a telephone and used to come back, with Chromium's own virtual authenticator."""

from collections.abc import Callable

from tests.journeys.walker import Walker

PASSWORD = "kopi hangat di teras"


def test_a_citizen_makes_a_passkey_and_comes_back_with_it_alone(new_person: Callable[..., Walker]) -> None:
    siti = new_person(phone=True, javascript=True)
    device = siti.page.context.new_cdp_session(siti.page)
    device.send("WebAuthn.enable")
    unlocked = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    kind = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kind | unlocked})
    siti.open("/daftar")
    siti.type("NIK", "1571014107909001", exact=True)
    siti.type("Nama lengkap", "Siti Rahmawati")
    siti.choose("Tidak ada nomor")
    siti.type("Kata sandi", PASSWORD)
    siti.press("Buat akun")

    siti.open("/akun/kunci-sandi")
    siti.follow("Tambah kunci sandi")
    siti.type("Kata sandi Anda", PASSWORD)
    siti.press("Konfirmasi dan lanjutkan")
    touched(siti, "Buat kunci sandi")
    assert "Kunci sandi tersimpan" in siti.text
    siti.open("/akun")
    siti.press("Keluar")
    siti.open("/masuk")
    touched(siti, "Masuk dengan kunci sandi")

    siti.open("/akun")
    assert "dengan kunci sandi" in siti.text


def touched(person: Walker, words: str) -> None:
    """Press a button whose form the device fills in and sends."""
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=words).click()
    person.look()
