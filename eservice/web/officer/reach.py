"""How an officer reaches the people of a request: the number to call, as a link, and whose it is."""

from dataclasses import dataclass

from eservice.kernel.errors import InvalidInputError
from eservice.requests.models import Request
from eservice.requests.telling import phone_of
from eservice.residents.phones import is_mobile, read_phone, show_phone
from eservice.web.labels import office_label


@dataclass(frozen=True)
class Number:
    """One telephone number as a page shows it."""

    link: str
    """``tel:+6281234567890``"""
    shown: str
    owner: str
    """Whose it is, in words."""
    writes: bool
    """Whether it can receive a message: a telephone on the wall of a house cannot."""


def number_of(found: Request) -> Number | None:
    """Return the number to call about a request, or None."""
    known = phone_of(found)
    if known is None:
        return None
    phone, owner = known
    try:
        phone = read_phone(phone)
    except InvalidInputError:  # entered before numbers were checked: shown as it was written
        return Number(f"tel:{phone}", phone, office_label(owner), writes=True)
    return Number(f"tel:{phone}", show_phone(phone), office_label(owner), writes=is_mobile(phone))
