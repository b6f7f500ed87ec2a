"""What can go on when the engine that words an interview fails: the ways, and the step.

The session stays the same and so does the move that is due. Minutes that a provider
took for nothing are given back. It decides for nobody: a face offers, a person chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import EngineError
from ..ports import Wording
from .conductor import Conductor


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other words to go on with. `make` may raise MockintError (a model that does not load)."""

    label: str
    make: Callable[[], Wording]


def stop_clock(conductor: Conductor, since_ms: int) -> None:
    """Let the clock stand since `since_ms`, when the engine was asked. DiskError."""
    conductor.pause(as_of=since_ms)


def go_on_with(conductor: Conductor, chosen: Alternative, error: EngineError | None = None) -> None:
    """Go on with other words, and with the clock running. MockintError changes nothing."""
    words = chosen.make()
    why = f"the endpoint failed ({type(error).__name__}); " if error is not None else ""
    conductor.use(words, f"{why}{chosen.label} from here on")
    conductor.resume()
