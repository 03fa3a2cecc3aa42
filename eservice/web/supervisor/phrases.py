"""Numbers and their changes in words, in the page's language."""

from flask_babel import gettext as _

from eservice.metrics.rules import SMALL_GROUP
from eservice.web.filters import number

_HOUR = 3600


def hours(seconds: float) -> str:
    """Return hours with one decimal: ``3,1``."""
    return number(seconds / _HOUR, 1)


def few() -> str:
    """Return what stands in place of a rate of too few."""
    return str(_("n < %(n)s", n=SMALL_GROUP))


def counted_n(n: int) -> str:
    """Return how many a figure counts: ``n = 1.284``."""
    return f"n = {number(n)}"


def hours_or_few(seconds: int | None) -> str:
    """Return hours, or that there are too few."""
    return few() if seconds is None else hours(seconds)


def share_parts(share: float | None) -> tuple[str, str]:
    """Return a share as (number, unit)."""
    return (few(), "") if share is None else (number(share * 100, 1), "%")


def share_words(share: float | None) -> str:
    """Return a share in one piece: ``96,4 %``."""
    return few() if share is None else f"{number(share * 100, 1)}\u00a0%"


def of_hundred(share: float) -> str:
    """Return a share of a hundred, never rounded up to all of them."""
    return number(min(int(share * 100 + 0.5), 99 if share < 1 else 100))


def change_in_points(now: float | None, before: float | None) -> str:
    """Return how a share of 0..1 changed, in words."""
    if now is None or before is None:
        return str(_("belum ada pembanding"))
    by = round((now - before) * 100, 1)
    if by == 0:
        return str(_("= sama dengan periode sebelumnya"))
    if by > 0:
        return str(_("▲ naik %(by)s poin dari periode sebelumnya", by=number(by, 1)))
    return str(_("▼ turun %(by)s poin dari periode sebelumnya", by=number(-by, 1)))


def than_before(now: int, before: int) -> str:
    """Return how a count of a period stands to that of the period before, in words."""
    if now == before:
        return str(_("= sama dengan periode sebelumnya"))
    if now > before:
        return str(_("▲ bertambah dari %(before)s", before=number(before)))
    return str(_("▼ berkurang dari %(before)s", before=number(before)))


def change_in_hours(now: int | None, before: int | None) -> str:
    """Return how a length of time changed, in words."""
    if now is None or before is None:
        return str(_("belum ada pembanding"))
    by = round((now - before) / _HOUR, 1)
    if by == 0:
        return str(_("= sama dengan periode sebelumnya"))
    if by > 0:
        return str(_("▲ lebih lama %(by)s jam dari periode sebelumnya", by=number(by, 1)))
    return str(_("▼ lebih cepat %(by)s jam dari periode sebelumnya", by=number(-by, 1)))


def change_in_number(now: int, before: int) -> str:
    """Return how a count changed, in words."""
    if now == before:
        return str(_("= sama dengan akhir periode sebelumnya"))
    if now > before:
        return str(_("▲ bertambah %(by)s dari akhir periode sebelumnya", by=number(now - before)))
    return str(_("▼ berkurang %(by)s dari akhir periode sebelumnya", by=number(before - now)))
