"""Calibration: a judge's levels beside those that people gave, signal by signal.

Each rater's level is paired with the judge's level of the same transcript and signal, so
that the figures can be held against those between two raters, which are the ceiling. A
judge's `no_evidence` counts as level 1, as it does in the round's score; what the judge
did not grade (`not_elicited`, `error`) is left out and told. Pure: no files.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.calibrated import Calibrated, Figure
from ..domain.rubric import LEVELS, Rubric
from ..domain.scorecard import Scorecard, Verdict
from .agreement import RESAMPLES, Agreement, Measure, Pair, agreement, alpha, icc
from .rollup import points_of

WORST = 10
#: Under this many transcripts an interval is rough, and that is said.
FEW = 20


@dataclass(frozen=True, slots=True)
class Label:
    """A level (1 to 4) that a person gave; None where the person gave none."""

    transcript: str
    signal: str
    level: int | None
    rater: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Agreement between people: the most that a judge can be asked for."""

    raters: int
    between: Agreement
    icc: float | None
    icc_items: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A signal of a transcript on which judge and people differ, with the judge's quotes."""

    transcript: str
    signal: str
    judge: int
    humans: tuple[tuple[str, int], ...]
    quotes: tuple[str, ...]
    rationale: str

    @property
    def distance(self) -> float:
        """How far the judge's level is from the mean of the people's."""
        return abs(self.judge - sum(level for _, level in self.humans) / len(self.humans))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A label that could not be compared, and why."""

    label: Label
    reason: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that `rubric calibrate` tells. `confusion[human - 1][judge - 1]` counts pairs."""

    whole: Agreement
    signals: tuple[tuple[str, Agreement], ...]
    ceiling: Ceiling | None
    confusion: tuple[tuple[int, ...], ...]
    worst: tuple[Disagreement, ...]
    left_out: tuple[LeftOut, ...]
    raters: tuple[str, ...]
    notes: tuple[str, ...]


def calibrate(
    rubric: Rubric,
    labels: Sequence[Label],
    cards: Mapping[str, Scorecard],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Calibration:
    """Compare `cards` (by transcript name) with `labels`."""
    compared, left_out = _compared(labels, cards)
    by_transcript: dict[str, list[Pair]] = defaultdict(list)
    by_signal: dict[str, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for label, verdict in compared:
        pair = _level(verdict) or 0, label.level or 0
        by_transcript[label.transcript].append(pair)
        by_signal[label.signal][label.transcript].append(pair)
    counts = Counter((human, judge) for pairs in by_transcript.values() for judge, human in pairs)
    whole = agreement(list(by_transcript.values()), resamples=resamples, seed=seed)
    return Calibration(
        whole=whole,
        signals=tuple(
            (s.id, agreement(list(by_signal[s.id].values()), resamples=resamples, seed=seed))
            for s in rubric.signals
            if s.id in by_signal
        ),
        ceiling=_ceiling(labels, resamples, seed),
        confusion=tuple(tuple(counts[human, judge] for judge in LEVELS) for human in LEVELS),
        worst=_worst(compared),
        left_out=tuple(left_out),
        raters=tuple(sorted({label.rater for label in labels})),
        notes=_notes(whole),
    )


def figures(found: Calibration, date: str) -> Calibrated:
    """What a scorecard says of its judge: of `found`, measured on `date` (YYYY-MM-DD).

    An offset is told where there are transcripts enough and the bias is sure: its
    interval leaves 0 out.
    """
    whole, bias = found.whole, found.whole.bias
    sure = bias.interval is not None and (bias.interval[0] > 0 or bias.interval[1] < 0)
    offset = -bias.value if sure and whole.clusters >= FEW and bias.value is not None else None
    return Calibrated(
        date=date,
        labels=whole.pairs,
        transcripts=whole.clusters,
        raters=len(found.raters),
        kappa=_figure(whole.kappa),
        bias=_figure(bias),
        exact=_figure(whole.exact),
        offset=None if offset is None else round(offset, 4),
        ceiling=found.ceiling.icc if found.ceiling else None,
    )


def _figure(one: Measure) -> Figure:
    ends = None if one.interval is None else (round(one.interval[0], 4), round(one.interval[1], 4))
    return Figure(value=None if one.value is None else round(one.value, 4), interval=ends)


def _compared(
    labels: Sequence[Label], cards: Mapping[str, Scorecard]
) -> tuple[list[tuple[Label, Verdict]], list[LeftOut]]:
    compared: list[tuple[Label, Verdict]] = []
    left_out: list[LeftOut] = []
    for label in labels:
        card = cards.get(label.transcript)
        verdict = _verdict(card, label.signal) if card is not None else None
        if label.level is None:
            left_out.append(LeftOut(label, "the person gave no level"))
        elif verdict is None:
            left_out.append(LeftOut(label, "the transcript was not graded"))
        elif _level(verdict) is None:
            left_out.append(LeftOut(label, f"the judge says {verdict.status.value}"))
        else:
            compared.append((label, verdict))
    return compared, left_out


def _verdict(card: Scorecard, signal: str) -> Verdict | None:
    return next((verdict for verdict in card.signals if verdict.id == signal), None)


def _level(verdict: Verdict) -> int | None:
    points = points_of(verdict)
    return None if points is None else int(points)


def _ceiling(labels: Sequence[Label], resamples: int, seed: int) -> Ceiling | None:
    """Both orders of every two raters count, since neither is the measure of the other."""
    items: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for label in labels:
        if label.level is not None:
            items[label.transcript, label.signal][label.rater] = label.level
    clusters: dict[str, list[Pair]] = defaultdict(list)
    for (transcript, _), given in items.items():
        clusters[transcript] += itertools.permutations(given.values(), 2)
    raters = sorted({rater for given in items.values() for rater in given})
    if not any(clusters.values()):
        return None
    complete = [[given[r] for r in raters] for given in items.values() if len(given) == len(raters)]
    return Ceiling(
        raters=len(raters),
        between=agreement(list(clusters.values()), resamples=resamples, seed=seed),
        icc=icc(complete),
        icc_items=len(complete),
        alpha=alpha([list(given.values()) for given in items.values()]),
    )


def _worst(compared: list[tuple[Label, Verdict]]) -> tuple[Disagreement, ...]:
    groups: dict[tuple[str, str], list[tuple[Label, Verdict]]] = defaultdict(list)
    for label, verdict in compared:
        groups[label.transcript, label.signal].append((label, verdict))
    found = []
    for (transcript, signal), group in groups.items():
        verdict = group[0][1]
        one = Disagreement(
            transcript,
            signal,
            _level(verdict) or 0,
            tuple((label.rater, label.level or 0) for label, _ in group),
            tuple(evidence.quote for evidence in verdict.evidence),
            verdict.rationale,
        )
        if one.distance >= 1:
            found.append(one)
    found.sort(key=lambda one: (-one.distance, one.transcript, one.signal))
    return tuple(found[:WORST])


def _notes(whole: Agreement) -> tuple[str, ...]:
    notes = []
    if whole.clusters < FEW:
        notes.append(
            f"{whole.clusters} transcript(s): intervals are rough; {FEW} and more tell something"
        )
    if whole.pairs and whole.kappa.value is None:
        notes.append("kappa is undefined: one level only was given")
    return tuple(notes)
