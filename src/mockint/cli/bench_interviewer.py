"""`mockint bench interviewer`: simulated candidates in every round, and what code reads of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, UsageError
from . import options
from .table import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..audit.survey import Held, Row
    from ..domain.rubric import Rubric
    from ..ports import Wording
    from ..wiring import Services


@click.command("interviewer", short_help="Audit the interviewer.")
@click.argument("rounds", metavar="[ROUND]...", nargs=-1)
@click.option("--seeds", type=click.IntRange(1, 100), default=1, show_default=True,
              help="Interviews for each round and kind of candidate.")  # fmt: skip
@click.option("--candidate", "manners", metavar="KIND", multiple=True,
              help="Only this kind of candidate; repeatable.")  # fmt: skip
@click.option("--answers", metavar="DIR", type=click.Path(path_type=Path),
              help="Prepared answers: DIR/COMPANY--ROLE--ROUND/strong.txt and so on.")  # fmt: skip
@click.option("--persona", default="neutral", show_default=True, help="neutral, warm or brisk.")
@click.option("--show", is_flag=True, help="Print the interviews that break a rule.")
@options.formats("text", "markdown", "json")
@options.engine
@options.common
@click.pass_context
def command(ctx: click.Context, /, rounds: tuple[str, ...], form: str | None, **given: Any) -> int:
    """Interview simulated candidates, and check by code what the interviewer said.

    Nine kinds of candidates (strong, terse, rambling, evasive, hostile, silent, off-topic,
    non-native, a liar who retracts) in all rounds, or those named. Exit 1 on a breach.
    With --engine openai the words are a model's: the same audit for your own model.
    """
    from ..audit.candidates import Manner

    seeds, names, folder = given.pop("seeds"), given.pop("manners"), given.pop("answers")
    persona, show = given.pop("persona"), given.pop("show")
    services = options.services(ctx, given)
    known = [manner.value for manner in Manner]
    if wrong := [name for name in names if name not in known]:
        raise UsageError(f'no candidate "{wrong[0]}"', where="--candidate",
                         remedy=f"choose from {', '.join(known)}")  # fmt: skip
    library = services.library
    chosen = [library.rubric(name) for name in rounds]
    chosen = chosen or [library.read(entry) for entry in library.entries()]
    held = asyncio.run(
        _held(services, chosen, tuple(map(Manner, names or known)), range(seeds), folder, persona)
    )
    _print(held, form, show=show)
    return int(ExitCode.PARTIAL if any(one.breaches for one in held) else ExitCode.DONE)


async def _held(
    services: Services,
    chosen: list[Rubric],
    manners: tuple[Any, ...],
    seeds: range,
    folder: Path | None,
    persona: str,
) -> list[Held]:
    from ..audit.prepared import read_answers
    from ..audit.survey import audit

    answers = read_answers(folder, [one.id for one in chosen]) if folder else {}
    words = _words(services, persona)
    held = []
    last = ""
    async for one in audit(chosen, words, answers, manners=manners, seeds=seeds):
        if one.sitting.rubric.id != last:
            last = one.sitting.rubric.id
            click.echo(f"auditing {last}", err=True)
        held.append(one)
    return held


def _words(services: Services, persona: str) -> Callable[[Rubric], Wording]:
    """The words of the chosen engine for a round."""
    if services.engines.is_model:
        return lambda rubric: services.model_words(rubric, persona)
    return lambda rubric: services.builtin_words(rubric, persona)


def _print(held: list[Held], form: str | None, *, show: bool) -> None:
    from ..audit.survey import tabulate

    rows = tabulate(held)
    if form == "json":
        options.print_json({
            "schema": "mockint/audit@1",
            "rounds": [row.as_data() for row in rows],
            "breaches": [_as_data(one, breach) for one in held for breach in one.breaches],
        })  # fmt: skip
        return
    click.echo(_markdown(rows) if form == "markdown" else table(_HEAD, _cells(rows)))
    for one in held:
        for breach in one.breaches:
            click.echo(
                f"{one.sitting.rubric.id}, {one.sitting.candidate}, seed {one.seed}, "
                f"move {breach.place}: {breach.rule}: {breach.what}"
            )
        if show and one.breaches:
            click.echo(_transcript(one))


_HEAD = ("round", "interviews", "moves", "follow-ups", "quotes", "breaches")


def _cells(rows: list[Row]) -> list[tuple[str, ...]]:
    cells = [
        (row.rubric, *(str(n) for n in (row.interviews, row.moves, row.probes, row.quotes)),
         ", ".join(f"{name} {count}" for name, count in row.by_rule.items()) or "0")
        for row in rows
    ]  # fmt: skip
    sums = (
        sum(row.interviews for row in rows), sum(row.moves for row in rows),
        sum(row.probes for row in rows), sum(row.quotes for row in rows),
        sum(row.broken for row in rows),
    )  # fmt: skip
    return [*cells, ("all", *map(str, sums))]


def _markdown(rows: list[Row]) -> str:
    lines = [f"| {' | '.join(_HEAD)} |", f"|{' --- |' * len(_HEAD)}"]
    lines += [f"| {' | '.join(cells)} |" for cells in _cells(rows)]
    return "\n".join(lines)


def _as_data(one: Held, breach: Any) -> dict[str, object]:
    return {
        "rubric": one.sitting.rubric.id,
        "candidate": one.sitting.candidate,
        "seed": one.seed,
        "move": breach.place,
        "rule": breach.rule,
        "what": breach.what,
    }


def _transcript(one: Held) -> str:
    from ..domain.clean import clean

    lines = []
    for place, said in enumerate(one.sitting.said):
        lines.append(f"  {place:>3} Interviewer: {clean(said.text)}")
        if said.reply is not None:
            lines.append(f"      Candidate: {clean(said.reply.text) or said.reply.act.value}")
    return "\n".join(lines)
