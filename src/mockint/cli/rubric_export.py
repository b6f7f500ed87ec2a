"""`mockint rubric export`: a rubric for other tools."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode
from . import options

if TYPE_CHECKING:
    from ..domain.rubric import Rubric


@click.command("export")
@click.argument("name", metavar="ROUND")
@click.option("--to", "form", type=click.Choice(["case", "csv", "promptfoo"]), required=True)
@click.option("--out", metavar="FILE", help="Write there; else to standard output.")
@options.common
@click.pass_context
def command(ctx: click.Context, /, name: str, form: str, out: str | None, **given: Any) -> int:
    """Write a rubric as CASE CFRubric JSON, as wide CSV, or as promptfoo llm-rubric YAML."""
    from ..authoring.interchange.grid import left_out

    services = options.services(ctx, given)
    entry = services.library.find(name)
    rubric = services.library.read(entry)
    changed = datetime.fromtimestamp(int(entry.path.stat().st_mtime), UTC)
    text = _text(rubric, form, changed)
    if out is None:
        click.echo(text.encode(), nl=False)
    else:
        from ..authoring.writing import write_file

        write_file(Path(out).expanduser(), text)
    click.echo(left_out(rubric), err=True)
    return int(ExitCode.DONE)


def _text(rubric: Rubric, form: str, changed: datetime) -> str:
    if form == "case":
        from ..authoring.interchange.case import to_case

        return json.dumps(to_case(rubric, changed), indent=2, ensure_ascii=False) + "\n"
    if form == "csv":
        from ..authoring.interchange.wide_csv import to_csv

        return to_csv(rubric)
    from ..authoring.interchange.promptfoo import to_promptfoo

    return to_promptfoo(rubric)
