"""Interviews with people's scores: read, grade, compare.

Transcripts are a CSV or JSON Lines file with the columns `interview` and `transcript` (the
whole of it), or `interview`, `speaker` and `text` (one row a turn, in order). Scores are a CSV
with `interview`, `rater`, `item` and `score`. The judge is trained on none of them.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from ..domain.scorecard import Scorecard
from ..domain.transcript import Transcript
from ..errors import InputError
from ..importers.registry import read_parts
from . import ridge
from .figures import Figures, Item, figures

Row = dict[str, str]
Grade = Callable[[Transcript], Awaitable[Scorecard]]
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Score:
    """What a rater gave an interview on an item, on whatever scale."""

    interview: str
    rater: str
    item: str
    score: float


@dataclass(frozen=True, slots=True)
class Compared:
    """An item of the raters, the signal it is held against ("overall": all), and the figures."""

    item: str
    signal: str
    figures: tuple[Figures, ...]


def read_transcripts(path: Path) -> dict[str, Transcript]:
    """Transcripts by interview. InputError with file and line for what cannot be read."""
    rows = _rows(path)
    turns: dict[str, list[Row]] = defaultdict(list)
    whole: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        name = row.get("interview", "")
        if not name:
            raise InputError("names no interview", where=f"{path}:{number}", remedy=_COLUMNS)
        if row.get("transcript"):
            whole[name] = row["transcript"]
        elif row.get("text"):
            turns[name].append({"speaker": row.get("speaker", ""), "text": row["text"]})
        else:
            raise InputError("holds no words", where=f"{path}:{number}", remedy=_COLUMNS)
    packed = {name: text.encode() for name, text in whole.items()}
    packed |= {name: json.dumps(said).encode() for name, said in turns.items()}
    found: dict[str, Transcript] = {}
    for name, data in packed.items():
        parts = [one for one in read_parts(data, name, {}) if isinstance(one, Transcript)]
        if len(parts) != 1:
            raise InputError("is not one interview", where=f"{path}: {name}")
        found[name] = parts[0]
    return found


def read_scores(path: Path) -> tuple[Score, ...]:
    """All scores. InputError with file and line for what cannot be read."""
    found = []
    for number, row in enumerate(_rows(path), 2):
        try:
            value = float(row["score"])
            if not math.isfinite(value):
                raise ValueError("is not finite")  # noqa: TRY301 - told as any other bad number
            found.append(Score(row["interview"], row["rater"], row["item"], value))
        except (KeyError, ValueError) as error:
            raise InputError(
                f"is no score: {error}", where=f"{path}:{number}",
                remedy="the columns are interview,rater,item,score",
            ) from None  # fmt: skip
    if not found:
        raise InputError("holds no score", where=str(path))
    return tuple(found)


_COLUMNS = "the columns are interview,transcript or interview,speaker,text"


def _rows(path: Path) -> list[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", where=str(path), remedy="save it as UTF-8") from None
    try:
        if text.lstrip().startswith("{"):
            lines = [json.loads(line) for line in text.splitlines() if line.strip()]
            return [{str(k).lower(): str(v) for k, v in one.items()} for one in lines]
        table = csv.DictReader(io.StringIO(text, newline=""))
        return [
            {key.strip().lower(): (value or "").strip() for key, value in row.items() if key}
            for row in table
        ]
    except (csv.Error, ValueError, AttributeError, TypeError) as error:
        raise InputError(f"is neither CSV nor JSON Lines: {error}", where=str(path)) from None


async def grade_all(talks: Mapping[str, Transcript], grade: Grade) -> dict[str, Scorecard]:
    """The scorecard of every interview."""
    return {name: await grade(talk) for name, talk in talks.items()}


def compare(
    talks: Mapping[str, Transcript], cards: Mapping[str, Scorecard], scores: Sequence[Score]
) -> tuple[Compared, ...]:
    """Per item of the raters: the judge, two yardsticks and the human ceiling."""
    signals = {verdict.id for card in cards.values() for verdict in card.signals}
    found = []
    for item in dict.fromkeys(score.item for score in scores):
        signal = _slug(item) if _slug(item) in signals else OVERALL
        given: dict[str, dict[str, float]] = defaultdict(dict)
        for score in scores:
            if score.item == item and score.interview in cards:
                given[score.interview][score.rater] = score.score
        found.append(Compared(item, signal, _figures(signal, talks, cards, given)))
    return tuple(found)


def _figures(
    signal: str,
    talks: Mapping[str, Transcript],
    cards: Mapping[str, Scorecard],
    given: Mapping[str, Mapping[str, float]],
) -> tuple[Figures, ...]:
    names = list(given)
    people = [fmean(given[name].values()) for name in names]
    words = [" ".join(turn.text for turn in talks[name].candidate_turns) for name in names]
    scorers = {
        "the judge (untrained)": [standing(cards[name], signal) for name in names],
        "log word count": [math.log(1 + len(text.split())) for text in words],
    }
    if ridge.available() and len(names) >= ridge.FOLDS:
        scorers["TF-IDF ridge (trained, 5 folds)"] = ridge.out_of_fold(words, people)
    made = [
        figures(name, [("", x, y) for x, y in zip(values, people, strict=True)])
        for name, values in scorers.items()
    ]
    ceiling = _ceiling(given)
    if ceiling:
        made.append(figures("one rater against the others", ceiling))
    return tuple(made)


def standing(card: Scorecard, signal: str) -> float:
    """Where the judge puts an interview, 1 to 4; a signal without a level counts as 1."""
    mine = [v for v in card.signals if signal in {v.id, OVERALL}]
    return fmean(v.expected or float(v.level or 1) for v in mine)


def _ceiling(given: Mapping[str, Mapping[str, float]]) -> list[Item]:
    """(rater, what the rater gave, mean of the others) for all of them."""
    return [
        ("", mark, fmean(value for other, value in marks.items() if other != rater))
        for marks in given.values()
        if len(marks) > 1
        for rater, mark in marks.items()
    ]


def _slug(item: str) -> str:
    return "-".join(item.lower().replace("_", " ").split())
