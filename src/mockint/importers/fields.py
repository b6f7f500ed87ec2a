"""Typed looks into JSON of strangers: what is missing or of another type is nothing.

Names what JSON holds for messages; knows no format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..ports import TranscriptFile

_SHOWN = 12


def documents(file: TranscriptFile) -> list[dict[str, Any]]:
    """The JSON objects at the top: one, or the objects of a list or of JSON Lines."""
    value = file.json
    if isinstance(value, dict):
        return [value]
    return rows(value)


def rows(value: object) -> list[dict[str, Any]]:
    """The objects in `value`, if it is a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def look(value: object, *path: str) -> Any:
    """What stands at `path` in nested objects, None where that leads nowhere."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def first_row(value: object, *path: str) -> dict[str, Any]:
    """The first object of the list at `path`, empty without one."""
    found = rows(look(value, *path))
    return found[0] if found else {}


def words(value: dict[str, Any], *keys: str) -> str:
    """The first text under one of `keys`, stripped; empty without one."""
    for key in keys:
        one = value.get(key)
        if isinstance(one, str) and one.strip():
            return one.strip()
    return ""


def speaker(value: object, prefix: str = "Speaker ") -> str | None:
    """A speaker's label: names as they are, numbers and letters with `prefix`."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return f"{prefix}{value}"
    if not isinstance(value, str) or not value.strip():
        return None
    name = value.strip()[:200]
    return f"{prefix}{name}" if name.isdigit() or (len(name) == 1 and name.isalpha()) else name


def described(value: object) -> str:
    """The keys of unknown JSON, for a message."""
    if isinstance(value, dict):
        return f"an object with the keys {_keys(value)}" if value else "an empty object"
    if isinstance(value, list):
        inner = rows(value)
        if inner:
            return f"a list of {len(value)} with the keys {_keys(inner[0])}"
        return f"a list of {len(value)} without objects"
    return f"a single {type(value).__name__}"


def _keys(value: dict[str, Any]) -> str:
    shown = ", ".join(repr(str(key)[:40]) for key in list(value)[:_SHOWN])
    return f"{shown} and {len(value) - _SHOWN} more" if len(value) > _SHOWN else shown


def nested_lists(value: object, depth: int = 3) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
    """(key, objects) of the lists of objects in nested objects, shallow ones first."""
    level = [value]
    for _ in range(depth):
        below: list[object] = []
        for one in level:
            if not isinstance(one, dict):
                continue
            for key, inner in one.items():
                if found := rows(inner):
                    yield str(key), found
                below.append(inner)
        level = below
