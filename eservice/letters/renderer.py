"""The renderer, told only what our pages need: files that we ship, rules for the elements we use, drawings made once.

What it draws is the same, byte for byte, as with its own parser, its own rules and each drawing drawn anew.
"""

from base64 import b64decode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from eservice.letters.styles import PlacedDocument, has_places

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

    It is read as XML, by the parser that Python brings in C, and its styles are known from the letters before it. What
    is no such page is read and styled by the renderer's own means.
    """

    def __init__(self, text: str) -> None:
        tree = _as_xml(text)
        self.is_placed = tree is not None
        if tree is None:
            super().__init__(string=text, url_fetcher=fetcher(), base_url="asset:")
            return
        self.base_url, self.url_fetcher, self.media_type = "asset:", fetcher(), "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def render(self, font_config: Any, _counter_style: Any, _color_profiles: Any, **options: Any) -> Document:
        """Lay the page out."""
        kind = PlacedDocument if self.is_placed else Document
        return kind._render(self, font_config, None, None, options)  # noqa: SLF001 - as the library's own does

    def basis(self) -> tuple[CSS, CounterStyle]:
        """Return what the elements are, and how numbers are written."""
        return _basis()

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: FBT001, FBT002 - as the library asks
        return [_basis()[0]]

    def _ua_counter_style(self) -> list[CounterStyle]:
        return [_basis()[1].copy()]


def _as_xml(text: str) -> ElementTree.Element | None:
    try:
        tree = ElementTree.fromstring(text)  # noqa: S314 - our own template; what people wrote is escaped in it
    except ElementTree.ParseError:
        return None
    return tree if tree.tag == "html" and tree.find(".//svg") is None and has_places(tree) else None


@dataclass
class Written:
    """An object of a file whose bytes are final: put together and compressed once, though they are asked for twice."""

    number: int
    generation: int
    data: bytes
    compressible: bool
    """Whether it is written among others."""
    free: str = "n"
    offset: int = 0

    @property
    def indirect(self) -> bytes:
        """The object as it stands by itself."""
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


def write_once(pdf: Any) -> None:
    """Put the objects of a finished file together, once for its text and for the digest in its identifier."""
    pdf.objects[1:] = [Written(one.number, one.generation, one.data, one.compressible) for one in pdf.objects[1:]]


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
