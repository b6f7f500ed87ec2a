"""How errors are said on stderr: one line that begins with `mockint:`, fit for a terminal.

A message may hold anything: the name of a file, a word of the command line, what an
endpoint answered. It must never reach the terminal as it is.
"""

from __future__ import annotations

import io
import sys

import click

from ..domain.clean import clean


def complain(error: object) -> None:
    """Say `error` on stderr."""
    click.echo(f"mockint: {clean(str(error))}", err=True)


def complain_of_words(error: click.ClickException) -> None:
    """Say what click has to say about the command's words: usage, hint and error."""
    said = io.StringIO()
    error.show(said)
    click.echo(clean(said.getvalue()), err=True, nl=False, file=sys.stderr)
