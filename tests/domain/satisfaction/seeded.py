"""Answers that came in earlier, written straight into their table: how they come in is told elsewhere."""

import random
from collections.abc import Sequence

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.satisfaction.models import SurveyAnswer
from eservice.satisfaction.rules import Element, Quarter, Series

THIRD = Quarter(2026, 3)
"""July to September 2026."""


def seed(
    office_id: int,
    services: Sequence[tuple[int, int]],
    *,
    quarter: Quarter = THIRD,
    series: Series = Series.OWN,
    counted: bool = True,
    entered_by_id: int | None = None,
    lowest: Element = Element.TIME,
) -> None:
    """Write so many answers of each service; everybody says 'good', but of one element a little less.

    Args:
        services: (service, how many)…
    """
    rng = random.Random(f"{quarter.key} {series} {services}")
    with transaction():
        for service_id, many in services:
            for number in range(many):
                scores = {one.value: 3 for one in Element} | {lowest.value: 2 + number % 2}
                db.session.add(
                    SurveyAnswer(
                        id=f"{rng.getrandbits(120):030x}",
                        office_id=office_id,
                        service_id=service_id,
                        quarter=quarter.key,
                        series=series,
                        counted=counted,
                        told={"scores": scores, "facts": {"sex": "female" if number % 3 else "male"}},
                        comment=f"Pesan {number}" if number < 2 else None,
                        entered_by_id=entered_by_id,
                    )
                )
