"""The words that every report uses for levels, statuses and provenance."""

from __future__ import annotations

from ..domain.clean import clean
from ..domain.result import Review
from ..domain.scorecard import Evidence, Provenance, Scorecard, Status, Verdict
from ..domain.transcript import Turn

LEVEL_WORDS = {1: "contrary or absent", 2: "partial", 3: "solid", 4: "outstanding"}
#: Said of a judgement whose model repeated what it was told to keep to itself.
SUSPECT = "Suspect: the judge repeated secret words of its instructions; read the quotes yourself."
STATUS_WORDS = {
    Status.SCORED: "scored",
    Status.NOT_ELICITED: "not elicited: never asked, nothing volunteered",
    Status.NO_EVIDENCE: "no evidence: asked, and the answers showed nothing",
    Status.ERROR: "not graded: error",
}


def level_phrase(verdict: Verdict) -> str:
    """`3 of 4, solid`, or why there is no level."""
    if verdict.level is None:
        return STATUS_WORDS[verdict.status]
    phrase = f"{verdict.level} of 4, {LEVEL_WORDS[verdict.level]}"
    if verdict.spread and verdict.spread[0] != verdict.spread[1]:
        phrase += f" (votes {verdict.spread[0]} to {verdict.spread[1]})"
    return phrase + expected_phrase(verdict)


def turn_phrase(turn: int) -> str:
    """`turn 3` for the turn with the index 2: people count from 1, files from 0."""
    return f"turn {turn + 1}"


def place_phrase(evidence: Evidence) -> str:
    """`turn 3`, or `on the scratch pad, turn 3`."""
    turn = turn_phrase(evidence.turn)
    return f"on the scratch pad, {turn}" if evidence.pad else turn


def who_phrase(turn: Turn) -> str:
    """`Candidate`, or `Candidate, on the scratch pad`."""
    who = turn.role.value.title()
    return f"{who}, on the scratch pad" if turn.is_pad else who


def expected_phrase(verdict: Verdict) -> str:
    """` (expected 2.71)` where a judge says more than the level, else nothing.

    It is a figure beside the level, never in its place; the method says where it is from.
    """
    return "" if verdict.expected is None else f" (expected {verdict.expected:.2f})"


def usage_phrase(provenance: Provenance) -> str:
    """Calls, tokens and dollars of a model's judgement; "" where no model judged.

    What an endpoint does not tell is called unknown, and is not 0.
    """
    usage = provenance.usage
    if usage is None or provenance.model is None:
        return ""
    calls = f"{usage.calls} call{'s' if usage.calls != 1 else ''}"
    tokens = "tokens unknown"
    if usage.prompt_tokens is not None and usage.completion_tokens is not None:
        cached = f" ({usage.cached_tokens:,} of them cached)" if usage.cached_tokens else ""
        tokens = f"{usage.prompt_tokens:,} tokens sent{cached}, {usage.completion_tokens:,} back"
    cost = "cost unknown" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"
    return f"{calls}, {tokens}, {cost}"


def provenance_phrase(provenance: Provenance) -> str:
    """One line: who graded, how, under which rubric, and whether it was calibrated."""
    parts = [f"{provenance.engine} judge"]
    if provenance.model:
        parts.append(provenance.model)
    if provenance.method:
        parts.append(provenance.method)
    if provenance.samples > 1:
        parts.append(f"{provenance.samples} samples")
    known = provenance.calibrated
    parts.append("uncalibrated" if known is None else known.words)
    parts.append(f"rubric {provenance.rubric_digest}")
    parts.append(f"mockint {provenance.mockint}")
    return " · ".join(parts)


def review_lines(review: Review) -> list[str]:
    """A coach's levels beside the judge's, and what follows from them."""
    lines = [f"With a coach's levels: {review.recommendation.label} ({review.why})"]
    for one in review.overrides:
        judge = str(one.judge) if one.judge is not None else "no level"
        coach = str(one.level) if one.level is not None else STATUS_WORDS[one.status]
        lines.append(f"  {one.signal}: judge {judge}, coach {coach}. {one.who}: {one.why}")
    return [clean(line) for line in lines]


def delivery_lines(card: Scorecard) -> list[str]:
    """How it was said, in counts; for feedback, never part of a level."""
    d = card.delivery
    per_hundred = f" ({100 * d.fillers / d.words:.1f} per 100 words)" if d.words else ""
    lines = [
        f"{d.words} words in {d.turns} answers; the longest has {d.longest_answer_words}",
        f"{d.fillers} fillers{per_hundred}, {d.hedges} hedges",
        f'"I" {d.i_words} times, "we" {d.we_words} times',
        f"{d.numbers} figures, {d.names} named things",
    ]
    if d.talk_share is not None:
        lines.append(f"talk share {d.talk_share:.0%}")
    if d.words_per_minute is not None:
        lines.append(f"{d.words_per_minute:.0f} words per minute")
    if d.star:
        parts = ", ".join(f"{part} in {count}" for part, count in d.star.items())
        lines.append(f"answers with a {parts}; with all four: {d.star_complete}")
    if d.longest_monologue_s is not None:
        lines.append(f"longest monologue {_duration(d.longest_monologue_s)}")
    if d.pauses is not None:
        longest = f", the longest {d.longest_pause_s:g} s" if d.longest_pause_s else ""
        lines.append(f"{d.pauses} pauses of a second or more{longest}")
    if d.response_s is not None:
        lines.append(f"answers begin after {d.response_s:g} s (median)")
    if d.hints:
        lines.append(f"{d.hints} hint(s) taken")
    return lines


def _duration(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 90 else f"{seconds / 60:.1f} min"
