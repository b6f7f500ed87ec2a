"""A scorecard as text for a terminal, a pipe or a screen reader.

Meaning is never carried by colour alone. Foreign text is cleaned of control
characters here, because this is where it meets a terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from ..domain.clean import clean
from ..domain.scorecard import Recommendation, RedFlagFinding, Scorecard, Verdict
from .phrases import (
    SUSPECT,
    delivery_lines,
    level_phrase,
    place_phrase,
    provenance_phrase,
    usage_phrase,
)

Paint = Callable[[str, str], str]

_BOLD, _DIM, _GREEN, _YELLOW, _RED = "1", "2", "32", "33", "31"
_COLOURS = {1: _RED, 2: _YELLOW, 3: _GREEN, 4: _GREEN, None: _DIM}
_GOOD = {Recommendation.STRONG_HIRE, Recommendation.HIRE, Recommendation.LEAN_HIRE}


def scorecard_text(card: Scorecard, *, colour: bool = False, width: int = 88) -> str:
    """The whole scorecard; every level stands beside the quotes that carry it."""
    paint = _painter(enabled=colour)
    tone = _GREEN if card.recommendation in _GOOD else _YELLOW
    head = f"Recommendation: {card.recommendation.label}"
    lines = [
        paint(clean(card.title), _BOLD),
        paint(head, f"{_BOLD};{tone}"),
        *_wrap(card.why[:1].upper() + card.why[1:] + ".", width, ""),
        "",
        paint("Signals", _BOLD),
    ]
    for number, verdict in enumerate(card.signals, 1):
        lines += _signal(number, verdict, paint, width)
    lines += _criteria(card, paint, width)
    lines += _red_flags(card.red_flags, paint, width)
    lines += ["", paint("Delivery (counted, not part of any level)", _BOLD)]
    lines += [f"  {line}" for line in delivery_lines(card)]
    lines += ["", *_notes(card, paint, width)]
    return "\n".join(lines)


def _signal(number: int, verdict: Verdict, paint: Paint, width: int) -> list[str]:
    lines = ["", *_wrap(f"{number}. {verdict.text}", width, "")]
    lines.append("   " + paint(level_phrase(verdict), _COLOURS[verdict.level]))
    for quote in verdict.evidence:
        words = f'"{" ".join(quote.quote.split())}" ({place_phrase(quote)})'
        lines += _wrap(words, width, "   > ", "     ")
    if verdict.rationale:
        lines += _wrap(verdict.rationale, width, "   Why: ", "        ")
    if verdict.raise_it:
        lines += _wrap(verdict.raise_it, width, "   Next: ", "         ")
    for reason in verdict.dropped:
        lines += [paint(line, _DIM) for line in _wrap(reason, width, "   Dropped: ", "     ")]
    return lines


def _criteria(card: Scorecard, paint: Paint, width: int) -> list[str]:
    lines = ["", paint("Evaluation criteria (means of their signals)", _BOLD)]
    for criterion in card.criteria:
        score = f"{criterion.score:.2f}" if criterion.score is not None else "none"
        lines += _wrap(criterion.text, width, f"  {score:>4}  ", "        ")
    return lines


def _red_flags(flags: tuple[RedFlagFinding, ...], paint: Paint, width: int) -> list[str]:
    found = [flag for flag in flags if flag.found]
    lines = ["", paint("Reasons for rejection", _BOLD)]
    if not found:
        return [*lines, f"  None of {len(flags)} was shown."]
    for flag in found:
        lines += [paint(line, _RED) for line in _wrap(f"Shown: {flag.text}", width, "  ", "  ")]
        for quote in flag.evidence:
            words = f'"{" ".join(quote.quote.split())}" ({place_phrase(quote)})'
            lines += _wrap(words, width, "  > ", "    ")
    return lines


def _notes(card: Scorecard, paint: Paint, width: int) -> list[str]:
    lines = [f"Graded by: {provenance_phrase(card.provenance)}"]
    if usage := usage_phrase(card.provenance):
        lines.append(f"It took {usage}.")
    if card.provenance.suspect:
        lines.append(SUSPECT)
    if card.provenance.limits:
        lines.append(f"This judge {'; it '.join(card.provenance.limits)}.")
    lines += card.transcript.notes
    return [paint(line, _DIM) for note in lines for line in _wrap(note, width, "")]


def _wrap(text: str, width: int, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        clean(text),
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=True,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def _painter(*, enabled: bool) -> Paint:
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if enabled else text

    return paint
