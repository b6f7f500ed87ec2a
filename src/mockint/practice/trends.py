"""Levels per signal over sessions, in groups that may be compared.

Two scorecards are comparable if the same rubric was applied by the same judge: sessions
of different provenance stand in groups of their own and are never averaged together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean, pstdev

from ..domain.rubric import Level, Rubric
from ..domain.scorecard import Provenance, Recommendation, Scorecard, Status

#: From so many sessions in a row a signal that never came up is worth a remark.
STREAK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A graded session: when it was held (aware), its scorecard, and what was asked.

    `rubric` is the one that the session was made with. `drill` is true where only some
    questions were meant to be asked, so that what did not come up was not missed.
    """

    session: str
    at: datetime
    card: Scorecard
    rubric: Rubric
    asked: tuple[str, ...] = ()
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What one session says of one signal. `spread` is lowest and highest of the votes."""

    session: str
    at: datetime
    status: Status
    level: Level | None
    spread: tuple[Level, Level] | None
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """One signal over the sessions of one group, the oldest first."""

    id: str
    text: str
    weight: float
    marks: tuple[Mark, ...]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels there are, the oldest first."""
        return tuple(mark.level for mark in self.marks if mark.level is not None)

    @property
    def latest(self) -> Level | None:
        """The latest level, None without any."""
        return self.levels[-1] if self.levels else None

    @property
    def mean(self) -> float | None:
        """Mean of the levels, None without any."""
        return fmean(self.levels) if self.levels else None

    @property
    def deviation(self) -> float | None:
        """Standard deviation of the levels over sessions; None below two."""
        return pstdev(self.levels) if len(self.levels) > 1 else None

    @property
    def range(self) -> tuple[Level, Level] | None:
        """Lowest and highest level, votes of single sessions included."""
        lows = [mark.spread[0] if mark.spread else mark.level for mark in self.marks if mark.level]
        highs = [mark.spread[1] if mark.spread else mark.level for mark in self.marks if mark.level]
        known = [low for low in lows if low], [high for high in highs if high]
        return (min(known[0]), max(known[1])) if known[0] else None

    @property
    def change(self) -> int | None:
        """Latest level minus the first one; None below two levels."""
        return self.levels[-1] - self.levels[0] if len(self.levels) > 1 else None

    @property
    def streak(self) -> int:
        """Whole rounds in a row, up to the latest, in which it was not elicited."""
        count = 0
        for mark in reversed(self.marks):
            if mark.status is Status.NOT_ELICITED:
                count += not mark.drill
            elif mark.status is not Status.ERROR:
                break
        return count


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as a group lists it."""

    session: str
    at: datetime
    recommendation: Recommendation
    score: float | None
    drill: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Sessions of one provenance: their scorecards may be compared."""

    provenance: Provenance
    sittings: tuple[Sitting, ...]
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class RoundTrend:
    """One round; the group with the latest session comes first."""

    rubric: str
    title: str
    groups: tuple[Group, ...]

    @property
    def current(self) -> Group:
        """The group of the latest session."""
        return self.groups[0]


@dataclass(frozen=True, slots=True)
class Trends:
    """All rounds that were held, in order of their ids. `skipped` says what was left out."""

    rounds: tuple[RoundTrend, ...] = ()
    skipped: tuple[str, ...] = field(default=())

    @property
    def sessions(self) -> int:
        """How many sessions stand behind it."""
        return sum(len(group.sittings) for one in self.rounds for group in one.groups)


def provenance_key(provenance: Provenance) -> tuple[object, ...]:
    """Equal for scorecards that may be compared: rubric, judge, model, prompts, version."""
    p = provenance
    return (
        p.rubric_digest, p.engine, p.model, p.method, tuple(sorted(p.prompts.items())),
        p.samples, p.calibration, p.mockint,
    )  # fmt: skip


def trends(held: Iterable[Held], skipped: Iterable[str] = ()) -> Trends:
    """Group sessions by round and provenance; the order in which they come is no matter."""
    rounds: dict[str, list[Held]] = {}
    for one in sorted(held, key=lambda h: (h.at, h.session)):
        rounds.setdefault(one.card.rubric, []).append(one)
    return Trends(
        tuple(_round(name, sittings) for name, sittings in sorted(rounds.items())), tuple(skipped)
    )


def _round(name: str, held: list[Held]) -> RoundTrend:
    groups: dict[tuple[object, ...], list[Held]] = {}
    for one in held:
        groups.setdefault(provenance_key(one.card.provenance), []).append(one)
    latest_first = sorted(groups.values(), key=lambda g: (g[-1].at, g[-1].session), reverse=True)
    return RoundTrend(name, held[-1].card.title, tuple(_group(group) for group in latest_first))


def _group(held: list[Held]) -> Group:
    sittings = tuple(
        Sitting(h.session, h.at, h.card.recommendation, h.card.score, h.drill) for h in held
    )
    ids = [verdict.id for verdict in held[-1].card.signals]
    courses = tuple(_course(signal, held) for signal in ids)
    return Group(held[-1].card.provenance, sittings, courses)


def _course(signal: str, held: list[Held]) -> Course:
    marks = []
    text, weight = signal, 1.0
    for one in held:
        for verdict in one.card.signals:
            if verdict.id == signal:
                text, weight = verdict.text, verdict.weight
                marks.append(
                    Mark(one.session, one.at, verdict.status, verdict.level, verdict.spread,
                         one.drill)
                )  # fmt: skip
    return Course(signal, text, weight, tuple(marks))
