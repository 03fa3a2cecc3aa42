"""What the product is made of besides its own code: pinned, listed, licensed, and no older than its last known hole."""

import json
import re

import pytest

from tests.architecture.sources import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([a-z0-9_.-]+)==([^\s;\\]+)", LOCK, re.MULTILINE))
FLOORS = {
    "weasyprint": "70.0",  # CVE-2025-68616, CVE-2026-49452, CVE-2026-55073: ways around the fetcher
    "flask": "3.1.3",  # CVE-2026-27205: Vary: Cookie
    "werkzeug": "3.1.6",  # CVE-2026-21860, GHSA-29vq-49wr-vm6x: names of devices
    "jinja2": "3.1.6",  # CVE-2025-27516: the sandbox and the filter attr
    "pillow": "13.0.0",  # CVE-2026-96639, GHSA-5x8w-8jj5-q52h, CVE-2026-96636
    "pyhanko": "0.38.0",  # a budget for what a document unpacks to
}
"""Below these a library is refused."""


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


@pytest.mark.parametrize("name", FLOORS)
def test_no_library_is_older_than_its_last_known_hole(name: str) -> None:
    assert _number(PINNED[name]) >= _number(FLOORS[name])


def test_an_older_library_is_found() -> None:
    assert _number("12.3.0") < _number(FLOORS["pillow"]) <= _number("13.0.0")
    assert _number("3.1.10") > _number(FLOORS["werkzeug"])


def test_the_bill_of_materials_names_what_the_lock_pins() -> None:
    """``make sbom`` makes it anew after every change of the lock."""
    bill = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text(encoding="utf-8"))

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {(one["name"].lower(), one["version"]) for one in bill["components"]} == set(PINNED.items())
    assert all(one["purl"].endswith(f"@{one['version']}") for one in bill["components"])


def test_every_library_has_a_licence_that_may_be_used() -> None:
    table = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    told = {name: licence for name, _v, licence in re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", table, re.MULTILINE)}
    del told["package"]

    assert {
        name: version for name, version, _l in re.findall(r"^\| (\S+) \| (\d\S*) \| (.+) \|$", table, re.MULTILINE)
    } == PINNED
    assert [
        name for name, licence in told.items() if re.search(r"(?<!L)GPL|AGPL|SSPL|Proprietary|UNKNOWN", licence)
    ] == []
