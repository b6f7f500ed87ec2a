"""Whatever a page holds: reading it raises nothing, loses nothing and invents nothing."""

from __future__ import annotations

import random
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.authoring import yaml_file
from mockint.authoring.draft import DraftRubric
from mockint.authoring.drafting import draft_files
from mockint.authoring.guide_reader import KINDS, read_guide
from mockint.authoring.reading import Reading
from mockint.authoring.reading_json import as_json
from mockint.authoring.source import Page, read_page
from mockint.domain.guide import Guide
from mockint.errors import InputError

HEADINGS = (
    "What Interviewers Look For|Evaluation Criteria|Questions Asked|Preparation Tips|Tips|"
    "Common Reasons for Rejection|Interview Rounds|Process Timeline|Study Plan|FAQ|"
    "Location-Based Differences|Interview Focus|Common Questions|Overall Evaluation Criteria|"
    "Commonly Asked Questions|Commonly Asked DSA Questions|Mistakes to Avoid|About the Author|"
    "# Acme Engineer Interview|## Round 1: Screen (30 min)|### Questions|**Red flags**|"
    "Follow-ups:|Preparation Checklist"
).split("|")
LINES = (
    "1|2|30 minHR Recruiter|HR ScreeningMedium|Software Engineering ManagerM7High|~14 days|4|"
    "8 - 15 yrs|US$180000 - US$250000|1Be prepared|2Ask early.|BehavioralPeople Management|"
    "Why us?|Tell me about a time.|- Why?|  - Look for: an end|1. How?|A: So.|Q: What?|View all|"
    "| Question | Notes |\n|---|---|\n| Why? | x |\n| How? |\n|"
    "Judgment: Keep it short.|- Not just this, but that.|| BAD | GOOD |||a|b||"
    'Expect questions like "Design a dashboard for a school".|Screening30m|Global (like A, B)|'
    "Weeks 1-2: Read.|This round focuses on assessing your care, how you listen, and candor. "
    "The interviewer will probe your understanding of scale, and of cost, at length and in depth."
).split("|")

pages = st.lists(
    st.one_of(
        st.sampled_from(HEADINGS),
        st.sampled_from(LINES),
        st.just(""),
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60),
    ),
    max_size=40,
).map("\n".join)


FIXTURES = [
    path.read_text(encoding="utf-8").split("\n")
    for path in sorted((Path(__file__).parent / "pages").iterdir())
    if not path.name.endswith(".counts.json")
]


def mutated(lines: list[str], chance: random.Random) -> str:
    """A real page as pages go wrong: lines lost, doubled, moved, joined, cut, of another page."""
    lines = list(lines)
    for _ in range(chance.randint(1, 12)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                lines.pop(at)
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at : at + 2] = ["".join(lines[at : at + 2])]
            case 4:
                lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
            case 5:
                lines.insert(at, chance.choice(chance.choice(FIXTURES)))
            case _:
                del lines[max(at, 1) :]
        lines = lines or [""]
    return "\n".join(lines)


mutants = st.builds(mutated, st.sampled_from(FIXTURES), st.integers(0, 1 << 30).map(random.Random))


def accounted(page: Page, made: Reading) -> None:
    lines = {line.number for line in page.lines if line.text}
    placed = {one.line for one in made.placed}
    dropped = {one.line for one in made.dropped}
    unplaced = {one.line for one in made.unplaced if not one.rest}
    assert placed | dropped | unplaced == lines
    assert not placed & dropped
    assert not unplaced & (placed | dropped)


@settings(max_examples=250, deadline=None)
@given(st.one_of(pages, mutants), st.sampled_from([None, *KINDS]))
def test_any_page_is_read_and_every_line_accounted_for(text, kind):
    try:
        page = read_page(text.encode(), "p.txt")
    except InputError:
        return
    accounted(page, read_guide(page, kind))


@settings(max_examples=150, deadline=None)
@given(st.one_of(pages, mutants), st.sampled_from(KINDS))
def test_any_page_drafts_files_that_load(text, kind):
    try:
        page = read_page(text.encode(), "p.txt")
    except InputError:
        return
    guide, *rounds = draft_files(read_guide(page, kind))
    yaml_file.load(Guide, yaml_file.parse(guide.text, guide.name))
    for file in rounds:
        yaml_file.load(DraftRubric, yaml_file.parse(file.text, file.name))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@settings(max_examples=150, deadline=None)
@given(st.one_of(pages, mutants), st.sampled_from(KINDS))
def test_no_item_of_any_page_has_words_of_its_own(text, kind):
    try:
        page = read_page(text.encode(), "p.txt")
    except InputError:
        return
    words = squeezed(" ".join(line.text for line in page.lines))

    def check(value: object) -> None:
        if isinstance(value, dict):
            if "text" in value and value.get("origin") in {"stated", "derived"}:
                assert squeezed(value["text"]) in words
            for key, one in value.items():
                if key not in {"unplaced", "dropped"}:
                    check(one)
        elif isinstance(value, list):
            for one in value:
                check(one)

    check(as_json(read_guide(page, kind)))
