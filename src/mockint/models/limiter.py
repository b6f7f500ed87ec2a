"""One gate for all calls to an endpoint: how many at once, and not before when.

Concurrency follows the endpoint: a little more after each success, half after a rate
limit (additive increase, multiplicative decrease). A Retry-After closes the gate for
all workers, not only for the one that was told. It owns no retries: who was refused
comes back through `slot` like everybody else. Cancelling a waiting task leaves the
gate as if the task had never come.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

_TICK = 1.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A countdown, once a second, for whoever shows it; `seconds` 0 means that it is over."""

    seconds: float
    reason: str


class Slot:
    """A permission to call, and the time it was given (to tell old news from new)."""

    __slots__ = ("since",)

    def __init__(self, since: float) -> None:
        self.since = since


class Limiter:
    """Shared by all calls to one endpoint, within one event loop.

    `most` is the highest number of calls at once, `start` the first one. `on_wait`
    gets every tick of a countdown. `now` and `sleep` are a monotonic clock in seconds
    and its sleep.
    """

    def __init__(
        self,
        *,
        most: int = 8,
        start: int = 4,
        on_wait: Callable[[Wait], None] | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._most = float(max(1, most))
        self._limit = min(float(max(1, start)), self._most)
        self._on_wait = on_wait
        self._now = now
        self._sleep = sleep
        self._active = 0
        self._queue: deque[asyncio.Future[None]] = deque()
        self._open_at = -math.inf
        self._reason = ""
        self._last_cut = -math.inf
        self._last_told: int | None = None

    @property
    def limit(self) -> int:
        """Calls that may run at once just now."""
        return int(self._limit)

    @property
    def active(self) -> int:
        """Calls that are running."""
        return self._active

    @property
    def seconds_closed(self) -> float:
        """How long the gate stays closed; 0 when it is open."""
        return max(0.0, self._open_at - self._now())

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[Slot]:
        """Wait for the gate and for a free place; hold the place inside the block."""
        await self._pass_gate()
        await self._take_place()
        try:
            await self._pass_gate()  # it may have closed while the queue moved up
            yield Slot(self._now())
        finally:
            self._give_back()

    def succeeded(self) -> None:
        """A call went well: room for a little more."""
        self._limit = min(self._most, self._limit + 1.0 / self._limit)
        self._hand_out()

    def refused(self, slot: Slot) -> None:
        """A call met a rate limit: half as many from here on.

        Calls that were already under way at the last cut say nothing new, so a burst
        of refusals halves once.
        """
        if slot.since > self._last_cut:
            self._limit = max(1.0, self._limit / 2.0)
            self._last_cut = self._now()

    def close_for(self, seconds: float, reason: str) -> None:
        """Let nobody through for `seconds` from now; never shortens a longer closing."""
        until = self._now() + seconds
        if until > self._open_at:
            self._open_at = until
            self._reason = reason

    async def _take_place(self) -> None:
        """Take a place, first in, first out; the place is the caller's on return."""
        if self._active < self.limit and not self._queue:
            self._active += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back()  # the place had been handed over already
            elif turn in self._queue:  # else it was passed over since it was cancelled
                self._queue.remove(turn)
            raise

    def _give_back(self) -> None:
        """Free a place and hand it on."""
        self._active -= 1
        self._hand_out()

    def _hand_out(self) -> None:
        """Give free places to those who wait, in order."""
        while self._queue and self._active < self.limit:
            turn = self._queue.popleft()
            if not turn.done():
                self._active += 1
                turn.set_result(None)

    async def _pass_gate(self) -> None:
        """Sleep until the gate opens, ticking once a second."""
        waited = False
        while (left := self.seconds_closed) > 0:
            waited = True
            self._tell(left)
            await self._sleep(min(_TICK, left))
        if waited:
            self._tell(0.0)

    def _tell(self, left: float) -> None:
        """Publish each second once, however many workers are waiting."""
        second = math.ceil(left)
        if self._on_wait is not None and second != self._last_told:
            self._last_told = second
            self._on_wait(Wait(float(second), self._reason))
