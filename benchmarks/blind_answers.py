"""The built-in judge on answers whose authors did not know the rubrics.

tests/data/blind/<round>/ holds answers of invented candidates, written for this project
from the questions alone: three whom an experienced interviewer would hire, two in
between, one fluent and empty. Prints the mean score per kind and how often a better
candidate of the same round was scored above a worse one.

    python benchmarks/blind_answers.py
"""

from __future__ import annotations

import itertools
import sys
from collections import defaultdict
from pathlib import Path

from mockint.builtin.judge import BuiltinJudge
from mockint.domain.transcript import Role, Transcript, Turn
from mockint.grading.grader import assemble
from mockint.wiring import Services

BLIND = Path(__file__).resolve().parent.parent / "tests" / "data" / "blind"
RANK = {"weak": 0, "average": 1, "strong": 2}


def main() -> int:
    library, judge = Services().library, BuiltinJudge()
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for folder in sorted(BLIND.iterdir()):
        rubric = library.rubric(folder.name.replace("--", "/"))
        for path in sorted(folder.glob("*.txt")):
            answers = [a.strip() for a in path.read_text("utf-8").split("\n\n") if a.strip()]
            turns: list[Turn] = []
            for question, answer in zip(rubric.questions, answers, strict=False):
                turns.append(Turn(len(turns), Role.INTERVIEWER, question.text))
                turns.append(Turn(len(turns), Role.CANDIDATE, answer))
            talk = Transcript(path.name, "text", tuple(turns))
            card = assemble(talk, rubric, judge.judge_now(talk, rubric), rubric_digest="")
            scores[folder.name][path.stem] = card.score or 0.0
    print("| round | " + " | ".join(RANK) + " |\n| --- | --- | --- | --- |")
    for name, found in scores.items():
        means = [_mean([s for c, s in found.items() if c.startswith(kind)]) for kind in RANK]
        print(f"| {name.replace('--', '/')} | " + " | ".join(f"{m:.2f}" for m in means) + " |")
    for kind in RANK:
        every = [s for found in scores.values() for c, s in found.items() if c.startswith(kind)]
        print(f"\n{kind}: mean {_mean(every):.2f} of 4 over {len(every)} candidates", end="")
    print()
    pairs = right = 0
    for found in scores.values():
        for (a, score_a), (b, score_b) in itertools.permutations(found.items(), 2):
            if RANK[a.rstrip("0123456789")] > RANK[b.rstrip("0123456789")]:
                pairs += 1
                right += (score_a > score_b) + 0.5 * (score_a == score_b)
    print(f"\nordered as intended: {right / pairs:.0%} of {pairs} pairs within a round")
    return 0


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
