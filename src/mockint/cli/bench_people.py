"""`mockint bench people`: interviews that people have scored, against the judge."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode
from . import bench, options

if TYPE_CHECKING:
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript

SYNTHETIC = (
    "SYNTHETIC: interviews and raters are invented. This shows the form of the report and says "
    "nothing about agreement with people."
)
NOTE = (
    "In brackets: 95% bootstrap intervals over interviews. The judge saw none of the scores; the "
    "ridge was trained on them, in folds."
)


@click.command("people")
@click.option(
    "--transcripts", metavar="FILE", help="interview,transcript or interview,speaker,text."
)
@click.option("--scores", metavar="FILE", help="CSV: interview,rater,item,score.")
@click.option("--rubric", "name", metavar="ROUND", help="Instead of the general behavioural one.")
@click.option("--out", metavar="FILE", help="Write it there too: .html, .md, .json or .txt.")
@options.formats("text", "json", "md", "html")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context, /, transcripts: str | None, scores: str | None, name: str | None,
    form: str | None, out: str | None, **given: Any,
) -> int:  # fmt: skip
    """Grade interviews that people have scored, and say how far the judge agrees.

    Each item of the scores is held against the rubric's signal of that name, else against the
    whole interview. Without files, a small synthetic set shows the form of the report.
    """
    from ..authoring.library import digest
    from ..bench.people import compare, grade_all, read_scores, read_transcripts
    from ..errors import InputError, UsageError
    from ..grading.grader import grade as grade_with
    from ..store.locations import data_folder

    if (transcripts is None) != (scores is None):
        raise UsageError("one of the two files is missing", where="--transcripts, --scores",
                         remedy="name both, or none for the synthetic set")  # fmt: skip
    shipped = data_folder("bench")
    services = options.services(ctx, given)
    rubric = services.library.rubric(name or str(shipped / "behavioural.yaml"))
    files = (transcripts or shipped / "synthetic-interviews.jsonl",
             scores or shipped / "synthetic-scores.csv")  # fmt: skip
    talks = read_transcripts(Path(files[0]).expanduser())
    marks = read_scores(Path(files[1]).expanduser())
    if unknown := sorted({one.interview for one in marks} - talks.keys()):
        raise InputError(f"scores an interview that has no transcript: {unknown[0]}",
                         where=str(files[1]))  # fmt: skip

    async def work() -> dict[str, Scorecard]:
        made = digest(rubric)
        async with services.engines.open_judge() as judge:

            async def grade(talk: Transcript) -> Scorecard:
                return await grade_with(talk, rubric, judge, rubric_digest=made)

            return await grade_all(talks, grade)

    cards = asyncio.run(work())
    compared = compare(talks, cards, marks)
    _show(compared, cards, rubric.title, form, out, synthetic=transcripts is None)
    return int(ExitCode.DONE)


def _show(
    compared: Any, cards: dict[str, Scorecard], title: str, form: str | None, out: str | None,
    *, synthetic: bool,
) -> None:  # fmt: skip
    from ..bench import ridge
    from ..bench.figures import told
    from ..bench.sheet import Sheet, Table

    one = next(iter(cards.values())).provenance
    who = {"engine": one.engine, "model": one.model, "method": one.method, "mockint": one.mockint}
    head = ("scorer", "Pearson", "Spearman", "pairs in order")
    tables = tuple(
        Table(
            f"{item.item} (against {item.signal}): {item.figures[0].items} interviews", head,
            tuple((f.scorer, told(f.pearson), told(f.spearman), told(f.order))
                  for f in item.figures),
        )
        for item in compared
    )  # fmt: skip
    lead = [f"Judge: {', '.join(str(value) for value in who.values() if value)}. Rubric: {title}."]
    if synthetic:
        lead.insert(0, SYNTHETIC)
    notes = [NOTE]
    if not ridge.available():
        notes.append("No TF-IDF ridge: install mockint[bench] for it.")
    value = {
        "schema": "mockint/bench-people@1", "judge": who, "synthetic": synthetic,
        "items": [asdict(item) for item in compared],
    }  # fmt: skip
    sheet = Sheet("The judge against people's scores", tuple(lead), tables, tuple(notes))
    bench.show(sheet, value, form, out)
