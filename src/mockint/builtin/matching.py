"""Matching: which evidence points, contrary points and red flags a sentence shows.

Lexical, from the cues that rubric authors write beside each point and, weaker, from
the point's own words weighted by how rare they are in the rubric. A semantic matcher
can stand in its place (`mockint[semantic]`); the provenance line names which one ran.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from ..domain.rubric import Rubric
from .cues import Cue, compile_cue
from .text import Sentence, tokenize

OVERLAP = 0.6
OVERLAP_WORDS = 3
OVERLAP_STRENGTH = 0.6

Key = tuple[str, str]
#: What a cue shows: (point, contrary or flag; its key).
Target = tuple[str, Key]


@dataclass(frozen=True, slots=True)
class Hits:
    """What one sentence shows: strengths 0 to 1 by (signal, point), and the rest by id."""

    points: dict[Key, float]
    contrary: frozenset[Key]
    flags: frozenset[str]


class Matcher(Protocol):
    """Finds points in sentences."""

    name: str

    def match(self, text: str, sentences: tuple[Sentence, ...]) -> tuple[Hits, ...]:
        """One `Hits` per sentence of `text`."""
        ...


class LexicalMatcher:
    """Cues first, then rare words in common."""

    name = "lexical"

    def __init__(self, rubric: Rubric) -> None:
        self._index: dict[str, list[tuple[Cue, Target]]] = {}
        self._words: dict[Key, frozenset[str]] = {}
        for signal in rubric.signals:
            for point in signal.points:
                key = (signal.id, point.id)
                self._words[key] = _content(point.text)
                self._add(point.cues, ("point", key))
            for contrary in signal.contrary:
                self._add(contrary.cues, ("contrary", (signal.id, contrary.id)))
        for flag in rubric.red_flags:
            self._add(flag.cues, ("flag", ("", flag.id)))
        self._points_of: dict[str, list[Key]] = {}
        for key, words in self._words.items():
            for stem in words:
                self._points_of.setdefault(stem, []).append(key)
        counts = Counter(stem for words in self._words.values() for stem in words)
        total = len(self._words)
        self._rarity = {stem: math.log((1 + total) / count) for stem, count in counts.items()}

    def match(self, text: str, sentences: tuple[Sentence, ...]) -> tuple[Hits, ...]:
        """One `Hits` per sentence."""
        del text
        return tuple(self._one(sentence) for sentence in sentences)

    def _add(self, cues: tuple[str, ...], target: Target) -> None:
        for text in cues:
            cue = compile_cue(text)
            for key in cue.telling:
                self._index.setdefault(key, []).append((cue, target))

    def _one(self, sentence: Sentence) -> Hits:
        found: set[Target] = set()
        for word in sentence.keys:
            for cue, target in self._index.get(word, ()):
                if target not in found:
                    match = cue.find(sentence)
                    if match is not None and not match.negated:
                        found.add(target)
        points = {key: 1.0 for sort, key in found if sort == "point"}
        for point in self._near(sentence.content):
            if point not in points and self._overlap(point, sentence.content):
                points[point] = OVERLAP_STRENGTH
        return Hits(
            points={key: points[key] for key in self._words if key in points},
            contrary=frozenset(key for sort, key in found if sort == "contrary"),
            flags=frozenset(key[1] for sort, key in found if sort == "flag"),
        )

    def _near(self, content: frozenset[str]) -> list[Key]:
        """Points with enough words in common with a sentence to be worth a look."""
        common: Counter[Key] = Counter()
        for stem in content:
            common.update(self._points_of.get(stem, ()))
        return [key for key, count in common.items() if count >= OVERLAP_WORDS]

    def _overlap(self, key: Key, content: frozenset[str]) -> bool:
        words = self._words[key]
        common = words & content
        if len(common) < OVERLAP_WORDS:
            return False
        whole = sum(self._rarity[stem] for stem in words)
        return sum(self._rarity[stem] for stem in common) >= OVERLAP * whole


def _content(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokenize(text) if not token.is_stop)
