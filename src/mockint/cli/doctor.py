"""`mockint doctor`: what works on this machine, and what to do for more."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from .. import __version__
from ..errors import MockintError
from . import options

if TYPE_CHECKING:
    from ..wiring import Services

Check = tuple[str, str, str, str]


@click.command("doctor", short_help="What works here.")
@options.formats("text", "json")
@options.common
@click.pass_context
def command(ctx: click.Context, form: str | None, **given: Any) -> int:
    """Say what works here, and what to do for more. Sends nothing anywhere."""
    services = options.services(ctx, given)
    checks = [
        _python(), _terminal(), _rubrics(services), _sessions(services), _engine(), _semantic(),
    ]  # fmt: skip
    if form == "json":
        keys = ("name", "state", "fact", "remedy")
        options.print_json([dict(zip(keys, check, strict=True)) for check in checks])
    else:
        for name, state, fact, remedy in checks:
            click.echo(f"{state:<5} {name}: {fact}")
            if remedy:
                click.echo(f"      to do: {remedy}")
    return 1 if any(check[1] == "fail" for check in checks) else 0


def _python() -> Check:
    version = platform.python_version()
    return "mockint", "ok", f"{__version__} on Python {version}, {platform.system()}", ""


def _terminal() -> Check:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "terminal", "note", "none at both ends, so no screens", "use --plain, or a terminal"
    size = shutil.get_terminal_size()
    colour = "no colour (NO_COLOR)" if "NO_COLOR" in os.environ else os.environ.get("TERM", "?")
    small = size.columns < 80 or size.lines < 24
    remedy = "make it at least 80 by 24" if small else ""
    return (
        "terminal",
        "note" if small else "ok",
        f"{size.columns} by {size.lines}, {colour}",
        remedy,
    )


def _rubrics(services: Services) -> Check:
    try:
        entries = services.library.entries()
        for entry in entries:
            services.library.read(entry)
    except MockintError as error:
        return "rubrics", "fail", str(error), "mend the file, or leave it out"
    if not entries:
        places = ", ".join(str(folder) for folder in services.locations.rubrics)
        return "rubrics", "fail", f"none below {places}", "install mockint again"
    guides = len(services.library.guide_ids())
    return "rubrics", "ok", f"{len(entries)} rounds of {guides} guides", ""


def _sessions(services: Services) -> Check:
    folder = services.locations.sessions
    existing = next((p for p in (folder, *folder.parents) if p.exists()), folder)
    if not os.access(existing, os.W_OK):
        return "sessions", "fail", f"{folder} cannot be written", "choose another with --home DIR"
    free = shutil.disk_usage(existing).free // (1024 * 1024)
    state = "ok" if free >= 50 else "fail"
    remedy = "" if free >= 50 else "make room on the disk"
    return "sessions", state, f"{folder}, {free} MB free", remedy


def _engine() -> Check:
    fact = "built-in: rules, no key, no network; judges what is said, not whether it is true"
    return "engine", "ok", fact, ""


def _semantic() -> Check:
    return "matching", "ok", "lexical: the cues that rubric authors wrote", ""
