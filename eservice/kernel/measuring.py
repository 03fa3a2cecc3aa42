"""What the processes of an installation count for whoever watches it: figures about work, never about persons.

Where ``PROMETHEUS_MULTIPROC_DIR`` names a folder, all processes of a machine write there and any of them tells the sum.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client import multiprocess as shared
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_OWN = CollectorRegistry()

REQUESTS = Counter(
    "eservice_requests", "Requests answered, by the route's pattern.", ("method", "route", "status"), registry=_OWN
)
REQUEST_SECONDS = Histogram(
    "eservice_request_seconds", "Seconds from a request to its answer.", ("route",), buckets=_SECONDS, registry=_OWN
)
JOBS = Counter("eservice_jobs", "Jobs run by kind: done, or failed.", ("kind", "outcome"), registry=_OWN)
JOB_SECONDS = Histogram("eservice_job_seconds", "Seconds a job took.", ("kind",), buckets=_SECONDS, registry=_OWN)
LETTERS = Counter(
    "eservice_letters", "Letters drawn and signed: signed, or the fault's kind.", ("outcome",), registry=_OWN
)
LETTER_SECONDS = Histogram(
    "eservice_letter_seconds", "Seconds to draw and sign a letter.", ("outcome",), buckets=_SECONDS, registry=_OWN
)


@contextmanager
def timed(counter: Counter, seconds: Histogram, kind: str | None = None, *, good: str) -> Iterator[None]:
    """Count what happens inside as ``good``, or by the kind of its fault, and how long it took."""
    began, outcome = time.perf_counter(), good
    try:
        yield
    except Exception as fault:
        outcome = type(fault).__name__
        raise
    finally:
        named = (kind,) if kind else ()
        counter.labels(*named, outcome).inc()
        seconds.labels(*(named or (outcome,))).observe(time.perf_counter() - began)


def told(folder: str) -> str:
    """Return what was counted, as Prometheus reads it: by every process that writes to ``folder``, or by this one."""
    registry = _OWN
    if folder:
        registry = CollectorRegistry()
        shared.MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry).decode()
