"""Telephone numbers as Indonesians write them. Pure; a number is often shared, so it never identifies anybody.

Source: reference/domain.md 11.1.
"""

import re

import phonenumbers

from eservice.kernel.errors import InvalidInputError

_NOT_DIGITS = re.compile(r"\D+")
_REGION = "ID"


def read_phone(typed: str) -> str:
    """Return a number as E.164, ``+6281234567890``.

    The library alone reads ``62812…`` without a plus as a landline in area 0628, hence the steps before it.

    Raises:
        InvalidInputError: ``phone_missing``, or ``phone_unreadable`` where no telephone in Indonesia can have it.
    """
    digits = _NOT_DIGITS.sub("", typed)
    if not digits:
        raise InvalidInputError("phone_missing", field="phone")
    try:
        number = phonenumbers.parse(_international(typed, digits), _REGION)
    except phonenumbers.NumberParseException as error:
        raise InvalidInputError("phone_unreadable", field="phone") from error
    if not phonenumbers.is_valid_number_for_region(number, _REGION):
        raise InvalidInputError("phone_unreadable", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """Return a stored number as it is said in Indonesia: ``0812-3456-7890``."""
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.NATIONAL)


def is_mobile(e164: str) -> bool:
    """Tell whether a stored number can receive WhatsApp and SMS."""
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def _international(typed: str, digits: str) -> str:
    """Return a form the library cannot mistake; what fits no Indonesian habit passes unchanged and fails there."""
    digits = digits.removeprefix("00")
    if digits.startswith("0"):
        return f"+62{digits[1:]}"
    if digits.startswith("8") and not typed.strip().startswith("+"):
        return f"+62{digits}"
    return f"+{digits}"
