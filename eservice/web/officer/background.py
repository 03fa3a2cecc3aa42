"""What the officer sees besides the request: what was told otherwise before, earlier letters, the household."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _

from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.regions import queries as regions
from eservice.requests import background
from eservice.requests.background import Given, Kin
from eservice.requests.differences import Difference, Trait
from eservice.requests.models import Request
from eservice.residents.rules import Address
from eservice.web.filters import day, masked_nik
from eservice.web.labels import label


@dataclass(frozen=True)
class Background:
    """Everything of it, as the page shows it; empty for the own household."""

    otherwise: list[str] = field(default_factory=list)
    """Sentences to look at."""
    in_force: list[Given] = field(default_factory=list)
    """Letters of the same service that can still be used."""
    letters: Sequence[Given] = ()
    household: Sequence[Kin] = ()


def background_of(found: Request, *, kin: bool, office_ids: Collection[int], at: datetime) -> Background:
    """Return what is known besides a request at the offices in reach; to the own household nothing."""
    if kin:
        return Background()
    letters, today = background.letters_before(found, office_ids=office_ids), clock.wib(at).date()
    return Background(
        otherwise=[_sentence(one) for one in background.told_otherwise(found, office_ids=office_ids)],
        in_force=[one for one in letters if one.same_service and one.is_in_force(today)],
        letters=letters,
        household=background.household_requests(found, office_ids=office_ids),
    )


def _sentence(one: Difference) -> str:
    return str(
        _(
            "%(what)s dahulu lain: %(before)s (%(code)s, %(day)s).",
            what=label(one.trait),
            before=_said(one),
            code=show_code(one.code),
            day=day(clock.wib(one.filed_at).date()),
        )
    )


def _said(one: Difference) -> str:
    value = one.before
    if isinstance(value, Address):
        where = regions.full_name(value.kelurahan_code) if value.kelurahan_code else ""
        return ", ".join(part for part in (value.street, f"RT {value.rt}" if value.rt else "", where) if part)
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return day(value)
    return masked_nik(str(value)) if one.trait is Trait.KK else str(value)
