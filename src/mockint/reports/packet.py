"""A committee packet for people and for machines: text, Markdown, HTML, JSON.

Every level stands beside the candidate's words. What a transcript says is cleaned where it
meets a terminal and escaped where it meets markup.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from ..domain.clean import clean_line
from ..practice.committee import Disagreement, Finding, Item, Packet, RoundResult
from .markdown import escape
from .page import page, safe
from .phrases import LEVEL_WORDS, STATUS_WORDS, place_phrase, provenance_phrase

_QUOTES = 2
_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}
th,td{padding:.25rem .75rem;text-align:left;vertical-align:top}
blockquote{margin:.25rem 0 .25rem 1rem;padding-left:.75rem;border-left:3px solid #8888}
.muted{opacity:.75}
"""


def finding_phrase(finding: Finding) -> str:
    """`3 of 4, solid`, or why there is no level."""
    if finding.level is None:
        return STATUS_WORDS[finding.status]
    return f"{finding.level} of 4, {LEVEL_WORDS[finding.level]}"


def round_phrase(one: RoundResult) -> str:
    """Recommendation and score of a round, or that it was not held."""
    if one.card is None:
        return "begun, not over" if one.session else "not held"
    score = f", {one.card.score:.2f} of 4" if one.card.score is not None else ""
    return f"{one.card.recommendation.label}{score}, {one.card.coverage:.0%} judged"


def _score(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _quotes(finding: Finding) -> list[tuple[str, str]]:
    return [(clean_line(one.quote), place_phrase(one)) for one in finding.evidence[:_QUOTES]]


# -- text ---------------------------------------------------------------------------


def packet_text(packet: Packet, width: int = 88) -> str:
    """The packet for a terminal, a pipe or a screen reader."""
    lines = [f"Committee packet: {clean_line(packet.title)} ({packet.loop})"]
    lines += [f"Recommendation: {packet.recommendation.label}"]
    lines += _wrap(f"{packet.why[:1].upper()}{packet.why[1:]}.", width)
    lines += ["", "Rounds"]
    for number, one in enumerate(packet.rounds, 1):
        who = f" with {clean_line(one.seat.interviewer)}" if one.seat.interviewer else ""
        lines += _wrap(
            f"{number}. {one.seat.title}{who}: {round_phrase(one)}", width, "  ", "     "
        )
        lines += _wrap(one.card.why, width, "     ") if one.card else []
    for group in packet.groups:
        lines += ["", clean_line(group.title)]
        lines += _wrap(f"({group.note})", width, "  ") if group.note else []
        for item in group.items:
            lines += _item_text(item, width)
    lines += ["", "Disagreements"]
    lines += ["  None between rounds."] if not packet.disagreements else []
    for apart in packet.disagreements:
        lines += _disagreement_text(apart, width)
    lines += ["", "What a debrief would argue about"]
    lines += ["  Nothing stands out."] if not packet.debrief else []
    for point in packet.debrief:
        lines += _wrap(point, width, "  - ", "    ")
    lines += ["", *(line for note in packet.notes for line in _wrap(note, width))]
    return "\n".join(lines)


def _item_text(item: Item, width: int) -> list[str]:
    lines = _wrap(item.text, width, f"  {_score(item.score):>4}  ", "        ")
    for finding in item.findings:
        told = f"{finding.round}: {finding.signal.rstrip('.')}: {finding_phrase(finding)}"
        lines += _wrap(told, width, "        ", "          ")
        for quote, place in _quotes(finding):
            lines += _wrap(f'"{quote}" ({place})', width, "          > ", "            ")
    return lines


def _disagreement_text(one: Disagreement, width: int) -> list[str]:
    head = f"{one.about} {one.high}: {one.high_score:.1f}; {one.low}: {one.low_score:.1f}"
    lines = _wrap(head, width, "  - ", "    ")
    for finding in one.findings:
        lines += [f"      {clean_line(finding.round)}: {finding_phrase(finding)}"]
        for quote, place in _quotes(finding)[:1]:
            lines += _wrap(f'"{quote}" ({place})', width, "      > ", "        ")
    return lines


def _wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        clean_line(text), width, initial_indent=first,
        subsequent_indent=first if rest is None else rest, break_on_hyphens=False,
    )  # fmt: skip


# -- Markdown -----------------------------------------------------------------------


def packet_markdown(packet: Packet) -> str:
    """The packet as a page; foreign text is escaped."""
    lines = [
        f"# Committee packet: {escape(packet.title)}",
        "",
        f"**{packet.recommendation.label}**: {escape(packet.why)}.",
        "",
        "## Rounds",
        "",
        "| round | interviewer | recommendation | score | judged | session |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_row_markdown(one) for one in packet.rounds]
    for group in packet.groups:
        lines += ["", f"## {escape(group.title)}", ""]
        lines += [f"*{escape(group.note)}*", ""] if group.note else []
        for item in group.items:
            lines += _item_markdown(item)
    lines += ["", "## Disagreements", ""]
    lines += ["None between rounds."] if not packet.disagreements else []
    lines += [
        f"- {escape(one.about)} {escape(one.high)}: {one.high_score:.1f}; "
        f"{escape(one.low)}: {one.low_score:.1f}"
        for one in packet.disagreements
    ]
    lines += ["", "## What a debrief would argue about", ""]
    lines += [f"- {escape(clean_line(point))}" for point in packet.debrief] or ["Nothing."]
    lines += ["", *(f"{escape(note)}  " for note in packet.notes)]
    return "\n".join(lines) + "\n"


def _row_markdown(one: RoundResult) -> str:
    card = one.card
    cells = [one.seat.title, one.seat.interviewer, round_phrase(one).split(",")[0],
             _score(card.score) if card else "", f"{card.coverage:.0%}" if card else "",
             one.session]  # fmt: skip
    return "| " + " | ".join(escape(clean_line(cell)) for cell in cells) + " |"


def _item_markdown(item: Item) -> list[str]:
    lines = [f"- **{_score(item.score)}** {escape(clean_line(item.text))}"]
    for finding in item.findings:
        told = f"{finding.round}: {finding.signal}: {finding_phrase(finding)}"
        lines.append(f"    - {escape(clean_line(told))}")
        lines += [f"        > {escape(quote)} ({place})" for quote, place in _quotes(finding)]
    return lines


# -- HTML ---------------------------------------------------------------------------


def packet_html(packet: Packet) -> str:
    """The packet as one self-contained page."""
    title = f"Committee packet: {safe(packet.title)}"
    parts = [f"<h1>{title}</h1>", f"<p class=muted>{safe(packet.loop)}</p>"]
    parts.append(f"<p><strong>{packet.recommendation.label}</strong>: {safe(packet.why)}.</p>")
    parts.append(_rounds_html(packet.rounds))
    for group in packet.groups:
        parts.append(f"<h2>{safe(group.title)}</h2>")
        parts += [f"<p class=muted>{safe(group.note)}</p>"] if group.note else []
        parts += [_item_html(item) for item in group.items]
    parts.append("<h2>Disagreements</h2>")
    parts.append(_list_html([
        f"{safe(one.about)} {safe(one.high)}: {one.high_score:.1f}; "
        f"{safe(one.low)}: {one.low_score:.1f}"
        for one in packet.disagreements
    ], "None between rounds."))  # fmt: skip
    parts.append("<h2>What a debrief would argue about</h2>")
    parts.append(_list_html([safe(point) for point in packet.debrief], "Nothing stands out."))
    parts += [f"<p class=muted>{safe(note)}</p>" for note in packet.notes]
    return page(title, _STYLE, "\n".join(parts))


def _rounds_html(rounds: Sequence[RoundResult]) -> str:
    rows = "".join(
        f"<tr><td>{safe(one.seat.title)}<td>{safe(one.seat.interviewer)}"
        f"<td>{safe(round_phrase(one))}<td>{safe(one.session)}"
        for one in rounds
    )
    head = "<tr><th>Round<th>Interviewer<th>Result<th>Session"
    return f"<h2>Rounds</h2><table>{head}{rows}</table>"


def _item_html(item: Item) -> str:
    parts = [f"<h3>{_score(item.score)} · {safe(item.text)}</h3>"]
    for finding in item.findings:
        told = f"{finding.round}: {finding.signal}: {finding_phrase(finding)}"
        parts.append(f"<p>{safe(told)}</p>")
        parts += [f"<blockquote>{safe(quote)} ({place})</blockquote>"
                  for quote, place in _quotes(finding)]  # fmt: skip
    return "".join(parts)


def _list_html(rows: Sequence[str], nothing: str) -> str:
    return f"<ul>{''.join(f'<li>{row}' for row in rows)}</ul>" if rows else f"<p>{nothing}</p>"


# -- JSON ---------------------------------------------------------------------------


def packet_json(packet: Packet) -> dict[str, Any]:
    """The packet as JSON; quotes carry the session whose turn they point into."""
    return {
        "schema": "mockint/packet@1",
        "loop": packet.loop,
        "guide": packet.guide,
        "title": packet.title,
        "recommendation": packet.recommendation.value,
        "why": packet.why,
        "score": packet.score,
        "coverage": packet.coverage,
        "rounds": [_round_json(one) for one in packet.rounds],
        "groups": [
            {"group": g.title, "note": g.note, "items": [_item_json(item) for item in g.items]}
            for g in packet.groups
        ],
        "disagreements": [
            {"about": d.about, "high": {"round": d.high, "score": d.high_score},
             "low": {"round": d.low, "score": d.low_score},
             "findings": [_finding_json(f) for f in d.findings]}
            for d in packet.disagreements
        ],
        "debrief": list(packet.debrief),
        "notes": list(packet.notes),
    }  # fmt: skip


def _round_json(one: RoundResult) -> dict[str, Any]:
    card = one.card
    return {
        "rubric": one.rubric.id,
        "title": one.seat.title,
        "interviewer": one.seat.interviewer,
        "persona": one.seat.persona,
        "session": one.session or None,
        "recommendation": card.recommendation.value if card else None,
        "why": card.why if card else None,
        "score": card.score if card else None,
        "coverage": card.coverage if card else None,
        "graded_by": provenance_phrase(card.provenance) if card else None,
    }


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "text": item.text,
        "score": item.score,
        "findings": [_finding_json(finding) for finding in item.findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "round": finding.round,
        "session": finding.session,
        "signal": finding.signal,
        "status": finding.status.value,
        "level": finding.level,
        "evidence": [quote.model_dump() for quote in finding.evidence],
    }
