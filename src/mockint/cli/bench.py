"""`mockint bench`: how good judge and interviewer are; each command has its own module."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import options
from .lazy_group import TableGroup

if TYPE_CHECKING:
    from ..bench.sheet import Sheet

#: Commands in modules of their own, and their line in `--help`.
MODULES: dict[str, tuple[str, str]] = {
    "judge": ("bench_judge", "Pairs of answers: does the judge order them right?"),
    "points": ("bench_points", "Short answers with reference answers and people's scores."),
    "people": ("bench_people", "Interviews with people's scores: does the judge agree?"),
    "interviewer": ("bench_interviewer", "Audit the interviewer with simulated candidates."),
}


class BenchGroup(TableGroup):
    """The commands of `mockint bench`."""

    table = MODULES


@click.group("bench", cls=BenchGroup, short_help="How good judge and interviewer are.")
def command() -> None:
    """Measure judge and interviewer: the built-in ones, or the model of any endpoint."""


def show(sheet: Sheet, value: dict[str, Any], form: str | None, out: str | None) -> None:
    """Print a report; with `out`, write it there in the form of its suffix as well."""
    from ..bench.sheet import as_html, as_markdown, as_text
    from ..errors import UsageError

    if out is not None:
        import json

        from ..authoring.writing import write_file

        path = Path(out).expanduser()
        writers = {".html": lambda: as_html(sheet), ".md": lambda: as_markdown(sheet),
                   ".json": lambda: json.dumps(value, indent=2, ensure_ascii=False) + "\n",
                   ".txt": lambda: as_text(sheet) + "\n"}  # fmt: skip
        if path.suffix not in writers:
            raise UsageError(
                "no such form", where=f"--out {out}", remedy="end it with " + ", ".join(writers)
            )
        write_file(path, writers[path.suffix]())
        click.echo(f"wrote {out}", err=True)
    if form == "json":
        options.print_json(value)
    elif form in {"md", "html"}:
        click.echo((as_markdown if form == "md" else as_html)(sheet), nl=False)
    else:
        click.echo(as_text(sheet))
