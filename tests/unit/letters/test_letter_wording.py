"""What stands on the paper: Indonesian words, and the sentences each kind of letter may and may not say."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from eservice.kernel.errors import InvalidInputError
from eservice.letters import page, wording
from eservice.letters.content import LetterContent
from eservice.letters.kinds import Kind, Mode, Value
from tests.letters.samples import SIGNED_AT, sample, stamp


def text_of(content: LetterContent, *, draft: bool = False) -> str:
    """Return the letter's words as one line."""
    html = page.html(content, None if draft else stamp(content))
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace(" ,", ",").replace(" .", ".")


def letter(kind: Kind, **changed: Value | None) -> LetterContent:
    """Return an ordinary letter with some fields changed, or left out where None."""
    ordinary = sample(kind)
    fields = {key: value for key, value in {**ordinary.fields, **changed}.items() if value is not None}
    return replace(ordinary, fields=fields)


def test_dates_numbers_and_money_read_as_in_official_letters() -> None:
    assert wording.long_date(date(2026, 5, 1)) == "1 Mei 2026"
    assert wording.weekday(date(2026, 11, 24)) == "Selasa"
    assert wording.instant(SIGNED_AT) == "24 November 2026, 15.12 WIB"
    assert wording.in_words(1_250_000) == "satu juta dua ratus lima puluh ribu"
    assert wording.in_words(0) == "nol"
    assert wording.rupiah(1_250_000) == "Rp1.250.000"
    assert wording.joined(["a"]) == "a"
    assert wording.joined(["a", "b", "c"]) == "a, b dan c"


def test_a_resident_lives_here_and_a_newcomer_says_so() -> None:
    resident = text_of(letter(Kind.SKD))
    newcomer = text_of(letter(Kind.SKD, variant="newcomer", ktp_address="Jl. Lama No. 1, Muaro Jambi"))

    assert "adalah penduduk Kelurahan Buluran Kenali dan bertempat tinggal di Jl. Kenanga No. 8 RT 14" in resident
    assert "sejak Maret 2021." in resident
    assert "Menurut pengantar Ketua RT 14 dan pernyataan yang bersangkutan" in newcomer
    assert "alamat pada KTP: Jl. Lama No. 1, Muaro Jambi. Surat ini bukan pengganti KTP atau surat pindah." in newcomer
    assert "adalah penduduk" not in newcomer


def test_poverty_is_stated_on_what_it_rests_and_never_with_an_income() -> None:
    visited = text_of(letter(Kind.SKTM))
    unvisited = text_of(letter(Kind.SKTM, visited_on=None, rt=None))

    assert (
        "Berdasarkan pengantar Ketua RT 14, surat pernyataan tanggal 20 November 2026 dan kunjungan petugas tanggal "
        "23 November 2026, keluarga yang bersangkutan tergolong tidak mampu." in visited
    )
    assert "Mengetahui: Camat Telanaipura," in visited
    assert "Berdasarkan surat pernyataan tanggal 20 November 2026, keluarga" in unvisited
    assert "Rp" not in visited


def test_a_business_letter_says_that_it_is_no_licence() -> None:
    seen = text_of(letter(Kind.SKU))
    pictured = text_of(letter(Kind.SKU, seen_by="photo", visited_on=None, turnover_rupiah=5_000_000, workers=3))

    assert "Surat ini bukan izin usaha dan tidak menggantikan NIB." in seen
    assert "omzet" not in seen
    assert "menurut pernyataannya dan foto usaha mempunyai usaha:" in pictured
    assert "omzet per bulan Rp5.000.000" in pictured
    assert "3 orang" in pictured


def test_good_conduct_is_only_what_the_office_knows() -> None:
    words = text_of(letter(Kind.PSKCK))

    assert "Yth. Kepala Kepolisian Resor Kota Jambi di Jambi" in words
    assert "Sepanjang pengetahuan kami yang bersangkutan berkelakuan baik di lingkungannya." in words
    assert "Menurut catatan kami" not in words


def test_unmarried_is_said_up_to_the_day_of_the_letter() -> None:
    words = text_of(letter(Kind.SKBM))

    assert (
        "surat pernyataan bermeterai tanggal 20 November 2026 yang disaksikan Hendra Saputra dan Yusuf Lubis" in words
    )
    assert "sampai tanggal surat ini yang bersangkutan berstatus belum kawin." in words
    assert "belum pernah menikah" not in words


def test_a_marriage_letter_names_both_parents_or_the_one_who_is_known() -> None:
    both = text_of(letter(Kind.N1))
    mother = text_of(letter(Kind.N1, **{key: None for key in sample(Kind.N1).fields if key.startswith("father")}))

    assert "adalah benar anak dari pernikahan seorang pria: nama Bambang Wijaya" in both
    assert "dengan seorang wanita: nama Halimah" in both
    assert "adalah benar anak dari seorang wanita: nama Halimah" in mother
    assert "berlaku sampai" not in both
    assert "Model N1" in both


@pytest.mark.parametrize(
    ("born_on", "notice"),
    [
        (date(2008, 11, 25), "memerlukan dispensasi dari pengadilan"),
        (date(2005, 11, 25), "memerlukan izin orang tua"),
        (date(2005, 11, 24), ""),
    ],
)
def test_a_young_couple_is_told_what_the_law_asks(born_on: date, notice: str) -> None:
    words = text_of(letter(Kind.N1, born_on=born_on))

    assert notice in words
    assert ("Perhatian" in words) == bool(notice)


def test_a_husband_who_marries_again_is_counted() -> None:
    words = text_of(letter(Kind.N1, sex="L", marital="beristri", wife_number=2, former_spouse="Rukiah"))

    assert "status pernikahan beristri ke-2" in words
    assert "nama pasangan terdahulu Rukiah" in words


def test_a_birth_letter_needs_no_father_and_no_name_yet() -> None:
    words = text_of(letter(Kind.SKL, father_name=None, father_nik=None, baby_name=None))

    assert "pada hari Selasa tanggal 17 November 2026 pukul 04.35 WIB" in words
    assert "bernama belum diberi nama, kelahiran tunggal, anak ke-2, dari ibu Dewi Anggraini" in words
    assert "ayah Agus" not in words
    assert "Ini bukan akta kelahiran. Urus akta sebelum 60 hari: 16 Januari 2027." in words


def test_a_death_letter_makes_no_diagnosis_and_may_not_know_the_hour() -> None:
    known = text_of(letter(Kind.SKMT))
    unknown = text_of(letter(Kind.SKMT, died_time=None, buried_at=None, age=None, sex="P"))

    assert "Almarhum telah meninggal dunia pada hari Minggu tanggal 22 November 2026, sekitar pukul 21.10 WIB" in known
    assert "karena lanjut usia, dan dimakamkan di TPU Buluran Kenali." in known
    assert "Almarhumah telah meninggal dunia" in unknown
    assert "pukul" not in unknown.split("UJI COBA")[1].split("Ditandatangani")[0]


def test_the_heirs_speak_for_themselves() -> None:
    words = text_of(letter(Kind.SKAW))

    assert "ditandatangani 5 (lima) ahli waris dan 2 saksi di hadapan kami" in words
    assert "Isi pernyataan menjadi tanggung jawab para ahli waris." in words
    assert "400.12.2.1/214/BLK/XI/2026 pada Kelurahan Buluran Kenali" in words
    assert "400.12.2.1/215/TLP/XI/2026 pada Kecamatan Telanaipura" in words
    for never in ("sah menurut hukum", "bagian", "agama"):
        assert never not in words


@pytest.mark.parametrize(
    ("income", "kind", "expected"),
    [
        (0, "fixed", "tidak berpenghasilan"),
        (1_250_000, "fixed", "sebesar Rp1.250.000 (satu juta dua ratus lima puluh ribu rupiah) per bulan."),
        (900_000, "irregular", "berpenghasilan tidak tetap, rata-rata Rp900.000 (sembilan ratus ribu rupiah)"),
    ],
)
def test_an_income_stands_in_digits_and_words(income: int, kind: str, expected: str) -> None:
    assert expected in text_of(letter(Kind.SKPH, income_rupiah=income, income_kind=kind))


def test_the_office_writes_the_body_of_a_general_letter() -> None:
    words = text_of(letter(Kind.SKUM, body="Alinea satu.\n\nAlinea dua <b>tebal</b>."))

    assert "SURAT KETERANGAN BEDA NAMA" in words
    assert "Alinea satu. Alinea dua <b>tebal</b>." in words


def test_a_rejection_says_why_and_what_the_citizen_may_do() -> None:
    words = text_of(letter(Kind.TOLAK))

    assert "tidak dapat kami penuhi" in words
    assert "Anda dapat mengajukan keberatan" in words


def test_a_draft_has_no_number_no_code_and_no_qr() -> None:
    words = text_of(sample(Kind.SKD), draft=True)

    assert "DRAF" in words
    for secret in ("400.12.2.1", "K7QM", "eservice.contoh.go.id", "24 November 2026"):
        assert secret not in words


def test_each_way_of_signing_claims_no_more_than_it_is() -> None:
    trial, pen, certified = (text_of(sample(Kind.SKD, mode=mode)) for mode in (Mode.LOCAL, Mode.WET, Mode.BSRE))

    assert "belum tersertifikasi" in trial
    assert "Sah bila ditandatangani dan dicap." in pen
    assert "Ditandatangani secara elektronik" not in pen
    assert "diterbitkan BSrE" in certified
    assert "BSrE" not in trial + pen


def test_real_operation_carries_no_mark_across_the_text() -> None:
    words = text_of(replace(sample(Kind.SKD, mode=Mode.WET), specimen=False))

    assert "CONTOH" not in words
    assert "UJI COBA" not in words


def test_no_letter_promises_what_only_the_law_can() -> None:
    for kind in Kind:
        words = text_of(sample(kind)).lower()
        assert "dijamin" not in words
        assert "legal" not in words
        assert kind is Kind.SKL or "akta" not in words or kind is Kind.SKUM


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rt": None}, "rt"),
        ({"since": "2021"}, "since"),
        ({"variant": "tourist"}, "variant"),
        ({"income": 1}, "income"),
        ({"variant": "newcomer"}, "ktp_address"),
    ],
)
def test_a_letter_with_a_wrong_field_is_refused(changed: dict[str, Value | None], field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        letter(Kind.SKD, **changed)

    assert refusal.value.field == field


def test_a_stored_letter_reads_back_as_it_was() -> None:
    for kind in Kind:
        content = sample(kind, "longest")

        assert LetterContent.from_record(content.as_record()) == content
