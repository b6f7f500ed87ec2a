"""Edits a YAML file where it has to change, and nowhere else.

An edit works on the characters of one scalar, found by the parser's own marks, so that
comments, quotes, order and line breaks of the rest stay as they are byte for byte. (A
round trip through a YAML library lays out anew hundreds of lines of a rubric.) Every
edit is checked: the edited text must read back as the data that was meant, or it is
not made.
"""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from ..errors import RubricError
from . import yaml_file
from .yaml_file import Path_

_PLAIN = re.compile(r"[A-Za-z0-9<][^\n:#\[\]{},&*!|\"%@`]*")
_NULLS = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Edit:
    """`set` what stands at `path` to the scalar `value`, or `remove` the list item there.

    `top` puts a line above all others.
    `hidden` characters are removed wherever they stand: reading drops them anyway.
    """

    action: Literal["set", "remove", "top", "hidden"]
    path: Path_ = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    flow: bool


def apply(text: str, edits: Iterable[Edit], name: str) -> tuple[str, int]:
    """(the text with the edits made, how many were); what cannot be made safely is left.

    RubricError if `text` is no YAML that mockint reads.
    """
    wanted = list(edits)
    settings = [edit for edit in wanted if edit.action == "set"]
    text, made = _at_once(text, settings, name)
    rest = wanted if made < len(settings) else [e for e in wanted if e.action != "set"]
    for edit in rest:
        edited = _one(text, edit, name)
        if edited is not None and edited != text:
            text, made = edited, made + 1
    return text, made


def _at_once(text: str, edits: list[Edit], name: str) -> tuple[str, int]:
    """All scalars set in one go, or none of them where the result is not as meant."""
    meant: Any = yaml_file.parse(text, name).data
    spans = _spans(text) if edits else {}
    placed = [(spans[edit.path], edit) for edit in edits if edit.path in spans]
    edited = text
    for span, edit in sorted(placed, key=lambda one: one[0].start, reverse=True):
        meant = _meant(meant, edit)
        edited = edited[: span.start] + _spelled(text[span.start], edit.value) + edited[span.end :]
    try:
        same = yaml_file.parse(edited, name).data == meant
    except RubricError:
        same = False
    return (edited, len(placed)) if same and edited != text else (text, 0)


def is_hidden(char: str) -> bool:
    """True for characters that reading a rubric drops: controls, zero width, private ones."""
    return char not in "\n\t\r" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}


def _one(text: str, edit: Edit, name: str) -> str | None:
    before = yaml_file.parse(text, name).data
    meant = before
    if edit.action == "top":
        edited: str | None = f"{edit.value}\n{text}"
    elif edit.action == "hidden":
        edited = "".join(char for char in text if not is_hidden(char))
    else:
        meant = _meant(before, edit)
        span = _spans(text).get(edit.path)
        edited = _at(text, edit, span) if span is not None and meant is not None else None
    if edited is None:
        return None
    try:
        after = yaml_file.parse(edited, name).data
    except RubricError:
        return None
    return edited if after == meant else None


def _meant(data: Any, edit: Edit) -> Any:
    """The data as it shall be, None where the path leads nowhere."""
    meant = copy.deepcopy(data)
    inner = meant
    try:
        for step in edit.path[:-1]:
            inner = inner[step]
        if edit.action == "set":
            inner[edit.path[-1]] = edit.value
        else:
            del inner[edit.path[-1]]
    except (KeyError, IndexError, TypeError):
        return None
    return meant


def _at(text: str, edit: Edit, span: _Span) -> str | None:
    if edit.action == "set":
        return text[: span.start] + _spelled(text[span.start], edit.value) + text[span.end :]
    return _without_item(text, edit.path, span)


def _spelled(opening: str, value: str) -> str:
    """`value` in the quotes that stood there, or plain where that reads back the same."""
    if opening == "'":
        return "'" + value.replace("'", "''") + "'"
    if opening == '"' or not _PLAIN.fullmatch(value) or value.lower() in _NULLS:
        return json.dumps(value, ensure_ascii=False)
    return value


def _without_item(text: str, path: Path_, span: _Span) -> str | None:
    if not isinstance(path[-1], int):
        return None
    if not span.flow:
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        end = len(text) if end < 0 else end + 1
        alone = text[start : span.start].strip() == "-"
        return text[:start] + text[end:] if alone else None
    spans = _spans(text)
    following = spans.get((*path[:-1], path[-1] + 1))
    before = spans.get((*path[:-1], path[-1] - 1))
    if following is not None:
        start, end = span.start, following.start
    elif before is not None:
        start, end = before.end, span.end
    else:
        return None
    return None if "#" in text[start:end] else text[:start] + text[end:]


def _spans(text: str) -> dict[Path_, _Span]:
    """Where the values of `text` stand, by path; offsets in characters."""
    found: dict[Path_, _Span] = {}
    # One frame per open collection: its path, key or index, flow style, kind, start.
    stack: list[list[Any]] = []

    def place() -> Path_:
        frame = stack[-1]
        if frame[1] is None:
            return ()
        return (*frame[0], frame[1])

    for event in _events(text):
        if isinstance(event, yaml.ScalarEvent):
            if stack and stack[-1][3] == "map" and stack[-1][1] is None:
                stack[-1][1] = event.value
                continue
            if stack:
                start, end = event.start_mark, event.end_mark
                if start is not None and end is not None:
                    found[place()] = _Span(start.index, end.index, bool(stack[-1][2]))
                _next(stack)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            path = place() if stack else ()
            kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
            begun = event.start_mark.index if event.start_mark is not None else 0
            stack.append([path, None if kind == "map" else 0, event.flow_style, kind, begun])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            path, _, flow, _, begun = stack.pop()
            ended = event.end_mark.index if event.end_mark is not None else 0
            if stack:
                # A block ends where the next token begins, behind the white space between.
                ended = begun + len(text[begun:ended].rstrip())
                found[path] = _Span(begun, ended, bool(flow))
                _next(stack)
    return found


def _events(text: str) -> list[yaml.Event]:
    """The parser's events, with their marks; none where no parser that gives marks reads it.

    The C parser's marks count differently on some platforms, and offsets matter here; but it
    reads what the other refuses, such as a `?` in a flow mapping. Every edit is checked.
    """
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        try:
            return list(yaml.parse(text, Loader=loader))
        except yaml.YAMLError:
            continue
    return []


def _next(stack: list[list[Any]]) -> None:
    frame = stack[-1]
    frame[1] = None if frame[3] == "map" else frame[1] + 1
