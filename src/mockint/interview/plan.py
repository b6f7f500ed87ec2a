"""Chooses the questions for the minutes that there are: seeded, covering, in guide order."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..domain.rubric import Kind, Question, Rubric
from ..domain.session import Pickup, Plan, PlannedQuestion

DEFAULT_MINUTES = 45
OPENING_MINUTES = 1
SHORTEST_QUESTION = 3
_USUAL_MINUTES = {Kind.DESIGN: 20, Kind.KNOWLEDGE: 8, Kind.COMPENSATION: 4, Kind.MOTIVATION: 6}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What makes a plan special: a panel's notes, a job advert, a CV.

    `emphasis` multiplies the weight of signals; `always` are questions to ask whatever the
    minutes, `put_before` those that are asked last of all. With `first`, questions come in
    order of emphasis, else as the rubric has them. `briefing` and `pickups` go into the plan.
    """

    emphasis: Mapping[str, float] = field(default_factory=dict)
    always: tuple[str, ...] = ()
    put_before: tuple[str, ...] = ()
    first: bool = False
    briefing: str = ""
    pickups: tuple[Pickup, ...] = ()

    def and_(self, other: Wishes) -> Wishes:
        """Both: emphases multiply, the rest is joined."""
        names = {*self.emphasis, *other.emphasis}
        both = {n: self.emphasis.get(n, 1.0) * other.emphasis.get(n, 1.0) for n in names}
        return Wishes(
            emphasis=both,
            always=(*self.always, *other.always),
            put_before=(*self.put_before, *other.put_before),
            first=self.first or other.first,
            briefing=" ".join(part for part in (self.briefing, other.briefing) if part),
            pickups=(*self.pickups, *other.pickups),
        )


def make_plan(
    rubric: Rubric,
    *,
    minutes: int | None = None,
    questions: int | None = None,
    seed: int = 0,
    fillings: Iterable[tuple[str, str]] = (),
    only: Iterable[str] = (),
    wishes: Wishes | None = None,
) -> Plan:
    """The plan of one interview.

    `minutes` defaults to the round's own (45 where the source states none). A tenth of
    them, two at least, is kept back for the candidate's own questions. `questions`
    fixes how many are asked; else as many as the minutes hold, chosen so that the
    signals of the round are covered first. `only` names the questions of a drill.
    The same seed gives the same plan.
    """
    wishes = wishes or Wishes()
    total = minutes or rubric.minutes or DEFAULT_MINUTES
    closing = closing_minutes(total)
    chance = random.Random(seed)  # noqa: S311 - choosing questions, not keys
    drill = set(only)
    pool = [q for q in rubric.questions if not drill or q.id in drill]
    room = max(total - OPENING_MINUTES - closing, 1)
    chosen = _choose(pool, rubric, room, questions, chance, wishes)
    filled = _fill(chosen, dict(fillings), chance)
    shares = _share(chosen, room)
    planned = tuple(
        PlannedQuestion(q.id, q.spoken(filled.items()), share)
        for q, share in zip(chosen, shares, strict=True)
    )
    asked = {question.id for question in chosen}
    pickups = tuple(one for one in wishes.pickups if one.question in asked)
    return Plan(
        total, closing, planned, tuple(sorted(filled.items())), seed, wishes.briefing, pickups
    )


def closing_minutes(total: int) -> int:
    """Minutes kept back at the end: a tenth, at least 1 and at most 10."""
    return max(1, min(10, round(total * 0.1)))


def usual_minutes(question: Question) -> int:
    """Minutes that a question takes with its follow-ups, if nobody hurries."""
    return question.minutes or _USUAL_MINUTES.get(question.kind, 8)


def drill_minutes(question: Question) -> int:
    """Minutes for a drill of one question: what it takes, its opening and its closing."""
    return usual_minutes(question) + OPENING_MINUTES + 2


def _choose(
    pool: list[Question],
    rubric: Rubric,
    room: int,
    count: int | None,
    chance: random.Random,
    wishes: Wishes,
) -> list[Question]:
    """Greedy cover: at each step the question that adds most uncovered weight."""
    emphasis = wishes.emphasis
    weights = {signal.id: signal.weight * emphasis.get(signal.id, 1.0) for signal in rubric.signals}
    order = {question.id: place for place, question in enumerate(rubric.questions)}
    left = pool[:]
    chance.shuffle(left)
    covered: set[str] = set()
    chosen: list[Question] = []
    spent = 0.0
    while left and (count is None or len(chosen) < count):
        best = max(
            left,
            key=lambda q: (
                q.id in wishes.always,
                q.id not in wishes.put_before,
                sum(weights[s] for s in q.signals if s not in covered),
            ),
        )
        left.remove(best)
        cost = _least_minutes(best)
        if count is None and chosen and spent + cost > room:
            continue
        chosen.append(best)
        covered.update(best.signals)
        spent += cost
    if wishes.first:
        return sorted(
            chosen, key=lambda q: (-max(emphasis.get(s, 1.0) for s in q.signals), order[q.id])
        )
    return sorted(chosen, key=lambda q: order[q.id])


def _least_minutes(question: Question) -> float:
    """What a question takes at the least: half its usual time, but three minutes."""
    return max(SHORTEST_QUESTION, usual_minutes(question) / 2)


def _share(chosen: list[Question], room: int) -> list[int]:
    """Minutes per question, in proportion to what each usually takes, all of the room."""
    usual = [usual_minutes(question) for question in chosen]
    scale = room / sum(usual) if usual else 1.0
    return [max(1, round(minutes * scale)) for minutes in usual]


def _fill(chosen: list[Question], given: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Words for every slot: the given ones, else one of the slot's options by the seed."""
    filled: dict[str, str] = {}
    for question in chosen:
        for slot in question.slots:
            if slot.name not in filled:
                filled[slot.name] = given.get(slot.name) or chance.choice(slot.options)
    return filled
