"""The demo's own secrets: made once, also when two processes begin at one instant."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from eservice.config import Settings, SettingsError


def secrets_of(instance: Path) -> tuple[str, str]:
    """Return the secrets with which a process started on this instance works."""
    settings = Settings.from_env({"ESERVICE_MODE": "demo", "ESERVICE_INSTANCE": str(instance)})
    return settings.secret_key, settings.data_key


def second_process_begins(instance: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Let another process begin while the first writes its secrets; return, in time, what the other works with."""
    others: list[tuple[str, str]] = []
    write = json.dump

    def interrupted(*written: Any) -> None:
        monkeypatch.setattr(json, "dump", write)
        others.append(secrets_of(instance))
        write(*written)

    monkeypatch.setattr(json, "dump", interrupted)
    return others


def test_a_second_start_works_with_the_same_secrets(tmp_path: Path) -> None:
    assert secrets_of(tmp_path / "instance") == secrets_of(tmp_path / "instance")


def test_two_processes_that_begin_at_one_instant_work_with_the_same_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = second_process_begins(tmp_path, monkeypatch)

    assert [secrets_of(tmp_path)] == others
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"], "nothing is left of the second pair"


def test_a_file_that_takes_the_name_from_another_parts_the_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = second_process_begins(tmp_path, monkeypatch)

    def take(aside: str, path: Path) -> None:
        Path(path).write_bytes(Path(aside).read_bytes())

    monkeypatch.setattr(os, "link", take)

    assert [secrets_of(tmp_path)] != others


def test_only_their_owner_can_read_the_secrets(tmp_path: Path) -> None:
    secrets_of(tmp_path)

    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"CACHE_URL": "memcached://x"}, "CACHE_URL"),
        ({"FIGURES_URL": "postgresql+psycopg://x/y"}, "FIGURES_URL"),
        ({"FIGURES_URL": "sqlite:///x", "DATABASE_URL": "postgresql+psycopg://x/y"}, "FIGURES_URL"),
    ],
)
def test_a_shared_part_that_cannot_be_used_is_refused(tmp_path: Path, told: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_env({"ESERVICE_INSTANCE": str(tmp_path)} | told)


def test_processes_remember_together_where_their_wake_ups_go(tmp_path: Path) -> None:
    where = {"ESERVICE_INSTANCE": str(tmp_path)}

    assert Settings.from_env(where | {"JOBS_URL": "redis://one/0"}).cache_url == "redis://one/0"
    assert Settings.from_env(where | {"JOBS_URL": "redis://one/0", "CACHE_URL": ""}).cache_url == ""
    assert Settings.from_env(where).cache_url == ""
