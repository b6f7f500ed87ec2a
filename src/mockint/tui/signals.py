"""What the system says to the process: end, hang up, stop for a while, the terminal is gone.

It only listens and passes on; what is saved then is the business of those it calls.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def on_the_end(act: Callable[[], None]) -> None:
    """Call `act` in the event loop on SIGTERM and SIGHUP."""
    for name in ("SIGTERM", "SIGHUP"):
        _listen(name, act)


def on_a_stop(act: Callable[[], None]) -> None:
    """Call `act` in the event loop on SIGTSTP (Ctrl+Z in a shell), then stop as before."""
    number = getattr(signal, "SIGTSTP", None)
    if number is None:
        return
    before = signal.getsignal(number)

    def stop() -> None:
        act()
        if callable(before):
            before(number, None)

    _listen("SIGTSTP", stop)


def _listen(name: str, act: Callable[[], None]) -> None:
    number = getattr(signal, name, None)
    if number is None:
        return
    try:
        asyncio.get_running_loop().add_signal_handler(number, act)
    except (NotImplementedError, RuntimeError, ValueError):
        # Not the main thread, or not this platform: the journal is synced anyway.
        return


def terminal_is_gone() -> bool:
    """True where the terminal went away and no signal said so: reading it would spin."""
    owner = getattr(os, "tcgetpgrp", None)
    if owner is None or sys.__stdin__ is None:
        return False
    try:
        owner(sys.__stdin__.fileno())
    except OSError as error:
        return error.errno == errno.EIO
    return False
