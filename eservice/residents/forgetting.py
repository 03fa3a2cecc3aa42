"""Forget a person whom nothing names any more: the row stays as a number, so that what pointed to it still does."""

from eservice.accounts.rules import PhoneOwner
from eservice.kernel.db import db
from eservice.residents.models import Person
from eservice.residents.rules import NoNikReason

FORGOTTEN = "(data dihapus)"
"""What stands where the name stood."""


def forget(person: Person) -> None:
    """Empty everything that is told of a person; a second time changes nothing."""
    person.name, person.birth_place, person.occupation = FORGOTTEN, "", ""
    person.nik = person.nik_index = person.kk = person.kk_index = None
    person.no_nik_reason = NoNikReason.UNKNOWN
    person.birth_on = person.died_on = person.sex = person.religion = None
    person.marital_status = person.education = None
    person.address_parts = person.phone = person.email = None
    person.phone_owner = PhoneOwner.NONE
    person.name_words = []
    db.session.flush()
