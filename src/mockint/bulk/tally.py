"""How far a run is: counts, rate, what is left, tokens and money. Pure; it is told the time."""

from __future__ import annotations

from dataclasses import dataclass

from ..store.results import State
from .tasks import Outcome

#: Rows between which the rate counts as known.
_ENOUGH = 3


@dataclass(slots=True)
class Tally:
    """`total` inputs to go through; of them `before` had all their rows at the start.

    `graded`, `partial` and `failed` count rows of this run, `failed_before` rows that
    failed in an earlier one and were left so. `tokens` and `cost` are of this run;
    `unpriced` rows took calls whose cost nobody knows.
    """

    total: int
    start_s: float = 0.0
    before: int = 0
    failed_before: int = 0
    inputs: int = 0
    graded: int = 0
    partial: int = 0
    failed: int = 0
    calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    unpriced: int = 0

    @property
    def rows(self) -> int:
        """Rows of this run."""
        return self.graded + self.partial + self.failed

    @property
    def ungraded(self) -> int:
        """Rows, of this run or left from before, that have no verdict on some signal."""
        return self.partial + self.failed + self.failed_before

    def take(self, outcome: Outcome) -> None:
        """Count a row."""
        match outcome.state:
            case State.GRADED:
                self.graded += 1
            case State.PARTIAL:
                self.partial += 1
            case State.FAILED:
                self.failed += 1
        if outcome.part == outcome.parts - 1:
            self.inputs += 1
        self.calls += outcome.calls
        self.tokens += outcome.tokens or 0
        self.cost += outcome.cost or 0.0
        self.unpriced += outcome.calls > 0 and outcome.cost is None

    def rate(self, now_s: float) -> float | None:
        """Rows a second; None while it cannot be told."""
        spent = now_s - self.start_s
        return self.rows / spent if spent > 0 and self.rows >= _ENOUGH else None

    def line(self, now_s: float) -> str:
        """One line: done, failed, rate, time left, tokens, cost."""
        done = self.before + self.inputs
        parts = [f"{done}/{self.total} done"]
        if self.before:
            parts.append(f"{self.before} before")
        if self.failed or self.partial:
            parts.append(f"{self.failed + self.partial} ungraded")
        rate = self.rate(now_s)
        if rate is not None:
            parts.append(f"{rate:.1f}/s" if rate >= 1 else f"{rate * 60:.1f}/min")
            if left := self.total - done:
                parts.append(f"{_duration(left / rate)} left")
        if self.calls:
            parts.append(f"{self.tokens:,} tokens")
            parts.append(_money(self.cost, unknown=self.unpriced))
        return " · ".join(parts)


def _money(cost: float, *, unknown: int) -> str:
    if unknown and not cost:
        return "cost unknown"
    return f"${cost:.4f}" + (f" and {unknown} of unknown cost" if unknown else "")


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
