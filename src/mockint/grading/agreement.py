"""Agreement between raters on ordered levels: the statistics, and how sure they are.

Formulas and their sources:

* Weighted kappa: Cohen (1968), Psychological Bulletin 70(4), with quadratic weights
  (Fleiss & Cohen 1973).
* Spearman's rho: Pearson's correlation of mid-ranks.
* ICC(2,1): two-way random effects, absolute agreement, one rater; Shrout & Fleiss
  (1979), Psychological Bulletin 86(2).
* Krippendorff's alpha, interval metric; Krippendorff (2011), "Computing Krippendorff's
  Alpha-Reliability".
* Intervals: percentile bootstrap (Efron 1979) over whole clusters, because the levels of
  one transcript are not independent of each other.

They are written out here, on the standard library, because the libraries that have them
weigh 60 to 250 MB or are GPL; tests hold them to the published examples and to figures
that scikit-learn, SciPy and krippendorff give. Pure: no files, no clock, own seed.
Undefined (no variance, too few) is None, never a number.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles

RESAMPLES = 2000
#: Of the resamples, how many must have a value for an interval to be told.
DEFINED_SHARE = 0.5

Pair = tuple[int, int]
Counts = Mapping[Pair, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and its 95% interval; None where it is undefined."""

    value: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two raters agree. Pairs are (first, second); bias is first minus second."""

    pairs: int
    clusters: int
    kappa: Measure
    spearman: Measure
    exact: Measure
    adjacent: Measure
    bias: Measure


def agreement(
    clusters: Sequence[Sequence[Pair]], *, resamples: int = RESAMPLES, seed: int = 0
) -> Agreement:
    """All measures over `clusters` of pairs (the pairs of one transcript are one cluster).

    With a single cluster the pairs themselves are resampled.
    """
    filled = [cluster for cluster in clusters if cluster]
    whole = Counter(pair for cluster in filled for pair in cluster)
    drawn = _resampled(filled, resamples, seed)
    measures = {
        name: Measure(function(whole) if whole else None, _interval(function, drawn))
        for name, function in _FUNCTIONS.items()
    }
    return Agreement(pairs=whole.total(), clusters=len(filled), **measures)


def weighted_kappa(
    counts: Counts, weight: Callable[[int, int], float] = lambda a, b: (a - b) ** 2
) -> float | None:
    """1 less observed over expected disagreement; `weight` is how far two levels differ.

    None where chance alone would never disagree (one level only).
    """
    total = sum(counts.values())
    if not total:
        return None
    first, second = _margins(counts)
    observed = sum(weight(a, b) * count for (a, b), count in counts.items()) / total
    expected = sum(
        weight(a, b) * here * there for a, here in first.items() for b, there in second.items()
    ) / (total * total)
    return 1 - observed / expected if expected else None


def spearman(counts: Counts) -> float | None:
    """Correlation of mid-ranks; None where either rater used one level only."""
    first, second = _margins(counts)
    if len(first) < 2 or len(second) < 2:
        return None
    ranks, others = _midranks(first), _midranks(second)
    total = sum(counts.values())
    middle = (total + 1) / 2
    together = sum(
        count * (ranks[a] - middle) * (others[b] - middle) for (a, b), count in counts.items()
    )
    spread = sum(count * (ranks[a] - middle) ** 2 for a, count in first.items())
    other_spread = sum(count * (others[b] - middle) ** 2 for b, count in second.items())
    return together / math.sqrt(spread * other_spread)


def exact(counts: Counts) -> float | None:
    """Share of pairs with the same level."""
    return _share(counts, 0)


def adjacent(counts: Counts) -> float | None:
    """Share of pairs at most one level apart."""
    return _share(counts, 1)


def bias(counts: Counts) -> float | None:
    """Mean of first minus second, in levels."""
    total = sum(counts.values())
    return sum((a - b) * count for (a, b), count in counts.items()) / total if total else None


def icc(rows: Sequence[Sequence[float]]) -> float | None:
    """ICC(2,1) of `rows`, one per item with one value per rater; None under 2 of either."""
    n, k = len(rows), len(rows[0]) if rows else 0
    if n < 2 or k < 2:
        return None
    grand = fmean(value for row in rows for value in row)
    means = [fmean(row) for row in rows]
    raters = [fmean(row[j] for row in rows) for j in range(k)]
    whole = sum((value - grand) ** 2 for row in rows for value in row)
    between = k * sum((mean - grand) ** 2 for mean in means)
    across = n * sum((mean - grand) ** 2 for mean in raters)
    rest = (whole - between - across) / ((n - 1) * (k - 1))
    items, judges = between / (n - 1), across / (k - 1)
    below = items + (k - 1) * rest + k * (judges - rest) / n
    return (items - rest) / below if below else None


def alpha(units: Sequence[Sequence[float]]) -> float | None:
    """Krippendorff's alpha, interval metric; each unit holds the values it was given.

    Units with fewer than two values are left out. None where all values are equal.
    """
    kept = [unit for unit in units if len(unit) > 1]
    values = [value for unit in kept for value in unit]
    if not values:
        return None
    observed = sum(_differences(unit) / (len(unit) - 1) for unit in kept) / len(values)
    expected = _differences(values) / (len(values) * (len(values) - 1))
    return 1 - observed / expected if expected else None


def _differences(values: Sequence[float]) -> float:
    """Sum of squared differences over all ordered pairs."""
    total = sum(values)
    return 2 * (len(values) * sum(value * value for value in values) - total * total)


_FUNCTIONS: dict[str, Callable[[Counts], float | None]] = {
    "kappa": weighted_kappa,
    "spearman": spearman,
    "exact": exact,
    "adjacent": adjacent,
    "bias": bias,
}


def _resampled(clusters: list[Sequence[Pair]], resamples: int, seed: int) -> list[Counter[Pair]]:
    pool: list[Sequence[Pair]] = clusters
    if len(clusters) == 1:
        pool = [[pair] for pair in clusters[0]]
    if len(pool) < 2:
        return []
    chance = random.Random(seed)  # noqa: S311 - resampling, not keys
    return [
        Counter(pair for cluster in chance.choices(pool, k=len(pool)) for pair in cluster)
        for _ in range(resamples)
    ]


def _interval(
    function: Callable[[Counts], float | None], drawn: list[Counter[Pair]]
) -> tuple[float, float] | None:
    values = [value for counts in drawn if (value := function(counts)) is not None]
    if len(values) < 2 or len(values) < DEFINED_SHARE * len(drawn):
        return None
    cuts = quantiles(values, n=40, method="inclusive")
    return cuts[0], cuts[-1]


def _margins(counts: Counts) -> tuple[Counter[int], Counter[int]]:
    first: Counter[int] = Counter()
    second: Counter[int] = Counter()
    for (a, b), count in counts.items():
        first[a] += count
        second[b] += count
    return first, second


def _midranks(margin: Counter[int]) -> dict[int, float]:
    ranks: dict[int, float] = {}
    before = 0
    for level in sorted(margin):
        ranks[level] = before + (margin[level] + 1) / 2
        before += margin[level]
    return ranks


def _share(counts: Counts, most: int) -> float | None:
    total = sum(counts.values())
    near = sum(count for (a, b), count in counts.items() if abs(a - b) <= most)
    return near / total if total else None
