"""What an advert and a CV changed, and which claims of the CV are not backed yet."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from ..domain.clean import clean_line
from ..domain.tailoring import Backing, CvClaimResult, Tailoring
from .markdown import escape
from .phrases import turn_phrase

BACKING_WORDS = {
    Backing.BACKED: "backed",
    Backing.PARTLY: "partly backed",
    Backing.NOT_YET: "not backed yet",
}
BACKING_NOTE = (
    "Backed means that words and figures of the claim were found in your own answers; "
    "whether they are true nobody has checked."
)


def tailored_lines(tailoring: Tailoring) -> list[str]:
    """What becomes specific, in a few lines, for before the interview."""
    lines = []
    if tailoring.job is not None:
        lines.append(
            f"{len(tailoring.covered)} of {len(tailoring.demands)} lines of "
            f"{clean_line(tailoring.job.name)} speak to signals of this round; questions on "
            "those come first."
        )
    if tailoring.cv is not None:
        found = "1 claim" if len(tailoring.claims) == 1 else f"{len(tailoring.claims)} claims"
        lines.append(
            f"{found} in {clean_line(tailoring.cv.name)}; follow-ups "
            f"can pick up {len(tailoring.picked_up)} of them, word for word."
        )
    lines += [f"left out: {clean_line(one)}" for one in tailoring.left_out]
    return lines


def sending_phrase(model: str, place: str, count: int) -> str:
    """What of a CV goes to a model's endpoint, before it does."""
    return (
        f"{model} at {place} words the interview and grades it. Up to {count} lines of your CV go "
        "there, quoted in follow-ups; the rest of the CV and the advert stay here."
    )


def claims_text(results: Sequence[CvClaimResult], width: int = 88) -> str:
    """Each claim with what became of it; those not backed come first."""
    if not results:
        return ""
    lines = [f"Claims of your CV ({_counts(results)})"]
    for one in ordered(results):
        lines += _wrap(f"{BACKING_WORDS[one.backing]}: {one.claim.text}", width, "  - ", "    ")
        if one.quote and one.turn is not None:
            lines += _wrap(f'"{one.quote}" ({turn_phrase(one.turn)})', width, "    > ", "      ")
        if one.missing and one.backing is not Backing.BACKED:
            lines += _wrap(f"not said: {', '.join(one.missing)}", width, "    ", "    ")
    return "\n".join([*lines, *_wrap(BACKING_NOTE, width, "  ", "  ")])


def claims_markdown(results: Sequence[CvClaimResult]) -> str:
    """The same as a part of a page; "" without claims."""
    if not results:
        return ""
    lines = ["## Claims of your CV", "", f"{_counts(results)}. {BACKING_NOTE}", ""]
    for one in ordered(results):
        lines.append(f"- **{BACKING_WORDS[one.backing]}**: {escape(clean_line(one.claim.text))}")
        if one.quote and one.turn is not None:
            lines.append(f"    > {escape(clean_line(one.quote))} ({turn_phrase(one.turn)})")
    return "\n".join(lines) + "\n"


def claims_json(results: Sequence[CvClaimResult]) -> list[dict[str, Any]]:
    """The claims in the order of the CV."""
    return [
        {"claim": one.claim.text, "figures": list(one.claim.figures),
         "question": one.claim.question or None, "backing": one.backing.value,
         "turn": one.turn, "quote": one.quote or None, "missing": list(one.missing)}
        for one in results
    ]  # fmt: skip


def ordered(results: Sequence[CvClaimResult]) -> list[CvClaimResult]:
    """What is not backed comes first."""
    rank = [Backing.NOT_YET, Backing.PARTLY, Backing.BACKED]
    return sorted(results, key=lambda one: rank.index(one.backing))


def _counts(results: Sequence[CvClaimResult]) -> str:
    return ", ".join(
        f"{sum(one.backing is backing for one in results)} {word}"
        for backing, word in BACKING_WORDS.items()
    )


def _wrap(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        clean_line(text), width, initial_indent=first, subsequent_indent=rest,
        break_on_hyphens=False,
    )  # fmt: skip
