"""The version of a service that a request was filed under, as the office that handles it applies it."""

from collections.abc import Sequence

from eservice.catalogue import queries as catalogue
from eservice.catalogue import rules
from eservice.catalogue.definition import Definition, Requirement, Step
from eservice.kernel.db import db
from eservice.requests.models import Request


def definition_of(request: Request) -> Definition:
    """Return the definition a request follows, read once a session; before it has an office, the service's own."""
    known: dict[tuple[int, int | None], Definition] = db.session().info.setdefault("definitions", {})
    key = (request.service_version_id, request.office_id)
    if key not in known:
        known[key] = catalogue.definition_of(key[0], office_id=key[1])
    return known[key]


def requirements_of(request: Request, *, only_required: bool = True) -> Sequence[Requirement]:
    """Return the proofs that the answers of a request call for, in the order of the standard."""
    found = rules.required_proofs(definition_of(request), request.answers, request.for_whom)
    return [one for one in found if one.required or not only_required]


def officer_page(definition: Definition) -> Step:
    """Return what the officer adds for the letter, as a page of questions like any other."""
    return Step(key="petugas", title="", title_en="", hint="", hint_en="", fields=definition.officer_fields, when=())


def usual_answers(definition: Definition) -> dict[str, str]:
    """Return what the officer's questions are answered with unless somebody writes something else."""
    return {field.key: field.default for field in definition.officer_fields if field.default}
