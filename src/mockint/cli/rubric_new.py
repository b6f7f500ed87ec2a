"""`mockint rubric new`: begin a rubric, step by step on a terminal, blank, or as a copy."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, UsageError
from . import options

if TYPE_CHECKING:
    from ..authoring.scaffold import AskedFor, Sketch

SCHEMA_FILE = "rubric.schema.json"


@click.command("new")
@click.argument("name", metavar="[COMPANY/ROLE/ROUND]", required=False)
@click.option("--from", "source", metavar="ROUND", help="Copy this round, comments and all.")
@click.option("--blank", "is_blank", is_flag=True, help="All of it to be written.")
@click.option("--out", metavar="DIR", default="rubrics", help="The folder of rubrics; - prints.")
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: str | None,
    source: str | None,
    is_blank: bool,
    out: str,
    **given: Any,
) -> int:
    """Begin a rubric. Asks step by step on a terminal; else say --blank or --from.

    Writes DIR/company/role/round.yaml and, for editors, the schema on top of DIR.
    """
    from ..authoring import scaffold

    if source and is_blank:
        raise UsageError("--from and --blank exclude each other", remedy="choose one")
    asks = not (source or is_blank)
    if asks and not options.on_terminal():
        raise UsageError(
            "nothing to begin with", where="rubric new",
            remedy="say --blank or --from ROUND; it asks step by step on a terminal only",
        )  # fmt: skip
    if name is None and not asks:
        raise UsageError("the new round has no id", remedy="say company/role/round")
    services = options.services(ctx, given)
    new_id = scaffold.checked_id(name or _ask_id())
    path = Path(out).expanduser() / f"{new_id}.yaml"
    if out != "-" and path.exists():
        raise UsageError("is there already", where=str(path), remedy="choose another id or --out")
    schema = Path(os.path.relpath(Path(out).expanduser() / SCHEMA_FILE, path.parent)).as_posix()
    if source:
        from ..authoring.yaml_file import read_text

        entry = services.library.find(source)
        old = services.library.read(entry)
        same = old.guide_id == new_id.rsplit("/", 1)[0]
        text = scaffold.copied(
            read_text(entry.path), str(entry.path), new_id, schema, same_source=same
        )
    else:
        sketch = scaffold.Sketch(new_id) if is_blank else _ask(new_id)
        text = scaffold.blank(sketch, schema)
    if out == "-":
        click.echo(text, nl=False)
        return int(ExitCode.DONE)
    _write(path, text, Path(out).expanduser() / SCHEMA_FILE)
    return int(ExitCode.DONE)


def _write(path: Path, text: str, schema: Path) -> None:
    from ..authoring.lint.finding import Level
    from ..authoring.lint.run import count, lint_file
    from ..authoring.schema import json_schema
    from ..authoring.writing import write_file

    # The round last: where the disk refuses the schema, the same command can be given again.
    if not schema.exists():
        write_file(schema, json.dumps(json_schema("rubric"), indent=2) + "\n")
    write_file(path, text)
    found = [lint_file(path)]
    click.echo(str(path))
    click.echo(
        f"{count(found, Level.ERROR)} place(s) to write; `mockint rubric lint {path}` lists them",
        err=True,
    )


def _ask_id() -> str:
    from ..authoring.scaffold import slug

    asked = ("Company", "Role", "Round")
    return "/".join(slug(click.prompt(what, err=True), what.lower()) for what in asked)


def _ask(new_id: str) -> Sketch:
    """Ask for what an author knows; an empty line ends a list, and all of it can wait."""
    from ..authoring.scaffold import Sketch

    title = click.prompt(
        "Title", default=new_id.rsplit("/", 1)[-1].replace("-", " ").title(), err=True
    )
    number = click.prompt(
        "Which round of the process is it", type=click.IntRange(1, 50), default=1, err=True
    )
    minutes = click.prompt("Minutes", type=click.IntRange(5, 600), default=45, err=True)
    click.echo("One a line; an empty line ends the list.", err=True)
    criteria = _several("Evaluation criterion")
    signals = _several("What interviewers look for")
    questions = _questions(signals)
    return Sketch(new_id, title, number, minutes, criteria, signals, questions)


def _several(what: str) -> tuple[str, ...]:
    found: list[str] = []
    while line := click.prompt(
        f"{what} {len(found) + 1}", default="", show_default=False, err=True
    ).strip():
        found.append(line)
    return tuple(found)


def _questions(signals: tuple[str, ...]) -> tuple[AskedFor, ...]:
    from ..authoring.scaffold import AskedFor
    from ..domain.rubric import Kind

    for number, text in enumerate(signals, start=1):
        click.echo(f"  {number}  {text}", err=True)
    found: list[AskedFor] = []
    for text in _several("Question"):
        kind = click.prompt(
            f'What sort is "{text[:50]}"', type=click.Choice([k.value for k in Kind]),
            default=Kind.BEHAVIOURAL.value, err=True,
        )  # fmt: skip
        which = ""
        if signals:
            which = click.prompt("Which signals can it show (numbers)", default="1", err=True)
        numbers = [int(word) - 1 for word in which.replace(",", " ").split() if word.isdigit()]
        mine = tuple(dict.fromkeys(n for n in numbers if 0 <= n < len(signals)))
        found.append(AskedFor(text, Kind(kind), mine))
    return tuple(found)
