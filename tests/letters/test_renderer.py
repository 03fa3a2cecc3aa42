"""The short ways of the renderer lead where the long ones lead."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from weasyprint import HTML

from eservice.letters import page, pdf, renderer, styles
from eservice.letters.kinds import Kind
from eservice.letters.renderer import Page
from tests.letters.samples import sample, stamp


@pytest.mark.parametrize("kind", Kind)
def test_every_letter_is_well_formed_so_that_the_quick_parser_reads_it(kind: Kind) -> None:
    content = sample(kind)

    assert ElementTree.fromstring(page.html(content, stamp(content))).tag == "html"


@pytest.mark.parametrize("kind", [Kind.SKD, Kind.N1, Kind.SKAW, Kind.TOLAK])
def test_a_letter_is_the_same_to_the_byte_by_the_long_way(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    content = sample(kind)
    marked = stamp(content)
    for _ in range(2):  # the second one repeats the drawings of the first
        quick = pdf.render(content, marked)

    monkeypatch.setattr(renderer, "_as_xml", lambda _text: None)
    for its_own in ("_ua_stylesheets", "_ua_counter_style"):
        monkeypatch.setattr(Page, its_own, getattr(HTML, its_own))
    monkeypatch.setattr(pdf, "Drawing", lambda image: image)
    monkeypatch.setattr(pdf, "write_once", lambda _file: None)
    pdf._images.cache_clear()
    long = pdf.render(content, marked)
    pdf._images.cache_clear()

    assert quick == long


@pytest.mark.parametrize("name", ["base.css", "letter.css", "f4.css", "specimen.css"])
def test_our_rules_tell_elements_apart_by_nothing_but_their_place(name: str) -> None:
    """What counts siblings, reads attributes or looks further back would need more than ``styles`` keeps."""
    written = re.sub(r"/\*.*?\*/", "", renderer.asset(name).decode(), flags=re.DOTALL)
    selectors = [one.strip() for one in re.findall(r"([^{};]+)\{", written) if not one.strip().startswith("@")]

    assert selectors == [one for one in selectors if not re.search(r"[~\[>#*]|(?<!:):(?!:)", one)]


def test_a_style_is_found_out_once_for_every_letter_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    matched: list[str] = []
    match = styles.StyleFor.__init__

    def counted(self: Any, html: Any, *args: Any) -> None:
        matched.append(html.etree_element.tag)
        match(self, html, *args)

    monkeypatch.setattr(styles.StyleFor, "__init__", counted)
    styles._known.cache_clear()

    files = [pdf.render(content, stamp(content)) for content in (sample(Kind.SKD), sample(Kind.SKD), sample(Kind.N1))]

    assert len(matched) == 2
    assert files[0] == files[1]


@pytest.mark.parametrize("own", ['<p id="a">x</p>', '<p style="color:red">x</p>', "<style>p { top: 0 }</style>"])
def test_a_page_that_says_more_than_its_places_is_styled_by_the_renderer(own: str) -> None:
    text = f'<html lang="id"><head><title>x</title></head><body>{own}</body></html>'

    page_of_theirs, of_ours = Page(text), Page(text.replace(own, "<p>x</p>"))

    assert (page_of_theirs.is_placed, of_ours.is_placed) == (False, True)


@pytest.mark.parametrize("text", ["<p>Tidak ditutup<br></p>", '<html><svg width="9"/></html>', "<p/>"])
def test_what_is_no_page_of_ours_is_read_by_the_renderer_s_own_parser(text: str) -> None:
    assert Page(text).etree_element.tag == HTML(string=text).etree_element.tag == "html"
