"""Cues tried on texts: those that fire on what is no evidence.

Uses the matcher that grades, so what is told here is what happens in an interview.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...builtin.cues import Cue
from ...builtin.text import Sentence, sentences
from .cue_words import Written, written_cues
from .draft import Draft
from .finding import Hit, Rule, advice
from .wording import shortened

#: What people say who have nothing to say. No cue may take any of it for evidence.
EMPTY_TALK = (
    "I believe communication is key and I always motivate my team.",
    "I have strong leadership skills and I am very passionate about people.",
    "At the end of the day it is all about people and results.",
    "I always try to do my best and give everything I have.",
    "We need to be agile, think outside the box and add value for the customer.",
    "I think it is very important to have a good process and a clear strategy.",
    "I am a team player and I can work with all kinds of people.",
    "In general I would say that every situation is different and it depends.",
    "We should leverage our synergies and take ownership going forward.",
    "I am passionate about technology and I love solving hard problems.",
    "My door is always open and my team trusts me.",
    "Quality and collaboration are really important to me.",
)


@dataclass(frozen=True, slots=True)
class _Tried:
    text: str
    sentence: Sentence
    name: str


@advice("cue-fires-on-question", "A candidate who only takes up the question would earn the point.")
def cue_fires_on_question(draft: Draft) -> Iterator[Hit]:
    """Cues of points that the wording of a question or of a hint sets off."""
    texts: list[_Tried] = []
    for question in draft.questions:
        one = question.value
        texts += _tried(one.text, f'the question "{one.id}"')
        texts += _tried(one.hint or "", f'the hint of "{one.id}"')
    yield from _fires(_of(draft, "points"), texts)


@advice("cue-fires-on-empty-talk", "A sentence that anybody can say about anything shows nothing.")
def cue_fires_on_empty_talk(draft: Draft) -> Iterator[Hit]:
    """Cues that take stock phrases for evidence."""
    texts = [tried for text in EMPTY_TALK for tried in _tried(text, "empty talk")]
    yield from _fires(_of(draft, "points"), texts)


@advice("contrary-fires-on-point", "Who shows the point would be marked down for it.")
def contrary_fires_on_point(draft: Draft) -> Iterator[Hit]:
    """Contrary cues that the text of a point or of a good anchor sets off."""
    yield from _fires(_of(draft, "contrary"), _good_texts(draft))


@advice("flag-fires-on-point", "Who shows the point would be capped at Lean No Hire.")
def flag_fires_on_point(draft: Draft) -> Iterator[Hit]:
    """Cues of red flags that the text of a point or of a good anchor sets off."""
    yield from _fires(_of(draft, "red_flags"), _good_texts(draft))


@advice("contrary-shared", "One sentence would be evidence for a point and against it.")
def contrary_shared(draft: Draft) -> Iterator[Hit]:
    """Contrary cues that also stand under a point."""
    points = {
        (compiled.variants, compiled.holds_negation): cue for cue, compiled in _of(draft, "points")
    }
    for cue, compiled in _of(draft, "contrary"):
        first = points.get((compiled.variants, compiled.holds_negation))
        if first is not None:
            yield Hit(
                cue.path,
                f'contrary cue "{cue.text}" also stands under the point "{first.target}" of '
                f'"{first.owner}"',
            )


def _of(draft: Draft, kind: str) -> list[tuple[Written, Cue]]:
    return [
        (cue, compiled)
        for cue in written_cues(draft)
        if cue.kind == kind and (compiled := cue.compiled) is not None
    ]


def _good_texts(draft: Draft) -> list[_Tried]:
    texts: list[_Tried] = []
    for signal in draft.signals:
        for point in signal.value.points:
            texts += _tried(point.text, f'the point "{point.id}"')
        for level in (3, 4):
            text = signal.value.anchors.three if level == 3 else signal.value.anchors.four
            texts += _tried(text, f'anchor {level} of "{signal.value.id}"')
    return texts


def _tried(text: str, name: str) -> list[_Tried]:
    return [_Tried(text[s.start : s.end], s, name) for s in sentences(text)]


def _fires(cues: list[tuple[Written, Cue]], texts: list[_Tried]) -> Iterator[Hit]:
    for cue, compiled in cues:
        telling = compiled.telling
        for tried in texts:
            if telling.isdisjoint(tried.sentence.keys):
                continue
            match = compiled.find(tried.sentence)
            if match is not None and not match.negated:
                yield Hit(
                    cue.path,
                    f'cue "{cue.text}" of "{cue.target}" fires on {tried.name}: '
                    f'"{shortened(tried.text)}"',
                )
                break


RULES: tuple[Rule[Draft], ...] = (
    cue_fires_on_question, cue_fires_on_empty_talk, contrary_fires_on_point, flag_fires_on_point,
    contrary_shared,
)  # fmt: skip
