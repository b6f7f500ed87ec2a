"""The judge of a run with what a run must know of it besides: its signature, its price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from .. import __version__
from ..domain.rubric import Rubric
from ..domain.scorecard import Usage
from ..domain.transcript import Transcript
from ..ports import Judge

#: Gives calls, tokens and cost of grading one transcript, at the most.
Estimate = Callable[[Transcript, Rubric], Usage]


class _Signed(Protocol):
    """A judge that says what decides its judgements."""

    @property
    def signature(self) -> Mapping[str, object]:
        """Engine, model, prompt digests and sampling: JSON values."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """A judge for many transcripts.

    `cpu_bound`: judging is work for this machine's cores, so that it is spread over
    processes; else it waits for an endpoint, and runs as many calls at once. `estimate`
    None means that the cost cannot be told beforehand.
    """

    judge: Judge
    signature: Mapping[str, object]
    cpu_bound: bool = False
    estimate: Estimate | None = None


def builtin_engine(judge: Judge) -> Engine:
    """The engine without a model: no calls, no cost; another version may judge otherwise."""
    signature = {"engine": "built-in", "mockint": __version__}
    return Engine(judge, signature, cpu_bound=True, estimate=_free)


def _free(transcript: Transcript, rubric: Rubric) -> Usage:
    del transcript, rubric
    return Usage(calls=0, prompt_tokens=0, completion_tokens=0, cost_usd=0.0)
