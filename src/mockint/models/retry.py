"""When to try again, and after how long. Pure: no clock, no sleep, no dice of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from ..errors import (
    EngineError,
    EngineTimeoutError,
    RateLimitError,
    UnreachableError,
)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently. Delays in seconds.

    `attempts` counts the first one. A rate limit is no fault of anyone and passes by
    waiting, so it has more attempts of its own; a timeout has already cost a minute,
    and a refused connection rarely mends itself, so they have fewer.
    `honoured` is the longest Retry-After that is waited for; a longer one is an error
    at once, because nobody watches a screen for that long.
    """

    attempts: int = 4
    rate_limit_attempts: int = 8
    timeout_attempts: int = 2
    unreachable_attempts: int = 3
    first_delay: float = 0.5
    longest_delay: float = 20.0
    honoured: float = 120.0

    def delay(self, error: EngineError, attempt: int, dice: float) -> float | None:
        """Seconds to wait after failed attempt number `attempt` (from 1); None: give up.

        `dice` is a random number from 0 to 1: full jitter, so that workers which
        failed together do not come back together.
        """
        if not error.retryable or attempt >= self._allowed(error):
            return None
        if error.retry_after is not None:
            if error.retry_after > self.honoured:
                return None
            # A little on top: everybody was told the same moment.
            return error.retry_after + dice * min(1.0, self.first_delay)
        ceiling = min(self.longest_delay, self.first_delay * 2.0 ** (attempt - 1))
        return ceiling * (0.25 + 0.75 * dice)

    def _allowed(self, error: EngineError) -> int:
        """Attempts that this kind of failure is worth."""
        if isinstance(error, RateLimitError):
            return self.rate_limit_attempts
        if isinstance(error, EngineTimeoutError):
            return self.timeout_attempts
        if isinstance(error, UnreachableError):
            return self.unreachable_attempts
        return self.attempts


def read_retry_after(headers: Mapping[str, str], *, wall: float) -> float | None:
    """Seconds to wait as the headers say; None where they say nothing usable.

    Reads `retry-after-ms`, then `retry-after` as seconds or as an HTTP date, which is
    measured against `wall` (seconds since the epoch). Negative and past ones are 0.
    """
    millis = _number(headers.get("retry-after-ms"))
    if millis is not None:
        return max(0.0, millis / 1000.0)
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is not None:
        return max(0.0, seconds)
    if not text:
        return None
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - wall)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _number(text: str | None) -> float | None:
    """A finite number, or None."""
    try:
        number = float(text) if text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None
