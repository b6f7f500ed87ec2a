"""A scorecard, and a transcript, as Markdown to keep or to send."""

from __future__ import annotations

import re

from ..domain.clean import clean
from ..domain.scorecard import Evidence, Scorecard, Verdict
from ..domain.transcript import Transcript
from .phrases import (
    SUSPECT,
    delivery_lines,
    level_phrase,
    place_phrase,
    provenance_phrase,
    usage_phrase,
    who_phrase,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def scorecard_markdown(card: Scorecard) -> str:
    """The scorecard; quotes are block quotes, foreign text is escaped."""
    lines = [
        f"# {escape(card.title)}",
        "",
        f"**{card.recommendation.label}**: {escape(card.why)}.",
        "",
        "## Signals",
    ]
    for verdict in card.signals:
        lines += _signal(verdict)
    lines += ["", "## Evaluation criteria", "", "| criterion | score |", "| --- | --- |"]
    for criterion in card.criteria:
        score = f"{criterion.score:.2f}" if criterion.score is not None else "none"
        lines.append(f"| {escape(criterion.text)} | {score} |")
    lines += ["", "## Reasons for rejection", ""]
    found = [flag for flag in card.red_flags if flag.found]
    if not found:
        lines.append(f"None of {len(card.red_flags)} was shown.")
    for flag in found:
        lines += [f"- {escape(flag.text)}", "", *map(_quote, flag.evidence)]
    lines += ["", "## Delivery", "", "Counted, not part of any level.", ""]
    lines += [f"- {escape(line)}" for line in delivery_lines(card)]
    lines += ["", f"Graded by: {escape(provenance_phrase(card.provenance))}"]
    if usage := usage_phrase(card.provenance):
        lines += ["", f"It took {escape(usage)}."]
    if card.provenance.suspect:
        lines += ["", SUSPECT]
    if card.provenance.limits:
        lines += ["", f"This judge {escape('; it '.join(card.provenance.limits))}."]
    return "\n".join(lines) + "\n"


def transcript_markdown(transcript: Transcript, title: str) -> str:
    """The conversation, turns numbered as the scorecard's quotes count them."""
    lines = [f"# {escape(title)}", ""]
    for turn in transcript.turns:
        lines += [f"**{who_phrase(turn)}** ({turn.index})", "", escape(turn.text), ""]
    return "\n".join(lines)


def escape(text: str) -> str:
    """Foreign text as it reads, never as markup."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def _signal(verdict: Verdict) -> list[str]:
    lines = ["", f"### {escape(verdict.text)}", "", f"**{level_phrase(verdict)}**", ""]
    for quote in verdict.evidence:
        lines += [_quote(quote), ""]
    if verdict.rationale:
        lines += [f"Why: {escape(verdict.rationale)}", ""]
    if verdict.raise_it:
        lines += [f"Next: {escape(verdict.raise_it)}", ""]
    return lines[:-1]


def _quote(quote: Evidence) -> str:
    return f"> {escape(' '.join(quote.quote.split()))} ({place_phrase(quote)})"
