"""What was asked for again: which paper or answer of which service, and what would spare it, in words."""

from collections.abc import Mapping

from flask_babel import gettext as _

from eservice.catalogue import queries as catalogue
from eservice.metrics.advice import Advice
from eservice.metrics.advice_words import WORDS
from eservice.metrics.causes import Cause, causes
from eservice.metrics.names import ServiceName
from eservice.web.completing import thing_words
from eservice.web.filters import local
from eservice.web.supervisor.asked import Asked


def asked_again(question: Asked) -> list[Cause]:
    """Return why requests of the offices asked about were sent back, the most frequent first."""
    return causes(question.scope.office_ids or {question.office.id}, question.period)


def cause_words(cause: Cause) -> str:
    """Return the name of the paper or the question for which requests were sent back."""
    return thing_words(catalogue.definition_of(cause.version_id), cause)


def advice_words(advice: Advice | None, service: ServiceName | None = None, thing: str = "") -> str:
    """Return what is advised in a sentence; '' for nothing."""
    if advice is None:
        return ""
    about: Mapping[str, str] = {"thing": thing, "service": local(service, "name") if service is not None else ""}
    return str(_(WORDS[advice])) % about
