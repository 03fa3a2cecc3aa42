"""What a seal costs: made for a letter, and verified by the single-file script; at most 1 ms each.

    python bench/seal.py [--seals 2000]

Ends with status 1 where a bound is broken. Verified means: from the QR's text to the answer, the signature included.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.pop(0)  # this folder: its queue.py would stand before the library's
sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.seals import KEY, NOW, ended, link, published, script

TARGET_MS = 1.0


def main() -> int:
    """Print the figures; 1 where a target is missed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seals", type=int, default=2000)
    count = options.parse_args().seals
    checker = script()
    known = checker.known_from(published(KEY), ended())
    begun = time.process_time()
    texts = [link(number=f"400.12.2.1/{number:03d}/BLK/XI/2026") for number in range(count)]
    made = time.process_time()
    found = {checker.check(text, known, now=NOW).code for text in texts}
    checked = time.process_time()
    if found != {"genuine"}:
        sys.exit(f"not every seal is genuine: {found}")
    missed = False
    for what, spent in (("made", made - begun), ("verified", checked - made)):
        each = spent / count * 1000
        missed |= each > TARGET_MS
        print(f"a seal {what}: {each:.2f} ms, at most {TARGET_MS:g} ms: {'MISSED' if each > TARGET_MS else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
