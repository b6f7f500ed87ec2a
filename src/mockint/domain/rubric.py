"""A rubric: one round of a guide, the unit that is interviewed and graded.

Source of the form: behaviourally anchored rating scales (four anchors a signal)
with concrete evidence points under each signal, because concrete points are what
rules can find and models agree on. This module owns the schema and the checks
across its parts; it never reads a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from .model import Model
from .origin import Origin

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
RubricId = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+$")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Cue = Annotated[str, Field(min_length=2, max_length=120)]
#: Classes of words that a cue may name.
CUE_CLASSES = frozenset({"<i>", "<we>", "<number>", "<time>", "<name>"})
Level = Literal[1, 2, 3, 4]
LEVELS: tuple[Level, ...] = (1, 2, 3, 4)


class Kind(StrEnum):
    """What sort of question it is, and so what counts as evidence in an answer."""

    BEHAVIOURAL = "behavioural"
    SITUATIONAL = "situational"
    DESIGN = "design"
    KNOWLEDGE = "knowledge"
    MOTIVATION = "motivation"
    COMPENSATION = "compensation"
    VISION = "vision"


class Criterion(Model):
    """One "Evaluation Criterion": covered by one or more signals."""

    id: Slug
    text: Text
    origin: Origin


class Point(Model):
    """An evidence point: a concrete thing that an answer either contains or does not.

    `cues` are phrases that show it (see docs/cues.md): words match on their stem, in
    order, with small gaps; `a/b` are alternatives; `<i>`, `<we>`, `<number>`,
    `<time>` and `<name>` stand for classes of words.
    """

    id: Slug
    text: Text
    cues: tuple[Cue, ...] = Field(min_length=1, max_length=60)
    origin: Origin = "authored"


class Contrary(Model):
    """What a candidate says or does that shows the opposite of a signal."""

    id: Slug
    text: Text
    cues: tuple[Cue, ...] = Field(min_length=1, max_length=60)
    origin: Origin = "authored"


class Probe(Model):
    """A follow-up question: one point a probe, nothing presupposed."""

    id: Slug
    text: Text
    point: Slug | None = None
    origin: Origin = "authored"


class Anchors(Model):
    """The four anchors of a signal: observable behaviours, level 1 to 4."""

    one: Text = Field(alias="1")
    two: Text = Field(alias="2")
    three: Text = Field(alias="3")
    four: Text = Field(alias="4")
    origin: Origin = "authored"

    def at(self, level: Level) -> str:
        """The anchor text of `level`."""
        return (self.one, self.two, self.three, self.four)[level - 1]


class Signal(Model):
    """One item of "What Interviewers Look For": the graded unit.

    `weight` is relative to the other signals of the round; one that is not 1 carries
    its reason in `weight_reason`.
    """

    id: Slug
    text: Text
    origin: Origin
    weight: float = Field(default=1.0, gt=0, le=10)
    weight_reason: Text | None = None
    criteria: tuple[Slug, ...] = Field(min_length=1)
    points: tuple[Point, ...] = Field(min_length=3, max_length=6)
    contrary: tuple[Contrary, ...] = ()
    anchors: Anchors
    probes: tuple[Probe, ...] = Field(min_length=2, max_length=4)

    def point(self, point_id: str) -> Point | None:
        """The point with that id, or None."""
        return next((point for point in self.points if point.id == point_id), None)


class Slot(Model):
    """A placeholder in a question's text, and what may fill it.

    `[Location]` is `required`: somebody must choose. `[e.g., a, b]` is a `choice`:
    one of the examples is taken. The chosen filling is recorded with the session.
    """

    name: Slug
    placeholder: str = Field(pattern=r"^\[[^\[\]]+\]$")
    kind: Literal["required", "choice"]
    options: tuple[Text, ...] = Field(min_length=1)
    origin: Origin


class Constraint(Model):
    """Something that the interviewer adds to a question once it was answered.

    Design and coding rounds reveal their constraints in steps, to see what a candidate
    changes and what they had foreseen. One thing each, ending in one question.
    """

    id: Slug
    text: Text


class Question(Model):
    """What to ask, its kind, and the signals that an answer can show."""

    id: Slug
    text: Text
    origin: Origin
    kind: Kind
    tags: tuple[Text, ...] = ()
    signals: tuple[Slug, ...] = Field(min_length=1)
    minutes: int | None = Field(default=None, ge=1, le=120)
    follow_ups: tuple[Probe, ...] = ()
    constraints: tuple[Constraint, ...] = Field(default=(), max_length=5)
    slots: tuple[Slot, ...] = ()
    hint: Text | None = None

    @model_validator(mode="after")
    def _constraints_differ(self) -> Self:
        _unique(f"constraint of question {self.id}", [c.id for c in self.constraints])
        return self

    @model_validator(mode="after")
    def _slots_match_text(self) -> Self:
        found = placeholders(self.text)
        named = {slot.placeholder for slot in self.slots}
        if missing := [p for p in found if p not in named]:
            raise ValueError(f"placeholder {missing[0]} in the text has no slot")
        if extra := [slot.placeholder for slot in self.slots if slot.placeholder not in found]:
            raise ValueError(f"slot {extra[0]} is not in the text")
        return self

    def spoken(self, fillings: Iterable[tuple[str, str]]) -> str:
        """The text with its slots filled: `fillings` are (slot name, words).

        Brackets are never read aloud: a slot that has no filling takes its first option.
        """
        chosen = dict(fillings)
        text = self.text
        for slot in self.slots:
            text = text.replace(slot.placeholder, chosen.get(slot.name, slot.options[0]))
        return text


class RedFlag(Model):
    """One "Common Reason for Rejection".

    Found only with verified words of the candidate: `cues` are what a candidate says
    that shows it. A found red flag caps the recommendation at Lean No Hire; with
    `veto`, at Strong No Hire. Without cues it is for people and models to find.
    """

    id: Slug
    text: Text
    origin: Origin
    signals: tuple[Slug, ...] = ()
    cues: tuple[Cue, ...] = ()
    veto: bool = False


class Tip(Model):
    """A piece of advice to the candidate."""

    text: Text
    origin: Origin


class Rubric(Model):
    """One round, as one YAML file.

    `origins` names where each plain field (title, minutes, …) came from; a field that
    is not named there is authored. `empty` lists the parts whose heading stands in the
    source with nothing under it, which is not the same as absent.
    """

    schema_: Literal["mockint/rubric@1"] = Field(alias="schema")
    id: RubricId
    draft: bool = False
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
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    signals: tuple[Signal, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = Field(min_length=1)
    tips: tuple[Tip, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()

    @field_validator("draft")
    @classmethod
    def _is_finished(cls, value: bool) -> bool:
        if value:
            raise ValueError(
                "is a draft; `mockint rubric lint FILE` lists what is still to be written"
            )
        return value

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        criteria = _unique("criterion", [c.id for c in self.criteria])
        signals = _unique("signal", [s.id for s in self.signals])
        _unique("question", [q.id for q in self.questions])
        _unique("red flag", [f.id for f in self.red_flags])
        for signal in self.signals:
            points = _unique(f"point of signal {signal.id}", [p.id for p in signal.points])
            _known(f'signal "{signal.id}"', "criterion", signal.criteria, criteria)
            for probe in signal.probes:
                if probe.point is not None:
                    _known(f'probe "{probe.id}"', "point", [probe.point], points)
        for question in self.questions:
            _known(f'question "{question.id}"', "signal", question.signals, signals)
        for flag in self.red_flags:
            _known(f'red flag "{flag.id}"', "signal", flag.signals, signals)
        covered = {c for signal in self.signals for c in signal.criteria}
        if bare := [c for c in criteria if c not in covered]:
            raise ValueError(f'criterion "{bare[0]}" is covered by no signal')
        asked = {s for question in self.questions for s in question.signals}
        if silent := [s for s in signals if s not in asked]:
            raise ValueError(f'signal "{silent[0]}" can be elicited by no question')
        return self

    @property
    def company(self) -> str:
        """First part of the id."""
        return self.id.split("/")[0]

    @property
    def guide_id(self) -> str:
        """`company/role`, the id of the guide that this round belongs to."""
        return self.id.rsplit("/", 1)[0]

    def signal(self, signal_id: str) -> Signal:
        """The signal with that id; KeyError if there is none."""
        for signal in self.signals:
            if signal.id == signal_id:
                return signal
        raise KeyError(signal_id)

    def question(self, question_id: str) -> Question:
        """The question with that id; KeyError if there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)


def placeholders(text: str) -> list[str]:
    """The bracketed placeholders of a question, in order."""
    return re.findall(r"\[[^\[\]]+\]", text)


def _unique(what: str, ids: list[str]) -> list[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f'{what} id "{one}" stands twice')
        seen.add(one)
    return ids


def _known(where: str, what: str, ids: Iterable[str], known: Iterable[str]) -> None:
    allowed = set(known)
    for one in ids:
        if one not in allowed:
            choices = ", ".join(sorted(allowed))
            raise ValueError(f'{where} names unknown {what} "{one}"; known: {choices}')
