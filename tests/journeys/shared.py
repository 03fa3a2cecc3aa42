"""What several processes of one run need alike is made by the first that asks for it, and found by the others."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that ``make`` fills, once for all processes of this run: the others wait for it.

    Whoever uses it copies it: what one test writes, no other may find.
    """
    own = tmp_path_factory.getbasetemp()
    place = own.parent if own.name.startswith("popen-") else own  # xdist gives each of its processes a folder below
    folder = place / name
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            half = place / f"{name}.half"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(folder)
    return folder
