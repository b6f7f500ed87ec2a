"""Makes the three example sessions in sessions/examples/ anew.

The candidates are invented and their words, in docs/examples/, were written for this
project. Each answers the same round. Follow-ups come from the flow, so every one that it
asks needs an answer there; the script names the first that has none. Run after a change
of the flow or of the rubric:

    python docs/make_examples.py
"""

from __future__ import annotations

import asyncio
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from mockint.authoring.library import as_json, digest
from mockint.domain.session import Move, MoveKind
from mockint.interview.plan import make_plan
from mockint.store.header import SessionHeader
from mockint.store.sessions import SessionStore
from mockint.wiring import Options, Services

ROOT = Path(__file__).resolve().parent.parent
ROUND = "coursera/software-engineering-manager/people-management"
WORDS_A_MINUTE = 130
SEED = 7

CANDIDATES = {
    "strong": datetime(2026, 11, 2, 18, 30, tzinfo=UTC),
    "mixed": datetime(2026, 11, 3, 18, 30, tzinfo=UTC),
    "weak": datetime(2026, 11, 4, 18, 30, tzinfo=UTC),
}


class Candidate:
    """Says what docs/examples/<name>.toml has for a question or a follow-up."""

    def __init__(self, name: str) -> None:
        path = Path(__file__).parent / "examples" / f"{name}.toml"
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        self._questions = words["questions"]
        self._follow_ups = words["follow_ups"]
        self._own = list(words["own_questions"]["ask"])

    def answer(self, move: Move, said: str) -> str:
        """What the candidate says to `move`, worded as `said`."""
        if move.kind is MoveKind.ASK:
            return self._questions[move.question]
        if move.kind is MoveKind.PROBE:
            for phrase, words in self._follow_ups.items():
                if phrase in said:
                    return words
            sys.exit(f"no answer for the follow-up: {said}")
        return self._own.pop(0)


class SpokenTime:
    """A clock that goes on as long as the words take to say."""

    def __init__(self) -> None:
        self.ms = 0

    def now_ms(self) -> int:
        """Milliseconds since the start."""
        return self.ms

    def say(self, text: str) -> None:
        """Let the time of saying `text` pass, and two seconds to think."""
        self.ms += 2000 + len(text.split()) * 60_000 // WORDS_A_MINUTE


async def hold(name: str, when: datetime) -> None:
    """Hold one interview and leave its journal in sessions/examples/."""
    folder = ROOT / "sessions" / "examples"
    session = f"people-management-{name}"
    for old in folder.glob(f"{session}*"):
        old.unlink()
    clock = SpokenTime()
    services = Services(Options(home=str(folder)), clock)
    services.__dict__["store"] = SessionStore(folder, now=lambda: when)
    rubric = services.library.rubric(ROUND)
    header = SessionHeader(
        id=session, rubric_id=rubric.id, rubric_digest=digest(rubric), rubric=as_json(rubric),
        plan=make_plan(rubric, seed=SEED), mockint="0.1.0", engine="built-in", persona="neutral",
        seed=SEED,
    )  # fmt: skip
    log = services.store.create(header)
    conductor = services.conduct(log, rubric)
    candidate = Candidate(name)
    while not conductor.finished:
        while (move := conductor.next_move()) is not None:
            turn = await conductor.speak(move)
            clock.say(turn.text)
            last = move, turn.text
        if not conductor.finished:
            words = candidate.answer(*last)
            clock.say(words)
            conductor.answer(words)
    card = await services.grade_interview(conductor)
    log.close()
    (folder / f"{session}.lock").unlink(missing_ok=True)
    print(f"{session}: {card.recommendation.label}, {card.score}")
    for turn in conductor.state.turns:
        print(f"    {turn.role.value[:3]} {turn.text[:110]}")


for candidate_name, moment in CANDIDATES.items():
    asyncio.run(hold(candidate_name, moment))
