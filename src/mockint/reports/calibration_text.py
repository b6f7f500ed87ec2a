"""A calibration as text: a picture of how far a judge agrees with people, and where not.

Every figure stands beside its interval and, where people can be compared with each
other, beside what they reach. Drawn in characters, so that it reads in any terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ..domain.clean import clean_line
from ..domain.rubric import LEVELS
from ..grading.agreement import Measure
from ..grading.calibration import Calibration, Disagreement
from ..grading.trials import Sensitivity, Stability

SCALE = 41
_SHADES = " ·░▒▓█"


def calibration_text(found: Calibration, title: str, judge: str, width: int = 96) -> str:
    """The whole of it: figures, a bar for each signal, confusion, the worst disagreements."""
    whole = found.whole
    lines = [
        clean_line(title),
        f"Judge: {clean_line(judge)}",
        f"{whole.pairs} level(s), {len(found.raters)} rater(s), {whole.clusters} transcript(s)",
        "",
        *_figures(found),
        "",
        *_by_signal(found),
        "",
        *_confusion(found),
    ]
    if found.worst:
        lines += ["", "Where they differ most"]
        for one in found.worst:
            lines += _worst(one, width)
    if found.left_out:
        lines += ["", *_left_out(found)]
    lines += [f"Note: {note}" for note in found.notes]
    return "\n".join(lines)


def trials_text(stability: Stability | None, sensitivity: Sequence[Sensitivity]) -> str:
    """The judge's report card: the same input again, and inputs changed in known ways."""
    lines: list[str] = []
    if stability is not None:
        lines.append(
            f"Stability: {stability.transcripts} transcript(s) graded {stability.runs} times: "
            f"{stability.unchanged:.0%} of {stability.signals} levels unchanged, widest spread "
            f"{stability.widest} level(s), score within {stability.score_spread:.2f}"
        )
    if sensitivity:
        lines.append("Sensitivity")
    for one in sensitivity:
        mark = "holds" if one.holds else f"BROKEN {len(one.violations)} of {one.compared}"
        change = "–" if one.change is None else f"{one.change:+.2f}"
        what = {"not raise": "must not raise a level", "lower": "must lower the score",
                "stay below": "must score below the answer"}[one.must]  # fmt: skip
        if not one.cases:
            mark = "not tried: no transcript scores 2 or more"
        lines.append(f"  {one.name:<20} {what:<28} score {change:>6}   {mark}")
        lines += [
            f"      {clean_line(v.transcript)} {v.signal}: {v.before:g} to {v.after:g}"
            for v in one.violations[:3]
        ]
    return "\n".join(lines)


def _figures(found: Calibration) -> list[str]:
    ceiling = found.ceiling
    between = ceiling.between if ceiling else None
    rows = [
        ("kappa (quadratic)", "kappa", -0.2, 1.0),
        ("Spearman", "spearman", -0.2, 1.0),
        ("same level", "exact", 0.0, 1.0),
        ("at most one apart", "adjacent", 0.0, 1.0),
        ("bias (judge - human)", "bias", -1.5, 1.5),
    ]
    lines = []
    for label, name, low, high in rows:
        mine: Measure = getattr(found.whole, name)
        theirs = getattr(between, name).value if between and name != "bias" else None
        people = f"  people {theirs:.2f}" if theirs is not None else ""
        lines.append(f"  {label:<21}{_told(mine):<24}{_bar(mine, low, high, theirs)}{people}")
    if ceiling is not None:
        icc = (
            f"ICC(2,1) {ceiling.icc:.2f} over {ceiling.icc_items} items"
            if ceiling.icc is not None
            else ""
        )
        alpha = f"Krippendorff's alpha {ceiling.alpha:.2f}" if ceiling.alpha is not None else ""
        told = ", ".join(part for part in (icc, alpha) if part)
        lines.append(f"  Between {ceiling.raters} raters: {told or 'too little to tell'}")
    else:
        lines.append("  Nobody was rated by two people, so the ceiling is unknown.")
    return lines


def _by_signal(found: Calibration) -> list[str]:
    wide = max((len(name) for name, _ in found.signals), default=0)
    lines = ["By signal: bias of the judge, -1.5 to +1.5 levels"]
    for name, one in found.signals:
        lines.append(
            f"  {name:<{wide}}  {_bar(one.bias, -1.5, 1.5, None, zero=True)}  "
            f"{_told(one.bias)}  kappa {_plain(one.kappa)}  n {one.pairs}"
        )
    return lines


def _confusion(found: Calibration) -> list[str]:
    most = max((n for row in found.confusion for n in row), default=0)
    lines = [
        "Confusion: rows are people, columns the judge",
        "        " + "".join(f"{j:>8}" for j in LEVELS),
    ]
    for level, row in zip(LEVELS, found.confusion, strict=True):
        cells = "".join(f"{_shade(n, most)}{n:>6} " for n in row)
        lines.append(f"  {level:>4}    {cells}".rstrip())
    return lines


def _worst(one: Disagreement, width: int) -> list[str]:
    people = ", ".join(f"{clean_line(rater)} {level}" for rater, level in one.humans)
    lines = [f"  {clean_line(one.transcript)} · {one.signal}: judge {one.judge}, {people}"]
    texts = [*(f'"{clean_line(quote)}"' for quote in one.quotes[:2]), clean_line(one.rationale)]
    for text in texts:
        if text:
            lines += textwrap.wrap(
                textwrap.shorten(text, 220, placeholder=" …"), width,
                initial_indent="      ", subsequent_indent="      ",
            )  # fmt: skip
    return lines


def _left_out(found: Calibration) -> list[str]:
    reasons: dict[str, int] = {}
    for one in found.left_out:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    told = "; ".join(f"{count} because {reason}" for reason, count in sorted(reasons.items()))
    return [f"Left out: {told}"]


def _bar(
    measure: Measure, low: float, high: float, mark: float | None, *, zero: bool = False
) -> str:
    """A scale with the interval, the value and, with `mark`, what people reach (`|`)."""
    cells = ["·"] * SCALE
    if zero or low < 0:
        cells[_cell(0, low, high)] = "┊"
    if measure.interval is not None:
        for place in range(
            _cell(measure.interval[0], low, high), _cell(measure.interval[1], low, high) + 1
        ):
            cells[place] = "─"
    if mark is not None:
        cells[_cell(mark, low, high)] = "|"
    if measure.value is not None:
        cells[_cell(measure.value, low, high)] = "●"
    return "".join(cells)


def _cell(value: float, low: float, high: float) -> int:
    inside = min(max(value, low), high)
    return round((inside - low) / (high - low) * (SCALE - 1))


def _shade(count: int, most: int) -> str:
    return _SHADES[0 if not count else 1 + (len(_SHADES) - 2) * count // most]


def _told(measure: Measure) -> str:
    if measure.value is None:
        return "undefined"
    if measure.interval is None:
        return f"{measure.value:+.2f} (no interval)"
    low, high = measure.interval
    return f"{measure.value:+.2f} [{low:+.2f}, {high:+.2f}]"


def _plain(measure: Measure) -> str:
    return "undefined" if measure.value is None else f"{measure.value:.2f}"
