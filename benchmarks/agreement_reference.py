"""Makes tests/data/agreement_reference.json: what well-known libraries say of random levels.

mockint does not depend on them (SciPy and scikit-learn weigh 60 MB, krippendorff and
pingouin are GPL), so they are asked once, in an environment of their own:

    pip install scikit-learn scipy krippendorff pingouin
    python benchmarks/agreement_reference.py
"""

from __future__ import annotations

import json
import random
import warnings
from importlib.metadata import version
from pathlib import Path

import krippendorff
import pandas as pd
import pingouin
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

OUT = Path(__file__).resolve().parent.parent / "tests" / "data" / "agreement_reference.json"
LEVELS = (1, 2, 3, 4)


def case(chance: random.Random) -> dict[str, object]:
    n = chance.randint(5, 60)
    first = [chance.choice(LEVELS) for _ in range(n)]
    noise = chance.choice((0.2, 0.5, 0.9))
    second = [chance.choice(LEVELS) if chance.random() < noise else a for a in first]
    third = [min(4, a + 1) if chance.random() < 0.4 else a for a in first]
    gaps = [[None if chance.random() < 0.2 else v for v in row] for row in (first, second, third)]
    frame = pd.DataFrame(
        [
            (item, rater, row[item])
            for rater, row in enumerate((first, second, third))
            for item in range(n)
        ],
        columns=["item", "rater", "level"],
    )
    table = pingouin.intraclass_corr(frame, targets="item", raters="rater", ratings="level")
    single = table[table["Type"].isin(["ICC2", "ICC(A,1)"])]  # older and newer names
    return {
        "first": first,
        "second": second,
        "third": third,
        "gaps": gaps,
        "kappa": cohen_kappa_score(first, second, weights="quadratic", labels=list(LEVELS)),
        "spearman": float(spearmanr(first, second).statistic),
        "icc": float(single["ICC"].iloc[0]),
        "alpha": krippendorff.alpha(
            reliability_data=[[float("nan") if v is None else v for v in row] for row in gaps],
            level_of_measurement="interval",
        ),
    }


def main() -> None:
    warnings.simplefilter("ignore")
    chance = random.Random(20260101)
    libraries = ("scikit-learn", "scipy", "krippendorff", "pingouin")
    made = {
        "made_with": {name: version(name) for name in libraries},
        "cases": [case(chance) for _ in range(40)],
    }
    OUT.write_text(json.dumps(made) + "\n", encoding="utf-8")
    print(f"wrote {OUT}")


main()
