"""What a citizen was led to expect when a request was filed, kept so that how often it held can be measured. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Expectation:
    """How long a request should take, counted by whoever reads the history and handed in as a value."""

    made_at: datetime
    n: int
    """Comparable requests that were finished; too few of them foretell nothing, and only the promise is said."""
    ahead: int
    """Requests that were served before it at that instant."""
    usual_seconds: int | None
    """Working time of the office within which half are finished; None where too few were."""
    most_seconds: int | None
    """Working time within which nine of ten are finished."""
