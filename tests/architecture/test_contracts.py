"""Which room may import which: kept by import-linter, and every contract is shown to break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

BREAKS = {
    "a lower room imports a higher one": ("regions/models.py", "import eservice.requests.workflow", "business-order"),
    "a room without a place": ("gudang/__init__.py", '"""Homeless."""', "business-order"),
    "rules that read the database": ("offices/rules.py", "import eservice.kernel.db", "pure-rules"),
    "rules that read the clock": ("requests/workflow.py", "import eservice.kernel.clock", "pure-rules"),
    "models that act": ("offices/models.py", "import eservice.offices.actions", "room-furniture"),
    "a subject that knows HTTP": ("offices/queries.py", "import flask", "no-web-in-subjects"),
    "an audience in another's rooms": (
        "web/public/routes.py",
        "import eservice.web.auth.routes",
        "audiences-independent",
    ),
    "a page with the database in hand": ("web/public/routes.py", "import eservice.kernel.db", "pages-without-database"),
}


def _lint(folder: Path, *only: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for contract in only for argument in ("--contract", contract)]
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", *chosen]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)


def test_every_import_keeps_the_contracts() -> None:
    done = _lint(ROOT)

    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(("module", "line", "contract"), BREAKS.values(), ids=BREAKS)
def test_a_breach_is_found(module: str, line: str, contract: str, tmp_path: Path) -> None:
    only_code = shutil.ignore_patterns("*.mo", "*.po", "*.csv", "*.toml", "*.woff2", "__pycache__")
    shutil.copytree(ROOT / "eservice", tmp_path / "eservice", ignore=only_code)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    broken = tmp_path / "eservice" / module
    broken.parent.mkdir(exist_ok=True)
    with broken.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    done = _lint(tmp_path, contract)

    assert done.returncode != 0, done.stdout
    assert "BROKEN" in done.stdout or "not listed as layers" in done.stdout, done.stdout
