"""Cues: phrases that rubric authors write beside an evidence point, and their matcher.

A cue is a few words. Each must occur, by stem, in this order, within one sentence,
with at most four other words between neighbours (six after `<i>` and `<we>`).
`set/agree` are alternatives. `<i>`, `<we>`, `<number>`, `<time>`, `<name>` stand for a
word of that class. Common words ("the", "of") are left out of a cue, unless it holds
nothing else. A negated match ("I never set goals") does not count, unless the cue
itself holds a negation.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .text import (
    NEGATIONS,
    STOPWORDS,
    Sentence,
    negated,
    tokenize,
)

CLASSES = ("<i>", "<we>", "<number>", "<time>", "<name>")
GAP = 4
GAP_AFTER_PRONOUN = 6
#: Runs of words in several places multiply; more than this is a mistake, or an attack.
MOST_VARIANTS = 256


class Match(NamedTuple):
    """Tokens `first..last` (inclusive) of a sentence that a cue covers."""

    first: int
    last: int
    negated: bool


@dataclass(frozen=True, slots=True)
class Position:
    """One place of a cue: the stems and classes any of which may stand there."""

    keys: frozenset[str]
    pronoun: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A compiled cue; `variants` are the sequences of places that it stands for."""

    text: str
    variants: tuple[tuple[Position, ...], ...]
    holds_negation: bool

    @property
    def telling(self) -> frozenset[str]:
        """Keys of which a sentence must have one for the cue to be found in it.

        Taken from the most telling place of each variant: the one with few alternatives
        and no class of words; of several such, the one with the longest word, which is
        rarest.
        """
        return frozenset().union(
            *(
                min(
                    (position.keys for position in positions),
                    key=lambda k: (
                        any(one.startswith("<") for one in k),
                        len(k),
                        -min(map(len, k)),
                    ),
                )
                for positions in self.variants
            )
        )

    def find(self, sentence: Sentence) -> Match | None:
        """The first match that is not negated, else the first negated one, else None."""
        fallback: Match | None = None
        for positions in self.variants:
            found = self.find_variant(positions, sentence)
            if found is not None and not found.negated:
                return found
            fallback = fallback or found
        return fallback

    def find_variant(self, positions: tuple[Position, ...], sentence: Sentence) -> Match | None:
        """`find` for one of the cue's variants."""
        there = [_places(position.keys, sentence.places) for position in positions]
        fallback: Match | None = None
        for start in there[0]:
            last = _follow(positions, there, start, 1) if len(there) > 1 else start
            if last is None:
                continue
            # A cue with a negation of its own is negated only by one before it.
            end = start - 1 if self.holds_negation else last
            if not negated(sentence, start, end):
                return Match(start, last, negated=False)
            fallback = fallback or Match(start, last, negated=True)
        return fallback


def _places(keys: frozenset[str], places: dict[str, list[int]]) -> list[int]:
    """The tokens that have one of `keys`, in order."""
    first: list[int] = []
    for key in keys:
        if key in places:
            if first:
                return sorted({at for one in keys for at in places.get(one, ())})
            first = places[key]
    return first


def _follow(
    positions: tuple[Position, ...], there: list[list[int]], at: int, index: int
) -> int | None:
    """The token on which `positions[index:]` end if they follow token `at`, else None.

    `there` are the tokens that may stand in each position, in order.
    """
    reach = at + 1 + (GAP_AFTER_PRONOUN if positions[index - 1].pronoun else GAP)
    is_last = index + 1 == len(there)
    for following in there[index]:
        if following > reach:
            break
        if following > at:
            if is_last:
                return following
            last = _follow(positions, there, following, index + 1)
            if last is not None:
                return last
    return None


@lru_cache(maxsize=20_000)
def compile_cue(text: str) -> Cue:
    """Compile one cue; ValueError if it holds no word or an unknown class."""
    places = [_options(part) for part in text.lower().split()]
    kept = [options for options in places if options]
    strong = [options for options in kept if not all(o in STOPWORDS - NEGATIONS for o in options)]
    choices = [_choices(options, text) for options in strong or kept]
    if math.prod(max(1, len(choice)) for choice in choices) > MOST_VARIANTS:
        raise ValueError(f'cue "{text}" stands for more than {MOST_VARIANTS} sequences of words')
    variants = tuple(
        tuple(position for piece in pieces for position in piece)
        for pieces in itertools.product(*[choice for choice in choices if choice])
    )
    if not variants[0]:
        raise ValueError(f'cue "{text}" holds no word')
    words = {option for options in strong or kept for option in options}
    return Cue(text, variants, bool(words & NEGATIONS))


def _options(part: str) -> list[str]:
    """The alternatives of one place of a cue, as they are written."""
    if part == "1:1":
        return [part]
    return [option for option in part.split("/") if option]


def _choices(options: list[str], text: str) -> list[tuple[Position, ...]]:
    """What may stand in one place: a word of several, or a run of words ("on-call")."""
    keys: set[str] = set()
    runs: list[tuple[Position, ...]] = []
    for option in options:
        if option.startswith("<"):
            if option not in CLASSES:
                raise ValueError(
                    f'cue "{text}" uses unknown class {option}; known: {", ".join(CLASSES)}'
                )
            keys.add(option)
            continue
        tokens = tokenize(option)
        if len(tokens) == 1:
            keys.add(tokens[0].stem)
        elif tokens:
            runs.append(tuple(Position(frozenset({t.stem}), pronoun=False) for t in tokens))
    if keys:
        runs.insert(0, (Position(frozenset(keys), pronoun=bool(keys & {"<i>", "<we>"})),))
    return runs


def first_match(cues: tuple[str, ...], sentence: Sentence) -> Match | None:
    """The first match of any of `cues` that is not negated, or None."""
    for text in cues:
        match = compile_cue(text).find(sentence)
        if match is not None and not match.negated:
            return match
    return None
