"""What to practise next: gap × weight × staleness, and the question that fits.

* The gap is what is missing to level 4: 1 for level 1, 1/7 for level 4 (so that nothing
  is put away for good), one half for a signal of which nothing is known yet.
* The weight is the signal's in its round, relative to the round's mean.
* Staleness comes from spaced repetition (`memory`): 0 just after a session, 1 once due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from ..domain.rubric import Kind, Level, Question, Rubric, Signal
from ..domain.scorecard import Status
from .memory import Memory, days_until, remembered
from .trends import Course, Held, Trends, trends

UNKNOWN_GAP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A signal that could be practised. `priority` is gap × weight × staleness.

    `course` is its trend in the group of the latest session, None if its round was never
    held. `question` is the id of the one to drill, `text` are the signal's words,
    `about` those of its criteria and questions too.
    """

    rubric: str
    round_title: str
    signal: str
    text: str
    about: str
    question: str
    question_text: str
    gap: float
    weight: float
    memory: Memory
    staleness: float
    course: Course | None = None

    @property
    def priority(self) -> float:
        """What decides the order."""
        return self.gap * self.weight * self.staleness

    def why(self, now: datetime) -> str:
        """In a phrase: the level, the streak, and how long ago or when due."""
        return f"{self._standing()}; {self._freshness(now)}"

    def _standing(self) -> str:
        if self.course is None:
            return "its round was not held yet"
        if self.course.streak:
            times = "once" if self.course.streak == 1 else f"{self.course.streak} times in a row"
            return f"not elicited {times}"
        last = next((m for m in reversed(self.course.marks) if m.status is not Status.ERROR), None)
        if last is not None and last.status is Status.NO_EVIDENCE:
            return "asked, and the answers showed nothing"
        latest = self.course.latest
        return f"latest level {latest}" if latest is not None else "no level yet"

    def _freshness(self, now: datetime) -> str:
        if self.memory.due is None:
            return "never practised"
        days = days_until(self.memory.due, now)
        if not days:
            return "due for repetition"
        return f"due in {days} day{'s' * (days != 1)}"


def gap_at(level: Level) -> float:
    """How much there is to gain at a level: 1 at level 1, 1/7 at level 4."""
    return (4.5 - level) / 3.5


def gap_of(course: Course | None) -> float:
    """How much there is to gain, 0 to 1."""
    marks = course.marks if course is not None else ()
    for mark in reversed(marks):
        if mark.level is not None:
            return gap_at(mark.level)
        if mark.status is Status.NO_EVIDENCE:
            return 1.0
    return UNKNOWN_GAP


def candidates(
    rubrics: Sequence[Rubric], held: Sequence[Held], now: datetime
) -> tuple[Candidate, ...]:
    """Every signal of `rubrics`, what is most worth practising first."""
    found = trends(held)
    asked = Counter(question for one in held for question in one.asked)
    ranked = [
        _candidate(rubric, signal.id, found, held, asked, now)
        for rubric in rubrics
        for signal in rubric.signals
    ]
    order = {rubric.id: place for place, rubric in enumerate(rubrics)}
    return tuple(
        sorted(ranked, key=lambda c: (-c.priority, -c.gap * c.weight, order[c.rubric], c.signal))
    )


def question_for(rubric: Rubric, signal: str, asked: Counter[str]) -> Question:
    """The question to drill: asked least often, then the most to the point, in guide order."""
    fitting = [question for question in rubric.questions if signal in question.signals]
    return min(
        fitting,
        key=lambda q: (
            asked[q.id], q.kind is Kind.COMPENSATION, q.signals.index(signal), len(q.signals)
        ),
    )  # fmt: skip


def _candidate(
    rubric: Rubric,
    signal_id: str,
    found: Trends,
    held: Sequence[Held],
    asked: Counter[str],
    now: datetime,
) -> Candidate:
    signal = rubric.signal(signal_id)
    course = next(
        (
            course
            for one in found.rounds
            if one.rubric == rubric.id
            for course in one.current.courses
            if course.id == signal_id
        ),
        None,
    )
    memory = remembered(_reviews(rubric.id, signal_id, held))
    question = question_for(rubric, signal_id, asked)
    return Candidate(
        rubric=rubric.id,
        round_title=rubric.title,
        signal=signal_id,
        text=signal.text,
        about=_about(rubric, signal),
        question=question.id,
        question_text=question.spoken(()),
        gap=gap_of(course),
        weight=signal.weight / fmean(one.weight for one in rubric.signals),
        memory=memory,
        staleness=memory.staleness(now),
        course=course,
    )


def _about(rubric: Rubric, signal: Signal) -> str:
    criteria = [c.text for c in rubric.criteria if c.id in signal.criteria]
    questions = [q.text for q in rubric.questions if signal.id in q.signals]
    return " ".join((rubric.title, signal.text, *criteria, *questions))


def _reviews(
    rubric: str, signal: str, held: Iterable[Held]
) -> list[tuple[datetime, Status, Level | None]]:
    mine = sorted((h for h in held if h.card.rubric == rubric), key=lambda h: (h.at, h.session))
    return [(h.at, v.status, v.level) for h in mine for v in h.card.signals if v.id == signal]
