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


@click.command("lint")
@click.argument("names", metavar="[ROUND|FILE|DIR]...", nargs=-1)
@click.option("--fix", is_flag=True, help="Mend what is safe to mend; all else stays as it is.")
@click.option("--errors", "errors_only", is_flag=True, help="Leave the advice out.")
@click.option("--rules", is_flag=True, help="List the rules instead, with their reasons.")
@options.formats("text", "json", "sarif")
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    fix: bool,
    errors_only: bool,
    rules: bool,
    form: str | None,
    **given: Any,
) -> int:
    """Check rubrics and guides: all of them, or those named. Exit 1 on an error.

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
    if errors_only:
        linted = [_without_advice(one) for one in linted]
    _print(linted, form)
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


def _print(linted: list[Linted], form: str | None) -> None:
    if form == "sarif":
        from .. import __version__
        from ..authoring.lint.sarif import sarif

        options.print_json(sarif(linted, __version__))
    elif form == "json":
        options.print_json(_as_json(linted))
    else:
        click.echo(_as_text(linted))


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


def _as_text(linted: list[Linted]) -> str:
    from ..domain.clean import clean_line

    findings = [one for file in linted for one in file.findings]
    lines = [
        f"{one.where}: {one.level.value} [{one.rule}] {clean_line(one.message)}"
        + (" (--fix)" if one.fix else "")
        for one in findings
    ]
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


def _list_rules(form: str | None) -> None:
    from ..authoring.lint.run import RULES

    rows = [{"rule": r.id, "level": r.level.value, "reason": r.reason} for r in RULES]
    if form == "json":
        options.print_json(rows)
    else:
        click.echo("\n".join(f"{r['rule']} ({r['level']}): {r['reason']}" for r in rows))
