"""Every page says who may open it, has a plain address, and is drawn by the template of its name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from eservice.accounts.permissions import GRANTS, Permission, Role
from eservice.app import PAGES
from eservice.web.guards import PUBLIC, guard
from eservice.web.keys import KEYED
from tests.architecture.sources import ROOT, sources

TEMPLATES = ROOT / "templates"
AUDIENCES = tuple(page.blueprint.name for page in PAGES)
_NAMED = re.compile(r"""\b(?:link|url_for)\(\s*['"]([a-z_]+\.[a-z_]+|static)['"]""")
_SHARED = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+['"]([^'"]+)['"]""")
_PART = r"(?:[a-z0-9.-]+|<(?:[a-z]+(?:\([^)]*\))?:)?[a-z_]+>)"


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    policies = {name: getattr(view, "policy", None) for name, view in app.view_functions.items()}

    known = {PUBLIC, KEYED, *Permission}
    assert {name for name, policy in policies.items() if policy not in known} == set()


def test_a_page_that_does_not_say_stops_the_house_from_opening() -> None:
    app = Flask("house")
    app.add_url_rule("/rahasia", view_func=lambda: "", endpoint="public.secret")

    with pytest.raises(RuntimeError, match=r"public\.secret"):
        guard(app)


def test_every_permission_is_decided_and_none_is_granted_to_everybody() -> None:
    assert set(GRANTS) == set(Permission)
    assert [p for p in Permission if not GRANTS[p] or GRANTS[p] == set(Role)] == []


def test_addresses_are_lower_case_words_and_named_parts(app: Flask) -> None:
    odd = [str(rule) for rule in app.url_map.iter_rules() if not re.fullmatch(rf"(/{_PART}?)+|/", str(rule))]

    assert [rule for rule in odd if not rule.startswith("/static/")] == []


def test_no_two_pages_share_an_address(app: Flask) -> None:
    taken = [(str(r), m) for r in app.url_map.iter_rules() for m in (r.methods or set()) - {"HEAD", "OPTIONS"}]

    assert sorted({t for t in taken if taken.count(t) > 1}) == []


def _drawn(tree: ast.AST) -> Iterator[str]:
    """Yield the template of every ``render_template("…")`` in a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("render_template"):
            continue
        if isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def test_what_a_page_draws_exists() -> None:
    drawn = {name for tree in sources().values() for name in _drawn(tree)}

    assert sorted(name for name in drawn if not (TEMPLATES / name).exists()) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_page_template_is_named_for_its_endpoint(app: Flask, audience: str) -> None:
    """Parts that other templates include, extend or import are no pages."""
    parts = {name for path in TEMPLATES.rglob("*.html") for name in _SHARED.findall(path.read_text(encoding="utf-8"))}
    pages = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / audience).glob("*.html")} - parts

    assert sorted(page for page in pages if endpoint_of(page) not in app.view_functions) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_audience_draws_its_own_pages_only(audience: str) -> None:
    drawn = {
        name
        for path, tree in sources().items()
        if path.startswith(f"eservice/web/{audience}/")
        for name in _drawn(tree)
    }

    assert sorted(name for name in drawn if not name.startswith((f"{audience}/", "letters/", "components/"))) == []


def test_every_link_leads_to_a_page_that_exists(app: Flask) -> None:
    named = {
        (path.relative_to(ROOT).as_posix(), endpoint)
        for path in [*TEMPLATES.rglob("*.html"), *(ROOT / "eservice" / "web").rglob("*.py")]
        for endpoint in _NAMED.findall(path.read_text(encoding="utf-8"))
    }

    assert sorted(n for n in named if n[1] not in app.view_functions) == []


def test_the_search_for_links_finds_them() -> None:
    assert _NAMED.findall("{{ link('public.home') }} {{ url_for( \"auth.sign_in\", x=1) }}") == [
        "public.home",
        "auth.sign_in",
    ]


@pytest.mark.parametrize("fault", ['style="', "<style", "<script>", " onclick=", " onchange=", "|safe", "| safe"])
def test_no_template_carries_code_or_trusts_text(fault: str) -> None:
    """Letters are drawn elsewhere, with a style sheet of their own; the doors' drawings stand in their own file."""
    pages = {path for path in TEMPLATES.rglob("*.html") if "letters" not in path.parts}
    if "safe" in fault:
        pages -= {TEMPLATES / "components" / "doors.html"}

    assert [str(p.relative_to(ROOT)) for p in sorted(pages) if fault in p.read_text(encoding="utf-8")] == []


def endpoint_of(page: str) -> str:
    """Return the endpoint that a template file is named for."""
    return Path(page).with_suffix("").as_posix().replace("/", ".")


def test_a_blueprint_is_named_for_its_audience(app: Flask) -> None:
    blueprints: dict[str, Blueprint] = app.blueprints

    assert set(blueprints) == set(AUDIENCES)
