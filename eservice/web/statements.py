"""The citizen's own statements as sheets to print: filled in at home, at the counter, or for a request under way."""

from collections.abc import Mapping
from typing import Any

from eservice.catalogue import statement as statements
from eservice.catalogue.definition import Definition, ForWhom
from eservice.catalogue.statement import Statement
from eservice.kernel.errors import NotFoundError
from eservice.web import questions


def sheet(definition: Definition, answers: Mapping[str, Any], whom: ForWhom | None, key: str) -> Statement:
    """Return a statement that the service asks for, filled in from the answers. Raises NotFoundError."""
    if key not in {one.statement for one in definition.requirements if one.statement}:
        raise NotFoundError("statement_unknown")
    return statements.filled(statements.template(key), definition, _with_region_names(definition, answers), whom)


def _with_region_names(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    named = dict(answers)
    for step in definition.steps:
        for field in step.fields:
            if field.kind == "region" and named.get(field.key):
                named[field.key] = questions.region_name(str(named[field.key]))
    return named
