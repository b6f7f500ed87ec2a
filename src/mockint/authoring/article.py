"""Reads an article about interviews: prose, judgments, pairs, stories, a FAQ, a checklist.

An article has no lists of criteria; what it says is kept as notes, each with its line.
Questions of the FAQ and headings that end in a question mark are the author's, not an
interviewer's. Advertisements are dropped by name. Which sentence is what is told by its
own words ("Judgment:", "was asked to", "failed because"); other prose stays unplaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import article_facts, contradictions, proposing, splitting
from .furniture import furniture, is_promotion, selling_words
from .ledger import Ledger
from .reading import (
    Fact,
    Header,
    HeadingRead,
    NoteKind,
    NoteRead,
    QuestionRead,
    Reading,
    SourceRead,
    TimelineRead,
)
from .sections import Part, is_title_case, part_of
from .slots import slots_of
from .source import BULLET, HEADING, ROW, TEXT, Block, Page, blocks

_LABEL = re.compile(
    r"(?P<name>Judge?ment|Verdict|Takeaway|Key takeaway|Bottom line|Insight Layer|Key insight|"
    r"Insight|Timeline Insight|Specific Scene|Scene|Example|Not X,? but "
    r"Y)\s*(?:\([^)]{1,60}\))?\s*:",
)
_JUDGMENTS = frozenset("judgment judgement verdict takeaway bottom".split())
_PAIR = re.compile(
    r"Not\s+(?:just|only|merely|solely|focusing|simply|about|\w+ing)\b.*?\bbut\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“](?P<words>[^\"“”]{8,400}?)[\"”]")
_ASKS = re.compile(
    r"\bquestions? (?:like|such as|include|including|are|is)\b|\b(?:expect|asked|asks|ask you|"
    r"example questions?|for example)\b",
    re.IGNORECASE,
)
_PRACTICE = re.compile(
    r"\b(?:practi[cs]e|problems? like|scenarios?|exercises? like|drill)\b", re.IGNORECASE
)
_REPORTED = re.compile(
    r"\b(?:was|were|been|got|get) asked (?:to |about )(?P<what>[^;.!?\"“]{8,240}?)"
    r"(?P<tail>\s*[;,]\s*(?P<other>the (?:successful|winning|best|strong)[^.!?]*))?(?=[;.!?]|$)"
)
_CANDIDATE_FAILED = re.compile(
    r"\b(?:a|one|another|the) candidate(?:'s|’s)? (?:failed|failure|was rejected|was turned down|"
    r"did not pass|lost|struggled)\b.*?(?=\.(?:\s|$)|[!?]|$)"
)
_CANDIDATES_FAIL = re.compile(
    r"\b(?:candidates?|applicants?|people) (?P<what>(?:struggl|fail|stumbl|falter)\w*\b[^,.;!?]*)"
)
_PITFALL = re.compile(
    r"\b(?:pitfall|(?:common|biggest|frequent|typical|classic) (?:mistake|error|trap)|red flag|"
    r"reason (?:for|candidates) (?:rejection|fail))\b",
    re.IGNORECASE,
)
_MISTAKE_ASKED = re.compile(
    r"\b(?:mistakes?|pitfalls?|red flags?|fail|rejected|errors?)\b", re.IGNORECASE
)
_Q = re.compile(r"Q\d*\s*[:.)]\s*(?P<words>\S.*)$")
_A = re.compile(r"A\d*\s*[:.)]\s*(?P<words>\S.*)$")
_DAYS = re.compile(
    r"\bDays?\s+(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?\s*:\s*(?P<what>[^,;.]+(?:\s*&[^,;.]+)?)"
)
MAX_HEADING_WORDS = 14
MAX_TEXT = 2000


@dataclass(slots=True, eq=False)
class _Part:
    """A heading and the blocks below it."""

    heading: Block | None
    part: Part | None
    body: list[Block] = field(default_factory=list)


def read_article(page: Page) -> Reading:
    """Read `page`; never raises for what it holds."""
    return _Reader(page).read()


def is_heading(block: Block, following: Block | None) -> bool:
    """True for a line that stands alone as a title: by its mark, its words or its shape."""
    if block.shape is HEADING:
        return True
    text = block.text
    if block.shape is not TEXT or len(text.split()) > MAX_HEADING_WORDS:
        return False
    if _Q.match(text) or _A.match(text) or text.endswith((".", ":", ";", ",", "→", "»")):
        return False
    if part_of(text) is not None or text.lower() in {"tl;dr", "tldr", "summary", "conclusion"}:
        return True
    if following is None:
        return False
    return text.endswith("?") or is_title_case(text)


class _Reader:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._ledger = Ledger(page)
        self._notes: list[NoteRead] = []
        self._questions: list[QuestionRead] = []
        self._timeline: list[TimelineRead] = []
        self._selling = selling_words([line.text for line in page.lines])

    def read(self) -> Reading:
        """The whole page."""
        parts = self._parts()
        headings = self._headings(parts)
        kept = [part for part in parts if part.part not in {Part.AUTHOR, Part.PROMOTION}]
        for part in kept:
            self._read(part)
        head, clashes = article_facts.read_facts([(p.heading, p.body) for p in kept], self._ledger)
        made = Reading(
            source=SourceRead(
                self._page.name, "article", self._page.format, self._page.sha256,
                self._page.line_count, self._page.extracted,
            ),
            header=head,
            timeline=tuple(self._timeline),
            notes=tuple(sorted(self._notes, key=lambda note: _ORDER.index(note.kind))),
            loose_questions=tuple(self._questions),
            headings=headings,
            contradictions=clashes,
        )  # fmt: skip
        made = contradictions.with_contradictions(proposing.with_proposals(made))
        return replace(
            made,
            placed=self._ledger.placed(),
            dropped=self._ledger.dropped(),
            unplaced=self._ledger.unplaced(),
            warnings=_warnings(made.header),
        )

    def _parts(self) -> list[_Part]:
        found = [_Part(None, None)]
        seen = blocks(self._page.lines, joined=True)
        for place, block in enumerate(seen):
            reason = block.head.furniture or furniture(block.text)
            if reason:
                self._ledger.drop(block, reason)
                continue
            following = seen[place + 1] if place + 1 < len(seen) else None
            if is_heading(block, following):
                found.append(_Part(block, part_of(block.text)))
            else:
                found[-1].body.append(block)
        return found

    def _headings(self, parts: Sequence[_Part]) -> tuple[HeadingRead, ...]:
        """All headings but the title; those of advertisements are dropped with their bodies."""
        made = []
        for place, part in enumerate(parts):
            heading = part.heading
            reason = {Part.AUTHOR: "about the author", Part.PROMOTION: "advertisement"}
            if part.part in reason:
                for block in [heading, *part.body]:
                    if block is not None:
                        self._ledger.drop(block, reason[part.part])
            elif heading is not None:
                name = "header.title" if place == 1 and not parts[0].body else "heading"
                self._ledger.place(heading, name)
            if heading is not None and not (place == 1 and not parts[0].body):
                made.append(HeadingRead(heading.text, heading.head.number, str(part.part or "")))
        return tuple(made)

    def _read(self, part: _Part) -> None:
        if part.part is Part.FAQ:
            self._faq(part.body)
            return
        table = [block for block in part.body if block.shape is ROW]
        self._table(table)
        for block in part.body:
            if block.shape is ROW:
                continue
            if is_promotion(block.text, self._selling):
                self._ledger.drop(block, "advertisement")
            elif part.part is Part.CHECKLIST and block.shape is BULLET:
                self._note("checklist", block, 0, len(block.text))
                self._practice(block, 0, len(block.text))
            else:
                self._prose(block)

    def _note(
        self, kind: NoteKind, block: Block, start: int, end: int, other: str | None = None
    ) -> None:
        words = block.text[start:end]
        if len(words) > MAX_TEXT:
            return
        while words[:1].isspace():
            start, words = start + 1, words[1:]
        self._ledger.place(block, f"notes.{kind}", start, end)
        self._notes.append(NoteRead(kind, words.strip(), block.stated(start, end), other))

    def _prose(self, block: Block) -> None:
        """A paragraph: first its labelled parts, then sentences that say what they are."""
        begin = 0
        labels = [*_LABEL.finditer(block.text)]
        bounds = [label.start() for label in labels] + [len(block.text)]
        self._sentences(block, begin, bounds[0])
        for label, stop in zip(labels, bounds[1:], strict=True):
            name = label["name"].lower()
            start = label.end()
            if not block.text[start:stop].strip():
                self._ledger.place(block, "label", label.start(), stop)
            elif name.split()[0] in _JUDGMENTS:
                self._ledger.place(block, "label", label.start(), start)
                self._note("judgment", block, start, stop)
            elif name == "timeline insight":
                self._days(block, label.start(), stop)
            elif name.endswith("insight") or name.startswith("insight"):
                self._ledger.place(block, "label", label.start(), start)
                self._note("insight", block, start, stop)
            else:
                self._sentences(block, start, stop)

    def _sentences(self, block: Block, start: int, stop: int) -> None:
        for piece in splitting.sentences(block.text[start:stop]):
            self._sentence(block, start + piece.start, start + piece.end)

    def _sentence(self, block: Block, start: int, end: int) -> None:
        text = block.text[start:end]
        if _PAIR.match(text):
            self._note("not-x-but-y", block, start, end)
            return
        self._days(block, start, end)
        if " asked " in text and (found := _REPORTED.search(text)):
            other = found["other"].strip() if found["other"] else None
            self._ledger.place(
                block, "notes.reported-question", start + found.start(), start + found.end()
            )
            self._note(
                "reported-question",
                block,
                start + found.start("what"),
                start + found.end("what"),
                other,
            )
        if "candidate" in text and (found := _CANDIDATE_FAILED.search(text)):
            self._note("failure", block, start + found.start(), start + found.end())
        elif found := _CANDIDATES_FAIL.search(text):
            self._note("failure", block, start + found.start("what"), start + found.end("what"))
        elif _PITFALL.search(text):
            self._note("failure", block, start, end)
        elif _PRACTICE.search(text):
            self._practice(block, start, end)
        elif _ASKS.search(text):
            self._quoted_questions(block, start, end)

    def _quoted_questions(self, block: Block, start: int, end: int) -> None:
        for found in _QUOTED.finditer(block.text, start, end):
            low, high = found.span("words")
            words, origin = block.text[low:high], block.stated(low, high)
            self._questions.append(QuestionRead(words, origin, slots=slots_of(words, origin)))
            self._ledger.place(block, "questions", found.start(), found.end())
        if any(start <= found.start() < end for found in _QUOTED.finditer(block.text, start, end)):
            self._ledger.place(block, "questions", start, end)

    def _practice(self, block: Block, start: int, end: int) -> None:
        for found in _QUOTED.finditer(block.text, start, end):
            self._note("practice-scenario", block, *found.span("words"))

    def _days(self, block: Block, start: int, end: int) -> None:
        if "Day" not in block.text:
            return
        for found in _DAYS.finditer(block.text, start, end):
            first = int(found[1])
            days = (first, int(found[2] or first))
            words = found["what"].strip()
            self._timeline.append(
                TimelineRead(words, None, days, block.stated(*found.span()), block.text[start:end])
            )
            self._ledger.place(block, "timeline", start, end)

    def _table(self, rows: Sequence[Block]) -> None:
        """A table of what is bad and what is good; other tables stay unplaced."""
        if not rows:
            return
        names = [cell.strip(" ❌✅✗✓:").lower() for cell in rows[0].head.cells]
        bad = next((i for i, name in enumerate(names) if name in _BAD), None)
        good = next((i for i, name in enumerate(names) if name in _GOOD), None)
        if bad is None or good is None:
            return
        self._ledger.place(rows[0], "notes.bad-good")
        for row in rows[1:]:
            cells = row.head.cells
            if max(bad, good) < len(cells) and cells[bad] and cells[good]:
                self._notes.append(NoteRead("bad-good", cells[bad], row.stated(), cells[good]))
                self._ledger.place(row, "notes.bad-good")

    def _faq(self, body: Sequence[Block]) -> None:
        place = 0
        while place < len(body):
            block = body[place]
            asked = _Q.match(block.text)
            following = body[place + 1] if place + 1 < len(body) else None
            start = asked.start("words") if asked else 0
            if following is None or not (asked or block.text.endswith("?")):
                self._prose(block)
                place += 1
                continue
            answer = _A.match(following.text)
            self._answer(block, start, following, answer.start("words") if answer else 0)
            place += 2

    def _answer(self, block: Block, start: int, answer: Block, begin: int) -> None:
        label = _LABEL.search(answer.text)
        end = label.start() if label else len(answer.text)
        words = answer.text[begin:end].strip()
        if len(words) > MAX_TEXT or len(block.text) > MAX_TEXT:
            return
        first, last = block.head.number, answer.lines[-1].number
        origin = block.stated().model_copy(update={"stated": f"{first}-{last}"})
        self._ledger.place(block, "notes.faq")
        self._ledger.place(answer, "notes.faq", 0, end)
        self._notes.append(NoteRead("faq", block.text[start:], origin, words))
        if label and label["name"].lower().split()[0] in _JUDGMENTS:
            self._ledger.place(answer, "label", label.start(), label.end())
            self._note("judgment", answer, label.end(), len(answer.text))
        if _MISTAKE_ASKED.search(block.text):
            first_words = splitting.sentences(answer.text[begin:end])
            if first_words:
                piece = first_words[0]
                self._note("failure", answer, begin + piece.start, begin + piece.end)


_BAD = frozenset(
    "bad don't dont weak mistake mistakes avoid wrong before poor no instead of".split()
)
_GOOD = frozenset("good do strong better instead right after correct yes fix solution".split())
_ORDER: tuple[NoteKind, ...] = (
    "judgment", "insight", "not-x-but-y", "failure", "bad-good", "reported-question",
    "practice-scenario", "checklist", "faq",
)  # fmt: skip


def _warnings(head: Header) -> tuple[str, ...]:
    found = ["an article names no rounds: its questions and proposals go into one draft"]
    missing: list[tuple[Fact[str] | None, str]] = [(head.company, "company"), (head.role, "role")]
    found += [f"no {name} found: pass --{name}" for fact, name in missing if fact is None]
    return tuple(found)
