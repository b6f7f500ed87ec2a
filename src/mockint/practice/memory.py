"""Spaced repetition: how fresh the practice of a signal is. The home of `fsrs`.

The algorithm is FSRS-6 with its published parameters, as py-fsrs implements it; one
review is one session in which the signal was graded. A level is the rating: 1 is Again,
2 Hard, 3 Good, 4 Easy; asked without any evidence is Again. What was not elicited was
not practised. The state is folded from the sessions every time: nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State

from ..domain.rubric import Level
from ..domain.scorecard import Status

RETENTION = 0.9
_RATINGS = {1: Rating.Again, 2: Rating.Hard, 3: Rating.Good, 4: Rating.Easy}
#: Steps of minutes suit flash cards, not interviews: the next repetition is a day away or more.
_SCHEDULER = Scheduler(
    desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows of one signal after its reviews; None fields before the first."""

    stability: float | None = None
    difficulty: float | None = None
    due: datetime | None = None
    last: datetime | None = None
    reviews: int = 0

    def reviewed(self, level: Level, at: datetime) -> Memory:
        """After a session at `at` (aware) in which the signal had `level`."""
        when = max(at, self.last or at).astimezone(UTC)
        card = _SCHEDULER.review_card(self._card(when), _RATINGS[level], when)[0]
        return Memory(card.stability, card.difficulty, card.due, card.last_review, self.reviews + 1)

    def recall(self, at: datetime) -> float:
        """Chance, 0 to 1, that it is still as fresh as it was; 0 if never practised."""
        if self.last is None:
            return 0.0
        when = max(at, self.last).astimezone(UTC)
        return float(_SCHEDULER.get_card_retrievability(self._card(when), when))

    def staleness(self, at: datetime) -> float:
        """0 for what was practised this moment, 1 for what is due or was never practised."""
        return min(1.0, (1.0 - self.recall(at)) / (1.0 - RETENTION))

    def is_due(self, at: datetime) -> bool:
        """True for what was never practised, and from the day on that FSRS names."""
        return self.due is None or self.due <= at

    def _card(self, at: datetime) -> Card:
        card = Card(card_id=1, due=self.due or at)
        if self.last is not None:
            card.stability, card.difficulty = self.stability, self.difficulty
            card.last_review, card.step = self.last, None
            card.state = State.Review
        return card


def remembered(reviews: Iterable[tuple[datetime, Status, Level | None]]) -> Memory:
    """The memory after reviews in order of time; statuses without practice are passed over."""
    memory = Memory()
    for at, status, level in reviews:
        if level is not None:
            memory = memory.reviewed(level, at)
        elif status is Status.NO_EVIDENCE:
            memory = memory.reviewed(1, at)
    return memory


def days_until(due: datetime, now: datetime) -> int:
    """Whole days until `due`, 0 for today and before."""
    return max(0, -(-(due - now) // timedelta(days=1)))
