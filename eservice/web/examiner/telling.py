"""What was changed, as the examiner's list tells it: codes in words, days by the calendar."""

from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.catalogue.definition import Promise
from eservice.privacy.changelist import Change
from eservice.privacy.words import CHANGES
from eservice.web.filters import day, instant
from eservice.web.labels import label


def told(change: Change) -> str:
    """Return what was changed in words."""
    return str(_(CHANGES[change.what], **{name: _fact(one) for name, one in change.facts.items()}))


def _fact(value: object) -> str:
    if isinstance(value, Promise):
        return _promise(value)
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    return "–" if value is None else str(value)


def _promise(promise: Promise) -> str:
    if promise.minutes is not None:
        return str(ngettext("%(num)s menit", "%(num)s menit", promise.minutes))
    if promise.days is None:
        return str(_("hari yang sama, pukul %(hour)s", hour=promise.same_day_by.replace(":", ".")))
    words = str(ngettext("%(num)s hari kerja", "%(num)s hari kerja", promise.days))
    if promise.visit_days is None:
        return words
    return str(_("%(days)s (dengan kunjungan %(visit)s hari)", days=words, visit=promise.visit_days))
