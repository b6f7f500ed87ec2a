"""A limiter for many calls at once: it finds the endpoint's own limit and stays near it.

Doubles each round while nothing is refused. A refusal now and then, with successes all
around it, says nothing about how many calls are too many, and changes nothing. Refusals
in a row do, and a quarter of the last calls: they cut the number to those that run and
were let in, or to half, whichever is more. Above a number that was refused, one more is
tried only now and then, less often each time that it is refused again, and faster for as
long as that goes well.
"""

from __future__ import annotations

from collections.abc import Callable

from .limiter import Limiter, Slot, Wait

#: Rounds of calls just below the ceiling before one more is tried: at first, at the most.
ROUNDS_BEFORE_MORE, MOST_ROUNDS = 3.0, 24.0
#: Refusals in a row, as a share of the calls under way, that are taken for chance.
CHANCE = 0.1
#: Refusals as a share of about so many last calls that are no chance, in a row or not.
MANY, LAST_CALLS = 0.25, 32.0


class PacedLimiter(Limiter):
    """As `Limiter`, for runs of hundreds of calls. `ceiling` was refused; None: not known."""

    def __init__(
        self, *, most: int, start: int, on_wait: Callable[[Wait], None] | None = None
    ) -> None:
        super().__init__(most=most, start=start, on_wait=on_wait)
        self.ceiling: float | None = None
        self._floor = 1.0
        self._calm = 0.0
        self._step = 1.0
        self._rounds = ROUNDS_BEFORE_MORE
        self._in_a_row = 0
        self._share = 0.0

    def succeeded(self) -> None:
        """A call went well: twice as many a round until some are refused, then with care."""
        self._in_a_row = 0
        self._share -= self._share / LAST_CALLS
        if self.ceiling is None:
            self._limit = min(self._most, self._limit + 1.0)
        elif self._limit + 1.0 < self.ceiling:
            self._limit = min(self._most, self.ceiling - 1.0, self._limit + 0.5)
        else:
            self._try_more()
        self._hand_out()

    def refused(self, slot: Slot) -> None:
        """A call met a rate limit: by chance, or because too many are under way."""
        self._in_a_row += 1
        self._share += (1.0 - self._share) / LAST_CALLS
        if self._in_a_row <= max(1.0, CHANCE * self.active) and self._share < MANY:
            return
        self._share = 0.0
        if slot.since > self._last_cut:  # not of the burst that was answered already
            if self.ceiling is not None:
                self._rounds = min(MOST_ROUNDS, 2.0 * self._rounds)
            self._floor = max(1.0, self._limit / 2.0)
            self._last_cut = self._now()
        let_in = max(self._floor, self.active - 1.0)
        self._limit = max(1.0, min(self._limit, let_in))
        self.ceiling = self._limit + 1.0
        self._calm, self._step = 0.0, 1.0

    def _try_more(self) -> None:
        """Just below the ceiling for a while: raise both, by more each time."""
        rounds = self._rounds if self._step == 1.0 else 1.0
        self._calm += 1.0 / (self._limit * rounds)
        if self._calm >= 1.0:
            self._calm = 0.0
            self._limit = min(self._most, self._limit + self._step)
            self.ceiling = self._limit + 1.0
            if self._step > 1.0:
                self._rounds = ROUNDS_BEFORE_MORE  # the endpoint takes more than it did
            self._step *= 2.0
