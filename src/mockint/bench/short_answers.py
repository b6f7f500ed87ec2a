"""Short answers with reference answers and people's scores, as XML, against coverage.

The form is that of the Short Answer Feedback set (Filighera et al. 2022): one file a
question, with `questionText`, `referenceAnswer`s, and `studentAnswer`s that hold a
`response` and a `score`, in folders `training`, `unseen_answers`, `unseen_questions`.
The set is no part of mockint. Blank answers are dropped: they flatter every scorer.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..builtin.coverage import Coverage
from ..errors import NotFoundError, UsageError
from . import ridge
from .figures import Figures, Item, figures

TRAINING, TESTS = "training", ("unseen_answers", "unseen_questions")
_BLANK = re.compile(
    r"\W*(?:no (?:submission|answer|response)s?|none|n/?a|blank|empty|-*)\W*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, its question with reference answers, and the score that people gave."""

    file: str
    question: str
    references: tuple[str, ...]
    text: str
    score: float


def read_answers(folder: Path) -> tuple[Answer, ...]:
    """All answers below `folder` that are not blank. UsageError for a file of another form."""
    files = sorted(folder.rglob("*.xml"))
    if not files:
        raise NotFoundError("holds no XML file", where=str(folder), remedy="see docs/how-good.md")
    return tuple(answer for path in files for answer in _answers(path))


def _answers(path: Path) -> list[Answer]:
    data = path.read_bytes()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UsageError("declares entities, which are not read", where=str(path))
    try:
        root = ET.fromstring(data)  # noqa: S314 - entities are refused above
        references = tuple("".join(one.itertext()) for one in root.iter("referenceAnswer"))
        found = []
        for one in root.iter("studentAnswer"):
            text, score = (one.findtext("response") or "").strip(), one.findtext("score")
            if score is not None and not _BLANK.fullmatch(text):
                asked = root.findtext("questionText") or ""
                found.append(Answer(path.stem, asked, references, text, float(score)))
    except (ET.ParseError, ValueError) as error:
        raise UsageError(
            f"is no file of short answers: {error}", where=str(path), remedy="see docs/how-good.md"
        ) from error
    return found


def compare(answers: Sequence[Answer], training: Sequence[Answer]) -> tuple[Figures, ...]:
    """Coverage, the log of the word count, and a trained ridge where scikit-learn is there."""
    known: dict[str, Coverage] = {}
    for one in answers:
        if one.file not in known:
            known[one.file] = Coverage(one.references, one.question)
    scorers = {
        "coverage of reference points (untrained)": [known[a.file].share(a.text) for a in answers],
        "log word count": [math.log(1 + len(a.text.split())) for a in answers],
    }
    if training and ridge.available():
        scorers["TF-IDF ridge (trained)"] = ridge.predicted(
            [a.text for a in training], [a.score for a in training], [a.text for a in answers]
        )
    return tuple(
        figures(name, [_item(a, x) for a, x in zip(answers, values, strict=True)])
        for name, values in scorers.items()
    )


def _item(answer: Answer, value: float) -> Item:
    return answer.file, value, answer.score
