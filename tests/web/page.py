"""Read pages as a careful reader would: what no page may have is refused before a test looks at anything else.

``read_page`` opens a page, ``submit`` fills in its form and sends it, as a browser without JavaScript does.
"""

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.faults import faults_in, gist, text_of

__all__ = ["filled_in", "read_page", "read_response", "send", "submit", "text_of"]


def read_page(client: FlaskClient, url: str, *, status: int = 200, locale: str = "id", **post: Any) -> BeautifulSoup:
    """Open ``url`` (or send ``post`` to it), follow redirects, refuse a faulty page, return it parsed."""
    response = client.post(url, data=post, follow_redirects=True) if post else client.get(url, follow_redirects=True)
    return read_response(response, status=status, locale=locale)


def read_response(response: TestResponse, *, status: int = 200, locale: str = "id") -> BeautifulSoup:
    """Return the page of a response that is already there, or fail with what is wrong with it."""
    html = response.get_data(as_text=True)
    where = response.request.path
    assert response.status_code == status, f"{where} answered {response.status_code}, not {status}: {gist(html)}"
    page = BeautifulSoup(html, "html.parser")
    faults = faults_in(html, page, locale=locale)
    assert not faults, f"{where} is faulty:\n  " + "\n  ".join(faults)
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
    for control in _parts_of(form, "input[name], select[name], textarea[name]"):
        if not control.has_attr("disabled"):
            _add_untouched(sent, control)
    for name, value in values.items():
        controls = _parts_of(form, f'[name="{name}"]')
        assert controls, (
            f"the form has no field {name!r}; it has {sorted({str(c['name']) for c in _parts_of(form, '[name]')})}"
        )
        _refuse_unoffered(controls, name, value)
        sent.pop(name, None)
        if value is not None:
            sent[name] = value
    _press(form, sent, button)
    return sent


def _parts_of(form: Tag, selector: str) -> list[Tag]:
    """Return what belongs to a form: what stands in it, and what stands elsewhere and names it."""
    own, page = form.get("id"), list(form.parents)[-1] if form.parent is not None else form
    return [
        one
        for one in page.select(selector)
        if (one["form"] == own if one.has_attr("form") else any(above is form for above in one.parents))
    ]


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
        sent.setdefault(name, []).append(str(control.get("value", "")))


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
    buttons = _parts_of(form, "button:not([type=button], [type=reset]), input[type=submit]")
    if button is None:
        pressed = buttons[:1]
    else:
        pressed = [b for b in buttons if button in (b.get("name"), b.get("value"), " ".join(b.get_text().split()))]
        assert pressed, f"no button {button!r}; there are {[' '.join(b.get_text().split()) for b in buttons]}"
    for one in pressed:
        if one.get("name"):
            sent[str(one["name"])] = str(one.get("value", ""))
