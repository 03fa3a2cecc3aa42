"""What no page may have: one small rule for each fault, each fault in one sentence.

Every page of every test is read by these rules, so they walk over its tags once instead of asking CSS selectors.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import html5lib
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import TemplateString

_READ = (NavigableString, TemplateString)
_SILENT = {"hidden", "submit", "button", "image", "reset"}
_POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage", "for", "headers")
_SPOKEN = ("value", "href", "alt", "title", "aria-label", "placeholder", "content", "datetime")
_LEAKS = re.compile(r"\bNone\b|\bundefined\b|\bUndefined\b|\{\{|\{%|\bnan\b|<[A-Z]\w+\.\w+|\bobject at 0x|\w+\.\w+: <")
_TEMPLATE_NOTE = re.compile(r"%\([a-z_]+\)[sd]")
_FAULTY = re.compile(r"^(Kesalahan|Error): ")
_INVENTED = re.compile(r"Semua orang dan data di sini rekaan\.|All people and data here are invented\.")
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart once."""

    soup: BeautifulSoup
    tags: list[Tag]
    """In the order of the page."""

    @classmethod
    def of(cls, soup: BeautifulSoup) -> "Page":
        """Take a parsed page apart."""
        return cls(soup, soup.find_all(True))

    def named(self, *names: str) -> Iterator[Tag]:
        """Yield the tags of these names."""
        return named(self.tags, *names)

    def having(self, attribute: str) -> Iterator[Tag]:
        """Yield the tags with this attribute, empty or not."""
        return (tag for tag in self.tags if attribute in tag.attrs)


def faults_of(html: str, *, locale: str = "id") -> list[str]:
    """Return everything wrong with a page, each as one sentence; an empty list for a good page."""
    return faults_in(html, BeautifulSoup(html, "html.parser"), locale=locale)


def faults_in(html: str, soup: BeautifulSoup, *, locale: str = "id") -> list[str]:
    """Do as ``faults_of`` does, for a page that is parsed already."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    broken = [f"HTML: {code} at line {position[0]} {facts or ''}" for position, code, facts in parser.errors]
    page = Page.of(soup)
    found = [fault for rule in RULES for fault in rule(page)]
    spoken = soup.html.get("lang") if soup.html else None
    if spoken != locale:
        found.append(f"the page says it speaks {spoken!r}, the reader chose {locale!r}")
    return broken + found


def named(tags: Iterable[Tag], *names: str) -> Iterator[Tag]:
    """Yield those of ``tags`` that have one of the names."""
    return (tag for tag in tags if tag.name in names)


def _inside(tag: Tag) -> list[Tag]:
    return list(tag.find_all(True))


def _is_control(tag: Tag) -> bool:
    return tag.name in ("select", "textarea") or (tag.name == "input" and tag.get("type") not in _SILENT)


def _is_interactive(tag: Tag) -> bool:
    return (
        tag.name in ("button", "select", "textarea", "summary", "iframe")
        or (tag.name == "a" and "href" in tag.attrs)
        or (tag.name == "input" and tag.get("type") != "hidden")
        or "tabindex" in tag.attrs
    )


def _heading_is_title(page: Page) -> Iterator[str]:
    headings = list(page.named("h1"))
    if len(headings) != 1:
        yield f"{len(headings)} h1 headings, not one"
        return
    title = " ".join(page.soup.title.get_text().split()) if page.soup.title else ""
    heading = " ".join(headings[0].get_text().split())
    if not heading or not _FAULTY.sub("", title).startswith(heading):
        yield f"the title {title!r} does not begin with the heading {heading!r}"


def _one_main(page: Page) -> Iterator[str]:
    found = len(list(page.named("main")))
    if found != 1:
        yield f"{found} main regions, not one"


def _headings_in_order(page: Page) -> Iterator[str]:
    before = 0
    for heading in page.named("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(heading.name[1])
        if level > before + 1 and before:
            yield f"heading level jumps from {before} to {level}: {gist(heading)}"
        if not text_of(heading):
            yield f"an empty heading: {gist(heading)}"
        before = level


def _ids_are_unique(page: Page) -> Iterator[str]:
    ids = Counter(str(tag["id"]) for tag in page.having("id"))
    for repeated in sorted(one for one, times in ids.items() if times > 1):
        yield f"the id {repeated!r} stands {ids[repeated]} times"
    if "" in ids or any(" " in one for one in ids):
        yield "an id is empty or contains a space"


def _pointers_arrive(page: Page) -> Iterator[str]:
    ids = {str(tag["id"]) for tag in page.having("id")}
    for tag in page.tags:
        for attribute in _POINTERS:
            if attribute in tag.attrs:
                for target in _words(tag, attribute):
                    if target not in ids:
                        yield f"{attribute} points to {target!r}, which is not on the page"
        href = str(tag.get("href", "")) if tag.name == "a" else ""
        if href.startswith("#") and href[1:] not in ids:
            yield f"a link jumps to {href!r}, which is not on the page"


def _controls_are_labelled(page: Page) -> Iterator[str]:
    labelled = {str(label.get("for", "")) for label in page.named("label") if text_of(label)}
    for control in filter(_is_control, page.tags):
        wrapped = control.find_parent("label")
        if not (
            (control.get("id") and control["id"] in labelled)
            or (wrapped and text_of(wrapped))
            or control.get("aria-label")
            or control.get("aria-labelledby")
        ):
            yield f"a control without a label: {gist(control)}"


def _choices_are_grouped(page: Page) -> Iterator[str]:
    for group in page.named("fieldset"):
        legend = group.find("legend", recursive=False)
        if not isinstance(legend, Tag) or not text_of(legend):
            yield f"a fieldset without a legend: {gist(group)}"
    for radio in page.named("input"):
        if (
            radio.get("type") == "radio"
            and not radio.find_parent("fieldset")
            and not radio.find_parent(attrs={"role": "radiogroup"})
        ):
            yield f"a radio button outside a fieldset: {gist(radio)}"


def _forms_are_safe(page: Page) -> Iterator[str]:
    for form in page.named("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        inputs = list(named(_inside(form), "input"))
        tokens = [one for one in inputs if one.get("name") == "csrf_token"]
        kinds = {one.get("type") for one in inputs}
        if not form.get("action"):
            yield f"a form that does not say where it goes: {gist(form)}"
        if posts and not any(one.get("type") == "hidden" and one.get("value") for one in tokens):
            yield f"a form that changes something without csrf_token: {gist(form)}"
        if not posts and (tokens or kinds & {"password", "file"}):
            yield f"a form that would put a secret into the address: {gist(form)}"
        if "file" in kinds and form.get("enctype") != "multipart/form-data":
            yield f"a form for files that cannot send them: {gist(form)}"
        if form.find_parent("form"):
            yield f"a form inside a form: {gist(form)}"


def _nothing_inline(page: Page) -> Iterator[str]:
    for tag in page.tags:
        written = tag.name == "style" or (tag.name == "script" and "src" not in tag.attrs)
        data = tag.name == "script" and tag.get("type") in ("application/json", "application/ld+json")
        if (written or "style" in tag.attrs) and not data:
            yield f"inline style or script: {gist(tag)}"
        yield from (f"inline handler {name}: {gist(tag)}" for name in tag.attrs if name.startswith("on"))
        if str(tag.get("href", "")).strip().lower().startswith("javascript:"):
            yield f"a link that is a script: {gist(tag)}"


def _nothing_from_elsewhere(page: Page) -> Iterator[str]:
    for tag in page.tags:
        for address in _loaded(tag):
            picture = tag.name in ("img", "image", "source") and address.startswith("data:image/")
            if _ELSEWHERE.match(address) and not picture:
                yield f"loads from or sends to another place: {address[:80]}"


def _loaded(tag: Tag) -> list[str]:
    names = ["src", "srcset", "poster"]
    if tag.name == "object":
        names += ["data"]
    elif tag.name in ("use", "image"):
        names += ["href", "xlink:href"]
    elif tag.name == "form":
        names += ["action"]
    elif tag.name == "link" and "canonical" not in tag.get_attribute_list("rel"):
        names += ["href"]
    return [str(tag[name]) for name in names if name in tag.attrs]


def _no_nesting(page: Page) -> Iterator[str]:
    for outer in page.tags:
        if outer.name in ("button", "summary") or (outer.name == "a" and "href" in outer.attrs):
            for inner in filter(_is_interactive, _inside(outer)):
                yield f"a control inside a control: {gist(inner)} in {gist(outer)}"
        elif outer.name == "label":
            inside = _inside(outer)
            pressed = any(one.name == "button" or (one.name == "a" and "href" in one.attrs) for one in inside)
            if sum(map(_is_control, inside)) > 1 or pressed:
                yield f"a label around more than one control: {gist(outer)}"


def _pictures_speak(page: Page) -> Iterator[str]:
    for picture in page.named("img", "input"):
        if "alt" not in picture.attrs and (picture.name == "img" or picture.get("type") == "image"):
            yield f"a picture without alt: {gist(picture)}"
    for drawing in page.named("svg"):
        hidden = drawing.get("aria-hidden") == "true" or drawing.find_parent(attrs={"aria-hidden": "true"})
        called = drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.find("title")
        if not hidden and not (drawing.get("role") == "img" and called):
            yield f"a drawing that is neither hidden nor named: {gist(drawing)}"


def _tables_have_headers(page: Page) -> Iterator[str]:
    for table in page.named("table"):
        heads = table.find_all("th")
        bare = [head for head in heads if "scope" not in head.attrs]
        if not heads:
            yield f"a table without headers: {gist(table)}"
        if bare and not any("headers" in cell.attrs for cell in table.find_all("td")):
            yield f"a header cell that does not say what it heads: {gist(bare[0])}"
        if not (table.find("caption") or table.get("aria-label") or table.get("aria-labelledby")):
            yield f"a table without a name: {gist(table)}"


def _links_and_buttons_have_names(page: Page) -> Iterator[str]:
    for tag in page.named("a", "button", "summary"):
        if not (text_of(tag) or tag.get("aria-label") or tag.get("aria-labelledby") or _drawn_name(tag)):
            yield f"a link or button without words: {gist(tag)}"
        if tag.name == "a" and not str(tag.get("href", "")).strip("#"):
            yield f"a link that leads nowhere: {gist(tag)}"
        if tag.name == "button" and "type" not in tag.attrs and not tag.find_parent("form"):
            yield f"a button without a type outside a form: {gist(tag)}"


def _drawn_name(tag: Tag) -> str:
    pictures = [str(one.get("alt", "")) for one in tag.find_all("img")]
    drawings = [str(one.get("aria-label", "")) for one in tag.find_all("svg", attrs={"role": "img"})]
    return "".join(pictures + drawings).strip()


def _nothing_leaks(page: Page) -> Iterator[str]:
    for text in page.soup.find_all(string=True):
        if text.parent and text.parent.name not in ("script", "style"):
            for leak in _LEAKS.findall(str(text)) + _TEMPLATE_NOTE.findall(str(text)):
                yield f"the code shows through: {leak!r} in {' '.join(str(text).split())[:80]!r}"
    for tag in page.tags:
        for name in _SPOKEN:
            if name in tag.attrs and (tag[name] == "None" or "{{" in str(tag[name])):
                yield f"the code shows through in {name}: {gist(tag)}"


def _no_identity_in_addresses(page: Page) -> Iterator[str]:
    for tag in page.tags:
        for name in ("href", "src", "action"):
            address = str(tag.get(name, ""))
            if address and not address.startswith("data:") and _NIK.search(address):
                yield f"a number of 16 digits in an address: {name} of {gist(tag)}"


def _order_of_focus_is_natural(page: Page) -> Iterator[str]:
    for tag in page.having("tabindex"):
        if int(str(tag["tabindex"])) > 0:
            yield f"a forced order of focus: {gist(tag)}"


def _demo_is_unmistakable(page: Page) -> Iterator[str]:
    """The tests' installation is a demo, and every page of a demo says so before anything else."""
    bars = [
        tag
        for tag in page.having("aria-label")
        if tag.get("role") == "region" and "demo" in tag.get_attribute_list("class")
    ]
    if len(bars) != 1:
        yield f"{len(bars)} demo bars, not one"
        return
    said = text_of(bars[0])
    if not _INVENTED.search(said):
        yield f"the demo bar does not say that all is invented: {said!r}"
    if bars[0].find_previous(["header", "main", "h1"]) is not None:
        yield "the demo bar does not stand at the top"
    if bars[0].has_attr("hidden") or "vh" in _words(bars[0], "class"):
        yield "the demo bar is hidden"


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    _heading_is_title,
    _one_main,
    _headings_in_order,
    _ids_are_unique,
    _pointers_arrive,
    _controls_are_labelled,
    _choices_are_grouped,
    _forms_are_safe,
    _nothing_inline,
    _nothing_from_elsewhere,
    _no_nesting,
    _pictures_speak,
    _tables_have_headers,
    _links_and_buttons_have_names,
    _nothing_leaks,
    _no_identity_in_addresses,
    _order_of_focus_is_natural,
    _demo_is_unmistakable,
)


def _words(tag: Tag, attribute: str) -> list[str]:
    value = tag[attribute]
    return value if isinstance(value, list) else str(value).split()


def gist(thing: Tag | str) -> str:
    """Return enough of ``thing`` to find it again."""
    return " ".join(str(thing).split())[:120]


def text_of(page: Tag) -> str:
    """Return what a person reads on ``page``, or may read once a script shows it, in one line."""
    return " ".join(page.get_text(" ", types=_READ).split())
