"""Our events as OCEL 2.0 (JSON): requests, offices and colleagues by number as objects, without any person."""

from collections.abc import Iterable
from typing import Any

from eservice.metrics.eventlogs.writing import Case

_REQUEST, _OFFICE, _RESOURCE = "request", "office", "resource"
_EPOCH = "1970-01-01T00:00:00+00:00"
"""An attribute that never changes holds from here, as the standard asks for an instant."""


def as_ocel(cases: Iterable[Case]) -> dict[str, Any]:
    """Return cases and their events as an object-centric log."""
    objects: dict[str, dict[str, Any]] = {}
    events: list[dict[str, Any]] = []
    activities: set[str] = set()
    for case, steps in cases:
        request = f"request-{case['case']}"
        objects[request] = {
            "id": request,
            "type": _REQUEST,
            "attributes": [{"name": name, "time": _EPOCH, "value": case[name]} for name in ("service", "channel")],
        }
        for step in steps:
            parts = [(request, _REQUEST), (f"office-{step['office']}", _OFFICE)]
            parts += [(f"resource-{step['resource']}", _RESOURCE)] if step["resource"] else []
            for one, kind in parts[1:]:
                objects.setdefault(one, {"id": one, "type": kind, "attributes": []})
            activities.add(step["activity"])
            events.append(
                {
                    "id": f"event-{len(events) + 1}",
                    "type": step["activity"],
                    "time": step["timestamp"],
                    "attributes": [{"name": "stage", "value": step["stage"]}],
                    "relationships": [{"objectId": one, "qualifier": kind} for one, kind in parts],
                }
            )
    return {
        "objectTypes": [
            {"name": _REQUEST, "attributes": [{"name": one, "type": "string"} for one in ("service", "channel")]},
            {"name": _OFFICE, "attributes": []},
            {"name": _RESOURCE, "attributes": []},
        ],
        "eventTypes": [
            {"name": one, "attributes": [{"name": "stage", "type": "string"}]} for one in sorted(activities)
        ],
        "objects": list(objects.values()),
        "events": events,
    }
