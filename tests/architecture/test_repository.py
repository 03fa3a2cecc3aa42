"""What may lie in the repository: the fixed furniture, nothing of one machine, nothing unpinned."""

import hashlib
import re
import subprocess

import pytest

from tests.architecture.sources import ROOT

TOP = {
    "eservice", "templates", "static", "tests", "wsgi.py", "pyproject.toml", "README.md", "LICENSE", "NOTICE",
    "CHANGELOG.md", "Makefile", "docs", "bench", "tools", "deploy", "requirements.in", "requirements-dev.in",
    "requirements.lock", "requirements-dev.lock",
}  # fmt: skip
LOCKS = ("requirements.lock", "requirements-dev.lock", "tools/installer.lock", "tools/package-lock.json")

# Written in pieces, so that this file does not contain what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me/[a-z]+")) + r")/[\w.]")
REGISTRIES = (
    "py" + "pi.org",
    "files.python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "repo1." + "maven",
)


def tracked() -> list[str]:
    """Return the files of the repository, from its root."""
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """Return the tracked files that are text, what others wrote left out."""
    found = {}
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8000] and not name.startswith(("tools/vendor/", "static/vendor/")):
            found[name] = content.decode("utf-8", errors="replace")
    return found


def test_only_the_fixed_furniture_stands_at_the_top() -> None:
    top = {name.split("/")[0] for name in tracked()}

    assert sorted(name for name in top - TOP if not name.startswith(".")) == []


def test_no_file_speaks_of_one_machine() -> None:
    assert {name: hit for name, text in texts().items() if (hit := MACHINE_PATH.findall(text))} == {}


def test_no_file_names_a_registry() -> None:
    assert [(name, host) for name, text in texts().items() for host in REGISTRIES if host in text] == []


@pytest.mark.parametrize("path", ["/" + "work/main/x", '"/' + 'root/.cache"', "/" + "home/siti/x"])
def test_the_path_of_a_machine_is_recognised(path: str) -> None:
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_versions_and_hashes_but_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert "sha256:" in text or "sha512-" in text


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_a_lock_holds_everything_that_is_wanted(kind: str) -> None:
    wanted = re.findall(r"^([A-Za-z0-9_.-]+)", (ROOT / f"{kind}.in").read_text(encoding="utf-8"), re.MULTILINE)
    locked = re.findall(r"^([a-z0-9_.-]+)==", (ROOT / f"{kind}.lock").read_text(encoding="utf-8"), re.MULTILINE)

    names = {re.sub(r"[-_.]+", "-", name).lower() for name in wanted if not name.startswith("-")}
    assert sorted(names - {re.sub(r"[-_.]+", "-", name) for name in locked}) == []


def test_the_checks_run_with_what_the_product_runs_with() -> None:
    pins = [set(re.findall(r"^(\S+==\S+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS[:2]]

    assert sorted(pins[0] - pins[1]) == []


@pytest.mark.parametrize("room", ["tools", "static"])
def test_what_others_wrote_is_as_they_wrote_it(room: str) -> None:
    folder = ROOT / room / "vendor"
    listed = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    present = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"}

    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items()} == listed
