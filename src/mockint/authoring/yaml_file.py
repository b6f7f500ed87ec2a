r"""Reads one YAML file of a stranger into plain values and line numbers. The home of PyYAML.

It never constructs objects: the tree is built here from parser events, so that no
tag, anchor, alias or merge key is ever followed, every scalar stays a string, a
duplicate key is refused and every value remembers its line. Limits: 256 KB, depth
24, 20,000 events. Text is cleaned of control characters after parsing, because
`"\x1b"` is an escape in YAML.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..errors import RubricError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 24
MAX_EVENTS = 20_000

Path_ = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
M = TypeVar("M", bound=BaseModel)
_NULLS = {"", "~", "null"}


class Located:
    """Plain values (`data`) and the line on which each path starts (`lines`)."""

    def __init__(self, data: Any, lines: dict[Path_, int], name: str) -> None:
        self.data = data
        self.lines = lines
        self.name = name

    def where(self, path: Path_) -> str:
        """`name:line` of the nearest known ancestor of `path`."""
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.name}:{self.lines.get(path, 1)}"


def read_text(path: Path, name: str | None = None) -> str:
    """The text of a YAML file, UTF-8, at most 256 KB; RubricError otherwise."""
    shown = name or str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise RubricError("no such file", where=shown, remedy="see `mockint rubric list`") from None
    except OSError as error:
        raise RubricError(f"cannot be read: {error.strerror}", where=shown) from None
    if len(raw) > MAX_BYTES:
        raise RubricError(
            f"is larger than {MAX_BYTES // 1024} KB", where=shown, remedy="split it into rounds"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise RubricError(
            "is not UTF-8 text", where=f"{shown}:{line}", remedy="save it as UTF-8"
        ) from None


def parse(text: str, name: str) -> Located:
    """Parse one YAML document; RubricError with `name:line` for anything unsafe."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise RubricError(f"is larger than {MAX_BYTES // 1024} KB", where=name)
    try:
        return _Builder(name).build(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise RubricError(f"is not YAML: {problem}", where=f"{name}:{line}") from None


def load(model: type[M], located: Located) -> M:
    """Validate `located` as `model`; the first problem is raised with file:line."""
    try:
        return model.model_validate(located.data)
    except ValidationError as error:
        raise _explain(error, located) from None


def problems(model: type[BaseModel], located: Located) -> list[tuple[int, str]]:
    """Every schema problem as (line, sentence), in order of lines; empty if it is valid."""
    try:
        model.model_validate(located.data)
    except ValidationError as error:
        return sorted(_sentences(error, located))
    return []


class _Builder:
    """Builds a tree from events with an explicit stack: no recursion to exhaust."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}

    def build(self, text: str) -> Located:
        root: list[Any] = []
        # One frame per open collection: (container, its path, pending key or None).
        stack: list[tuple[Any, Path_, list[str]]] = [(root, (), [])]
        documents = 0
        for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if count >= MAX_EVENTS:
                self._refuse(line, f"has more than {MAX_EVENTS} parts")
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(line, "holds more than one document")
            elif isinstance(event, yaml.AliasEvent):
                self._refuse(line, "uses an alias (*name); write the value out")
            elif isinstance(event, yaml.ScalarEvent):
                self._check(event, line)
                self._scalar(stack, event, line)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._check(event, line)
                made: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                path = self._place(stack, made, line)
                stack.append((made, path, []))
                if len(stack) > MAX_DEPTH:
                    self._refuse(line, f"is nested deeper than {MAX_DEPTH}")
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
        if not root:
            self._refuse(1, "is empty")
        lines = {path[1:]: line for path, line in self.lines.items()}
        return Located(root[0], lines, self.name)

    def _check(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self._refuse(line, f"uses an anchor (&{event.anchor}); write the value out")
        if event.tag is not None and event.tag != "!":
            self._refuse(line, f"uses a tag ({event.tag}); only plain values are read")

    def _scalar(self, stack: list[tuple[Any, Path_, list[str]]], event: Any, line: int) -> None:
        container, path, pending = stack[-1]
        value: str | None = _clean(event.value)
        if isinstance(container, dict) and not pending:
            if value in container:
                self._refuse(line, f'has the key "{value}" twice')
            if value == "<<":
                self._refuse(line, "uses a merge key (<<); write the values out")
            pending.append(value or "")
            self.lines[(*path, value or "")] = line
            return
        if not event.style and (value or "").lower() in _NULLS:
            value = None
        self._place(stack, value, line)

    def _place(self, stack: list[tuple[Any, Path_, list[str]]], value: Any, line: int) -> Path_:
        container, path, pending = stack[-1]
        key: str | int
        if isinstance(container, dict):
            if not pending:
                self._refuse(line, "has a key that is not plain text")
            key = pending.pop()
            container[key] = value
        else:
            key = len(container)
            container.append(value)
        where = (*path, key)
        self.lines.setdefault(where, line)
        return where

    def _refuse(self, line: int, what: str) -> None:
        raise RubricError(what, where=f"{self.name}:{line}")


def _clean(text: str) -> str:
    """Without control, bidirectional-override and private characters; tabs and newlines stay."""
    return "".join(
        char
        for char in text
        if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
    )


def _explain(error: ValidationError, located: Located) -> RubricError:
    line, sentence = _sentences(error, located)[0]
    return RubricError(sentence, where=f"{located.name}:{line}")


def _sentences(error: ValidationError, located: Located) -> list[tuple[int, str]]:
    found = []
    for problem in error.errors(include_url=False):
        path: Path_ = tuple(problem["loc"])
        line = int(located.where(path).rsplit(":", 1)[1])
        field = ".".join(str(part) for part in path if not isinstance(part, int))
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = "is not a known key here"
        elif problem["type"] == "missing":
            message = "is missing"
        found.append((line, f"{field}: {message}" if field else message))
    return found
