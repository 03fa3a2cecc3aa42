"""The figures that everybody may read, for machines: the same numbers as on the public pages, with what they mean."""

from datetime import datetime
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from eservice.kernel import clock
from eservice.metrics import names
from eservice.metrics.figures import Measure
from eservice.metrics.queries import UsualTime
from eservice.metrics.rules import PUBLIC_LEAST, SMALL_GROUP, Spread
from eservice.web import counted
from eservice.web.api.routes import blueprint
from eservice.web.defined import definitions_told
from eservice.web.guards import public
from eservice.web.problems import open_to_all

VERSION = 1


@blueprint.get("/v1/figures")
@public
def figures() -> ResponseReturnValue:
    """Tell how the city kept its promises, and how long each service usually takes; nothing of few people."""
    at = clock.now()
    kept = counted.kept_promises(at=at)
    told: list[dict[str, Any]] = [
        {
            "figure": Measure.KEPT.value, "service": None, "unit": "share", "n": kept.n, "share": kept.on_time_share,
            "from": kept.from_on.isoformat(), "to": kept.to_on.isoformat(), "as_of": _instant(kept.as_of),
        }
    ]  # fmt: skip
    for one in sorted(names.service_names().values(), key=lambda service: service.code):
        usual = counted.usual_time(one.id, at=at)
        if usual is not None:
            told.append(_length(Measure.SERVICE, one.code, "working_seconds", usual, usual.service))
            told.append(_length(Measure.ELAPSED, one.code, "seconds", usual, usual.elapsed))
    return open_to_all(
        jsonify(
            version=VERSION,
            smallest_group={"share": SMALL_GROUP, "usual_time": PUBLIC_LEAST},
            definitions=definitions_told((Measure.KEPT, Measure.SERVICE, Measure.ELAPSED)),
            figures=told,
        )
    )


def _length(measure: Measure, service: str, unit: str, usual: UsualTime, spread: Spread) -> dict[str, Any]:
    return {
        "figure": measure.value, "service": service, "unit": unit, "n": spread.n,
        "median": spread.median, "p90": spread.p90,
        "from": usual.from_on.isoformat(), "to": usual.to_on.isoformat(), "as_of": _instant(usual.as_of),
    }  # fmt: skip


def _instant(at: datetime) -> str:
    return clock.wib(at).isoformat(timespec="seconds")
