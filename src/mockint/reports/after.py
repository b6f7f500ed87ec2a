"""What is said after a round, as parts of a report: apart from the scorecard, below it.

One list of parts, which text, Markdown and the HTML page show alike, and the JSON of it.
Foreign text is cleaned or escaped here, because this is where it meets a terminal or a page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..domain.clean import clean_line
from ..domain.scorecard import Evidence
from ..practice.beside import Beside, OwnLevel, Retry
from ..practice.debrief import Bottleneck, Debrief, FlagNote, Outline
from .markdown import escape
from .phrases import turn_phrase

COACHING = "Advice, not part of the scorecard; it changes no level."
OWN_NOTE = "Your own levels, given before you saw these. They change nothing."
RETRY_NOTE = "The question of an earlier session, asked again."
FLAG_WORDS = {"shown": "shown", "avoided": "avoided", "not tested": "not put to the test"}
IN_WORDS = "of all that was weak, mending it lifts the round most"
NOTHING_WEAK = "Nothing that was asked is below solid."


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a part, and what stands below it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a note on what it is, and its lines."""

    title: str
    note: str
    items: tuple[Item, ...]


def beside_parts(beside: Beside) -> tuple[Part, ...]:
    """The candidate's own rating and the first round, where there are any."""
    parts = []
    if beside.own:
        items = tuple(Item(f"{own_phrase(one)}: {one.text}") for one in beside.own)
        parts.append(Part("Your own rating", OWN_NOTE, items))
    if beside.retry is not None:
        note = f"{RETRY_NOTE} First: {beside.retry.of}."
        parts.append(Part("Again", note, tuple(_retry_items(beside.retry))))
    return tuple(parts)


def own_phrase(one: OwnLevel) -> str:
    """`you 3, judge 2`."""
    judged = "no level" if one.judged is None else str(one.judged)
    return f"you {one.own}, judge {judged}"


def debrief_parts(debrief: Debrief, outlines: Sequence[Outline]) -> tuple[Part, ...]:
    """What to mend first, tips, rejection reasons, and outlines of what was weak."""
    first = debrief.bottleneck
    mend = [] if first is None else [Item(first.text, tuple(bottleneck_lines(first)))]
    parts = [Part("Fix this first", COACHING, tuple(mend) or (Item(NOTHING_WEAK),))]
    if debrief.tips:
        tips = tuple(Item(tip.text) for tip in debrief.tips)
        parts.append(Part("Tips of the guide for what was weak", "", tips))
    if debrief.flags:
        flags = tuple(Item(flag_phrase(one), tuple(map(quoted, one.evidence)))
                      for one in debrief.flags)  # fmt: skip
        parts.append(Part("Reasons for rejection", "", flags))
    weak = [one for one in outlines if one.signal in debrief.weak]
    parts += [Part(one.signal_text, one.label, tuple(outline_items(one))) for one in weak]
    return tuple(parts)


def bottleneck_lines(first: Bottleneck, *, figures: bool = True) -> Iterator[str]:
    """Why it comes first, and the next step; `figures` False for who wants none."""
    yield f"Why: {first.why if figures or first.flag else IN_WORDS}."
    if first.next:
        yield f"Next: {first.next}"


def fix_first(debrief: Debrief) -> str:
    """One line: what to mend first, and why; "" where nothing is weak."""
    first = debrief.bottleneck
    return "" if first is None else clean_line(f"Fix first: {first.text.rstrip('.')} ({first.why})")


def flag_phrase(flag: FlagNote) -> str:
    """`avoided: Blames others`, a state and the reason."""
    return f"{FLAG_WORDS[flag.state]}: {flag.text}"


def outline_items(outline: Outline) -> Iterator[Item]:
    """What the candidate said of it, and what is missing."""
    if outline.question_text:
        yield Item(f"Asked: {outline.question_text}")
    for step in outline.steps:
        if step.words is None:
            yield Item(f"missing: {step.text}")
        else:
            yield Item(f"said: {step.text}", (quoted(step.words),))
    yield Item(f"Level 4: {outline.anchor}")


def quoted(evidence: Evidence) -> str:
    """Words of the candidate with their turn, as the scorecard counts turns."""
    return f'"{" ".join(evidence.quote.split())}" ({turn_phrase(evidence.turn)})'


def parts_text(parts: Iterable[Part], width: int = 88) -> str:
    """The parts for a terminal or a pipe, a blank line between them."""
    return "\n\n".join("\n".join(_part_text(part, width)) for part in parts)


def parts_markdown(parts: Iterable[Part]) -> str:
    """The parts for a page of Markdown, foreign text escaped."""
    return "\n\n".join("\n".join(_part_markdown(part)) for part in parts) + "\n"


def beside_json(beside: Beside) -> dict[str, Any]:
    """`self_rating` and `retry`, each only where there is one."""
    told: dict[str, Any] = {}
    if beside.own:
        told["self_rating"] = [
            {"signal": one.signal, "own": one.own, "level": one.judged} for one in beside.own
        ]
    if beside.retry is not None:
        told["retry"] = asdict(beside.retry)
    return told


def debrief_json(debrief: Debrief, outlines: Sequence[Outline]) -> dict[str, Any]:
    """The debrief; `outlines` are those of weak signals."""
    first = debrief.bottleneck
    return {
        "bottleneck": None if first is None else asdict(first),
        "tips": [tip.text for tip in debrief.tips],
        "red_flags": [
            {"id": one.id, "text": one.text, "state": one.state.replace(" ", "_"),
             "evidence": [at.model_dump() for at in one.evidence]}
            for one in debrief.flags
        ],
        "weak": list(debrief.weak),
        "outlines": [_outline_json(one) for one in outlines if one.signal in debrief.weak],
    }  # fmt: skip


# -- within -----------------------------------------------------------------------


def _retry_items(retry: Retry) -> Iterator[Item]:
    if retry.problem:
        yield Item(retry.problem)
    elif not retry.levels:
        yield Item("No signal was decided in both.")
    for one in retry.levels:
        yield Item(f"first: {_told(one.first)}, now: {_told(one.now)}: {one.text}")
    if retry.unlike:
        names = ", ".join(retry.unlike)
        yield Item(f"The two were not graded alike ({names}): what moved may be due to that.")


def _told(level: int | None) -> str:
    return "nothing shown" if level is None else str(level)


def _outline_json(outline: Outline) -> dict[str, Any]:
    return {
        "signal": outline.signal,
        "question": outline.question or None,
        "label": outline.label,
        "anchor": outline.anchor,
        "points": [
            {"point": step.point, "text": step.text, "said": step.said,
             "evidence": step.words.model_dump() if step.words else None}
            for step in outline.steps
        ],
    }  # fmt: skip


def _part_text(part: Part, width: int) -> Iterator[str]:
    yield from _wrap(part.title, width, "", "")
    if part.note:
        yield from _wrap(part.note, width, "  ", "  ")
    for item in part.items:
        yield from _wrap(item.text, width, "  - ", "    ")
        for line in item.below:
            yield from _wrap(line, width, "      ", "      ")


def _part_markdown(part: Part) -> Iterator[str]:
    yield f"## {escape(clean_line(part.title))}"
    if part.note:
        yield from ("", escape(clean_line(part.note)))
    yield ""
    for item in part.items:
        yield f"- {escape(clean_line(item.text))}"
        yield from (f"    - {escape(clean_line(line))}" for line in item.below)


def _wrap(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        clean_line(text), width, initial_indent=first, subsequent_indent=rest,
        break_on_hyphens=False,
    )  # fmt: skip
