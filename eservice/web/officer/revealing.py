"""Numbers that identify or reach a person: masked on a request's page, and opened for that page alone, with a reason.

Whoever has claimed the request compares them with the papers: there the task is the reason, and they stand open.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from eservice.privacy import revealing
from eservice.privacy.examined import Reason
from eservice.requests.models import Request
from eservice.web.filters import masked_nik, masked_phone
from eservice.web.forms import HouseForm
from eservice.web.guards import signed_in
from eservice.web.labels import label
from eservice.web.officer.checklist import Answer
from eservice.web.officer.identities import Identity
from eservice.web.officer.reach import Number

_IDENTIFIES = re.compile(r"\b\d{16}\b")
_REACHES = re.compile(r"(?<!\d)(?:\+62|0)8\d{7,11}(?!\d)")
REASONS = [one for one in Reason if one is not Reason.EXAMINATION]


class RevealForm(HouseForm):
    """Why somebody needs to see what is masked."""

    reason = SelectField(_l("Alasan"), validators=[InputRequired(_l("Pilih alasannya."))])
    note = StringField(_l("Keperluannya"), validators=[Length(max=300)])

    def offer(self) -> "RevealForm":
        """Return the form with its choices in words."""
        self.reason.choices = [SelectChoice("", "–"), *(SelectChoice(one.value, label(one)) for one in REASONS)]
        return self


def covers(found: Request) -> bool:
    """Tell whether this reader sees the numbers of a request masked."""
    return not revealing.needs_no_reason(found, actor=signed_in())


def masked(rows: Sequence[Answer]) -> list[Answer]:
    """Return answers in which no number identifies or reaches anybody."""
    return [replace(one, value=_covered(one.value)) for one in rows]


def masked_person(person: Identity) -> Identity:
    """Return a person without the numbers."""
    return replace(person, rows=masked(person.rows))


def masked_number(number: Number | None) -> Number | None:
    """Return a telephone number that cannot be called."""
    return replace(number, link="", shown=masked_phone(number.shown.replace("-", ""))) if number else None


def _covered(value: str) -> str:
    hidden = _IDENTIFIES.sub(lambda found: masked_nik(found[0]), value)
    return _REACHES.sub(lambda found: masked_phone(found[0]), hidden)
