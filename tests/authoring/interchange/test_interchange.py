"""Rubrics of other tools: what goes out comes back the same, and foreign files are read."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockint.authoring import yaml_file
from mockint.authoring.interchange.case import from_case, to_case
from mockint.authoring.interchange.classroom import from_classroom
from mockint.authoring.interchange.grid import drafted, grid_of
from mockint.authoring.interchange.promptfoo import to_promptfoo
from mockint.authoring.interchange.wide_csv import from_csv, to_csv
from mockint.domain.rubric import Rubric
from mockint.errors import RubricError

LEVELS = "CFRubricCriterionLevels"
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]),
               min_size=1, max_size=30).map(lambda s: " ".join(s.split())).filter(bool)  # fmt: skip


@pytest.fixture(
    scope="module", params=["people-management", "netflix/software-engineering-manager/leadership"]
)
def rubric(request, library):
    return library.rubric(request.param)


def with_texts(rubric, first, second):
    """The same rubric with other words in the first signal."""
    value = rubric.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    value["signals"][0] |= {"text": first, "weight": 2.5}
    value["signals"][0]["anchors"]["2"] = second
    return Rubric.model_validate(value)


class TestCase:
    def test_a_rubric_comes_back_as_the_same_grid(self, rubric):
        (grid,) = from_case(json.dumps(to_case(rubric, WHEN)), "x.json")
        assert grid == grid_of(rubric)

    @given(TEXT, TEXT)
    def test_whatever_its_words_are(self, small_rubric, first, second):
        other = with_texts(small_rubric, first, second)
        (grid,) = from_case(json.dumps(to_case(other, WHEN)), "x.json")
        assert grid == grid_of(other)

    def test_required_fields_stand_everywhere_and_identifiers_are_the_same_again(self, rubric):
        value = to_case(rubric, WHEN)
        assert value == to_case(rubric, WHEN)
        things = [value, *value["CFRubricCriteria"]]
        things += [
            level for one in value["CFRubricCriteria"] for level in one["CFRubricCriterionLevels"]
        ]
        for one in things:
            assert one["identifier"] in one["uri"]
            assert one["lastChangeDateTime"] == "2026-01-02T03:04:05+00:00"
        assert len({one["identifier"] for one in things}) == len(things)
        for one in value["CFRubricCriteria"]:
            assert one["rubricId"] == value["identifier"]
            assert {level["rubricCriterionId"] for level in one["CFRubricCriterionLevels"]} == {
                one["identifier"]
            }

    def test_a_foreign_package_is_read_in_the_order_of_positions(self):
        level = [{"quality": "Proficient", "description": "Does it", "score": 2, "position": 2},
                 {"quality": "Beginning", "description": "Tries it", "score": 1,
                  "position": 1}]  # fmt: skip
        package = {"CFDocument": {}, "CFRubrics": [{"title": "Writing", "CFRubricCriteria": [
            {"identifier": "b", "category": "Second", "position": 2, LEVELS: level},
            {"identifier": "a", "category": "Voice", "description": "Finds a voice", "weight": 3,
             "position": 1, LEVELS: level}]}]}  # fmt: skip
        (grid,) = from_case(json.dumps(package), "x.json")
        first, second = grid.rows
        assert (first.text, first.criteria, first.weight) == ("Finds a voice", ("Voice",), 3)
        assert [band.name for band in first.bands] == ["Beginning", "Proficient"]
        assert (second.text, second.criteria) == ("Second", ())

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "5", "{}", '{"CFRubricCriteria": []}', '{"CFRubricCriteria": [{}]}',
         '{"CFRubrics": 3}', '{"CFRubricCriteria": [{"description": "x"}]}', "[" * 100_000],
    )  # fmt: skip
    def test_what_is_no_rubric_is_refused_by_name(self, text):
        with pytest.raises(RubricError, match=r"x\.json"):
            from_case(text, "x.json")


class TestCsv:
    def test_a_rubric_comes_back_as_the_same_rows(self, rubric):
        assert from_csv(to_csv(rubric), "x.csv").rows == grid_of(rubric).rows

    @given(TEXT, TEXT)
    def test_whatever_its_words_are(self, small_rubric, first, second):
        other = with_texts(small_rubric, first, second)
        assert from_csv(to_csv(other), "x.csv").rows == grid_of(other).rows

    @pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "'=x", "'x"])
    def test_no_cell_begins_as_a_formula(self, small_rubric, text):
        out = to_csv(with_texts(small_rubric, text, text))
        cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
        assert from_csv(out, "x.csv").rows[0].text == text

    def test_other_peoples_columns_are_read(self):
        grid = from_csv("Criterion;Weight;1 - Poor;2;3;4: Great\nVoice;2;a;b;c;d\n\n", "x.csv")
        assert grid.rows[0].text == "Voice"
        assert grid.rows[0].weight == 2
        assert [(b.score, b.text) for b in grid.rows[0].bands] == [
            (1, "a"),
            (2, "b"),
            (3, "c"),
            (4, "d"),
        ]

    @pytest.mark.parametrize(
        ("text", "line"),
        [("", 1), ("signal,weight\nx,1\n", 1), ("signal,1,2\n,a,b\n", 2),
         ("signal,weight,1,2\nx,heavy,a,b\n", 2), ("signal,weight,1,2\nx,nan,a,b\n", 2)],
    )  # fmt: skip
    def test_what_cannot_be_read_is_named_with_its_line(self, text, line):
        with pytest.raises(RubricError, match=rf"x\.csv:{line}"):
            from_csv(text, "x.csv")


def test_a_classroom_rubric_is_read_with_points_as_scores():
    value = {"courseId": "1", "id": "9", "criteria": [
        {"id": "c1", "title": "Argument", "description": "How well it argues", "levels": [
            {"id": "l1", "title": "Excellent", "description": "Three reasons", "points": 3.5},
            {"id": "l2", "title": "Poor", "description": "No reason", "points": 0}]}]}  # fmt: skip
    (grid,) = from_classroom(json.dumps(value), "x.json")
    (row,) = grid.rows
    assert row.text == "Argument: How well it argues"
    assert [band.text for band in row.ascending] == ["No reason", "Three reasons"]
    (listed,) = from_classroom(json.dumps({"rubrics": [value]}), "x.json")
    assert listed == grid
    for broken in (
        "[]",
        "{}",
        '{"criteria": [{"title": "x"}]}',
        '{"criteria": [{"levels": [{}]}]}',
    ):
        with pytest.raises(RubricError):
            from_classroom(broken, "x.json")


def test_promptfoo_gets_an_assertion_for_each_signal(rubric):
    value = yaml.safe_load(to_promptfoo(rubric))
    found = value["defaultTest"]["assert"]
    assert [one["metric"] for one in found] == [signal.id for signal in rubric.signals]
    for one, signal in zip(found, rubric.signals, strict=True):
        assert one["type"] == "llm-rubric"
        assert signal.anchors.four in one["value"]
        assert one["threshold"] < 1


@given(TEXT)
def test_no_template_of_promptfoo_is_left_in_a_text(small_rubric, text):
    out = to_promptfoo(with_texts(small_rubric, text + "{{ env.KEY }} {% x %}", "b {# c #}"))
    assert not any(mark in out for mark in ("{{", "{%", "{#"))
    yaml.safe_load(out)


class TestDrafts:
    def test_four_levels_become_the_anchors_of_a_file_that_reads(self, rubric):
        text, notes = drafted(grid_of(rubric), "acme/lead/round", "x.json")
        made = yaml_file.load(Rubric, yaml_file.parse(text, "x.yaml"))
        assert notes == ()
        assert [s.text for s in made.signals] == [s.text for s in rubric.signals]
        assert [s.anchors.three for s in made.signals] == [s.anchors.three for s in rubric.signals]

    def test_another_number_of_levels_is_left_to_a_person_and_told(self):
        grid = from_csv("signal,weight,1,2,3\nVoice,2,a,b,c\n", "x.csv")
        text, notes = drafted(grid, "acme/lead/round", "x.json")
        yaml_file.load(Rubric, yaml_file.parse(text, "x.yaml"))
        assert "TODO: what is said at level 1" in text
        assert any("3 levels, not 4" in note for note in notes)
        assert any("weighs 2" in note for note in notes)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (from_csv, "criterion,1 Poor,2 Good\nPlans,no,yes\n"),
        (from_case, '{"CFRubricCriteria": []}'),
    ],
    ids=["csv", "json"],
)
def test_a_foreign_rubric_larger_than_any_is_refused_before_it_is_read(read, text):
    with pytest.raises(RubricError, match="larger than 4 MB"):
        read(text + " " * (4 * 1024 * 1024), "x")
