"""The version of a service that a request was filed under, as the office that handles it applies it."""

from collections.abc import Sequence

from eservice.catalogue import queries as catalogue
from eservice.catalogue import rules
from eservice.catalogue.definition import Definition, Requirement
from eservice.requests.models import Request


def definition_of(request: Request) -> Definition:
    """Return the definition a request follows; before it has an office, the service's own."""
    return catalogue.definition_of(request.service_version_id, office_id=request.office_id)


def requirements_of(request: Request, *, only_required: bool = True) -> Sequence[Requirement]:
    """Return the proofs that the answers of a request call for, in the order of the standard."""
    found = rules.required_proofs(definition_of(request), request.answers, request.for_whom)
    return [one for one in found if one.required or not only_required]
