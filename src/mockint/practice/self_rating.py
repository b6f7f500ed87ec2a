"""The candidate's own levels, given after a round and before its scorecard is shown.

They are kept in the journal beside the scorecard. Nothing here may change a level, or be
shown to a judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..domain.rubric import Level
from ..domain.session import Event, EventKind

_LEVELS = "levels"


def rating_event(levels: Mapping[str, Level], at_ms: int) -> Event:
    """The event that keeps `levels`, by signal id."""
    return Event(EventKind.RATED, at_ms, data={_LEVELS: dict(levels)})


def ratings_in(events: Sequence[Event]) -> dict[str, Level]:
    """The latest ratings among `events`, {} without any; what is no level is stepped over."""
    rated = [event for event in events if event.kind is EventKind.RATED]
    levels = rated[-1].data.get(_LEVELS) if rated else None
    if not isinstance(levels, Mapping):
        return {}
    return {str(signal): level for signal, level in levels.items() if _is_level(level)}


def _is_level(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 4
