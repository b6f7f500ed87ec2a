"""`mockint bench judge`: pairs of answers that a judge must order, with any engine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode
from . import bench, options

if TYPE_CHECKING:
    from ..bench.judging import Ordered, Share
    from ..bench.pairs import Pair
    from ..bench.sheet import Sheet
    from ..domain.rubric import Rubric
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript
    from ..wiring import Services

NOTE = (
    "Right: the better answer has the higher mean level over the question's signals or, at equal "
    "levels, the higher expected level; added words did not raise the level. The pairs are written "
    "for mockint; they are no sample of real candidates."
)


@click.command("judge")
@click.option("--pairs", metavar="FILE", help="Pairs of your own; else those that come along.")
@click.option(
    "--part", type=click.Choice(["all", "open", "held-out"]), default="all", show_default=True,
    help="The third that no rule was changed for is held out.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="Do not grade every text a second time.")
@click.option("--estimate", is_flag=True, help="Say what it would take; nothing is sent.")
@click.option("--out", metavar="FILE", help="Write it there too: .html, .md, .json or .txt.")
@options.formats("text", "json", "md", "html")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context, /, pairs: str | None, part: str, once: bool, form: str | None,
    out: str | None, estimate: bool, **given: Any,
) -> int:  # fmt: skip
    """Order pairs of answers, and see what must not raise a level.

    Of each pair one answer is better in one known way: more substance at the same length, an
    outcome, an own part, a trade-off, nothing to the contrary, not taken back; or the other has
    only padding, praise, flattery or words to the grader added, which must not raise a level.
    """
    from ..bench.judging import judge_pairs

    services = options.services(ctx, given)
    chosen, rubrics = _load(services, pairs, part)
    if estimate:
        return _estimate(services, chosen, rubrics)

    async def work() -> tuple[tuple[Ordered, ...], int, dict[str, str]]:
        from ..authoring.library import digest
        from ..grading.grader import grade as grade_with

        digests = {name: digest(rubric) for name, rubric in rubrics.items()}
        who: dict[str, str] = {}
        async with services.engines.open_judge() as judge:

            async def grade(talk: Transcript, rubric: Rubric) -> Scorecard:
                card = await grade_with(talk, rubric, judge, rubric_digest=digests[rubric.id])
                one = card.provenance
                told = {"engine": one.engine, "model": one.model, "method": one.method}
                who.update({key: value for key, value in told.items() if value})
                return card

            found, moved = await judge_pairs(chosen, rubrics, grade, again=not once)
        return found, moved, who

    ordered, moved, who = asyncio.run(work())
    sheet, value = _report(ordered, None if once else moved, who)
    bench.show(sheet, value, form, out)
    return int(ExitCode.DONE)


def _load(
    services: Services, path: str | None, part: str
) -> tuple[tuple[Pair, ...], dict[str, Rubric]]:
    from ..bench.pairs import read_pairs, rounds_of
    from ..errors import NotFoundError
    from ..store.locations import data_folder

    file = Path(path).expanduser() if path else data_folder("bench") / "pairs.toml"
    if not file.is_file():
        raise NotFoundError("no such file", where=str(file), remedy="see bench/pairs.toml")
    rubrics = {name: services.library.rubric(name) for name in rounds_of(file)}
    spoken = {
        (name, question.id): question.spoken(())
        for name, rubric in rubrics.items()
        for question in rubric.questions
    }
    every = read_pairs(file, spoken)
    wanted = {"all": (True, False), "open": (False,), "held-out": (True,)}[part]
    return tuple(pair for pair in every if pair.held_out in wanted), rubrics


def _estimate(services: Services, pairs: Sequence[Pair], rubrics: dict[str, Rubric]) -> int:
    from ..bench.judging import texts_of

    texts = texts_of(pairs, rubrics).values()
    engines = services.engines
    click.echo(f"{len(pairs)} pairs, {len(texts)} texts; each is graded twice without --once")
    if not engines.is_model:
        click.echo("no calls, no cost: the built-in judge runs on this machine")
        return int(ExitCode.DONE)
    from ..bulk.engine import estimator_of
    from ..grading.model_judge import JudgeOptions

    estimate = estimator_of(engines, JudgeOptions())
    found = [estimate(talk, rubric) for talk, rubric in texts]
    calls, prompt = sum(one.calls for one in found), sum(one.prompt for one in found)
    back = sum(one.completion for one in found)
    click.echo(f"{calls} calls to {engines.endpoint.model}, once: {prompt:,} tokens sent, "
               f"about {back:,} back ({engines.counter.how})")  # fmt: skip
    costs = [one.cost for one in found]
    if any(cost is None for cost in costs):
        click.echo("cost unknown: no price for this model (add it to prices.toml)")
    else:
        click.echo(f"about ${sum(cost or 0.0 for cost in costs):.2f}; a reply is asked for once, "
                   "the second time it comes out of the cache")  # fmt: skip
    return int(ExitCode.DONE)


def _report(
    ordered: Sequence[Ordered], moved: int | None, who: dict[str, str]
) -> tuple[Sheet, dict[str, Any]]:
    from .. import __version__
    from ..bench.judging import share, shares
    from ..bench.sheet import Sheet, Table

    whole = share("all", ordered)
    parts = [
        share(name, [one for one in ordered if one.pair.held_out is held])
        for name, held in (("open", False), ("held out", True))
    ]
    head = ("pairs of", "pairs", "right", "share", "no difference", "raised")
    totals = Table("Ordered right", head, tuple(map(_row, (whole, *parts))))
    tests = Table("By what differs", head, tuple(map(_row, shares(ordered))))
    wrong = [one for one in ordered if not one.right]
    misses = Table(
        "Ordered wrong", ("pair", "what differs", "better", "other"),
        tuple((o.pair.id, o.pair.test, _stands(o.better), _stands(o.worse)) for o in wrong),
    )  # fmt: skip
    judge = {**who, "mockint": __version__}
    lead = [f"Judge: {', '.join(f'{key} {value}' for key, value in judge.items())}."]
    if moved is not None:
        lead.append(f"Graded a second time: {moved} scorecards differed by a byte or more.")
    tables = (totals, tests, misses) if wrong else (totals, tests)
    value = {
        "schema": "mockint/bench-judge@1", "judge": judge, "moved": moved,
        "all": asdict(whole), "parts": [asdict(one) for one in parts],
        "tests": [asdict(one) for one in shares(ordered)],
        "wrong": [{"pair": o.pair.id, "test": o.pair.test} for o in wrong],
    }  # fmt: skip
    return Sheet("Sensitivity of the judge", tuple(lead), tables, (NOTE,)), value


def _row(one: Share) -> tuple[str, ...]:
    part = f"{one.right / one.pairs:.0%}" if one.pairs else "-"
    return (one.name, str(one.pairs), str(one.right), part, str(one.tied), str(one.raised))


def _stands(standing: Any) -> str:
    return "-" if standing is None else f"{standing.level:.2f} ({standing.expected:.2f})"
