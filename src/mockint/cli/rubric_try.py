"""`mockint rubric try`: grade one transcript and show which words decided what."""

from __future__ import annotations

import asyncio
import textwrap
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode
from . import options

if TYPE_CHECKING:
    from ..authoring.trace import Trace, TracedSentence, TracedSignal
    from ..domain.scorecard import Scorecard

WIDTH = 96


@click.command("try")
@click.argument("name", metavar="ROUND")
@click.argument("transcript", metavar="TRANSCRIPT|SESSION")
@click.option("--interviewer", metavar="NAME", help="The interviewer's label in the file.")
@click.option("--candidate", metavar="NAME", help="The candidate's label in the file.")
@click.option("--all", "everything", is_flag=True, help="Sentences that show nothing, too.")
@options.formats("text", "json")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: str,
    transcript: str,
    interviewer: str | None,
    candidate: str | None,
    everything: bool,
    form: str | None,
    **given: Any,
) -> int:
    """Grade one transcript; per sentence: points, cues, evidence; per signal: the anchor."""
    from ..authoring.trace import trace
    from .grade import exit_code
    from .rubric_transcripts import named_transcript

    services = options.services(ctx, given)
    rubric = services.library.rubric(name)
    roles = {"interviewer": interviewer, "candidate": candidate}
    talk = named_transcript(services, transcript, (), {k: v for k, v in roles.items() if v})
    card = asyncio.run(services.grade(talk, rubric))
    traced = trace(talk, rubric, card)
    if form == "json":
        options.print_json(_as_json(traced, card))
    else:
        click.echo(_as_text(traced, card, everything=everything))
    return int(exit_code(card) or ExitCode.DONE)


def _as_json(traced: Trace, card: Scorecard) -> dict[str, Any]:
    return {
        "schema": "mockint/trace@1",
        "rubric": card.rubric,
        "recommendation": card.recommendation.value,
        "score": card.score,
        "sentences": [
            {"turn": one.turn, "start": one.start, "end": one.end, "text": one.text,
             "question": one.question, "void": one.void or None, "evidence": list(one.evidence),
             "shown": [
                 {"kind": s.kind, "signal": s.signal or None, "id": s.id, "cue": s.cue or None}
                 for s in one.shown
             ]}
            for one in traced.sentences
        ],
        "signals": [
            {"id": one.verdict.id, "status": one.verdict.status.value, "level": one.verdict.level,
             "points": list(one.points), "missing": list(one.missing), "anchor": one.anchor,
             "next_anchor": one.next_anchor, "rationale": one.verdict.rationale}
            for one in traced.signals
        ],
        "red_flags": [flag.id for flag in card.red_flags if flag.found],
    }  # fmt: skip


def _as_text(traced: Trace, card: Scorecard, *, everything: bool) -> str:
    from ..domain.clean import clean_line
    from ..reports.phrases import turn_phrase

    lines = [clean_line(card.title), f"{card.recommendation.label}: {card.why}", ""]
    silent = 0
    turn = -1
    for one in traced.sentences:
        if not (one.shown or one.evidence or everything):
            silent += 1
            continue
        if one.turn != turn:
            turn = one.turn
            asked = f", to {one.question}" if one.question else ""
            lines += ["", f"{turn_phrase(turn).capitalize()}{asked}"]
        lines += _sentence(one)
    if silent:
        lines += ["", f"{silent} sentence(s) show nothing (--all lists them)"]
    for signal in traced.signals:
        lines += ["", *_signal(signal)]
    found = [flag for flag in card.red_flags if flag.found]
    lines += ["", *[f"Red flag: {clean_line(flag.text)}" for flag in found]]
    return "\n".join(lines).rstrip()


def _sentence(one: TracedSentence) -> list[str]:
    from ..domain.clean import clean_line

    lines = _wrap(f'"{clean_line(one.text)}"', "  ")
    marks = {"point": "+", "contrary": "-", "red flag": "!"}
    for shown in one.shown:
        owner = f"{shown.signal} / " if shown.signal else ""
        by = f'cue "{shown.cue}"' if shown.cue else "the point's own words"
        lines += _wrap(f"{marks[shown.kind]} {shown.kind} {owner}{shown.id}: {by}", "    ")
    if one.void:
        lines.append(f"    void: {one.void}")
    if one.evidence:
        lines += _wrap(f"= evidence of {', '.join(one.evidence)}", "    ")
    return lines


def _signal(one: TracedSignal) -> list[str]:
    from ..domain.clean import clean_line

    verdict = one.verdict
    level = verdict.status.value if verdict.level is None else f"level {verdict.level}"
    lines = [f"{verdict.id}: {level}"]
    if one.anchor:
        lines += _wrap(f"is     {clean_line(one.anchor)}", "  ", "         ")
    if one.next_anchor:
        lines += _wrap(f"above  {clean_line(one.next_anchor)}", "  ", "         ")
    if one.points:
        lines += _wrap(f"shown  {', '.join(one.points)}", "  ", "         ")
    if one.missing:
        lines += _wrap(f"not    {', '.join(one.missing)}", "  ", "         ")
    if verdict.rationale:
        lines += _wrap(f"why    {clean_line(verdict.rationale)}", "  ", "         ")
    return lines


def _wrap(text: str, first: str, rest: str | None = None) -> list[str]:
    after = f"{first}  " if rest is None else rest
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=after, break_on_hyphens=False
    )
