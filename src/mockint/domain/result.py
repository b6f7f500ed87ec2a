"""One row of a bulk run: a scorecard, or why there is none, and what a coach says of it.

The JSON form is one line of `results.jsonl`. A row that failed has an `error` in place
of the scorecard and still names its source; it never has a number. A review stands
beside the judge's levels and never replaces them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, ValidationError

from ..errors import InputError
from .rubric import Level
from .scorecard import CriterionScore, Frozen, Recommendation, Scorecard, Status


class Failure(Frozen):
    """Why a transcript has no scorecard: the error's name, and what it says."""

    name: str
    message: str


class FailedTranscript(Frozen):
    """The source of a transcript that could not be graded."""

    source: str


class Failed(Frozen):
    """A row without a scorecard."""

    schema_: Literal["mockint/failure@1"] = Field(default="mockint/failure@1", alias="schema")
    rubric: str | None
    transcript: FailedTranscript
    error: Failure

    @classmethod
    def of(cls, source: str, rubric: str | None, error: Exception) -> Self:
        """The row of a transcript that met `error`."""
        return cls(
            rubric=rubric,
            transcript=FailedTranscript(source=source),
            error=Failure(name=type(error).__name__, message=str(error)),
        )


Row = Scorecard | Failed


class Override(Frozen):
    """A coach's own level for one signal; None where they say that it cannot be judged.

    `judge` is the judge's level, kept beside it.
    """

    signal: str
    level: Level | None
    status: Status = Status.SCORED
    judge: Level | None = None
    who: str
    why: str


class Review(Frozen):
    """The roll-up with a coach's levels in place of the judge's; the scorecard stays as it was.

    `criteria` is empty where the rubric is not at hand.
    """

    overrides: tuple[Override, ...]
    recommendation: Recommendation
    why: str
    score: float | None
    coverage: float
    criteria: tuple[CriterionScore, ...] = ()


class Result(Frozen):
    """A row and the review beside it, where there is one."""

    row: Row
    review: Review | None = None

    @property
    def source(self) -> str:
        """Where the transcript came from."""
        return self.row.transcript.source

    @property
    def card(self) -> Scorecard | None:
        """The scorecard, None for a row that failed."""
        return self.row if isinstance(self.row, Scorecard) else None

    @property
    def failure(self) -> Failure | None:
        """Why there is no scorecard, None where there is one."""
        return self.row.error if isinstance(self.row, Failed) else None

    @property
    def ungraded(self) -> str:
        """Why the row as a whole or some of its signals have no verdict; "" if all have."""
        if isinstance(self.row, Failed):
            return self.row.error.name
        broken = [v for v in self.row.signals if v.status is Status.ERROR]
        if not broken:
            return ""
        whole = "every signal" if len(broken) == len(self.row.signals) else f"{len(broken)} signals"
        return f"{whole}: {broken[0].rationale}"

    def as_json(self) -> dict[str, Any]:
        """The row's JSON; a review is the key `review`."""
        value = self.row.model_dump(mode="json", by_alias=True)
        if self.review is not None:
            value["review"] = self.review.model_dump(mode="json")
        return value


def read_result(value: Mapping[str, Any], where: str) -> Result:
    """The result that one line of `results.jsonl` holds; InputError if it is none."""
    given = dict(value)
    review = given.pop("review", None)
    kind: type[Row] = Failed if "error" in given else Scorecard
    try:
        return Result(
            row=kind.model_validate(given),
            review=None if review is None else Review.model_validate(review),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        raise InputError(
            f"is no row of results: {place}: {first['msg']}",
            where=where,
            remedy="name a results.jsonl that `mockint grade --out` wrote",
        ) from None
