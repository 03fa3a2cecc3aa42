"""What no page may have: one small rule for each fault, each fault in one sentence."""

import re
from collections.abc import Callable, Iterator

import html5lib
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import TemplateString

_READ = (NavigableString, TemplateString)
_CONTROLS = "input:not([type=hidden], [type=submit], [type=button], [type=image], [type=reset]), select, textarea"
_INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]"
_POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage", "for", "headers")
_LOADS = {"src": "*[src]", "srcset": "*[srcset]", "poster": "*[poster]", "data": "object[data]"}
_LEAKS = re.compile(r"\bNone\b|\bundefined\b|\bUndefined\b|\{\{|\{%|\bnan\b|<[A-Z]\w+\.\w+|\bobject at 0x|\w+\.\w+: <")
_TEMPLATE_NOTE = re.compile(r"%\([a-z_]+\)[sd]")
_FAULTY = re.compile(r"^(Kesalahan|Error): ")
_INVENTED = re.compile(r"Semua orang dan data di sini rekaan\.|All people and data here are invented\.")
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")


def faults_of(html: str, *, locale: str = "id") -> list[str]:
    """Return everything wrong with a page, each as one sentence; an empty list for a good page."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    broken = [f"HTML: {code} at line {position[0]} {facts or ''}" for position, code, facts in parser.errors]
    page = BeautifulSoup(html, "html.parser")
    found = [fault for rule in RULES for fault in rule(page)]
    spoken = page.html.get("lang") if page.html else None
    if spoken != locale:
        found.append(f"the page says it speaks {spoken!r}, the reader chose {locale!r}")
    return broken + found


def _heading_is_title(page: BeautifulSoup) -> Iterator[str]:
    headings = page.select("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 headings, not one"
        return
    title = " ".join(page.title.get_text().split()) if page.title else ""
    heading = " ".join(headings[0].get_text().split())
    if not heading or not _FAULTY.sub("", title).startswith(heading):
        yield f"the title {title!r} does not begin with the heading {heading!r}"


def _one_main(page: BeautifulSoup) -> Iterator[str]:
    if len(page.select("main")) != 1:
        yield f"{len(page.select('main'))} main regions, not one"


def _headings_in_order(page: BeautifulSoup) -> Iterator[str]:
    before = 0
    for heading in page.select("h1, h2, h3, h4, h5, h6"):
        level = int(heading.name[1])
        if level > before + 1 and before:
            yield f"heading level jumps from {before} to {level}: {gist(heading)}"
        if not text_of(heading):
            yield f"an empty heading: {gist(heading)}"
        before = level


def _ids_are_unique(page: BeautifulSoup) -> Iterator[str]:
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"the id {repeated!r} stands {ids.count(repeated)} times"
    if "" in ids or any(" " in i for i in ids):
        yield "an id is empty or contains a space"


def _pointers_arrive(page: BeautifulSoup) -> Iterator[str]:
    ids = {str(tag["id"]) for tag in page.select("[id]")}
    for attribute in _POINTERS:
        for tag in page.select(f"[{attribute}]"):
            for target in _words(tag, attribute):
                if target not in ids:
                    yield f"{attribute} points to {target!r}, which is not on the page"
    for link in page.select('a[href^="#"]'):
        if str(link["href"])[1:] not in ids:
            yield f"a link jumps to {link['href']!r}, which is not on the page"


def _controls_are_labelled(page: BeautifulSoup) -> Iterator[str]:
    for control in page.select(_CONTROLS):
        labels = page.select(f'label[for="{control["id"]}"]') if control.get("id") else []
        wrapped = control.find_parent("label")
        texts = [text_of(label) for label in [*labels, *([wrapped] if wrapped else [])]]
        if not any(texts) and not control.get("aria-label") and not control.get("aria-labelledby"):
            yield f"a control without a label: {gist(control)}"


def _choices_are_grouped(page: BeautifulSoup) -> Iterator[str]:
    for group in page.select("fieldset"):
        legend = group.find("legend", recursive=False)
        if not isinstance(legend, Tag) or not text_of(legend):
            yield f"a fieldset without a legend: {gist(group)}"
    for radio in page.select("input[type=radio]"):
        if not radio.find_parent("fieldset") and not radio.find_parent(attrs={"role": "radiogroup"}):
            yield f"a radio button outside a fieldset: {gist(radio)}"


def _forms_are_safe(page: BeautifulSoup) -> Iterator[str]:
    for form in page.select("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        if not form.get("action"):
            yield f"a form that does not say where it goes: {gist(form)}"
        if posts and not form.select("input[type=hidden][name=csrf_token][value]:not([value=''])"):
            yield f"a form that changes something without csrf_token: {gist(form)}"
        if not posts and form.select("input[name=csrf_token], input[type=password], input[type=file]"):
            yield f"a form that would put a secret into the address: {gist(form)}"
        if form.select("input[type=file]") and form.get("enctype") != "multipart/form-data":
            yield f"a form for files that cannot send them: {gist(form)}"
        if form.find_parent("form"):
            yield f"a form inside a form: {gist(form)}"


def _nothing_inline(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("[style], style, script:not([src])"):
        if tag.name != "script" or tag.get("type") not in ("application/json", "application/ld+json"):
            yield f"inline style or script: {gist(tag)}"
    for tag in page.find_all(True):
        yield from (f"inline handler {name}: {gist(tag)}" for name in tag.attrs if name.startswith("on"))
        if str(tag.get("href", "")).strip().lower().startswith("javascript:"):
            yield f"a link that is a script: {gist(tag)}"


def _nothing_from_elsewhere(page: BeautifulSoup) -> Iterator[str]:
    loads = [(tag, str(tag[name])) for name, selector in _LOADS.items() for tag in page.select(selector)]
    loads += [(tag, str(tag.get("href", ""))) for tag in page.select("link[href]:not([rel=canonical])")]
    loads += [(tag, str(tag.get("href") or tag.get("xlink:href") or "")) for tag in page.select("use, image")]
    loads += [(form, str(form["action"])) for form in page.select("form[action]")]
    for tag, address in loads:
        picture = tag.name in ("img", "image", "source") and address.startswith("data:image/")
        if re.match(r"\s*([a-z][a-z0-9+.-]*:|//)", address, re.IGNORECASE) and not picture:
            yield f"loads from or sends to another place: {address[:80]}"


def _no_nesting(page: BeautifulSoup) -> Iterator[str]:
    for outer in page.select("a[href], button, summary"):
        for inner in outer.select(_INTERACTIVE):
            yield f"a control inside a control: {gist(inner)} in {gist(outer)}"
    for label in page.select("label"):
        if len(label.select(_CONTROLS)) > 1 or label.select("a[href], button"):
            yield f"a label around more than one control: {gist(label)}"


def _pictures_speak(page: BeautifulSoup) -> Iterator[str]:
    for picture in page.select("img:not([alt]), input[type=image]:not([alt])"):
        yield f"a picture without alt: {gist(picture)}"
    for drawing in page.select("svg"):
        hidden = drawing.get("aria-hidden") == "true" or drawing.find_parent(attrs={"aria-hidden": "true"})
        named = drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.find("title")
        if not hidden and not (drawing.get("role") == "img" and named):
            yield f"a drawing that is neither hidden nor named: {gist(drawing)}"


def _tables_have_headers(page: BeautifulSoup) -> Iterator[str]:
    for table in page.select("table"):
        if not table.select("th"):
            yield f"a table without headers: {gist(table)}"
        if table.select("th:not([scope])") and not table.select("td[headers]"):
            yield f"a header cell that does not say what it heads: {gist(table.select('th:not([scope])')[0])}"
        if not (table.find("caption") or table.get("aria-label") or table.get("aria-labelledby")):
            yield f"a table without a name: {gist(table)}"


def _links_and_buttons_have_names(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("a, button, summary"):
        pictures = " ".join(str(i.get("alt", "")) for i in tag.select("img"))
        drawn = " ".join(str(s.get("aria-label", "")) for s in tag.select("svg[role=img]"))
        if not (
            text_of(tag) or pictures.strip() or drawn.strip() or tag.get("aria-label") or tag.get("aria-labelledby")
        ):
            yield f"a link or button without words: {gist(tag)}"
        if tag.name == "a" and not str(tag.get("href", "")).strip("#"):
            yield f"a link that leads nowhere: {gist(tag)}"
    for button in page.select("button:not([type])"):
        if not button.find_parent("form"):
            yield f"a button without a type outside a form: {gist(button)}"


def _nothing_leaks(page: BeautifulSoup) -> Iterator[str]:
    for text in page.find_all(string=True):
        if text.parent and text.parent.name not in ("script", "style"):
            for leak in _LEAKS.findall(str(text)) + _TEMPLATE_NOTE.findall(str(text)):
                yield f"the code shows through: {leak!r} in {' '.join(str(text).split())[:80]!r}"
    for tag in page.find_all(True):
        for name in ("value", "href", "alt", "title", "aria-label", "placeholder", "content", "datetime"):
            if name in tag.attrs and (tag[name] == "None" or "{{" in str(tag[name])):
                yield f"the code shows through in {name}: {gist(tag)}"


def _no_identity_in_addresses(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("[href], [src], [action]"):
        for name in ("href", "src", "action"):
            address = str(tag.get(name, ""))
            if not address.startswith("data:") and _NIK.search(address):
                yield f"a number of 16 digits in an address: {name} of {gist(tag)}"


def _order_of_focus_is_natural(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("[tabindex]"):
        if int(str(tag["tabindex"])) > 0:
            yield f"a forced order of focus: {gist(tag)}"


def _demo_is_unmistakable(page: BeautifulSoup) -> Iterator[str]:
    """The tests' installation is a demo, and every page of a demo says so before anything else."""
    bars = page.select(".demo[role=region][aria-label]")
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


RULES: tuple[Callable[[BeautifulSoup], Iterator[str]], ...] = (
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
