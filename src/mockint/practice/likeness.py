"""How alike two short texts are, by the words that they share: rare words count for more.

Used where a guide and its rounds name the same thing in different words and nothing in
the files says so. Whoever shows such a match says that words made it. It must never
decide a level.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

#: The words of a text that carry its topic, folded so that forms of a word are equal.
Topics = Callable[[str], frozenset[str]]

#: Likeness from which two short texts are taken to be about the same thing.
LEAST = 0.3


@dataclass(frozen=True, slots=True)
class Likeness:
    """Compares texts of one collection; a word that stands in all of them says little."""

    topics: Topics
    weights: dict[str, float]

    @classmethod
    def of(cls, texts: Iterable[str], topics: Topics) -> Likeness:
        """Weigh words by how few of `texts` have them."""
        sets = [topics(text) for text in texts]
        seen = Counter(word for one in sets for word in one)
        whole = len(sets) + 1
        return cls(topics, {word: math.log(1 + whole / count) for word, count in seen.items()})

    def between(self, a: str, b: str) -> float:
        """0 (no word in common) to 1 (the same topic words)."""
        one, other = self.topics(a), self.topics(b)
        shared = self._sum(one & other)
        whole = self._sum(one) + self._sum(other)
        return 2 * shared / whole if whole else 0.0

    def held(self, topic: str, text: str) -> float:
        """Share of the topic's words, by weight, that stand in a longer text: 0 to 1."""
        wanted = self.topics(topic)
        whole = self._sum(wanted)
        return self._sum(wanted & self.topics(text)) / whole if whole else 0.0

    def best(self, text: str, options: Sequence[str], least: float = LEAST) -> tuple[int, ...]:
        """Places of the options that are about the same thing as `text`, the likest first."""
        ranked = sorted(
            ((self.between(text, option), -place) for place, option in enumerate(options)),
            reverse=True,
        )
        return tuple(-place for likeness, place in ranked if likeness >= least)

    def _sum(self, words: frozenset[str]) -> float:
        # In a fixed order, so that the last digit of a sum never depends on hashing.
        return sum(self.weights.get(word, math.log(2.0)) for word in sorted(words))
