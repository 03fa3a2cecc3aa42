"""How values are written on a page: dates, times, money, sizes, codes and masks, in the page's language."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.kernel.clock import wib
from eservice.kernel.codes import show_code
from eservice.web import charts
from eservice.web.locale import language

DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
DOT = "•"


def install(app: Flask) -> None:
    """Offer every filter under the name the templates use."""
    app.jinja_env.filters.update(
        tanggal=day,
        tanggal_pendek=short_day,
        hari_tanggal=named_day,
        jam=hour,
        waktu=instant,
        waktu_detik=exact_instant,
        alamat=bare_address,
        rupiah=rupiah,
        angka=number,
        persen=per_cent,
        per_cent_place=per_cent_place,
        durasi=duration,
        masa=kept_for,
        jam_kerja=working_hours,
        kode=show_code,
        nik_samar=masked_nik,
        nama_samar=masked_name,
        telepon_samar=masked_phone,
        ukuran=size,
        local=local,
    )
    charts.install(app)


def day(value: date | datetime | None) -> str:
    """Return ``24 November 2026``; an instant counts in WIB; nothing for None."""
    if value is None:
        return ""
    on = _on(value)
    return f"{on.day} {MONTHS[language()][on.month - 1]} {on.year}"


def short_day(value: date | datetime | None) -> str:
    """Return ``Sel 24 Nov`` (``Tue 24 Nov``), for rows where the year is plain."""
    if value is None:
        return ""
    on = _on(value)
    return f"{DAYS[language()][on.weekday()][:3]} {on.day} {MONTHS[language()][on.month - 1][:3]}"


def named_day(value: date | datetime | None) -> str:
    """Return ``Selasa, 24 November 2026`` (``Tuesday, 24 November 2026``)."""
    return f"{DAYS[language()][_on(value).weekday()]}, {day(value)}" if value is not None else ""


def hour(value: datetime | None) -> str:
    """Return the time of day in WIB with a dot: ``16.00``."""
    return f"{wib(value):%H.%M}" if value is not None else ""


def instant(value: datetime | None) -> str:
    """Return ``Selasa, 24 November 2026 pukul 16.00 WIB``."""
    if value is None:
        return ""
    return str(_("%(day)s pukul %(hour)s WIB", day=named_day(value), hour=hour(value)))


def exact_instant(value: datetime) -> str:
    """Return an instant to the second, for the answer of a check: ``24 November 2026 pukul 15.40.07 WIB``."""
    return str(_("%(day)s pukul %(hour)s WIB", day=day(value), hour=f"{wib(value):%H.%M.%S}"))


def bare_address(url: str) -> str:
    """Return an address as people compare it: without ``https://``."""
    return url.split("://", 1)[-1]


def rupiah(value: int) -> str:
    """Return whole rupiah: ``Rp1.250.000``."""
    return f"Rp{value:,}".replace(",", ".") if language() == "id" else f"Rp{value:,}"


def number(value: float, decimals: int = 0) -> str:
    """Return a number as it is read aloud here: ``4.176`` and ``96,4`` (English ``4,176`` and ``96.4``)."""
    written = f"{value:,.{decimals}f}"
    return written.translate(str.maketrans(",.", ".,")) if language() == "id" else written


def per_cent(share: float, decimals: int = 1) -> str:
    """Return a share of 0..1 as ``96,4 %``."""
    return f"{number(share * 100, decimals)}\u00a0%"


def per_cent_place(share: float) -> str:
    """Return a share of 0..1 as a place on a drawing: ``96.4%``."""
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}%"


def duration(seconds: float) -> str:
    """Return a length of time in days, hours and minutes, its two largest parts: ``3 jam 20 menit``."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return str(_("kurang dari 1 menit"))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [
        ngettext("%(num)s hari", "%(num)s hari", days) if days else "",
        ngettext("%(num)s jam", "%(num)s jam", hours) if hours else "",
        ngettext("%(num)s menit", "%(num)s menit", minutes) if minutes and not days else "",
    ]
    return " ".join(part for part in parts if part)


def exact_duration(seconds: float) -> str:
    """Return a length of time in days, hours and minutes, none left out: what stands in a sum must add up."""
    days, rest = divmod(int(seconds), 86_400)
    if not days or rest < 60:
        return duration(seconds)
    return " ".join([ngettext("%(num)s hari", "%(num)s hari", days), duration(rest)])


def kept_for(days: int) -> str:
    """Return how long something stays: ``90 hari``, and whole years as such, ``10 tahun``."""
    if days and days % 365 == 0:
        return str(ngettext("%(num)s tahun", "%(num)s tahun", days // 365))
    return str(ngettext("%(num)s hari", "%(num)s hari", days))


def working_hours(seconds: float) -> str:
    """Return a length of working time in hours and minutes, never in days: a working day has no 24 hours."""
    hours, minutes = divmod(int(seconds // 60), 60)
    if not hours:
        return duration(seconds)
    parts = [ngettext("%(num)s jam", "%(num)s jam", hours)]
    return " ".join([*parts, ngettext("%(num)s menit", "%(num)s menit", minutes)] if minutes else parts)


def masked_nik(nik: str) -> str:
    """Return a NIK of which only the region and the last four digits can be read."""
    return f"{nik[:4]} {DOT * 4} {DOT * 4} {nik[-4:]}" if len(nik) == 16 else DOT * len(nik)


def masked_name(name: str) -> str:
    """Return a name of which each word shows only its first letter: ``R***** A****``."""
    return " ".join(word[:1] + "*" * (len(word) - 1) for word in name.split())


def masked_phone(phone: str) -> str:
    """Return a phone number of which the first four and the last three digits can be read."""
    return f"{phone[:4]}-{DOT * 4}-{phone[-3:]}" if len(phone) > 7 else DOT * len(phone)


def size(count: int) -> str:
    """Return a number of bytes as people read it: ``412 kB``, ``1,2 MB``."""
    if count < 1_000_000:
        return f"{number(max(1, round(count / 1000)))} kB"
    return f"{number(count / 1_000_000, 1)} MB"


def local(thing: Any, name: str) -> Any:
    """Return the field ``name`` of ``thing`` in the page's language: its ``_en`` twin where there is one."""
    if language() == "en":
        twin = _field(thing, f"{name}_en")
        if twin:
            return twin
    return _field(thing, name)


def listed(words: Iterable[str]) -> str:
    """Return ``a, b, dan c``."""
    *most, last = words
    return f"{', '.join(most)} {_('dan')} {last}" if most else last


def _field(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def _on(value: date | datetime) -> date:
    return wib(value).date() if isinstance(value, datetime) else value
