"""`mockint serve`: the terminal face in a browser, on the loopback address."""

from __future__ import annotations

import sys
from typing import Any

import click

from ..errors import ExitCode, UsageError
from . import options


@click.command("serve", short_help="The TUI in a browser, on this machine.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
    help="0 takes any that is free.",
)  # fmt: skip
@click.option("--open", "show", is_flag=True, help="Open it in the usual browser.")
@options.engine
@options.common
@click.pass_context
def command(ctx: click.Context, /, port: int, *, show: bool, **given: Any) -> int:
    """Serve the TUI to a browser on this machine, until Ctrl+C.

    Prints the address, token included, on one line. Whoever has that line can read and
    answer as you; nobody else can, and it works on this machine alone. One window at a time.
    """
    try:
        from ..serving.server import serve
    except ModuleNotFoundError as error:
        raise UsageError(
            f"needs {error.name}, which is not installed",
            where="serve",
            remedy="pip install 'mockint[serve]'",
        ) from None
    words = _words(ctx, given)
    services = options.services(ctx, dict(given))
    serve(words, port=port, endpoint=services.engines.is_model, opened=_say(show=show))
    click.echo("mockint: closed; everything that was said is saved", err=True)
    return int(ExitCode.DONE)


def _say(*, show: bool) -> Any:
    def opened(url: str) -> None:
        click.echo(url)
        sys.stdout.flush()
        click.echo("mockint: serving on this machine alone; Ctrl+C ends it", err=True)
        if show:
            click.launch(url)

    return opened


def _words(ctx: click.Context, given: dict[str, Any]) -> list[str]:
    """The command that is served: the TUI with the same options."""
    above: dict[str, Any] = ctx.find_root().obj or {}
    words = [sys.executable, "-m", "mockint", "interview"]
    for name in ("home", "prompts", "engine", "model", "base_url"):
        if value := given.get(name) or above.get(name):
            words += [f"--{name.replace('_', '-')}", str(value)]
    for folder in (*(above.get("rubrics") or ()), *(given.get("rubrics") or ())):
        words += ["--rubrics", folder]
    return words
