"""`mockint rubric lint`: what is wrong with rubric files, where, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode
from . import options

if TYPE_CHECKING:
    from ..authoring.lint.finding import Finding
    from ..authoring.lint.run import Linted


#: Pieces of advice of one kind that are shown unless all are asked for.
SHOWN = 2


@click.command("lint")
@click.argument("names", metavar="[ROUND|FILE|DIR]...", nargs=-1)
@click.option("--fix", is_flag=True, help="Mend what is safe to mend; all else stays as it is.")
@click.option(
    "--advice",
    type=click.Choice(["some", "all", "none"]),
    default="some",
    help="Of advice of one kind: two pieces and a count, all, or none.",
)
@click.option("--errors", "errors_only", is_flag=True, help="As --advice none.")
@click.option("--rules", is_flag=True, help="List the rules instead, with their reasons.")
@options.formats("text", "json", "sarif")
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    fix: bool,
    advice: str,
    errors_only: bool,
    rules: bool,
    form: str | None,
    **given: Any,
) -> int:
    """Check rubrics and guides: all of them, or those named. Exit 1 on an error.

    Errors are all listed; of advice of one kind, two pieces and how many more there are
    (--advice all lists every one, as --format json and sarif do).

    Advice that you have weighed is answered in the file, on the line or above it:
    `# lint-ok: rule-id because …`.
    """
    from ..authoring.lint import run

    if rules:
        _list_rules(form)
        return int(ExitCode.DONE)
    from .rubric_files import chosen, shown

    services = options.services(ctx, given)
    paths = chosen(services.library, tuple(services.locations.rubrics), names)
    if fix:
        made = sum(run.fix_file(path, shown(path)) for path in paths if _readable(path))
        click.echo(f"{made} fix(es) made", err=True)
    linted = [run.lint_file(path, shown(path)) for path in paths]
    if errors_only or advice == "none":
        linted = [_without_advice(one) for one in linted]
    _print(linted, form, most=None if advice == "all" else SHOWN)
    return int(ExitCode.PARTIAL if any(one.errors for one in linted) else ExitCode.DONE)


def _readable(path: Any) -> bool:
    from ..authoring import yaml_file
    from ..errors import RubricError

    try:
        yaml_file.parse(yaml_file.read_text(path), str(path))
    except RubricError:
        return False
    return True


def _without_advice(linted: Linted) -> Linted:
    from dataclasses import replace

    from ..authoring.lint.finding import Level

    kept = tuple(one for one in linted.findings if one.level is Level.ERROR)
    return replace(linted, findings=kept)


def _print(linted: list[Linted], form: str | None, most: int | None) -> None:
    if form == "sarif":
        from .. import __version__
        from ..authoring.lint.sarif import sarif

        options.print_json(sarif(linted, __version__))
    elif form == "json":
        options.print_json(_as_json(linted))
    else:
        click.echo(_as_text(linted, most))


def _as_json(linted: list[Linted]) -> dict[str, Any]:
    findings = [one for file in linted for one in file.findings]
    return {
        "schema": "mockint/lint@1",
        "files": len(linted),
        "errors": sum(file.errors for file in linted),
        "advice": len(findings) - sum(file.errors for file in linted),
        "waived": sum(file.waived for file in linted),
        "findings": [_finding(one) for one in findings],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "file": one.file,
        "line": one.line,
        "rule": one.rule,
        "level": one.level.value,
        "message": one.message,
        "reason": one.reason,
        "path": list(one.path),
        "fixable": one.fix is not None,
    }


def _as_text(linted: list[Linted], most: int | None) -> str:
    from ..authoring.lint.finding import Level

    findings = [one for file in linted for one in file.findings]
    wrong = [one for one in findings if one.level is Level.ERROR]
    advised = [one for one in findings if one.level is not Level.ERROR]
    by_rule = Counter(one.rule for one in advised)
    lines = [_line(one) for one in wrong]
    for rule, count in by_rule.most_common():
        mine = [one for one in advised if one.rule == rule]
        shown = mine if most is None or count <= most + 1 else mine[:most]
        lines += [_line(one) for one in shown]
        if len(shown) < count:
            where = len({one.file for one in mine})
            lines.append(
                f"    … and {count - len(shown)} more [{rule}] in {where} file(s); --advice all"
            )
    reasons = {one.rule: one.reason for one in findings}
    counts = Counter(one.rule for one in findings)
    if reasons:
        lines += ["", "Why:"]
        lines += [f"  {rule} ({counts[rule]}): {reasons[rule]}" for rule in sorted(reasons)]
        lines.append("")
    errors = sum(file.errors for file in linted)
    waived = sum(file.waived for file in linted)
    tail = f", {waived} answered in the files" if waived else ""
    lines.append(f"{len(linted)} file(s): {errors} error(s), {len(findings) - errors} advice{tail}")
    return "\n".join(lines)


def _line(one: Finding) -> str:
    from ..domain.clean import clean_line

    fix = " (--fix)" if one.fix else ""
    return f"{one.where}: {one.level.value} [{one.rule}] {clean_line(one.message)}{fix}"


def _list_rules(form: str | None) -> None:
    from ..authoring.lint.run import RULES

    rows = [{"rule": r.id, "level": r.level.value, "reason": r.reason} for r in RULES]
    if form == "json":
        options.print_json(rows)
    else:
        click.echo("\n".join(f"{r['rule']} ({r['level']}): {r['reason']}" for r in rows))
