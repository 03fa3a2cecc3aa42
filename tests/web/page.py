"""Read pages as a careful reader would: what no page may have is refused before a test looks at anything else.

``read_page`` opens a page, ``submit`` fills in its form and sends it, as a browser without JavaScript does.
``faults_of`` says in sentences what is wrong with a page; its rules are one small function each.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_CONTROLS = "input:not([type=hidden], [type=submit], [type=button], [type=image], [type=reset]), select, textarea"
_INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]"
_POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage", "for", "headers")
_LOADS = {"src": "*[src]", "srcset": "*[srcset]", "poster": "*[poster]", "data": "object[data]"}
_LEAKS = re.compile(r"\bNone\b|\bundefined\b|\bUndefined\b|\{\{|\{%|\bnan\b|<[A-Z]\w+\.\w+|\bobject at 0x|\w+\.\w+: <")
_TEMPLATE_NOTE = re.compile(r"%\([a-z_]+\)[sd]")
_FAULTY = re.compile(r"^(Kesalahan|Error): ")
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")


def read_page(client: FlaskClient, url: str, *, status: int = 200, locale: str = "id", **post: Any) -> BeautifulSoup:
    """Open ``url`` (or send ``post`` to it), follow redirects, refuse a faulty page, return it parsed."""
    response = client.post(url, data=post, follow_redirects=True) if post else client.get(url, follow_redirects=True)
    return read_response(response, status=status, locale=locale)


def read_response(response: TestResponse, *, status: int = 200, locale: str = "id") -> BeautifulSoup:
    """Return the page of a response that is already there, or fail with what is wrong with it."""
    html = response.get_data(as_text=True)
    where = response.request.path
    assert response.status_code == status, f"{where} answered {response.status_code}, not {status}: {_gist(html)}"
    faults = faults_of(html, locale=locale)
    assert not faults, f"{where} is faulty:\n  " + "\n  ".join(faults)
    page = BeautifulSoup(html, "html.parser")
    page.attrs["data-path"] = response.request.full_path if response.request.query_string else where
    return page


def submit(
    client: FlaskClient,
    page: BeautifulSoup,
    values: Mapping[str, Any] | None = None,
    *,
    form: str = "main form[method=post]",
    button: str | None = None,
    status: int = 200,
    locale: str = "id",
) -> BeautifulSoup:
    """Fill in a form of ``page`` and press its button; return the page that follows.

    Args:
        values: what a person types or chooses, by field name; a field that the form lacks is refused. ``None`` leaves
            a box unticked; a tuple ``(BytesIO(...), "ktp.jpg")`` is a file.
        form: CSS selector of the form; exactly one must match, else the first is taken only by the default selector.
        button: name or text of the button pressed, where there are several.
    """
    return read_response(send(client, page, values, form=form, button=button), status=status, locale=locale)


def send(
    client: FlaskClient,
    page: BeautifulSoup,
    values: Mapping[str, Any] | None = None,
    *,
    form: str = "main form[method=post]",
    button: str | None = None,
) -> TestResponse:
    """Do as ``submit`` does, but return the raw answer after redirects: for downloads and refusals."""
    found = page.select_one(form)
    assert found is not None, f"no form matches {form!r}"
    filled = filled_in(found, values or {}, button=button)
    method = str(found.get("method", "get")).lower()
    target = str(found.get("action") or page.attrs.get("data-path", "/"))
    if method == "get":
        return client.get(target, query_string=filled, follow_redirects=True)
    return client.post(target, data=filled, follow_redirects=True)


def filled_in(form: Tag, values: Mapping[str, Any], *, button: str | None = None) -> dict[str, Any]:
    """Return what a browser would send for ``form`` once ``values`` were entered.

    Raises:
        AssertionError: a value is for a field or a choice that the form does not offer.
    """
    sent: dict[str, Any] = {}
    for control in form.select("input[name], select[name], textarea[name]"):
        if not control.has_attr("disabled"):
            _add_untouched(sent, control)
    for name, value in values.items():
        controls = form.select(f'[name="{name}"]')
        assert controls, (
            f"the form has no field {name!r}; it has {sorted({str(c['name']) for c in form.select('[name]')})}"
        )
        _refuse_unoffered(controls, name, value)
        sent.pop(name, None)
        if value is not None:
            sent[name] = value
    _press(form, sent, button)
    return sent


def _add_untouched(sent: dict[str, Any], control: Tag) -> None:
    name, kind = str(control["name"]), str(control.get("type", "text"))
    if control.name == "textarea":
        sent[name] = control.get_text().removeprefix("\n")
    elif control.name == "select":
        options = control.select("option")
        chosen = [o for o in options if o.has_attr("selected")] or options[:1]
        sent[name] = [str(o.get("value", o.get_text(strip=True))) for o in chosen]
    elif kind in ("checkbox", "radio"):
        if control.has_attr("checked"):
            sent.setdefault(name, []).append(str(control.get("value", "on")))
    elif kind not in ("submit", "button", "image", "reset", "file"):
        sent[name] = str(control.get("value", ""))


def _refuse_unoffered(controls: list[Tag], name: str, value: Any) -> None:
    offered = {
        str(choice.get("value", "on"))
        for control in controls
        for choice in ([control] if control.get("type") in ("radio", "checkbox") else control.select("option"))
    }
    wanted = value if isinstance(value, list | tuple) else [value]
    if offered and value is not None:
        assert {str(v) for v in wanted} <= offered, f"{name!r} offers {sorted(offered)}, not {value!r}"


def _press(form: Tag, sent: dict[str, Any], button: str | None) -> None:
    buttons = form.select("button:not([type=button], [type=reset]), input[type=submit]")
    if button is None:
        pressed = buttons[:1]
    else:
        pressed = [b for b in buttons if button in (b.get("name"), b.get("value"), " ".join(b.get_text().split()))]
        assert pressed, f"no button {button!r}; there are {[' '.join(b.get_text().split()) for b in buttons]}"
    for one in pressed:
        if one.get("name"):
            sent[str(one["name"])] = str(one.get("value", ""))


def text_of(page: Tag) -> str:
    """Return what a person reads on ``page``, in one line."""
    return " ".join(page.get_text(" ").split())


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


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
            yield f"heading level jumps from {before} to {level}: {_gist(heading)}"
        if not text_of(heading):
            yield f"an empty heading: {_gist(heading)}"
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
            yield f"a control without a label: {_gist(control)}"


def _choices_are_grouped(page: BeautifulSoup) -> Iterator[str]:
    for group in page.select("fieldset"):
        legend = group.find("legend", recursive=False)
        if not isinstance(legend, Tag) or not text_of(legend):
            yield f"a fieldset without a legend: {_gist(group)}"
    for radio in page.select("input[type=radio]"):
        if not radio.find_parent("fieldset") and not radio.find_parent(attrs={"role": "radiogroup"}):
            yield f"a radio button outside a fieldset: {_gist(radio)}"


def _forms_are_safe(page: BeautifulSoup) -> Iterator[str]:
    for form in page.select("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        if not form.get("action"):
            yield f"a form that does not say where it goes: {_gist(form)}"
        if posts and not form.select("input[type=hidden][name=csrf_token][value]:not([value=''])"):
            yield f"a form that changes something without csrf_token: {_gist(form)}"
        if not posts and form.select("input[name=csrf_token], input[type=password], input[type=file]"):
            yield f"a form that would put a secret into the address: {_gist(form)}"
        if form.select("input[type=file]") and form.get("enctype") != "multipart/form-data":
            yield f"a form for files that cannot send them: {_gist(form)}"
        if form.find_parent("form"):
            yield f"a form inside a form: {_gist(form)}"


def _nothing_inline(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("[style], style, script:not([src])"):
        if tag.name != "script" or tag.get("type") not in ("application/json", "application/ld+json"):
            yield f"inline style or script: {_gist(tag)}"
    for tag in page.find_all(True):
        yield from (f"inline handler {name}: {_gist(tag)}" for name in tag.attrs if name.startswith("on"))
        if str(tag.get("href", "")).strip().lower().startswith("javascript:"):
            yield f"a link that is a script: {_gist(tag)}"


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
            yield f"a control inside a control: {_gist(inner)} in {_gist(outer)}"
    for label in page.select("label"):
        if len(label.select(_CONTROLS)) > 1 or label.select("a[href], button"):
            yield f"a label around more than one control: {_gist(label)}"


def _pictures_speak(page: BeautifulSoup) -> Iterator[str]:
    for picture in page.select("img:not([alt]), input[type=image]:not([alt])"):
        yield f"a picture without alt: {_gist(picture)}"
    for drawing in page.select("svg"):
        hidden = drawing.get("aria-hidden") == "true" or drawing.find_parent(attrs={"aria-hidden": "true"})
        named = drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.find("title")
        if not hidden and not (drawing.get("role") == "img" and named):
            yield f"a drawing that is neither hidden nor named: {_gist(drawing)}"


def _tables_have_headers(page: BeautifulSoup) -> Iterator[str]:
    for table in page.select("table"):
        if not table.select("th"):
            yield f"a table without headers: {_gist(table)}"
        if table.select("th:not([scope])") and not table.select("td[headers]"):
            yield f"a header cell that does not say what it heads: {_gist(table.select('th:not([scope])')[0])}"
        if not (table.find("caption") or table.get("aria-label") or table.get("aria-labelledby")):
            yield f"a table without a name: {_gist(table)}"


def _links_and_buttons_have_names(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("a, button, summary"):
        pictures = " ".join(str(i.get("alt", "")) for i in tag.select("img"))
        drawn = " ".join(str(s.get("aria-label", "")) for s in tag.select("svg[role=img]"))
        if not (
            text_of(tag) or pictures.strip() or drawn.strip() or tag.get("aria-label") or tag.get("aria-labelledby")
        ):
            yield f"a link or button without words: {_gist(tag)}"
        if tag.name == "a" and not str(tag.get("href", "")).strip("#"):
            yield f"a link that leads nowhere: {_gist(tag)}"
    for button in page.select("button:not([type])"):
        if not button.find_parent("form"):
            yield f"a button without a type outside a form: {_gist(button)}"


def _nothing_leaks(page: BeautifulSoup) -> Iterator[str]:
    for text in page.find_all(string=True):
        if text.parent and text.parent.name not in ("script", "style"):
            for leak in _LEAKS.findall(str(text)) + _TEMPLATE_NOTE.findall(str(text)):
                yield f"the code shows through: {leak!r} in {' '.join(str(text).split())[:80]!r}"
    for tag in page.find_all(True):
        for name in ("value", "href", "alt", "title", "aria-label", "placeholder", "content", "datetime"):
            if name in tag.attrs and (tag[name] == "None" or "{{" in str(tag[name])):
                yield f"the code shows through in {name}: {_gist(tag)}"


def _no_identity_in_addresses(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("[href], [src], [action]"):
        for name in ("href", "src", "action"):
            address = str(tag.get(name, ""))
            if not address.startswith("data:") and _NIK.search(address):
                yield f"a number of 16 digits in an address: {name} of {_gist(tag)}"


def _order_of_focus_is_natural(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.select("[tabindex]"):
        if int(str(tag["tabindex"])) > 0:
            yield f"a forced order of focus: {_gist(tag)}"


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
)


def _words(tag: Tag, attribute: str) -> list[str]:
    value = tag[attribute]
    return value if isinstance(value, list) else str(value).split()


def _gist(thing: Tag | str) -> str:
    return " ".join(str(thing).split())[:120]
