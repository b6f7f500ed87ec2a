"""What many scorecards say together: counts, never a mark of anybody.

Takes results one at a time and keeps numbers only, so that a run of any size takes the
same memory; of what failed, the first few names are kept for the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from ..domain.result import Result
from ..domain.scorecard import Recommendation, Scorecard, Status
from .phrases import provenance_phrase

#: Recommendations, best first, "no decision" last.
LADDER = tuple(Recommendation)
#: Half-open bins of the round score, 1 to 4: the last one holds 4.
BINS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5)
_EXAMPLES = 5
#: Roles that were told from who asks and who talks: worth a look.
INFERRED = "inference"
#: A signal is lacking where this share of those who were asked does not reach level 3.
LACKING = 0.5


@dataclass(slots=True)
class SignalCounts:
    """One signal over all transcripts: how often each level, and each reason for none."""

    id: str
    text: str
    rubric: str
    levels: Counter[int] = field(default_factory=Counter)
    statuses: Counter[Status] = field(default_factory=Counter)

    @property
    def judged(self) -> int:
        """How many were asked and judged: with a level, or without evidence for one."""
        return sum(self.levels.values()) + self.statuses[Status.NO_EVIDENCE]

    @property
    def below_solid(self) -> int:
        """How many of those stay below level 3, without evidence included."""
        return self.judged - self.levels[3] - self.levels[4]

    @property
    def mean(self) -> float | None:
        """The mean of the levels; None without any."""
        count = sum(self.levels.values())
        return sum(k * n for k, n in self.levels.items()) / count if count else None

    @property
    def is_lacking(self) -> bool:
        """True where half or more of those who were asked do not reach a solid level."""
        return bool(self.judged) and self.below_solid >= LACKING * self.judged


@dataclass(slots=True)
class Reason:
    """Why transcripts are ungraded: how many, and the first few of them."""

    count: int = 0
    sources: list[str] = field(default_factory=list)
    message: str = ""


@dataclass(slots=True)
class Cohort:
    """Counts over the results that were `add`ed."""

    rows: int = 0
    graded: int = 0
    failed: int = 0
    partial: int = 0
    reviewed: int = 0
    suspect: int = 0
    recommendations: Counter[Recommendation] = field(default_factory=Counter)
    coach: Counter[Recommendation] = field(default_factory=Counter)
    scores: Counter[float] = field(default_factory=Counter)
    signals: dict[tuple[str, str], SignalCounts] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Reason] = field(default_factory=dict)
    provenances: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    unpriced: int = 0
    limits: dict[str, None] = field(default_factory=dict)
    roles: Counter[str] = field(default_factory=Counter)
    guessed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, results: Iterable[Result]) -> Self:
        """The cohort of `results`."""
        cohort = cls()
        for result in results:
            cohort.add(result)
        return cohort

    def add(self, result: Result) -> None:
        """Count one result."""
        self.rows += 1
        if result.ungraded:
            self._ungraded(result)
        card = result.card
        if card is None:
            self.failed += 1
            return
        self.graded += 1
        self.partial += bool(result.ungraded)
        self.suspect += card.provenance.suspect
        self.titles[card.rubric] = card.title
        self.recommendations[card.recommendation] += 1
        if result.review is not None:
            self.reviewed += 1
        final = result.review or card
        self.coach[final.recommendation] += 1
        if card.score is not None:
            self.scores[max(low for low in BINS if card.score >= low or low == BINS[0])] += 1
        self._roles(card)
        self._signals(card)
        self.flags.update(flag.text for flag in card.red_flags if flag.found)
        self._provenance(card)

    @property
    def lacking(self) -> list[SignalCounts]:
        """Signals that the cohort lacks, the weakest first."""
        weak = [signal for signal in self.signals.values() if signal.is_lacking]
        return sorted(weak, key=lambda s: (-s.below_solid / s.judged, s.id))

    @property
    def not_asked(self) -> list[SignalCounts]:
        """Signals that half or more of the interviews never asked for."""
        return [
            s
            for s in self.signals.values()
            if 2 * s.statuses[Status.NOT_ELICITED]
            >= sum(s.levels.values()) + sum(s.statuses.values()) > 0
            and s.statuses[Status.NOT_ELICITED]
        ]  # fmt: skip

    def _signals(self, card: Scorecard) -> None:
        for verdict in card.signals:
            key = (card.rubric, verdict.id)
            if key not in self.signals:
                self.signals[key] = SignalCounts(verdict.id, verdict.text, card.rubric)
            counts = self.signals[key]
            if verdict.level is None:
                counts.statuses[verdict.status] += 1
            else:
                counts.levels[verdict.level] += 1

    def _roles(self, card: Scorecard) -> None:
        how = card.transcript.roles.how
        self.roles[how] += 1
        if how == INFERRED and len(self.guessed) < _EXAMPLES:
            names = ", ".join(card.transcript.roles.candidate) or "unnamed"
            self.guessed.append(f"{card.transcript.source} (candidate: {names})")

    def _provenance(self, card: Scorecard) -> None:
        self.provenances[provenance_phrase(card.provenance)] += 1
        self.limits.update(dict.fromkeys(card.provenance.limits))
        usage = card.provenance.usage
        if usage is None or not usage.calls:
            return
        self.calls += usage.calls
        self.tokens += (usage.prompt_tokens or 0) + (usage.completion_tokens or 0)
        self.cost += usage.cost_usd or 0.0
        self.unpriced += usage.cost_usd is None

    def _ungraded(self, result: Result) -> None:
        reason = self.reasons.setdefault(result.ungraded, Reason())
        reason.count += 1
        if len(reason.sources) < _EXAMPLES:
            reason.sources.append(result.source)
        if not reason.message and result.failure is not None:
            reason.message = result.failure.message
