from __future__ import annotations

import pytest

from mockint.domain.scorecard import Evidence, Recommendation, RedFlagFinding, Status, Verdict
from mockint.grading import rollup

QUOTE = Evidence(turn=0, start=0, end=4, quote="word")


def verdict(level, weight=1.0, name="x"):
    if isinstance(level, int):
        return Verdict(
            id=name, text=name, status=Status.SCORED, level=level, evidence=(QUOTE,), weight=weight
        )
    return Verdict(id=name, text=name, status=level, weight=weight)


def test_the_score_is_the_weighted_mean_of_levels():
    assert rollup.round_score((verdict(4, 3.0), verdict(2, 1.0))) == (3.5, 1.0)


def test_no_evidence_counts_as_level_one():
    assert rollup.round_score((verdict(3), verdict(Status.NO_EVIDENCE))) == (2.0, 1.0)


@pytest.mark.parametrize("status", [Status.NOT_ELICITED, Status.ERROR])
def test_what_was_not_elicited_or_failed_lowers_coverage_only(status):
    assert rollup.round_score((verdict(3), verdict(status))) == (3.0, 0.5)


def test_nothing_graded_is_no_score():
    assert rollup.round_score((verdict(Status.ERROR),)) == (None, 0.0)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(4.0, "strong-hire"), (3.5, "strong-hire"), (3.49, "hire"), (3.0, "hire"), (2.5, "lean-hire"),
     (2.0, "lean-no-hire"), (1.5, "no-hire"), (1.49, "strong-no-hire"), (1.0, "strong-no-hire")],
)  # fmt: skip
def test_the_cuts_stand_where_they_are_documented(people, score, expected):
    assert rollup.recommend(people, score, 1.0, ())[0] == expected


def test_below_half_coverage_there_is_no_decision(people):
    assert rollup.recommend(people, 4.0, 0.49, ())[0] is Recommendation.NO_DECISION
    assert rollup.recommend(people, 4.0, 0.5, ())[0] is Recommendation.STRONG_HIRE


def test_a_red_flag_caps_but_never_lifts(people):
    flag = RedFlagFinding(id=people.red_flags[0].id, text="x", found=True, evidence=(QUOTE,))
    assert rollup.recommend(people, 3.9, 1.0, (flag,))[0] is Recommendation.LEAN_NO_HIRE
    assert rollup.recommend(people, 1.2, 1.0, (flag,))[0] is Recommendation.STRONG_NO_HIRE


def test_a_flag_that_was_not_found_changes_nothing(people):
    flag = RedFlagFinding(id=people.red_flags[0].id, text="x", found=False)
    assert rollup.recommend(people, 3.9, 1.0, (flag,))[0] is Recommendation.STRONG_HIRE


def test_a_veto_caps_at_strong_no_hire(people):
    vetoed = people.model_copy(
        update={"red_flags": (people.red_flags[0].model_copy(update={"veto": True}),)}
    )
    flag = RedFlagFinding(id=people.red_flags[0].id, text="x", found=True, evidence=(QUOTE,))
    assert rollup.recommend(vetoed, 3.9, 1.0, (flag,))[0] is Recommendation.STRONG_NO_HIRE


def test_a_criterion_without_scored_signals_has_no_score(people):
    verdicts = tuple(
        verdict(Status.NOT_ELICITED, name=s.id) if i else verdict(4, name=s.id)
        for i, s in enumerate(people.signals)
    )
    scores = {c.id: c.score for c in rollup.criterion_scores(people, verdicts)}
    for criterion in people.criteria:
        covered = criterion.id in people.signals[0].criteria
        assert scores[criterion.id] == (4.0 if covered else None)


def test_a_level_cannot_stand_without_evidence():
    with pytest.raises(ValueError, match="needs verified evidence"):
        Verdict(id="x", text="x", status=Status.SCORED, level=3)
    with pytest.raises(ValueError, match="stands with status scored"):
        Verdict(id="x", text="x", status=Status.ERROR, level=1, evidence=(QUOTE,))
