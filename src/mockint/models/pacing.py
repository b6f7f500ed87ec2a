"""A limiter for many calls at once: it finds the endpoint's own limit and stays just below.

Doubles while nothing is refused, halves at a refusal (once for a burst), then returns
quickly to just under the number that was refused and tries one more only now and then.
"""

from __future__ import annotations

from .limiter import Limiter, Slot

#: Successes at the known ceiling, in rounds of the limit, before one more call is tried.
_ROUNDS_BEFORE_MORE = 8


class PacedLimiter(Limiter):
    """As `Limiter`, for runs of hundreds of calls; `ceiling` is the lowest number refused."""

    def __init__(self, *, most: int, start: int | None = None) -> None:
        super().__init__(most=most, start=start or max(1, most // 2))
        self.ceiling: float | None = None
        self._calm = 0.0

    def succeeded(self) -> None:
        """A call went well: twice as many a round until one is refused, then with care."""
        known = self.ceiling
        if known is None:
            self._limit = min(self._most, self._limit + 1.0)
        elif self._limit + 1.0 < known:
            self._limit = min(self._most, known - 1.0, self._limit + 0.5)
        else:
            self._calm += 1.0 / (self._limit * _ROUNDS_BEFORE_MORE)
            if self._calm >= 1.0:
                self._calm = 0.0
                self._limit = min(self._most, self._limit + 1.0)
                self.ceiling = max(known, self._limit + 1.0)
        self._hand_out()

    def refused(self, slot: Slot) -> None:
        """A call met a rate limit: half as many, and a ceiling for the way back."""
        before = self._limit
        # Those that run beside this one were let in: the ceiling is just above them.
        let_in = float(max(1, self.active - 1))
        super().refused(slot)
        self._calm = 0.0
        if self._limit < before:
            self.ceiling = max(2.0, min(before, let_in + 1.0))
        elif self.ceiling is not None:
            self.ceiling = max(2.0, min(self.ceiling, let_in + 1.0))
