"""Turn a service's readable file into the complete JSON of its definition."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from eservice.catalogue.definition import STANDARD_INTERNAL, STANDARD_PUBLISHED
from eservice.kernel.errors import InvalidInputError

DATA = Path(__file__).parent / "data"
SHARED = "shared.toml"

_ASKED_FOR = {
    "self": ("Untuk saya sendiri", "For myself"),
    "household": ("Untuk anggota KK saya", "For a member of my family card"),
    "family": ("Untuk keluarga yang berbeda KK", "For family on another family card"),
    "deceased": ("Untuk orang yang sudah meninggal", "For somebody who has died"),
    "assisted": ("Saya petugas, RT, atau pendamping yang membantu", "I am an officer, RT head or helper who assists"),
}


def service_files(folder: Path = DATA) -> list[Path]:
    """Return the files of all services, by name."""
    return sorted(path for path in folder.glob("*.toml") if path.name != SHARED)


def read_service_file(path: Path) -> dict[str, Any]:
    """Return the JSON of the definition in ``path``: shared entries put in, every text in full.

    Raises:
        InvalidInputError: ``definition_wrong``, the file names an entry that is nowhere.
    """
    shared = tomllib.loads((path.parent / SHARED).read_text(encoding="utf-8"))
    return _complete(tomllib.loads(path.read_text(encoding="utf-8")), shared, path.name)


def complete(own: Mapping[str, Any], *, named: str) -> dict[str, Any]:
    """Return the JSON of the definition written as a service file has it, with what all services share put in."""
    return _complete(own, _shared(), named)


def ready_made(part: str) -> dict[str, dict[str, Any]]:
    """Return the shared entries of a part (``field``, ``requirement``) in full, by key."""
    library = _Library(_shared(), {"for_whom": list(_ASKED_FOR)}, SHARED)
    found = library.field if part == "field" else partial(library.entry, part)
    return {key: _plain(found(key)) for key in _shared()[f"{part}s"]}


def facts_of_the_standard(raw: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the components that say what other parts decide, and follow them: proofs and limits, in both languages."""
    return {
        "persyaratan": [_requirement_line(entry, "") for entry in raw["requirements"]],
        "persyaratan_en": [_requirement_line(entry, "_en") for entry in raw["requirements"]],
        "jangka_waktu": [
            _limit_line("Daring", raw["promise"]["online"]),
            _limit_line("Di loket", raw["promise"]["counter"]),
        ],
        "jangka_waktu_en": [
            _limit_line_en("Online", raw["promise"]["online"]),
            _limit_line_en("At the counter", raw["promise"]["counter"]),
        ],
    }


@cache
def _shared() -> dict[str, Any]:
    return tomllib.loads((DATA / SHARED).read_text(encoding="utf-8"))


def _complete(own: Mapping[str, Any], shared: Mapping[str, Any], named: str) -> dict[str, Any]:
    library = _Library(shared, own, named)
    raw = {key: value for key, value in own.items() if key not in {"step", "field", "requirement", "standard"}}
    raw["steps"] = [library.step(key) for key in own["steps"]]
    raw["requirements"] = [library.entry("requirement", key) for key in own["requirements"]]
    raw["officer_fields"] = [library.field(key) for key in own.get("officer_fields", ())]
    raw["decree"] = {**shared["decree"], **own.get("decree", {})}
    raw["standard"] = _standard(shared["standard"], raw)
    for key in (*STANDARD_PUBLISHED, *STANDARD_INTERNAL):
        raw.pop(key, None)
        raw.pop(f"{key}_en", None)
    return {key: _plain(value) for key, value in raw.items()}


class _Library:
    """The entries a service may name: its own over the shared ones, key by key."""

    def __init__(self, shared: Mapping[str, Any], own: Mapping[str, Any], file: str) -> None:
        self._shared, self._own, self._file = shared, own, file

    def entry(self, part: str, key: str) -> dict[str, Any]:
        """Return one entry with its key."""
        shared = self._shared[f"{part}s"].get(key, {})
        own = self._own.get(part, {}).get(key, {})
        if not shared and not own:
            raise InvalidInputError("definition_wrong", problems=[f"{self._file}: no {part} is called {key!r}"])
        return {"key": key, **shared, **own}

    def step(self, key: str) -> dict[str, Any]:
        """Return a step with its fields in full."""
        step = self.entry("step", key)
        return {**step, "fields": [self.field(name) for name in step["fields"]]}

    def field(self, key: str) -> dict[str, Any]:
        """Return a field with its answers and inner fields in full."""
        field = self.entry("field", key)
        if isinstance(field.get("choices"), str):
            field["choices"] = self._shared["choices"][field["choices"]]
        if key == "untuk_siapa":
            words = {whom: list(pair) for whom, pair in _ASKED_FOR.items()} | self._own.get("for_whom_words", {})
            field["choices"] = [[whom, *words[whom]] for whom in self._own["for_whom"]]
        if "fields" in field:
            field["fields"] = [self.field(name) for name in field["fields"]]
        return field


def _standard(shared: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the 14 components: shared ones, those of the level, then what the file says; lists follow the facts."""
    standard = {**shared["all"], **shared[raw["issuer"]]}
    standard |= facts_of_the_standard(raw)
    for key in (*STANDARD_PUBLISHED, *STANDARD_INTERNAL):
        for name in (key, f"{key}_en"):
            if name in raw:
                standard[name] = [*standard[name], *raw[name]] if key == "dasar_hukum" else raw[name]
    return standard


def _requirement_line(entry: Mapping[str, Any], language: str) -> str:
    condition = entry.get(f"when_text{language}", "")
    name = str(entry[f"name{language}"])
    return f"{name} ({condition})." if condition else f"{name}."


def _limit_line(channel: str, limit: Mapping[str, Any]) -> str:
    after = "setelah berkas lengkap."
    if same_day := limit.get("same_day"):
        until, by, next_by = (str(same_day[key]).replace(":", ".") for key in ("until", "by", "next_by"))
        later = f"sesudahnya hari kerja berikut pukul {next_by}."
        return f"{channel}: lengkap sebelum pukul {until} selesai hari itu pukul {by}; {later}"
    if minutes := limit.get("minutes"):
        return f"{channel}: {minutes} menit {after}"
    visit = f" ({limit['visit_days']} hari kerja bila petugas perlu datang)" if "visit_days" in limit else ""
    return f"{channel}: {limit['days']} hari kerja{visit} {after}"


def _limit_line_en(channel: str, limit: Mapping[str, Any]) -> str:
    after = "once everything is complete."
    if same_day := limit.get("same_day"):
        until, by, next_by = (str(same_day[key]).replace(":", ".") for key in ("until", "by", "next_by"))
        return f"{channel}: complete before {until}, done that day by {by}; later, the next working day by {next_by}."
    if minutes := limit.get("minutes"):
        return f"{channel}: {minutes} minutes {after}"
    visit = f" ({limit['visit_days']} working days if an officer has to visit)" if "visit_days" in limit else ""
    return f"{channel}: {limit['days']} working day{'s' if limit['days'] > 1 else ''}{visit} {after}"


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON has it: dates as text."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
