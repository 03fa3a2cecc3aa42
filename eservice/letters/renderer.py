"""The renderer, told only what our pages need: files that we ship, rules for the elements we use, drawings made once.

What it draws is the same, byte for byte, as with its own parser, its own rules and each drawing drawn anew.
"""

from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

ASSETS = Path(__file__).parent / "assets"
_MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".woff2": "font/woff2"}
_PICTURE = "data:image/png;base64,"


class OutsideAddressError(ValueError):
    """The page asks for something that the house does not ship."""


class ShippedFiles(URLFetcher):  # type: ignore[misc] # the library has no types
    """Serves the room's own asset folder and the picture of the code; anything else stops the letter, whatever it is.

    Nothing is opened to answer: there is no protocol by which this could reach a network or another file.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []
        """Kept, because the renderer draws pictures inside pictures without a word where they fail."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return an asset, or the picture that an address is itself."""
        try:
            return URLFetcherResponse(url, *self._shipped(url))
        except (ValueError, LookupError, OSError):
            self.refused.append(url[:120])
            raise

    def _shipped(self, url: str) -> tuple[bytes, dict[str, str]]:
        if url.startswith(_PICTURE):
            return b64decode(url.removeprefix(_PICTURE), validate=True), {"Content-Type": "image/png"}
        scheme, _, name = url.partition(":")
        if scheme != "asset":
            raise OutsideAddressError(url)
        return asset(name), {"Content-Type": _MEDIA[Path(name).suffix]}


class Page(HTML):  # type: ignore[misc] # the library has no types
    """A page of ours, with our own short rules for what its elements are.

    It is read as XML, by the parser that Python brings in C. What is no such page is read by the renderer's own.
    """

    def __init__(self, text: str) -> None:
        tree = _as_xml(text)
        if tree is None:
            super().__init__(string=text, url_fetcher=fetcher(), base_url="asset:")
            return
        self.base_url, self.url_fetcher, self.media_type = "asset:", fetcher(), "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: FBT001, FBT002 - as the library asks
        return [_basis()[0]]

    def _ua_counter_style(self) -> list[CounterStyle]:
        return [_basis()[1].copy()]


def _as_xml(text: str) -> ElementTree.Element | None:
    try:
        tree = ElementTree.fromstring(text)  # noqa: S314 - our own template; what people wrote is escaped in it
    except ElementTree.ParseError:
        return None
    return tree if tree.tag == "html" and tree.find(".//svg") is None else None


class Drawing:
    """A shipped drawing, the same in every letter: turned into drawing orders once for a size, then repeated."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._drawn: dict[tuple[float, float], tuple[list[Any], dict[str, Any]]] = {}

    def get_intrinsic_size(self, *asked: Any) -> Any:
        """Return width, height and their ratio."""
        return self._image.get_intrinsic_size(*asked)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw on the page."""
        states = stream._resources["ExtGState"]  # noqa: SLF001 - what the orders name must be among the page's resources
        if (width, height) not in self._drawn:
            begun = len(stream.stream)
            self._image.draw(stream, width, height, style)
            orders = stream.stream[begun:]
            named = {order.split()[0][1:].decode() for order in orders if order.endswith(b" gs")}
            self._drawn[width, height] = orders, {name: states[name] for name in named}
        else:
            orders, named_states = self._drawn[width, height]
            stream.stream.extend(orders)
            states.update(named_states)


@cache
def fonts() -> FontConfiguration:
    """Return the fonts, loaded once for the life of the process."""
    return FontConfiguration()


@cache
def fetcher() -> ShippedFiles:
    """Return what serves our own files."""
    return ShippedFiles()


@cache
def asset(name: str) -> bytes:
    """Return a file of the asset folder.

    Raises:
        ValueError: the name leads elsewhere.
    """
    if "/" in name or name.startswith("."):
        raise ValueError(f"not an asset: {name}")
    return (ASSETS / name).read_bytes()


@cache
def sheet(name: str) -> CSS:
    """Return a style sheet of the asset folder, read once."""
    return CSS(string=asset(name).decode(), font_config=fonts(), url_fetcher=fetcher(), base_url="asset:")


@cache
def _basis() -> tuple[CSS, CounterStyle]:
    counters = CounterStyle()
    return CSS(string=asset("base.css").decode(), counter_style=counters, base_url="asset:"), counters
