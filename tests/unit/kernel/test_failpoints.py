"""Places where a test lets a process die: each is named once, and no real installation lets itself be told."""

import ast
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from eservice.config import ROOT, SettingsError
from eservice.kernel import failpoints
from eservice.kernel.blobs import FolderBlobs, write_whole
from eservice.kernel.failpoints import POINTS, FailpointError, failpoint
from eservice.kernel.presence import Presence
from tests.databases import settings_for_tests

TWICE = {"letter.ended": 2}
"""Places that the code names in more than one way there: revoked, replaced."""


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


def named() -> Counter[str]:
    """Return every place the code names, as often as it does."""
    found: Counter[str] = Counter()
    for path in (ROOT / "eservice").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text if "failpoint(" in text else "")):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "failpoint":
                (name,) = node.args
                assert isinstance(name, ast.Constant), path
                found[str(name.value)] += 1
    return found


def test_every_place_that_is_declared_is_somewhere_and_none_is_undeclared() -> None:
    assert named() == {name: TWICE.get(name, 1) for name in POINTS}
    assert len(POINTS) >= 25
    assert all(sentence.endswith(".") for sentence in POINTS.values())


def test_a_place_fails_or_waits_as_it_is_told_and_the_others_do_not() -> None:
    failpoints.arm("mail.leased=raise@2; job.taken=sleep:0.05")

    failpoint("mail.noted")
    failpoint("mail.leased")
    with pytest.raises(FailpointError, match=r"mail\.leased"):
        failpoint("mail.leased")
    failpoint("mail.leased")
    begun = time.perf_counter()
    failpoint("job.taken")
    assert time.perf_counter() - begun >= 0.05

    failpoints.arm("")
    failpoint("mail.leased")


@pytest.mark.parametrize("told", ["nowhere=kill", "mail.leased", "mail.leased=boil", "mail.leased=sleep", "=kill"])
def test_what_cannot_be_read_or_names_no_place_is_refused(told: str) -> None:
    with pytest.raises(SettingsError, match="ESERVICE_FAILPOINTS"):
        failpoints.arm(told)


def test_an_installation_outside_demo_mode_does_not_start_with_them(tmp_path: Path) -> None:
    real = {"mode": "production", "signer_url": "basah", "base_url": "https://surat.contoh.go.id"}
    settings_for_tests(tmp_path, "sqlite://", **real).check()

    with pytest.raises(SettingsError, match="ESERVICE_FAILPOINTS"):
        settings_for_tests(tmp_path, "sqlite://", failpoints="mail.leased=kill", **real).check()


def dying(path: Path, told: str) -> int:
    """Write a file in a process of its own that dies at a place; return how it ended."""
    child = os.fork()
    if child == 0:
        failpoints.arm(told)
        write_whole(path, b"surat" * 1000)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("place", ["blob.begun", "blob.written", "blob.synced", "blob.named"])
def test_a_file_is_whole_or_not_there_and_what_was_begun_is_swept_away(place: str, tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path / "blobs")
    path = store.folder / "ab" / ("ab" * 32)

    assert dying(path, f"{place}=kill") == -signal.SIGKILL

    assert path.exists() is (place == "blob.named")
    assert not path.exists() or path.read_bytes() == b"surat" * 1000
    assert store.keys() == ([path.name] if path.exists() else [])
    begun = list(path.parent.glob(".new-*"))
    assert len(begun) == (place != "blob.named")
    for one in begun:
        os.utime(one, (path.parent.stat().st_mtime - 7200,) * 2)
    assert store.forget_unfinished(older_than=timedelta(hours=3)) == 0, "somebody may be writing it"
    assert store.forget_unfinished(older_than=timedelta(hours=1)) == len(begun)
    assert list(path.parent.glob(".new-*")) == []


def test_the_disk_knows_a_name_before_a_row_may_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name, and the name of a new folder on the way to it, are as much part of a file as its bytes."""
    synced: list[str] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    store = FolderBlobs(tmp_path / "blobs")

    key = store.put(b"surat")

    assert [Path(one).name for one in synced] == [
        tmp_path.name, "blobs", next(Path(one).name for one in synced if ".new-" in one), key[:2],
    ]  # fmt: skip
    synced.clear()
    assert store.put(b"surat") == key
    assert [Path(one).name for one in synced] == [key[:2]], "whoever wrote it may have died before that"


def test_a_worker_that_died_is_known_at_once_and_one_that_lives_is_never_taken_for_dead(tmp_path: Path) -> None:
    living, other = Presence(tmp_path / "workers"), Presence(tmp_path / "workers")
    living.enter()
    child = os.fork()
    if child == 0:
        mine = Presence(tmp_path / "workers")
        mine.enter()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    other.enter()

    (gone,) = other.gone()

    assert gone not in (living.name, other.name)
    assert living.gone() == [gone]
    other.forget(gone)
    assert other.gone() == []
    living.leave()
    assert other.gone() == []
    assert [path.name for path in (tmp_path / "workers").iterdir()] == [other.name]
    other.leave()
