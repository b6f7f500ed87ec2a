"""The figures of a bench: correlations and order, with bootstrap intervals. Pure.

Pearson's correlation; Spearman's, which is Pearson's of mid-ranks; and the share of pairs
within a group that are in the same order, a tie of the judge counting half. Intervals: 95%
percentile bootstrap over items (Efron 1979). Undefined is None, never a number.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles

from ..grading.agreement import Measure

RESAMPLES = 400
#: (group, what the scorer says, what people say)
Item = tuple[Hashable, float, float]
Figure = Callable[[Sequence[Item]], float | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """How one scorer agrees with people over `items` items in `groups` groups."""

    scorer: str
    items: int
    groups: int
    pearson: Measure
    within: Measure
    spearman: Measure
    order: Measure


def figures(scorer: str, items: Sequence[Item], *, seed: int = 0) -> Figures:
    """All figures of a scorer."""
    chance = random.Random(seed)  # noqa: S311 - resampling, not keys
    drawn = [chance.choices(items, k=len(items)) for _ in range(RESAMPLES)] if items else []
    made = {
        name: Measure(figure(items), _interval(figure, drawn))
        for name, figure in (("pearson", pooled), ("within", within), ("spearman", ranked),
                             ("order", order))
    }  # fmt: skip
    return Figures(scorer, len(items), len({group for group, _, _ in items}), **made)


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's correlation; None where either side does not vary."""
    if len(xs) < 3:
        return None
    mx, my = fmean(xs), fmean(ys)
    below = math.sqrt(sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys))
    above = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    return above / below if below > 1e-12 else None


def pooled(items: Sequence[Item]) -> float | None:
    """Pearson's correlation over all items."""
    return pearson([x for _, x, _ in items], [y for _, _, y in items])


def ranked(items: Sequence[Item]) -> float | None:
    """Spearman's correlation over all items."""
    return pearson(_ranks([x for _, x, _ in items]), _ranks([y for _, _, y in items]))


def within(items: Sequence[Item]) -> float | None:
    """Mean of the groups' correlations; groups in which either side does not vary are left out."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[item[0]].append(item)
    found = [one for group in groups.values() if (one := pooled(group)) is not None]
    return fmean(found) if found else None


def order(items: Sequence[Item]) -> float | None:
    """Share of pairs of a group, told apart by people, that the scorer orders the same way."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[item[0]].append(item)
    right = pairs = 0.0
    for group in groups.values():
        for i, (_, x, y) in enumerate(group):
            for _, other, score in group[:i]:
                if y != score:
                    pairs += 1
                    right += 0.5 if x == other else (x > other) == (y > score)
    return right / pairs if pairs else None


def told(measure: Measure) -> str:
    """Tell a figure with its interval: `0.52 (0.44 to 0.59)`, or `-` where undefined."""
    if measure.value is None:
        return "-"
    if measure.interval is None:
        return f"{measure.value:.2f}"
    return f"{measure.value:.2f} ({measure.interval[0]:.2f} to {measure.interval[1]:.2f})"


def _interval(figure: Figure, drawn: Sequence[Sequence[Item]]) -> tuple[float, float] | None:
    found = [one for items in drawn if (one := figure(items)) is not None]
    if len(found) < RESAMPLES // 2:
        return None
    cuts = quantiles(found, n=40, method="inclusive")
    return cuts[0], cuts[-1]


def _ranks(values: Sequence[float]) -> list[float]:
    places = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    at = 0
    while at < len(places):
        end = at
        while end < len(places) and values[places[end]] == values[places[at]]:
            end += 1
        for place in places[at:end]:
            ranks[place] = (at + end - 1) / 2
        at = end
    return ranks
