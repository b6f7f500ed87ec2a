"""Kills plain interviews with SIGKILL at random moments: see kill_sessions.py beside this."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

from outcome import LOST, WRONG, Budget, Outcome

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

LONG, SHORT = 1000, 40


def kill_interviews(outcome: Outcome, budget: Budget, seed: int = 20261126) -> None:
    """As many kills as the budget allows, at most 40 in the short mode and 1,000 in the long."""
    from kill_sessions import kill_and_look

    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    for number in range(LONG if budget.long else SHORT):
        if budget.over:
            break
        seen += kill_and_look(chance, number)
        outcome.tried += 1
    for kind, name in (
        (LOST, "lost"),
        (WRONG, "sessions that do not open"),
        (WRONG, "sessions that do not go on"),
    ):
        if seen[name]:
            outcome.fail(kind, f"{seen[name]} {name}, seed {seed}", seen[name])
    outcome.note(
        f"kill -9 of plain interviews; {seen['acknowledged answers']:,} answers acknowledged"
    )
