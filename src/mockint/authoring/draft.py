"""A draft of a rubric: what was read from a page, before its authored parts are written.

The same file as a rubric, with `draft: true` near its top. Points, anchors, probes,
kinds, and which signal covers what may be missing; what rules proposed carries
`proposed: true` until somebody accepts it by deleting that line. A draft can be linted
and shown, never interviewed or graded with. This module owns that form and says what is
still to be written; it must never fill anything in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from ..domain.model import Model
from ..domain.origin import Origin
from ..domain.rubric import (
    Anchors,
    Constraint,
    Contrary,
    Kind,
    Point,
    Probe,
    RubricId,
    Slug,
    Text,
)
from .yaml_file import Located, Path_


class DraftCriterion(Model):
    """A criterion; `proposed` until it is accepted."""

    id: Slug
    text: Text
    origin: Origin
    proposed: bool = False


class DraftSignal(Model):
    """A signal whose points, anchors and probes may not be written yet."""

    id: Slug
    text: Text
    origin: Origin
    proposed: bool = False
    weight: float = Field(default=1.0, gt=0, le=10)
    weight_reason: Text | None = None
    criteria: tuple[Slug, ...] = ()
    points: tuple[Point, ...] = Field(default=(), max_length=6)
    contrary: tuple[Contrary, ...] = ()
    anchors: Anchors | None = None
    probes: tuple[Probe, ...] = Field(default=(), max_length=4)


class DraftSlot(Model):
    """A placeholder; the page may name no options for it."""

    name: Slug
    placeholder: str = Field(pattern=r"^\[[^\[\]]+\]$")
    kind: Literal["required", "choice"]
    options: tuple[Text, ...] = ()
    origin: Origin


class DraftQuestion(Model):
    """A question whose kind and signals may not be decided yet; `proposed` until accepted."""

    id: Slug
    text: Text
    origin: Origin
    proposed: bool = False
    kind: Kind | None = None
    tags: tuple[Text, ...] = ()
    signals: tuple[Slug, ...] = ()
    minutes: int | None = Field(default=None, ge=1, le=120)
    follow_ups: tuple[Probe, ...] = ()
    constraints: tuple[Constraint, ...] = Field(default=(), max_length=5)
    slots: tuple[DraftSlot, ...] = ()
    hint: Text | None = None


class DraftRedFlag(Model):
    """A reason for rejection; `proposed` until it is accepted."""

    id: Slug
    text: Text
    origin: Origin
    proposed: bool = False
    signals: tuple[Slug, ...] = ()
    cues: tuple[str, ...] = ()
    veto: bool = False


class DraftTip(Model):
    """A piece of advice; `proposed` until it is accepted."""

    text: Text
    origin: Origin
    proposed: bool = False


class DraftRubric(Model):
    """One round as it was read, in the layout of a rubric file."""

    schema_: Literal["mockint/rubric@1"] = Field(alias="schema")
    id: RubricId
    draft: bool
    round: int = Field(ge=1, le=50)
    title: Text
    summary: Text | None = None
    description: Text | None = None
    type: Text | None = None
    difficulty: Text | None = None
    minutes: int | None = Field(default=None, ge=1, le=600)
    interviewer: Text | None = None
    origins: dict[str, Origin] = Field(default_factory=dict)
    empty: tuple[str, ...] = ()
    criteria: tuple[DraftCriterion, ...] = ()
    signals: tuple[DraftSignal, ...] = ()
    questions: tuple[DraftQuestion, ...] = ()
    tips: tuple[DraftTip, ...] = ()
    red_flags: tuple[DraftRedFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class ToWrite:
    """Something that a draft still lacks: the line of the file, and a sentence."""

    line: int
    what: str


def to_write(draft: DraftRubric, located: Located) -> tuple[ToWrite, ...]:
    """What is to be written or decided before `draft: true` can be deleted, by line."""

    def line(path: Path_) -> int:
        return int(located.where(path).rsplit(":", 1)[1])

    found = [ToWrite(line(path), what) for path, what in lacking(draft)]
    return tuple(sorted(found, key=lambda one: one.line))


def lacking(draft: DraftRubric) -> Iterator[tuple[Path_, str]]:
    """As `to_write`, by path."""
    for name, items in (
        ("criteria", draft.criteria),
        ("signals", draft.signals),
        ("questions", draft.questions),
    ):
        if not items:
            yield (name,), f"has no {name}: the page lists none"
    proposable: dict[str, Sequence[_Proposable]] = {
        "criteria": draft.criteria,
        "signals": draft.signals,
        "questions": draft.questions,
        "red_flags": draft.red_flags,
        "tips": draft.tips,
    }
    for kind, listed in proposable.items():
        for place, item in enumerate(listed):
            if item.proposed:
                name = item.text if isinstance(item, DraftTip) else item.id
                yield (kind, place), f'{_ONE[kind]} "{name[:60]}" {_PROPOSED}'
    yield from _signals(draft)
    yield from _questions(draft)


_PROPOSED = (
    "is proposed from the page's words: accept it by deleting `proposed: true`, or delete the item"
)
_ONE = {
    "criteria": "criterion", "signals": "signal", "questions": "question",
    "red_flags": "red flag", "tips": "tip",
}  # fmt: skip
_Proposable = DraftCriterion | DraftSignal | DraftQuestion | DraftRedFlag | DraftTip


def _signals(draft: DraftRubric) -> Iterator[tuple[Path_, str]]:
    covered = {one for signal in draft.signals for one in signal.criteria}
    for place, criterion in enumerate(draft.criteria):
        if criterion.id not in covered:
            yield ("criteria", place), f'criterion "{criterion.id}" is covered by no signal yet'
    asked = {one for question in draft.questions for one in question.signals}
    for place, signal in enumerate(draft.signals):
        lacking = [
            words
            for lacks, words in (
                (not signal.criteria, "the criteria that it covers"),
                (len(signal.points) < 3, f"{3 - len(signal.points)} or more points with cues"),
                (signal.anchors is None, "four anchors"),
                (len(signal.probes) < 2, f"{2 - len(signal.probes)} or more probes"),
                (signal.id not in asked, "a question that can elicit it"),
            )
            if lacks
        ]
        if lacking:
            yield ("signals", place), f'signal "{signal.id}" lacks {", ".join(lacking)}'


def _questions(draft: DraftRubric) -> Iterator[tuple[Path_, str]]:
    for place, question in enumerate(draft.questions):
        lacking = [
            words
            for lacks, words in (
                (question.kind is None, "its kind"),
                (not question.signals, "the signals that an answer can show"),
            )
            if lacks
        ]
        lacking += [f"options for {s.placeholder}" for s in question.slots if not s.options]
        if lacking:
            yield ("questions", place), f'question "{question.id}" lacks {", ".join(lacking)}'
