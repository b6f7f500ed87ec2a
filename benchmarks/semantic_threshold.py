"""Where the semantic matcher's threshold comes from, and what the extra is worth.

On the answers in tests/data/answers (written with the rubrics at hand): the cosine of
sentences in which a cue shows a point, with that point, against sentences of rambles
and off-topic answers with any point. Then the judge with and without it on
tests/data/blind. Needs `mockint[semantic]`.

    python benchmarks/semantic_threshold.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from mockint.builtin import semantic
from mockint.builtin.judge import BuiltinJudge
from mockint.builtin.matching import LexicalMatcher
from mockint.builtin.text import sentences
from mockint.domain.transcript import Role, Transcript, Turn
from mockint.grading.grader import assemble
from mockint.wiring import Services

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"


def answers(path: Path) -> list[str]:
    return [a.strip() for a in path.read_text("utf-8").split("\n\n") if a.strip()]


def main() -> int:
    if not semantic.available():
        sys.exit("install mockint[semantic] first")
    library = Services().library
    shown: list[float] = []
    empty: list[float] = []
    for folder in sorted((DATA / "answers").iterdir()):
        rubric = library.rubric(folder.name.replace("--", "/"))
        lexical, matcher = LexicalMatcher(rubric), semantic.SemanticMatcher(rubric)
        keys = matcher._keys
        for path in folder.glob("*.txt"):
            for text in answers(path):
                parts = sentences(text)
                if not parts:
                    continue
                said = semantic._model().embed([text[s.start : s.end] for s in parts])
                near = said @ matcher._points.T
                for row, hits in enumerate(lexical.match(text, parts)):
                    if path.stem.rstrip("0123456789") in {"ramble", "offtopic"}:
                        empty.append(float(near[row].max()))
                    elif path.stem in {"strong", "terse"}:
                        shown += [float(near[row][keys.index(k)]) for k in hits.points]
    print("| threshold | of shown points found | of empty sentences caught |")
    print("| --- | --- | --- |")
    for threshold in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        recall = np.mean([s >= threshold for s in shown])
        false = np.mean([s >= threshold for s in empty])
        print(f"| {threshold:.2f} | {recall:.0%} | {false:.1%} |")
    print("\n| blind candidates | lexical | with semantic |\n| --- | --- | --- |")
    judges = BuiltinJudge(), BuiltinJudge(semantic.SemanticMatcher)
    for kind in ("strong", "average", "weak"):
        means = []
        for judge in judges:
            scores = []
            for folder in sorted((DATA / "blind").iterdir()):
                rubric = library.rubric(folder.name.replace("--", "/"))
                for path in folder.glob(f"{kind}*.txt"):
                    turns: list[Turn] = []
                    for q, a in zip(rubric.questions, answers(path), strict=False):
                        turns.append(Turn(len(turns), Role.INTERVIEWER, q.text))
                        turns.append(Turn(len(turns), Role.CANDIDATE, a))
                    talk = Transcript("x", "x", tuple(turns))
                    card = assemble(talk, rubric, judge.judge_now(talk, rubric), rubric_digest="")
                    scores.append(card.score or 0)
            means.append(np.mean(scores))
        print(f"| {kind} | {means[0]:.2f} | {means[1]:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
