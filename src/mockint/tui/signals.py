"""What the system says to the process: end, hang up, stop for a while, the terminal is gone.

It only listens and passes on; what is saved then is the business of those it calls. The one
thing it does itself is to end a process that has outlived its terminal.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

#: Seconds between looks, and those that an orderly end gets once the terminal is gone.
LOOK_EVERY = 2.0
GRACE = 4.0


def on_the_end(act: Callable[[], None]) -> None:
    """Call `act` in the event loop on SIGTERM, SIGHUP, and a SIGINT that is no key."""
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
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


def end_with_the_terminal(code: int) -> None:
    """Watch from a thread of its own; end with `code` what goes on without a terminal.

    Where the terminal is gone the event loop may stand still for ever: Textual's writer has
    died of it, and the queue to it is full. Everything said is on disk before it counts, so
    that nothing is lost by an end without ceremony after `GRACE` seconds.
    """

    def watch() -> None:
        while not terminal_is_gone():
            time.sleep(LOOK_EVERY)
        time.sleep(GRACE)
        os._exit(code)

    threading.Thread(target=watch, name="terminal-watch", daemon=True).start()


def let_input_end(app: App[int]) -> None:
    """Let Textual's input thread end, whatever became of the terminal.

    The interpreter waits for that thread, which reads until the driver's `exit_event` is set.
    On a terminal that is gone the driver can fail before it sets it, and the thread then
    reads nothing, for ever, as fast as a core goes.
    """
    event = getattr(app._driver, "exit_event", None)  # noqa: SLF001 - there is no public way
    if isinstance(event, threading.Event):
        event.set()
