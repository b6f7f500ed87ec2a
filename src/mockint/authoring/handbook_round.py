"""Reads one round of a handbook page: its facts, lists, questions and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..domain.origin import Derived, Origin
from . import splitting
from .ledger import Ledger
from .outline import Node
from .question_list import QuestionList, is_about_candidate
from .reading import Competency, Fact, LevelText, Listed, RoundRead, State, Text
from .sections import Part, is_question
from .source import BULLET, ROW, TEXT, Block
from .tables import Column, Table, table_of

_FACT = re.compile(
    r"(?P<label>Duration|Length|Time|Interviewers?|Who|Conducted by|Led by|Difficulty|Type|Format|"
    r"Goal|Objective|Purpose|Focus|Summary)\s*:\s+(?P<value>\S.*)$",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    r"[\s,:–—-]*[(\[]?\s*[~≈]?(?P<n>\d{1,3})\s*-?\s*(?P<unit>minutes|minute|mins|min|m|hours|hour|hrs|hr|h)\b"
    r"\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_LISTS = {Part.SIGNALS: "signals", Part.CRITERIA: "criteria", Part.TIPS: "tips",
          Part.RED_FLAGS: "red_flags", Part.FOCUS: "signals", Part.OVERALL: "criteria",
          Part.MISTAKES: "red_flags", Part.CHECKLIST: "tips"}  # fmt: skip
_ASKED = frozenset({Part.QUESTIONS, Part.COMMON_QUESTIONS})
_BELOW_QUESTIONS = frozenset({Part.FOLLOW_UPS, Part.ANSWERS})
MAX_TEXT = 2000


@dataclass(slots=True)
class _List:
    heading: int | None = None
    items: list[Text] = field(default_factory=list)

    def done(self) -> Listed:
        if self.items:
            return Listed(State.STATED, tuple(self.items), self.heading)
        return Listed(State.EMPTY if self.heading is not None else State.ABSENT, (), self.heading)


class RoundReader:
    """Reads the node of one round; `number` counts from 1."""

    def __init__(self, ledger: Ledger, number: int) -> None:
        self._ledger = ledger
        self._number = number
        self._path = f"rounds.{number}"
        self._lists = {name: _List() for name in ("signals", "criteria", "tips", "red_flags")}
        self._questions = QuestionList(ledger, f"{self._path}.questions")
        self._asked: int | None = None
        self._competencies: list[Competency] = []
        self._facts: dict[str, Fact[str]] = {}
        self._minutes: Fact[int] | None = None
        self._prose: list[Block] = []

    def read(self, node: Node, title: Fact[str] | None) -> RoundRead:
        """The round of `node`; `title` where the node has no heading of its own."""
        order, name = self._titled(node, title)
        self.body(node, (), Part.ROUNDS)
        for child in node.children:
            self._child(child, ())
        questions = self._questions.done()
        state = State.STATED if questions else State.ABSENT if self._asked is None else State.EMPTY
        lists = {key: one.done() for key, one in self._lists.items()}
        return RoundRead(
            number=order,
            title=name,
            summary=self._facts.get("summary"),
            description=self._description(),
            type=self._facts.get("type"),
            difficulty=self._facts.get("difficulty"),
            minutes=self._minutes,
            interviewer=self._facts.get("interviewer"),
            signals=lists["signals"],
            competencies=tuple(self._competencies),
            criteria=lists["criteria"],
            questions=questions,
            questions_state=state,
            tips=lists["tips"],
            red_flags=lists["red_flags"],
        )

    def _titled(self, node: Node, given: Fact[str] | None) -> tuple[Fact[int], Fact[str]]:
        block = node.heading
        if block is None:
            title = given or Fact(f"Round {self._number}", "authored", "")
            return Fact(self._number, _order(title), str(self._number)), title
        self._ledger.place(block, f"{self._path}.title")
        start, end = node.start, node.start + len(node.title)
        order: Origin | None = None
        if found := node.numbered:
            order = block.stated()
            if found["title"].strip():
                start += found.start("title")
        if timed := _IN_TITLE.search(block.text, start, end):
            number = int(timed["n"])
            minutes = number * 60 if timed["unit"].lower().startswith("h") else number
            self._minutes = Fact(minutes, block.stated(), timed[0].strip(" ,:–—-()[]"))
            end = timed.start() if timed.start() > start else end
        words = block.text[start:end].strip()
        title = Fact(words, block.stated(start, end), block.text)
        return Fact(self._number, order or _order(title), str(self._number)), title

    def _child(self, node: Node, topics: tuple[str, ...]) -> None:
        block = node.heading
        assert block is not None
        if is_question(node.title) and node.part is None:
            self._questions.heading(block, node.start, topics)
            self._asked = self._asked or block.head.number
            self._under_question(node)
            return
        part = node.part
        if part in _BELOW_QUESTIONS:
            self._ledger.place(block, f"{self._path}.questions")
            self._under(node, part)
            return
        if part in _LISTS:
            self._ledger.place(block, f"heading.{part}")
            one = self._lists[_LISTS[part]]
            one.heading = one.heading or block.head.number
        elif part in _ASKED:
            self._ledger.place(block, f"heading.{part}")
            self._asked = self._asked or block.head.number
        elif part is None:
            topics = (*topics, node.title)
            if _says_something(node):
                self._ledger.place(block, "heading")
        else:
            return
        self.body(node, topics, part)
        for child in node.children:
            self._child(child, topics)

    def _under_question(self, node: Node) -> None:
        self._questions.read(node.body, (), announced=False, below=True)
        for child in node.children:
            part = child.part or Part.ANSWERS
            if child.heading is not None:
                self._ledger.place(child.heading, f"{self._path}.questions")
            self._under(child, part)

    def _under(self, node: Node, part: Part) -> None:
        """Items below a question: follow-ups, or what the page says of answers."""
        for block in (block for one in node.walk() for block in one.body):
            if block.shape is ROW:
                continue
            if part is Part.FOLLOW_UPS or (part is Part.QUESTIONS and is_question(block.text)):
                self._questions.follow(block.text, block.stated())
            else:
                self._questions.answer(block.text, block.stated())
            self._ledger.place(block, f"{self._path}.questions")

    def body(self, node: Node, topics: tuple[str, ...], part: Part | None) -> None:
        """What stands directly below a heading; `part` is None below a topic."""
        rest = self._without_tables(node.body, topics, part)
        if part in _LISTS:
            self._list(rest, self._lists[_LISTS[part]], _LISTS[part])
        elif part in _ASKED:
            self._questions.read(rest, topics, announced=True)
        else:
            self._open(rest, topics, own=part is Part.ROUNDS)

    def _without_tables(
        self, body: list[Block], topics: tuple[str, ...], part: Part | None
    ) -> list[Block]:
        """Reads the tables of `body`; returns what else stands there."""
        if ROW not in [block.shape for block in body]:
            return body
        rest: list[Block] = []
        rows: list[Block] = []
        for block in [*body, None]:
            row = block is not None and block.shape is ROW
            if block is not None and row and (not rows or not block.after_blank):
                rows.append(block)
                continue
            if rows:
                self._table(rows, topics, part)
                rows = []
            if block is not None:
                (rows if row else rest).append(block)
        return rest

    def _open(self, blocks: Sequence[Block], topics: tuple[str, ...], *, own: bool) -> None:
        """Below a round's own heading or a topic: facts, prose, and questions by their words."""
        asked: list[Block] = []
        for block in blocks:
            text = block.text
            if own and self._fact(block):
                continue
            if is_question(text) and is_about_candidate(text):
                self._lists["criteria"].items.append(Text(text, block.stated()))
                self._ledger.place(block, f"{self._path}.criteria")
            elif block.shape is TEXT and own and not asked and not is_question(text):
                self._prose.append(block)
            else:
                asked.append(block)
        if asked:
            self._questions.read(asked, topics, announced=False)

    def _fact(self, block: Block) -> bool:
        found = _FACT.match(block.text)
        if found is None or len(block.text) > 400:
            return False
        value, origin = found["value"].strip(), block.stated(found.start("value"))
        label = found["label"].lower()
        key = _FACT_KEYS[label]
        if key == "minutes":
            timed = splitting.minutes_at_start(value)
            if timed is None or self._minutes is not None:
                return False
            self._minutes = Fact(timed[0], origin, timed[1])
        elif key in self._facts:
            return False
        else:
            self._facts[key] = Fact(value, origin, value)
        self._ledger.place(block, f"{self._path}.{key}")
        return True

    def _description(self) -> Fact[str] | None:
        """The paragraphs below the title, as many as fit; further ones stay unplaced."""
        if not self._prose:
            return None
        taken: list[Block] = []
        length = 0
        for block in self._prose:
            length += len(block.text) + 1
            if length > MAX_TEXT:
                break
            taken.append(block)
            self._ledger.place(block, f"{self._path}.description")
        if not taken:
            return None
        first, last = taken[0].stated().stated, taken[-1].stated().stated
        origin = taken[0].stated().model_copy(update={"stated": _joined(first, last)})
        text = " ".join(block.text for block in taken)
        return Fact(text, origin, text)

    def _list(self, blocks: Sequence[Block], into: _List, name: str) -> None:
        """Items of a list; bullets below a bullet are its details, or items of its group."""
        grouped = False
        for block in blocks:
            text = block.text
            if len(text) > MAX_TEXT:
                continue
            self._ledger.place(block, f"{self._path}.{name}")
            if text.endswith(":"):
                grouped = True
            elif block.shape is BULLET and block.head.depth > 0 and into.items and not grouped:
                last = into.items[-1]
                detail = Text(text, block.stated())
                into.items[-1] = Text(last.text, last.origin, (*last.details, detail))
            elif block.shape is BULLET:
                grouped = grouped and block.head.depth > 0
                into.items.append(Text(text, block.stated()))
            else:
                into.items += [
                    Text(piece.text, block.stated(piece.start, piece.end))
                    for piece in splitting.sentences(text)
                ]

    def _table(self, rows: Sequence[Block], topics: tuple[str, ...], part: Part | None) -> None:
        table = table_of(rows)
        if table is None:
            return
        if table.has(Column.QUESTION):
            self.question_rows(table, table.rows, topics)
        elif table.is_levels:
            self._levels(table)
        elif table.has(Column.SIGNAL) or table.has(Column.RED_FLAG):
            self._columns(table, {Column.SIGNAL: "signals", Column.RED_FLAG: "red_flags"})
        elif table.has(Column.CRITERION):
            self._columns(table, {Column.CRITERION: "criteria"})
        elif part in _LISTS and table.has(Column.TOPIC):
            self._columns(table, {Column.TOPIC: _LISTS[part]})

    def question_rows(self, table: Table, rows: Sequence[Block], topics: tuple[str, ...]) -> None:
        """One question a row, with the row's topics as tags."""
        self._ledger.place(table.header, f"{self._path}.questions")
        self._asked = self._asked or table.header.head.number
        for row in rows:
            text = table.cell(row, Column.QUESTION)
            if not text:
                continue
            origin = row.stated()
            tags = (*topics, *table.cells(row, Column.TOPIC))
            self._questions.add(text, origin, tags)
            for cell in table.cells(row, Column.FOLLOW_UP):
                for piece in splitting.sentences(cell):
                    self._questions.follow(piece.text, origin)
            for name, cell in table.named_cells(row, Column.ANSWER):
                self._questions.answer(cell, origin, name)
            taken = {Column.QUESTION, Column.TOPIC, Column.FOLLOW_UP, Column.ANSWER, Column.ROUND}
            self._place_cells(table, row, taken, "questions")

    def _levels(self, table: Table) -> None:
        self._ledger.place(table.header, f"{self._path}.signals")
        for row in table.rows:
            cells = row.head.cells
            if not cells or not cells[0]:
                continue
            levels = tuple(
                LevelText(name, cell, row.stated())
                for name, cell in zip(table.names[1:], cells[1:], strict=False)
                if cell
            )
            self._competencies.append(Competency(cells[0], row.stated(), levels))
            self._ledger.place(row, f"{self._path}.signals")

    def _columns(self, table: Table, names: dict[Column, str]) -> None:
        """Columns that are lists: each cell an item, other cells its details."""
        self._ledger.place(table.header, f"{self._path}.{next(iter(names.values()))}")
        for row in table.rows:
            others = [
                Text(cell, row.stated())
                for column, cell in zip(table.columns, row.head.cells, strict=False)
                if column not in names and cell
            ]
            for column, name in names.items():
                for cell in table.cells(row, column):
                    one = self._lists[name]
                    one.heading = one.heading or table.header.head.number
                    one.items.append(Text(cell, row.stated(), tuple(others)))
            self._ledger.place(row, f"{self._path}.{name}")

    def _place_cells(self, table: Table, row: Block, taken: set[Column], name: str) -> None:
        """Place the cells that were read; the others are left over, and reported."""
        place = 0
        for column, cell in zip(table.columns, row.head.cells, strict=False):
            start = row.text.find(cell, place) if cell else -1
            if start < 0:
                continue
            place = start + len(cell)
            if column in taken:
                self._ledger.place(row, f"{self._path}.{name}", start, place)


_FACT_KEYS = {
    "duration": "minutes", "length": "minutes", "time": "minutes", "interviewer": "interviewer",
    "interviewers": "interviewer", "who": "interviewer", "conducted by": "interviewer",
    "led by": "interviewer", "difficulty": "difficulty", "type": "type", "format": "type",
    "goal": "summary", "objective": "summary", "purpose": "summary", "focus": "summary",
    "summary": "summary",
}  # fmt: skip


def _joined(first: str, last: str) -> str:
    start, end = first.split("-", maxsplit=1)[0], last.rsplit("-", maxsplit=1)[-1]
    return start if start == end else f"{start}-{end}"


def _order(title: Fact[str]) -> Origin:
    if isinstance(title.origin, str | Derived):
        return title.origin
    words = title.value
    if len(words) < 3:
        return title.origin
    return Derived.model_validate({"derived": [{"line": title.origin.stated, "quote": words}]})


def _says_something(node: Node) -> bool:
    """True if the node's heading is of use: something stands below it."""
    return bool(node.body or node.children)
