"""`mockint bench`: how good judge and interviewer are; each command has its own module."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import options

if TYPE_CHECKING:
    from ..bench.sheet import Sheet

#: Commands in modules of their own, and their line in `--help`.
MODULES: dict[str, tuple[str, str]] = {
    "judge": ("bench_judge", "Pairs of answers: does the judge order them right?"),
    "points": ("bench_points", "Short answers with reference answers and people's scores."),
    "people": ("bench_people", "Interviews with people's scores: does the judge agree?"),
    "interviewer": ("bench_interviewer", "Audit the interviewer with simulated candidates."),
}


class BenchGroup(click.Group):
    """Imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        del ctx
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported."""
        del ctx
        if cmd_name not in MODULES:
            return None
        module = importlib.import_module(f"{__package__}.{MODULES[cmd_name][0]}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command list, from the table alone."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in MODULES.items()])


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
