"""Two ways to a scorecard: of the interview that was just held, and of a stored one.

Joins services; it knows no widget and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..domain.session import Event, EventKind, MoveKind
from ..practice.self_rating import rating_event, ratings_in
from ..wiring import is_drill, rubric_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from ..domain.rubric import Level, Rubric, Signal
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
    `rate` keeps the candidate's own levels; None where they are not asked for.
    """

    transcript: Transcript
    rubric: Rubric
    grade: Callable[[], Awaitable[Scorecard]]
    builtin: Callable[[], Awaitable[Scorecard]] | None = None
    rate: Callable[[Mapping[str, Level]], None] | None = None

    @property
    def asked(self) -> tuple[Signal, ...]:
        """The signals that the questions of this interview can show, all where none can."""
        ids = {turn.question for turn in self.transcript.turns}
        about = {s for q in self.rubric.questions if q.id in ids for s in q.signals}
        return tuple(s for s in self.rubric.signals if s.id in about) or self.rubric.signals


def of_interview(services: Services, conductor: Conductor) -> Assessment:
    """The interview that `conductor` holds."""

    def with_engine(engine: Services) -> Callable[[], Awaitable[Scorecard]]:
        return lambda: engine.grade_interview(conductor)

    def rate(levels: Mapping[str, Level]) -> None:
        conductor.log.append(rating_event(levels, conductor.now_ms()))

    made = _assessment(services, conductor.transcript(), conductor.state.rubric, with_engine)
    return replace(made, rate=rate)


def of_round(loop: Loop, conductor: Conductor) -> Assessment:
    """A round of a loop: its scorecard is kept, and what it hands on is noted."""

    async def grade() -> Scorecard:
        scorecard = await loop.rise(conductor)
        assert scorecard is not None
        return scorecard

    def rate(levels: Mapping[str, Level]) -> None:
        conductor.log.append(rating_event(levels, conductor.now_ms()))

    return Assessment(conductor.transcript(), conductor.state.rubric, grade, rate=rate)


def of_session(services: Services, session: StoredSession) -> Assessment:
    """A session that is over and has no scorecard yet."""
    rubric = rubric_in(session.header)
    transcript = services.transcript_of(session)
    at_ms = max((event.at_ms for event in session.events), default=0)

    def with_engine(engine: Services) -> Callable[[], Awaitable[Scorecard]]:
        async def grade() -> Scorecard:
            scorecard = await engine.grade_sitting(
                transcript, rubric, drill=is_drill(session.header)
            )
            card = scorecard.model_dump(mode="json", by_alias=True)
            with services.store.open(session.id) as log:
                log.append(Event(EventKind.GRADED, at_ms, data={"scorecard": card}))
            return scorecard

        return grade

    def rate(levels: Mapping[str, Level]) -> None:
        with services.store.open(session.id) as log:
            log.append(rating_event(levels, at_ms))

    asked = not ratings_in(session.events)
    made = _assessment(services, transcript, rubric, with_engine)
    return replace(made, rate=rate if asked else None)


def _assessment(
    services: Services,
    transcript: Transcript,
    rubric: Rubric,
    with_engine: Callable[[Services], Callable[[], Awaitable[Scorecard]]],
) -> Assessment:
    builtin = with_engine(services.built_in) if services.engines.is_model else None
    return Assessment(transcript, rubric, with_engine(services), builtin)


def is_closed(session: StoredSession) -> bool:
    """True once the interviewer has said the closing words."""
    return any(event.move and event.move.kind is MoveKind.CLOSE for event in session.events)
