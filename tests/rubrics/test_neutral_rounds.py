"""The company-neutral rounds: whole, lawful, clean under lint, and fair to plain speech."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockint.authoring.library import Library
from mockint.authoring.lint.run import lint_file
from mockint.builtin.judge import BuiltinJudge
from mockint.domain.origin import kind_of
from mockint.grading.grader import assemble

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "tests" / "data" / "answers"
GUIDE = "neutral/any-role"
LIBRARY = Library([ROOT / "rubrics"])
ROUNDS = [entry.id for entry in LIBRARY.rounds(GUIDE)]
JUDGE = BuiltinJudge()


def score(conversation, round_id, name):
    rubric = LIBRARY.rubric(round_id)
    text = (ANSWERS / round_id.replace("/", "--") / f"{name}.txt").read_text("utf-8")
    given = [part.strip() for part in text.split("\n\n") if part.strip()]
    talk = conversation(*((q.text, a) for q, a in zip(rubric.questions, given, strict=False)))
    return assemble(talk, rubric, JUDGE.judge_now(talk, rubric), rubric_digest="test").score


def test_the_pack_holds_the_rounds_that_most_candidates_meet():
    names = {round_id.rsplit("/", 1)[-1] for round_id in ROUNDS}
    assert names == {
        "recruiter-screen", "hiring-manager", "behavioural", "coding-discussion",
        "system-design", "product-sense",
    }  # fmt: skip
    guide = LIBRARY.guide(GUIDE)
    assert guide.total_minutes == sum(LIBRARY.rubric(r).minutes for r in ROUNDS)
    assert guide.salary is None


@pytest.mark.parametrize("round_id", ROUNDS)
class TestEveryNeutralRound:
    def test_is_authored_throughout(self, round_id):
        rubric = LIBRARY.rubric(round_id)
        items = (*rubric.criteria, *rubric.signals, *rubric.questions, *rubric.red_flags)
        assert {kind_of(item.origin) for item in (*items, *rubric.tips)} == {"authored"}
        assert not rubric.origins

    def test_has_what_an_interview_needs(self, round_id):
        rubric = LIBRARY.rubric(round_id)
        assert 5 <= len(rubric.signals) <= 7
        assert 8 <= len(rubric.questions) <= 12
        for signal in rubric.signals:
            asking = [q for q in rubric.questions if signal.id in q.signals]
            assert len(asking) >= 2, signal.id
            assert {probe.point for probe in signal.probes} <= {p.id for p in signal.points}
        assert all(flag.cues and flag.signals for flag in rubric.red_flags)

    def test_is_clean_under_lint(self, round_id):
        found = lint_file(ROOT / "rubrics" / f"{round_id}.yaml").findings
        assert [f"{one.line}: {one.message}" for one in found] == []

    @pytest.mark.parametrize("name", ["plain", "paraphrase1", "paraphrase2"])
    def test_plain_speech_with_substance_is_solid(self, conversation, round_id, name):
        assert score(conversation, round_id, name) >= 3.0

    def test_empty_talk_and_other_talk_stay_at_the_bottom(self, conversation, round_id):
        assert score(conversation, round_id, "ramble") <= 1.5
        assert score(conversation, round_id, "offtopic") <= 1.5
