"""Guides: whether the rounds that a guide names are there, and say what it says."""

from __future__ import annotations

from collections.abc import Iterator

from .draft import Draft
from .finding import Hit, Rule, advice, error


@error("round-missing", "A loop stops at a round that has no file.")
def round_missing(draft: Draft) -> Iterator[Hit]:
    """Rounds that the guide names and that do not lie beside it."""
    for index, name in _rounds(draft):
        if name not in draft.around.rounds:
            yield Hit(
                ("rounds", index), f'names the round "{name}", and {name}.yaml is not beside it'
            )


@advice("round-not-in-guide", "A round that the guide does not name is left out of the loop.")
def round_not_in_guide(draft: Draft) -> Iterator[Hit]:
    """Rubric files beside a guide that it does not name."""
    named = {name for _, name in _rounds(draft)}
    for name in sorted(set(draft.around.rounds) - named):
        yield Hit(("rounds",), f"does not name the round {name}, which lies beside it")


@advice("round-out-of-order", "The number of a round is its place in the process.")
def round_out_of_order(draft: Draft) -> Iterator[Hit]:
    """Rounds whose numbers do not rise in the order of the guide."""
    before = 0
    for index, name in _rounds(draft):
        number = draft.around.rounds.get(name)
        if number is not None:
            if number <= before:
                yield Hit(
                    ("rounds", index), f'"{name}" is round {number}, but stands after {before}'
                )
            before = number


@advice("not-in-guide", "A round that the guide does not name is left out of the loop.")
def not_in_guide(draft: Draft) -> Iterator[Hit]:
    """A round that the guide beside it does not name."""
    guide = draft.around.guide
    if guide is not None and draft.guide is None and draft.around.place:
        name = draft.around.place.rsplit("/", 1)[-1]
        if name not in guide.rounds:
            yield Hit(("id",), f"the guide {guide.id} does not name this round")


def _rounds(draft: Draft) -> list[tuple[int, str]]:
    named = draft.raw("rounds")
    return [
        (index, name)
        for index, name in enumerate(named if isinstance(named, list) else [])
        if isinstance(name, str)
    ]


RULES: tuple[Rule[Draft], ...] = (round_missing, round_not_in_guide, round_out_of_order)
ROUND_RULES: tuple[Rule[Draft], ...] = (not_in_guide,)
