"""Two ways to a scorecard: of the interview that was just held, and of a stored one.

Joins services; it knows no widget and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.session import Event, EventKind, MoveKind
from ..wiring import rubric_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..domain.rubric import Rubric
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript
    from ..interview.conductor import Conductor
    from ..panel import Loop
    from ..store.sessions import StoredSession
    from ..wiring import Services


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be graded, and what grades it. `grade` keeps the scorecard too.

    `builtin` does the same with the judge that needs no endpoint; None where `grade` does.
    """

    transcript: Transcript
    signals: int
    grade: Callable[[], Awaitable[Scorecard]]
    builtin: Callable[[], Awaitable[Scorecard]] | None = None


def of_interview(services: Services, conductor: Conductor) -> Assessment:
    """The interview that `conductor` holds."""

    def with_engine(engine: Services) -> Callable[[], Awaitable[Scorecard]]:
        return lambda: engine.grade_interview(conductor)

    return _assessment(services, conductor.transcript(), conductor.state.rubric, with_engine)


def of_round(loop: Loop, conductor: Conductor) -> Assessment:
    """A round of a loop: its scorecard is kept, and what it hands on is noted."""

    async def grade() -> Scorecard:
        scorecard = await loop.rise(conductor)
        assert scorecard is not None
        return scorecard

    return Assessment(conductor.transcript(), len(conductor.state.rubric.signals), grade)


def of_session(services: Services, session: StoredSession) -> Assessment:
    """A session that is over and has no scorecard yet."""
    rubric = rubric_in(session.header)
    transcript = services.transcript_of(session)
    at_ms = max((event.at_ms for event in session.events), default=0)

    def with_engine(engine: Services) -> Callable[[], Awaitable[Scorecard]]:
        async def grade() -> Scorecard:
            scorecard = await engine.grade_sitting(transcript, rubric)
            card = scorecard.model_dump(mode="json", by_alias=True)
            with services.store.open(session.id) as log:
                log.append(Event(EventKind.GRADED, at_ms, data={"scorecard": card}))
            return scorecard

        return grade

    return _assessment(services, transcript, rubric, with_engine)


def _assessment(
    services: Services,
    transcript: Transcript,
    rubric: Rubric,
    with_engine: Callable[[Services], Callable[[], Awaitable[Scorecard]]],
) -> Assessment:
    builtin = with_engine(services.built_in) if services.engines.is_model else None
    return Assessment(transcript, len(rubric.signals), with_engine(services), builtin)


def is_closed(session: StoredSession) -> bool:
    """True once the interviewer has said the closing words."""
    return any(event.move and event.move.kind is MoveKind.CLOSE for event in session.events)
