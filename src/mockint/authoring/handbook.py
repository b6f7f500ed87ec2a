"""Reads a handbook page: headings, bullets, tables and question lists, in any order.

The outline says what is a round; within rounds `RoundReader` reads, outside of them the
parts belong to the guide. A page without rounds of its own is one round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from . import contradictions, facts, proposing, splitting
from .furniture import furniture, is_promotion, selling_words
from .handbook_round import MAX_TEXT, RoundReader
from .ledger import Ledger
from .outline import Node, find_rounds, outline
from .question_list import QuestionList
from .reading import (
    Fact,
    Group,
    Header,
    HeadingRead,
    Listed,
    NoteRead,
    Reading,
    RoundRead,
    SourceRead,
    State,
    Text,
    TimelineRead,
)
from .sections import Part, is_question, is_title_case
from .source import BULLET, ROW, TEXT, Block, Page, blocks
from .tables import Column, Table, table_of

_LABEL = re.compile(
    r"(?P<label>Company|Employer|Organi[sz]ation|Role|Position|Job title|Level|Target level|"
    r"Difficulty|Experience|Salary|Salary range|Total duration|Timeline|Number of rounds)\s*:\s+"
    r"(?P<value>\S.*)$",
    re.IGNORECASE,
)
_TEXTS = {"company": "company", "employer": "company", "organisation": "company",
          "organization": "company", "role": "role", "position": "role", "job title": "role",
          "level": "level", "target level": "target_level", "difficulty": "difficulty"}  # fmt: skip
_AT = re.compile(r"\bat (?P<name>[A-Z][\w&-]*(?: [A-Z][\w&-]*)*)")
_PAGE_WORDS = re.compile(
    r"\s*[:–—|-]?\s*\b(?:interviews?|interviewing|hiring|interviewer|screening|screen)\b.*$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[:|]\s+|\s+[–—-]\s+")
_NOT_NAMES = frozenset("the a an how our my your what handbook structured guide internal".split())
_DROPPED = {Part.AUTHOR: "about the author", Part.PROMOTION: "advertisement"}


def read_handbook(page: Page) -> Reading:
    """Read `page`; never raises for what it holds."""
    return _Reader(page).read()


@dataclass(slots=True)
class _Guide:
    """What belongs to the guide, not to one of its rounds."""

    header: Header = field(default_factory=Header)
    groups: list[Group] = field(default_factory=list)
    tips: list[Text] = field(default_factory=list)
    timeline: list[TimelineRead] = field(default_factory=list)
    notes: list[NoteRead] = field(default_factory=list)
    seen: set[Part] = field(default_factory=set)
    tips_line: int | None = None


class _Reader:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._ledger = Ledger(page)
        self._guide = _Guide()
        self._common = QuestionList(self._ledger, "common_questions")

    def read(self) -> Reading:
        """The whole page."""
        top = outline(self._seen())
        rounds = find_rounds(top)
        title = self._title(top)
        whole = top in rounds
        for node in top.walk_outside(rounds):
            self._outside(node, whole=whole)
        self._header_from(title)
        read = list(self._rounds(rounds, title))
        guide = self._guide
        common = self._common.done()
        made = Reading(
            source=SourceRead(
                self._page.name, "handbook_page", self._page.format, self._page.sha256,
                self._page.line_count, self._page.extracted,
            ),
            header=guide.header,
            overall=tuple(guide.groups),
            overall_state=self._state(
                bool(guide.groups), Part.CRITERIA, Part.OVERALL, Part.SIGNALS
            ),
            tips=Listed(
                self._state(bool(guide.tips), Part.TIPS), tuple(guide.tips), guide.tips_line
            ),
            common_questions=common,
            common_questions_state=self._state(
                bool(common), Part.QUESTIONS, Part.COMMON_QUESTIONS
            ),
            timeline=tuple(guide.timeline),
            timeline_state=self._state(bool(guide.timeline), Part.TIMELINE),
            rounds=tuple(read),
            notes=tuple(guide.notes),
            headings=_headings(top),
        )  # fmt: skip
        made = contradictions.with_contradictions(proposing.with_proposals(made))
        return replace(
            made,
            placed=self._ledger.placed(),
            dropped=self._ledger.dropped(),
            unplaced=self._ledger.unplaced(),
            warnings=_warnings(made),
        )

    def _seen(self) -> list[Block]:
        kept = []
        selling = selling_words([line.text for line in self._page.lines])
        for block in blocks(self._page.lines, joined=True):
            reason = block.head.furniture or furniture(block.text)
            if not reason and block.shape is not ROW and is_promotion(block.text, selling):
                reason = "advertisement"
            if reason:
                self._ledger.drop(block, reason)
            elif len(block.text) <= MAX_TEXT or block.shape is ROW:
                kept.append(block)
        return kept

    def _state(self, has: bool, *parts: Part) -> State:
        if has:
            return State.STATED
        return State.EMPTY if self._guide.seen.intersection(parts) else State.ABSENT

    def _title(self, top: Node) -> Fact[str] | None:
        """The page's title: its first heading, or a short line that stands before all others."""
        first = top.children[0] if top.children else None
        if first is not None and first.heading is not None and first.part is None:
            leads = first.level <= 2 or (not top.body and first.numbered is None)
            if leads and not is_question(first.title):
                self._ledger.place(first.heading, "header.title")
                return Fact(first.title, first.heading.stated(), first.heading.text)
        if top.body and top.body[0].shape is TEXT and len(top.body[0].text) <= 100:
            block = top.body[0]
            if not is_question(block.text) and not _LABEL.match(block.text):
                self._ledger.place(block, "header.title")
                return Fact(block.text, block.stated(), block.text)
        return None

    def _rounds(self, found: Sequence[Node], title: Fact[str] | None) -> Iterator[RoundRead]:
        tabled = [*_by_round_column(found[0])] if len(found) == 1 else []
        if len(tabled) > 1:
            for number, (name, table, rows) in enumerate(tabled, 1):
                reader = RoundReader(self._ledger, number)
                reader.question_rows(table, rows, ())
                first = rows[0]
                yield reader.read(Node(None, 0), Fact(name, first.stated(), name))
            return
        for number, node in enumerate(found, 1):
            yield RoundReader(self._ledger, number).read(node, title)

    def _outside(self, node: Node, *, whole: bool) -> None:
        """A section that belongs to no round."""
        part, heading = node.part, node.heading
        if part in _DROPPED:
            for one in node.walk():
                for block in [one.heading, *one.body]:
                    if block is not None:
                        self._ledger.drop(block, _DROPPED[part])
            return
        if part is not None:
            self._guide.seen.add(part)
        if heading is not None and (part is not None or node.level <= 1):
            self._ledger.place(heading, f"heading.{part}" if part else "header.title")
        if part in {Part.CRITERIA, Part.OVERALL, Part.SIGNALS}:
            self._overall(node)
        elif part in {Part.TIPS, Part.CHECKLIST}:
            self._tips(node)
        elif part in {Part.QUESTIONS, Part.COMMON_QUESTIONS}:
            self._common.read(node.body, (), announced=True)
        elif part is Part.FAQ:
            self._faq(node)
        elif part in {Part.TIMELINE, Part.ROUNDS}:
            self._steps(node)
        elif part is None:
            self._prose(node, whole=whole)

    def _overall(self, node: Node) -> None:
        assert node.heading is not None
        items = []
        for block in node.body:
            if block.shape in {BULLET, TEXT} and len(block.text) <= MAX_TEXT:
                items.append(Text(block.text, block.stated()))
                self._ledger.place(block, "overall")
        self._guide.groups.append(Group(node.title, node.heading.stated(), tuple(items)))
        for child in node.children:
            if child.part is None and child.heading is not None:
                self._ledger.place(child.heading, "overall")
                self._overall(child)

    def _tips(self, node: Node) -> None:
        assert node.heading is not None
        self._guide.tips_line = self._guide.tips_line or node.heading.head.number
        for block in node.body:
            if block.shape is not ROW and len(block.text) <= MAX_TEXT:
                self._guide.tips.append(Text(block.text, block.stated()))
                self._ledger.place(block, "tips")

    def _faq(self, node: Node) -> None:
        """Questions of readers with their answers; none of them is asked in an interview."""
        body = node.body
        for block, following in pairwise(body):
            if block.text.endswith("?") and not following.text.endswith("?"):
                first, last = block.head.number, following.lines[-1].number
                origin = block.stated().model_copy(update={"stated": f"{first}-{last}"})
                self._guide.notes.append(NoteRead("faq", block.text, origin, following.text))
                self._ledger.place(block, "notes.faq")
                self._ledger.place(following, "notes.faq")
        for child in node.children:
            if child.heading is not None and child.body:
                answer = child.body[0]
                first, last = child.heading.head.number, answer.lines[-1].number
                origin = child.heading.stated().model_copy(update={"stated": f"{first}-{last}"})
                self._guide.notes.append(NoteRead("faq", child.title, origin, answer.text))
                self._ledger.place(child.heading, "notes.faq")
                self._ledger.place(answer, "notes.faq")

    def _steps(self, node: Node) -> None:
        """Steps of the process: items, or a table of rounds."""
        rows = [block for block in node.body if block.shape is ROW]
        table = table_of(rows)
        if table is not None and table.has(Column.ROUND):
            self._step_table(table)
        for block in node.body:
            if block.shape is BULLET and block.head.depth == 0:
                timed = splitting.minutes_at_end(block.text)
                title, minutes = timed or (block.text, None)
                origin = block.stated()
                self._guide.timeline.append(TimelineRead(title, minutes, None, origin, block.text))
                self._ledger.place(block, "timeline")

    def _step_table(self, table: Table) -> None:
        self._ledger.place(table.header, "timeline")
        for row in table.rows:
            title = table.cell(row, Column.ROUND)
            timed = splitting.minutes_at_start(table.cell(row, Column.MINUTES))
            if not title:
                continue
            minutes = timed[0] if timed else None
            self._guide.timeline.append(TimelineRead(title, minutes, None, row.stated(), row.text))
            for cell in (title, table.cell(row, Column.MINUTES)):
                start = row.text.find(cell)
                self._ledger.place(row, "timeline", start, start + len(cell))

    def _prose(self, node: Node, *, whole: bool) -> None:
        """Facts with labels; the first paragraph below the title describes the process."""
        for block in node.body:
            if not self._ledger.is_open(block) or block.shape is ROW:
                continue
            if self._fact(block):
                continue
            header = self._guide.header
            if (
                not whole and header.description is None and node.level <= 2
                and block.shape is TEXT and 40 <= len(block.text) <= MAX_TEXT
                and not is_question(block.text)
            ):  # fmt: skip
                fact = Fact(block.text, block.stated(), block.text)
                self._guide.header = replace(header, description=fact)
                self._ledger.place(block, "header.description")

    def _fact(self, block: Block) -> bool:
        found = _LABEL.match(block.text)
        if found is None or len(block.text) > 160:
            return False
        label, value = found["label"].lower(), found["value"].strip()
        origin = block.stated(found.start("value"))
        header = self._guide.header
        changed: Header | None = None
        if label in _TEXTS and getattr(header, _TEXTS[label]) is None:
            changed = replace(header, **{_TEXTS[label]: Fact(value, origin, value)})  # type: ignore[arg-type]
        elif label == "experience" and (shaped := facts.years(value)):
            changed = replace(header, experience=Fact((shaped.value, shaped.high), origin, value))
        elif label.startswith("salary") and (shaped := facts.pay(value)) and shaped.money:
            changed = replace(header, salary=Fact(shaped.money, origin, value))
        elif label == "timeline" and (shaped := facts.days(value)):
            changed = replace(header, timeline_days=Fact(shaped.value, origin, value))
        elif label == "total duration" and (timed := splitting.minutes_at_start(value)):
            changed = replace(header, total_minutes=Fact(timed[0], origin, value))
        elif label == "number of rounds" and (number := facts.count(value)) is not None:
            changed = replace(header, rounds_stated=Fact(number, origin, value))
        if changed is None:
            return False
        self._guide.header = changed
        self._ledger.place(block, f"header.{label}")
        return True

    def _header_from(self, title: Fact[str] | None) -> None:
        """Company and role from the title, where no label gives them."""
        if title is None:
            return
        header = replace(self._guide.header, title=title)
        company, role = names_in(title.value)
        if header.role is None and role:
            header = replace(header, role=Fact(role, title.origin, title.raw))
        if header.company is None and company:
            header = replace(header, company=Fact(company, title.origin, title.raw))
        self._guide.header = header


def names_in(title: str) -> tuple[str, str]:
    """(company, role) of a title, "" for what it does not name.

    `Acme Backend Engineer Interview Guide`, `Acme: Risk Analyst Interview`,
    `Tram Driver Interview at Acme`.
    """
    if found := _AT.search(title):
        role = _PAGE_WORDS.sub("", title[: found.start()]).strip(" :–—-")
        named = is_title_case(role) and len(role.split()) <= 5 and _is_name(role.split()[0])
        return found["name"], role if named else ""
    parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
    if len(parts) == 2:
        heads = [_PAGE_WORDS.sub("", part).strip() for part in parts]
        for place, head in enumerate(heads):
            if head and facts.is_role(head) and is_title_case(head):
                other = heads[1 - place]
                return other if _is_name(other) else "", head
    before, role = facts.role_at_end(_PAGE_WORDS.sub("", title).strip())
    name = re.sub(r"(?:'s|’s)?\s*[:–—-]?$", "", before)
    return name if role and _is_name(name) else "", role


def _is_name(name: str) -> bool:
    words = name.split()
    return 0 < len(words) <= 3 and name[0].isupper() and words[0].lower() not in _NOT_NAMES


def _by_round_column(node: Node) -> Iterator[tuple[str, Table, list[Block]]]:
    """Rounds of a question table that names the round of each question."""
    rows = [block for block in node.body if block.shape is ROW]
    table = table_of(rows)
    if table is None or not table.has(Column.ROUND, Column.QUESTION):
        return
    named: dict[str, list[Block]] = {}
    for row in table.rows:
        if name := table.cell(row, Column.ROUND):
            named.setdefault(name, []).append(row)
    for name, mine in named.items():
        yield name, table, mine


def _headings(top: Node) -> tuple[HeadingRead, ...]:
    return tuple(
        HeadingRead(node.title, node.heading.head.number, str(node.part or ""))
        for node in top.walk()
        if node.heading is not None
    )


def _warnings(made: Reading) -> tuple[str, ...]:
    found = []
    states = [one.states() for one in made.rounds]
    for part, words in (("signals", "signals"), ("criteria", "evaluation criteria")):
        without = sum(one[part] is not State.STATED for one in states)
        if without:
            found.append(f"no {words} found in {without} of {len(made.rounds)} rounds")
    if made.header.company is None:
        found.append("no company found: pass --company")
    if made.header.role is None:
        found.append("no role found: pass --role")
    return tuple(found)
