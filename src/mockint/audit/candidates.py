"""Simulated candidates: nine ways of answering, each made of prepared answers where there are some.

A candidate is a function of what was asked and of how often; the same seed says the same.
Candidates know nothing of rubrics beyond the question that they hear, and they must never
look at the state of the interview.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..domain.session import Move, MoveKind
from . import speech


class Manner(StrEnum):
    """How a candidate answers."""

    STRONG = "strong"
    TERSE = "terse"
    RAMBLING = "rambling"
    EVASIVE = "evasive"
    HOSTILE = "hostile"
    SILENT = "silent"
    OFF_TOPIC = "off-topic"
    NON_NATIVE = "non-native"
    LIAR = "liar who retracts"


#: Which prepared answers a manner speaks from; those that have none speak from the stock.
PREPARED: dict[Manner, tuple[str, ...]] = {
    Manner.STRONG: ("strong", "plain", "paraphrase1", "paraphrase2"),
    Manner.TERSE: ("terse",),
    Manner.RAMBLING: ("ramble", "ramble2"),
    Manner.OFF_TOPIC: ("offtopic", "offtopic2"),
    Manner.NON_NATIVE: ("terse", "paraphrase1", "strong"),
    Manner.LIAR: ("strong", "paraphrase1"),
}
#: Manners whose every answer is meant for the question: to bring those back is an accusation.
IN_EARNEST = frozenset({Manner.STRONG, Manner.TERSE, Manner.NON_NATIVE})


class Act(StrEnum):
    """What a candidate does with the word."""

    ANSWER = "answer"
    SKIP = "skip"
    HINT = "hint"
    REPEAT = "repeat"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing that a candidate does; `earnest` if it is meant as an answer to the question.

    `pause_s` is the silence before it, in seconds.
    """

    act: Act
    text: str = ""
    earnest: bool = False
    pause_s: float = 4.0


Answers = Mapping[str, Sequence[str]]
#: How many times as long people talk as the digest of it that stands here.
DRAWLS = (1.0, 2.0, 4.0)


@dataclass(slots=True)
class Candidate:
    """One candidate in one interview.

    `answers` are prepared answers by name ("strong", "terse", …), one a question of the
    rubric, in its order; `order` are the ids of its questions. `drawl` says how many times
    as long they talk as what is written here.
    """

    manner: Manner
    answers: Answers
    order: tuple[str, ...]
    seed: int = 0
    _left: dict[str, list[str]] = field(default_factory=dict)
    _said: dict[str, int] = field(default_factory=dict)
    _asked: dict[str, str] = field(default_factory=dict)
    _dice: random.Random = field(init=False)
    drawl: float = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(f"{self.manner}-{self.seed}")  # noqa: S311 - talk, not keys
        self.drawl = 8.0 if self.manner is Manner.RAMBLING else self._dice.choice(DRAWLS)

    def reply(self, move: Move, heard: str) -> Reply:
        """What the candidate does after the interviewer's `move`, worded as `heard`."""
        if move.kind in {MoveKind.INVITE, MoveKind.REPLY}:
            return self._own_question()
        question = move.question or ""
        if move.kind is MoveKind.ASK:
            self._asked[question] = heard
        turn = self._count(question)
        if command := self._command(move, turn):
            return command
        return self._answer(question, turn)

    # -- within -----------------------------------------------------------------

    def _count(self, key: str) -> int:
        self._said[key] = self._said.get(key, 0) + 1
        return self._said[key]

    def _pick(self, stock: Sequence[str]) -> str:
        """One of the stock, none twice before all were said."""
        place = self._count(f"stock:{stock[0]}") - 1
        if place % len(stock) == 0:
            self._said[f"turn:{stock[0]}"] = self._dice.randrange(len(stock))
        return stock[(self._said[f"turn:{stock[0]}"] + place) % len(stock)]

    def _own_question(self) -> Reply:
        asked = self._count("own questions")
        most = {Manner.SILENT: 0, Manner.HOSTILE: 5, Manner.RAMBLING: 4}.get(self.manner, 2)
        if asked > most:
            return Reply(Act.ANSWER, self._pick(speech.THANKS_NOTHING))
        return Reply(Act.ANSWER, self._pick(speech.OWN_QUESTIONS))

    def _command(self, move: Move, turn: int) -> Reply | None:
        """Now and then a candidate asks for something before answering, once a question."""
        if turn > 1 or move.kind is not MoveKind.ASK:
            return None
        chance = self._dice.random()
        if self.manner is Manner.NON_NATIVE and chance < 0.4:
            return Reply(Act.REPEAT) if chance < 0.2 else self._clarify()
        if self.manner is Manner.TERSE and chance < 0.25:
            return Reply(Act.TIME)
        if self.manner in {Manner.STRONG, Manner.EVASIVE} and chance < 0.15:
            return Reply(Act.HINT)
        if self.manner is Manner.HOSTILE and chance < 0.15:
            return Reply(Act.SKIP)
        return None

    def _clarify(self) -> Reply:
        return Reply(Act.ANSWER, self._pick(speech.CLARIFYING), pause_s=6)

    def _answer(self, question: str, turn: int) -> Reply:
        match self.manner:
            case Manner.SILENT:
                text = ("", "", "Hm.", "I do not know.", "…")[self._dice.randrange(5)]
                return Reply(Act.ANSWER, text, pause_s=self._dice.uniform(20, 60))
            case Manner.EVASIVE:
                return Reply(Act.ANSWER, self._pick(speech.EVASIVE))
            case Manner.HOSTILE:
                return Reply(Act.ANSWER, self._pick(speech.HOSTILE), pause_s=2)
            case Manner.OFF_TOPIC:
                return Reply(Act.ANSWER, self._prepared(question) or self._pick(speech.OFF_TOPIC))
            case Manner.LIAR if turn > 1 and self._dice.random() < 0.7:
                return Reply(Act.ANSWER, self._pick(speech.RETRACTIONS))
            case Manner.NON_NATIVE:
                text = _learner(self._prepared(question) or self._invent(question))
                return Reply(Act.ANSWER, text, earnest=True, pause_s=7)
            case Manner.RAMBLING:
                text = self._prepared(question) or self._invent(question)
                return Reply(Act.ANSWER, f"{text} {text}" if turn > 1 else text, earnest=False)
            case _:
                text = self._prepared(question) or self._invent(question)
                return Reply(Act.ANSWER, text, earnest=self.manner in IN_EARNEST)

    def _prepared(self, question: str) -> str:
        """The next stretch of what was prepared for `question`, "" where nothing is left."""
        if question not in self._left:
            self._left[question] = _stretches(self._whole(question), self.manner)
        left = self._left[question]
        return left.pop(0) if left else ""

    def _whole(self, question: str) -> str:
        names = [name for name in PREPARED.get(self.manner, ()) if name in self.answers]
        if not names or question not in self.order:
            return ""
        given = self.answers[names[self.seed % len(names)]]
        place = self.order.index(question)
        return given[place] if place < len(given) else ""

    def _invent(self, question: str) -> str:
        """An answer out of words of the question; after the first, a detail of it."""
        if self._count(f"invented for {question}") > 1:
            return self._pick(speech.DETAIL)
        topic = " ".join(_topic(self._asked.get(question, ""))) or "that"
        return f"{self._pick(speech.OPENINGS)} {self._pick(speech.PLAIN).format(topic=topic)}"


def _stretches(text: str, manner: Manner) -> list[str]:
    """An answer as it is told: most of it at once, the rest when somebody asks."""
    parts = re.split(r"(?<=[.!?])\s+", text.strip()) if text.strip() else []
    if len(parts) < 4 or manner in {Manner.TERSE, Manner.OFF_TOPIC}:
        return [text.strip()] if parts else []
    cut = max(2, round(len(parts) * 0.6))
    rest = parts[cut:]
    half = max(1, len(rest) // 2)
    pieces = [parts[:cut], rest[:half], rest[half:]]
    return [" ".join(piece) for piece in pieces if piece]


def _learner(text: str) -> str:
    """The same with the small words left out, as learners of English often do."""
    words = text.split()
    return " ".join(w for w in words if w.lower() not in speech.DROPPED_WORDS) or text


def _topic(heard: str) -> list[str]:
    """Three telling words of a question."""
    words = re.findall(r"[A-Za-z]{5,}", heard)
    common = frozenset("could would should about where which there their yours describe".split())
    return [word.lower() for word in words if word.lower() not in common][-3:]
