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
        self._points: list[tuple[Key, tuple[Cue, ...]]] = []
        self._contrary: list[tuple[Key, tuple[Cue, ...]]] = []
        for signal in rubric.signals:
            for point in signal.points:
                self._points.append(((signal.id, point.id), _compiled(point.cues)))
            for contrary in signal.contrary:
                self._contrary.append(((signal.id, contrary.id), _compiled(contrary.cues)))
        self._flags = [(flag.id, _compiled(flag.cues)) for flag in rubric.red_flags]
        self._words = {
            (signal.id, point.id): _content(point.text)
            for signal in rubric.signals
            for point in signal.points
        }
        counts = Counter(stem for words in self._words.values() for stem in words)
        total = len(self._words)
        self._rarity = {stem: math.log((1 + total) / count) for stem, count in counts.items()}

    def match(self, text: str, sentences: tuple[Sentence, ...]) -> tuple[Hits, ...]:
        """One `Hits` per sentence."""
        del text
        return tuple(self._one(sentence) for sentence in sentences)

    def _one(self, sentence: Sentence) -> Hits:
        stems = {token.stem for token in sentence.tokens}
        content = sentence.content
        points: dict[Key, float] = {}
        for key, cues in self._points:
            if _any(cues, sentence, stems):
                points[key] = 1.0
            elif self._overlap(key, content):
                points[key] = OVERLAP_STRENGTH
        return Hits(
            points=points,
            contrary=frozenset(key for key, c in self._contrary if _any(c, sentence, stems)),
            flags=frozenset(flag for flag, c in self._flags if _any(c, sentence, stems)),
        )

    def _overlap(self, key: Key, content: frozenset[str]) -> bool:
        words = self._words[key]
        common = words & content
        if len(common) < OVERLAP_WORDS:
            return False
        whole = sum(self._rarity[stem] for stem in words)
        return sum(self._rarity[stem] for stem in common) >= OVERLAP * whole


def _compiled(cues: tuple[str, ...]) -> tuple[Cue, ...]:
    return tuple(compile_cue(cue) for cue in cues)


def _content(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokenize(text) if not token.is_stop)


def _any(cues: tuple[Cue, ...], sentence: Sentence, stems: set[str]) -> bool:
    for cue in cues:
        # A cheap test first: most cues have no word in the sentence at all.
        needed = cue.positions[0]
        if not needed.classes and needed.stems.isdisjoint(stems):
            continue
        match = cue.find(sentence)
        if match is not None and not match.negated:
            return True
    return False
