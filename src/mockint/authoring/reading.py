"""What was read from a page: frozen values, each with where it came from.

Four things are kept apart: *stated* (the page says it, on these lines), *derived*
(inferred from quoted words), *empty* (the heading stands there with nothing under it)
and *absent* (the page has no such heading). This module holds values only; it never
reads and never fills anything in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, NamedTuple, TypeVar

from ..domain.origin import Origin
from .ledger import Dropped, Placed, Unplaced
from .source import Format

V = TypeVar("V")
SourceKind = Literal["interview_process_page", "handbook_page", "article"]


class State(StrEnum):
    """How a part of the page stands."""

    STATED = "stated"
    EMPTY = "empty"
    ABSENT = "absent"


class Fact(NamedTuple, Generic[V]):
    """A plain value; `raw` are the words of the page that it was read from."""

    value: V
    origin: Origin
    raw: str


class Text(NamedTuple):
    """Words of the page. `details` are what the page adds below them.

    `label` is what the page calls words that it tells apart so, such as `Bad answer`.
    """

    text: str
    origin: Origin
    details: tuple[Text, ...] = ()
    label: str = ""


class Listed(NamedTuple):
    """A part that lists texts: how it stands, the line of its heading, and the texts."""

    state: State = State.ABSENT
    items: tuple[Text, ...] = ()
    heading: int | None = None


class LevelText(NamedTuple):
    """A cell of a table of competencies × levels: the level's name and its words."""

    level: str
    text: str
    origin: Origin


class Competency(NamedTuple):
    """A row of such a table: read as a signal, with what the page says of each level."""

    text: str
    origin: Origin
    levels: tuple[LevelText, ...] = ()


class SlotRead(NamedTuple):
    """A placeholder of a question: `[Location]`, `[e.g., a, b]`; options may be empty."""

    name: str
    placeholder: str
    kind: Literal["required", "choice"]
    options: tuple[str, ...]
    origin: Origin


class QuestionRead(NamedTuple):
    """A question, with its tags, its follow-ups, and what the page says of answers to it."""

    text: str
    origin: Origin
    tags: tuple[str, ...] = ()
    tags_raw: str = ""
    tags_line: int | None = None
    follow_ups: tuple[Text, ...] = ()
    answers: tuple[Text, ...] = ()
    slots: tuple[SlotRead, ...] = ()


class Proposals(NamedTuple):
    """What is derived from words of the page that no list states; not accepted yet.

    Rules propose criteria, signals and red flags; only a model proposes tips and questions.
    """

    criteria: tuple[Text, ...] = ()
    signals: tuple[Text, ...] = ()
    red_flags: tuple[Text, ...] = ()
    tips: tuple[Text, ...] = ()
    questions: tuple[QuestionRead, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.criteria or self.signals or self.red_flags or self.tips or self.questions)


NOT_LISTED = Listed()
NOTHING_PROPOSED = Proposals()


class RoundRead(NamedTuple):
    """One round. `number` counts from 1; its origin is derived where the page gives none."""

    number: Fact[int]
    title: Fact[str]
    summary: Fact[str] | None = None
    description: Fact[str] | None = None
    type: Fact[str] | None = None
    difficulty: Fact[str] | None = None
    minutes: Fact[int] | None = None
    interviewer: Fact[str] | None = None
    signals: Listed = NOT_LISTED
    competencies: tuple[Competency, ...] = ()
    criteria: Listed = NOT_LISTED
    questions: tuple[QuestionRead, ...] = ()
    questions_state: State = State.ABSENT
    tips: Listed = NOT_LISTED
    red_flags: Listed = NOT_LISTED
    proposed: Proposals = NOTHING_PROPOSED

    def states(self) -> dict[str, State]:
        """How each part stands, by name."""
        signals = State.STATED if self.competencies else self.signals.state
        return {
            "signals": signals,
            "criteria": self.criteria.state,
            "questions": self.questions_state,
            "tips": self.tips.state,
            "red_flags": self.red_flags.state,
        }


class Group(NamedTuple):
    """A group of overall criteria; may have no items."""

    group: str
    origin: Origin
    items: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """A yearly pay range in whole units of an ISO 4217 currency."""

    currency: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the study plan; `weeks` are first and last, from 1."""

    title: str
    summary: str | None
    detail: str | None
    weeks: tuple[int, int] | None
    origin: Origin
    summary_line: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """What differs at one location."""

    region: str
    origin: Origin
    focus: Listed = NOT_LISTED
    focus_raw: str = ""
    questions: tuple[QuestionRead, ...] = ()
    questions_state: State = State.ABSENT
    tips: Listed = NOT_LISTED


class TimelineRead(NamedTuple):
    """A step of the process timeline: minutes, or first and last day, where stated."""

    title: str
    minutes: int | None
    days: tuple[int, int] | None
    origin: Origin
    raw: str


NoteKind = Literal[
    "judgment", "insight", "not-x-but-y", "failure", "bad-good", "practice-scenario",
    "checklist", "reported-question", "faq",
]  # fmt: skip


class NoteRead(NamedTuple):
    """A statement of an article; `other` is its second half (the answer, the good side)."""

    kind: NoteKind
    text: str
    origin: Origin
    other: str | None = None


class HeadingRead(NamedTuple):
    """A heading of the page, and what it was taken to announce ("" where nothing known)."""

    text: str
    line: int
    part: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements of the page that do not agree, all kept."""

    about: str
    sides: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class SourceRead:
    """The page itself."""

    name: str
    kind: SourceKind
    format: Format
    sha256: str
    lines: int
    extracted: bool


@dataclass(frozen=True, slots=True)
class Header:
    """Facts about the whole process. None: the page does not say."""

    title: Fact[str] | None = None
    company: Fact[str] | None = None
    role: Fact[str] | None = None
    level: Fact[str] | None = None
    target_level: Fact[str] | None = None
    difficulty: Fact[str] | None = None
    description: Fact[str] | None = None
    rounds_stated: Fact[int] | None = None
    timeline_days: Fact[int] | None = None
    interview_days: Fact[int] | None = None
    experience: Fact[tuple[int, int | None]] | None = None
    salary: Fact[Money] | None = None
    total_minutes: Fact[int] | None = None


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """What a model pointed at and code refused, and why."""

    part: str
    line: int
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExtractionRead:
    """What was asked of a model about a page and what came of it; no part of the page.

    `passages` were asked about, `not_read` of them without an answer; `prompts` are
    template ids and digests; `failures` say in words what the endpoint could not do.
    """

    model: str
    prompts: tuple[tuple[str, str], ...]
    passages: int
    not_read: int
    kept: int
    refused: tuple[RefusedItem, ...]
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read from one page, and what became of its lines."""

    source: SourceRead
    header: Header = Header()
    overall: tuple[Group, ...] = ()
    overall_state: State = State.ABSENT
    tips: Listed = NOT_LISTED
    study_plan: tuple[Step, ...] = ()
    study_plan_state: State = State.ABSENT
    common_questions: tuple[QuestionRead, ...] = ()
    common_questions_state: State = State.ABSENT
    locations: tuple[Region, ...] = ()
    locations_state: State = State.ABSENT
    timeline: tuple[TimelineRead, ...] = ()
    timeline_state: State = State.ABSENT
    rounds_intro: Text | None = None
    rounds: tuple[RoundRead, ...] = ()
    dsa_intro: Text | None = None
    dsa_questions: tuple[QuestionRead, ...] = ()
    dsa_state: State = State.ABSENT
    notes: tuple[NoteRead, ...] = ()
    #: Questions that an article quotes without saying in which round they are asked.
    loose_questions: tuple[QuestionRead, ...] = ()
    proposed: Proposals = NOTHING_PROPOSED
    headings: tuple[HeadingRead, ...] = ()
    contradictions: tuple[Clash, ...] = ()
    placed: tuple[Placed, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    extraction: ExtractionRead | None = None

    def states(self) -> dict[str, State]:
        """How each part of the guide stands, by name."""
        return {
            "overall": self.overall_state,
            "tips": self.tips.state,
            "study_plan": self.study_plan_state,
            "common_questions": self.common_questions_state,
            "locations": self.locations_state,
            "timeline": self.timeline_state,
            "dsa_questions": self.dsa_state,
        }

    def questions(self) -> Iterator[QuestionRead]:
        """Every interview question, wherever it stands."""
        yield from self.common_questions
        for region in self.locations:
            yield from region.questions
        for one in self.rounds:
            yield from one.questions
        yield from self.dsa_questions
        yield from self.loose_questions

    def has_content(self) -> bool:
        """True if anything of a guide was found."""
        return bool(
            self.rounds
            or self.overall
            or self.notes
            or self.tips.items
            or self.proposed
            or any(self.questions())
        )
