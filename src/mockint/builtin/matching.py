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
from .cues import Cue, Position, compile_cue
from .text import Sentence, tokenize

OVERLAP = 0.6
OVERLAP_WORDS = 3
OVERLAP_STRENGTH = 0.6

Key = tuple[str, str]
#: What a cue shows: (point, contrary or flag; its key).
Target = tuple[str, Key]
#: One sequence of places of a cue: a bit for each of them; the places; the cue; what it shows.
Variant = tuple[int, tuple[Position, ...], Cue, Target]


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
        self._words: dict[Key, frozenset[str]] = {}
        self._cues = _CueIndex()
        for signal in rubric.signals:
            for point in signal.points:
                key = (signal.id, point.id)
                self._words[key] = _content(point.text)
                self._cues.add(point.cues, ("point", key))
            for contrary in signal.contrary:
                self._cues.add(contrary.cues, ("contrary", (signal.id, contrary.id)))
        for flag in rubric.red_flags:
            self._cues.add(flag.cues, ("flag", ("", flag.id)))
        self._cues.arrange()
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

    def _one(self, sentence: Sentence) -> Hits:
        found = self._cues.found(sentence)
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
        common: dict[Key, int] = {}
        for stem in content & self._points_of.keys():
            for key in self._points_of[stem]:
                common[key] = common.get(key, 0) + 1
        return [key for key, count in common.items() if count >= OVERLAP_WORDS]

    def _overlap(self, key: Key, content: frozenset[str]) -> bool:
        words = self._words[key]
        common = words & content
        if len(common) < OVERLAP_WORDS:
            return False
        whole = sum(self._rarity[stem] for stem in words)
        return sum(self._rarity[stem] for stem in common) >= OVERLAP * whole


class _CueIndex:
    """All cues of a rubric, found by their rarest place.

    Most cues lack a word in most sentences. So each is looked up by one place only, and
    compared as a set of bits (which places the sentence can fill) before its order is.
    """

    def __init__(self) -> None:
        self._variants: list[tuple[tuple[Position, ...], Cue, Target]] = []
        self._bits: dict[str, int] = {}
        self._by_key: dict[str, list[Variant]] = {}

    def add(self, cues: tuple[str, ...], target: Target) -> None:
        """Take in the cues of one target."""
        for text in cues:
            cue = compile_cue(text)
            self._variants += [(positions, cue, target) for positions in cue.variants]

    def arrange(self) -> None:
        """Build the index; once, after all cues are in."""
        places = {position.keys for positions, _, _ in self._variants for position in positions}
        bit = {keys: 1 << number for number, keys in enumerate(sorted(places, key=sorted))}
        for keys, mask in bit.items():
            for key in keys:
                self._bits[key] = self._bits.get(key, 0) | mask
        used = Counter(key for ps, _, _ in self._variants for p in ps for key in p.keys)

        def commonness(keys: frozenset[str]) -> tuple[bool, int, list[str]]:
            return any(k.startswith("<") for k in keys), sum(used[k] for k in keys), sorted(keys)

        for positions, cue, target in self._variants:
            mask = 0
            for position in positions:
                mask |= bit[position.keys]
            for key in min((position.keys for position in positions), key=commonness):
                self._by_key.setdefault(key, []).append((mask, positions, cue, target))

    def found(self, sentence: Sentence) -> set[Target]:
        """What the cues show that are found in `sentence` and not negated."""
        found: set[Target] = set()
        filled = 0
        known = sentence.places.keys() & self._bits.keys()
        for key in known:
            filled |= self._bits[key]
        for key in known:
            for mask, positions, cue, target in self._by_key.get(key, ()):
                if mask & filled == mask and target not in found:
                    match = cue.find_variant(positions, sentence)
                    if match is not None and not match.negated:
                        found.add(target)
        return found


def _content(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokenize(text) if not token.is_stop)
