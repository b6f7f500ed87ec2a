"""What a step of the interview costs, asked about before it is taken."""

from __future__ import annotations

from .dialogs import Confirm

HINT_COST = (
    "The interviewer will give you one hint on this question.\n\n"
    "The hint is noted on the scorecard beside your answers; it does not change levels."
)
SKIP_COST = (
    "The interviewer goes on to the next question. This one counts as asked: what it "
    "could have shown and you did not say is missing on the scorecard."
)
END_COST = (
    "The interviewer closes, and what you said so far is graded. Signals that were not "
    "asked about lower the coverage, not the levels."
)


def of_a_hint() -> Confirm:
    """Whether to ask for a hint."""
    return Confirm("Ask for a hint?", HINT_COST, yes="Ask for it", safe=True)


def of_skipping() -> Confirm:
    """Whether to leave the question."""
    return Confirm("Skip this question?", SKIP_COST, yes="Skip it", no="Stay")


def of_the_end() -> Confirm:
    """Whether to end the interview."""
    return Confirm("End the interview?", END_COST, yes="End it", no="Go on")
