"""Makes bench/synthetic-interviews.jsonl and bench/synthetic-scores.csv: invented, all of it.

Sixteen interviews put together from answers that were written for this project, each at one
of four qualities, and three simulated raters: the quality, a leaning of their own, and
chance. It shows what `mockint bench people` prints; it is no evidence of anything.

    python benchmarks/make_synthetic_people.py
"""

from __future__ import annotations

import csv
import json
import random
import tomllib
from pathlib import Path
from statistics import fmean

BENCH = Path(__file__).resolve().parent.parent / "bench"
ANSWERS = Path(__file__).resolve().parent / "data" / "synthetic_answers.toml"
INTERVIEWS, RATERS, SEED = 16, {"rater-1": -0.3, "rater-2": 0.0, "rater-3": 0.3}, 11


def main() -> None:
    chance = random.Random(SEED)
    questions = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))["question"]
    scores: list[tuple[str, str, str, str]] = []
    with (BENCH / "synthetic-interviews.jsonl").open("w", encoding="utf-8") as out:
        for number in range(INTERVIEWS):
            name, level = f"synthetic-{number + 1:02}", 1 + 3 * number / (INTERVIEWS - 1)
            quality = {}
            for question in questions:
                near = min(4, max(1, round(level + chance.gauss(0, 0.7))))
                quality[question["item"]] = near
                answer = question["answers"][near - 1]
                for speaker, text in (("Interviewer", question["text"]), ("Candidate", answer)):
                    row = {"interview": name, "speaker": speaker, "text": text}
                    out.write(json.dumps(row) + "\n")
            quality["overall"] = fmean(quality.values())
            for rater, leaning in RATERS.items():
                for item, true in quality.items():
                    given = min(7.0, max(1.0, 2 * true - 1 + leaning + chance.gauss(0, 0.8)))
                    scores.append((name, rater, item, f"{given:.0f}"))
    with (BENCH / "synthetic-scores.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("interview", "rater", "item", "score"))
        writer.writerows(scores)


if __name__ == "__main__":
    main()
