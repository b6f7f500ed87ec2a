"""How often Python looks for cyclic garbage during a run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: At the usual setting the search takes a seventh of a transcript's time and finds nothing.
COLLECT_EVERY = 100_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cyclic garbage rarely: what a run makes by the thousand dies without it."""
    before = gc.get_threshold()
    gc.freeze()  # what was loaded stays: it need not be looked through again
    gc.set_threshold(COLLECT_EVERY, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
