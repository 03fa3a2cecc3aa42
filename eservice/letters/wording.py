"""Indonesian as official letters write it: dates, numbers in words, money, Roman months."""

from collections.abc import Iterable
from datetime import date, datetime

from num2words import num2words

from eservice.kernel.clock import wib
from eservice.letters.content import Signer

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


def signer_name(signer: Signer, *, capital: bool = True) -> str:
    """Return the name with its academic titles: 'Dr. RINA PUSPITA, S.IP., M.Si.'."""
    name = signer.name.upper() if capital else signer.name
    with_front = f"{signer.title_front} {name}" if signer.title_front else name
    return f"{with_front}, {signer.title_back}" if signer.title_back else with_front


def rank_line(signer: Signer) -> str:
    """Return 'Penata Tingkat I (III/d)'; contract staff have a grade and no rank; '' without either."""
    if signer.rank:
        return f"{signer.rank} ({signer.grade})" if signer.grade else signer.rank
    return f"Golongan {signer.grade}" if signer.grade else ""


def nip(digits: str) -> str:
    """Return an 18-digit NIP as it is printed, '19850312 201001 2 904'; other lengths unchanged."""
    plain = digits.replace(" ", "")
    if len(plain) != 18:
        return digits
    return f"{plain[:8]} {plain[8:14]} {plain[14]} {plain[15:]}"
