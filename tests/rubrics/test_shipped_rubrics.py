"""The shipped rubrics hold what the guides say, item by item, and every line its origin."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mockint.domain.origin import Derived, Stated, kind_of
from mockint.domain.rubric import LEVELS, Kind

FACTS = Path(__file__).parent / "facts"
PAGES = ["coursera/software-engineering-manager", "netflix/software-engineering-manager"]
ARTICLE = "coursera/product-manager"
GRADES = re.compile(
    r"\b(?:good|excellent|great|strong|weak|poor|bad|outstanding|effective|appropriate|adequate"
    r"|clear(?:ly)?|solid|exceptional|superb|mediocre|impressive)\b", re.IGNORECASE,
)  # fmt: skip


def facts(guide_id):
    return json.loads((FACTS / f"{guide_id.replace('/', '-')}.json").read_text("utf-8"))


def rounds(library, guide_id):
    return [library.read(entry) for entry in library.rounds(guide_id)]


@pytest.mark.parametrize("guide_id", PAGES)
class TestPages:
    def test_the_guide_holds_what_its_page_states(self, library, guide_id):
        want, guide = facts(guide_id), library.guide(guide_id)
        assert [[g.group, [i.text for i in g.items]] for g in guide.overall] == want["overall"]
        assert [tip.text for tip in guide.tips] == want["tips"]
        assert [i.text for i in guide.common_questions] == want["common_questions"]
        assert [[s.title, list(s.weeks), s.detail] for s in guide.study_plan] == want["study_plan"]
        assert [[t.title, t.minutes] for t in guide.timeline] == want["timeline"]
        assert [
            [b.region, [i.text for i in b.focus], [q.text for q in b.questions],
             [i.text for i in b.tips]]
            for b in guide.locations
        ] == want["locations"]  # fmt: skip
        header = want["header"]
        assert (guide.company, guide.role) == (header["company"], header["role"])
        assert (guide.level, guide.target_level) == (header["level"], header["target_level"])
        assert guide.total_minutes == header["total_duration_min"]
        assert guide.timeline_days == header["timeline_days_approx"]
        assert [guide.experience.min, guide.experience.max] == header["experience_years"]
        assert (guide.salary.min, guide.salary.max) == (
            header["salary"]["min"], header["salary"]["max"],
        )  # fmt: skip

    def test_the_rounds_hold_what_their_sections_state(self, library, guide_id):
        for rubric, want in zip(rounds(library, guide_id), facts(guide_id)["rounds"], strict=True):
            assert (rubric.round, rubric.title) == (want["ordinal"], want["title"])
            assert (rubric.summary, rubric.description) == (want["summary"], want["description"])
            assert (rubric.type, rubric.difficulty) == (want["type"], want["difficulty"])
            assert (rubric.minutes, rubric.interviewer) == (
                want["duration_min"], want["interviewer"],
            )  # fmt: skip
            assert [[q.text, list(q.tags)] for q in rubric.questions] == want["questions"]
            assert [tip.text for tip in rubric.tips] == want["preparation_tips"]
            if want["look_for"]:
                assert [s.text for s in rubric.signals] == want["look_for"]
                assert [c.text for c in rubric.criteria] == want["evaluation_criteria"]
                assert [f.text for f in rubric.red_flags] == want["rejection_reasons"]

    def test_stated_items_say_so_with_their_line(self, library, guide_id):
        for rubric, want in zip(rounds(library, guide_id), facts(guide_id)["rounds"], strict=True):
            assert all(isinstance(q.origin, Stated) for q in rubric.questions)
            stated = isinstance(rubric.signals[0].origin, Stated)
            assert stated == bool(want["look_for"])
            assert {"title", "summary", "description"} <= set(rubric.origins)


def test_the_coursera_page_comes_out_in_the_numbers_that_it_has(library):
    found = rounds(library, PAGES[0])
    guide = library.guide(PAGES[0])
    assert sum(len(r.signals) for r in found) == 19
    assert sum(len(r.criteria) for r in found) == 20
    assert sum(len(r.questions) for r in found) == 18
    assert sum(len(q.tags) for r in found for q in r.questions) == 48
    assert sum(len(r.tips) for r in found) == 20
    assert sum(len(r.red_flags) for r in found) == 20
    assert (len(guide.overall), sum(len(g.items) for g in guide.overall)) == (6, 25)
    assert sum(r.minutes for r in found) == guide.total_minutes == 210


def test_what_netflix_lost_is_derived_with_its_words_and_marked_empty(library):
    for rubric in rounds(library, PAGES[1]):
        assert 4 <= len(rubric.signals) <= 6
        assert {"signals", "criteria", "red_flags"} <= set(rubric.empty)
        for item in (*rubric.signals, *rubric.criteria, *rubric.red_flags):
            assert isinstance(item.origin, Derived)
            asked = " ".join(question.text for question in rubric.questions)
            whole = f"{rubric.title} {rubric.summary} {rubric.description} {asked}"
            assert all(span.quote in whole for span in item.origin.derived), item.text


def test_the_article_keeps_its_statements_and_loses_its_advertisement(library):
    want, guide = facts(ARTICLE), library.guide(ARTICLE)
    by_kind = {}
    for note in guide.notes:
        by_kind.setdefault(note.kind, []).append(note.text)
    assert by_kind["judgment"] == want["judgments"]
    assert by_kind["insight"] == want["insight_layers"]
    assert by_kind["not-x-but-y"] == want["not_x_but_y"]
    assert by_kind["failure"] == want["failure_signals"]
    assert [(n.text, n.other) for n in guide.notes if n.kind == "bad-good"] == [
        (row["bad"], row["good"]) for row in want["bad_good_table"]
    ]
    sides = [side.text for c in guide.contradictions for side in c.sides]
    for statement in want["round_statements"]:
        assert any(statement.removeprefix("A: ") in side for side in sides), statement
    found = rounds(library, ARTICLE)
    whole = guide.model_dump_json() + "".join(r.model_dump_json() for r in found)
    for line in [*want["boilerplate_to_drop"], "Playbook", "Johnny Mai"]:
        assert line not in whole
    questions = [q.text for r in found for q in r.questions]
    for text in want["interview_questions"]:
        assert text.rstrip(".") in {q.rstrip(".") for q in questions}
    assert not set(want["not_interview_questions"]) & set(questions)


def test_the_article_topics_are_covered_by_derived_signals(library):
    spans = " ".join(
        span.quote
        for rubric in rounds(library, ARTICLE)
        for item in (*rubric.signals, *rubric.criteria)
        if isinstance(item.origin, Derived)
        for span in item.origin.derived
    ).lower()
    covered = [
        topic
        for topic in facts(ARTICLE)["derived_criteria_topics"]
        if any(word.lower() in spans for word in topic["keywords_any"])
    ]
    assert len(covered) >= 8


def test_every_round_is_complete_enough_to_hold_and_to_grade(library):
    for entry in library.entries():
        rubric = library.read(entry)
        asked = {s for q in rubric.questions for s in q.signals}
        assert asked == {s.id for s in rubric.signals}
        for signal in rubric.signals:
            where = f"{entry.id}: {signal.id}"
            assert 3 <= len(signal.points) <= 6, where
            assert 2 <= len(signal.probes) <= 4, where
            anchors = [signal.anchors.at(level) for level in LEVELS]
            assert len(set(anchors)) == 4, where
            for text in anchors:
                assert not GRADES.search(text), f"{where}: {text}"
        for question in rubric.questions:
            assert question.kind in Kind
            assert question.hint, f"{entry.id}: {question.id}"


def test_every_item_of_every_file_says_where_it_came_from(library):
    kinds = set()
    for entry in library.entries():
        rubric = library.read(entry)
        for item in (*rubric.criteria, *rubric.signals, *rubric.questions, *rubric.red_flags):
            kinds.add(kind_of(item.origin))
    assert kinds >= {"stated", "derived"}


def test_every_file_begins_with_its_schema_line(library):
    for entry in library.entries():
        assert entry.path.read_text("utf-8").startswith("# yaml-language-server: $schema=")


def test_contradictions_of_a_source_are_kept_with_both_sides(library):
    about = list(library.guide(PAGES[0]).contradictions)
    texts = " ".join(side.text for c in about for side in c.sides)
    assert "M7" in texts
    assert "VP" in texts
    assert any("14 days" in side.text for c in about for side in c.sides)
