"""Grades one interview to the row that is kept of it. Runs in whatever process does the work."""

from __future__ import annotations

import json

from ..domain.result import Failed
from ..domain.scorecard import Judgement, Scorecard, Status
from ..domain.transcript import Transcript
from ..errors import MockintError
from ..grading.grader import assemble
from ..ports import Judge
from ..store.results import State
from .tasks import Outcome, Task


async def graded(
    task: Task, transcript: Transcript, judge: Judge, *, part: int, parts: int
) -> Outcome:
    """The outcome of an interview; EngineError where the judge cannot answer at all."""
    judgement = await judge.judge(transcript, task.rubric)
    return outcome_of(task, transcript, judgement, part=part, parts=parts)


def outcome_of(
    task: Task, transcript: Transcript, judgement: Judgement, *, part: int, parts: int
) -> Outcome:
    """What comes of a judgement, once it is verified."""
    card = assemble(transcript, task.rubric, judgement, rubric_digest=task.digest)
    usage = card.provenance.usage
    broken = any(verdict.status is Status.ERROR for verdict in card.signals)
    tokens = None
    if usage is not None and usage.prompt_tokens is not None:
        tokens = usage.prompt_tokens + (usage.completion_tokens or 0)
    return Outcome(
        part=part,
        parts=parts,
        state=State.PARTIAL if broken else State.GRADED,
        source=part_name(task.name, part, parts),
        row=row_text(card),
        turns=turns_text(transcript),
        cost=usage.cost_usd if usage else None,
        tokens=tokens,
        calls=usage.calls if usage else 0,
    )


def failed(task: Task, error: MockintError, *, part: int, parts: int) -> Outcome:
    """The outcome of an interview that met `error`."""
    source = part_name(task.name, part, parts)
    return Outcome(part, parts, State.FAILED, source, failure_text(source, task.rubric.id, error))


def failure_text(source: str, rubric: str | None, error: MockintError) -> str:
    """A row without a scorecard as one line of ASCII JSON."""
    row = Failed.of(source, rubric, error)
    return json.dumps(row.model_dump(mode="json", by_alias=True), separators=(",", ":"))


def part_name(name: str, part: int, parts: int) -> str:
    """How an interview is known: its file's name, numbered from 1 where there are several."""
    return name if parts == 1 else f"{name}#{part + 1}"


def row_text(card: Scorecard) -> str:
    """A scorecard as one line of ASCII JSON."""
    try:
        text = card.model_dump_json(by_alias=True)
    except ValueError:  # a surrogate that stands alone: only `json` escapes it
        text = ""
    if text and text.isascii():
        return text
    return json.dumps(card.model_dump(mode="json", by_alias=True), separators=(",", ":"))


def turns_text(transcript: Transcript) -> str:
    """The turns as ASCII JSON: [[role, speaker, text], ...]."""
    turns = [[turn.role.value, turn.name, turn.text] for turn in transcript.turns]
    return json.dumps(turns, separators=(",", ":"))
