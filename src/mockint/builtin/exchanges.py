"""Which question each answer belongs to, in a transcript from anywhere.

Own sessions know it. In other transcripts an interviewer's turn is matched to the
rubric's questions by the words they share; what matches none is a follow-up to the
question before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..domain.rubric import Question, Rubric
from ..domain.transcript import Role, Transcript, Turn
from .text import tokenize

SHARE = 0.5
WORDS = 2
_GREETING = frozenset("question first start begin interview round today time tell describ".split())


@dataclass(frozen=True, slots=True)
class Exchange:
    """A candidate's turn, the words it answers, and the rubric question (None: unknown)."""

    turn: Turn
    spoken: str
    question: Question | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """All exchanges, and the ids of the questions that were put and answered (or passed)."""

    exchanges: tuple[Exchange, ...]
    asked: frozenset[str]


def exchanges_of(transcript: Transcript, rubric: Rubric) -> Conversation:
    """Pair every candidate turn with its question."""
    words = {q.id: _content(q.text) for q in rubric.questions}
    current: Question | None = None
    unanswered: str | None = None
    spoken: list[str] = []
    found: list[Exchange] = []
    asked: set[str] = set()
    known = {question.id for question in rubric.questions}
    for turn in transcript.turns:
        if turn.role is Role.INTERVIEWER:
            matched = _own(turn, rubric, known) or _match(turn.text, rubric, words)
            if turn.move in {"invite", "close", "reply"}:
                current = None
            elif matched is not None and matched is not current:
                # A question that was put and passed over counts as asked.
                asked.update({unanswered} if unanswered else ())
                current, unanswered = matched, matched.id
            spoken.append(turn.text)
        elif turn.is_candidate:
            if current is not None:
                asked.add(current.id)
                unanswered = None
            found.append(Exchange(turn, " ".join(spoken), current))
            spoken = []
    return Conversation(tuple(found), frozenset(asked))


def _own(turn: Turn, rubric: Rubric, known: set[str]) -> Question | None:
    return rubric.question(turn.question) if turn.question in known else None


def _match(text: str, rubric: Rubric, words: dict[str, frozenset[str]]) -> Question | None:
    said = _content(text)
    best: tuple[float, Question | None] = (0.0, None)
    for question in rubric.questions:
        wanted = words[question.id]
        common = wanted & said
        share = len(common) / len(wanted) if wanted else 0.0
        if len(common) >= min(WORDS, len(wanted)) and share >= SHARE and share > best[0]:
            best = (share, question)
    return best[1]


@lru_cache(maxsize=2_000)  # interviewers put the same questions to everybody
def _content(text: str) -> frozenset[str]:
    stems = frozenset(t.stem for t in tokenize(text) if not t.is_stop)
    return stems - _GREETING or stems
