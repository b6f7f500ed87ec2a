"""Writes what was read as files: guide.yaml, and one draft of a rubric per round.

Every line carries its origin. What a rubric needs and a page lacks (points, anchors,
probes, kinds, which signal shows in which question) is left out and named in a comment;
nothing is invented. Files come as text; this module touches no disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..domain.origin import Origin
from ..domain.rubric import Slug
from . import yaml_text
from .draft_parts import guide_id, origins, section, slots, texts
from .naming import unique_slugs
from .reading import (
    NOTHING_PROPOSED,
    Fact,
    Header,
    NoteRead,
    Reading,
    Region,
    RoundRead,
    State,
    Step,
    Text,
    TimelineRead,
)
from .round_draft import round_lines
from .yaml_text import comment, listed, quoted

SCHEMAS = "../../../docs/schema"
#: The group of overall criteria that no list of the page states.
PROPOSED_GROUP = "Proposed from the page's prose"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file to be written: its name in the folder, and its text."""

    name: str
    text: str


def draft_files(made: Reading, schemas: str = SCHEMAS, place: str = "") -> tuple[DraftFile, ...]:
    """guide.yaml and the rounds; `schemas` is the folder of the JSON Schemas, as seen from them.

    `place` is the guide's id where the folder decides it; else it is made of the names.
    """
    whole = place or guide_id(made.header)
    rounds = made.rounds or (_whole_page(made),)
    names = _round_names(rounds)
    guide = "\n".join(_guide(made, names, schemas, whole))
    files = [DraftFile("guide.yaml", guide + "\n")]
    for name, one in zip(names, rounds, strict=True):
        text = "\n".join(round_lines(made, f"{whole}/{name}", one, schemas))
        files.append(DraftFile(f"{name}.yaml", text + "\n"))
    return tuple(files)


def _round_names(rounds: Sequence[RoundRead]) -> list[Slug]:
    names = unique_slugs((one.title.value for one in rounds), "round", 48)
    return [f"{name}-round" if name == "guide" else name for name in names]


def _whole_page(made: Reading) -> RoundRead:
    """One draft for a page that names no rounds: its questions and what is proposed from it."""
    title = made.header.title or Fact("Interview", "authored", "")
    return RoundRead(
        number=Fact(1, "authored", ""),
        title=title,
        questions=made.loose_questions,
        questions_state=State.STATED if made.loose_questions else State.ABSENT,
        proposed=made.proposed,
    )


def _guide(made: Reading, names: Sequence[str], schemas: str, whole: str) -> Iterator[str]:
    head = made.header
    yield f"# yaml-language-server: $schema={schemas}/guide.schema.json"
    for clash in made.contradictions:
        yield comment(f"The page contradicts itself: {clash.about}.")
    yield "schema: mockint/guide@1"
    yield f"id: {whole}"
    yield f"company: {quoted(head.company.value if head.company else '[company]')}"
    yield f"role: {quoted(head.role.value if head.role else '[role]')}"
    for key in ("level", "target_level", "difficulty", "description"):
        fact: Fact[str] | None = getattr(head, key)
        if fact is not None:
            yield f"{key}: {quoted(fact.value)}"
    for key in ("rounds_stated", "timeline_days", "interview_days"):
        number: Fact[int] | None = getattr(head, key)
        if number is not None:
            yield f"{key}: {number.value}"
    if head.experience is not None:
        low, high = head.experience.value
        until = f", max: {high}" if high is not None else ""
        yield f"experience: {{min: {low}{until}, raw: {quoted(head.experience.raw)}}}"
    if head.salary is not None:
        pay = head.salary.value
        yield (
            f"salary: {{currency: {pay.currency}, min: {pay.low}, max: {pay.high}, "
            f"raw: {quoted(head.salary.raw)}}}"
        )
    if head.total_minutes is not None:
        yield f"total_minutes: {head.total_minutes.value}"
    yield "source:"
    yield f"  name: {quoted(made.source.name[:200])}"
    yield f"  kind: {made.source.kind}"
    yield f"  sha256: {made.source.sha256}"
    yield f"  lines: {made.source.lines}"
    yield from origins(_header_origins(head))
    if empty := _empty(made):
        yield f"empty: {listed(empty)}"
    if not made.rounds:
        yield comment(
            "The page names no rounds: one draft holds everything; split it as you see fit."
        )
    yield f"rounds: {listed(names)}"
    yield from _guide_lists(made)


def _header_origins(head: Header) -> dict[str, Origin]:
    found: dict[str, Origin] = {}
    for key in (
        "company", "role", "level", "target_level", "difficulty", "description", "rounds_stated",
        "timeline_days", "interview_days", "experience", "salary", "total_minutes",
    ):  # fmt: skip
        fact: Fact[object] | None = getattr(head, key)
        if fact is not None:
            found[key] = fact.origin
    return found


def _empty(made: Reading) -> list[str]:
    found = []
    for name, state in made.states().items():
        if name == "timeline" and made.locations:
            found += [
                f"locations.{part}"
                for part in ("focus", "tips")
                if all(getattr(region, part).state is State.EMPTY for region in made.locations)
            ]
        if state is State.EMPTY:
            found.append(name)
    return found


def _guide_lists(made: Reading) -> Iterator[str]:
    proposed = made.proposed if made.rounds else NOTHING_PROPOSED
    if made.overall or proposed.criteria:
        yield "overall:"
    for group in made.overall:
        yield f"  - group: {quoted(group.group)}"
        yield f"    origin: {yaml_text.origin(group.origin)}"
        yield "    items:" if group.items else "    items: []"
        yield from texts(group.items, 6)
    if proposed.criteria:
        yield f"  - group: {quoted(PROPOSED_GROUP)}"
        yield "    origin: authored"
        yield "    items:"
        yield from _proposed(proposed.criteria, 6)
    yield from _with_proposed("tips", made.tips.items, proposed.tips)
    yield from _study_plan(made.study_plan)
    common = [Text(q.text, q.origin) for q in (*made.common_questions, *made.dsa_questions)]
    asked = [Text(q.text, q.origin) for q in proposed.questions]
    yield from _with_proposed("common_questions", common, asked)
    if made.locations:
        yield "locations:"
    for region in made.locations:
        yield from _region(region)
    yield from _timeline(made.timeline)
    if made.contradictions:
        yield "contradictions:"
    for clash in made.contradictions:
        yield f"  - about: {quoted(clash.about)}"
        yield "    sides:"
        yield from texts(clash.sides, 6)
    yield from _notes(made.notes)


def _with_proposed(name: str, items: Sequence[Text], more: Sequence[Text]) -> Iterator[str]:
    yield from section(name, items)
    if more and not items:
        yield f"{name}:"
    yield from _proposed(more, 2)


def _proposed(items: Sequence[Text], indent: int) -> Iterator[str]:
    """Items that a model pointed at outside of all rounds; guides have no mark to accept."""
    for item in items:
        yield from texts([item], indent)
        yield comment("proposed from the page's words: delete the item to refuse it", indent + 2)


def _study_plan(steps: Sequence[Step]) -> Iterator[str]:
    if steps:
        yield "study_plan:"
    for step in steps:
        yield f"  - title: {quoted(step.title)}"
        if step.summary:
            yield f"    summary: {quoted(step.summary)}"
        yield f"    detail: {quoted(step.detail or step.summary or step.title)}"
        if step.weeks:
            yield f"    weeks: [{step.weeks[0]}, {step.weeks[1]}]"
        yield f"    origin: {yaml_text.origin(step.origin)}"


def _timeline(steps: Sequence[TimelineRead]) -> Iterator[str]:
    if steps:
        yield "timeline:"
    for one in steps:
        yield f"  - title: {quoted(one.title)}"
        if one.minutes is not None:
            yield f"    minutes: {one.minutes}"
        if one.days is not None:
            yield f"    days: [{one.days[0]}, {one.days[1]}]"
        yield f"    origin: {yaml_text.origin(one.origin)}"


def _notes(notes: Sequence[NoteRead]) -> Iterator[str]:
    if notes:
        yield "notes:"
    for note in notes:
        yield f"  - kind: {note.kind}"
        yield f"    text: {quoted(note.text)}"
        if note.other:
            yield f"    other: {quoted(note.other)}"
        yield f"    origin: {yaml_text.origin(note.origin)}"


def _region(region: Region) -> Iterator[str]:
    yield f"  - region: {quoted(region.region)}"
    yield f"    origin: {yaml_text.origin(region.origin)}"
    for name, items in (("focus", region.focus.items), ("tips", region.tips.items)):
        if items:
            yield f"    {name}:"
            yield from texts(items, 6)
        if name == "focus" and region.questions:
            yield "    questions:"
            for question in region.questions:
                yield f"      - text: {quoted(question.text)}"
                yield f"        origin: {yaml_text.origin(question.origin)}"
                # A guide's slot needs an option; one that the page names none for is left out.
                yield from slots([slot for slot in question.slots if slot.options], 8)
