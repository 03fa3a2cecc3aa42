"""Whether the clock tells who has an account: a known and an unknown NIK at sign-in and at a forgotten password.

    python bench/signin.py [--samples 200] [--only forgotten]

Each is asked in turn, so that whatever else the machine does falls on both. Printed: the medians and their ratio; the
rank-biserial effect size (0: nobody could tell, 1: always); and p by Mann-Whitney. Ends with status 1 where the medians
differ by 5 ms or more and p is below 0.01.
"""

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from statistics import median

sys.path.pop(0)  # this folder: its queue.py would stand before the library's
sys.path.insert(0, str(Path(__file__).parents[1]))

from eservice.accounts import actions, gate, passwords, recovery
from eservice.app import create_app
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.web.evenly import evenly
from tests.databases import build, release, settings_for_tests
from tests.reference import fill_reference
from tests.times import MONDAY

KNOWN, UNKNOWN = "1571014107909001", "1571010101859002"
MOST_MS, LEAST_P = 5.0, 0.01


def main() -> int:
    """Print the figures; 1 where the clock tells."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--samples", type=int, default=200)
    options.add_argument("--only", choices=("sign-in", "forgotten"))
    told_what, samples = (chosen := options.parse_args()).only, chosen.samples
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for_tests(Path(folder), f"sqlite:///{folder}/eservice.db", jobs_url="embedded"))
        build(app, fill_reference)
        with app.app_context():
            with transaction():
                new = actions.NewCitizen(
                    nik=KNOWN, name="Siti", email="siti@contoh.id", kk="1571010101209003", born_on="1990-07-01"
                )
                actions.register(new, password=passwords.choose("kopi hangat di teras"), at=MONDAY)
            told = [measured(words, ask, samples) for words, ask in KINDS if told_what in (None, words)]
        release(app)
    return int(any(told))


def sign_in(nik: str, number: int) -> None:
    """Try a wrong password, each time from another network."""
    with suppress(NotAllowedError):
        at = MONDAY + timedelta(minutes=number)
        gate.check_sign_in(nik, password="salah sama sekali", network=network(number), at=at)  # noqa: S106


def forget(nik: str, number: int) -> None:
    """Ask for a code."""
    with evenly(), transaction():
        recovery.request_reset(nik, at=MONDAY + timedelta(minutes=number))


KINDS = (("sign-in", sign_in), ("forgotten", forget))


def network(number: int) -> str:
    """Return an address nobody has."""
    return f"198.18.{number // 250}.{number % 250 + 1}"


def measured(words: str, ask: Callable[[str, int], None], samples: int) -> bool:
    """Print what asking costs; tell whether the clock tells."""
    spent: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(-2, samples):
        for nik in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            begun = time.perf_counter()
            ask(nik, number + 2)
            if number >= 0:
                spent[nik].append((time.perf_counter() - begun) * 1000)
    known, unknown = median(spent[KNOWN]), median(spent[UNKNOWN])
    effect, p = mann_whitney(spent[KNOWN], spent[UNKNOWN])
    tells = abs(known - unknown) >= MOST_MS and p < LEAST_P
    print(
        f"{words}, {samples} of each: known {known:.2f} ms, unknown {unknown:.2f} ms, ratio {known / unknown:.3f}, "
        f"effect {effect:+.3f}, p {p:.3f}: {'THE CLOCK TELLS' if tells else 'met'}"
    )
    return tells


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Return the rank-biserial effect size and p, two-sided, by the normal approximation."""
    wins = sum((one > other) + (one == other) / 2 for one in first for other in second)
    pairs = len(first) * len(second)
    spread = math.sqrt(pairs * (len(first) + len(second) + 1) / 12)
    return 2 * wins / pairs - 1, math.erfc(abs(wins - pairs / 2) / spread / math.sqrt(2))


if __name__ == "__main__":
    sys.exit(main())
