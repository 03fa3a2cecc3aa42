"""The short ways of the renderer lead where the long ones lead."""

from xml.etree import ElementTree

import pytest
from weasyprint import HTML

from eservice.letters import page, pdf, renderer
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
    pdf._images.cache_clear()
    long = pdf.render(content, marked)
    pdf._images.cache_clear()

    assert quick == long


@pytest.mark.parametrize("text", ["<p>Tidak ditutup<br></p>", '<html><svg width="9"/></html>', "<p/>"])
def test_what_is_no_page_of_ours_is_read_by_the_renderer_s_own_parser(text: str) -> None:
    assert Page(text).etree_element.tag == HTML(string=text).etree_element.tag == "html"
