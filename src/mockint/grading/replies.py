"""A model judge's reply: its JSON Schema, and its strict reading.

No NaN, no strings for numbers, no key twice, no unknown, missing or repeated ids, and
no repair: a prefix of cut JSON parses to another score. What is wrong is said in one
sentence, so that the judge can be asked once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

M = TypeVar("M", bound=BaseModel)


class ReplyError(ValueError):
    """A reply that cannot be used; `str()` is the sentence for the judge."""


class Strict(BaseModel):
    """Part of a reply: no key too many, no value of another type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ReplyQuote(Strict):
    """Words that the judge points at, by the id of a turn."""

    turn: str = Field(max_length=40)
    quote: str = Field(max_length=4000)


#: A whole number; `Literal[1, 2, 3, 4]` would let 3.0 and true through, for they are equal.
ReplyLevel = Annotated[int, Field(strict=True, ge=1, le=4)]


class ReplySignal(Strict):
    """What the judge says of a signal, in the order in which it has to think."""

    id: str
    evidence: list[ReplyQuote] = Field(max_length=12)
    rationale: str = Field(max_length=2000)
    status: Literal["scored", "no_evidence", "not_elicited"]
    level: ReplyLevel | None
    raise_it: str = Field(max_length=2000)


class ReplyFlag(Strict):
    """A reason for rejection that the judge saw."""

    id: str
    evidence: list[ReplyQuote] = Field(max_length=12)


class Reply(Strict):
    """The whole reply."""

    signals: list[ReplySignal]
    red_flags: list[ReplyFlag]


def reply_schema(signals: Iterable[str], flags: Iterable[str]) -> dict[str, Any]:
    """A JSON Schema for the reply, closed and with all keys required (strict mode)."""
    quote = closed_object({"turn": {"type": "string"}, "quote": {"type": "string"}})
    quotes = {"type": "array", "items": quote}
    statuses = ["scored", "no_evidence", "not_elicited"]
    signal = closed_object(
        {
            "id": {"type": "string", "enum": list(signals)},
            "evidence": quotes,
            "rationale": {"type": "string"},
            "status": {"type": "string", "enum": statuses},
            "level": {"anyOf": [{"type": "integer", "enum": [1, 2, 3, 4]}, {"type": "null"}]},
            "raise_it": {"type": "string"},
        }
    )
    names = list(flags)
    flag_id: dict[str, Any] = {"type": "string", "enum": names} if names else {"type": "string"}
    flag = closed_object({"id": flag_id, "evidence": quotes})
    return closed_object(
        {
            "signals": {"type": "array", "items": signal},
            "red_flags": {"type": "array", "items": flag},
        }
    )


def read_reply(text: str, signals: Iterable[str], flags: Iterable[str]) -> Reply:
    """The reply in `text`; ReplyError where it is not exactly what was asked for."""
    reply = read_strictly(text, Reply)
    _check_ids("signal", [one.id for one in reply.signals], list(signals), all_needed=True)
    _check_ids("reason for rejection", [f.id for f in reply.red_flags], list(flags))
    for one in reply.signals:
        if (one.level is not None) != (one.status == "scored"):
            raise ReplyError(f'{one.id}: a level stands with the status "scored", and only there')
    return reply


def read_strictly(text: str, model: type[M]) -> M:
    """`text` as JSON of the shape of `model`; ReplyError where it is anything else."""
    try:
        value = json.loads(text.strip(), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise ReplyError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ReplyError(f"it is not JSON ({error.msg} at character {error.pos})") from None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the reply"
        raise ReplyError(f"{place}: {first['msg']}") from None


def closed_object(properties: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of an object with these keys, all of them required, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _check_ids(what: str, given: list[str], known: list[str], *, all_needed: bool = False) -> None:
    for one in given:
        if one not in known:
            raise ReplyError(f'unknown {what} "{one[:60]}"')
        if given.count(one) > 1:
            raise ReplyError(f'{what} "{one}" stands twice')
    if all_needed and (missing := [one for one in known if one not in given]):
        raise ReplyError(f'{what} "{missing[0]}" is missing')


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ReplyError("a key stands twice in one object")
    return value


def _no_constant(name: str) -> Any:
    raise ReplyError(f"{name} is not a number")
