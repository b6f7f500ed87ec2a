"""Times in the forms that transcripts have them, to milliseconds.

A time that cannot be read is None, never a guess and never an error: words count
without their times.
"""

from __future__ import annotations

import math
import re

#: `1:02`, `00:01:02`, `0:01:02.5`; as a piece of larger patterns.
CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_CLOCK = re.compile(r"\s*(?:(\d{1,5}):)?(\d{1,5}):(\d{1,2})(?:[.,](\d{1,9}))?\s*$")
_ISO = re.compile(r"PT(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?$")
_MOST_MS = 1_000 * 3_600_000


def clock_ms(text: str) -> int | None:
    """Milliseconds of `mm:ss` or `hh:mm:ss`, with or without a fraction."""
    found = _CLOCK.match(text)
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return _within(whole * 1000 + (int(float(f"0.{fraction}") * 1000 + 0.5) if fraction else 0))


def number_ms(value: object, per_ms: float) -> int | None:
    """Milliseconds of a number (or a number in a string) with `per_ms` units a millisecond."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return _within(round(number / per_ms))


def seconds_ms(value: object) -> int | None:
    """Milliseconds of seconds: `1.5`, `"1.5"`, `"1.500s"`, `"00:01"`, `{"seconds", "nanos"}`."""
    if isinstance(value, dict):
        whole = number_ms(value.get("seconds", 0), 0.001)
        rest = number_ms(value.get("nanos", 0), 1_000_000)
        return None if whole is None or rest is None else whole + rest
    if isinstance(value, str):
        if ":" in value:
            return clock_ms(value[:40])
        value = value[:40].removesuffix("s")
    return number_ms(value, 0.001)


def iso_ms(value: object) -> int | None:
    """Milliseconds of an ISO 8601 duration such as `PT1M2.5S`."""
    found = _ISO.match(value[:60]) if isinstance(value, str) else None
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = found.groups()
    return _within(
        round((int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0)) * 1000)
    )


def _within(milliseconds: int) -> int | None:
    return milliseconds if 0 <= milliseconds <= _MOST_MS else None
