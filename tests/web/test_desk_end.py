"""What happens at the desk once a request is decided: a letter out of force, the way to its holder, what SIAK made."""

from collections.abc import Callable

from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.requests import queries
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


def test_a_revoked_letter_is_not_handed_over(house: House, sign_in: SignIn) -> None:
    code, client = desks.revoked(house), sign_in(house.dewi)

    page = read_page(client, f"/petugas/permohonan/{code}")
    shown = text_of(page.select_one("main"))

    assert "Surat dicabut: Ada data yang keliru" in shown
    assert "Nomor RT keliru." in shown
    assert not page.select('form[action$="/siap-diambil"], a[href$="/serahkan"], a[href$="/surat"]')
    assert client.get(f"/petugas/permohonan/{code}/surat").status_code == 403
    forced = submit(client, read_page(client, f"/petugas/permohonan/{code}/serahkan"), {"to": "Siti"}, status=403)
    assert "sudah dicabut" in text_of(forced)


def test_whoever_signs_is_not_asked_to_revoke_a_letter_twice(house: House, sign_in: SignIn) -> None:
    page = read_page(sign_in(house.lurah), f"/tanda-tangan/{desks.revoked(house)}")

    assert "Surat dicabut: Ada data yang keliru" in text_of(page)
    assert not page.select('a[href$="/cabut"]')


def test_the_holder_of_a_revoked_letter_reads_so_and_downloads_nothing(house: House, sign_in: SignIn) -> None:
    code = desks.revoked(house)
    client = sign_in(desks.applicant(code))

    page = read_page(client, f"/permohonan/{code}")

    assert "Surat dicabut: Ada data yang keliru" in text_of(page)
    assert "Nomor RT keliru." not in text_of(page)
    assert not page.select('a[href$="/surat"]')
    assert client.get(f"/permohonan/{code}/surat").status_code == 403


def test_the_receipt_of_a_revoked_letter_says_so(house: House, client: FlaskClient) -> None:
    code = desks.revoked(house)
    pin = queries.request_by_code(code).pin

    page = submit(client, read_page(client, "/lacak"), {"kode": code, "pin": pin})

    assert "Surat dicabut: Ada data yang keliru" in text_of(page)
    assert "mengunduhnya" not in text_of(page)


def _at_the_counter(house: House, client: FlaskClient, **reach: str) -> str:
    """File a request without an account at the counter; return its code."""
    check = desks.at_counter(client, "surat-keterangan-domisili", desks.typed(house))
    receipt = submit(client, check, reach)
    code = str(receipt.select_one('a[href*="/petugas/permohonan/"]')["href"]).rsplit("/", 1)[1]
    submit(client, read_page(client, f"/petugas/permohonan/{code}"), form='form[action$="/ambil"]')
    return code


def test_who_has_neither_account_nor_number_is_not_said_to_be_told(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    code = _at_the_counter(house, client)

    asked = read_page(client, f"/petugas/permohonan/{code}/minta-dilengkapi")
    after = submit(client, asked, {"syarat_kk": "Foto lagi di tempat terang."})

    assert "Belum ada cara menghubungi pemohon" in text_of(after)
    assert "sudah diberi tahu" not in text_of(after)
    assert "Tidak ada nomor telepon" in text_of(read_page(client, f"/petugas/permohonan/{code}/telepon"))


def test_who_has_only_a_number_is_to_be_called(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    code = _at_the_counter(house, client, phone="081234567890", phone_owner="own")

    asked = read_page(client, f"/petugas/permohonan/{code}/minta-dilengkapi")
    after = submit(client, asked, {"syarat_kk": "Foto lagi di tempat terang."})

    assert "kabari" in text_of(after)
    assert "lewat WhatsApp atau telepon" in text_of(after)


def test_the_number_of_an_account_stands_where_it_is_needed(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)

    for path in ("", "/whatsapp", "/telepon"):
        page = read_page(client, f"/petugas/permohonan/{code}{path}")
        opened = page.select_one('a[href="tel:+6281234567890"]') is not None
        assert opened is (path != ""), f"{path}: masked until somebody calls, or claims the request"
        assert "Nomor pemohon sendiri" in text_of(page)


def test_a_telephone_on_the_wall_is_called_and_sent_no_message(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    code = _at_the_counter(house, client, phone="0741 445566", phone_owner="own")

    page = read_page(client, f"/petugas/permohonan/{code}/whatsapp")

    assert "tidak menerima WhatsApp" in text_of(page)
    assert not page.select('form[action$="/whatsapp"]')
    assert page.select_one(f'a[href$="{code}/telepon"]')
    assert not read_page(client, f"/petugas/permohonan/{code}").select('a[href$="/whatsapp"]')


def _from_siak(house: House, client: FlaskClient) -> str:
    """File a request that SIAK fulfils at Dukcapil's own counter and take it; return its code."""
    given = desks.typed(house) | {
        "jenis_permohonan": "perubahan", "alasan": "Anak lahir.", "cara_terima": "siak_email",
        "email": "siti@contoh.id", "anggota-0-nama": "Budi Santoso", "anggota-0-hubungan": "anak",
    }  # fmt: skip
    receipt = submit(client, desks.at_counter(client, "kartu-keluarga", given))
    code = str(receipt.select_one('a[href*="/petugas/permohonan/"]')["href"]).rsplit("/", 1)[1]
    submit(client, read_page(client, f"/petugas/permohonan/{code}"), form='form[action$="/ambil"]')
    return code


def test_a_result_of_siak_is_recorded_once_every_requirement_is_judged(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.registrar)
    code = _from_siak(house, client)

    page = read_page(client, f"/petugas/permohonan/{code}/siak")
    refused = submit(client, page, {"outcome": "emailed"}, status=409)
    assert "Masih ada syarat yang belum dinilai lengkap" in text_of(refused)
    shown = read_page(client, f"/petugas/permohonan/{code}")
    submit(client, shown, form='form[action$="/nilai"]', button="Semua lengkap")
    done = submit(client, read_page(client, f"/petugas/permohonan/{code}/siak"), {"outcome": "emailed"})

    assert "Hasil SIAK tercatat" in text_of(done)
    assert not done.select('form[action$="/siap-diambil"], a[href$="/serahkan"]')
    forced = submit(client, read_page(client, f"/petugas/permohonan/{code}/serahkan"), {"to": "Siti"}, status=409)
    assert "tidak ada yang diserahkan di loket" in text_of(forced)


def test_what_is_copied_into_siak_has_one_row_for_each_input_and_speaks_of_the_applicant(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in(house.registrar)
    code = _from_siak(house, client)

    page = read_page(client, f"/petugas/permohonan/{code}/siak").select_one("section.panel")
    rows = {text_of(row.dt): text_of(row.dd) for row in page.select("dl > div")}

    assert rows["Cara menerima dokumen"] == "Dikirim SIAK ke e-mail pemohon"
    assert rows["Anggota keluarga 1: Nama lengkap"] == "Budi Santoso"
    assert rows["Anggota keluarga 1: Hubungan dengan kepala keluarga"] == "Anak"
    assert "Anda" not in text_of(page)
