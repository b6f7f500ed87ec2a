"""Judgements, verdicts and scorecards: what grading says, and in which shape.

A *claim* is what a judge says; a *verdict* is what is left of it after code has
found its evidence in the candidate's own turns. Failing to grade is a status, never
a number. The JSON form of `Scorecard` is the contract of `--format json`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .calibrated import Calibrated
from .rubric import Level

SCHEMA = "mockint/scorecard@1"


class Frozen(BaseModel):
    """Frozen and closed; text is kept as it is (quotes must match to the letter)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Status(StrEnum):
    """Why a signal has, or has not, a level."""

    SCORED = "scored"
    NOT_ELICITED = "not_elicited"
    NO_EVIDENCE = "no_evidence"
    ERROR = "error"


class Recommendation(StrEnum):
    """Computed by code from levels, coverage and red flags; never generated."""

    STRONG_HIRE = "strong-hire"
    HIRE = "hire"
    LEAN_HIRE = "lean-hire"
    LEAN_NO_HIRE = "lean-no-hire"
    NO_HIRE = "no-hire"
    STRONG_NO_HIRE = "strong-no-hire"
    NO_DECISION = "no-decision"

    @property
    def label(self) -> str:
        """For people: "Lean No Hire"."""
        return self.value.replace("-", " ").title()


class Quote(Frozen):
    """Words that a judge points at: a turn's index and the words, not yet verified."""

    turn: int
    quote: str


class Claim(Frozen):
    """What a judge says of one signal. `spread` is lowest and highest level of votes."""

    signal: str
    status: Status
    level: Level | None = None
    quotes: tuple[Quote, ...] = ()
    rationale: str = ""
    raise_it: str = ""
    spread: tuple[Level, Level] | None = None
    expected: float | None = None


class FlagClaim(Frozen):
    """A red flag that a judge says it saw, with the words that show it."""

    flag: str
    quotes: tuple[Quote, ...]


class Usage(Frozen):
    """Tokens and money; None is unknown, which is not the same as 0."""

    calls: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    cost_usd: float | None = None


class Judgement(Frozen):
    """All that a judge says of a transcript: claims, red flags, and about itself."""

    engine: str
    claims: tuple[Claim, ...]
    flags: tuple[FlagClaim, ...] = ()
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    samples: int = 1
    seed: int | None = 0
    method: str = ""
    calibrated: Calibrated | None = None
    limits: tuple[str, ...] = ()
    suspect: bool = False
    usage: Usage | None = None


class Evidence(Frozen):
    """Verified words: `turns[turn].text[start:end] == quote`, in a candidate turn."""

    turn: int
    start: int
    end: int
    quote: str
    #: True for words on the scratch pad; left out of the JSON where they were spoken.
    pad: bool = Field(default=False, exclude_if=lambda pad: not pad)


class Verdict(Frozen):
    """What stands on the scorecard for one signal."""

    id: str
    text: str
    status: Status
    level: Level | None = None
    evidence: tuple[Evidence, ...] = ()
    rationale: str = ""
    raise_it: str = ""
    spread: tuple[Level, Level] | None = None
    expected: float | None = None
    weight: float = 1.0
    dropped: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _a_level_stands_on_evidence(self) -> Self:
        if (self.level is not None) != (self.status is Status.SCORED):
            raise ValueError("a level stands with status scored, and only there")
        if self.level is not None and not self.evidence:
            raise ValueError("a level needs verified evidence")
        return self


class CriterionScore(Frozen):
    """Weighted mean of the levels of a criterion's scored signals; None without any."""

    id: str
    text: str
    score: float | None


class RedFlagFinding(Frozen):
    """Whether a rejection reason was shown, and by which words."""

    id: str
    text: str
    found: bool
    evidence: tuple[Evidence, ...] = ()


class Roles(Frozen):
    """Who was taken for whom, and how that was told."""

    interviewer: tuple[str, ...]
    candidate: tuple[str, ...]
    how: str


class TranscriptInfo(Frozen):
    """Where the graded words came from."""

    source: str
    format: str
    turns: int
    roles: Roles
    notes: tuple[str, ...] = ()


class Delivery(Frozen):
    """Counted, never mixed into a level. Shares are 0 to 1; None where unknowable.

    `star` counts the answers in which a part (situation, task, action, result) was found,
    `star_complete` those with all four. A monologue is what the candidate says until
    the interviewer speaks again. `pauses` are silences of a second or more within answers,
    `response_s` is the median time from a question's end to its answer's beginning.
    """

    words: int
    turns: int
    fillers: int
    filler_words: dict[str, int] = Field(default_factory=dict)
    hedges: int
    talk_share: float | None
    words_per_minute: float | None
    longest_answer_words: int
    i_words: int
    we_words: int
    numbers: int
    names: int
    star: dict[str, int] = Field(default_factory=dict)
    star_complete: int = 0
    longest_monologue_words: int = 0
    longest_monologue_s: float | None = None
    pauses: int | None = None
    longest_pause_s: float | None = None
    response_s: float | None = None
    hints: int = 0


class Provenance(Frozen):
    """All that must be equal for two scorecards to be comparable."""

    mockint: str
    rubric_digest: str
    prompts: dict[str, str] = Field(default_factory=dict)
    engine: str
    model: str | None = None
    method: str = ""
    samples: int = 1
    seed: int | None = 0
    calibration: Literal["uncalibrated", "calibrated"] = "uncalibrated"
    #: What the judge was found to be worth; there exactly where it is calibrated.
    calibrated: Calibrated | None = None
    limits: tuple[str, ...] = ()
    suspect: bool = False
    usage: Usage | None = None


class Scorecard(Frozen):
    """The result of grading one transcript against one rubric.

    `score` is the weighted mean on the scale 1 to 4 (None where nothing counts);
    `coverage` is scored weight over all weight, 0 to 1.
    """

    schema_: Literal["mockint/scorecard@1"] = Field(default="mockint/scorecard@1", alias="schema")
    rubric: str
    title: str
    transcript: TranscriptInfo
    recommendation: Recommendation
    why: str
    score: float | None
    coverage: float
    signals: tuple[Verdict, ...]
    criteria: tuple[CriterionScore, ...]
    red_flags: tuple[RedFlagFinding, ...]
    delivery: Delivery
    provenance: Provenance
