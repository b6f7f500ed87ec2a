"""A ridge regression on TF-IDF words, as a yardstick. The home of scikit-learn, an extra.

It is trained on people's scores, which the built-in judge is not: what it reaches is what
words alone can learn from that many scores.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

FOLDS = 5


def available() -> bool:
    """True where the extra `bench` is installed."""
    return importlib.util.find_spec("sklearn") is not None


def predicted(texts: Sequence[str], scores: Sequence[float], others: Sequence[str]) -> list[float]:
    """Scores of `others` by a ridge that was fitted to `texts` and their `scores`."""
    from sklearn.feature_extraction.text import (  # noqa: PLC0415 - heavy, and only with the extra
        TfidfVectorizer,
    )
    from sklearn.linear_model import Ridge  # noqa: PLC0415

    words = TfidfVectorizer(
        sublinear_tf=True, ngram_range=(1, 2), min_df=2 if len(texts) > 50 else 1
    )
    model = Ridge(alpha=1.0)
    model.fit(words.fit_transform(texts), scores)
    return [float(value) for value in model.predict(words.transform(others))]


def out_of_fold(texts: Sequence[str], scores: Sequence[float]) -> list[float]:
    """Scores of `texts` by ridges that were fitted to the other folds."""
    found = [0.0] * len(texts)
    for fold in range(FOLDS):
        mine = [i for i in range(len(texts)) if i % FOLDS == fold]
        rest = [i for i in range(len(texts)) if i % FOLDS != fold]
        if mine and rest:
            made = predicted([texts[i] for i in rest], [scores[i] for i in rest],
                             [texts[i] for i in mine])  # fmt: skip
            for place, value in zip(mine, made, strict=True):
                found[place] = value
    return found
