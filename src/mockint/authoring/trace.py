"""What decided a grading, sentence by sentence: points, cues, evidence and anchors.

The built-in reader is run over the candidate's turns with the cues that a judge would
use, and each sentence is told with what it shows, by which cue, why it is void, and for
which signal it stands as evidence. Reads nothing but what it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..builtin.cues import compile_cue
from ..builtin.exchanges import exchanges_of
from ..builtin.reading import Line, Reader, Seen
from ..builtin.text import Sentence
from ..domain.rubric import LEVELS, Rubric, Signal
from ..domain.scorecard import Scorecard, Verdict
from ..domain.transcript import Transcript
from ..grading.rollup import points_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A point, contrary thing or red flag that a sentence shows, and the cue that says so.

    `cue` is "" where the words of the point itself were met without a cue.
    """

    kind: str
    signal: str
    id: str
    cue: str


@dataclass(frozen=True, slots=True)
class TracedSentence:
    """A sentence of the candidate; `evidence` names the signals that quote it."""

    turn: int
    question: str | None
    start: int
    end: int
    text: str
    shown: tuple[Shown, ...]
    evidence: tuple[str, ...]
    void: str


@dataclass(frozen=True, slots=True)
class TracedSignal:
    """A verdict beside its anchors. `anchor` is what its level says, `next_anchor` the next."""

    verdict: Verdict
    points: tuple[str, ...]
    missing: tuple[str, ...]
    anchor: str
    next_anchor: str


@dataclass(frozen=True, slots=True)
class Trace:
    """All of it, in the order of the conversation and of the rubric."""

    sentences: tuple[TracedSentence, ...]
    signals: tuple[TracedSignal, ...]


def trace(transcript: Transcript, rubric: Rubric, card: Scorecard) -> Trace:
    """What `card` stands on."""
    reader = Reader(rubric)
    seen = Seen()
    sentences: list[TracedSentence] = []
    for exchange in exchanges_of(transcript, rubric).exchanges:
        turn = exchange.turn
        lines = reader.read(turn.text, turn=turn.index, spoken=exchange.spoken, seen=seen)
        asked = exchange.question.id if exchange.question else None
        sentences += [_sentence(line, asked, rubric, card) for line in lines]
    shown = {(s.signal, s.id) for one in sentences for s in one.shown if not one.void}
    signals = [_signal(signal, verdict, shown) for signal, verdict in
               zip(rubric.signals, card.signals, strict=True)]  # fmt: skip
    return Trace(tuple(sentences), tuple(signals))


def _sentence(line: Line, asked: str | None, rubric: Rubric, card: Scorecard) -> TracedSentence:
    low, high = line.sentence.start, line.sentence.end
    evidence = tuple(
        verdict.id
        for verdict in card.signals
        if any(e.turn == line.turn and e.start < high and low < e.end for e in verdict.evidence)
    )
    return TracedSentence(
        line.turn, asked, low, high, line.text, tuple(_shown(line, rubric)), evidence,
        line.void.value if line.void else "",
    )  # fmt: skip


def _shown(line: Line, rubric: Rubric) -> Iterator[Shown]:
    for owner, name in line.hits.points:
        point = rubric.signal(owner).point(name)
        yield Shown("point", owner, name, _cue(point.cues if point else (), line.sentence))
    for owner, name in sorted(line.hits.contrary):
        cues = next(c.cues for c in rubric.signal(owner).contrary if c.id == name)
        yield Shown("contrary", owner, name, _cue(cues, line.sentence))
    for name in sorted(line.hits.flags):
        cues = next(flag.cues for flag in rubric.red_flags if flag.id == name)
        yield Shown("red flag", "", name, _cue(cues, line.sentence))


def _cue(cues: tuple[str, ...], sentence: Sentence) -> str:
    for text in cues:
        match = compile_cue(text).find(sentence)
        if match is not None and not match.negated:
            return text
    return ""


def _signal(signal: Signal, verdict: Verdict, shown: set[tuple[str, str]]) -> TracedSignal:
    level = int(points_of(verdict) or 0)
    return TracedSignal(
        verdict,
        tuple(p.id for p in signal.points if (signal.id, p.id) in shown),
        tuple(p.id for p in signal.points if (signal.id, p.id) not in shown),
        signal.anchors.at(LEVELS[level - 1]) if level else "",
        signal.anchors.at(LEVELS[level]) if level < len(LEVELS) else "",
    )
