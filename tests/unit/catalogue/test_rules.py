"""What a definition decides: pages, proofs, signatures, validity, and which definitions are refused."""

import copy
from datetime import date
from typing import Any

import pytest

from eservice.catalogue.definition import Definition, ForWhom, Place, RTMode
from eservice.catalogue.parsing import parse
from eservice.catalogue.reading import DATA, read_service_file
from eservice.catalogue.rules import (
    OfficeOptions,
    answers_for,
    for_office,
    open_steps,
    prefilled,
    required_proofs,
    signing_places,
    steps_for,
    valid_until,
    visible_fields,
)
from eservice.catalogue.search import score
from eservice.kernel.errors import InvalidInputError


def service(code: str) -> Definition:
    return parse(read_service_file(DATA / f"{code.lower()}.toml"))


def keys(things: Any) -> list[str]:
    return [thing.key for thing in things]


def test_who_asks_for_oneself_is_not_asked_who_else_one_is() -> None:
    assert keys(steps_for(service("SKD"), {}, ForWhom.SELF)) == ["untuk_siapa", "identitas", "domisili", "keperluan"]
    assert "pemohon" in keys(steps_for(service("SKD"), {}, ForWhom.FAMILY))


def test_a_service_for_the_deceased_alone_does_not_ask_for_whom() -> None:
    assert keys(steps_for(service("SKMT"), {}))[0] == "pemohon"


def test_a_renter_names_the_owner_and_brings_a_statement() -> None:
    definition = service("SKD")
    step = definition.step("domisili")
    assert step is not None
    rented = {"status_tempat": "sewa"}

    assert "pemilik_nama" in keys(visible_fields(definition, step, rented))
    assert "pemilik_nama" not in keys(visible_fields(definition, step, {"status_tempat": "milik"}))
    assert "pemilik_rumah" in keys(required_proofs(definition, rented))
    assert "pemilik_rumah" not in keys(required_proofs(definition, {"status_tempat": "milik"}))


def test_family_on_another_card_needs_a_letter_of_authority() -> None:
    definition = service("SKD")

    assert "kuasa" in keys(required_proofs(definition, {}, ForWhom.FAMILY))
    assert "kuasa" not in keys(required_proofs(definition, {}, ForWhom.HOUSEHOLD))
    assert "ktp_pemohon" in keys(required_proofs(definition, {}, ForWhom.HOUSEHOLD))
    assert "ktp_pemohon" not in keys(required_proofs(definition, {}, ForWhom.SELF))


def test_an_answer_to_a_question_no_longer_asked_counts_for_nothing() -> None:
    stale = {"alamat_ktp_status": "sama", "alamat_ktp": "Jl. Lama 1"}

    assert "alamat_ktp" not in answers_for(service("SKD"), stale, ForWhom.SELF)


def test_the_camat_signs_where_the_purpose_asks_for_it() -> None:
    definition = service("SKTM")

    assert [one.place for one in signing_places(definition, {"bidang": "pendidikan"})] == [Place.LURAH]
    assert [one.place for one in signing_places(definition, {"bidang": "kesehatan"})] == [Place.LURAH, Place.CAMAT]
    assert [one.place for one in signing_places(service("SKAW"), {})] == [Place.LURAH, Place.CAMAT]


def test_a_new_family_card_asks_for_the_proof_that_fits() -> None:
    definition = service("KK")

    unregistered = {"jenis_permohonan": "baru", "dasar_baru": "sptjm"}
    lost = {"jenis_permohonan": "hilang", "dasar_baru": "sptjm", "sebab_hilang": "hilang"}

    assert "sptjm_perkawinan" in keys(required_proofs(definition, unregistered, ForWhom.SELF))
    assert keys(required_proofs(definition, lost, ForWhom.SELF)) == ["surat_hilang", "ktp"]


def test_an_office_may_confirm_with_the_rt_online_instead_of_a_paper() -> None:
    online = for_office(service("SKD"), OfficeOptions(rt_mode=RTMode.ONLINE))

    assert "pengantar_rt" not in keys(required_proofs(online, {}, ForWhom.SELF))


def test_no_office_can_make_a_dukcapil_service_ask_for_an_rt_letter() -> None:
    bent = for_office(service("AKL"), OfficeOptions(rt_mode=RTMode.UPLOAD))

    assert bent.rt_mode is RTMode.NONE


def test_an_office_may_add_the_family_card_number_and_the_rw() -> None:
    plain = service("SKD")
    step = plain.step("identitas")
    assert step is not None

    more = for_office(plain, OfficeOptions(switched_on=frozenset({"no_kk"}), archive_code="470"))

    assert "no_kk" not in keys(visible_fields(plain, step, {}, ForWhom.SELF))
    assert "no_kk" in keys(visible_fields(more, step, {}, ForWhom.SELF))
    assert more.archive_code == "470"


def test_pages_whose_answers_are_known_are_left_out_and_their_answers_kept() -> None:
    definition = service("PSKCK")
    fields = (field for step in definition.steps for field in step.fields)
    known = {field.prefill: "x" for field in fields if field.prefill.startswith("subject.")}

    assert keys(steps_for(definition, {}, ForWhom.SELF, known)) == ["untuk_siapa", "keperluan"]
    assert prefilled(definition, known)["jalan"] == "x"


def test_the_pages_still_open_are_those_with_an_unanswered_required_question() -> None:
    definition = service("PSKCK")

    assert "keperluan" in keys(open_steps(definition, {}, ForWhom.SELF))
    assert "keperluan" not in keys(open_steps(definition, {"keperluan": "kerja"}, ForWhom.SELF))


@pytest.mark.parametrize(
    ("issued_on", "last_day"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2027, 8, 31), date(2028, 2, 29)),
    ],
)
def test_six_months_keep_the_day_or_end_with_the_month(issued_on: date, last_day: date) -> None:
    assert valid_until(service("SKD"), issued_on=issued_on) == last_day


def test_some_letters_never_expire_and_a_move_lasts_a_hundred_days() -> None:
    assert valid_until(service("SKMT"), issued_on=date(2026, 1, 1)) is None
    assert valid_until(service("SKPWNI"), issued_on=date(2026, 1, 1)) == date(2026, 4, 11)


def _skd() -> dict[str, Any]:
    return copy.deepcopy(read_service_file(DATA / "skd.toml"))


def _without_name(raw: dict[str, Any]) -> None:
    del raw["name"]


def _with_unknown_condition(raw: dict[str, Any]) -> None:
    raw["steps"][3]["fields"][4]["when"] = {"field": "nowhere", "is": ["x"]}


def _with_impossible_condition(raw: dict[str, Any]) -> None:
    raw["requirements"][5]["when"] = {"field": "status_tempat", "is": ["tenda"]}


def _with_two_limits(raw: dict[str, Any]) -> None:
    raw["promise"]["online"] = {"days": 1, "minutes": 15}


def _with_unknown_kind(raw: dict[str, Any]) -> None:
    raw["steps"][2]["fields"][0]["kind"] = "guess"


def _without_english_standard(raw: dict[str, Any]) -> None:
    raw["standard"]["biaya_en"] = []


def _with_a_field_twice(raw: dict[str, Any]) -> None:
    raw["steps"][4]["fields"].append(raw["steps"][2]["fields"][0])


def _with_unknown_source(raw: dict[str, Any]) -> None:
    raw["letter"]["rt"] = "rukun_tetangga"


def _without_signature(raw: dict[str, Any]) -> None:
    raw["signing"] = []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_without_name, "'name' is missing"),
        (_with_unknown_condition, "“nowhere”, yang tidak pernah ditanyakan"),
        (_with_impossible_condition, "“status_tempat” tidak pernah tenda"),
        (_with_two_limits, "tepat satu dari menit, hari kerja"),
        (_with_unknown_kind, "guess"),
        (_without_english_standard, "kalimat Inggris sebanyak"),
        (_with_a_field_twice, "ada dua kali"),
        (_with_unknown_source, "“rukun_tetangga”, yang tidak pernah"),
        (_without_signature, "paling sedikit satu tanda tangan"),
    ],
)
def test_a_definition_that_cannot_work_is_refused_with_the_place(spoil: Any, sentence: str) -> None:
    raw = _skd()
    spoil(raw)

    with pytest.raises(InvalidInputError) as refused:
        parse(raw)

    assert refused.value.code == "definition_wrong"
    assert sentence in " | ".join(refused.value.facts["problems"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "code"),
    [("kur", "SKU"), ("domisli", "SKD"), ("pindah rumah", "SKPWNI"), ("surat belum nikah", "SKBM"), ("bpjs", "SKTM")],
)
def test_a_service_is_found_by_what_people_type(words: str, code: str) -> None:
    assert score(service(code), words) > 0


def test_words_that_mean_nothing_find_nothing() -> None:
    assert score(service("SKD"), "zzz qqq") == 0
    assert score(service("SKD"), "") == 0
