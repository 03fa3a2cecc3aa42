"""What was asked for again: which paper or answer of which service, in words."""

from eservice.catalogue import queries as catalogue
from eservice.metrics.causes import Cause, causes
from eservice.web.completing import thing_words
from eservice.web.supervisor.asked import Asked


def asked_again(question: Asked) -> list[Cause]:
    """Return why requests of the offices asked about were sent back, the most frequent first."""
    return causes(question.scope.office_ids or {question.office.id}, question.period)


def cause_words(cause: Cause) -> str:
    """Return the name of the paper or the question for which requests were sent back."""
    return thing_words(catalogue.definition_of(cause.version_id), cause)
