"""The words of a short text that carry its topic, as stems.

Words that every list of criteria is full of ("ability", "strong", "skills") are left out,
because they would make everything look alike.
"""

from __future__ import annotations

from functools import lru_cache

from .stems import stem
from .text import STOPWORDS, tokenize

_EMPTY = frozenset(
    stem(word)
    for word in """ability able able approach candidate clear complex deep demonstrate describe
    effective effectively every everything example examples experience familiarity focus good
    great handle help high including interview job key knowledge level levels make need needed
    others overall people's prepare proven relevant responsibilities responsible review role
    significant skill skills solid sound specific strong strongly study team's time toward
    understand understanding use used using various week weeks well work working year years
    across new within""".split()
)


@lru_cache(maxsize=8_000)
def topics(text: str) -> frozenset[str]:
    """Stems of the words that say what `text` is about."""
    return frozenset(
        token.stem
        for token in tokenize(text)
        if token.lower not in STOPWORDS and len(token.lower) > 1 and token.stem not in _EMPTY
    )
