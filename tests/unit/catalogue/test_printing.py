"""What becomes of the answers: identity rows, letter fields that the letters accept, statements to sign."""

from datetime import date
from typing import Any

import pytest

from eservice.catalogue.definition import Definition, ForWhom
from eservice.catalogue.parsing import parse
from eservice.catalogue.printing import answer_rows, letter_fields, subject_rows
from eservice.catalogue.reading import DATA, read_service_file
from eservice.catalogue.statement import BLANK, filled, statement_keys, template
from eservice.kernel.errors import NotFoundError
from eservice.letters.kinds import Kind, checked_fields

NIK = "1571015708909001"
IDENTITY: dict[str, Any] = {
    "nik": NIK, "nama": "Rohani", "tempat_lahir": "Jambi", "tanggal_lahir": "1990-08-17", "jenis_kelamin": "perempuan",
    "agama": "islam", "status_perkawinan": "belum_kawin", "pekerjaan": "lainnya", "pekerjaan_lain": "Tukang las",
    "kewarganegaraan": "wni", "wilayah": "15.71.01.1001", "jalan": "Lrg. Amanah No. 14", "rt": "014",
    "keperluan": "pembukaan rekening", "pemohon_nama": "Budi", "pemohon_nik": NIK, "hubungan": "anak",
}  # fmt: skip
PARENT = {
    "nama": "Hasan", "tempat_lahir": "Jambi", "tanggal_lahir": "1960-01-02", "kewarganegaraan": "wni",
    "agama": "islam", "pekerjaan": "nelayan", "alamat": "Jambi",
}  # fmt: skip
WITNESSES = [{"nama": "Darwis"}, {"nama": "Ramli"}]

SAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "SKD": ({"sejak": "2019-06-01", "status_tempat": "milik", "alamat_ktp_status": "sama"}, {}),
    "SKTM": (
        {"bidang": "pendidikan", "instansi": "SMA Contoh", "dibantu": "sendiri"},
        {"statement_on": "2026-07-01"},
    ),
    "SKU": (
        {
            "nama_usaha": "Warung", "bidang_usaha": "sembako", "alamat_usaha": "Jl. A", "sejak_tahun": 2019,
            "cetak_omzet": "tidak",
        },
        {"seen_by": "photo"},
    ),
    "PSKCK": ({}, {"addressee": "Kepala Kepolisian Resor Kota Jambi", "addressee_place": "Jambi"}),
    "SKBM": ({"pernah_menikah": "belum", "saksi": WITNESSES}, {"statement_on": "2026-07-01"}),
    "N1": (
        {"cara_menikah": "kua", "status_nikah": "perawan", "ayah_diketahui": "ya", "ayah": PARENT, "ibu": PARENT},
        {},
    ),
    "SKL": (
        {
            "hubungan": "ayah", "jenis_tempat": "rumah", "tempat": "rumah", "tanggal_kelahiran": "2026-07-01",
            "jam_kelahiran": "04:30", "bayi_jenis_kelamin": "laki-laki", "jenis_kelahiran": "tunggal", "anak_ke": 2,
            "penolong": "Zubaidah", "ibu": {"nama": "Rohani"},
        },
        {},
    ),
    "SKMT": (
        {
            "hubungan_pelapor": "anak", "tanggal_meninggal": "2026-07-01", "tempat_meninggal": "rumah",
            "sebab": "lanjut_usia", "bukti": "saksi",
        },
        {"evidence": "saksi"},
    ),
    "SKAW": (
        {
            "hubungan_pelapor": "anak", "tanggal_meninggal": "2026-06-01", "saksi": WITNESSES,
            "ahli_waris": [{"nama": "Budi", "hubungan": "anak"}, {"nama": "Siti", "hubungan": "anak"}],
        },
        {"statement_on": "2026-07-01", "sheets": 2},
    ),
    "SKPH": (
        {"jenis_penghasilan": "tidak_tetap", "jumlah": 1_500_000, "anak_nama": "Ilham", "sekolah": "SMA Contoh"},
        {"statement_on": "2026-07-01"},
    ),
    "SKUM": ({"uraian": "beda nama"}, {"body": "Kedua nama itu menurut KK adalah satu orang."}),
}  # fmt: skip


def service(code: str) -> Definition:
    return parse(read_service_file(DATA / f"{code.lower()}.toml"))


def fields_of(code: str, **more: Any) -> dict[str, Any]:
    definition = service(code)
    answers, officer = SAMPLES[code]
    given = {"village": "Telanaipura", "district": "Telanaipura", "scan_sha256": "0" * 64}
    return letter_fields(
        definition, IDENTITY | answers | more, officer=officer, given=given, for_whom=definition.for_whom[0]
    )


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_the_letter_gets_every_field_it_needs_and_none_it_does_not_know(code: str) -> None:
    fields = fields_of(code)

    assert checked_fields(Kind(code), fields) == fields | {}


def test_a_zero_income_reaches_the_letter() -> None:
    assert fields_of("SKPH", jumlah=0)["income_rupiah"] == 0


def test_somebody_from_elsewhere_gets_the_newcomers_wording() -> None:
    fields = fields_of("SKD", alamat_ktp_status="berbeda", alamat_ktp="Jl. Lama 1, Palembang", status_tempat="sewa")

    assert fields["variant"] == "newcomer"
    assert fields["ktp_address"] == "Jl. Lama 1, Palembang"
    assert fields["tenure"] == "sewa"
    assert fields["since"] == date(2019, 6, 1)


def test_who_helps_a_child_is_named_with_the_child() -> None:
    fields = fields_of("SKTM", dibantu="anak", dibantu_nama="Ilham")

    assert (fields["helped_name"], fields["helped_relation"]) == ("Ilham", "anak")


def test_the_age_at_death_is_in_full_years() -> None:
    assert fields_of("SKMT", tanggal_lahir="1950-07-02")["age"] == 75


def test_the_identity_table_prints_what_the_receiver_needs_in_order() -> None:
    rows = subject_rows(service("SKD"), IDENTITY, ForWhom.SELF, area="Kelurahan X, Kecamatan Y, Kota Jambi")

    assert rows == (
        ("Nama", "Rohani"),
        ("NIK", NIK),
        ("Tempat, tanggal lahir", "Jambi, 17 Agustus 1990"),
        ("Jenis kelamin", "Perempuan"),
        ("Status perkawinan", "Belum Kawin"),
        ("Pekerjaan", "Tukang las"),
        ("Alamat", "Lrg. Amanah No. 14 RT 014, Kelurahan X, Kecamatan Y, Kota Jambi"),
    )


def test_the_officer_copies_in_the_order_of_the_form() -> None:
    rows = answer_rows(service("AKL"), {"pemohon_nama": "Budi", "pemohon_nik": NIK, "anak_ke": 2}, ForWhom.HOUSEHOLD)

    assert [row[1] for row in rows] == ["pemohon_nama", "pemohon_nik", "anak_ke"]


@pytest.mark.parametrize("key", statement_keys())
def test_every_statement_can_be_printed_even_before_anything_is_answered(key: str) -> None:
    sheet = filled(template(key), service("SKD"), {})

    words = " ".join((sheet.opening, *(value for _, value in sheet.rows), *sheet.paragraphs))
    assert sheet.signatures
    assert "{" not in words
    assert BLANK in words


def test_a_statement_is_filled_in_with_what_was_answered() -> None:
    answers = IDENTITY | SAMPLES["SKBM"][0]

    sheet = filled(template("belum_menikah"), service("SKBM"), answers, ForWhom.SELF)

    assert ("Nama", "Rohani") in sheet.rows
    assert "pembukaan rekening" in sheet.paragraphs[1]
    assert [signature.name for signature in sheet.signatures] == ["Rohani", "Darwis", "Ramli"]
    assert sheet.needs_stamp


def test_all_heirs_sign_their_statement_and_two_witnesses_after_them() -> None:
    answers = IDENTITY | SAMPLES["SKAW"][0]

    sheet = filled(template("ahli_waris"), service("SKAW"), answers, ForWhom.DECEASED)

    assert [signature.name for signature in sheet.signatures] == ["Budi", "Siti", "Darwis", "Ramli"]
    assert sheet.listed[0] == f"Budi, NIK {BLANK}, Anak, lahir {BLANK}"


FAMILY = [
    {"nama": "Siti", "nik": "1571014107509003", "hubungan": "istri", "tanggal_lahir": "1975-07-01", "keadaan": "hadir"},
    {"nama": "Budi", "hubungan": "anak", "tanggal_lahir": "1990-08-17", "keadaan": "kuasa"},
    {"nama": "Ilham", "hubungan": "anak", "tanggal_lahir": "2015-08-17", "keadaan": "anak", "wali": "Siti"},
    {"nama": "Darwis", "hubungan": "anak", "keadaan": "meninggal"},
    {"nama": "Putri", "hubungan": "cucu", "tanggal_lahir": "2000-01-01", "keadaan": "legalisasi",
     "menggantikan": "Darwis"},
]  # fmt: skip


def test_a_statement_names_every_heir_and_whoever_signs_for_them_and_nothing_of_shares_or_law() -> None:
    sheet = filled(
        template("ahli_waris"),
        service("SKAW"),
        IDENTITY | SAMPLES["SKAW"][0] | {"ahli_waris": FAMILY},
        ForWhom.DECEASED,
    )

    assert [(one.role, one.name) for one in sheet.signatures] == [
        ("Ahli waris", "Siti"),
        ("Kuasa dari Budi", BLANK),
        ("Wali dari Ilham", "Siti"),
        ("Ahli waris (dilegalisasi di tempat tinggalnya)", "Putri"),
        ("Saksi 1", "Darwis"),
        ("Saksi 2", "Ramli"),
    ]
    assert sheet.listed[0] == "Siti, NIK 1571014107509003, Istri, lahir 1 Juli 1975"
    assert sheet.listed[3] == "Darwis, Anak, sudah meninggal lebih dulu"
    assert sheet.listed[4].endswith("menandatangani di tempat tinggalnya, menggantikan Darwis")
    text = " ".join((sheet.opening, sheet.before_list, *sheet.listed, *sheet.paragraphs)).casefold()
    assert not any(word in text for word in ("hukum", "bagian", "islam", "sah", "adat", "nomor", "faraid"))


def test_a_statement_nobody_wrote_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        template("../shared")
