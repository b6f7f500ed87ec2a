"""What stands beside a scorecard: the candidate's own rating, and the round that it retries.

Pure rules. Nothing of it is part of the scorecard, and none of it changes a level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.rubric import Level
from ..domain.scorecard import Scorecard, Status

_DECIDED = frozenset({Status.SCORED, Status.NO_EVIDENCE})


@dataclass(frozen=True, slots=True)
class OwnLevel:
    """How the candidate rated a signal, and the judge's level (None: it has none)."""

    signal: str
    text: str
    own: Level
    judged: Level | None


@dataclass(frozen=True, slots=True)
class Rescored:
    """A signal that was decided in the first round and in its retry.

    None for a level means: asked, and nothing shown.
    """

    signal: str
    text: str
    first: Level | None
    now: Level | None


@dataclass(frozen=True, slots=True)
class Retry:
    """The session `of` whose question was asked again, and what became of its levels.

    `unlike` names what differs in how the two were graded. `problem` says why there is
    nothing to compare with, "" where there is.
    """

    of: str
    levels: tuple[Rescored, ...] = ()
    unlike: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """All that stands beside a scorecard; empty for most."""

    own: tuple[OwnLevel, ...] = ()
    retry: Retry | None = None

    def own_of(self, signal: str) -> OwnLevel | None:
        """The candidate's rating of a signal."""
        return next((one for one in self.own if one.signal == signal), None)

    def first_of(self, signal: str) -> Rescored | None:
        """The levels of a signal in the first round and now."""
        levels = self.retry.levels if self.retry else ()
        return next((one for one in levels if one.signal == signal), None)


def own_levels(card: Scorecard, ratings: Mapping[str, Level]) -> tuple[OwnLevel, ...]:
    """The ratings of signals that stand on the card, in its order."""
    return tuple(
        OwnLevel(verdict.id, verdict.text, ratings[verdict.id], verdict.level)
        for verdict in card.signals
        if verdict.id in ratings
    )


def rescored(first: Scorecard, now: Scorecard) -> tuple[Rescored, ...]:
    """The signals that both cards decided, in the order of the later one."""
    before = {one.id: one.level for one in first.signals if one.status in _DECIDED}
    return tuple(
        Rescored(one.id, one.text, before[one.id], one.level)
        for one in now.signals
        if one.status in _DECIDED and one.id in before
    )
