"""What a command asked to be graded, and how. Holds no engine and touches no file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..domain.rubric import Rubric
from ..grading.model_judge import JudgeOptions
from .sources import Listing, Shard
from .tasks import Reading


@dataclass(frozen=True, slots=True)
class Runner:
    """Where calls are made: from here, by the provider in batches, or on a Dask cluster.

    `batches` are ids of batches that were handed in elsewhere, `poll_s` the longest wait
    between two looks at one; `scheduler` is a cluster's address, None for one that is
    started here.
    """

    kind: Literal["local", "batch", "dask"] = "local"
    batches: tuple[str, ...] = ()
    poll_s: float = 60.0
    scheduler: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `out` None keeps nothing; `jobs` None suits the engine."""

    listing: Listing
    rubric: Rubric | None
    reading: Reading
    judging: JudgeOptions
    out: Path | None = None
    jobs: int | None = None
    max_cost: float | None = None
    retry: bool = False
    runner: Runner = Runner()

    @property
    def shard(self) -> Shard:
        """The shard of the listing."""
        return self.listing.shard
