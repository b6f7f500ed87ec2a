"""Rows of a run on standard output, in input order: as they come, or together at the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from .table import table

if TYPE_CHECKING:
    from ..domain.result import Result


class RowPrinter:
    """Prints rows in one format. `kept` is true where a folder has them as well.

    `jsonl` prints a row as soon as its turn comes; `json` a list; the others need all
    rows and hold what they print of each.
    """

    def __init__(self, form: str | None, *, kept: bool) -> None:
        self._form = form or ("none" if kept else "text")
        self._count = 0
        self._results: list[Result] = []

    def take(self, line: bytes) -> None:
        """The next row, one line of JSON."""
        if self._form == "jsonl":
            click.echo(line, nl=False)
        elif self._form == "json":
            click.echo("[" if not self._count else ",", nl=False)
            click.echo(b"\n" + line.rstrip(b"\n"), nl=False)
        elif self._form != "none":
            from ..domain.result import read_result

            self._results.append(read_result(json.loads(line), "results"))
        self._count += 1

    def finish(self) -> None:
        """Print what is left to print."""
        if self._form == "json":
            click.echo("\n]" if self._count else "[]")
        elif self._form == "csv":
            from ..reports.csv_table import columns_of, csv_lines

            lines = csv_lines(self._results, columns_of(self._results))
            click.echo("".join(lines), nl=False)
        elif self._form == "md":
            from ..reports.cohort import Cohort
            from ..reports.summary import summary_markdown

            click.echo(summary_markdown(Cohort.of(self._results)), nl=False)
        elif self._form == "text":
            click.echo(results_text(self._results))


def results_text(results: list[Result]) -> str:
    """A table: a row a transcript, and why where it has no scorecard."""
    rows: list[tuple[str, ...]] = []
    for result in results:
        card: Any = result.card
        if card is None:
            rows.append((result.source, "not graded", "", "", result.ungraded))
            continue
        levels = " ".join(str(v.level) if v.level else "-" for v in card.signals)
        score = "" if card.score is None else f"{card.score:.2f}"
        final = card.recommendation.label
        if result.review is not None:
            final += f" (coach: {result.review.recommendation.label})"
        rows.append((result.source, final, score, levels, result.ungraded))
    return table(("transcript", "recommendation", "score", "levels", "ungraded"), rows)
