"""One audited interview: a conductor, a simulated candidate, and a clock that people could keep.

Everything runs through the public flow (`interview.conductor`), with whatever words are
given: the built-in ones, or a model's. Nothing is written to disk.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from ..builtin.analyser import BuiltinAnalyser
from ..domain.rubric import Rubric
from ..domain.session import AWAITS_ANSWER, Event, Move, MoveKind, Plan
from ..domain.transcript import Transcript
from ..interview.conductor import Conductor
from ..ports import AnswerAnalyser, Wording
from .candidates import Act, Candidate, Reply

#: Words a minute of somebody who answers, and of somebody who asks.
CANDIDATE_PACE, INTERVIEWER_PACE = 140, 160
#: More moves than any interview has; past it, something goes round in circles.
MOST_MOVES = 400


@dataclass(frozen=True, slots=True)
class Said:
    """One move of the interviewer, and what the candidate did after it (None: nothing was due).

    Times are milliseconds of interview time: when the move was decided, when its words were
    over, and when the reply was over.
    """

    move: Move
    text: str
    at_ms: int
    over_ms: int
    reply: Reply | None = None
    replied_ms: int = 0


@dataclass(frozen=True, slots=True)
class Sitting:
    """An interview that was held: who, what was planned, all that was said."""

    rubric: Rubric
    plan: Plan
    candidate: str
    said: tuple[Said, ...]
    transcript: Transcript
    finished: bool


class HandClock:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.ms = 0

    def now_ms(self) -> int:
        """Milliseconds since the start."""
        return self.ms

    def speak(self, text: str, pace: float, pause_s: float = 0.0) -> None:
        """Let the time pass that it takes to say `text`, after a pause."""
        self.ms += int((len(text.split()) / pace * 60 + pause_s) * 1000)


class MemoryLog:
    """An `EventLog` that is forgotten afterwards."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    @property
    def session_id(self) -> str:
        """A name for the record."""
        return "audit"

    @property
    def events(self) -> Sequence[Event]:
        """All events so far."""
        return tuple(self._events)

    def append(self, event: Event) -> None:
        """Keep `event`."""
        self._events.append(event)


async def hold(
    rubric: Rubric,
    plan: Plan,
    candidate: Candidate,
    wording: Wording,
    analyser: AnswerAnalyser | None = None,
) -> Sitting:
    """Hold one interview to its end, or until it goes round in circles. EngineError passes."""
    clock = HandClock()
    dice = random.Random(f"{candidate.manner}-{plan.seed}")  # noqa: S311 - pauses, not keys
    conductor = Conductor(
        rubric, plan, MemoryLog(), analyser=analyser or BuiltinAnalyser(rubric),
        wording=wording, clock=clock,
    )  # fmt: skip
    said: list[Said] = []
    while not conductor.finished and len(said) < MOST_MOVES:
        move = conductor.next_move()
        if move is None:
            break
        at = clock.ms
        text = (await conductor.speak(move)).text
        clock.speak(text, INTERVIEWER_PACE, 0.5)
        over = clock.ms
        if move.kind not in AWAITS_ANSWER:
            said.append(Said(move, text, at, over))
            continue
        reply = candidate.reply(_current(conductor, move), text)
        pace = CANDIDATE_PACE / candidate.drawl
        clock.speak(reply.text, pace, reply.pause_s * dice.uniform(0.5, 1.5))
        _act(conductor, reply)
        said.append(Said(move, text, at, over, reply, clock.ms))
    return Sitting(
        rubric, plan, candidate.manner.value, tuple(said), conductor.transcript(),
        conductor.finished,
    )  # fmt: skip


def _current(conductor: Conductor, move: Move) -> Move:
    """The move with the question that it is about; moves of the closing part have none."""
    planned = conductor.state.planned
    closing = move.kind in {MoveKind.INVITE, MoveKind.REPLY}
    if move.question is not None or planned is None or closing:
        return move
    return Move(move.kind, planned.question)


def _act(conductor: Conductor, reply: Reply) -> None:
    match reply.act:
        case Act.ANSWER:
            conductor.answer(reply.text)
        case Act.SKIP:
            conductor.skip()
        case Act.HINT:
            conductor.hint()
        case Act.REPEAT:
            conductor.repeat()
        case Act.TIME:
            conductor.ask_time()
