"""Events and plans as JSON objects, and back, to the letter.

What has its default value is left out. Reading is strict about the types of keys that
it knows and steps over keys that it does not (`unknown_keys` names them), so that a
journal of a later version can be read. It must never coerce: "3" is no number here.

Text survives exactly, lone surrogates included, with one exception that JSON itself
makes: a high surrogate followed by a low one becomes the character that they spell.
`plain` does the same in advance, so that what is kept equals what is read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from ..domain.findings import Gap
from ..domain.session import Event, EventKind, Move, MoveKind, Pickup, Plan, PlannedQuestion

#: Deeper data than this is refused, so that whatever is written can also be read.
MAX_DEPTH = 64
_MAX_BITS = 1024

_EVENT_KEYS = frozenset({"kind", "at_ms", "text", "move", "data"})
_MOVE_KEYS = frozenset(
    {"kind", "question", "signal", "probe", "gap", "pickup", "minutes_left", "variant"}
)
_PLAN_KEYS = frozenset(
    {"minutes", "closing_minutes", "questions", "fillings", "seed", "briefing", "pickups"}
)
_QUESTION_KEYS = frozenset({"question", "text", "minutes"})

E = TypeVar("E", bound=StrEnum)
Json = dict[str, object]


class CodecError(ValueError):
    """A value that is not what its key promises; the message names the key."""


def event_to_json(event: Event) -> Json:
    """`event` as a JSON object. CodecError for data that JSON can not keep."""
    return _without_defaults(
        {
            "kind": EventKind(event.kind).value,
            "at_ms": event.at_ms,
            "text": event.text,
            "move": None if event.move is None else move_to_json(event.move),
            "data": event.data,
        },
        {"text": "", "move": None, "data": {}},
    )


def event_from_json(value: Mapping[str, object]) -> Event:
    """The event that `value` is; CodecError if it is none."""
    move = value.get("move")
    return Event(
        kind=_member(value, "kind", EventKind),
        at_ms=whole(value, "at_ms"),
        text=text(value, "text", ""),
        move=None if move is None else move_from_json(_object(move, "move")),
        data=dict(_object(value.get("data", {}), "data")),
    )


def move_to_json(move: Move) -> Json:
    """`move` as a JSON object."""
    return _without_defaults(
        {
            "kind": MoveKind(move.kind).value,
            "question": move.question,
            "signal": move.signal,
            "probe": move.probe,
            "gap": None if move.gap is None else Gap(move.gap).value,
            "pickup": move.pickup,
            "minutes_left": move.minutes_left,
            "variant": move.variant,
        },
        {
            "question": None,
            "signal": None,
            "probe": None,
            "gap": None,
            "pickup": "",
            "minutes_left": None,
            "variant": 0,
        },
    )


def move_from_json(value: Mapping[str, object]) -> Move:
    """The move that `value` is; CodecError if it is none."""
    has_gap = value.get("gap") is not None
    return Move(
        kind=_member(value, "kind", MoveKind),
        question=text_or_none(value, "question"),
        signal=text_or_none(value, "signal"),
        probe=text_or_none(value, "probe"),
        gap=_member(value, "gap", Gap) if has_gap else None,
        pickup=text(value, "pickup", ""),
        minutes_left=whole_or_none(value, "minutes_left"),
        variant=whole(value, "variant", 0),
    )


def plan_to_json(plan: Plan) -> Json:
    """`plan` as a JSON object; fillings are pairs `[slot, words]`, pickups `[question, words]`."""
    return _without_defaults(
        {
            "minutes": plan.minutes,
            "closing_minutes": plan.closing_minutes,
            "questions": [
                {"question": q.question, "text": q.text, "minutes": q.minutes}
                for q in plan.questions
            ],
            "fillings": [[slot, words] for slot, words in plan.fillings],
            "seed": plan.seed,
            "briefing": plan.briefing,
            "pickups": [[one.question, one.words] for one in plan.pickups],
        },
        {"briefing": "", "pickups": []},
    )


def plan_from_json(value: Mapping[str, object]) -> Plan:
    """The plan that `value` is; CodecError if it is none."""
    return Plan(
        minutes=whole(value, "minutes"),
        closing_minutes=whole(value, "closing_minutes"),
        questions=tuple(
            _question(_object(item, f"questions[{index}]"))
            for index, item in enumerate(_list(value, "questions"))
        ),
        fillings=tuple(_pair(item, "fillings") for item in _list(value, "fillings")),
        seed=whole(value, "seed", 0),
        briefing=text(value, "briefing", ""),
        pickups=tuple(Pickup(*_pair(item, "pickups")) for item in _list(value, "pickups")),
    )


def unknown_keys(value: Mapping[str, object]) -> tuple[str, ...]:
    """Keys of an event's JSON that this version does not know, with their path."""
    found = [key for key in value if key not in _EVENT_KEYS]
    move = value.get("move")
    if isinstance(move, Mapping):
        found += [f"move.{key}" for key in move if key not in _MOVE_KEYS]
    return tuple(found)


def plain(value: object, depth: int = MAX_DEPTH) -> object:
    """A deep copy of `value` in JSON's own types, as it would be read back.

    Tuples become lists, members of enumerations their values. CodecError for anything
    that JSON can not keep exactly: other types, keys that are no text, infinities,
    numbers beyond 1024 bits, more than `depth` levels (cycles).
    """
    match value:
        case None | bool():
            return value
        case str():
            return _joined(value)
        case int() if value.bit_length() <= _MAX_BITS:
            return int(value)
        case float() if math.isfinite(value):
            return float(value)
        case list() | tuple() | Mapping() if not depth:
            raise CodecError(f"data is nested more than {MAX_DEPTH} deep")
        case list() | tuple():
            return [plain(item, depth - 1) for item in value]
        case Mapping():
            return _plain_object(value, depth - 1)
    raise CodecError(f"{type(value).__name__} {str(value)[:40]!a} can not be kept as JSON")


def text(value: Mapping[str, object], key: str, default: str | None = None) -> str:
    """The text at `key`; `default` where it is absent and there is one."""
    found = value.get(key, default)
    if not isinstance(found, str):
        raise CodecError(f'"{key}" is not text')
    return found


def text_or_none(value: Mapping[str, object], key: str) -> str | None:
    """The text at `key`; None where it is null or absent."""
    return None if value.get(key) is None else text(value, key)


def whole(value: Mapping[str, object], key: str, default: int | None = None) -> int:
    """The whole number at `key`; `default` where it is absent and there is one."""
    found = value.get(key, default)
    if not isinstance(found, int) or isinstance(found, bool):
        raise CodecError(f'"{key}" is not a whole number')
    return found


def whole_or_none(value: Mapping[str, object], key: str) -> int | None:
    """The whole number at `key`; None where it is null or absent."""
    return None if value.get(key) is None else whole(value, key)


def json_object(value: Mapping[str, object], key: str) -> Json:
    """The object at `key`; an empty one where it is absent."""
    return dict(_object(value.get(key, {}), key))


def _question(value: Mapping[str, object]) -> PlannedQuestion:
    return PlannedQuestion(text(value, "question"), text(value, "text"), whole(value, "minutes"))


def _pair(value: object, key: str) -> tuple[str, str]:
    match value:
        case [str(name), str(words)]:
            return name, words
    raise CodecError(f'"{key}" are not pairs of texts')


def _list(value: Mapping[str, object], key: str) -> list[Any]:
    found = value.get(key, [])
    if not isinstance(found, list):
        raise CodecError(f'"{key}" is not a list')
    return found


def _object(value: object, key: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise CodecError(f'"{key}" is not an object')
    return value


def _member(value: Mapping[str, object], key: str, of: type[E]) -> E:
    found = text(value, key)
    try:
        return of(found)
    except ValueError:
        raise CodecError(f'"{key}" is {found[:40]!a}, which this version does not know') from None


def _without_defaults(value: Json, defaults: Json) -> Json:
    return _checked({k: v for k, v in value.items() if k not in defaults or v != defaults[k]})


def _checked(value: Json) -> Json:
    copied = plain(value)
    assert isinstance(copied, dict)
    return copied


def _plain_object(value: Mapping[Any, object], depth: int) -> Json:
    copied: Json = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise CodecError(f"the key {str(key)[:40]!a} is not text")
        joined = _joined(key)
        if joined in copied:
            raise CodecError(f"the key {joined[:40]!a} stands twice")
        copied[joined] = plain(item, depth)
    return copied


def _joined(value: str) -> str:
    """`value` with each pair of surrogates as the one character that it spells."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return str(value)
