"""`mockint rubric`: list, show, schema; the other commands live in modules of their own."""

from __future__ import annotations

import importlib
import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import RubricError
from . import options
from .complaint import complain
from .table import table

if TYPE_CHECKING:
    from ..domain.rubric import Rubric, Signal

WIDTH = 96


#: Commands in modules of their own, and their line in `--help`.
MODULES: dict[str, tuple[str, str]] = {
    "import": ("rubric_import", "Read a guide page into rubric files, every line traced."),
    "new": ("rubric_new", "Begin a rubric: step by step, blank, or as a copy."),
    "preview": ("rubric_preview", "What a model would be sent, with its token count."),
    "lint": ("rubric_lint", "Check rubrics: what is wrong, where, and why."),
    "try": ("rubric_try", "Grade one transcript and show which words decided."),
    "diff": ("rubric_diff", "What changed between two rubrics, and which gradings move."),
    "calibrate": ("rubric_calibrate", "How far the judge agrees with people."),
    "calibrations": ("rubric_calibrations", "The calibrations that are kept, and for which judge."),
    "export": ("rubric_export", "Write a rubric for other tools."),
}


class RubricGroup(click.Group):
    """Imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of this module's commands, then of the others."""
        return [*super().list_commands(ctx), *MODULES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported if need be."""
        if cmd_name not in MODULES:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"{__package__}.{MODULES[cmd_name][0]}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command list, without importing what it names."""
        del ctx
        own = [(name, made.get_short_help_str(80)) for name, made in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *((name, text) for name, (_, text) in MODULES.items())])


@click.group("rubric", cls=RubricGroup, short_help="Rubrics.")
def command() -> None:
    """List, show, write, check and calibrate rubrics."""


@command.command("list")
@options.formats("text", "json")
@options.common
@click.pass_context
def list_(ctx: click.Context, /, form: str | None, **given: Any) -> int:
    """All rounds by guide, with minutes and counts."""
    services = options.services(ctx, given)
    rows: list[dict[str, Any]] = []
    broken = 0
    for entry in services.library.entries():
        try:
            rubric = services.library.read(entry)
        except RubricError as error:
            complain(error)
            broken += 1
            continue
        rows.append(
            {
                "id": rubric.id,
                "title": rubric.title,
                "round": rubric.round,
                "minutes": rubric.minutes,
                "questions": len(rubric.questions),
                "signals": len(rubric.signals),
                "criteria": len(rubric.criteria),
                "path": str(entry.path),
            }
        )
    rows.sort(key=lambda row: (row["id"].rsplit("/", 1)[0], row["round"]))
    if form == "json":
        options.print_json(rows)
    elif rows:
        click.echo(_listing(rows))
    return 1 if broken else 0


@command.command("show")
@click.argument("name", metavar="ROUND|GUIDE")
@click.option("--anchors/--no-anchors", default=True, help="With the anchors and points.")
@options.formats("text", "json")
@options.common
@click.pass_context
def show(ctx: click.Context, /, name: str, anchors: bool, form: str | None, **given: Any) -> None:
    """One round with its signals, anchors and questions; or a whole guide."""
    services = options.services(ctx, given)
    if name.strip("/").lower() in services.library.guide_ids():
        guide = services.library.guide(name)
        if form == "json":
            options.print_json(guide.model_dump(mode="json", by_alias=True, exclude_none=True))
        else:
            from .guide_text import guide_text

            click.echo(guide_text(guide, WIDTH))
        return
    rubric = services.library.rubric(name)
    if form == "json":
        options.print_json(rubric.model_dump(mode="json", by_alias=True, exclude_none=True))
    else:
        click.echo(_rubric_text(rubric, anchors=anchors))


@command.command("schema")
@click.argument("kind", type=click.Choice(["rubric", "guide"]), default="rubric")
@click.option("--out", metavar="DIR", help="Write rubric.schema.json and guide.schema.json there.")
def schema(kind: str, out: str | None) -> None:
    """The JSON Schema that editors check rubric files with."""
    from ..authoring.schema import json_schema
    from ..authoring.writing import write_file

    if out is None:
        click.echo(json.dumps(json_schema(kind), indent=2))
        return
    for one in ("rubric", "guide"):
        target = Path(out) / f"{one}.schema.json"
        write_file(target, json.dumps(json_schema(one), indent=2) + "\n")
        click.echo(f"wrote {target}", err=True)


def _listing(rows: list[dict[str, Any]]) -> str:
    parts: list[str] = []
    for guide in dict.fromkeys(row["id"].rsplit("/", 1)[0] for row in rows):
        mine = [row for row in rows if row["id"].startswith(guide + "/")]
        body = table(
            ("  round", "title", "minutes", "questions", "signals"),
            [
                (f"  {row['id'].rsplit('/', 1)[1]}", row["title"], str(row["minutes"] or "–"),
                 str(row["questions"]), str(row["signals"]))
                for row in mine
            ],
        )  # fmt: skip
        parts.append(f"{guide}\n{body}")
    return "\n\n".join(parts)


def _rubric_text(rubric: Rubric, *, anchors: bool) -> str:
    from ..domain.origin import describe

    facts = [
        rubric.type,
        f"{rubric.minutes} minutes" if rubric.minutes else "minutes not stated",
        f"difficulty {rubric.difficulty}" if rubric.difficulty else None,
        f"with {rubric.interviewer}" if rubric.interviewer else None,
    ]
    lines = [rubric.title, rubric.id, " · ".join(fact for fact in facts if fact)]
    if rubric.description:
        lines += ["", *_wrap(rubric.description, "")]
    lines += ["", "What interviewers look for"]
    for signal in rubric.signals:
        lines += _signal_lines(signal, anchors=anchors)
    lines += ["", "Evaluation criteria"]
    for criterion in rubric.criteria:
        lines += _wrap(f"{criterion.text} ({describe(criterion.origin)})", "  - ", "    ")
    lines += ["", "Questions"]
    for question in rubric.questions:
        tags = f" [{', '.join(question.tags)}]" if question.tags else ""
        lines += _wrap(f"{question.text} ({question.kind}){tags}", "  - ", "    ")
    for title, items in (
        ("Tips", [tip.text for tip in rubric.tips]),
        ("Common reasons for rejection", [flag.text for flag in rubric.red_flags]),
    ):
        lines += ["", title]
        lines += [line for text in items for line in _wrap(text, "  - ", "    ")]
        if not items:
            lines.append("  none stated")
    return "\n".join(lines)


def _signal_lines(signal: Signal, *, anchors: bool) -> list[str]:
    from ..domain.origin import describe
    from ..domain.rubric import LEVELS

    lines = ["", *_wrap(f"{signal.text} ({describe(signal.origin)})", "  ", "  ")]
    if anchors:
        for level in LEVELS:
            lines += _wrap(signal.anchors.at(level), f"    {level}  ", "       ")
        lines.append("    evidence points")
        for point in signal.points:
            lines += _wrap(point.text, "       - ", "         ")
    return lines


def _wrap(text: str, first: str, rest: str = "") -> list[str]:
    from ..domain.clean import clean

    return textwrap.wrap(
        clean(text), WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
