"""Copying text: by a program of the desktop, else through the terminal (OSC 52).

It says what it did, because nothing tells whether a terminal has taken the text.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECONDS = 2.0
#: Programs, in order, each with the variable without which it cannot work.
_PROGRAMS = (
    (("pbcopy",), ""),
    (("wl-copy",), "WAYLAND_DISPLAY"),
    (("xclip", "-selection", "clipboard"), "DISPLAY"),
)


def copy(text: str, by_terminal: Callable[[str], None], environ: Mapping[str, str]) -> str:
    """Copy `text`; returns how, as the end of a sentence ("copied with wl-copy").

    Over SSH the programs would copy to the other machine, so there it is the terminal.
    """
    if not any(name in environ for name in ("SSH_CONNECTION", "SSH_TTY")):
        for command, needed in _PROGRAMS:
            if (not needed or environ.get(needed)) and _by_program(command, text, environ):
                return f"copied with {command[0]}"
    by_terminal(text)
    return "handed to the terminal's clipboard (OSC 52); not every terminal takes it"


def _by_program(command: tuple[str, ...], text: str, environ: Mapping[str, str]) -> bool:
    found = shutil.which(command[0], path=environ.get("PATH", os.defpath))
    if found is None:
        return False
    try:
        # Its output goes nowhere: xclip stays behind, and would keep a pipe open.
        done = subprocess.run(  # noqa: S603 - the desktop's own program
            [found, *command[1:]],
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
