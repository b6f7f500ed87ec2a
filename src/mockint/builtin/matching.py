"""Matching: which evidence points, contrary points and red flags a sentence shows.

Lexical, from the cues that rubric authors write beside each point and, weaker, from
the point's own words weighted by how rare they are in the rubric. A semantic matcher
can stand in its place (`mockint[semantic]`); the provenance line names which one ran.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ..domain.rubric import Rubric
from .cues import Cue, Position, compile_cue
from .stems import stem
from .synonyms import same_as
from .text import NEGATIONS, STOPWORDS, Sentence, tokenize

OVERLAP = 0.6
OVERLAP_WORDS = 3
OVERLAP_STRENGTH = 0.6
#: What a cue is worth in other words of the same meaning, and with its words in any order;
#: words (not classes of words) that it needs for the one and for the other. Two words in any
#: order find a point in nearly every sentence about work: a candidate who merely "told the team
#: every Monday" was credited with five.
SAME_STRENGTH, ANY_ORDER_STRENGTH = 0.8, 0.6
LOOSE_WORDS, ANY_ORDER_WORDS = 2, 3
#: Words that may lie between the first and the last of them.
ANY_ORDER_SPAN = 10
#: A sentence that denies anything shows nothing loosely: what is denied cannot be told.
_DENIALS = frozenset(stem(word) for word in NEGATIONS)

Key = tuple[str, str]
#: Adds to the keys of a place those that stand for them.
Widen = Callable[[frozenset[str]], frozenset[str]]
#: What a cue shows: (point, contrary or flag; its key).
Target = tuple[str, Key]
#: Words that nearly any talk holds: no cue is looked up by one of them if it has another.
_COMMON = frozenset(stem(word) for word in STOPWORDS) | frozenset(
    stem(word)
    for word in """give tell say ask want need think make take see find use come work look try keep
    put start stop end case time day week team people way new good""".split()
)


class Hits(NamedTuple):
    """What one sentence shows: strengths 0 to 1 by (signal, point), and the rest by id."""

    points: dict[Key, float]
    contrary: frozenset[Key]
    flags: frozenset[str]


NO_HITS = Hits({}, frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class _Variant:
    """One sequence of places of a cue; those that are words; what it shows."""

    positions: tuple[Position, ...]
    words: tuple[frozenset[str], ...]
    cue: Cue
    target: Target


#: What a variant needs besides the place by which it was found: a word of a set (where it needs
#: none: of the same place's), and of each of some more; and the variant.
_Candidate = tuple[frozenset[str], tuple[frozenset[str], ...], _Variant]


class Matcher(Protocol):
    """Finds points in sentences."""

    name: str

    def match(self, text: str, sentences: tuple[Sentence, ...]) -> tuple[Hits, ...]:
        """One `Hits` per sentence of `text`."""
        ...

    def plainly(self, sentence: Sentence) -> dict[Key, float]:
        """Points that it shows in other words than the rubric's, if it tells of anything."""
        ...


class LexicalMatcher:
    """Cues first, then rare words in common."""

    name = "lexical"

    def __init__(self, rubric: Rubric) -> None:
        self._words: dict[Key, frozenset[str]] = {}
        self._cues = _CueIndex()
        self._plain = _CueIndex(same_as)
        for signal in rubric.signals:
            for point in signal.points:
                key = (signal.id, point.id)
                self._words[key] = _content(point.text)
                self._cues.add(point.cues, ("point", key))
                self._plain.add(point.cues, ("point", key))
            for contrary in signal.contrary:
                self._cues.add(contrary.cues, ("contrary", (signal.id, contrary.id)))
        for flag in rubric.red_flags:
            self._cues.add(flag.cues, ("flag", ("", flag.id)))
        self._cues.arrange()
        self._plain.arrange()
        self._points_of: dict[str, list[Key]] = {}
        for key, words in self._words.items():
            for word in words:
                self._points_of.setdefault(word, []).append(key)
        self._told = frozenset(self._points_of)
        counts = Counter(stem for words in self._words.values() for stem in words)
        total = len(self._words)
        self._order = {key: number for number, key in enumerate(self._words)}
        self._rarity = {stem: math.log((1 + total) / count) for stem, count in counts.items()}

    def match(self, text: str, sentences: tuple[Sentence, ...]) -> tuple[Hits, ...]:
        """One `Hits` per sentence."""
        del text
        return tuple(self._one(sentence) for sentence in sentences)

    def plainly(self, sentence: Sentence) -> dict[Key, float]:
        """Points by cues in plain words of the same meaning, or in any order."""
        if not sentence.places.keys().isdisjoint(_DENIALS):
            return {}
        found = {key: strength for (_, key), strength in self._plain.loosely(sentence).items()}
        return self._ordered(found) if len(found) > 1 else found

    def _one(self, sentence: Sentence) -> Hits:
        found = self._cues.found(sentence)
        points = {key: strength for (sort, key), strength in found.items() if sort == "point"}
        for point in self._near(sentence.content):
            if point not in points and self._overlap(point, sentence.content):
                points[point] = OVERLAP_STRENGTH
        if not found and not points:
            return NO_HITS
        return Hits(
            points=self._ordered(points),
            contrary=frozenset(key for sort, key in found if sort == "contrary"),
            flags=frozenset(key[1] for sort, key in found if sort == "flag"),
        )

    def _ordered(self, points: dict[Key, float]) -> dict[Key, float]:
        """`points` in the order of the rubric, whatever order a set had them in."""
        return {key: points[key] for key in sorted(points, key=self._order.__getitem__)}

    def _near(self, content: frozenset[str]) -> list[Key]:
        """Points with enough words in common with a sentence to be worth a look."""
        told = content & self._told
        if len(told) < OVERLAP_WORDS:
            return []
        common: dict[Key, int] = {}
        for word in told:
            for key in self._points_of[word]:
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
    whether the sentence can fill its other places is asked before their order is.
    """

    def __init__(self, widen: Widen | None = None) -> None:
        self._widen = widen
        self._known: set[tuple[tuple[Position, ...], Target]] = set()
        self._variants: list[tuple[tuple[Position, ...], Cue, Target]] = []
        self._candidates: dict[str, list[_Candidate]] = {}

    def add(self, cues: tuple[str, ...], target: Target) -> None:
        """Take in the cues of one target."""
        for text in cues:
            cue = compile_cue(text)
            for positions in cue.variants:
                if self._widen is None:
                    self._variants.append((positions, cue, target))
                elif sum(_is_word(position) for position in positions) >= LOOSE_WORDS:
                    wide = tuple(
                        Position(self._widen(p.keys), pronoun=p.pronoun) for p in positions
                    )
                    if (wide, target) not in self._known:
                        self._known.add((wide, target))
                        self._variants.append((wide, cue, target))

    def arrange(self) -> None:
        """Build the index; once, after all cues are in."""
        places = {position.keys for positions, _, _ in self._variants for position in positions}
        used = Counter(key for ps, _, _ in self._variants for p in ps for key in p.keys)

        def commonness(keys: frozenset[str]) -> tuple[bool, bool, int, list[str]]:
            a_class = any(key.startswith("<") for key in keys)
            return a_class, not keys.isdisjoint(_COMMON), sum(used[k] for k in keys), sorted(keys)

        rank = {keys: at for at, keys in enumerate(sorted(places, key=commonness))}
        for positions, cue, target in self._variants:
            words = tuple(position.keys for position in positions if _is_word(position))
            variant = _Variant(positions, words, cue, target)
            rarest, *more = sorted({position.keys for position in positions}, key=rank.__getitem__)
            candidate = (more[0] if more else rarest, tuple(more[1:]), variant)
            for key in rarest:
                self._candidates.setdefault(key, []).append(candidate)

    def found(self, sentence: Sentence) -> dict[Target, float]:
        """What the cues show that are found in `sentence` and not negated, at full strength."""
        found: dict[Target, float] = {}
        for variant in self._filled(sentence):
            if variant.target not in found:
                match = variant.cue.find_variant(variant.positions, sentence)
                if match is not None and not match.negated:
                    found[variant.target] = 1.0
        return found

    def loosely(self, sentence: Sentence) -> dict[Target, float]:
        """What is shown by all words of a cue, in plain talk and in any order."""
        found: dict[Target, float] = {}
        for variant in self._filled(sentence):
            before = found.get(variant.target, 0.0)
            if before >= SAME_STRENGTH or not _near(variant.words, sentence):
                continue
            match = variant.cue.find_variant(variant.positions, sentence)
            if match is None:
                if len(variant.words) >= ANY_ORDER_WORDS:
                    found[variant.target] = ANY_ORDER_STRENGTH
            elif not match.negated:
                found[variant.target] = SAME_STRENGTH
        return found

    def _filled(self, sentence: Sentence) -> list[_Variant]:
        """The variants of which every place has a word in `sentence`."""
        there = set(sentence.places)
        return [
            variant
            for some in map(self._candidates.get, sentence.places)
            if some is not None
            for keys, others, variant in some
            if not keys.isdisjoint(there) and not any(map(there.isdisjoint, others))
        ]


def _is_word(position: Position) -> bool:
    return not any(key.startswith("<") for key in position.keys)


def _near(words: tuple[frozenset[str], ...], sentence: Sentence) -> bool:
    """True where each of a cue's words has a token of its own, close together."""
    taken: list[int] = []
    places = sentence.places
    for keys in words:
        free = [at for key in keys if key in places for at in places[key] if at not in taken]
        if not free:
            return False
        taken.append(min(free))
    return max(taken) - min(taken) <= ANY_ORDER_SPAN


def _content(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokenize(text) if not token.is_stop)
