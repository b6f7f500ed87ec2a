"""Reads lists of questions: follow-ups nested below them, answers and notes beside them.

An answer that a page gives is kept with its question, for people; it is never a point
or an anchor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..domain.origin import Origin
from .ledger import Ledger
from .reading import QuestionRead, Text
from .sections import Part, is_question, part_of, starts_as_question
from .slots import slots_of
from .source import BULLET, ROW, TEXT, Block

_Q = re.compile(r"(?:Q\d*|Question(?: \d+)?)\s*[:.)]\s*(?=\S)")
_FOLLOW = re.compile(
    r"(?:follow[- ]?ups?|probes?|dig deeper|then)\b[^:]{0,20}:\s*(?=\S)", re.IGNORECASE
)
_ANSWER = re.compile(
    r"(?:A\d*|answer|(?P<says>(?:good|strong|weak|bad|poor|great|sample|model|expected|ideal) "
    r"answers?|(?:what to )?look for|what (?:we're|we are) looking for|signals?|green flags?|"
    r"red flags?|notes?|why (?:we ask|ask this)|hint|tip|positive|negative|listen "
    r"for))\s*[:.]\s*(?=\S)",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"[\"“](?P<words>[^\"“”]+)[\"”]\.?$")
_ABOUT_CANDIDATE = re.compile(
    r"\b(?:the candidates?|candidates?|they|he or she|the interviewee)\b", re.IGNORECASE
)


@dataclass(slots=True)
class _Open:
    """A question that is being read."""

    text: str
    origin: Origin
    tags: tuple[str, ...]
    follow_ups: list[Text] = field(default_factory=list)
    answers: list[Text] = field(default_factory=list)

    def done(self) -> QuestionRead:
        return QuestionRead(
            self.text,
            self.origin,
            tags=self.tags,
            follow_ups=tuple(self.follow_ups),
            answers=tuple(self.answers),
            slots=slots_of(self.text, self.origin),
        )


class QuestionList:
    """Questions in the order of the page."""

    def __init__(self, ledger: Ledger, path: str) -> None:
        self._ledger = ledger
        self._path = path
        self._found: list[_Open] = []
        self._mode: Part | None = None

    def done(self) -> tuple[QuestionRead, ...]:
        """All questions read."""
        return tuple(question.done() for question in self._found)

    def add(self, text: str, origin: Origin, tags: tuple[str, ...]) -> None:
        """A question whose words are known."""
        self._found.append(_Open(text, origin, tags))
        self._mode = None

    def follow(self, text: str, origin: Origin) -> None:
        """A follow-up of the last question."""
        if self._found:
            self._found[-1].follow_ups.append(Text(text, origin))

    def answer(self, text: str, origin: Origin, label: str = "") -> None:
        """What the page says of answers to the last question, and under which label."""
        if self._found:
            self._found[-1].answers.append(Text(text, origin, (), label))

    def heading(self, block: Block, start: int, tags: tuple[str, ...]) -> None:
        """A heading that is a question itself."""
        self._ask(block, tags, start)
        self._ledger.place(block, self._path)

    def read(
        self,
        blocks: Sequence[Block],
        tags: tuple[str, ...],
        *,
        announced: bool,
        below: bool = False,
    ) -> None:
        """Read `blocks`.

        `announced`: the heading says that these are questions, so that every item is
        one; `below`: they stand under a question and cannot begin another.
        """
        self._mode = None
        for block in blocks:
            if not self._one(block, tags, announced=announced, below=below):
                continue
            self._ledger.place(block, self._path)

    def _one(self, block: Block, tags: tuple[str, ...], *, announced: bool, below: bool) -> bool:
        """True if the block was placed."""
        text, shape = block.text, block.shape
        if shape is ROW:
            return False
        nested = below or (bool(self._found) and (block.head.depth > 0 or self._indented(block)))
        if self._found and (":" in text or "." in text[:-1]):
            if label := _FOLLOW.match(text):
                self.follow(text[label.end() :], block.stated(label.end()))
                return True
            if label := _ANSWER.match(text):
                self.answer(text[label.end() :], block.stated(label.end()), label["says"] or "")
                return True
        if self._found and text.endswith(":") and (nested or part_of(text)):
            self._mode = part_of(text) or Part.ANSWERS
            return True
        if nested:
            self._nested(block)
            return True
        asked = is_question(text) or bool(_Q.match(text)) or bool(_QUOTES.match(text))
        item = announced and shape is BULLET
        if asked or (item and (starts_as_question(text) or len(text) <= 300)):
            self._ask(block, tags)
            return True
        if self._found and shape is TEXT and not announced and block.after_blank:
            return False
        if self._found and shape is TEXT:
            self.answer(text, block.stated())
            return True
        return False

    def _indented(self, block: Block) -> bool:
        return block.shape is TEXT and block.head.indent > 0

    def _nested(self, block: Block) -> None:
        text, origin = block.text, block.stated()
        if self._mode is Part.FOLLOW_UPS or (self._mode is None and is_question(text)):
            self.follow(text, origin)
        else:
            self.answer(text, origin)

    def _ask(self, block: Block, tags: tuple[str, ...], start: int = 0) -> None:
        label = _Q.match(block.text, start)
        start = label.end() if label else start
        end = len(block.text)
        if quoted := _QUOTES.match(block.text, start):
            start, end = quoted.span("words")
        self.add(block.text[start:end], block.stated(start, end), tags)


def is_about_candidate(text: str) -> bool:
    """True for a question that the interviewer answers, as `Does the candidate listen?` is."""
    return bool(_ABOUT_CANDIDATE.search(text)) and not re.search(
        r"\byou(?:r|rself)?\b", text, re.IGNORECASE
    )
