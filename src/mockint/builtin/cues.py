"""Cues: phrases that rubric authors write beside an evidence point, and their matcher.

A cue is a few words. Each must occur, by stem, in this order, within one sentence,
with at most four other words between neighbours (six after `<i>` and `<we>`).
`set/agree` are alternatives. `<i>`, `<we>`, `<number>`, `<time>`, `<name>` stand for a
word of that class. Common words ("the", "of") are left out of a cue, unless it holds
nothing else. A negated match ("I never set goals") does not count, unless the cue
itself holds a negation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .text import (
    FIRST_PLURAL,
    FIRST_SINGULAR,
    NEGATIONS,
    STOPWORDS,
    Sentence,
    Token,
    negated,
    tokenize,
)

CLASSES = ("<i>", "<we>", "<number>", "<time>", "<name>")
GAP = 4
GAP_AFTER_PRONOUN = 6


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `first..last` (inclusive) of a sentence that a cue covers."""

    first: int
    last: int
    negated: bool


@dataclass(frozen=True, slots=True)
class Position:
    """One place of a cue: stems and classes, any of which may stand there."""

    stems: frozenset[str]
    classes: frozenset[str]
    pronoun: bool

    def accepts(self, token: Token) -> bool:
        """True if `token` may stand here."""
        if token.stem in self.stems:
            return True
        return any(_in_class(token, name) for name in self.classes)


@dataclass(frozen=True, slots=True)
class Cue:
    """A compiled cue."""

    text: str
    positions: tuple[Position, ...]
    holds_negation: bool

    def find(self, sentence: Sentence) -> Match | None:
        """The first match that is not negated, else the first negated one, else None."""
        fallback: Match | None = None
        for start, token in enumerate(sentence.tokens):
            if not self.positions[0].accepts(token):
                continue
            last = self._follow(sentence.tokens, start, 1)
            if last is None:
                continue
            flag = not self.holds_negation and negated(sentence.tokens, start, last)
            if not flag:
                return Match(start, last, negated=False)
            fallback = fallback or Match(start, last, negated=True)
        return fallback

    def _follow(self, tokens: tuple[Token, ...], at: int, index: int) -> int | None:
        if index == len(self.positions):
            return at
        gap = GAP_AFTER_PRONOUN if self.positions[index - 1].pronoun else GAP
        for following in range(at + 1, min(at + gap + 2, len(tokens))):
            if self.positions[index].accepts(tokens[following]):
                last = self._follow(tokens, following, index + 1)
                if last is not None:
                    return last
        return None


@lru_cache(maxsize=20_000)
def compile_cue(text: str) -> Cue:
    """Compile one cue; ValueError if it holds no word or an unknown class."""
    positions: list[Position] = []
    kept: list[list[str]] = []
    for part in text.lower().split():
        options = [option for option in part.split("/") if option] if part != "/" else []
        if part in {"1:1", "one-on-one"}:
            options = [part]
        if options:
            kept.append(options)
    strong = [options for options in kept if not all(o in STOPWORDS - NEGATIONS for o in options)]
    for options in strong or kept:
        # A hyphenated word in a cue is as many places as it has parts.
        if len(options) == 1 and not options[0].startswith("<"):
            for token in tokenize(options[0]):
                positions.append(Position(frozenset({token.stem}), frozenset(), pronoun=False))
            continue
        positions.append(_position(options, text))
    if not positions:
        raise ValueError(f'cue "{text}" holds no word')
    words = {option for options in strong or kept for option in options}
    return Cue(text, tuple(positions), bool(words & NEGATIONS))


def _position(options: list[str], text: str) -> Position:
    stems: set[str] = set()
    classes: set[str] = set()
    for option in options:
        if option.startswith("<"):
            if option not in CLASSES:
                raise ValueError(
                    f'cue "{text}" uses unknown class {option}; known: {", ".join(CLASSES)}'
                )
            classes.add(option)
        else:
            stems.update(token.stem for token in tokenize(option)[:1])
    return Position(frozenset(stems), frozenset(classes), bool(classes & {"<i>", "<we>"}))


def _in_class(token: Token, name: str) -> bool:
    if name == "<i>":
        return token.lower in FIRST_SINGULAR
    if name == "<we>":
        return token.lower in FIRST_PLURAL
    if name == "<number>":
        return token.is_number
    if name == "<time>":
        return token.is_time
    return token.is_name


def first_match(cues: tuple[str, ...], sentence: Sentence) -> Match | None:
    """The first match of any of `cues` that is not negated, or None."""
    for text in cues:
        match = compile_cue(text).find(sentence)
        if match is not None and not match.negated:
            return match
    return None


def class_names(text: str) -> list[str]:
    """The `<classes>` that a cue's text mentions."""
    return re.findall(r"<[^>]*>", text)
