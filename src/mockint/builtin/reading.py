"""Reading an answer: each sentence with its features, what it shows, or why it is void.

A void sentence can be no evidence: it reads back the question or the rubric, speaks
to the grader, praises the speaker, repeats an earlier sentence, or was taken back.
"""

from __future__ import annotations

import math
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from ..domain.guards import (
    MIN_WORDS,
    Readback,
    addressed_to_grader,
    is_plain,
    runs_of,
    words_of,
    words_of_turn,
)
from ..domain.rubric import Rubric
from ..grading.evidence import rubric_texts
from .features import Features, features_of
from .matching import NO_HITS, Hits, LexicalMatcher, Matcher
from .stems import stem
from .text import NUMBER_WORDS, TIME_WORDS, Sentence, Trait, sentences

#: A repetition has so much of all words of both sentences in common, and so many.
REPEAT_SHARE = Fraction(4, 5)
REPEAT_WORDS = 4


class Void(StrEnum):
    """Why a sentence cannot be evidence."""

    TOO_SHORT = "fewer than five words"
    READBACK = "reads back the question or the rubric"
    TO_GRADER = "speaks to the grader"
    SELF_PRAISE = "praises the speaker"
    REPEATED = "repeats an earlier sentence"
    RETRACTED = "was taken back"
    RETRACTION = "takes something back"


_SHOWS_NOTHING = frozenset({Void.READBACK, Void.TO_GRADER, Void.RETRACTION})
_TO_GRADER = int(Trait.TO_GRADER)


class Line(NamedTuple):
    """One sentence of an answer, read."""

    turn: int
    sentence: Sentence
    text: str
    features: Features
    hits: Hits
    void: Void | None = None

    @property
    def counts(self) -> bool:
        """True if it may be evidence."""
        return self.void is None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: turn and offset."""
        return self.turn, self.sentence.start


class Reader:
    """Reads answers against one rubric. Made once per rubric; holds no answers."""

    def __init__(self, rubric: Rubric, matcher: Matcher | None = None) -> None:
        self.rubric = rubric
        self.matcher: Matcher = matcher or LexicalMatcher(rubric)
        self._readback = Readback(rubric_texts(rubric))
        self._vocabulary = _vocabulary(rubric)

    def read(
        self, text: str, *, turn: int = 0, spoken: str = "", seen: Seen | None = None
    ) -> tuple[Line, ...]:
        """The lines of `text`, said as turn `turn` in answer to `spoken`.

        `seen` holds what the candidate's earlier answers said, which is a repetition here;
        what this one says is added.
        """
        parts = sentences(text)
        hits = self.matcher.match(text, parts)
        tests = self._tests(text, spoken)
        seen = Seen() if seen is None else seen
        lines: list[Line] = []
        for part, hit in zip(parts, hits, strict=True):
            words = text[part.start : part.end]
            marks = features_of(text, part)
            void = _void(words, part, marks, tests, seen)
            seen.add(part.content)
            kept = NO_HITS if void in _SHOWS_NOTHING else hit
            if void is None and _tells(marks):
                plain = self.matcher.plainly(part)
                kept = kept._replace(points={**plain, **kept.points}) if plain else kept
            if marks.lesson and (kept.contrary or kept.flags):
                # An early mistake that was learnt from, or what somebody else said, is not
                # the speaker's own stand.
                kept = kept._replace(contrary=frozenset(), flags=frozenset())
            lines.append(Line(turn, part, words, marks, kept, void))
        return _without_retracted(tuple(lines))

    def _tests(self, text: str, spoken: str) -> _Tests:
        """What the sentences of `text` must be held against: most answers, against little."""
        runs = runs_of(words_of_turn(text))
        known = (_readback_of(spoken), self._readback)
        return _Tests(tuple(one for one in known if one.touches(runs)), is_plain(text))

    def relevance(self, lines: tuple[Line, ...], spoken: str) -> tuple[int, float]:
        """(number, share) of the content words that belong to the round or the question."""
        known = self._vocabulary | {stem for part in sentences(spoken) for stem in part.content}
        content = {one for line in lines for one in line.sentence.content}
        hits = len(content & known)
        return hits, hits / len(content) if content else 0.0


@lru_cache(maxsize=500)  # interviewers put the same questions to everybody
def _readback_of(spoken: str) -> Readback:
    return Readback([spoken] if spoken else [])


class _Tests(NamedTuple):
    """The read-backs that touch an answer, and whether its letters are plain ones."""

    readbacks: tuple[Readback, ...]
    plain: bool

    def to_grader(self, words: str, part: Sentence) -> bool:
        """True where a sentence speaks to the grader."""
        if self.plain and not part.traits & _TO_GRADER and "<" not in words:
            return False
        return addressed_to_grader(words)

    def reads_back(self, words: str) -> bool:
        """True where a sentence is read back from the question or the rubric."""
        if not self.readbacks:
            return False
        said = words_of(words)
        return any(one.covers_words(said) for one in self.readbacks)


def _void(words: str, part: Sentence, marks: Features, tests: _Tests, seen: Seen) -> Void | None:
    if marks.retraction:
        return Void.RETRACTION
    if tests.to_grader(words, part):
        return Void.TO_GRADER
    # Words of different stems are different words: most sentences need not be counted.
    if len(part.content) < MIN_WORDS and len({t.lower for t in part.tokens}) < MIN_WORDS:
        return Void.TOO_SHORT
    if tests.reads_back(words):
        return Void.READBACK
    if marks.self_praise and not marks.number:
        return Void.SELF_PRAISE
    if seen.repeats(part.content):
        return Void.REPEATED
    return None


def _tells(marks: Features) -> bool:
    """True where a sentence tells of something in particular, so that plain words may count.

    That is a deed, an outcome or a trade-off, together with another mark of its own.
    """
    if marks.general or marks.self_praise:
        return False
    if marks.did and (marks.concrete or marks.outcome or marks.reason or marks.trade_off):
        return True
    return (marks.outcome and marks.concrete) or (marks.trade_off and marks.reason)


def withdraw(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The same lines, all taken back."""
    return tuple(line if line.void else line._replace(void=Void.RETRACTED) for line in lines)


def retracts_earlier(lines: tuple[Line, ...]) -> bool:
    """True where an answer opens by taking back what was said before it."""
    return any(line.void is Void.RETRACTION for line in lines[:2])


def _without_retracted(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    last = max((i for i, line in enumerate(lines) if line.void is Void.RETRACTION), default=-1)
    return (*withdraw(lines[: max(last, 0)]), *lines[max(last, 0) :])


class Seen:
    """The contents of the sentences before; those of another length are never compared."""

    def __init__(self) -> None:
        self._by_size: dict[int, list[frozenset[str]]] = {}

    def add(self, content: frozenset[str]) -> None:
        """Take in one more sentence."""
        self._by_size.setdefault(len(content), []).append(content)

    def repeats(self, content: frozenset[str]) -> bool:
        """True where an earlier sentence said the same."""
        size = len(content)
        if size < REPEAT_WORDS:
            return size > 0 and content in self._by_size.get(size, ())
        for length, least in _comparable(size):
            for earlier in self._by_size.get(length, ()):
                if len(content & earlier) >= least:
                    return True
        return False


@cache
def _comparable(size: int) -> tuple[tuple[int, int], ...]:
    """(size, words in common) of the sentences that one of `size` words may repeat."""
    sizes = range(math.ceil(REPEAT_SHARE * size), math.floor(size / REPEAT_SHARE) + 1)
    # common / (size + other - common) is at least the share
    part = REPEAT_SHARE / (1 + REPEAT_SHARE)
    return tuple((other, max(REPEAT_WORDS, math.ceil(part * (size + other)))) for other in sizes)


def _vocabulary(rubric: Rubric) -> frozenset[str]:
    """Stems that belong to the round, less the words that any talk about anything has."""
    texts = rubric_texts(rubric)
    texts += [cue.replace("/", " ") for s in rubric.signals for p in s.points for cue in p.cues]
    texts += [tag for question in rubric.questions for tag in question.tags]
    texts += [rubric.title, rubric.summary or "", rubric.description or ""]
    found = {s for text in texts for part in sentences(text) for s in part.content}
    return frozenset(found - _ANYWHERE)


#: Words that occur in talk about anything, so that they do not make an answer relevant.
_ANYWHERE = frozenset(
    stem(word)
    for word in (
        *TIME_WORDS,
        *NUMBER_WORDS,
        *"""like love want go come make take see look think feel say tell ask give find use put keep
        good bad big small long short new old great nice many little whole usual often always never
        home house place world life day time man woman person friend family food eat drink sleep
        play game watch walk sit stand live day night play read live week start end stop open
        close turn move leave call need try help happen change first last next back then now here
        there down around away together still even just every else part side point way end hand
        head name word line number matter fact case kind""".split(),
    )
)
