"""What a letter's template may not do: each of these stops the letter, though the library's own sandbox allows most."""

from datetime import date
from typing import Any

import pytest
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from eservice.letters import page
from eservice.letters.kinds import Kind, Mode
from tests.letters.samples import DATED, SIZES, sample, stamp

VALUES = {"title": "SURAT", "dated_on": DATED, "places": [{"name": "RINA"}], "pair": ("nama", "Siti")}
ALLOWED_BY_THE_LIBRARY = (
    "{{ title.upper() }}",
    "{{ title.upper }}",
    "{{ title[0] }}",
    "{{ dated_on.year }}",
    "{{ places[0].items() }}",
    "{{ pair.count('nama') }}",
    "{{ '%s' % title }}",
    "{{ 2 ** 9 }}",
    "{{ 'A' * 9 }}",
    "{{ range(9) | list }}",
    "{{ lipsum(1) }}",
    "{{ cycler(1, 2).next() }}",
    "{{ namespace() }}",
    "{{ title | safe }}",
    "{{ places | map(attribute='name') | list }}",
    "{{ places | tojson }}",
    "{{ title is callable }}",
    "{% for place in places %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for place in places %}{{ loop.depth }}{% endfor %}",
)
REFUSED_BY_BOTH = (
    "{{ title.__class__ }}",
    "{{ title['__class__'] ~ '' }}",
    "{{ places.append(1) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ nothing_of_the_kind }}",
    "{{ nothing_of_the_kind.at_all }}",
    "{{ title() }}",
    "{{ title | attr('__class__') ~ '' }}",
    "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% include '../public/home.html' %}",
    "{% extends 'http://127.0.0.1/frame.html' %}",
    "{% import 'file:///etc/passwd' as x %}",
)


@pytest.mark.parametrize("text", [*ALLOWED_BY_THE_LIBRARY, *REFUSED_BY_BOTH])
def test_a_template_puts_values_in_their_places_and_does_nothing_else(text: str) -> None:
    with pytest.raises(TemplateError):
        page._environment().from_string(text).render(VALUES)


@pytest.mark.parametrize("text", ALLOWED_BY_THE_LIBRARY)
def test_the_library_alone_would_have_let_it_pass(text: str) -> None:
    assert ImmutableSandboxedEnvironment().from_string(text).render(VALUES)


def test_what_letters_need_is_allowed() -> None:
    text = (
        "{% macro m(p) %}{{ p.name }}{% endmacro %}{% for p in places %}{% if not loop.first %}, {% endif %}{{ m(p) }}"
        "{% endfor %} {{ dated_on | long_date }} {{ pair[1] }} {{ places | length }} {{ title | capitalize }}"
    )

    assert page._environment().from_string(text).render(VALUES) == "RINA 24 November 2026 Siti 1 Surat"


def kinds_of_value(value: Any) -> set[type]:
    """Return the types inside a value."""
    if isinstance(value, dict):
        return {type(value), *(kind for part in (*value, *value.values()) for kind in kinds_of_value(part))}
    if isinstance(value, list | tuple):
        return {type(value), *(kind for part in value for kind in kinds_of_value(part))}
    return {type(value)}


@pytest.mark.parametrize("kind", Kind)
def test_a_template_is_given_plain_values_alone(kind: Kind) -> None:
    found = set()
    for size in SIZES:
        for mode in Mode:
            content = sample(kind, size, mode=mode)
            found |= kinds_of_value(page.context(content, stamp(content))) | kinds_of_value(page.context(content, None))

    assert found <= {str, int, bool, date, type(None), list, tuple, dict}
