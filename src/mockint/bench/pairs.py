"""The pairs of answers of `mockint bench judge`: read from pairs.toml, built, checked.

A pair says which answer is better and what kind of difference it is. It never says which
level either deserves, and no judge is told anything of it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..errors import UsageError

#: `above`: the better one must stand above the worse. `not raise`: the other must not pass it.
Must = Literal["above", "not raise"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to question `question` of round `round`; `test` names what differs."""

    id: str
    test: str
    must: Must
    round: str
    question: str
    better: str
    worse: str
    held_out: bool


def read_pairs(path: Path, spoken: Mapping[tuple[str, str], str]) -> tuple[Pair, ...]:
    """All pairs of a file; `spoken` are the questions by (round, id). UsageError if it is off."""
    try:
        return tuple(_pairs(_parsed(path), spoken))
    except (KeyError, TypeError, ValueError) as error:
        raise _no_pairs(path, error) from error


def rounds_of(path: Path) -> tuple[str, ...]:
    """The rounds that a file of pairs asks for, in order."""
    try:
        return tuple(dict.fromkeys(str(answer["round"]) for answer in _parsed(path)["answer"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _no_pairs(path, error) from error


def _parsed(path: Path) -> dict[str, Any]:
    """The file as TOML; ValueError where it is none (no UTF-8 is one as well)."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _no_pairs(path: Path, error: Exception) -> UsageError:
    told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return UsageError(
        f"is no file of pairs: {told}", where=str(path), remedy="see bench/pairs.toml"
    )


def _pairs(data: dict[str, Any], spoken: Mapping[tuple[str, str], str]) -> Iterator[Pair]:
    for answer in data["answer"]:
        text, asked = answer["text"], spoken[answer["round"], answer["question"]]
        made: list[tuple[str, Must, str, str]] = [
            (one["test"], "above", one.get("better", text), _worse(one, text, data))
            for one in answer["pairs"]
        ]
        for name in answer.get("with", ()):
            test = name.split("-")[0]
            made.append((test, "not raise", text, f"{text} {data['added'][name]}"))
        if answer.get("repeat"):
            made.append(("repetition", "not raise", text, f"{text} {text}"))
        made.append(("question read back", "not raise", text, f"{asked} {text} {asked}"))
        for number, (test, must, better, worse) in enumerate(made, 1):
            yield Pair(
                id=f"{answer['id']}-{number}", test=test, must=must, round=answer["round"],
                question=answer["question"], better=better, worse=worse,
                held_out=bool(answer.get("held_out")),
            )  # fmt: skip


def _worse(pair: dict[str, Any], text: str, data: dict[str, Any]) -> str:
    if "worse" in pair:
        return str(data["empty"].get(pair["worse"], pair["worse"]))
    for before, after in pair.get("swap", ()):
        text = _without(text, before, after)
    for sentence in pair.get("drop", ()):
        text = _without(text, sentence, "")
    return " ".join(f"{text} {pair.get('add', '')}".split())


def _without(text: str, before: str, after: str) -> str:
    if before not in text:
        raise ValueError(f'"{before[:50]}" does not stand in its answer')
    return text.replace(before, after)
