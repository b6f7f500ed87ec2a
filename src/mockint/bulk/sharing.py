"""Shares many small pieces of work among the cores: this process and forks of it.

For work that leaves files and can be done again. Where a fork is not safe, and where one
fails, this process does it all, so that an error is the one that the work raises here.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from typing import TypeVar

from .processes import can_fork, cores

#: Fewer pieces than this are done sooner than a fork is made.
WORTH_A_FORK = 40
#: As many shares as one byte can number.
_MOST_SHARES = 250

Piece = TypeVar("Piece")


def share_out(pieces: Sequence[Piece], work: Callable[[Piece], None]) -> None:
    """Do `work` for each of `pieces`, in any order and any process; raises what it raises."""
    count = cores() - 1 if len(pieces) >= WORTH_A_FORK and can_fork() else 0
    if count and _shared(pieces, work, count):
        return
    for piece in pieces:
        work(piece)


def _shared(pieces: Sequence[Piece], work: Callable[[Piece], None], count: int) -> bool:
    """True if all is done; False where a helper failed and something may be missing."""
    size = math.ceil(len(pieces) / _MOST_SHARES)
    shares = [pieces[start : start + size] for start in range(0, len(pieces), size)]
    # A pipe with the numbers of the shares: whoever is free takes the next one.
    numbers, given = os.pipe()
    os.write(given, bytes(range(len(shares))))
    os.close(given)
    ours = os.getpid()

    def take_some() -> None:
        # Whose parent has died works for nobody.
        while ours in {os.getpid(), os.getppid()} and (number := os.read(numbers, 1)):
            for piece in shares[number[0]]:
                work(piece)

    helpers: list[BaseProcess] = []
    try:
        for _ in range(count):
            helpers.append(_forked(take_some))  # noqa: PERF401 - those there are must be waited for
        take_some()
    finally:
        # After an error, what nobody has begun is left; a helper ends what it is at, so that no
        # half of a file stays behind.
        os.read(numbers, _MOST_SHARES)
        os.close(numbers)
        for helper in helpers:
            helper.join()
    return not any(helper.exitcode for helper in helpers)


def _forked(work: Callable[[], None]) -> BaseProcess:
    """A fork of this process that does `work` and ends."""
    make: type[BaseProcess] = multiprocessing.get_context("fork").Process
    process = make(target=_silently, args=(work,), daemon=True)
    process.start()
    return process


def _silently(work: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group
    gc.freeze()
    try:
        work()
    except BaseException:  # noqa: BLE001 - the process that it came from does it again and tells
        os._exit(1)
