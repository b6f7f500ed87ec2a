"""`mockint doctor`: what works on this machine, and what to do for more."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

import click

from ..domain.clean import clean_line
from . import options


@click.command("doctor", short_help="What works here.")
@click.option("--probe", is_flag=True, help="Ask the endpoint, and the usual local ports.")
@options.formats("text", "json")
@options.engine
@options.common
@click.pass_context
def command(ctx: click.Context, /, probe: bool, form: str | None, **given: Any) -> int:
    """Say what works here, and what to do for more. Sends nothing without --probe."""
    from .. import diagnosis

    services = options.services(ctx, given)
    checks = list(diagnosis.checks(services))
    if probe:
        checks += asyncio.run(diagnosis.probe(services))
    if form == "json":
        options.print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{check.state:<5} {clean_line(f'{check.name}: {check.fact}')}")
            if check.remedy:
                click.echo(f"      to do: {clean_line(check.remedy)}")
    return 1 if any(check.state == "fail" for check in checks) else 0
