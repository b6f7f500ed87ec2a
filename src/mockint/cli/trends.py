"""`mockint progress`: levels over sessions, what to practise next, and a plan for the days left."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, UsageError
from . import options

if TYPE_CHECKING:
    from datetime import datetime

    from ..diary import Diary, Outlook


@click.command("progress", short_help="Levels over sessions, what to practise next, a study plan.")
@click.argument("name", metavar="[GUIDE|ROUND]", required=False)
@click.option(
    "--date", "interview", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
    help="The day of the interview (2026-12-10): prints the study plan until then.",
)  # fmt: skip
@click.option("--out", metavar="FILE", help="Write it to a file instead of standard output.")
@options.formats("text", "md", "json", "ics")
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: str | None,
    interview: datetime | None,
    out: str | None,
    form: str | None,
    **given: Any,
) -> int:
    """Levels per signal over your sessions, and what to practise next.

    Sessions of different provenance (rubric, judge, version) stand in groups of their own.
    With --date it prints a study plan: the guide's steps × your gaps × the days left;
    `--format ics` is a file for calendars.
    """
    from ..diary import Diary

    if form == "ics" and interview is None:
        raise UsageError("needs the day", where="--format ics", remedy="add --date 2026-12-10")
    services = options.services(ctx, given)
    diary = Diary(services)
    outlook = diary.outlook(name)
    for why in outlook.trends.skipped:
        click.echo(f"mockint: left out: {why}", err=True)
    if interview is not None:
        printed = _plan(diary, outlook, interview, form)
    else:
        if not outlook.trends.sessions:
            click.echo("mockint: nothing was graded yet here; `mockint interview ROUND`", err=True)
        printed = _progress(outlook, form)
    _print(printed, out)
    return int(ExitCode.DONE)


def _progress(outlook: Outlook, form: str | None) -> str:
    from ..reports.progress import progress_json, progress_markdown, progress_text

    found = (outlook.trends, outlook.next, outlook.now)
    if form == "json":
        return _json(progress_json(*found))
    return progress_markdown(*found) if form == "md" else progress_text(*found) + "\n"


def _plan(diary: Diary, outlook: Outlook, interview: datetime, form: str | None) -> str:
    from ..reports.study_plan import plan_json, plan_markdown, plan_text

    if not outlook.scope.rubrics:
        raise UsageError(
            "for which interview?", where="--date", remedy="name a guide; see `mockint rubric list`"
        )
    plan = diary.plan(outlook, interview.date())
    match form:
        case "ics":
            from ..reports.calendar import plan_calendar

            return plan_calendar(plan)
        case "json":
            return _json(plan_json(plan))
        case "md":
            return plan_markdown(plan)
        case _:
            return plan_text(plan, min(100, shutil.get_terminal_size().columns)) + "\n"


def _json(value: Any) -> str:
    import json

    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _print(text: str, out: str | None) -> None:
    if out is None:
        click.echo(text.encode(), nl=False)  # as bytes: a calendar's line ends stay as they are
        return
    from pathlib import Path

    from ..store.atomic import write_text

    write_text(Path(out), text)
    click.echo(f"wrote {out}", err=True)
