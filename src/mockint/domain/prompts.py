"""The typed variables of every prompt: a frozen class per template, fields its only variables.

A template can use nothing but these fields, and must use all of them (a test compares
both ways). What may not be told to a role is simply not a field of its class: the
interviewer's have no anchors, points, red flags or salary; the judge's no persona.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from json.encoder import encode_basestring
from typing import ClassVar

from .chat import Message
from .rubric import LEVELS, Kind, Rubric, Signal


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered prompt: its messages, and what it was rendered from.

    `digest` is of the templates' text (16 hex digits), the same for every rendering.
    """

    prompt_id: str
    version: str
    digest: str
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class PromptVars:
    """Base of all: `prompt` names the template folder or file below `prompts/`."""

    prompt: ClassVar[str] = ""

    def variables(self) -> dict[str, object]:
        """Field names and values, as the template sees them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class InterviewerSystem(PromptVars):
    """Who the interviewer is and how it speaks: the static prefix of every call."""

    prompt: ClassVar[str] = "interviewer"
    kind: str
    title: str
    company: str
    role: str
    interviewer: str
    persona: str
    minutes: int
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class InterviewerMove(PromptVars):
    """The move to word, as decided by the flow, and the clock: data, not instructions."""

    prompt: ClassVar[str] = "interviewer/move"
    move: str
    words: str
    about: str
    pickup: str
    minutes_left: int
    remark: str


@dataclass(frozen=True)
class JudgePoint:
    """An evidence point, as the judge is told it."""

    id: str
    text: str


@dataclass(frozen=True)
class JudgeSignal:
    """A signal with its four anchors and points."""

    id: str
    text: str
    anchors: tuple[tuple[int, str], ...]
    points: tuple[JudgePoint, ...]
    contrary: tuple[str, ...]


@dataclass(frozen=True)
class JudgeFlag:
    """A reason for rejection."""

    id: str
    text: str


@dataclass(frozen=True)
class JudgeTurn:
    """One turn under the id that stands for it in this call. `role` is set by code."""

    id: str
    role: str
    text: str


@dataclass(frozen=True)
class JudgeSystem(PromptVars):
    """What is judged and how: static for a rubric, so that prompt caches can serve it."""

    prompt: ClassVar[str] = "judge/system"
    title: str
    signals: tuple[JudgeSignal, ...]
    red_flags: tuple[JudgeFlag, ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class JudgeTranscript(PromptVars):
    """The transcript to judge, and which signals are wanted in this call."""

    prompt: ClassVar[str] = "judge/transcript"
    canary: str
    wanted: tuple[str, ...]
    turns: tuple[JudgeTurn, ...]


@dataclass(frozen=True)
class JudgeAgain(PromptVars):
    """What was wrong with the judge's first reply."""

    prompt: ClassVar[str] = "judge/again"
    problem: str


@dataclass(frozen=True)
class CoachSystem(PromptVars):
    """How an answer is rewritten towards the next level; static."""

    prompt: ClassVar[str] = "coach/system"


@dataclass(frozen=True)
class CoachAnswer(PromptVars):
    """The answer to rewrite, with the anchor that it is to reach."""

    prompt: ClassVar[str] = "coach/answer"
    question: str
    answer: str
    signal: str
    level: int
    anchor: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CoachAgain(PromptVars):
    """What was wrong with the coach's first rewrite."""

    prompt: ClassVar[str] = "coach/again"
    problem: str


@dataclass(frozen=True)
class AuthorSystem(PromptVars):
    """How items are read out of a guide page; static."""

    prompt: ClassVar[str] = "author/system"


@dataclass(frozen=True)
class AuthorLine:
    """Words of a page: the number of their line, the heading above them, and the words."""

    number: int
    under: str
    text: str


@dataclass(frozen=True)
class AuthorPage(PromptVars):
    """Numbered lines of a page, as data."""

    prompt: ClassVar[str] = "author/page"
    lines: tuple[AuthorLine, ...]


@dataclass(frozen=True)
class AuthorAgain(PromptVars):
    """What was wrong with a reply about a page."""

    prompt: ClassVar[str] = "author/again"
    problem: str


#: What counts as evidence in an answer to a question of each kind.
EVIDENCE_RULES: dict[Kind, str] = {
    Kind.BEHAVIOURAL: "what was done: the situation, the candidate's own part, what came of it",
    Kind.SITUATIONAL: "what the candidate does or would do, in which order and why",
    Kind.DESIGN: "requirements, structure, trade-offs, scale and failure",
    Kind.KNOWLEDGE: "what is right, when it holds and when it does not",
    Kind.MOTIVATION: "specifics about the company and the candidate, and how they connect",
    Kind.COMPENSATION: "a position and what it is based on",
    Kind.VISION: "where things stand, what should change, by when and why",
}


def judge_signal(signal: Signal) -> JudgeSignal:
    """A signal as the judge is told it."""
    return JudgeSignal(
        id=signal.id,
        text=signal.text,
        anchors=tuple((level, signal.anchors.at(level)) for level in LEVELS),
        points=tuple(JudgePoint(point.id, point.text) for point in signal.points),
        contrary=tuple(contrary.text for contrary in signal.contrary),
    )


def judge_system(rubric: Rubric) -> JudgeSystem:
    """The static part of a judge's prompt for a rubric."""
    kinds = dict.fromkeys(question.kind for question in rubric.questions)
    return JudgeSystem(
        title=rubric.title,
        signals=tuple(judge_signal(signal) for signal in rubric.signals),
        red_flags=tuple(JudgeFlag(flag.id, flag.text) for flag in rubric.red_flags),
        kinds=tuple((kind.value, EVIDENCE_RULES[kind]) for kind in kinds),
    )


_MARKUP = {char: f"\\u{ord(char):04x}" for char in "<>[]{}"}
_JSON = json.JSONEncoder(ensure_ascii=False)


def as_data(value: object) -> str:
    """`value` as JSON with markup characters escaped: words, never markup or a template.

    Some servers parse chat markup such as `<|im_end|>` inside of content.
    """
    text = encode_basestring(value) if type(value) is str else _JSON.encode(value)
    for char, escaped in _MARKUP.items():
        text = text.replace(char, escaped)
    return text


#: Every class of variables there is, for the test that compares them with the templates.
ALL_PROMPTS: tuple[type[PromptVars], ...] = (
    InterviewerSystem,
    InterviewerMove,
    JudgeSystem,
    JudgeTranscript,
    JudgeAgain,
    CoachSystem,
    CoachAnswer,
    CoachAgain,
    AuthorSystem,
    AuthorPage,
    AuthorAgain,
)
