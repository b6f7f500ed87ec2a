"""What a location changes in a loop: `[Location]` filled in, and its questions asked.

A guide lists questions by region, without saying in which round they come up nor what
they show. Here each goes to the round whose signals share most words with it. It is the
rubric's copy for this loop that gets the question; the file stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.guide import Guide, LocationBlock, LocationQuestion
from ..domain.rubric import Kind, Question, Rubric
from .likeness import Likeness, Topics

_TOLD = re.compile(
    r"\b(describe a time|tell (me|us) about|describe your experience)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A rubric with the questions that a location adds to it, by id."""

    rubric: Rubric
    added: tuple[str, ...] = ()


def block_for(guide: Guide, location: str) -> LocationBlock | None:
    """The region that means `location`: by its name, by its slots, else a global one."""
    wanted = location.casefold().strip()
    blocks = [block for block in guide.locations if block.questions]
    by_name = [block for block in blocks if wanted in block.region.casefold()]
    by_slot = [block for block in blocks if wanted in _options(block)]
    everywhere = [block for block in blocks if block.region.casefold().startswith("global")]
    return next(iter([*by_name, *by_slot, *everywhere]), None)


def placed(
    guide: Guide, rubrics: Sequence[Rubric], location: str, topics: Topics
) -> tuple[Placed, ...]:
    """`rubrics` with the location's questions, each in the round that it is likest to."""
    block = block_for(guide, location)
    if block is None:
        return tuple(Placed(rubric) for rubric in rubrics)
    texts = {(r.id, s.id): _about(r, s.id) for r in rubrics for s in r.signals}
    likeness = Likeness.of([*texts.values(), *(q.text for q in block.questions)], topics)
    found: dict[str, list[Question]] = {}
    for number, question in enumerate(block.questions, 1):
        held = {key: likeness.held(question.text, text) for key, text in texts.items()}
        ranked = sorted(held, key=held.__getitem__, reverse=True)
        home = ranked[0][0]
        signals = [signal for rubric, signal in ranked if rubric == home][:2]
        found.setdefault(home, []).append(_question(question, number, signals))
    return tuple(_with(rubric, found.get(rubric.id, [])) for rubric in rubrics)


def _with(rubric: Rubric, questions: list[Question]) -> Placed:
    if not questions:
        return Placed(rubric)
    # Validated anew: ids must stay unique and signals known.
    data = rubric.model_dump(by_alias=True)
    data["questions"] = [*rubric.questions, *questions]
    return Placed(Rubric.model_validate(data), tuple(question.id for question in questions))


def _question(question: LocationQuestion, number: int, signals: list[str]) -> Question:
    kind = Kind.BEHAVIOURAL if _TOLD.search(question.text) else Kind.SITUATIONAL
    return Question(
        id=f"location-{number}", text=question.text, origin=question.origin, kind=kind,
        tags=("location",), signals=tuple(signals), slots=question.slots,
    )  # fmt: skip


def _about(rubric: Rubric, signal_id: str) -> str:
    signal = rubric.signal(signal_id)
    criteria = [c.text for c in rubric.criteria if c.id in signal.criteria]
    return " ".join((signal.text, *criteria, *(point.text for point in signal.points)))


def _options(block: LocationBlock) -> set[str]:
    slots = [slot for question in block.questions for slot in question.slots]
    return {option.casefold() for slot in slots for option in slot.options}
