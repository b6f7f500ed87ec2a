"""A calibration as plain values: the contract of `rubric calibrate --format json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..domain.rubric import Rubric
from ..grading.agreement import RESAMPLES, Agreement, Measure
from ..grading.calibration import Calibration, Ceiling, Disagreement
from ..grading.trials import Sensitivity, Stability

SCHEMA = "mockint/calibration@1"
METHOD = (
    "95% percentile bootstrap over transcripts; kappa has quadratic weights; each rater's level is "
    "one pair; a judge's no_evidence counts as level 1"
)


def calibration_json(
    found: Calibration, rubric: Rubric, digest: str, judge: dict[str, Any]
) -> dict[str, Any]:
    """`kappa`, `spearman`, `exact`, `adjacent`, `bias` (judge minus human), each with an interval.

    A figure is `{"value": number | null, "interval": [low, high] | null}`.
    """
    return {
        "schema": SCHEMA,
        "rubric": rubric.id,
        "rubric_digest": digest,
        "judge": judge,
        "method": METHOD,
        "resamples": RESAMPLES,
        "transcripts": found.whole.clusters,
        "pairs": found.whole.pairs,
        "raters": list(found.raters),
        **_agreement(found.whole),
        "signals": [
            {"id": name, "text": rubric.signal(name).text, "pairs": one.pairs, **_agreement(one)}
            for name, one in found.signals
        ],
        "ceiling": _ceiling(found.ceiling) if found.ceiling else None,
        "confusion": {
            "rows": "human", "columns": "judge", "levels": [1, 2, 3, 4],
            "counts": [list(row) for row in found.confusion],
        },
        "worst": [_worst(one) for one in found.worst],
        "left_out": [
            {"transcript": one.label.transcript, "signal": one.label.signal,
             "rater": one.label.rater, "reason": one.reason}
            for one in found.left_out
        ],
        "notes": list(found.notes),
    }  # fmt: skip


def trials_json(stability: Stability | None, sensitivity: Sequence[Sensitivity]) -> dict[str, Any]:
    """The judge's report card; a perturbation `holds` if nothing did what it must not do."""
    return {
        "stability": None if stability is None else {
            "runs": stability.runs, "transcripts": stability.transcripts,
            "levels": stability.signals, "unchanged": stability.unchanged,
            "widest": stability.widest, "score_spread": stability.score_spread,
        },
        "sensitivity": [
            {"name": one.name, "must": one.must, "holds": one.holds, "cases": one.cases,
             "compared": one.compared, "score_change": one.change,
             "violations": [
                 {"transcript": v.transcript, "signal": v.signal, "before": v.before,
                  "after": v.after}
                 for v in one.violations
             ]}
            for one in sensitivity
        ],
    }  # fmt: skip


def _agreement(one: Agreement) -> dict[str, Any]:
    names = ("kappa", "spearman", "exact", "adjacent", "bias")
    return {name: _measure(getattr(one, name)) for name in names}


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "value": None if one.value is None else round(one.value, 6),
        "interval": None if one.interval is None else [round(end, 6) for end in one.interval],
    }


def _ceiling(one: Ceiling) -> dict[str, Any]:
    told = _agreement(one.between)
    told.pop("bias")  # both orders count, so it is 0 by construction
    return {
        "raters": one.raters, "pairs": one.between.pairs, **told,
        "icc": one.icc, "icc_items": one.icc_items, "alpha": one.alpha,
    }  # fmt: skip


def _worst(one: Disagreement) -> dict[str, Any]:
    return {
        "transcript": one.transcript, "signal": one.signal, "judge": one.judge,
        "human": [{"rater": rater, "level": level} for rater, level in one.humans],
        "quotes": list(one.quotes), "rationale": one.rationale,
    }  # fmt: skip
