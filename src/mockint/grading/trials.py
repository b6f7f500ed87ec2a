"""A judge's report card: the same input again, and inputs changed in known ways.

Runs a judge through a function that grades, so that any judge can be tried. Nothing
here knows files, engines or prices.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard
from ..domain.transcript import Transcript
from .perturb import PERTURBATIONS, Must, Perturbation
from .rollup import points_of

Grade = Callable[[Transcript], Awaitable[Scorecard]]
#: A round under this score has nothing that could be lowered or beaten.
LEAST_SCORE = 2.0


@dataclass(frozen=True, slots=True)
class Stability:
    """The same transcripts graded again. Levels are 1 to 4; shares 0 to 1."""

    runs: int
    transcripts: int
    signals: int
    unchanged: float
    widest: int
    score_spread: float


@dataclass(frozen=True, slots=True)
class Violation:
    """A level (or score) that did what it must not do."""

    transcript: str
    signal: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one change did. `change` is the mean difference of scores, in levels."""

    name: str
    must: Must
    cases: int
    compared: int
    change: float | None
    violations: tuple[Violation, ...]

    @property
    def holds(self) -> bool:
        """True if nothing did what it must not do."""
        return not self.violations


async def stability(talks: Sequence[Transcript], grade: Grade, runs: int) -> Stability:
    """Grade each of `talks` `runs` times (2 at least)."""
    spreads: list[int] = []
    scores: list[float] = []
    for talk in talks:
        cards = [await grade(talk) for _ in range(max(2, runs))]
        for verdicts in zip(*(card.signals for card in cards), strict=True):
            levels = [points_of(verdict) or 0 for verdict in verdicts]
            spreads.append(int(max(levels) - min(levels)))
        totals = [card.score or 0 for card in cards]
        scores.append(max(totals) - min(totals))
    return Stability(
        runs=max(2, runs),
        transcripts=len(talks),
        signals=len(spreads),
        unchanged=fmean(spread == 0 for spread in spreads) if spreads else 1.0,
        widest=max(spreads, default=0),
        score_spread=round(fmean(scores), 4) if scores else 0.0,
    )


async def sensitivity(
    talks: Sequence[Transcript],
    rubric: Rubric,
    grade: Grade,
    perturbations: Sequence[Perturbation] = PERTURBATIONS,
) -> tuple[Sensitivity, ...]:
    """Grade each of `talks` as it is and under every perturbation."""
    before = [(talk, await grade(talk)) for talk in talks]
    found = []
    for one in perturbations:
        pairs = [
            (talk.source, card, await grade(one.change(talk, rubric))) for talk, card in before
        ]
        found.append(_sensitivity(one, pairs))
    return tuple(found)


def _sensitivity(one: Perturbation, pairs: list[tuple[str, Scorecard, Scorecard]]) -> Sensitivity:
    by_signal = one.must == "not raise"
    telling = pairs if by_signal else [p for p in pairs if (p[1].score or 0) >= LEAST_SCORE]
    violations: list[Violation] = []
    compared = 0
    for source, before, after in telling:
        rows = _levels(before, after) if by_signal else _scores(before, after)
        compared += len(rows)
        for signal, low, high in rows:
            broken = high > low if by_signal else high >= low
            if broken:
                violations.append(Violation(source, signal, low, high))
    changes = [(after.score or 1) - (before.score or 1) for _, before, after in telling]
    return Sensitivity(
        one.name, one.must, len(telling), compared,
        round(fmean(changes), 4) if changes else None, tuple(violations),
    )  # fmt: skip


def _levels(before: Scorecard, after: Scorecard) -> list[tuple[str, float, float]]:
    return [
        (b.id, points_of(b) or 0, points_of(a) or 0)
        for b, a in zip(before.signals, after.signals, strict=True)
    ]


def _scores(before: Scorecard, after: Scorecard) -> list[tuple[str, float, float]]:
    return [("", before.score or 0, after.score or 0)]
