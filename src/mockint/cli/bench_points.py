"""`mockint bench points`: short answers against the points of reference answers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..errors import ExitCode, NotFoundError
from . import bench, options

LEAD = (
    "Reference answers are cut into clauses, each an evidence point; an answer's coverage of them "
    "is compared with the score that people gave."
)
NOTE = (
    "Blank answers are dropped. In brackets: 95% bootstrap intervals over answers. The set has one "
    "score an answer, so that no human ceiling can be told."
)


@click.command("points")
@click.option("--data", metavar="DIR", required=True, help="Folder with unseen_answers and so on.")
@click.option("--training", is_flag=True, help="The training part instead, to tune on.")
@click.option("--out", metavar="FILE", help="Write it there too: .html, .md, .json or .txt.")
@options.formats("text", "json", "md", "html")
def command(data: str, training: bool, form: str | None, out: str | None) -> int:
    """Compare the matching of evidence points with people's scores of short answers.

    Reads the Short Answer Feedback set, which is not part of mockint (docs/how-good.md).
    """
    from ..bench import ridge
    from ..bench.figures import told
    from ..bench.sheet import Sheet, Table
    from ..bench.short_answers import TESTS, TRAINING, compare, read_answers

    folder = Path(data).expanduser()
    parts = [TRAINING] if training else [one for one in TESTS if (folder / one).is_dir()]
    if not folder.is_dir() or not parts:
        raise NotFoundError(
            f"holds none of {', '.join(TESTS)}", where=f"--data {data}",
            remedy="name the folder of the Short Answer Feedback set",
        )  # fmt: skip
    taught = () if training else read_answers(folder / TRAINING)
    tables, value = [], {}
    for part in parts:
        found = compare(read_answers(folder / part), taught)
        rows = tuple(
            (one.scorer, told(one.pearson), told(one.within), told(one.spearman), told(one.order))
            for one in found
        )
        head = ("scorer", "Pearson", "within question", "Spearman", "pairs in order")
        title = f"{part}: {found[0].items} answers to {found[0].groups} questions"
        tables.append(Table(title, head, rows))
        value[part] = [asdict(one) for one in found]
    notes = [NOTE]
    if not ridge.available():
        notes.append("No TF-IDF ridge: install mockint[bench] for it.")
    made: dict[str, Any] = {"schema": "mockint/bench-points@1", "parts": value}
    bench.show(Sheet("Evidence points against scored short answers", (LEAD,), tuple(tables),
                     tuple(notes)), made, form, out)  # fmt: skip
    return int(ExitCode.DONE)
