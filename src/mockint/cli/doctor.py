"""`mockint doctor`: what works on this machine, and what to do for more."""

from __future__ import annotations

import asyncio
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
@click.option("--probe", is_flag=True, help="Ask the endpoint, and the usual local ports.")
@options.formats("text", "json")
@options.engine
@options.common
@click.pass_context
def command(ctx: click.Context, /, probe: bool, form: str | None, **given: Any) -> int:
    """Say what works here, and what to do for more. Sends nothing without --probe."""
    services = options.services(ctx, given)
    checks = [
        _python(), _terminal(), _rubrics(services), _sessions(services), _engine(services),
        _matching(), *_remembered(services),
    ]  # fmt: skip
    if probe:
        checks += asyncio.run(_probes(services))
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


def _engine(services: Services) -> Check:
    from ..engines import BUILT_IN, LOCAL

    try:
        chosen = services.engines.settings
    except MockintError as error:
        return "engine", "fail", str(error), ""
    if chosen.engine == BUILT_IN:
        fact = "built-in: rules, no key, no network; judges what is said, not whether it is true"
        return "engine", "ok", fact, ""
    if chosen.engine == LOCAL:
        return _in_process(services)
    key = f"key from {chosen.origins['api_key']}" if chosen.api_key else "no key"
    try:
        endpoint = services.engines.endpoint
        counter = services.engines.counter
    except MockintError as error:
        return "engine", "fail", f"{chosen.engine}, {key}: {error.what}", error.remedy
    fact = f"{chosen.engine}: {endpoint.origin}, model {endpoint.model}, {key}; "
    remedy = "" if counter.exact else "token counts are estimates for this model"
    return "engine", "ok", f"{fact}tokens: {counter.how}", remedy


def _in_process(services: Services) -> Check:
    """The model file, read but not loaded."""
    from importlib.util import find_spec

    try:
        model = services.engines.in_process
    except MockintError as error:
        return "engine", "fail", f"local: {error.where}: {error.what}", error.remedy
    facts = model.facts
    fact = (
        f"local: {facts.name} ({facts.path}), {facts.parameters / 1e6:,.0f} million parameters, "
        f"trained on {facts.context:,} tokens of context"
    )
    if find_spec("xllamacpp") is None:
        return "engine", "fail", f"{fact}; its package is missing", "pip install 'mockint[local]'"
    remedy = "too small to score with; see docs/models.md" if model.is_too_small_to_judge else ""
    return "engine", "note" if remedy else "ok", fact, remedy


def _remembered(services: Services) -> list[Check]:
    """What endpoints were found to take, from calls that were made before."""
    try:
        known = services.engines.learned.all()
    except MockintError:
        return []
    checks = []
    for name, learned in sorted(known.items()):
        bound = f"replies bound by {learned.rung}" if learned.proved else "no reply bound yet"
        without = f"; sent without {', '.join(sorted(learned.without))}" if learned.without else ""
        checks.append(("remembered", "ok", f"{name}: {bound}{without}", ""))
    return checks


def _matching() -> Check:
    from ..builtin.semantic import available

    if available():
        return "matching", "ok", "lexical and semantic: cues, and meaning where there is none", ""
    fact = "lexical: the cues that rubric authors wrote"
    return "matching", "ok", fact, "pip install 'mockint[semantic]' matches by meaning, too"


async def _probes(services: Services) -> list[Check]:
    """The configured endpoint, and what runs on the usual local ports."""
    from ..models.address import OPENAI_BASE_URL, Endpoint
    from ..models.probe import Probe, probe_endpoint, probe_local

    def check(name: str, probe: Probe, absent: str) -> Check:
        if not probe.reachable:
            return name, absent, f"{probe.address}: {probe.problem}", ""
        listed = ", ".join(probe.models[:8]) or "lists no models"
        more = f" and {len(probe.models) - 8} more" if len(probe.models) > 8 else ""
        bound = f"; replies bound by {probe.rung}" if probe.rung else ""
        state = "fail" if probe.has_model is False else "ok"
        remedy = "the model asked for is not among them" if probe.has_model is False else ""
        return name, state, f"{probe.address}: {listed}{more}{bound}", remedy

    found: list[Check] = []
    if services.engines.is_model:
        chosen = services.engines.settings
        endpoint = Endpoint(chosen.base_url or OPENAI_BASE_URL, chosen.api_key, chosen.model)
        if services.engines.is_in_process:
            try:
                services.engines.prepare()
            except MockintError as error:
                return [("endpoint", "fail", str(error), "")]
            endpoint = services.engines.endpoint
        probe = await probe_endpoint(endpoint, learned=services.engines.learned)
        found.append(check("endpoint", probe, "fail"))
    found += [check(probe.name, probe, "note") for probe in await probe_local()]
    return found
