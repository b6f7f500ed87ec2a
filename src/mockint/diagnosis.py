"""What works on this machine, and what to do for more: the checks of `mockint doctor`.

Nothing is sent unless `probe` is called. It must never show a key, only where it is from.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import __version__
from .errors import MockintError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .models.probe import Probe
    from .wiring import Services

State = Literal["ok", "note", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it stands, what was seen, what to do about it."""

    name: str
    state: State
    fact: str
    remedy: str = ""


def checks(services: Services) -> Iterator[Check]:
    """Everything that can be seen without sending anything, one by one as it is found."""
    yield _python()
    yield _terminal()
    by_service: tuple[Callable[[Services], Check], ...] = (_rubrics, _sessions, _settings, _engine)
    for look in by_service:
        yield look(services)
    yield _matching()
    yield _compiled()
    yield from _remembered(services)


def _python() -> Check:
    version = platform.python_version()
    return Check("mockint", "ok", f"{__version__} on Python {version}, {platform.system()}")


def _terminal() -> Check:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fact = "none at both ends, so no screens"
        return Check("terminal", "note", fact, "use --plain, or a terminal")
    size = shutil.get_terminal_size()
    colour = "no colour (NO_COLOR)" if "NO_COLOR" in os.environ else os.environ.get("TERM", "?")
    small = size.columns < 80 or size.lines < 24
    remedy = "make it at least 80 by 24" if small else ""
    fact = f"{size.columns} by {size.lines}, {colour}"
    return Check("terminal", "note" if small else "ok", fact, remedy)


def _rubrics(services: Services) -> Check:
    try:
        entries = services.library.entries()
        for entry in entries:
            services.library.read(entry)
    except MockintError as error:
        return Check("rubrics", "fail", str(error), "mend the file, or leave it out")
    if not entries:
        places = ", ".join(str(folder) for folder in services.locations.rubrics)
        return Check("rubrics", "fail", f"none below {places}", "install mockint again")
    guides = len(services.library.guide_ids())
    return Check("rubrics", "ok", f"{len(entries)} rounds of {guides} guides")


def _sessions(services: Services) -> Check:
    folder = services.locations.sessions
    existing = next((p for p in (folder, *folder.parents) if p.exists()), folder)
    if not os.access(existing, os.W_OK):
        fact = f"{folder} cannot be written"
        return Check("sessions", "fail", fact, "choose another with --home DIR")
    free = shutil.disk_usage(existing).free // (1024 * 1024)
    fact = f"{folder}, {free} MB free"
    if free < 50:
        return Check("sessions", "fail", fact, "make room on the disk")
    return Check("sessions", "ok", fact)


def _settings(services: Services) -> Check:
    try:
        services.preferences()
    except MockintError as error:
        return Check("settings", "fail", error.what, error.remedy or f"mend {error.where}")
    path = services.settings_file
    return Check("settings", "ok", str(path) if path.exists() else f"none yet; {path} if changed")


def _engine(services: Services) -> Check:
    from .engines import BUILT_IN, LOCAL

    try:
        chosen = services.engines.settings
    except MockintError as error:
        return Check("engine", "fail", str(error))
    if chosen.engine == BUILT_IN:
        fact = "built-in: rules, no key, no network; judges what is said, not whether it is true"
        return Check("engine", "ok", fact)
    if chosen.engine == LOCAL:
        return _in_process(services)
    key = f"key from {chosen.origins['api_key']}" if chosen.api_key else "no key"
    try:
        endpoint = services.engines.endpoint
        counter = services.engines.counter
    except MockintError as error:
        fact = f"{chosen.engine}, {key}: {error.what}"
        return Check("engine", "fail", fact, error.remedy)
    fact = f"{chosen.engine}: {endpoint.origin}, model {endpoint.model}, {key}; "
    remedy = "" if counter.exact else "token counts are estimates for this model"
    return Check("engine", "ok", f"{fact}tokens: {counter.how}", remedy)


def _in_process(services: Services) -> Check:
    """The model file, read but not loaded."""
    from importlib.util import find_spec

    try:
        model = services.engines.in_process
    except MockintError as error:
        return Check("engine", "fail", f"local: {error.where}: {error.what}", error.remedy)
    facts = model.facts
    fact = (
        f"local: {facts.name} ({facts.path}), {facts.parameters / 1e6:,.0f} million parameters, "
        f"trained on {facts.context:,} tokens of context"
    )
    if find_spec("xllamacpp") is None:
        missing = f"{fact}; its package is missing"
        return Check("engine", "fail", missing, "pip install 'mockint[local]'")
    remedy = "too small to score with; see docs/models.md" if model.is_too_small_to_judge else ""
    return Check("engine", "note" if remedy else "ok", fact, remedy)


def _compiled() -> Check:
    """Whether the grading modules are compiled; both ways give the same results."""
    from .builtin import judge

    if judge.__file__.endswith(".py"):
        return Check("grading", "ok", "not compiled, which is enough for hundreds of transcripts")
    return Check("grading", "ok", "compiled")


def _remembered(services: Services) -> Iterator[Check]:
    """What endpoints were found to take, from calls that were made before."""
    try:
        known = services.engines.learned.all()
    except MockintError:
        return
    for name, learned in sorted(known.items()):
        bound = f"replies bound by {learned.rung}" if learned.proved else "no reply bound yet"
        without = f"; sent without {', '.join(sorted(learned.without))}" if learned.without else ""
        yield Check("remembered", "ok", f"{name}: {bound}{without}")


def _matching() -> Check:
    from .builtin.semantic import available

    if available():
        fact = "lexical and semantic: cues, and meaning where there is none"
        return Check("matching", "ok", fact)
    fact = "lexical: the cues that rubric authors wrote"
    return Check("matching", "ok", fact, "pip install 'mockint[semantic]' matches by meaning, too")


async def probe(services: Services) -> list[Check]:
    """The configured endpoint, and what runs on the usual local ports."""
    from .models.address import OPENAI_BASE_URL, Endpoint
    from .models.probe import probe_endpoint, probe_local

    found: list[Check] = []
    if services.engines.is_model:
        chosen = services.engines.settings
        endpoint = Endpoint(chosen.base_url or OPENAI_BASE_URL, chosen.api_key, chosen.model)
        if services.engines.is_in_process:
            try:
                services.engines.prepare()
            except MockintError as error:
                return [Check("endpoint", "fail", str(error))]
            endpoint = services.engines.endpoint
        seen = await probe_endpoint(endpoint, learned=services.engines.learned)
        found.append(_probed("endpoint", seen, absent="fail"))
    found += [_probed(seen.name, seen, absent="note") for seen in await probe_local()]
    return found


def _probed(name: str, seen: Probe, *, absent: State) -> Check:
    if seen.problem is not None:
        # Said once: nobody has to do anything about a local server that does not run, and
        # who reads this is in `doctor` already.
        remedy = seen.problem.remedy.removesuffix("; see `mockint doctor`")
        fact = f"{seen.address}: {seen.problem.what}"
        return Check(name, absent, fact, remedy if absent == "fail" else "")
    listed = ", ".join(seen.models[:8]) or "lists no models"
    more = f" and {len(seen.models) - 8} more" if len(seen.models) > 8 else ""
    bound = f"; replies bound by {seen.rung}" if seen.rung else ""
    fact = f"{seen.address}: {listed}{more}{bound}"
    if seen.has_model is False:
        return Check(name, "fail", fact, "the model asked for is not among them")
    return Check(name, "ok", fact)
