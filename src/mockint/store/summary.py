"""What one line of a list of sessions says, computed from a session as it was read.

Pure: it must never touch a file, and nothing in a journal makes it fail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..domain.session import Event, EventKind, MoveKind
from .header import SessionHeader

_MINUTE_MS = 60_000
_LOOK = "look"
#: Kinds that may come after the interview and take none of its time.
_AFTERWARDS = frozenset({EventKind.GRADED, EventKind.RATED, EventKind.NOTE})


class SessionState(StrEnum):
    """How far a session is. `damaged`: nothing of it can be shown, see `reason`."""

    UNFINISHED = "unfinished"
    FINISHED = "finished"
    GRADED = "graded"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """A session in a list. `created` is ISO in UTC; `minutes` of interview time, used.

    `recommendation` and `score` (1 to 4) are those of the latest scorecard, None
    without one. `damage` counts damaged stretches of a session that is readable all
    the same; `reason` says why a damaged one is not. `so_far` is what an unfinished one came
    to when it was graded for a look: (recommendation, score).
    """

    id: str
    created: str
    state: SessionState
    rubric_id: str = ""
    title: str = ""
    answers: int = 0
    minutes: float = 0.0
    recommendation: str | None = None
    score: float | None = None
    damage: int = 0
    reason: str = ""
    so_far: tuple[str, float | None] | None = None


def state_of(events: Sequence[Event]) -> SessionState:
    """How far the session with `events` is: finished once the closing words were said."""
    closed = any(event.move is not None and event.move.kind is MoveKind.CLOSE for event in events)
    if not closed:
        return SessionState.UNFINISHED
    graded = any(event.kind is EventKind.GRADED and _LOOK not in event.data for event in events)
    return SessionState.GRADED if graded else SessionState.FINISHED


def scorecard_in(events: Sequence[Event]) -> dict[str, object] | None:
    """The JSON of the latest scorecard, None without one.

    A GRADED event has it as `data["scorecard"]`, or as `data` itself; one of `looked_at` has
    none.
    """
    for event in reversed(events):
        if event.kind is EventKind.GRADED and _LOOK not in event.data:
            card = event.data.get("scorecard", event.data)
            return dict(card) if isinstance(card, Mapping) else None
    return None


def looked_at(recommendation: str, score: float | None, at_ms: int) -> Event:
    """Notes what an unfinished session came to so far. It is no verdict: it can go on."""
    data: dict[str, object] = {_LOOK: {"recommendation": recommendation, "score": score}}
    return Event(EventKind.GRADED, at_ms, data=data)


def _so_far(events: Sequence[Event]) -> tuple[str, float | None] | None:
    """What was noted last, unless more was answered since."""
    for event in reversed(events):
        if event.kind is EventKind.ANSWER:
            return None
        if event.kind is EventKind.GRADED:
            match event.data.get(_LOOK):
                case {"recommendation": str(told), "score": float(score)}:
                    return told, score
                case {"recommendation": str(told)}:
                    return told, None
    return None


def summarise(
    name: str, header: SessionHeader, events: Sequence[Event], damage: int
) -> SessionSummary:
    """The summary of a session that is kept under `name`."""
    card = scorecard_in(events) or {}
    recommendation, score = card.get("recommendation"), card.get("score")
    is_number = isinstance(score, (int, float)) and not isinstance(score, bool)
    used = max((e.at_ms for e in events if e.kind not in _AFTERWARDS), default=0)
    return SessionSummary(
        id=name,
        created=header.created,
        state=state_of(events),
        rubric_id=header.rubric_id,
        title=header.title,
        answers=sum(event.kind is EventKind.ANSWER for event in events),
        minutes=round(used / _MINUTE_MS, 1),
        recommendation=recommendation if isinstance(recommendation, str) else None,
        score=float(score) if is_number and isinstance(score, (int, float)) else None,
        damage=damage,
        so_far=_so_far(events) if state_of(events) is SessionState.UNFINISHED else None,
    )
