"""In whose name an official signs a letter, and for how long: said before the button is pressed."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.offices import queries as offices
from eservice.offices.queries import Signatory
from eservice.offices.rules import Basis
from eservice.requests.batches import Chosen
from eservice.requests.models import Request
from eservice.web.addresses import row_number
from eservice.web.filters import day, instant


@dataclass(frozen=True)
class Capacity:
    """One term in words."""

    official_id: int
    words: str
    """'Lurah Telanaipura', 'a.n. Lurah Telanaipura Sekretaris'."""
    ground: str = ""
    """By which decree and until when, for who stands in for the holder."""


def capacity_of(found: Request, actor: Actor, *, at: datetime) -> Capacity | None:
    """Return in whose name an official would sign a request's letter now; None where in nobody's."""
    office_id = found.turn_office_id
    signatory = offices.signatory_for(office_id, actor.membership_id or 0, at=at) if office_id is not None else None
    return _in_words(signatory) if signatory is not None else None


def capacity_then(official_id: int | None, *, at: datetime) -> Capacity | None:
    """Return in whose name a term signed at an instant; None where nothing was said, or it did not run then."""
    if official_id is None:
        return None
    then = offices.signatories(offices.official(official_id).office_id, at=at)
    return next((_in_words(one) for one in then if one.official_id == official_id), None)


def mark(code: str, seen: int, capacity: Capacity | None, attempt: int = 0) -> str:
    """Return what a page sends for a letter: what it showed, and the how-manieth attempt it asks for."""
    return f"{code}.{seen}.{capacity.official_id if capacity is not None else ''}.{attempt}"


def read_mark(told: str) -> Chosen:
    """Return what a page showed of a letter when its button was pressed."""
    code, seen, official, attempt = (*told.split("."), "", "", "")[:4]
    return Chosen(code, row_number(seen) or 0, row_number(official), row_number(attempt) or 0)


def _in_words(signatory: Signatory) -> Capacity:
    words = " ".join(signatory.block.capacity).rstrip(",")
    ground = "" if signatory.basis is Basis.DEFINITIVE else _ground(signatory.official_id)
    return Capacity(signatory.official_id, words, ground)


def _ground(official_id: int) -> str:
    term = offices.official(official_id)
    decree = (
        _("SK %(number)s, %(on)s", number=term.decree_number, on=day(term.decree_on))
        if term.decree_on is not None
        else _("SK menyusul")
    )
    if term.until_at is None:
        return str(decree)
    return str(_("%(decree)s, sampai %(until)s", decree=decree, until=instant(term.until_at)))
