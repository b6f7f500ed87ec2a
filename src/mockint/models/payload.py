"""The body of a call, and what to leave out of it after a refusal. Pure.

An endpoint's refusals teach what it does not take: a parameter, a way of binding the
reply to a schema, streaming itself. `adapt` reads one refusal and says what to do
without; whoever calls keeps that in mind once the call has gone through without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..domain.chat import ChatRequest, Message, SchemaMode
from ..errors import EngineError, RequestRefusedError, ServerFaultError, UnsupportedError
from .learned import Learned
from .text import SurrogateJoiner

#: Alternatives shown per token where log-probabilities are asked for.
TOP_LOGPROBS = 8
#: Characters of a text and items of a list, where a schema gives no end of its own.
MOST_TEXT, MOST_ITEMS = 400, 24

_SCHEMA_WORDS = "Reply with one JSON object that fits this JSON Schema, and with nothing else:\n"
_REFUSED = re.compile(
    r"unsupported|not (?:yet )?support|n't support|unrecogni[sz]ed|unknown|unexpected|extra"
    r"|not permitted|not allowed|not available|not implemented|unavailable|cannot be used",
    re.IGNORECASE,
)
_SCHEMA = re.compile(
    r"response_format|json_schema|json_object|json mode|structured output|grammar|guided",
    re.IGNORECASE,
)
_OWN_SCHEMA = re.compile(r"invalid schema|invalid_json_schema", re.IGNORECASE)
_ONLY_STREAMS = re.compile(
    r"only supports? stream|stream\b.{0,20} (?:must be|should be|be set to) .?true"
    r"|(?:requires?|must use|enable) stream|non.?stream\w* .{0,40}not",
    re.IGNORECASE,
)
#: Parameters that a call can do without, most specific name first.
_OPTIONAL = ("stream_options", "top_logprobs", "logprobs", "temperature", "seed", "stream")


def body(
    model: str, request: ChatRequest, learned: Learned, *, rung: SchemaMode, streamed: bool = True
) -> dict[str, Any]:
    """The JSON body of a call, without what this endpoint does not take."""
    without = learned.without
    messages = request.messages
    if request.schema is not None and rung is not SchemaMode.JSON_SCHEMA:
        messages = _with_words(messages, request)
    out: dict[str, Any] = {
        "model": model,
        "messages": [{"role": m.role, "content": _clean(m.content)} for m in messages],
    }
    limit = "max_completion_tokens" if "max_tokens" in without else "max_tokens"
    out[limit] = request.max_tokens
    optional: dict[str, Any] = {
        "temperature": request.temperature,
        "seed": request.seed,
        "logprobs": True if request.logprobs else None,
        "top_logprobs": TOP_LOGPROBS if request.logprobs else None,
        "stream": True if streamed else None,
        "stream_options": {"include_usage": True} if streamed else None,
        "response_format": _format(request, rung, bound=learned.bound),
    }
    out.update({k: v for k, v in optional.items() if v is not None and k not in without})
    return out


@lru_cache(maxsize=8)  # the long static part of a prompt, beside a few that pass
def _clean(text: str) -> str:
    return SurrogateJoiner.clean(text)


def adapted(request: ChatRequest, learned: Learned) -> tuple[str, ...]:
    """What of `request` the endpoint did not get, for provenance."""
    asked = {
        "temperature": request.temperature is not None,
        "seed": request.seed is not None,
        "logprobs": request.logprobs,
    }
    return tuple(name for name, wanted in asked.items() if wanted and name in learned.without)


def adapt(error: EngineError, sent: dict[str, Any], learned: Learned) -> Learned | None:
    """What to do without after `error`; None where the refusal says nothing of the kind.

    `sent` is the body that was refused. Each step leaves out something that was in
    it, so that a call adapts at most as often as it has parts.
    """
    said = f"{error.param} {error.what}"
    if isinstance(error, ServerFaultError):
        # Some servers fall over a schema that they cannot compile.
        return _lower(sent, learned, said) if _SCHEMA.search(said) else None
    if not isinstance(error, RequestRefusedError | UnsupportedError):
        return None
    if "max_tokens" in sent and "max_completion_tokens" in said:
        return replace(learned, without=learned.without | {"max_tokens"})
    if "stream" not in sent and "whole" not in learned.without and _ONLY_STREAMS.search(said):
        return replace(learned, without=learned.without | {"whole"})
    if _SCHEMA.search(said) and "response_format" in sent:
        return _lower(sent, learned, said)
    for name in _OPTIONAL:
        if name in sent and _names(name, error):
            gone = {"logprobs", "top_logprobs"} if "logprobs" in name else {name}
            return replace(learned, without=learned.without | gone)
    # A refusal that names nothing: a schema is the likeliest thing not to be known.
    return _lower(sent, learned, said)


def _lower(sent: dict[str, Any], learned: Learned, said: str) -> Learned | None:
    """One rung down the ladder, as far as the call was on it."""
    if "response_format" not in sent or learned.bound:
        return None
    rung = SchemaMode(sent["response_format"]["type"]).looser
    if rung is None:
        return None
    return replace(learned, rung=rung, passing=bool(_OWN_SCHEMA.search(said)))


def _names(name: str, error: EngineError) -> bool:
    """True if the refusal is about parameter `name`."""
    if not _REFUSED.search(f"{error.code} {error.what}"):
        return False
    if error.param:
        return error.param.split(".")[0] == name
    return re.search(rf"\b{name}\b", error.what) is not None


def _format(
    request: ChatRequest, rung: SchemaMode, *, bound: bool = False
) -> dict[str, Any] | None:
    """The `response_format` of a rung; None on the lowest and where no schema is asked."""
    if request.schema is None or rung is SchemaMode.PLAIN:
        return None
    if rung is SchemaMode.JSON_OBJECT:
        return {"type": "json_object"}
    return {
        "type": "json_schema",
        "json_schema": {
            "name": request.schema_name,
            "schema": _limited(request.schema) if bound else dict(request.schema),
            "strict": True,
        },
    }


def _limited(value: Any) -> Any:
    """A schema whose texts and lists have an end: small models go on and on without.

    Only for endpoints that are known to take it; some providers refuse these words.
    """
    if isinstance(value, list):
        return [_limited(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    limited = {name: _limited(inner) for name, inner in value.items()}
    if value.get("type") == "string" and "enum" not in value:
        limited.setdefault("maxLength", MOST_TEXT)
    if value.get("type") == "array":
        limited.setdefault("maxItems", MOST_ITEMS)
    return limited


def _with_words(messages: tuple[Message, ...], request: ChatRequest) -> tuple[Message, ...]:
    """The messages, with the schema in words at the very end (the prefix stays as it was)."""
    words = request.schema_words or _SCHEMA_WORDS + json.dumps(request.schema, ensure_ascii=False)
    *before, last = messages
    return (*before, Message(last.role, f"{last.content}\n\n{words}"))
