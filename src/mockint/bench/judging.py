"""Runs a judge over pairs of answers and counts how many it orders right.

What is compared is the mean over the question's signals: first of the levels, and where
those are equal, of the finer expected levels that the judge gives. An equal mean is not
"above". A text that could not be graded makes its pair wrong, never right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard, Status
from ..domain.transcript import Role, Transcript, Turn
from .pairs import Pair

Grade = Callable[[Transcript, Rubric], Awaitable[Scorecard]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a judge puts an answer: mean level and mean expected level, 1 to 4."""

    level: float
    expected: float


@dataclass(frozen=True, slots=True)
class Ordered:
    """A pair as the judge sees it; None where a text could not be graded."""

    pair: Pair
    better: Standing | None
    worse: Standing | None

    @property
    def raised(self) -> bool:
        """True where the text that must not be above has the higher level."""
        graded = self.better is not None and self.worse is not None
        return graded and self.worse.level > self.better.level  # type: ignore[union-attr]

    @property
    def tied(self) -> bool:
        """True where the judge sees no difference at all."""
        return self.better is not None and self.better == self.worse

    @property
    def right(self) -> bool:
        """True where the judge orders the pair as it must."""
        if self.better is None or self.worse is None:
            return False
        if self.pair.must == "not raise":
            return not self.raised
        better = (self.better.level, self.better.expected)
        return better > (self.worse.level, self.worse.expected)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some pairs were ordered right."""

    name: str
    pairs: int
    right: int
    tied: int
    raised: int


def transcript_of(pair: Pair, rubric: Rubric, words: str) -> Transcript:
    """One question and its answer."""
    question = rubric.question(pair.question)
    assert question is not None
    turns = (
        Turn(0, Role.INTERVIEWER, question.spoken(()), question=question.id),
        Turn(1, Role.CANDIDATE, words, question=question.id),
    )
    return Transcript(source=pair.id, format="pairs", turns=turns)


def texts_of(
    pairs: Sequence[Pair], rubrics: Mapping[str, Rubric]
) -> dict[tuple[str, str, str], tuple[Transcript, Rubric]]:
    """The different texts of all pairs, each once, by (round, question, words)."""
    found: dict[tuple[str, str, str], tuple[Transcript, Rubric]] = {}
    for pair in pairs:
        rubric = rubrics[pair.round]
        for words in (pair.better, pair.worse):
            key = (pair.round, pair.question, words)
            if key not in found:
                found[key] = (transcript_of(pair, rubric, words), rubric)
    return found


async def judge_pairs(
    pairs: Sequence[Pair],
    rubrics: Mapping[str, Rubric],
    grade: Grade,
    *,
    at_once: int = 8,
    again: bool = True,
) -> tuple[tuple[Ordered, ...], int]:
    """(the pairs as the judge orders them, texts whose second grading was not the same).

    `again`: grade every text twice and compare the scorecards to the byte.
    """
    texts = texts_of(pairs, rubrics)
    gate = asyncio.Semaphore(at_once)

    async def one(talk: Transcript, rubric: Rubric) -> Scorecard:
        async with gate:
            return await grade(talk, rubric)

    cards = dict(zip(texts, await asyncio.gather(*(one(*t) for t in texts.values())), strict=True))
    moved = 0
    if again:
        second = await asyncio.gather(*(one(*text) for text in texts.values()))
        moved = sum(
            first.model_dump_json() != other.model_dump_json()
            for first, other in zip(cards.values(), second, strict=True)
        )
    ordered = tuple(
        Ordered(
            pair,
            *(
                _standing(cards[pair.round, pair.question, words], pair, rubrics[pair.round])
                for words in (pair.better, pair.worse)
            ),
        )
        for pair in pairs
    )
    return ordered, moved


def _standing(card: Scorecard, pair: Pair, rubric: Rubric) -> Standing | None:
    question = rubric.question(pair.question)
    assert question is not None
    mine = [verdict for verdict in card.signals if verdict.id in question.signals]
    if any(verdict.status is Status.ERROR for verdict in mine):
        return None
    levels = [float(v.level or 1) for v in mine]
    finer = [(v.level and v.expected) or float(v.level or 1) for v in mine]
    return Standing(round(fmean(levels), 4), round(fmean(finer), 4))


def shares(ordered: Sequence[Ordered]) -> tuple[Share, ...]:
    """By test, in the order in which the tests come up."""
    tests = dict.fromkeys(one.pair.test for one in ordered)
    return tuple(share(test, [o for o in ordered if o.pair.test == test]) for test in tests)


def share(name: str, ordered: Sequence[Ordered]) -> Share:
    """The count over some pairs."""
    return Share(
        name,
        len(ordered),
        sum(one.right for one in ordered),
        sum(one.tied for one in ordered if one.pair.must == "above"),
        sum(one.raised for one in ordered),
    )
