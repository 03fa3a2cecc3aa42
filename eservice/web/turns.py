"""A bucket of turns that fills again by itself, in this process alone: for whoever may ask only so often."""

from dataclasses import dataclass, field

MOST_BUCKETS = 20_000


@dataclass
class Buckets:
    """Turns left of each browser or network, and when they were last counted."""

    per_minute: int
    held: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, key: str, cost: int, *, now: float) -> int:
        """Take turns and return 0; where there are too few take none, and return after how many seconds there are."""
        left, counted = self.held.get(key, (float(self.per_minute), now))
        left = min(self.per_minute, left + (now - counted) * self.per_minute / 60)
        if left < cost:
            self.held[key] = left, now
            return max(1, round((cost - left) * 60 / self.per_minute + 0.5))
        self.held[key] = left - cost, now
        if len(self.held) > MOST_BUCKETS:
            self._forget_full(now)
        return 0

    def _forget_full(self, now: float) -> None:
        """Forget who has not asked for a minute: their buckets are full again; and everybody if none is."""
        self.held = {key: one for key, one in self.held.items() if now - one[1] < 60}
        if len(self.held) > MOST_BUCKETS:
            self.held.clear()
