"""How far a judge was found to agree with people: what a scorecard says of its judge.

A level is never changed by it: a reader is told what levels of this judge are worth.
Owns the values and what makes two judges the same; pure, no files.
"""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from pydantic import Field

from .model import Model


class Figure(Model):
    """A figure and its 95% interval; None where it is undefined."""

    value: float | None
    interval: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """`0.61 [0.45, 0.72]`."""
        if self.value is None:
            return "undefined"
        if self.interval is None:
            return f"{self.value:.2f}"
        return f"{self.value:.2f} [{self.interval[0]:.2f}, {self.interval[1]:.2f}]"


class Calibrated(Model):
    """What was measured: on how many labels of how many people, when, and what came out.

    `bias` is judge minus people, in levels. `offset` is what has to be added to a level
    of this judge to come where people are on average; None unless there are transcripts
    enough and the interval of the bias leaves 0 out. `ceiling` is the agreement of people
    with each other (ICC), None where nobody rated twice.
    """

    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    labels: int
    transcripts: int
    raters: int
    kappa: Figure
    bias: Figure
    exact: Figure
    offset: float | None = None
    ceiling: float | None = None

    @property
    def words(self) -> str:
        """One line for people."""
        told = (
            f"calibrated on {self.labels} labels by {self.raters} rater(s) of {self.transcripts} "
            f"transcript(s), {self.date}: kappa {self.kappa.words}, bias {self.bias.words}"
        )
        if self.offset is not None:
            told += f"; people give {abs(self.offset):.1f} {'less' if self.offset < 0 else 'more'}"
        return told


class JudgeIdentity(Model):
    """All that must be equal for one judge's calibration to hold for another grading.

    `mockint` counts for the built-in judge alone, which changes with the version; a model
    judge is its model, prompts, method and number of samples. The seed does not count.
    """

    rubric_digest: str
    engine: str
    model: str | None
    method: str
    samples: int
    prompts: dict[str, str]
    mockint: str | None

    @property
    def key(self) -> str:
        """32 hex digits that stand for all of it."""
        whole = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


class CalibrationRecord(Model):
    """A calibration that is kept: whose it is, what it says, and all its figures."""

    schema_: Literal["mockint/calibration-record@1"] = Field(
        default="mockint/calibration-record@1", alias="schema"
    )
    rubric: str
    judge: JudgeIdentity
    labels_sha256: str
    figures: Calibrated
    #: The whole of `rubric calibrate --format json`.
    details: dict[str, object] = Field(default_factory=dict)
