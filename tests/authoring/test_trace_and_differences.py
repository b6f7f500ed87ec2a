"""What decided a grading, and what changed between two rubrics."""

from __future__ import annotations

import pytest

from mockint.authoring.differences import differences, movements
from mockint.authoring.trace import trace
from mockint.builtin.judge import BuiltinJudge
from mockint.domain.rubric import Rubric
from mockint.grading.grader import assemble

SAID = (
    "We agreed a deadline in May and I split the work into five pieces. "
    "I never plan anything. The weather was fine on that day."
)


@pytest.fixture
def graded(small_rubric, conversation):
    def graded(rubric=small_rubric):
        talk = conversation((rubric.questions[0].text, SAID))
        judgement = BuiltinJudge().judge_now(talk, rubric)
        return talk, assemble(talk, rubric, judgement, rubric_digest="x")

    return graded


def changed(rubric, change):
    value = rubric.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    change(value)
    return Rubric.model_validate(value)


class TestTrace:
    def test_each_sentence_is_told_with_the_points_and_cues_that_it_shows(
        self, graded, small_rubric
    ):
        talk, card = graded()
        first, second, third = trace(talk, small_rubric, card).sentences
        assert {(s.kind, s.id) for s in first.shown} >= {("point", "dates"), ("point", "steps")}
        assert all(s.cue for s in first.shown if s.kind == "point")
        assert [(s.kind, s.id, s.cue) for s in second.shown] == [
            ("contrary", "no-plan", "never plan")
        ]
        assert third.shown == ()

    def test_offsets_lead_to_the_sentence(self, graded, small_rubric):
        talk, card = graded()
        for one in trace(talk, small_rubric, card).sentences:
            assert talk.turns[one.turn].text[one.start : one.end] == one.text

    def test_evidence_and_anchor_are_those_of_the_scorecard(self, graded, small_rubric):
        talk, card = graded()
        traced = trace(talk, small_rubric, card)
        quoted = {name for one in traced.sentences for name in one.evidence}
        assert quoted == {verdict.id for verdict in card.signals if verdict.evidence}
        plans = traced.signals[0]
        assert plans.anchor == small_rubric.signals[0].anchors.at(plans.verdict.level)
        assert set(plans.points) | set(plans.missing) == {"dates", "steps", "check", "result"}


def _signal(value):
    return value["signals"][0]


def _question(value):
    return value["questions"][0]


CHANGES = [
    (
        lambda v: _signal(v).update(weight=2.0),
        ("changed", "signal plans", "weight", "1.0", "2.0"),
    ),
    (
        lambda v: _signal(v)["anchors"].update({"2": "Other words."}),
        ("changed", "signal plans / anchor", "2", "Mentions a plan without pieces or dates.",
         "Other words."),
    ),
    (
        lambda v: _signal(v)["points"][0]["cues"].append("due date"),
        ("added", "signal plans / point dates", "cues", "", "due date"),
    ),
    (
        lambda v: _signal(v)["points"].pop(),
        ("removed", "signal plans / point result", "", "tells what came of it in a figure", ""),
    ),
    (
        lambda v: _question(v).update(text="What was late?"),
        ("changed", "question late-project", "text", "Tell me about a project that was late.",
         "What was late?"),
    ),
    (
        lambda v: _question(v).update(signals=["plans"]),
        ("removed", "question late-project", "signals", "weighs", ""),
    ),
    (lambda v: v.update(minutes=45), ("changed", "", "minutes", "30", "45")),
    (
        lambda v: v["red_flags"].clear(),
        ("removed", "red flag blames", "", "Blames others for missed dates.", ""),
    ),
    (
        lambda v: v["questions"].reverse(),
        ("moved", "questions", "", "late-project, choose-tool, plan-quarter",
         "plan-quarter, choose-tool, late-project"),
    ),
]  # fmt: skip


class TestDifferences:
    def test_a_rubric_does_not_differ_from_itself(self, small_rubric):
        assert differences(small_rubric, small_rubric) == ()

    @pytest.mark.parametrize(("change", "told"), CHANGES)
    def test_one_change_is_told_as_one(self, small_rubric, change, told):
        (one,) = differences(small_rubric, changed(small_rubric, change))
        assert (one.change, one.where, one.field, one.before, one.after) == told

    def test_gradings_that_move_are_told_and_others_are_not(self, graded, small_rubric):
        def drop(value):
            for point in value["signals"][0]["points"]:
                point["cues"] = ["zebra crossing"]

        _, before = graded()
        _, after = graded(changed(small_rubric, drop))
        assert movements([("a", before, before)]) == ()
        found = {(one.signal, one.before) for one in movements([("a", before, after)])}
        assert ("plans", f"level {before.signals[0].level}") in found
        assert not any(signal == "weighs" for signal, _ in found)
