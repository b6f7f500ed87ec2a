"""Prints a committee packet in the form that was asked for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from ..practice.committee import Packet


def show_packet(packet: Packet, form: str | None) -> None:
    """The packet on standard output; text where no form is named."""
    from ..reports import packet as forms

    match form:
        case "json":
            options.print_json(forms.packet_json(packet))
        case "md":
            click.echo(forms.packet_markdown(packet), nl=False)
        case "html":
            click.echo(forms.packet_html(packet), nl=False)
        case _:
            click.echo(forms.packet_text(packet, min(100, shutil.get_terminal_size().columns)))
