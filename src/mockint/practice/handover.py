"""What one interviewer of a panel tells the next: what was covered, what to go deeper into.

Never a level, a score or an opinion: a real panel keeps those apart until the debrief, so
that nobody judges by what somebody else has judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..domain.rubric import Rubric
from ..interview.flow import State
from ..interview.ledger import Standing
from .likeness import LEAST, Likeness, Topics

#: How much more a signal counts in the choice of questions if a colleague asked for it.
DEEPER = 1.5
#: From this likeness on a question is the one that a colleague has put already.
_SAME_QUESTION = 0.75
_TO_NAME = 3


@dataclass(frozen=True, slots=True)
class Handover:
    """A round's notes for the next interviewer: the guide's own words, nothing else.

    `covered` and `deeper` are criteria of the round, `asked` the questions that were put.
    """

    title: str
    interviewer: str
    covered: tuple[str, ...] = ()
    deeper: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def handover(state: State) -> Handover:
    """The notes after an interview: what was touched, and what was not, or hardly."""
    standings = state.ledger.criteria(state.rubric)
    put = state.plan.questions[: state.position + 1]
    return Handover(
        title=state.rubric.title,
        interviewer=state.rubric.interviewer or "",
        covered=tuple(text for text, standing in standings if standing is Standing.EVIDENCE),
        deeper=tuple(text for text, standing in standings if standing is not Standing.EVIDENCE),
        asked=tuple(question.text for question in put),
    )


def emphasis(rubric: Rubric, notes: Sequence[Handover], topics: Topics) -> dict[str, float]:
    """How much more each signal of `rubric` counts, for what colleagues want gone into."""
    wanted = [text for one in notes for text in one.deeper]
    if not wanted:
        return {}
    texts = {signal.id: _about(rubric, signal.id) for signal in rubric.signals}
    likeness = Likeness.of([*wanted, *texts.values()], topics)
    return {
        name: DEEPER
        for name, text in texts.items()
        if any(likeness.held(one, text) >= LEAST for one in wanted)
    }


def put_before(rubric: Rubric, notes: Iterable[Handover], topics: Topics) -> tuple[str, ...]:
    """Ids of the questions that a colleague has put already, in much the same words."""
    asked = [text for one in notes for text in one.asked]
    likeness = Likeness.of([*asked, *(q.text for q in rubric.questions)], topics)
    return tuple(
        question.id
        for question in rubric.questions
        if any(likeness.between(question.text, text) >= _SAME_QUESTION for text in asked)
    )


def briefing(interviewer: str, notes: Sequence[Handover]) -> str:
    """What an interviewer says of it at the opening; "" for the first without a title."""
    parts = []
    if interviewer:
        parts.append(f"In this round I take the part of: {interviewer.rstrip('.')}.")
    for one in notes[-1:]:
        covered = "; ".join(_lower(text) for text in one.covered[:_TO_NAME])
        who = f'in "{one.title}"'
        if covered:
            parts.append(f"My colleague {who} has talked with you about {covered}.")
        deeper = "; ".join(_lower(text) for text in one.deeper[:_TO_NAME])
        if deeper:
            parts.append(f"I was asked to go further into {deeper}, where my questions allow it.")
    return " ".join(parts)


def _about(rubric: Rubric, signal_id: str) -> str:
    signal = rubric.signal(signal_id)
    criteria = [c.text for c in rubric.criteria if c.id in signal.criteria]
    return " ".join((signal.text, *criteria))


def _lower(text: str) -> str:
    """A heading's words within a sentence: no full stop, small first letter of a plain word."""
    words = text.strip().rstrip(".")
    first = words.split(" ", 1)[0]
    plain = first[1:].islower() and len(first) > 1
    return words[:1].lower() + words[1:] if plain else words
