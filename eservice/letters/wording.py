"""Indonesian as official letters write it: dates, numbers in words, money, Roman months."""

from collections.abc import Iterable
from datetime import date, datetime

from num2words import num2words

from eservice.kernel.clock import wib

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def long_date(day: date) -> str:
    """Return '24 November 2026'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_and_year(day: date) -> str:
    """Return 'November 2026'."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def weekday(day: date) -> str:
    """Return the day's name, 'Selasa'."""
    return DAYS[day.weekday()]


def instant(at: datetime) -> str:
    """Return '24 November 2026, 15.12 WIB' for an aware instant."""
    local = wib(at)
    return f"{long_date(local.date())}, {local:%H.%M} WIB"


def in_words(number: int) -> str:
    """Return a whole number in words: 1250000 -> 'satu juta dua ratus lima puluh ribu'."""
    return str(num2words(number, lang="id"))


def rupiah(amount: int) -> str:
    """Return 'Rp1.250.000'."""
    return f"Rp{grouped(amount)}"


def grouped(number: int) -> str:
    """Return a whole number with points between the thousands."""
    return f"{number:,}".replace(",", ".")


def joined(parts: Iterable[str]) -> str:
    """Return 'a', 'a dan b' or 'a, b dan c'."""
    *head, last = parts
    return f"{', '.join(head)} dan {last}" if head else last
