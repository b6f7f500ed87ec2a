"""A coach's levels beside the judge's, and the roll-up that follows from them. Pure.

The same arithmetic as for the judge's levels; nothing of the scorecard is changed. A
coach needs no quote: they were asked for their own judgement, with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.result import Override, Review
from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard, Status, Verdict
from . import rollup


def review(card: Scorecard, overrides: Sequence[Override], rubric: Rubric | None) -> Review:
    """The roll-up of `card` with the coach's levels in place of the judge's.

    Without the rubric the criteria are left out, and no red flag counts as a veto. Of
    several overrides of one signal the last one stands. KeyError for a signal that the
    card does not have.
    """
    by_id = {verdict.id: verdict for verdict in card.signals}
    last = {one.signal: one for one in overrides}
    kept = tuple(one.model_copy(update={"judge": by_id[one.signal].level}) for one in last.values())
    verdicts = tuple(_with(verdict, last.get(verdict.id)) for verdict in card.signals)
    score, coverage = rollup.round_score(verdicts)
    recommendation, why = rollup.recommend(rubric, score, coverage, card.red_flags)
    return Review(
        overrides=kept,
        recommendation=recommendation,
        why=why,
        score=score,
        coverage=coverage,
        criteria=rollup.criterion_scores(rubric, verdicts) if rubric else (),
    )


def _with(verdict: Verdict, override: Override | None) -> Verdict:
    """The verdict as the roll-up is to count it."""
    if override is None:
        return verdict
    status = Status.SCORED if override.level is not None else override.status
    # A verdict of a judge must stand on evidence; a coach's stands on their word.
    return verdict.model_copy(update={"level": override.level, "status": status})
