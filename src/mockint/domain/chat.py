"""What is said to a chat model and what comes back: values, and no way to send them.

The core builds requests and reads replies with these; `models` is what talks to an
endpoint. A reply says how whole it is and what kind of thing it is, so that a cut or
refused reply can never pass for an answer. Nothing here repairs a reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Literal

Speaker = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Speaker
    content: str


class SchemaMode(StrEnum):
    """How tightly the endpoint was bound to a schema, tightest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"

    @property
    def looser(self) -> SchemaMode | None:
        """The next rung down; None below the last."""
        order = list(SchemaMode)
        return dict(pairwise(order)).get(self)


class Completeness(StrEnum):
    """Whether a reply came to its own end. `unknown`: the endpoint did not say."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What kind of thing a reply is. Only `text` is an answer."""

    TEXT = "text"
    REFUSAL = "refusal"
    EMPTY = "empty"
    FILTERED = "filtered"
    REASONING_ONLY = "reasoning_only"


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One call. `max_tokens` bounds the reply, a reasoning model's thinking included.

    `schema` is a JSON Schema that the reply must fit, `schema_name` its name on the
    wire (letters, digits, `_`, `-`). Where an endpoint cannot be bound to a schema,
    `schema_words` is appended to the last message (empty: the schema itself, with one
    line that says what it is). `temperature` and `seed` None are left to the endpoint.
    `logprobs` asks for the probabilities of each token; not every endpoint has them.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, object] | None = None
    schema_name: str = "reply"
    schema_words: str = ""
    temperature: float | None = None
    seed: int | None = None
    logprobs: bool = False


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens as counted by the endpoint; None is unknown, which is not 0.

    `cached` is the part of `prompt` that its cache served, `reasoning` the part of
    `completion` that was never shown.
    """

    prompt: int | None = None
    completion: int | None = None
    cached: int | None = None
    reasoning: int | None = None


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """A token of the reply, its log-probability, and the likeliest at its place."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ChatReply:
    """All that is known of a reply.

    `text` is exactly what was said; `refusal` the words of a refusal that came apart
    from it. `mode` is how a schema was enforced, None where none was asked. `adapted`
    names what was left out because this endpoint refuses it (`temperature`, ...), so
    that provenance can tell. `notes` are oddities in words, for `doctor` and logs.
    Times are seconds from sending; `first_token_s` None where no text came.
    """

    text: str
    completeness: Completeness
    outcome: Outcome
    finish_reason: str | None = None
    usage: TokenUsage = TokenUsage()
    refusal: str = ""
    logprobs: tuple[TokenLogprob, ...] = ()
    request_id: str | None = None
    model: str | None = None
    mode: SchemaMode | None = None
    adapted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    first_token_s: float | None = None
    total_s: float = 0.0
    attempts: int = 1

    @property
    def is_answer(self) -> bool:
        """True where the reply is text that came to its own end: nothing else may be used."""
        return self.outcome is Outcome.TEXT and self.completeness is Completeness.COMPLETE


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a reply as it arrives; the last one of a stream carries `reply`."""

    text: str = ""
    reply: ChatReply | None = None
