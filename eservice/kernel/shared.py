"""What all web processes of an installation remember together for a while, in Redis: turns, and figures read often.

Nothing here is the truth of anything. Where Redis does not answer, each process goes on by itself: turns are counted
by each alone, figures are counted anew.
"""

import importlib
import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog

_PATIENCE_SECONDS = 0.5
_REST_SECONDS = 5.0
"""So long a Redis that did not answer is not asked again: nobody shall wait for it twice."""
_PREFIX = "eservice:"

_TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local held = redis.call('HMGET', KEYS[1], 'left', 'at')
local most, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local left = math.min(most, (tonumber(held[1]) or most) + (now - (tonumber(held[2]) or now)) * most / 60)
local wait = 0
if left < cost then wait = (cost - left) * 60 / most else left = left - cost end
redis.call('HSET', KEYS[1], 'left', tostring(left), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], 61)
return tostring(wait)
"""
"""A bucket of turns that fills again by itself, counted by the clock of Redis: machines' clocks differ."""

_T = TypeVar("_T")
_log = structlog.get_logger(__name__)


class SharedMemory:
    """A Redis at ``redis://host:port/number`` or ``rediss://…``."""

    def __init__(self, url: str) -> None:
        redis = importlib.import_module("redis")  # loaded only where there is one: it is slow to load
        self._away: tuple[type[Exception], ...] = (redis.exceptions.RedisError, OSError)
        self._redis = redis.Redis.from_url(
            url, socket_timeout=_PATIENCE_SECONDS, socket_connect_timeout=_PATIENCE_SECONDS, decode_responses=True
        )
        self._take = self._redis.register_script(_TAKE)
        self._rests_until = 0.0

    def take(self, key: str, cost: int, *, per_minute: int) -> float | None:
        """Take turns from a bucket and return how many seconds there are too few of them; None: no answer."""
        told = self._ask(lambda: self._take(keys=[f"{_PREFIX}turns:{key}"], args=[per_minute, cost]))
        return None if told is None else float(told)

    def remembered(self, key: str, *, seconds: int, count: Callable[[], _T]) -> _T:
        """Return what JSON can say of a figure, as it was counted in the last ``seconds`` by any process."""
        name = f"{_PREFIX}figure:{key}"
        told = self._ask(lambda: self._redis.get(name))
        if told is not None:
            known: _T = json.loads(told)
            return known
        counted = count()
        self._ask(lambda: self._redis.set(name, json.dumps(counted), ex=seconds))
        return counted

    def answers(self) -> bool:
        """Tell whether it can be asked now."""
        return self._ask(self._redis.ping) is True

    def _ask(self, question: Callable[[], Any]) -> Any:
        if time.monotonic() < self._rests_until:
            return None
        try:
            return question()
        except self._away as fault:
            self._rests_until = time.monotonic() + _REST_SECONDS
            _log.warning("shared memory does not answer", fault=type(fault).__name__)
            return None
