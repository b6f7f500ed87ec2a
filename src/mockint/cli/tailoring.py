"""Says what an advert and a CV change, and what of them leaves this machine, before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.tailoring import Tailoring
    from ..wiring import Services


def announce(services: Services, tailorings: Sequence[Tailoring]) -> None:
    """Say on stderr what becomes specific; with a model, what it gets, and ask on a terminal.

    click.Abort where the answer is no: nothing was sent then.
    """
    from ..reports.tailoring import tailored_lines

    for line in dict.fromkeys(line for one in tailorings for line in tailored_lines(one)):
        click.echo(f"mockint: {line}", err=True)
    if not _leaves(services):
        click.echo("mockint: both files stay on this machine", err=True)
        return
    claims = {claim.text for one in tailorings for claim in one.picked_up}
    _ask(services, len(claims))


def announce_kept(services: Services, kept: Sequence[object]) -> None:
    """The same for a session or a loop that goes on, with what its header keeps."""
    from ..domain.tailoring import from_json

    tailorings = [one for value in kept if (one := from_json(value)) is not None]
    claims = {claim.text for one in tailorings for claim in one.picked_up}
    if claims and _leaves(services):
        _ask(services, len(claims))


def _leaves(services: Services) -> bool:
    """True where words go to an endpoint: not to the built-in engine, nor to a model in here."""
    return services.engines.is_model and not services.engines.is_in_process


def _ask(services: Services, count: int) -> None:
    from ..reports.tailoring import sending_phrase

    endpoint = services.engines.endpoint
    told = sending_phrase(endpoint.model, endpoint.origin, count)
    click.echo(f"mockint: {told} --engine built-in sends nothing.", err=True)
    if count and options.on_terminal() and not options.served():
        click.confirm("Send those lines?", abort=True, err=True)
