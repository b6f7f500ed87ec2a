"""The same trial on many things, in as many processes as there are cores to spare."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TypeVar

from outcome import UNCAUGHT, Budget, Outcome

WORKERS = max(2, min(8, os.cpu_count() or 2))
Thing = TypeVar("Thing")


def try_each(
    outcome: Outcome,
    budget: Budget,
    trial: Callable[[Outcome, Thing], None],
    things: Iterable[Thing],
) -> None:
    """Run `trial` on each thing with an outcome of its own, until the time is over; add them up.

    What a trial raises is a fault of the thing that it was tried on.
    """
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(WORKERS, mp_context=context, initializer=_leave_ctrl_c) as pool:
        try:
            for one in pool.map(partial(_one, outcome.part, budget, trial), things):
                outcome.add(one)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _one(
    part: str, budget: Budget, trial: Callable[[Outcome, Thing], None], thing: Thing
) -> Outcome:
    outcome = Outcome(part, quiet=True)
    if not budget.over:
        try:
            trial(outcome, thing)
        except Exception as error:
            outcome.fail(UNCAUGHT, f"{thing}: {type(error).__name__}: {error}")
    return outcome


def _leave_ctrl_c() -> None:
    """A person's Ctrl+C is the campaign's to answer; it ends the pool."""
    signal.signal(signal.SIGINT, lambda *_: None)  # no SIG_IGN, which children would inherit
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
