"""A loop: the rounds of one guide, one after another, as a panel of interviewers holds it.

What happened is a list of events; the state is their fold, so a loop that was broken off
at any moment goes on where it was. Scorecards stay in the journals of the sessions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..domain.rubric import Rubric
from .handover import Handover

#: Words of an interviewer's title, and the manner that goes with it; the first that fits.
_MANNERS = (
    ("recruiter", "warm"),
    ("hr", "warm"),
    ("talent", "warm"),
    ("vice", "brisk"),
    ("vp", "brisk"),
    ("svp", "brisk"),
    ("cto", "brisk"),
    ("ceo", "brisk"),
    ("chief", "brisk"),
)
_IN_TURN = ("neutral", "warm", "brisk")


@dataclass(frozen=True, slots=True)
class Seat:
    """Who holds a round: the title that the guide gives, and a manner (a persona's name)."""

    rubric: str
    title: str
    interviewer: str
    persona: str


class LoopEventKind(StrEnum):
    """What can happen in a loop."""

    STARTED = "started"
    OVER = "over"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class LoopEvent:
    """`place` counts rounds from 0; `session` is the id of the one that holds the round.

    The event STARTED is on disk before the session is, so that no session gets lost.
    `notes` are what a round that is over hands on.
    """

    kind: LoopEventKind
    place: int
    session: str = ""
    notes: Handover | None = None


@dataclass(frozen=True, slots=True)
class RoundState:
    """How far one round is."""

    seat: Seat
    session: str = ""
    over: bool = False
    left_out: bool = False
    notes: Handover | None = None

    @property
    def words(self) -> str:
        """For people: to come, begun, held, left out."""
        if self.left_out:
            return "left out"
        if self.over:
            return "held"
        return "begun" if self.session else "to come"


@dataclass(frozen=True, slots=True)
class LoopState:
    """All rounds in order."""

    rounds: tuple[RoundState, ...] = field(default=())

    @property
    def place(self) -> int | None:
        """The round that is due, None once all are over."""
        for place, one in enumerate(self.rounds):
            if not one.over and not one.left_out:
                return place
        return None

    @property
    def finished(self) -> bool:
        """True once no round is due."""
        return self.place is None

    @property
    def notes(self) -> tuple[Handover, ...]:
        """What the interviewers so far have handed on, in order."""
        return tuple(one.notes for one in self.rounds if one.notes is not None)


def begin(seats: Iterable[Seat]) -> LoopState:
    """The state before the first round."""
    return LoopState(tuple(RoundState(seat) for seat in seats))


def evolve(state: LoopState, event: LoopEvent) -> LoopState:
    """The state after `event`; one about a round that there is not changes nothing."""
    if not 0 <= event.place < len(state.rounds):
        return state
    one = state.rounds[event.place]
    match event.kind:
        case LoopEventKind.STARTED:
            one = replace(one, session=event.session)
        case LoopEventKind.OVER:
            one = replace(one, over=True, notes=event.notes)
        case LoopEventKind.LEFT_OUT:
            one = replace(one, left_out=True)
    rounds = (*state.rounds[: event.place], one, *state.rounds[event.place + 1 :])
    return LoopState(rounds)


def seats_for(rubrics: Iterable[Rubric], persona: str | None = None) -> tuple[Seat, ...]:
    """Who holds the rounds: titles as the guide names them, manners that fit the title.

    Where a title says nothing of a manner, it is another one than in the round before.
    `persona` makes all of them the same.
    """
    seats: list[Seat] = []
    for rubric in rubrics:
        before = seats[-1].persona if seats else ""
        other = next(one for one in _IN_TURN if one != before)
        manner = persona or _manner(rubric.interviewer or "") or other
        seats.append(Seat(rubric.id, rubric.title, rubric.interviewer or "", manner))
    return tuple(seats)


def _manner(title: str) -> str:
    words = title.casefold().replace("/", " ").split()
    return next((manner for word, manner in _MANNERS if word in words), "")
