"""What a command asked to be graded, and how. Holds no engine and touches no file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..domain.rubric import Rubric
from ..grading.model_judge import JudgeOptions
from .sources import Listing, Shard
from .tasks import Reading


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

    @property
    def shard(self) -> Shard:
        """The shard of the listing."""
        return self.listing.shard
