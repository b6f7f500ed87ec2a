"""How figures and states read on screen: clock, ages, counts, levels. Pure functions."""

from __future__ import annotations

from datetime import datetime


def clock(seconds: int) -> str:
    """`43:12`, or `1:02:09` from an hour on."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 answer`, `2 answers`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def age(then: datetime, now: datetime) -> str:
    """How long ago, short: `just now`, `12 min ago`, `today 14:02`, `3 Nov 2025`."""
    seconds = (now - then).total_seconds()
    here, today = then.astimezone(), now.astimezone()
    days = (today.date() - here.date()).days
    if 0 <= seconds < 60:
        return "just now"
    if 0 <= seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if days == 0:
        return f"today {here:%H:%M}"
    if days == 1:
        return f"yesterday {here:%H:%M}"
    if here.year == today.year:
        return f"{here.day} {here:%b %H:%M}"
    return f"{here.day} {here:%b %Y}"


def moment(then: datetime) -> str:
    """The day and the minute, here: `3 Nov 2025 14:02`."""
    here = then.astimezone()
    return f"{here.day} {here:%b %Y %H:%M}"


def recommendation(value: str | None) -> str:
    """`lean-no-hire` as people read it."""
    return (value or "").replace("-", " ").title()


def score(value: float | None) -> str:
    """One decimal; a dash where there is none, which is not 0."""
    return "–" if value is None else f"{value:.1f}"


def meter(value: float, whole: float, width: int) -> str:
    """A bar of `width` cells, filled for `value` of `whole`."""
    filled = round(width * min(1.0, max(0.0, value / whole))) if whole else 0
    return "━" * filled + "╌" * (width - filled)


def name_of(slug: str) -> str:
    """`software-engineering-manager` as a title."""
    return slug.replace("-", " ").title()
