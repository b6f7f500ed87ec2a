"""Reads an interview process page: a header, sections of the guide, and its rounds.

Sections are located by `process_sections`; this module reads what stands in each. It
takes nothing from outside the page, and leaves to the ledger what it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..domain.origin import Derived, Origin, Stated
from . import contradictions, header, proposing, splitting
from .furniture import furniture
from .ledger import Ledger
from .process_sections import Context, Cycle, Section, is_type_line, regions, rounds, sections
from .reading import (
    Fact,
    Group,
    HeadingRead,
    Listed,
    QuestionRead,
    Reading,
    Region,
    RoundRead,
    SourceRead,
    State,
    Step,
    Text,
    TimelineRead,
)
from .sections import Part, is_question, is_title_case
from .slots import places_of, slots_of
from .source import HEADING, TEXT, Block, Page, blocks, line_range

MAX_TEXT = 2000


def read_process_page(page: Page) -> Reading:
    """Read `page`; never raises for what it holds."""
    return _Reader(page).read()


class _Reader:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._ledger = Ledger(page)

    def read(self) -> Reading:
        """The whole page."""
        found = sections(self._seen())
        timeline = self._timeline(_bodies(found, Part.TIMELINE))
        titles = [step.title for step in timeline]
        intro, cycles = rounds(found, titles)
        areas = regions(found)
        place = next((s.heading for s in found if s.part is Part.LOCATIONS), None)
        head = header.read_header(found[0].body, self._ledger)
        dsa = _bodies(found, Part.DSA)
        head = header.inferred(head, [b for body in dsa for b in body])
        groups = self._overall(found)
        plan = self._study_plan(_bodies(found, Part.STUDY_PLAN))
        common = self._questions(_bodies(found, Part.COMMON_QUESTIONS), "common_questions")
        dsa_intro, dsa_questions = self._dsa(dsa)
        made = Reading(
            source=SourceRead(
                self._page.name, "interview_process_page", self._page.format, self._page.sha256,
                self._page.line_count, self._page.extracted,
            ),
            header=head,
            overall=groups,
            overall_state=_state(found, Part.OVERALL, any(group.items for group in groups)),
            tips=self._listed(_first(found, Part.TIPS, Context.GUIDE), "tips"),
            study_plan=plan,
            study_plan_state=_state(found, Part.STUDY_PLAN, bool(plan)),
            common_questions=common,
            common_questions_state=_state(found, Part.COMMON_QUESTIONS, bool(common)),
            locations=tuple(self._region(area, place) for area in areas),
            locations_state=_state(found, Part.LOCATIONS, bool(areas)),
            timeline=timeline,
            timeline_state=_state(found, Part.TIMELINE, bool(timeline)),
            rounds_intro=self._intro(intro),
            rounds=tuple(self._round(n, cycle) for n, cycle in enumerate(cycles, 1)),
            dsa_intro=dsa_intro,
            dsa_questions=dsa_questions,
            dsa_state=_state(found, Part.DSA, bool(dsa_questions)),
            headings=self._headings(found),
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
        """All blocks but page furniture, which is dropped by name."""
        kept = []
        for block in blocks(self._page.lines, joined=False):
            reason = block.head.furniture or furniture(block.text)
            if reason:
                self._ledger.drop(block, reason)
            elif len(block.text) <= MAX_TEXT:  # a longer line stays unplaced: no file holds it
                kept.append(block)
        return kept

    def _headings(self, found: Sequence[Section]) -> tuple[HeadingRead, ...]:
        made = []
        for section in found:
            if section.heading is not None:
                self._ledger.place(section.heading, f"heading.{section.part}")
                line = section.heading.head.number
                made.append(HeadingRead(section.heading.text, line, str(section.part)))
        return tuple(made)

    def _listed(self, section: Section | None, path: str, *, split: bool = False) -> Listed:
        """The lines of a list; with `split`, sentences that ran together come apart."""
        if section is None:
            return Listed()
        heading = section.heading.head.number if section.heading else None
        widths = splitting.running_ordinals([block.text for block in section.body])
        items: list[Text] = []
        for block, width in zip(section.body, widths, strict=True):
            words = block.text[width:]
            pieces = splitting.sentences_run_together(words) if split else ()
            spans = [(width + p.start, width + p.end) for p in pieces] or [(width, len(block.text))]
            items += [Text(block.text[a:b], block.stated(a, b)) for a, b in spans]
            self._ledger.place(block, path)
        return Listed(State.STATED if items else State.EMPTY, tuple(items), heading)

    def _overall(self, found: Sequence[Section]) -> tuple[Group, ...]:
        made: list[tuple[Block, list[Text]]] = []
        for section in found:
            if section.part is not Part.OVERALL or section.context is not Context.GUIDE:
                continue
            for block in section.body:
                self._ledger.place(block, "overall")
                if _is_group(block):
                    made.append((block, []))
                    continue
                if not made and section.heading is not None:
                    made.append((section.heading, []))
                made[-1][1].append(Text(block.text, block.stated()))
        return tuple(Group(head.text, head.stated(), tuple(items)) for head, items in made)

    def _study_plan(self, bodies: Sequence[Sequence[Block]]) -> tuple[Step, ...]:
        made: list[Step] = []
        for body in bodies:
            begun: list[Block] = []
            for place, block in enumerate(body):
                self._ledger.place(block, "study_plan")
                if block.text == str(len(made) + (1 if not begun else 2)) and place + 1 < len(body):
                    continue
                if begun and not _WEEKS.match(block.text) and not _is_detail(begun, block):
                    made.append(_step(begun))
                    begun = []
                begun.append(block)
            if begun:
                made.append(_step(begun))
        return tuple(made)

    def _timeline(self, bodies: Sequence[Sequence[Block]]) -> tuple[TimelineRead, ...]:
        made: list[TimelineRead] = []
        for body in bodies:
            for place, block in enumerate(body):
                self._ledger.place(block, "timeline")
                if block.text == str(len(made) + 1) and place + 1 < len(body):
                    continue
                timed = splitting.minutes_at_end(block.text)
                title, minutes = timed or (block.text, None)
                made.append(TimelineRead(title, minutes, None, block.stated(), block.text))
        return tuple(made)

    def _questions(
        self, bodies: Sequence[Sequence[Block]], path: str,
        places: tuple[tuple[str, ...], Origin] | None = None,
    ) -> tuple[QuestionRead, ...]:  # fmt: skip
        made: list[QuestionRead] = []
        for body in bodies:
            widths = splitting.running_ordinals([block.text for block in body])
            for block, width in zip(body, widths, strict=True):
                self._ledger.place(block, path)
                text, origin = block.text[width:], block.stated(width)
                if made and _is_tags(text) and not made[-1].tags and body[0] is not block:
                    tags = tuple(piece.text for piece in splitting.tags(text))
                    line = block.head.number
                    made[-1] = made[-1]._replace(tags=tags, tags_raw=text, tags_line=line)
                    continue
                made.append(QuestionRead(text, origin, slots=slots_of(text, origin, places)))
        return tuple(made)

    def _dsa(
        self, bodies: Sequence[Sequence[Block]]
    ) -> tuple[Text | None, tuple[QuestionRead, ...]]:
        intro: Text | None = None
        kept: list[Block] = []
        for block in (block for body in bodies for block in body):
            if intro is None and not kept and not is_question(block.text):
                intro = Text(block.text, block.stated())
                self._ledger.place(block, "dsa_questions.intro")
            else:
                kept.append(block)
        return intro, self._questions([kept], "dsa_questions") if kept else ()

    def _region(self, cycle: Cycle, heading: Block | None) -> Region:
        # A region without a name of its own is named by the heading of its section.
        title = heading.text if heading else "Location"
        origin: Origin = heading.stated() if heading else "authored"
        for block in cycle.head:
            title, origin = block.text, block.stated()
            self._ledger.place(block, "locations.region")
        named = places_of(title)
        focus = cycle.parts.get(Part.FOCUS)
        asked = cycle.parts.get(Part.QUESTIONS)
        bodies = [asked.body] if asked else []
        questions = self._questions(
            bodies, "locations.questions", (named, origin) if named else None
        )
        raw = " ".join(block.text for block in focus.body) if focus else ""
        return Region(
            region=title,
            origin=origin,
            focus=self._listed(focus, "locations.focus", split=True),
            focus_raw=raw,
            questions=questions,
            questions_state=_of(asked, bool(questions)),
            tips=self._listed(cycle.parts.get(Part.TIPS), "locations.tips"),
        )

    def _intro(self, body: Sequence[Block]) -> Text | None:
        if not body:
            return None
        self._ledger.place(body[0], "rounds_intro")
        return Text(body[0].text, body[0].stated())

    def _round(self, number: int, cycle: Cycle) -> RoundRead:
        made = self._head(number, cycle.head)
        path = f"rounds.{number}"
        asked = cycle.parts.get(Part.QUESTIONS)
        questions = self._questions([asked.body] if asked else [], f"{path}.questions")
        return made._replace(
            signals=self._listed(cycle.parts.get(Part.SIGNALS), f"{path}.signals", split=True),
            criteria=self._listed(cycle.parts.get(Part.CRITERIA), f"{path}.criteria"),
            questions=questions,
            questions_state=_of(asked, bool(questions)),
            tips=self._listed(cycle.parts.get(Part.TIPS), f"{path}.tips"),
            red_flags=self._listed(cycle.parts.get(Part.RED_FLAGS), f"{path}.red_flags"),
        )

    def _head(self, number: int, head: Sequence[Block]) -> RoundRead:
        rest = list(head)
        place = self._ledger.place
        stated: Origin | None = None
        if rest and rest[0].text == str(number):
            stated = rest[0].stated()
            place(rest.pop(0), f"rounds.{number}.number")
        # A round whose head is lost is named by its number, which nobody stated.
        title: Fact[str] = Fact(f"Round {number}", "authored", "")
        order: Origin = stated or "authored"
        if rest:
            block = rest.pop(0)
            title = Fact(block.text, block.stated(), block.text)
            place(block, f"rounds.{number}.title")
            if stated is None and len(block.text) > 2:
                order = Derived(derived=(block.span(0, len(block.text)),))
        made = RoundRead(Fact(number, order, str(number)), title)
        for here, block in enumerate(rest):
            made = self._head_line(made, block, last=here == len(rest) - 1)
        return made

    def _head_line(self, made: RoundRead, block: Block, *, last: bool) -> RoundRead:
        text, origin = block.text, block.stated()
        timed = splitting.minutes_at_start(text) if len(text) < 120 else None
        if timed and made.minutes is None:
            interviewer = Fact(timed[2], origin, text) if timed[2] else made.interviewer
            made = made._replace(minutes=Fact(timed[0], origin, text), interviewer=interviewer)
            name = "minutes"
        elif is_type_line(text) and made.difficulty is None:
            kind, grade = splitting.grade_at_end(text) or ("", "")
            type_ = Fact(kind, origin, text) if kind else made.type
            made = made._replace(type=type_, difficulty=Fact(grade, origin, text))
            name = "type"
        elif made.summary is None and made.description is None and _is_summary(text, last=last):
            made = made._replace(summary=Fact(text, origin, text))
            name = "summary"
        elif made.description is None and text.endswith((".", "!", "?", ":")):
            made = made._replace(description=Fact(text, origin, text))
            name = "description"
        else:
            return made
        self._ledger.place(block, f"rounds.{made.number.value}.{name}")
        return made


_WEEKS = re.compile(
    r"(?:Weeks?|Days?|Months?)\s+(\d{1,2})(?:\s*(?:-|–|—|to|&)\s*(\d{1,2}))?\s*[:.–-]"
)


def _step(lines: Sequence[Block]) -> Step:
    first, last = lines[0].head.number, lines[-1].lines[-1].number
    origin = Stated(stated=line_range(first, last))
    title, body = lines[0].text, [block.text for block in lines[1:]]
    weeks = None
    for block in lines:
        found = _WEEKS.match(block.text)
        if found and found[0].startswith("Week"):
            weeks = (int(found[1]), int(found[2] or found[1]))
            break
    if not body:
        return Step(title, None, None, weeks, origin)
    if len(body) == 1:
        return Step(title, None, body[0], weeks, origin)
    detail = "\n".join(body[1:])
    return Step(title, body[0], detail, weeks, origin, summary_line=lines[1].head.number)


def _is_detail(begun: Sequence[Block], block: Block) -> bool:
    """A line that goes on a step without naming its weeks: a paragraph after its title."""
    return len(begun) >= 1 and block.text.endswith((".", "!")) and len(block.text) > 60


def _is_group(block: Block) -> bool:
    if block.shape is HEADING or block.text.endswith(":"):
        return True
    if block.shape is not TEXT or block.text.endswith((".", "!", "?", ";")):
        return False
    return is_title_case(block.text)


def _is_tags(text: str) -> bool:
    """True for a line of tags: capitalised words without an end, not a question."""
    if len(text) > 160 or text.endswith((".", "!", "?", ":")):
        return False
    if is_question(text) and re.search(r"\b(?:a|an|the|your|you|me|us|how|about)\b", text):
        return False
    return all(is_title_case(piece.text) for piece in splitting.tags(text))


def _is_summary(text: str, *, last: bool) -> bool:
    if not text.endswith((".", "!")) or len(text) > 240:
        return False
    single = len(splitting.sentences(text)) == 1
    return single and (not last or len(text) <= 120)


def _first(found: Sequence[Section], part: Part, context: Context) -> Section | None:
    return next((s for s in found if s.part is part and s.context is context), None)


def _bodies(found: Sequence[Section], part: Part) -> list[list[Block]]:
    return [s.body for s in found if s.part is part and s.context is Context.GUIDE]


def _state(found: Sequence[Section], part: Part, has: bool) -> State:
    if has:
        return State.STATED
    return State.EMPTY if any(section.part is part for section in found) else State.ABSENT


def _of(section: Section | None, has: bool) -> State:
    if section is None:
        return State.ABSENT
    return State.STATED if has else State.EMPTY


def _warnings(made: Reading) -> tuple[str, ...]:
    found = []
    names = {
        "criteria": "evaluation criteria",
        "signals": "signals (what interviewers look for)",
        "questions": "questions",
        "red_flags": "reasons for rejection",
    }
    states = [one.states() for one in made.rounds]
    for part, words in names.items():
        without = sum(one[part] is not State.STATED for one in states)
        if without:
            found.append(f"no {words} found in {without} of {len(made.rounds)} rounds")
    untimed = sum(one.minutes is None for one in made.rounds)
    if untimed:
        found.append(f"no duration stated for {untimed} of {len(made.rounds)} rounds")
    if made.header.company is None:
        found.append("no company found: pass --company")
    if made.header.role is None:
        found.append("no role found: pass --role")
    return tuple(found)
