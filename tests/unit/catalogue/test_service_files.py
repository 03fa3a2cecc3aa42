"""The services as they are shipped: complete, in both languages, short, and fit for their letters."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from eservice.catalogue.answers import Problem, check_answers
from eservice.catalogue.definition import Definition, ForWhom, Issuer, LifeEvent, OutcomeKind, RTMode, Step
from eservice.catalogue.parsing import parse
from eservice.catalogue.reading import DATA, read_service_file, service_files
from eservice.catalogue.rules import promise_for, signing_places, steps_for, typed_fields
from eservice.catalogue.statement import statement_keys
from eservice.catalogue.words import STANDARD, WORDS
from eservice.letters.kinds import FIELDS, Kind

RAW = {path.stem.upper(): read_service_file(path) for path in service_files()}
SERVICES = {code: parse(raw) for code, raw in RAW.items()}
CODES = sorted(SERVICES)
LETTERS = [code for code in CODES if SERVICES[code].outcome.kind is OutcomeKind.LETTER]

MOST_TYPED = {
    "SKD": 8, "SKTM": 10, "SKU": 11, "PSKCK": 7, "SKBM": 9, "N1": 10, "SKL": 10, "SKMT": 9,
    "SKAW": 12, "SKPH": 10, "SKUM": 8, "AKL": 15, "AKM": 10, "KK": 4, "SKPWNI": 10,
}  # fmt: skip
"""Required questions that need the keyboard on the shortest way, registration apart; a promise, not a measurement."""

TRANSLATED = {"name", "description", "label", "title", "hint", "text", "stop", "when_text", "example", "must_be_text"}

each_service = pytest.mark.parametrize("code", CODES)


def known_person(definition: Definition) -> dict[str, Any]:
    """Return what is known of somebody who has asked before."""
    return {field.prefill: "x" for step in definition.steps for field in step.fields if field.prefill}


def test_the_city_offers_the_fourteen_services_and_a_general_certificate() -> None:
    assert set(CODES) == set(MOST_TYPED)


@each_service
def test_every_standard_has_its_fourteen_components_six_of_them_published(code: str) -> None:
    parts = SERVICES[code].standard

    assert [part.key for part in parts] == list(STANDARD)
    assert [part.published for part in parts] == [True] * 6 + [False] * 8
    assert all(part.items and len(part.items) == len(part.items_en) for part in parts)


def _texts(raw: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield (place, holder, key) of every text that has an English twin somewhere."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key in TRANSLATED and isinstance(value, str) and value:
                yield f"{path}/{key}", raw, key
            yield from _texts(value, f"{path}/{key}")
    elif isinstance(raw, list):
        for number, value in enumerate(raw):
            yield from _texts(value, f"{path}/{number}")


@each_service
def test_every_text_of_a_service_is_there_in_english(code: str) -> None:
    raw = {key: value for key, value in RAW[code].items() if key != "letter"}

    missing = [place for place, holder, key in _texts(raw) if not holder.get(f"{key}_en")]

    assert missing == []


@each_service
def test_every_choice_is_named_in_both_languages(code: str) -> None:
    outer = [field for step in SERVICES[code].steps for field in step.fields]

    for field in (*outer, *(inner for group in outer for inner in group.fields)):
        assert all(choice.label and choice.label_en for choice in field.choices), field.key


@each_service
def test_nobody_types_more_than_was_promised(code: str) -> None:
    definition = SERVICES[code]

    typed = typed_fields(definition, {}, definition.for_whom[0])

    assert len(typed) <= MOST_TYPED[code], typed


def test_a_newcomer_types_at_most_twelve_fields_for_a_domicile_with_phone_and_password() -> None:
    longest = {"status_tempat": "sewa", "alamat_ktp_status": "berbeda"}

    typed = typed_fields(SERVICES["SKD"], longest, ForWhom.SELF)

    assert len(typed) + 2 <= 12, typed


def test_a_returning_citizen_types_two_fields_for_a_domicile_beside_nik_and_password() -> None:
    definition = SERVICES["SKD"]

    typed = typed_fields(definition, {}, ForWhom.SELF, known_person(definition))

    assert typed == ("sejak", "keperluan")


def test_a_domicile_has_four_pages_of_questions_so_that_nine_lie_between_home_and_receipt() -> None:
    pages = steps_for(SERVICES["SKD"], {}, ForWhom.SELF)

    assert len(pages) == 4


@each_service
def test_a_service_has_a_door_on_the_home_page_and_words_to_find_it(code: str) -> None:
    definition = SERVICES[code]

    assert definition.life_events
    assert len(definition.search) >= 5


def test_every_door_of_the_home_page_leads_somewhere() -> None:
    led_to = {event for definition in SERVICES.values() for event in definition.life_events}

    assert led_to == set(LifeEvent)


@each_service
def test_a_service_says_before_the_start_when_it_is_not_needed(code: str) -> None:
    assert SERVICES[code].pre_check


@each_service
def test_every_statement_that_a_service_asks_for_can_be_downloaded(code: str) -> None:
    asked = {entry.statement for entry in SERVICES[code].requirements if entry.statement}

    assert asked <= set(statement_keys())


@pytest.mark.parametrize("code", LETTERS)
def test_every_field_that_a_letter_prints_is_asked_for(code: str) -> None:
    definition = SERVICES[code]
    printed = {entry.key for entry in FIELDS[Kind(definition.outcome.letter)]}

    assert {source.key for source in definition.letter} == printed


@pytest.mark.parametrize("code", [code for code in CODES if SERVICES[code].issuer is Issuer.DUKCAPIL])
def test_dukcapil_services_ask_for_no_rt_letter_and_carry_no_signature_of_ours(code: str) -> None:
    definition = SERVICES[code]

    assert definition.rt_mode is RTMode.NONE
    assert not any(entry.rt_letter for entry in definition.requirements)
    assert signing_places(definition, {}) == ()
    assert definition.siak_form
    assert definition.outcome.routes == ("siak_email", "printed_collect", "file_attached")


@each_service
def test_the_same_promise_holds_online_whatever_the_way_in(code: str) -> None:
    definition = SERVICES[code]

    assert promise_for(definition, "online") == promise_for(definition, "api") == definition.promise["online"]
    assert promise_for(definition, "counter") == promise_for(definition, "kiosk") == definition.promise["counter"]


@pytest.mark.parametrize("code", LETTERS)
def test_letters_print_neither_schooling_nor_nationality_nor_the_family_card_unless_the_office_wants_it(
    code: str,
) -> None:
    definition = SERVICES[code]

    for key in ("pendidikan", "no_kk", *(("kewarganegaraan",) if code != "N1" else ())):
        field = definition.field(key)
        assert field is None or field.switch == key


@pytest.mark.parametrize("code", [code for code in LETTERS if code not in {"N1", "SKMT", "SKL"}])
def test_religion_is_asked_only_where_the_letter_states_it(code: str) -> None:
    field = SERVICES[code].field("agama")

    assert field is None or field.switch == "agama"


def test_the_marriage_letter_prints_neither_the_partner_nor_the_day_of_the_akad() -> None:
    definition = SERVICES["N1"]
    sources = {source.path for source in definition.letter}

    akad = definition.field("tanggal_akad")

    assert akad is not None
    assert not akad.printed
    assert not akad.required
    assert "tanggal_akad" not in sources
    assert definition.validity_months is None
    assert not any("pasangan" in path and path != "pasangan_terdahulu" for path in sources)


def test_income_and_social_register_are_never_printed_on_the_certificate_of_limited_means() -> None:
    definition = SERVICES["SKTM"]

    for key in ("penghasilan", "tanggungan", "terdaftar_dtsen"):
        field = definition.field(key)
        assert field is not None
        assert not field.printed
        assert key not in {source.path for source in definition.letter}


def test_the_business_certificate_says_that_it_is_no_licence() -> None:
    assert any("bukan izin usaha" in line for part in SERVICES["SKU"].standard for line in part.items)


def test_a_visit_to_a_business_needs_its_date_and_a_photograph_none() -> None:
    definition = SERVICES["SKU"]
    page = Step("petugas", "", "", "", "", definition.officer_fields, ())
    today = date(2026, 7, 7)

    _clean, wrong = check_answers(definition, page, {"seen_by": "visit", "visited_on": ""}, today=today)
    _clean, right = check_answers(definition, page, {"seen_by": "visit", "visited_on": "6-7-2026"}, today=today)
    _clean, seen = check_answers(definition, page, {"seen_by": "photo", "visited_on": ""}, today=today)

    assert set(wrong) == {"visited_on"}
    assert not right
    assert not seen


def test_the_general_certificate_needs_a_second_reader_and_a_body_by_the_officer() -> None:
    definition = SERVICES["SKUM"]

    assert definition.second_reader
    assert [field.key for field in definition.officer_fields] == ["heading", "body"]


@each_service
def test_decrees_of_the_shipped_standards_are_marked_as_examples(code: str) -> None:
    assert SERVICES[code].decree.example


def test_every_value_people_read_has_words() -> None:
    for enum, words in WORDS.items():
        assert set(words) == set(enum)


def test_a_sentence_with_english_of_its_own_is_said_in_english() -> None:
    problem = Problem("cara", "N1 hanya untuk KUA.", sentence_en="N1 is for the KUA only.")

    assert problem.said(lambda text, **_: text, english=True) == "N1 is for the KUA only."
    assert problem.said(lambda text, **_: text, english=False) == "N1 hanya untuk KUA."


def test_the_shared_file_is_no_service() -> None:
    assert (DATA / "shared.toml").exists()
    assert DATA / "shared.toml" not in service_files()
