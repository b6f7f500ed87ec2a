"""Auditing many interviews: every round, every manner, several seeds; and the table of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..domain.rubric import Rubric
from ..interview.plan import make_plan
from ..ports import Wording
from .candidates import Answers, Candidate, Manner
from .rules import RULES, Breach, breaches
from .sitting import Sitting, hold

NO_ANSWERS: Answers = {}


@dataclass(frozen=True, slots=True)
class Held:
    """One audited interview with its breaches."""

    sitting: Sitting
    seed: int
    breaches: tuple[Breach, ...]


@dataclass(slots=True)
class Row:
    """What the audit of one round found. `by_rule` counts breaches."""

    rubric: str
    interviews: int = 0
    moves: int = 0
    probes: int = 0
    quotes: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)

    def add(self, held: Held) -> None:
        """Count one more interview."""
        said = held.sitting.said
        self.interviews += 1
        self.moves += len(said)
        self.probes += sum(one.move.kind.value == "probe" for one in said)
        self.quotes += sum('You said "' in one.text for one in said)
        self.by_rule.update(breach.rule for breach in held.breaches)

    @property
    def broken(self) -> int:
        """How many breaches there are."""
        return sum(self.by_rule.values())

    def as_data(self) -> dict[str, object]:
        """For JSON: every rule with its count."""
        return {
            "rubric": self.rubric,
            "interviews": self.interviews,
            "moves": self.moves,
            "follow_ups": self.probes,
            "quotes": self.quotes,
            "breaches": {name: self.by_rule[name] for name in RULES},
        }


async def audit(
    rubrics: Iterable[Rubric],
    words: Callable[[Rubric], Wording],
    answers: Mapping[str, Answers],
    *,
    manners: Sequence[Manner] = tuple(Manner),
    seeds: Iterable[int] = (0,),
) -> AsyncIterator[Held]:
    """Hold and read one interview for each round, manner and seed, in that order.

    `words` makes the wording for a round; `answers` are prepared answers by rubric id.
    EngineError passes.
    """
    seeds = tuple(seeds)
    for rubric in rubrics:
        order = tuple(question.id for question in rubric.questions)
        for manner in manners:
            for seed in seeds:
                candidate = Candidate(manner, answers.get(rubric.id, NO_ANSWERS), order, seed)
                plan = make_plan(rubric, seed=seed)
                sitting = await hold(rubric, plan, candidate, words(rubric))
                yield Held(sitting, seed, breaches(sitting))


def tabulate(held: Iterable[Held]) -> list[Row]:
    """One row a round, in the order in which rounds were held."""
    rows: dict[str, Row] = {}
    for one in held:
        name = one.sitting.rubric.id
        rows.setdefault(name, Row(name)).add(one)
    return list(rows.values())
