"""The approved look of the printed letters, and that the comparison sees what a person would see."""

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from eservice.letters import pdf
from eservice.letters.kinds import Kind
from tests.letters.pictures import TOLERATED, VARIANTS, approved_pages, difference, lines_of, pages_of, printed
from tests.letters.samples import sample, stamp

BANDS = {
    "title": "SURAT KETERANGAN DOMISILI",
    "number": "NOMOR 400.12.2.1/214/BLK/XI/2026",
    "body": "Orang tersebut di atas adalah",
    "signature": "RINA PUSPITA",
    "footer": "Halaman 1 dari 1",
}
"""How a line of each part of the residence letter begins."""


@pytest.mark.parametrize("name", VARIANTS)
def test_a_letter_looks_as_approved(name: str) -> None:
    pages, approved = pages_of(printed(name)), approved_pages(name)

    assert len(pages) == len(approved)
    assert max(map(difference, pages, approved)) <= TOLERATED


@pytest.mark.parametrize("name", VARIANTS)
def test_the_comparison_sees_every_erased_line(name: str) -> None:
    pages, lines = approved_pages(name), lines_of(printed(name))

    unseen = []
    for page, printed_lines in zip(pages, lines, strict=True):
        assert len(printed_lines) > 5
        for words, box in printed_lines:
            erased = page.copy()
            ImageDraw.Draw(erased).rectangle(box, fill=255)
            if difference(page, erased) <= TOLERATED:
                unseen.append(words)

    assert unseen == []


@pytest.mark.parametrize("part", BANDS)
def test_every_part_of_a_letter_is_among_the_erased_lines(part: str) -> None:
    (lines,) = lines_of(printed("SKD-ordinary"))

    assert any(words.startswith(BANDS[part]) for words, _box in lines)


def test_the_comparison_sees_a_line_moved_by_one_dot() -> None:
    page = approved_pages("SKD-ordinary")[0]
    moved = Image.new("L", page.size, 255)
    moved.paste(page, (0, 1))

    assert difference(page, moved) > TOLERATED


def test_the_comparison_sees_that_the_mark_across_the_page_is_gone() -> None:
    content = replace(sample(Kind.SKD), specimen=False)
    (unmarked,) = pages_of(pdf.render(content, stamp(content)))
    (page,) = approved_pages("SKD-ordinary")
    middle = (100, 300, 560, 600)

    assert difference(page.crop(middle), unmarked.crop(middle)) > TOLERATED
