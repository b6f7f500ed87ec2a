"""A guide: one published interview process (company, role, level) and its rounds.

The guide holds what the page says about the whole process; each round is a rubric
file of its own beside it, named in `rounds` in order. Contradictions of the source
are kept, both sides, never averaged.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .model import Model
from .origin import Origin
from .rubric import Slot, Slug, Text, Tip

GuideId = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]


class Source(Model):
    """The page that a guide was read from: its name, digest and number of lines."""

    name: Text
    kind: Literal["interview_process_page", "handbook_page", "article", "authored"]
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    lines: int | None = Field(default=None, ge=1)


class Item(Model):
    """A line of the guide, with where it came from."""

    text: Text
    origin: Origin


class OverallGroup(Model):
    """A group of overall evaluation criteria, such as "Cultural Fit"; may be empty."""

    group: Text
    origin: Origin
    items: tuple[Item, ...] = ()


class Salary(Model):
    """Yearly pay in whole units of `currency` (ISO 4217). Never told to an interviewer."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    min: int
    max: int
    raw: Text


class Experience(Model):
    """Years asked for; `max` is None for "3+"."""

    min: int
    max: int | None = None
    raw: Text


class StudyStep(Model):
    """A step of the study plan; `weeks` is first and last week, from 1."""

    title: Text
    summary: Text | None = None
    detail: Text
    weeks: tuple[int, int] | None = None
    origin: Origin


class LocationQuestion(Model):
    """A question that a location adds; `[Location]` is a slot."""

    text: Text
    origin: Origin
    slots: tuple[Slot, ...] = ()


class LocationBlock(Model):
    """What differs by region: focus, questions and tips."""

    region: Text
    origin: Origin
    focus: tuple[Item, ...] = ()
    questions: tuple[LocationQuestion, ...] = ()
    tips: tuple[Item, ...] = ()


class TimelineStep(Model):
    """A step of the process timeline: minutes, or a range of days, where stated."""

    title: Text
    minutes: int | None = None
    days: tuple[int, int] | None = None
    origin: Origin


class Contradiction(Model):
    """Two or more statements of the source that do not agree, all kept."""

    about: Text
    sides: tuple[Item, ...] = Field(min_length=2)


class Note(Model):
    """A statement of an article that is no list item: a judgment, a pair, an anecdote."""

    kind: Literal[
        "judgment",
        "insight",
        "not-x-but-y",
        "failure",
        "bad-good",
        "practice-scenario",
        "checklist",
        "reported-question",
        "faq",
    ]
    text: Text
    other: Text | None = None
    origin: Origin


class Guide(Model):
    """One interview process, as `guide.yaml`.

    `origins` names where each plain field came from, as in a rubric; `empty` lists the
    headings that stand in the source with nothing under them.
    """

    schema_: Literal["mockint/guide@1"] = Field(alias="schema")
    id: GuideId
    company: Text
    role: Text
    level: Text | None = None
    target_level: Text | None = None
    difficulty: Text | None = None
    description: Text | None = None
    rounds_stated: int | None = None
    timeline_days: int | None = None
    interview_days: int | None = None
    experience: Experience | None = None
    salary: Salary | None = None
    total_minutes: int | None = None
    source: Source
    origins: dict[str, Origin] = Field(default_factory=dict)
    empty: tuple[str, ...] = ()
    rounds: tuple[Slug, ...] = Field(min_length=1)
    overall: tuple[OverallGroup, ...] = ()
    tips: tuple[Tip, ...] = ()
    study_plan: tuple[StudyStep, ...] = ()
    common_questions: tuple[Item, ...] = ()
    locations: tuple[LocationBlock, ...] = ()
    timeline: tuple[TimelineStep, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    notes: tuple[Note, ...] = ()
