"""The text of a letter: what it prints, and that nothing else can be done with it."""

import time
import tracemalloc
from typing import Any

import pytest

from eservice.catalogue.lettertext import Told, expand, plain, text_faults
from eservice.catalogue.parsing import readable
from eservice.catalogue.starting import first_definition
from eservice.kernel.errors import InvalidInputError
from tests.times import MONDAY

TRIP = {
    "key": "perjalanan",
    "title": "Perjalanan",
    "title_en": "Journey",
    "fields": [
        {"key": "tujuan", "kind": "text", "label": "Tujuan", "label_en": "Where to"},
        {"key": "kendaraan", "kind": "choice", "label": "Kendaraan", "label_en": "Vehicle",
         "choices": [["umum", "Angkutan umum", "Public"], ["pribadi", "Kendaraan pribadi", "Own"]]},
        {"key": "plat", "kind": "text", "label": "Nomor polisi", "label_en": "Plate", "required": False},
        {"key": "pengikut", "kind": "people", "label": "Pengikut", "label_en": "Companions", "max_items": 20,
         "fields": [{"key": "nama", "kind": "name", "label": "Nama", "label_en": "Name"},
                    {"key": "lahir", "kind": "date", "label": "Lahir", "label_en": "Born", "required": False}]},
    ],
}  # fmt: skip
TEXT = """Akan bepergian ke {tujuan}
dengan {kendaraan}.

[bila kendaraan=pribadi]
| Nomor polisi | {plat} |
[/bila]
Bersama:
[ulang pengikut]
| {nomor}. {nama} | lahir {lahir} |
[/ulang]
Dari {kelurahan}."""
ANSWERS: dict[str, Any] = {
    "tujuan": "Palembang",
    "kendaraan": "pribadi",
    "plat": "BH 1234 XX",
    "pengikut": [{"nama": "Siti", "lahir": "2015-05-02"}, {"nama": "Budi"}],
}


def _told(**changed: Any) -> Told:
    raw = first_definition(code="SKBP", name="Bepergian", name_en="Travel", on=MONDAY.date())
    raw["steps"].append(TRIP)
    return Told(readable(raw), ANSWERS | changed, {}, {"kelurahan": "Telanaipura", "kecamatan": "Telanaipura"})


def test_answers_conditions_and_repetitions_are_put_in_and_what_is_not_answered_is_left_out() -> None:
    blocks = expand(TEXT, _told())

    assert blocks == (
        ("p", "Akan bepergian ke Palembang dengan Kendaraan pribadi."),
        ("rows", "Nomor polisi", "BH 1234 XX"),
        ("p", "Bersama:"),
        ("rows", "1. Siti", "lahir 2 Mei 2015"),
        ("p", "Dari Telanaipura."),
    )
    assert "Nomor polisi: BH 1234 XX" in plain(blocks)
    assert all("polisi" not in " ".join(one) for one in expand(TEXT, _told(kendaraan="umum")))


def test_an_answer_that_looks_like_a_mark_is_printed_as_it_was_typed() -> None:
    blocks = expand("Ke {tujuan}.", _told(tujuan="[ulang pengikut] {kelurahan} {{ 7*7 }} <b>"))

    assert blocks == (("p", "Ke [ulang pengikut] {kelurahan} {{ 7*7 }} <b>."),)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("Ke {tujaun}.", 1, "tidak ada di formulir"),
        ("Ke {tujuan.kota}.", 1, "tidak ada di formulir"),
        ("Bersama {pengikut}.", 1, "tidak ada di formulir"),
        ("Satu\n\n[bila kendaraan]\nDua", 3, "belum ditutup"),
        ("Satu\n[/bila]", 2, "tidak punya pembuka"),
        ("[bila plat]\n[ulang pengikut]\n[/bila]\n[/ulang]", 3, "tidak punya pembuka"),
        ("[ulang tujuan]\n[/ulang]", 1, "tidak cocok"),
        ("[ulang pengikut]\n[ulang pengikut]\n[/ulang]\n[/ulang]", 2, "tidak cocok"),
        ("[jika tujuan]\n[/jika]", 1, "bukan blok"),
        ("Ke {tujuan", 1, "tidak berpasangan"),
        ("| hanya satu |", 1, "Baris tabel"),
        ("Ke {}.", 1, "bukan nama isian"),
    ],
)
def test_what_is_wrong_with_a_text_is_said_with_its_line(text: str, line: int, sentence: str) -> None:
    found = text_faults(text, _told().definition)

    assert [(one.line, sentence in one.sentence) for one in found] == [(line, True)]


ATTACKS = [
    "{{ 7 * 7 }}",
    "{% for a in range(10**9) %}x{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{tujuan.__class__.__init__.__globals__}",
    "{0.__class__}",
    "{tujuan!r:>999999999}",
    "{tujuan:>999999999}",
    "<script>alert(1)</script>",
    "<img src='http://169.254.169.254/latest/meta-data'>",
    "<style>@import url(http://penyusup.contoh/x.css);</style>",
    '<p style="position:fixed;background:url(file:///etc/passwd)">',
    "&lt;/p&gt;<iframe src=file:///etc/passwd>",
    "teks\u202eterbalik",
    "satu\x00dua",
    "[bila kendaraan]\n" * 199,
    "{tujuan}" * 1_000_000,
    "[" * 1_000_000,
    "{" * 7_999,
    "|" * 7_999,
    "\n" * 1_000_000,
    ("[ulang pengikut]\n" + "x" * 7_000 + "{nama}\n[/ulang]"),
]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_an_attack_is_refused_at_once_when_it_is_saved_and_again_when_it_is_drawn(text: str) -> None:
    told = _told(pengikut=[{"nama": "Siti"}] * 20)
    began = time.monotonic()
    tracemalloc.start()

    faults = text_faults(text, told.definition)
    with pytest.raises(InvalidInputError, match="letter_text_wrong"):
        expand(text, told)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert faults or len(text) < 8_000  # only the size of what is printed is known no earlier than there
    assert time.monotonic() - began < 2
    assert most < 256 * 2**20


def test_outside_addresses_are_words_and_nothing_more() -> None:
    assert expand("Lihat http://contoh.id/a?b=c.", _told()) == (("p", "Lihat http://contoh.id/a?b=c."),)
