"""What somebody types on a page: what is accepted, and what the sentence says otherwise."""

from datetime import date
from typing import Any

import pytest

from eservice.catalogue import heirs
from eservice.catalogue.answers import check_answers, read_form
from eservice.catalogue.definition import Definition, ForWhom
from eservice.catalogue.parsing import parse
from eservice.catalogue.reading import DATA, read_service_file
from eservice.catalogue.rules import open_steps

TODAY = date(2026, 7, 6)
NIK = "1571015708909001"


def service(code: str) -> Definition:
    return parse(read_service_file(DATA / f"{code.lower()}.toml"))


def check(code: str, step_key: str, typed: dict[str, Any], for_whom: ForWhom = ForWhom.SELF) -> Any:
    definition = service(code)
    step = definition.step(step_key)
    assert step is not None
    return check_answers(definition, step, typed, for_whom=for_whom, today=TODAY)


def said(problem: Any) -> str:
    return str(problem.sentence % problem.facts) if problem.facts else problem.sentence


IDENTITY = {
    "nik": "1571 0157 0890 9001",
    "nama": "  Rohani   Sa'diyah ",
    "tempat_lahir": "Jambi",
    "tanggal_lahir": "17 Agustus 1990",
    "jenis_kelamin": "perempuan",
    "status_perkawinan": "belum_kawin",
    "pekerjaan": "pedagang",
}


def test_a_well_filled_page_is_tidied_and_accepted() -> None:
    clean, errors = check("SKD", "identitas", IDENTITY)

    assert errors == {}
    assert clean["nik"] == NIK
    assert clean["nama"] == "Rohani Sa'diyah"
    assert clean["tanggal_lahir"] == "1990-08-17"


def test_an_empty_page_says_what_to_fill_in_field_by_field() -> None:
    clean, errors = check("SKD", "identitas", {})

    assert clean == {}
    assert said(errors["nik"]) == "Isi NIK: 16 angka di baris teratas KTP."
    assert said(errors["tempat_lahir"]) == "Isi “Tempat lahir”."
    assert said(errors["jenis_kelamin"]) == "Pilih jawaban untuk “Jenis kelamin”."


def test_one_wrong_field_does_not_lose_the_others() -> None:
    clean, errors = check("SKD", "identitas", IDENTITY | {"nik": "123"})

    assert list(errors) == ["nik"]
    assert "Anda mengetik 3 angka" in said(errors["nik"])
    assert clean["nama"] == "Rohani Sa'diyah"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("nik", "1571013002909001", "300290 bukan tanggal"),
        ("nik", "15710157089O9001", "NIK hanya berisi angka"),
        ("tanggal_lahir", "30-02-1990", "Tanggal 30-02-1990 tidak ada"),
        ("tanggal_lahir", "kemarin", "17-08-1990"),
        ("tanggal_lahir", "07-07-2026", "belum terjadi"),
        ("jenis_kelamin", "x", "Pilih salah satu jawaban"),
        ("nama", "<b>Budi</b>", "tanpa gambar atau tanda khusus"),
        ("tempat_lahir", "J" * 61, "paling banyak 60 huruf, sekarang 61"),
    ],
)
def test_what_cannot_be_right_is_said_with_the_remedy(field: str, typed: str, sentence: str) -> None:
    clean, errors = check("SKD", "identitas", IDENTITY | {field: typed})

    assert sentence in said(errors[field])
    assert field not in clean


@pytest.mark.parametrize("typed", ["17-08-1990", "17/8/1990", "17.08.1990", "1990-08-17", "17081990", "17 ags 1990"])
def test_dates_are_read_in_the_ways_people_write_them(typed: str) -> None:
    clean, errors = check("SKD", "identitas", IDENTITY | {"tanggal_lahir": typed.replace("ags", "agu")})

    assert not errors
    assert clean["tanggal_lahir"] == "1990-08-17"


@pytest.mark.parametrize("typed", ["1500000", "1.500.000", "Rp 1.500.000,00", "Rp1.500.000,-"])
def test_money_is_read_in_the_ways_people_write_it(typed: str) -> None:
    clean, errors = check("SKPH", "penghasilan", {"jenis_penghasilan": "tetap", "jumlah": typed})

    assert not errors
    assert clean["jumlah"] == 1_500_000


def test_no_income_is_an_answer() -> None:
    clean, errors = check("SKPH", "penghasilan", {"jenis_penghasilan": "tidak_ada", "jumlah": "0"})

    assert not errors
    assert clean["jumlah"] == 0


def test_an_rt_keeps_its_zeros_and_is_written_in_digits() -> None:
    page = {"wilayah": "15.71.01.1001", "jalan": "Lrg. Amanah No. 14"}

    clean, _ = check("PSKCK", "alamat", page | {"rt": "014"})
    _, errors = check("PSKCK", "alamat", page | {"rt": "1A"})

    assert clean["rt"] == "014"
    assert said(errors["rt"]) == "Tulis “RT” dengan angka saja."


def test_a_hidden_question_is_neither_asked_nor_kept() -> None:
    page = {"bidang": "pendidikan", "keperluan": "KIP", "instansi": "SMA", "dibantu": "sendiri", "dibantu_nama": "Budi"}

    clean, errors = check("SKTM", "bantuan", page)

    assert not errors
    assert "dibantu_nama" not in clean


def test_a_question_opened_by_an_answer_on_the_same_page_is_asked() -> None:
    page = {"bidang": "pendidikan", "keperluan": "KIP", "instansi": "SMA", "dibantu": "anak"}

    _, errors = check("SKTM", "bantuan", page)

    assert list(errors) == ["dibantu_nama"]


@pytest.mark.parametrize(
    ("code", "step", "typed", "field", "sentence"),
    [
        ("N1", "cara", {"cara_menikah": "dukcapil"}, "cara_menikah", "Surat Keterangan (umum)"),
        ("SKBM", "pernah", {"pernah_menikah": "cerai"}, "pernah_menikah", "janda atau duda"),
        ("SKPH", "penghasilan", {"jenis_penghasilan": "pegawai", "jumlah": "1"}, "jenis_penghasilan", "slip gaji"),
        ("SKL", "tempat", {"jenis_tempat": "faskes", "tempat": "RSUD"}, "jenis_tempat", "Akta Kelahiran"),
    ],
)
def test_who_needs_another_paper_is_told_which(
    code: str, step: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    _, errors = check(code, step, typed, ForWhom.HOUSEHOLD)

    assert sentence in errors[field].sentence
    assert errors[field].sentence_en


def test_an_adult_must_agree_to_what_the_family_asks_for() -> None:
    page = {"pemohon_nik": NIK, "pemohon_nama": "Rohani", "hubungan": "istri", "setuju": "tidak"}

    _, errors = check("SKD", "pemohon", page, ForWhom.HOUSEHOLD)

    assert "Mintalah persetujuan" in errors["setuju"].sentence


def test_groups_are_read_row_by_row_and_empty_rows_are_skipped() -> None:
    definition = service("AKM")
    step = definition.step("saksi")
    assert step is not None
    form = {"saksi-0-nama": "Budi", "saksi-0-nik": NIK, "saksi-1-nama": "Darwis", "saksi-1-nik": "12"}

    _, errors = check_answers(definition, step, read_form(step, form), today=TODAY)

    assert list(errors) == ["saksi-1-nik"]


def test_one_witness_is_not_two() -> None:
    _, errors = check("SKBM", "saksi", {"saksi": [{"nama": "Budi"}, {"nama": ""}]})

    assert said(errors["saksi"]) == "Isi data paling sedikit 2 orang. Baru 1 yang terisi."


def test_an_unknown_father_leaves_the_group_out() -> None:
    clean, errors = check("SKL", "ayah", {"ayah": {"nama": "", "nik": ""}}, ForWhom.HOUSEHOLD)

    assert (clean, errors) == ({}, {})


def test_half_a_father_is_asked_to_be_completed() -> None:
    _, errors = check("SKL", "ayah", {"ayah": {"nama": "", "nik": NIK}}, ForWhom.HOUSEHOLD)

    assert list(errors) == ["ayah-nama"]


@pytest.mark.parametrize(("typed", "kept"), [("4.30", "04:30"), ("14:05 WIB", "14:05")])
def test_hours_are_read_with_point_or_colon(typed: str, kept: str) -> None:
    page = {
        "tanggal_meninggal": "01-07-2026", "jam_meninggal": typed, "tempat_meninggal": "rumah", "sebab": "sakit",
        "bukti": "saksi",
    }  # fmt: skip

    clean, errors = check("SKMT", "meninggal", page, ForWhom.DECEASED)

    assert not errors
    assert clean["jam_meninggal"] == kept


def test_the_day_of_the_akad_lies_ahead() -> None:
    _, errors = check("N1", "cara", {"cara_menikah": "kua", "tanggal_akad": "01-07-2026"})

    assert "sudah lewat" in errors["tanggal_akad"].sentence


def test_the_sentence_names_the_field_in_the_readers_language() -> None:
    _, errors = check("SKD", "identitas", {})

    assert errors["tempat_lahir"].said(lambda text, **facts: text % facts, english=True) == "Isi “Place of birth”."


@pytest.mark.parametrize("typed", ["Warung 🍜 Ibu", "Toko ❤️", "Toko 1️⃣", "Toko ★ Jaya"])
def test_a_letter_prints_no_pictures(typed: str) -> None:
    _clean, errors = check("SKD", "keperluan", {"keperluan": typed})

    assert said(errors["keperluan"]) == "Pakai huruf, angka, dan tanda baca biasa; tanpa gambar."


@pytest.mark.parametrize("typed", ["Toko A&B, 50% (baru) – no. 3/4", "Warung “Bu Ani” + kopi", "Usaha Rp1.000 = murah"])
def test_ordinary_punctuation_is_fine(typed: str) -> None:
    _clean, errors = check("SKD", "keperluan", {"keperluan": typed})

    assert errors == {}


def test_a_year_to_come_has_not_happened() -> None:
    step = next(one for one in service("SKU").steps if any(field.key == "sejak_tahun" for field in one.fields))

    assert said(check("SKU", step.key, {"sejak_tahun": "2031"})[1]["sejak_tahun"]) == "Tahun ini belum terjadi."
    assert "sejak_tahun" not in check("SKU", step.key, {"sejak_tahun": "2026"})[1]


DEAD, WIFE, ONE, TWO = "1571010107459002", "1571014107509003", "1571010101809004", "1571010202829005"
WIDOW = {"nama": "Rohani", "nik": WIFE, "hubungan": "istri", "tanggal_lahir": "1975-07-01", "keadaan": "hadir"}
ESTATE = {"pemohon_nik": WIFE, "nik": DEAD, "ahli_waris": [WIDOW]}


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("ahli_waris", [WIDOW | {"nik": DEAD}], "ahli_waris-0-nik"),
        ("saksi", [{"nama": "Ahmad", "nik": ONE}, {"nama": "Akhmad", "nik": ONE}], "saksi-1-nik"),
        ("saksi", [{"nama": "Ahmad", "nik": ONE}, {"nama": "Rohani", "nik": WIFE}], "saksi-1-nik"),
        ("saksi", [{"nama": "Ahmad", "nik": ONE}, {"nama": "Hasan", "nik": DEAD}], "saksi-1-nik"),
        ("saksi", [{"nama": "Ahmad", "nik": ONE}, {"nama": "Darwis", "nik": TWO}], ""),
    ],
)
def test_heirs_witnesses_and_the_deceased_are_different_people(key: str, value: Any, wrong: str) -> None:
    definition = service("SKAW")
    step = definition.step(key)
    assert step is not None

    clean, errors = check_answers(
        definition, step, {key: value}, earlier={k: v for k, v in ESTATE.items() if k != key}, today=TODAY
    )

    assert set(errors) == ({wrong} if wrong else set())
    assert all("nik" in person for person in clean[key]) is (not wrong)


SON = {"nama": "Budi", "hubungan": "anak", "tanggal_lahir": "17-08-1990", "keadaan": "hadir"}
CHILD = {"nama": "Ilham", "hubungan": "anak", "tanggal_lahir": "17-08-2015", "keadaan": "anak", "wali": "Rohani"}
LATE = {"nama": "Darwis", "hubungan": "anak", "keadaan": "meninggal"}
HEIR = {"nama": "Putri", "hubungan": "cucu", "tanggal_lahir": "1-1-2000", "keadaan": "hadir"}


def heirs_of(*rows: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    step = service("SKAW").step("ahli_waris")
    assert step is not None
    return check_answers(service("SKAW"), step, {"ahli_waris": list(rows)}, today=TODAY)


def test_a_whole_family_is_told_with_the_dead_their_replacement_a_minor_and_who_lives_far_away() -> None:
    grandchild = HEIR | {"keadaan": "legalisasi", "menggantikan": "darwis"}

    clean, errors = heirs_of(WIDOW, SON | {"keadaan": "kuasa"}, CHILD, {}, LATE, grandchild)

    assert errors == {}
    assert [one["keadaan"] for one in clean["ahli_waris"]] == ["hadir", "kuasa", "anak", "meninggal", "legalisasi"]


@pytest.mark.parametrize(
    ("row", "key", "says"),
    [
        (SON | {"tanggal_lahir": ""}, "tanggal_lahir", "sudah meninggal boleh kosong"),
        (SON | {"keadaan": ""}, "keadaan", "Pilih jawaban"),
        (CHILD | {"keadaan": "hadir"}, "keadaan", "belum 18 tahun"),
        (SON | {"keadaan": "anak", "wali": "Rohani"}, "keadaan", "sudah dewasa"),
        (CHILD | {"wali": ""}, "wali", "Nama wali"),
        (CHILD | {"wali": " ilham "}, "wali", "walinya sendiri"),
        (HEIR, "menggantikan", "orang tuanya"),
        (HEIR | {"menggantikan": "Rohani"}, "menggantikan", "belum ada di antara"),
    ],
)
def test_what_is_amiss_with_one_heir_is_said_beside_that_heir(row: dict[str, str], key: str, says: str) -> None:
    clean, errors = heirs_of(WIDOW, {}, row)

    assert set(errors) == {f"ahli_waris-2-{key}"}
    assert says in said(errors[f"ahli_waris-2-{key}"])
    assert "ahli_waris" in {step.key for step in open_steps(service("SKAW"), ESTATE | clean)}


def test_somebody_must_be_left_to_sign() -> None:
    _clean, errors = heirs_of(LATE)

    assert "sudah meninggal" in said(errors["ahli_waris"])


def test_who_must_come_is_asked_once_and_who_lives_far_away_is_not() -> None:
    witnesses = [{"nama": "Ahmad", "nik": ONE}, {"nama": "Ramli", "nik": TWO}]
    rows = [WIDOW, SON | {"keadaan": "kuasa"}, CHILD, LATE]

    guests = heirs.must_come({"ahli_waris": rows, "saksi": witnesses})

    assert [one.name for one in guests] == ["Rohani", "Ahmad", "Ramli"]
    assert heirs.far_away({"ahli_waris": rows}) == ("Budi",)


def test_the_deceased_is_not_who_reports_the_death() -> None:
    definition = service("SKAW")
    step = definition.step("pewaris")
    assert step is not None

    _clean, errors = check_answers(definition, step, {"nama": "Hasan", "nik": WIFE}, earlier=ESTATE, today=TODAY)

    assert "NIK Anda sendiri" in said(errors["nik"])


def test_mother_and_father_are_two_people() -> None:
    definition = service("AKL")
    step = definition.step("ibu")
    assert step is not None
    typed = {"ibu": {"nama": "Rohani", "nik": WIFE}}

    _clean, errors = check_answers(definition, step, typed, earlier={"ayah": {"nama": "A", "nik": WIFE}}, today=TODAY)

    assert "tidak mungkin sama" in said(errors["ibu-nik"])
