"""A calibration as one HTML page: the same figures and pictures, drawn in SVG.

No script, no remote asset, no style in an attribute; the page's own policy forbids them.
Everything that comes from a file is escaped and cleaned.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.rubric import LEVELS, Rubric
from ..grading.agreement import Measure
from ..grading.calibration import Calibration
from ..grading.trials import Sensitivity, Stability
from .page import page, safe

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}
th,td{padding:.25rem .75rem;text-align:left;vertical-align:middle}
td.n{text-align:right;font-variant-numeric:tabular-nums}
svg{display:block}
.axis{stroke:currentColor;stroke-opacity:.25}
.range{stroke:#2f6fb0;stroke-width:4;stroke-linecap:round}
.dot{fill:#2f6fb0}
.people{stroke:#b0692f;stroke-width:2}
.cell{fill:#2f6fb0}
.broken{font-weight:bold}
blockquote{margin:.25rem 0 .25rem 1rem;padding-left:.75rem;border-left:3px solid #8888}
"""
_WIDE, _HIGH = 320, 18
_ROWS = (
    ("Kappa, quadratic weights", "kappa", -0.2, 1.0),
    ("Spearman", "spearman", -0.2, 1.0),
    ("Same level", "exact", 0.0, 1.0),
    ("At most one level apart", "adjacent", 0.0, 1.0),
    ("Bias, judge minus human", "bias", -1.5, 1.5),
)


def calibration_html(
    found: Calibration | None,
    stability: Stability | None,
    sensitivity: Sequence[Sensitivity],
    rubric: Rubric,
    judge: str,
) -> str:
    """The page. Either part may be missing."""
    title = f"Calibration: {safe(rubric.title)}"
    parts = [f"<h1>{title}</h1>", f"<p>{safe(rubric.id)} · judge: {safe(judge)}</p>"]
    if found is not None:
        parts += [_figures(found), _signals(found), _confusion(found), _worst(found)]
        parts += [f"<p>{safe(note)}</p>" for note in found.notes]
    if sensitivity:
        parts.append(_trials(stability, sensitivity))
    return page(title, _STYLE, "\n".join(parts))


def _figures(found: Calibration) -> str:
    between = found.ceiling.between if found.ceiling else None
    rows = []
    for label, name, low, high in _ROWS:
        mine: Measure = getattr(found.whole, name)
        theirs = getattr(between, name).value if between and name != "bias" else None
        people = "" if theirs is None else f"{theirs:.2f}"
        rows.append(
            f"<tr><th>{label}</th><td class=n>{_told(mine)}</td>"
            f"<td>{_bar(mine, low, high, theirs)}</td><td class=n>{people}</td></tr>"
        )
    ceiling = ""
    if found.ceiling is not None:
        icc = "–" if found.ceiling.icc is None else f"{found.ceiling.icc:.2f}"
        alpha = "–" if found.ceiling.alpha is None else f"{found.ceiling.alpha:.2f}"
        ceiling = (
            f"<p>Between {found.ceiling.raters} raters: ICC(2,1) {icc}, Krippendorff's alpha "
            f"{alpha}. The upright line marks what people reach with each other.</p>"
        )
    return (
        f"<p>{found.whole.pairs} levels over {found.whole.clusters} transcripts, with 95% "
        "intervals.</p><table><tr><th></th><th>Judge and people</th><th></th><th>People</th></tr>"
        + "".join(rows)
        + f"</table>{ceiling}"
    )


def _signals(found: Calibration) -> str:
    rows = "".join(
        f"<tr><th>{safe(name)}</th><td class=n>{_told(one.bias)}</td>"
        f"<td>{_bar(one.bias, -1.5, 1.5, None)}</td><td class=n>{_plain(one.kappa)}</td>"
        f"<td class=n>{one.pairs}</td></tr>"
        for name, one in found.signals
    )
    head = "<tr><th>Signal</th><th>Bias</th><th></th><th>Kappa</th><th>n</th></tr>"
    return f"<h2>By signal</h2><table>{head}{rows}</table>"


def _confusion(found: Calibration) -> str:
    most = max((n for row in found.confusion for n in row), default=0) or 1
    size = 44
    cells = []
    for y, row in enumerate(found.confusion):
        for x, count in enumerate(row):
            left, top = (x + 1) * size, (y + 1) * size
            cells.append(
                f'<rect class="cell" x="{left}" y="{top}" width="{size - 2}" height="{size - 2}" '
                f'fill-opacity="{0.08 + 0.7 * count / most:.2f}"/>'
                f'<text x="{left + 14}" y="{top + 27}" fill="currentColor">{count}</text>'
            )
    for level in LEVELS:
        cells.append(f'<text x="{level * size + 16}" y="30" fill="currentColor">{level}</text>')
        cells.append(f'<text x="16" y="{level * size + 27}" fill="currentColor">{level}</text>')
    side = 5 * size
    return (
        "<h2>Confusion</h2><p>Rows are people, columns the judge.</p>"
        f'<svg role="img" aria-label="confusion matrix" width="{side}" height="{side}">'
        + "".join(cells)
        + "</svg>"
    )


def _worst(found: Calibration) -> str:
    if not found.worst:
        return ""
    items = []
    for one in found.worst:
        people = ", ".join(f"{safe(rater)} {level}" for rater, level in one.humans)
        quotes = "".join(f"<blockquote>{safe(quote)}</blockquote>" for quote in one.quotes)
        items.append(
            f"<p><b>{safe(one.transcript)}</b> · {safe(one.signal)}: judge {one.judge}, "
            f"{people}</p>{quotes}<p>{safe(one.rationale)}</p>"
        )
    return "<h2>Where they differ most</h2>" + "".join(items)


def _trials(stability: Stability | None, sensitivity: Sequence[Sensitivity]) -> str:
    told = ""
    if stability is not None:
        told = (
            f"<p>{stability.transcripts} transcripts graded {stability.runs} times: "
            f"{stability.unchanged:.0%} of {stability.signals} levels unchanged, widest spread "
            f"{stability.widest}.</p>"
        )
    broken = {one.name: f"<span class=broken>broken: {len(one.violations)}</span>"
              for one in sensitivity}  # fmt: skip
    rows = "".join(
        f"<tr><th>{safe(one.name)}</th><td>must {safe(one.must)}</td>"
        f"<td class=n>{'–' if one.change is None else f'{one.change:+.2f}'}</td>"
        f"<td>{'holds' if one.holds else broken[one.name]}"
        f" of {one.compared}</td></tr>"
        for one in sensitivity
    )
    head = "<tr><th>Change</th><th></th><th>Score</th><th></th></tr>"
    return f"<h2>Stability and sensitivity</h2>{told}<table>{head}{rows}</table>"


def _bar(measure: Measure, low: float, high: float, mark: float | None) -> str:
    def x(value: float) -> float:
        return round(8 + (min(max(value, low), high) - low) / (high - low) * (_WIDE - 16), 1)

    middle = _HIGH // 2
    parts = [f'<line class="axis" x1="8" x2="{_WIDE - 8}" y1="{middle}" y2="{middle}"/>']
    if low < 0:
        parts.append(f'<line class="axis" x1="{x(0)}" x2="{x(0)}" y1="2" y2="{_HIGH - 2}"/>')
    if measure.interval is not None:
        start, end = x(measure.interval[0]), x(measure.interval[1])
        parts.append(f'<line class="range" x1="{start}" x2="{end}" y1="{middle}" y2="{middle}"/>')
    if mark is not None:
        parts.append(
            f'<line class="people" x1="{x(mark)}" x2="{x(mark)}" y1="1" y2="{_HIGH - 1}"/>'
        )
    if measure.value is not None:
        parts.append(f'<circle class="dot" cx="{x(measure.value)}" cy="{middle}" r="5"/>')
    label = safe(_told(measure))
    head = f'<svg role="img" aria-label="{label}" width="{_WIDE}" height="{_HIGH}">'
    return f"{head}{''.join(parts)}</svg>"


def _told(measure: Measure) -> str:
    if measure.value is None:
        return "undefined"
    if measure.interval is None:
        return f"{measure.value:+.2f}"
    return f"{measure.value:+.2f} [{measure.interval[0]:+.2f}, {measure.interval[1]:+.2f}]"


def _plain(measure: Measure) -> str:
    return "–" if measure.value is None else f"{measure.value:.2f}"
