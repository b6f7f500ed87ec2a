"""Results as one CSV table: a row a transcript, a column a signal. Safe in a spreadsheet.

A spreadsheet runs cells that begin with `= + - @`, some also their full-width forms, and
skips tabs and line ends before them; such cells, which only foreign text makes, get a `'` in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ..domain.clean import clean
from ..domain.result import Result
from ..domain.scorecard import Scorecard, Verdict

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEAD = ("transcript", "rubric", "recommendation", "score", "coverage")
_DELIVERY = (
    "words", "fillers", "hedges", "talk_share", "words_per_minute", "longest_answer_words",
    "longest_monologue_s", "pauses", "longest_pause_s", "response_s", "i_words", "we_words",
    "numbers", "names", "star_complete",
)  # fmt: skip
_TAIL = ("red_flags", *_DELIVERY, "format", "candidate", "roles", "engine", "model",
         "rubric_digest", "samples", "cost_usd", "error", "message")  # fmt: skip
_COACH = ("coach_recommendation", "coach_score", "coach_levels")

#: (rubric id, signal id).
Column = tuple[str, str]


def columns_of(results: Iterable[Result]) -> tuple[Column, ...]:
    """A column for each signal of the results, in the order in which they come."""
    found: dict[Column, None] = {}
    for result in results:
        if result.card is not None:
            found.update(dict.fromkeys((result.card.rubric, v.id) for v in result.card.signals))
    return tuple(found)


def csv_lines(
    results: Iterable[Result], columns: Sequence[Column], *, reviewed: bool = False
) -> Iterator[str]:
    r"""The table, line by line (each ends with `\r\n`); `reviewed` adds a coach's columns."""
    rubrics = {rubric for rubric, _ in columns}
    names = [name if len(rubrics) == 1 else f"{_tail(rubric)}/{name}" for rubric, name in columns]
    coach = _COACH if reviewed else ()
    yield _line([*_HEAD, *names, *coach, *_TAIL])
    for result in results:
        yield _line(_cells(result, columns, reviewed=reviewed))


def safe(cell: str) -> str:
    """`cell` as text that no spreadsheet and no terminal runs."""
    shown = clean(cell)
    return f"'{shown}" if shown.startswith(_RISKY) else shown


def _cells(result: Result, columns: Sequence[Column], *, reviewed: bool) -> list[str]:
    card = result.card
    if card is None:
        failure = result.failure
        width = len(columns) + (len(_COACH) if reviewed else 0)
        empty = [""] * (len(_HEAD) - 2 + width + len(_TAIL) - 2)
        error = [failure.name, failure.message] if failure else ["", ""]
        return [result.source, getattr(result.row, "rubric", None) or "", *empty, *error]
    levels = {(card.rubric, verdict.id): _level(verdict) for verdict in card.signals}
    return [
        result.source, card.rubric, card.recommendation.value, _number(card.score),
        _number(card.coverage), *[levels.get(column, "") for column in columns],
        *(_coach(result) if reviewed else ()), *_rest(card, result),
    ]  # fmt: skip


def _rest(card: Scorecard, result: Result) -> list[str]:
    delivery = [getattr(card.delivery, name) for name in _DELIVERY]
    provenance = card.provenance
    cost = provenance.usage.cost_usd if provenance.usage else None
    flags = "; ".join(flag.id for flag in card.red_flags if flag.found)
    error = ["PartlyGraded", result.ungraded] if result.ungraded else ["", ""]
    return [
        flags, *[_number(value) for value in delivery], card.transcript.format,
        ", ".join(card.transcript.roles.candidate), card.transcript.roles.how, provenance.engine,
        provenance.model or "", provenance.rubric_digest, str(provenance.samples),
        _number(cost), *error,
    ]  # fmt: skip


def _coach(result: Result) -> list[str]:
    review = result.review
    if review is None:
        return ["", "", ""]
    levels = "; ".join(
        f"{one.signal}: {one.level or one.status.value} ({one.who}: {one.why})"
        for one in review.overrides
    )
    return [review.recommendation.value, _number(review.score), levels]


def _level(verdict: Verdict) -> str:
    return str(verdict.level) if verdict.level is not None else verdict.status.value


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return out.getvalue()


def _tail(rubric: str) -> str:
    return rubric.rsplit("/", 1)[-1]
