"""The three guides: what the importer reads, the typed facts, and the shipped rubrics agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import expected_form
import page_builder
import pytest

from mockint.authoring.guide_reader import kind_of, read_guide
from mockint.authoring.library import Library
from mockint.authoring.reading import Reading
from mockint.authoring.source import Page, read_page
from mockint.domain.origin import Stated

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COURSERA = "coursera/software-engineering-manager"
NETFLIX = "netflix/software-engineering-manager"
ARTICLE = "coursera/product-manager"
FACTS = {
    COURSERA: HERE / "facts" / "coursera-software-engineering-manager.json",
    NETFLIX: HERE / "facts" / "netflix-software-engineering-manager.json",
}
SEEDS = {COURSERA: "000", NETFLIX: "002", ARTICLE: "001"}


def rebuilt(guide_id: str) -> Page:
    build = page_builder.full_page if guide_id == COURSERA else page_builder.gutted_page
    return read_page(build(ROOT, guide_id).encode(), "rebuilt.txt")


def real(shared: Path, guide_id: str) -> Page:
    seeds = json.loads((shared / "expected.json").read_text())["seeds"]
    path = shared / seeds[SEEDS[guide_id]]["file"]
    return read_page(path.read_bytes(), path.name)


def facts(guide_id: str) -> dict[str, Any]:
    return json.loads(FACTS[guide_id].read_text())


def accounted(page: Page, made: Reading) -> None:
    lines = {line.number for line in page.lines if line.text}
    placed = {one.line for one in made.placed}
    dropped = {one.line for one in made.dropped}
    unplaced = {one.line for one in made.unplaced if not one.rest}
    assert placed | dropped | unplaced == lines
    assert not placed & dropped
    assert not unplaced & (placed | dropped)


@pytest.mark.parametrize("guide_id", [COURSERA, NETFLIX])
def test_a_rebuilt_process_page_is_read_as_the_typed_facts_say(guide_id):
    page = rebuilt(guide_id)
    made = read_guide(page)
    wanted = facts(guide_id)
    assert kind_of(page) == "interview_process_page"
    assert expected_form.problems(expected_form.process_page(made), wanted) == []
    accounted(page, made)
    assert made.unplaced == ()


@pytest.mark.parametrize("guide_id", [COURSERA, NETFLIX])
def test_a_real_process_page_is_read_as_expected_in_full(guide_id, shared_guides):
    page = real(shared_guides, guide_id)
    made = read_guide(page)
    wanted = json.loads((shared_guides / "expected.json").read_text())["seeds"][SEEDS[guide_id]]
    read = expected_form.process_page(made)
    for told in ("file", "note"):  # words of whoever typed the facts, not of the page
        wanted.pop(told, None)
    for told in ("company_source", "target_level_source", "note"):
        wanted["header"].pop(told, None)
    assert expected_form.problems(read, wanted) == []
    accounted(page, made)
    assert made.unplaced == ()


@pytest.mark.parametrize("guide_id", [COURSERA, NETFLIX])
def test_the_rebuilt_page_is_the_real_page_line_by_line(guide_id, shared_guides):
    built, found = rebuilt(guide_id), real(shared_guides, guide_id)
    assert [line.text for line in built.lines] == [line.text for line in found.lines]


def test_what_is_inferred_says_so_and_quotes_its_words():
    head = read_guide(rebuilt(NETFLIX)).header
    assert head.company is not None
    assert head.target_level is not None
    assert head.company.origin.model_dump() == {
        "derived": (
            {"line": "3", "quote": "position at Netflix"},
            {"line": "87", "quote": "Frequently asked coding questions at Netflix"},
        )
    }
    assert head.target_level.origin.model_dump() == {
        "derived": ({"line": "3", "quote": "(VP level)"},)
    }


def test_a_gutted_page_warns_that_its_rounds_have_no_criteria():
    made = read_guide(rebuilt(NETFLIX))
    assert "no evaluation criteria found in 4 of 4 rounds" in made.warnings
    assert all(one.minutes is None for one in made.rounds)


def test_a_gutted_round_gets_proposals_that_quote_its_own_words():
    page = rebuilt(NETFLIX)
    lines = {str(line.number): line.text for line in page.lines}
    for one in read_guide(page).rounds:
        assert one.proposed.signals
        assert one.proposed.criteria
        assert one.proposed.red_flags == ()  # no words of failure stand there
        for item in (*one.proposed.signals, *one.proposed.criteria):
            for span in item.origin.derived:
                assert item.text == span.quote
                assert span.quote in lines[span.line]


def test_a_complete_page_gets_no_proposals():
    assert not any(one.proposed for one in read_guide(rebuilt(COURSERA)).rounds)


def test_empty_and_absent_headings_are_kept_apart():
    full, gutted = read_guide(rebuilt(COURSERA)), read_guide(rebuilt(NETFLIX))
    assert full.states()["timeline"] == "stated"
    assert gutted.states()["timeline"] == "empty"
    assert gutted.rounds[0].states() == {
        "signals": "empty",
        "criteria": "empty",
        "questions": "stated",
        "tips": "empty",
        "red_flags": "empty",
    }
    cut = read_page("\n".join(line.raw for line in rebuilt(NETFLIX).lines[:44]).encode(), "cut")
    assert read_guide(cut).states()["dsa_questions"] == "absent"


# The shipped rubrics: their stated fields are what the importer reads.


def shipped(guide_id: str) -> tuple[Any, list[Any]]:
    library = Library([ROOT / "rubrics"])
    return library.guide(guide_id), [library.read(entry) for entry in library.rounds(guide_id)]


def stated(origin: Any) -> str | None:
    return origin.stated if isinstance(origin, Stated) else None


def pairs(items: Any) -> list[tuple[str, str]]:
    return [(item.text, item.origin.stated) for item in items if stated(item.origin)]


def assert_rounds_agree(made: Reading, rubrics: list[Any]) -> None:
    assert len(made.rounds) == len(rubrics)
    for one, rubric in zip(made.rounds, rubrics, strict=True):
        for name in ("title", "summary", "description", "type", "difficulty", "minutes",
                     "interviewer"):  # fmt: skip
            fact, origin = getattr(one, name), rubric.origins.get(name)
            assert (fact.value if fact else None) == getattr(rubric, name), name
            assert (fact.origin if fact else None) == origin, name
        assert (one.number.value, one.number.origin) == (rubric.round, rubric.origins["round"])
        assert pairs(one.signals.items) == pairs(rubric.signals)
        assert pairs(one.criteria.items) == pairs(rubric.criteria)
        assert pairs(one.tips.items) == pairs(rubric.tips)
        assert pairs(one.red_flags.items) == pairs(rubric.red_flags)
        assert pairs(one.questions) == pairs(rubric.questions)
        assert [q.tags for q in one.questions] == [q.tags for q in rubric.questions]
        for read, question in zip(one.questions, rubric.questions, strict=True):
            assert_slots_agree(read.slots, question.slots)
        empty = {name for name, state in one.states().items() if state == "empty"}
        assert empty == set(rubric.empty)


def assert_slots_agree(read: Any, slots: Any) -> None:
    assert [(s.name, s.placeholder, s.kind, tuple(s.options), s.origin) for s in read] == [
        (s.name, s.placeholder, s.kind, tuple(s.options), s.origin) for s in slots
    ]


def assert_guide_agrees(made: Reading, guide: Any) -> None:
    head = made.header
    for name in ("company", "role", "level", "target_level", "difficulty", "description",
                 "rounds_stated", "timeline_days", "total_minutes"):  # fmt: skip
        fact = getattr(head, name)
        assert (fact.value if fact else None) == getattr(guide, name), name
        assert (fact.origin if fact else None) == guide.origins.get(name), name
    assert head.experience.value == (guide.experience.min, guide.experience.max)
    assert (head.salary.value.low, head.salary.value.high) == (guide.salary.min, guide.salary.max)
    assert (head.experience.raw, head.salary.raw) == (guide.experience.raw, guide.salary.raw)
    assert [(g.group, g.origin, pairs(g.items)) for g in made.overall] == [
        (g.group, g.origin, pairs(g.items)) for g in guide.overall
    ]
    assert pairs(made.tips.items) == pairs(guide.tips)
    assert pairs(made.common_questions) == pairs(guide.common_questions)
    assert [(s.title, s.summary, s.detail, s.weeks, s.origin) for s in made.study_plan] == [
        (s.title, s.summary, s.detail, s.weeks, s.origin) for s in guide.study_plan
    ]
    assert [(s.title, s.minutes, s.days, s.origin) for s in made.timeline] == [
        (s.title, s.minutes, s.days, s.origin) for s in guide.timeline
    ]
    for region, block in zip(made.locations, guide.locations, strict=True):
        assert (region.region, region.origin) == (block.region, block.origin)
        assert pairs(region.focus.items) == pairs(block.focus)
        assert pairs(region.questions) == pairs(block.questions)
        assert pairs(region.tips.items) == pairs(block.tips)
        for read, question in zip(region.questions, block.questions, strict=True):
            assert_slots_agree(read.slots, question.slots)
    assert [[(s.text, s.origin) for s in c.sides] for c in made.contradictions] == [
        [(s.text, s.origin) for s in c.sides] for c in guide.contradictions
    ]


@pytest.mark.parametrize("guide_id", [COURSERA, NETFLIX])
def test_the_stated_fields_of_a_shipped_guide_are_the_importers_output(guide_id):
    guide, rubrics = shipped(guide_id)
    made = read_guide(rebuilt(guide_id))
    assert_guide_agrees(made, guide)
    assert_rounds_agree(made, rubrics)


@pytest.mark.parametrize("guide_id", [COURSERA, NETFLIX])
def test_the_shipped_rubrics_are_the_importers_output_on_the_real_pages(guide_id, shared_guides):
    guide, rubrics = shipped(guide_id)
    page = real(shared_guides, guide_id)
    made = read_guide(page)
    assert (page.sha256, page.line_count) == (guide.source.sha256, guide.source.lines)
    assert_guide_agrees(made, guide)
    assert_rounds_agree(made, rubrics)


# The article.


def test_the_article_is_read_as_expected_in_full(shared_guides):
    page = real(shared_guides, ARTICLE)
    made = read_guide(page)
    wanted = json.loads((shared_guides / "expected.json").read_text())["seeds"]["001"]
    head = made.header
    assert made.source.kind == wanted["kind"]
    assert head.title.value == wanted["header"]["title"]
    assert head.company.value == wanted["header"]["company"]
    assert (head.role.value, head.role.raw) == ("Product Manager", wanted["header"]["role_raw"])
    assert list(head.experience.value) == wanted["header"]["experience_years"]
    assert head.experience.raw == wanted["header"]["experience_raw"]
    assert head.salary.raw == wanted["header"]["salary"]["raw"]
    assert (head.salary.value.low, head.salary.value.high) == (170000, 220000)
    assert (head.interview_days.value, head.timeline_days.value) == (7, 21)
    assert [heading.text for heading in made.headings] == wanted["section_headings"]
    assert [q.text for q in made.loose_questions] == wanted["interview_questions"]

    def notes(kind: str) -> list[str]:
        return [note.text for note in made.notes if note.kind == kind]

    assert notes("reported-question") == wanted["reported_questions_unquoted"]
    assert notes("practice-scenario") == wanted["practice_scenarios"]
    assert notes("judgment") == wanted["judgments"]
    assert notes("insight") == wanted["insight_layers"]
    assert notes("not-x-but-y") == wanted["not_x_but_y"]
    assert notes("failure") == wanted["failure_signals"]
    assert [(n.text, n.other) for n in made.notes if n.kind == "bad-good"] == [
        (row["bad"], row["good"]) for row in wanted["bad_good_table"]
    ]
    kept = [item for item in wanted["preparation_checklist"] if not item.get("promotional")]
    assert notes("checklist") == [f"{item['title']}: {item['detail']}" for item in kept]
    assert notes("faq") == [item["q"] for item in wanted["faq"]]
    answers = [note.other for note in made.notes if note.kind == "faq"]
    for answer, item in zip(answers, wanted["faq"], strict=True):
        assert answer.startswith(item["a_starts"])
    assert [list(step.days) for step in made.timeline] == [s["days"] for s in wanted["timeline"]]
    assert [step.title for step in made.timeline] == [s["what"] for s in wanted["timeline"]]
    sides = made.contradictions[0].sides
    for side, statement in zip(sides, wanted["round_statements"], strict=True):
        assert statement["text"].removeprefix("A: ") in side.text
    dropped = {one.text for one in made.dropped}
    assert set(wanted["boilerplate_to_drop"]) <= dropped
    promoted = [i for i in wanted["preparation_checklist"] if i.get("promotional")]
    assert all(any(text.startswith(item["title"]) for text in dropped) for item in promoted)
    asked = {question.text for question in made.questions()}
    assert not asked & set(wanted["not_interview_questions"])
    assert made.rounds == ()
    accounted(page, made)


def test_the_articles_proposals_cover_its_topics_and_quote_the_article(shared_guides):
    page = real(shared_guides, ARTICLE)
    proposed = read_guide(page).proposed
    wanted = json.loads((shared_guides / "expected.json").read_text())["seeds"]["001"]
    lines = {str(line.number): line.text for line in page.lines}
    items = (*proposed.criteria, *proposed.signals, *proposed.red_flags)
    for item in items:
        for span in item.origin.derived:
            assert span.quote in lines[span.line]
            assert item.text in span.quote
    texts = " ".join(item.text for item in (*proposed.criteria, *proposed.signals)).lower()
    topics = wanted["derived_criteria_topics"]
    covered = [t for t in topics if any(word.lower() in texts for word in t["keywords_any"])]
    assert len(covered) >= 8
    assert not any("Playbook" in item.text for item in items)


def test_the_stated_parts_of_the_shipped_article_guide_are_the_importers_output(shared_guides):
    guide, rubrics = shipped(ARTICLE)
    made = read_guide(real(shared_guides, ARTICLE))
    head = made.header
    for name in ("company", "role", "description", "rounds_stated", "timeline_days",
                 "interview_days"):  # fmt: skip
        fact = getattr(head, name)
        assert (fact.value, fact.origin) == (getattr(guide, name), guide.origins[name]), name
    assert head.experience.origin == guide.origins["experience"]
    assert head.salary.origin == guide.origins["salary"]
    read = [(n.kind, n.text, n.other, n.origin) for n in made.notes]
    assert read == [(n.kind, n.text, n.other, n.origin) for n in guide.notes]
    assert [(s.title, s.days, s.origin) for s in made.timeline] == [
        (s.title, s.days, s.origin) for s in guide.timeline
    ]
    asked = [pair for rubric in rubrics for pair in pairs(rubric.questions)]
    assert pairs(made.loose_questions) == asked
    told = {(note.text, stated(note.origin)) for note in made.notes}
    tips = [pair for one in (guide, *rubrics) for pair in pairs(one.tips)]
    free = {("Practice explaining architectures to non-technical stakeholders.", "22")}
    assert set(tips) - free <= told
