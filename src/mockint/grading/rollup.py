"""Roll-up: from verdicts to criterion scores, a round score and a recommendation.

Plain arithmetic, no model, no wording. All levels are 1 to 4.

* A criterion is the weighted mean of the levels of its scored signals.
* The round score is the weighted mean over signals that were decided. `no_evidence`
  (asked, and the answer showed nothing) counts as level 1, in score and in coverage;
  `not_elicited` and `error` count nowhere and lower coverage only.
* Below half coverage there is no decision.
* One question that was asked by itself (a drill, a retry) is no round: its levels and its
  score stand, and there is no decision.
* A red flag with verified evidence caps the recommendation at Lean No Hire; one that
  the rubric marks `veto`, at Strong No Hire.
"""

from __future__ import annotations

from ..domain.rubric import Rubric
from ..domain.scorecard import (
    CriterionScore,
    Recommendation,
    RedFlagFinding,
    Scorecard,
    Status,
    Verdict,
)

CUTS: tuple[tuple[float, Recommendation], ...] = (
    (3.5, Recommendation.STRONG_HIRE),
    (3.0, Recommendation.HIRE),
    (2.5, Recommendation.LEAN_HIRE),
    (2.0, Recommendation.LEAN_NO_HIRE),
    (1.5, Recommendation.NO_HIRE),
    (0.0, Recommendation.STRONG_NO_HIRE),
)
LEAST_COVERAGE = 0.5
NO_ROUND = "one question was asked, and one question is no round: look at its levels"
_LADDER = [recommendation for _, recommendation in CUTS]


def points_of(verdict: Verdict) -> float | None:
    """What a verdict counts for the round: its level, 1 for `no_evidence`, else None."""
    if verdict.status is Status.SCORED:
        return float(verdict.level or 0)
    if verdict.status is Status.NO_EVIDENCE:
        return 1.0
    return None


def round_score(verdicts: tuple[Verdict, ...]) -> tuple[float | None, float]:
    """(score 1 to 4 or None, coverage 0 to 1)."""
    counted = [(value, v.weight) for v in verdicts if (value := points_of(v)) is not None]
    whole = sum(verdict.weight for verdict in verdicts)
    weight = sum(one for _, one in counted)
    if not weight or not whole:
        return None, 0.0
    score = sum(value * one for value, one in counted) / weight
    return round(score, 4), round(weight / whole, 4)


def criterion_scores(rubric: Rubric, verdicts: tuple[Verdict, ...]) -> tuple[CriterionScore, ...]:
    """One score per criterion, None where none of its signals is scored."""
    by_id = {verdict.id: verdict for verdict in verdicts}
    scores = []
    for criterion in rubric.criteria:
        mine = [by_id[s.id] for s in rubric.signals if criterion.id in s.criteria]
        scored = [(v.level, v.weight) for v in mine if v.level is not None]
        weight = sum(one for _, one in scored)
        mean = round(sum(level * one for level, one in scored) / weight, 4) if scored else None
        scores.append(CriterionScore(id=criterion.id, text=criterion.text, score=mean))
    return tuple(scores)


def recommend(
    rubric: Rubric | None,
    score: float | None,
    coverage: float,
    flags: tuple[RedFlagFinding, ...],
) -> tuple[Recommendation, str]:
    """The recommendation, and the sentence that says how it came about.

    Without the rubric no red flag is known to be a veto.
    """
    if score is None or coverage < LEAST_COVERAGE:
        return (
            Recommendation.NO_DECISION,
            f"only {coverage:.0%} of the round could be judged; at least 50% is needed",
        )
    by_score = next(one for cut, one in CUTS if score >= cut)
    why = f"score {score:.2f} of 4 over {coverage:.0%} of the round"
    shown = [flag for flag in flags if flag.found]
    vetoes = {flag.id for flag in rubric.red_flags if flag.veto} if rubric else set()
    cap = None
    if any(flag.id in vetoes for flag in shown):
        cap = Recommendation.STRONG_NO_HIRE
    elif shown:
        cap = Recommendation.LEAN_NO_HIRE
    if cap is not None and _LADDER.index(cap) > _LADDER.index(by_score):
        return cap, f"{why}; capped from {by_score.label} by a red flag: {shown[0].text}"
    return by_score, why


def of_one_question(card: Scorecard) -> Scorecard:
    """The scorecard of a drill: as graded, without a recommendation for the round."""
    changes = {"recommendation": Recommendation.NO_DECISION, "why": NO_ROUND}
    return card.model_copy(update=changes)
