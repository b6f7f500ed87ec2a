"""Deadlines of one call: first token, idle content, total. Pure: it is told the time.

Content is what counts, never bytes: keep-alive comments, empty pieces and role-only
pieces do not move any deadline. The time that a consumer takes between two pieces is
not the endpoint's fault and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import (
    EngineTimeoutError,
    FirstTokenTimeoutError,
    IdleTimeoutError,
    TotalTimeoutError,
)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds. `total` covers all attempts of a call, waits for a rate limit aside.

    `thinking` replaces `first_token` for models known to reason in silence; `closing`
    is how long an endpoint may take to end a stream whose reply has already ended.
    """

    connect: float = 10.0
    first_token: float = 60.0
    thinking: float = 150.0
    idle: float = 30.0
    total: float = 180.0
    closing: float = 2.0


class Watch:
    """The deadlines of one attempt, from the moment that it is sent.

    `now` is the reading of a clock in seconds that never goes back; `left` is what
    the attempts before have left of the total; `first` is how long it may take until
    something is said (`Deadlines.first_token` by default).
    """

    def __init__(
        self, deadlines: Deadlines, *, now: float, left: float, first: float | None = None
    ) -> None:
        self._deadlines = deadlines
        self._start = now
        self._first_s = deadlines.first_token if first is None else first
        self._total = now + left
        self._phase = now + self._first_s
        self._spoken = False
        self._ended = False
        self.first_token_s: float | None = None

    @property
    def due(self) -> float:
        """When the next deadline passes, on the clock that `now` came from."""
        return min(self._phase, self._total)

    def content(self, now: float) -> None:
        """Something was said: from here on, only silence counts."""
        if not self._spoken:
            self._spoken = True
            self.first_token_s = now - self._start
        if not self._ended:
            self._phase = now + self._deadlines.idle

    def end(self, now: float, within: float | None = None) -> None:
        """The reply is over; what may still come within these seconds is bookkeeping."""
        if not self._ended or within is not None:
            self._ended = True
            self._phase = now + (self._deadlines.closing if within is None else within)

    def pause(self, seconds: float) -> None:
        """Give back the time that the consumer took."""
        self._start += seconds
        self._phase += seconds
        self._total += seconds

    def spent(self, now: float) -> float:
        """Seconds that the endpoint has had so far."""
        return now - self._start

    def blame(self) -> tuple[type[EngineTimeoutError], str]:
        """The error for the deadline that passed, and what to say of it."""
        if self._total <= self._phase:
            return TotalTimeoutError, f"no whole reply within {self._deadlines.total:g} s"
        if not self._spoken:
            return FirstTokenTimeoutError, f"nothing was said within {self._first_s:g} s"
        return IdleTimeoutError, f"the reply stopped: nothing for {self._deadlines.idle:g} s"
