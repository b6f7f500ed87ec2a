"""Coverage: how much of a reference answer's points an answer holds, by its words alone.

Trained on nobody's scores. Words count by how rare they are among the points; a word that
the question holds already counts half; forms and misspellings of a word count in part. The
first words tell more than the last, so that coverage saturates: a right answer need not say
all that a reference says. `mockint bench points` measures it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from .stems import alike
from .text import tokenize

#: What a word of the question is worth; how fast coverage saturates. Both were settled on the
#: training part of the Short Answer Feedback set.
ASKED_WORTH = 0.5
SATURATION = 6.0
_POINT_BREAK = re.compile(
    r"[.;:\n!?]+|,\s+(?=and|but|while|so|which|as|because|therefore)|\s-\s?|(?:^|\s)\(?[0-9a-h]\)\s"
)
_LEAST_WORDS = 2


def points_of(reference: str) -> tuple[str, ...]:
    """The clauses of a reference answer, each an evidence point."""
    parts = [part.strip() for part in _POINT_BREAK.split(reference)]
    return tuple(part for part in parts if len(_content(part)) >= _LEAST_WORDS)


class Coverage:
    """The points of reference answers to one question."""

    def __init__(self, references: Sequence[str], question: str) -> None:
        asked = _content(question)
        points = [_content(point) for one in references for point in points_of(one)]
        # A point that only repeats the question tells nothing.
        told = [point for point in points if point - asked]
        counts = Counter(stem for point in told for stem in point)
        self._worth = {
            stem: (0.3 + math.log((1 + len(told)) / count))
            * (ASKED_WORTH if stem in asked else 1.0)
            for stem, count in counts.items()
        }
        self._whole = sum(self._worth.values())

    def share(self, answer: str) -> float:
        """0 (holds nothing of the points) to 1."""
        said = _content(answer)
        if not said or not self._whole:
            return 0.0
        held = sum(worth * _held(stem, said) for stem, worth in self._worth.items())
        return 1.0 - math.exp(-SATURATION * held / self._whole)


def _held(stem: str, said: frozenset[str]) -> float:
    if stem in said:
        return 1.0
    return max((alike(stem, other) for other in said), default=0.0)


def _content(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokenize(text) if not token.is_stop)
