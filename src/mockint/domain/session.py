"""Sessions: the plan of an interview, its moves, and the events that a journal keeps.

An event is a fact that happened; the state of an interview is the fold of its
events (see `interview.flow`), so a session read back from disk goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .findings import Gap


class MoveKind(StrEnum):
    """What the interviewer does next."""

    OPEN = "open"
    ASK = "ask"
    PROBE = "probe"
    CONSTRAINT = "constraint"
    NUDGE = "nudge"
    REDIRECT = "redirect"
    CLARIFY = "clarify"
    HINT = "hint"
    REPEAT = "repeat"
    TIME = "time"
    WARN = "warn"
    INVITE = "invite"
    REPLY = "reply"
    CLOSE = "close"


#: Moves after which the interviewer waits for words of the candidate.
AWAITS_ANSWER = frozenset(set(MoveKind) - {MoveKind.OPEN, MoveKind.WARN, MoveKind.CLOSE})


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question of the plan: the words to say (slots filled) and its minutes."""

    question: str
    text: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Pickup:
    """Words of the candidate's CV, verbatim, that a follow-up to a question picks up."""

    question: str
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, in order, and how the minutes are shared out.

    `minutes` is the whole round; `closing_minutes` are kept back for the candidate's
    own questions. `fillings` are (slot, words) as chosen for this session. `briefing` is
    what the interviewer says of an earlier round at the opening; `pickups` are the claims
    of the candidate's CV that it asks about, at most one a question.
    """

    minutes: int
    closing_minutes: int
    questions: tuple[PlannedQuestion, ...]
    fillings: tuple[tuple[str, str], ...] = ()
    seed: int = 0
    briefing: str = ""
    pickups: tuple[Pickup, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One decision of the flow, before it is worded.

    `question` is the id of the current question; `signal` and `probe` say what a
    follow-up is after (`probe` is unique in a session); `pickup` holds words of the
    candidate that it may quote; `minutes_left` is true at the moment of deciding.
    `variant` picks one of several wordings, so that none is said twice.
    """

    kind: MoveKind
    question: str | None = None
    signal: str | None = None
    probe: str | None = None
    gap: Gap | None = None
    pickup: str = ""
    minutes_left: int | None = None
    variant: int = 0


class EventKind(StrEnum):
    """Kinds of events in a journal, after its header."""

    MOVE = "move"
    ANSWER = "answer"
    PAD = "pad"
    SKIP = "skip"
    HINT = "hint"
    REPEAT = "repeat"
    TIME = "time"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    NOTE = "note"
    RATED = "rated"
    GRADED = "graded"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at `at_ms` of interview time (pauses not counted).

    `text` is what was said (a move's words, an answer, all that stands on the scratch pad);
    `move` stands with kind MOVE;
    `data` holds what other kinds carry (a scorecard, a reason, the candidate's own ratings).
    """

    kind: EventKind
    at_ms: int
    text: str = ""
    move: Move | None = None
    data: dict[str, object] = field(default_factory=dict)
