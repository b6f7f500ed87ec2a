"""The lines of batch files: requests going out, replies coming back. Pure.

A reply is read exactly as one that came over the wire at once. What is no reply is an
EngineError to be told of, never a guess at what was meant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..domain.chat import ChatReply, ChatRequest, Completeness, Outcome, SchemaMode
from ..errors import BrokenStreamError, EngineError, ServerFaultError
from . import payload, refusals
from .address import Endpoint
from .assemble import Assembler
from .learned import Learned

#: What is asked of each line of a batch.
TARGET = "/v1/chat/completions"
_MOST_REPLY = 1_000_000


def body_of(model: str, request: ChatRequest, learned: Learned) -> dict[str, Any]:
    """The body of a call that cannot stream."""
    whole = replace(learned, without=learned.without | {"stream", "stream_options"})
    return payload.body(model, request, whole, rung=learned.rung)


def request_line(name: str, body: Mapping[str, Any]) -> bytes:
    """One line of an input file: the call `body`, to come back under `name`."""
    line = {"custom_id": name, "method": "POST", "url": TARGET, "body": dict(body)}
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def read_line(raw: bytes) -> Mapping[str, Any] | None:
    """A line of an output or error file; None for one that is no JSON object with a name."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("custom_id"), str):
        return None
    return value


def holds_reply(line: Mapping[str, Any], endpoint: Endpoint) -> bool:
    """True for a line whose reply is worth keeping: a refusal of a filter is one, too."""
    error = _error_of(line, endpoint)
    return error is None or refusals.is_filtered(error)


def reply_of(
    line: Mapping[str, Any], request: ChatRequest, learned: Learned, endpoint: Endpoint
) -> ChatReply:
    """The reply in a line to `request`, sent with `learned`. EngineError where there is none."""
    mode = learned.rung if request.schema is not None else None
    error = _error_of(line, endpoint)
    if error is not None and refusals.is_filtered(error):
        return ChatReply(
            text="",
            completeness=Completeness.UNKNOWN,
            outcome=Outcome.FILTERED,
            finish_reason="content_filter",
            mode=mode,
            notes=(error.what,),
        )
    if error is not None:
        raise error
    response = line["response"]
    assembler = Assembler(most=_MOST_REPLY)
    name = response.get("request_id")
    assembler.request_id = name if isinstance(name, str) else None
    assembler.whole(response.get("body"))
    assembler.flush()
    return replace(assembler.reply(), mode=mode, adapted=payload.adapted(request, learned))


def slim(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line without what nobody reads of its token probabilities: nine tenths of its bytes.

    Alternatives stay where a token is a level, 1 to 4.
    """
    copy: dict[str, Any] = json.loads(json.dumps(line))
    try:
        entries = copy["response"]["body"]["choices"][0]["logprobs"]["content"]
        for entry in entries:
            entry.pop("bytes", None)
            if entry["token"].strip() not in {"1", "2", "3", "4"}:
                entry.pop("top_logprobs", None)
    except (KeyError, TypeError, IndexError, AttributeError):
        return dict(line)
    return copy


def learned_as_text(learned: Learned) -> dict[str, str]:
    """How calls were worded, for a batch's metadata: whoever joins the replies must know."""
    return {"rung": learned.rung.value, "without": " ".join(sorted(learned.without))}


def learned_from_text(metadata: Mapping[str, str] | None) -> Learned:
    """What `learned_as_text` wrote; the defaults where nothing did."""
    given = metadata or {}
    rung = given.get("rung", "")
    known = rung in {mode.value for mode in SchemaMode}
    without = frozenset(given.get("without", "").split())
    return Learned(SchemaMode(rung) if known else SchemaMode.JSON_SCHEMA, without=without)


def _error_of(line: Mapping[str, Any], endpoint: Endpoint) -> EngineError | None:
    """Why a line holds no reply; None where it does."""
    response = line.get("response")
    if isinstance(response, Mapping):
        body, status = response.get("body"), response.get("status_code")
        error = body.get("error") if isinstance(body, Mapping) else None
        if not error and status in {200, None}:
            return None
        number = status if isinstance(status, int) and status != 200 else None
        return refusals.refusal(endpoint, number, body)
    error = line.get("error")
    if not isinstance(error, Mapping):
        return BrokenStreamError("the batch left a line out", where=endpoint.where)
    code = str(error.get("code") or "")
    if code.startswith("batch_"):  # it expired, or was cancelled
        words = refusals.shown(endpoint, f"{code}: {error.get('message') or ''}")
        return ServerFaultError(words, where=endpoint.where, code=code)
    return refusals.refusal(endpoint, None, error)
