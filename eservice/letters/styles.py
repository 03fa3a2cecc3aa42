"""What a letter's elements look like, found out once: the same place of the same frame looks the same in every letter.

The renderer would match every rule with every element, and compute some two hundred properties of each, anew for every
letter: a quarter of the work. Here a style is kept by its place, which is all that our rules can tell apart: the
element and its class, what stands right before it, and the place it stands in. An element that says more of itself (an
id, a style of its own) is none of ours, and its page is styled by the renderer's own hands.
"""

from functools import cache, partial
from typing import Any
from xml.etree import ElementTree

from weasyprint.css import StyleFor
from weasyprint.css.targets import TargetCollector
from weasyprint.document import Document
from weasyprint.images import get_image_from_uri
from weasyprint.layout import LayoutContext

_Place = tuple[Any, ...]
_Styles = dict[str | None, Any]
"""Name of a pseudo-element, None for the element itself -> its style."""


class Styles(StyleFor):  # type: ignore[misc] # the library has no types
    """The styles of one page, taken from those that are known."""

    def __init__(self, html: Any, sheets: list[tuple[Any, str, Any]], *rest: Any) -> None:
        self._known = _known(*(id(sheet) for sheet, _, _ in sheets))
        self._places = dict(_placed(html.etree_element))
        if not all(place in self._known for place in self._places.values()):
            super().__init__(html, sheets, *rest)
            self._learn()
            return
        self._sheets, self.font_config = sheets, rest[1]
        self._cascaded_styles: dict[Any, Any] = {}
        self.initial_page_sizes = {"box": None, "area": None}
        self._computed_styles = {
            (element, pseudo): style
            for element, place in self._places.items()
            for pseudo, style in self._known[place].items()
        }

    def set_computed_styles(self, element: Any, *args: Any, pseudo_type: str | None = None, **options: Any) -> None:
        """Set the style of an element, or of a kind of page, from what is known of its place."""
        known = self._known.setdefault(self._places.get(element, ("page", element)), {})
        if pseudo_type not in known:
            super().set_computed_styles(element, *args, pseudo_type=pseudo_type, **options)
            known[pseudo_type] = self._computed_styles[element, pseudo_type]
        self._computed_styles[element, pseudo_type] = known[pseudo_type]

    def _learn(self) -> None:
        """Keep also what the renderer found to be the same as another place."""
        for (element, pseudo), style in self._computed_styles.items():
            self._known.setdefault(self._places[element], {}).setdefault(pseudo, style)


class PlacedDocument(Document):  # type: ignore[misc] # the library has no types
    """A page laid out with styles that are known already."""

    @classmethod
    def _build_layout_context(
        cls, html: Any, font_config: Any, counter_style: Any, color_profiles: Any, options: dict[str, Any]
    ) -> LayoutContext:
        basis, numbers = html.basis()
        counter_style.update(numbers)
        sheets = [(basis, "user agent", None)]
        sheets += [(sheet, "user", None) for sheet in options["stylesheets"]]
        targets = TargetCollector()
        styles = Styles(html, sheets, options["presentational_hints"], font_config, targets)
        pictures = partial(get_image_from_uri, cache=options["cache"], url_fetcher=html.url_fetcher, options=options)
        return LayoutContext(styles, pictures, font_config, counter_style, targets)


def has_places(tree: ElementTree.Element) -> bool:
    """Tell whether nothing in a page says more of itself than its place, and no rules stand in it."""
    return not any(one.tag in ("style", "link") or one.get("id") or one.get("style") for one in tree.iter())


def _placed(element: ElementTree.Element, above: int = 0, before: _Place = ()) -> list[tuple[ElementTree.Element, int]]:
    """Return every element from here on with the number of its place."""
    itself = element.tag, element.get("class"), element.get("lang")
    place = _numbers().setdefault((above, itself, before), len(_numbers()) + 1)
    found = [(element, place)]
    previous: _Place = ()
    for child in element:
        found += _placed(child, place, previous)
        previous = child.tag, child.get("class")
    return found


@cache
def _numbers() -> dict[_Place, int]:
    return {}


@cache
def _known(*_sheets: int) -> dict[Any, _Styles]:
    """Return what is known under some sheets, which are read once and live as long as the process."""
    return {}
