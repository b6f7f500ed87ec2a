"""Findings and rules: what lint says of a rubric file, and what makes it say so.

A rule is a function over a draft together with its id, its level and the reason why
what it looks for is a defect. This module owns these shapes; it never reads a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from ..yaml_edit import Edit
from ..yaml_file import Path_

D = TypeVar("D")


class Level(StrEnum):
    """An error must be mended before the file is used; advice is the author's to weigh."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found at `path` of the data; `line` where the path does not say it.

    `fix` is an edit that is safe without asking: it never changes what is matched, said
    or graded.
    """

    path: Path_
    message: str
    fix: Edit | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rule(Generic[D]):
    """A check with its id, level and reason. `waivable` advice can be answered in the file."""

    id: str
    level: Level
    reason: str
    check: Callable[[D], Iterator[Hit]]

    @property
    def waivable(self) -> bool:
        """True where a `# lint-ok:` comment may answer it; an error has to be mended."""
        return self.level is Level.ADVICE


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in one file: `file` as it was named, `line` counted from 1."""

    file: str
    line: int
    rule: str
    level: Level
    message: str
    reason: str
    path: Path_ = ()
    fix: Edit | None = None

    @property
    def where(self) -> str:
        """`file:line`, as editors take it."""
        return f"{self.file}:{self.line}"


def error(name: str, reason: str) -> Callable[[Callable[[D], Iterator[Hit]]], Rule[D]]:
    """Make a rule of level error of a check."""
    return lambda check: Rule(name, Level.ERROR, reason, check)


def advice(name: str, reason: str) -> Callable[[Callable[[D], Iterator[Hit]]], Rule[D]]:
    """Make a rule of level advice of a check."""
    return lambda check: Rule(name, Level.ADVICE, reason, check)
