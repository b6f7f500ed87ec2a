"""A reply out of its pieces: text to show, and at the end a verdict on the whole.

Pure. Takes decoded JSON of any shape from an endpoint that is not trusted, and either
understands it or raises a named error. It never guesses: a reply is complete only if
the endpoint said so, and a number is a number only if it is one on the wire.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.chat import (
    ChatReply,
    Completeness,
    Outcome,
    TokenLogprob,
    TokenUsage,
)
from ..errors import (
    BrokenStreamError,
    EngineError,
    EngineTimeoutError,
    ReplyTooLargeError,
    UnreachableError,
    WrongShapeError,
)
from .text import SurrogateJoiner, ThinkingSplitter

#: Some servers answer so when a prompt is longer than their context.
NOTHING_SAID = "the endpoint answered with nothing"
NOTHING_REMEDY = "try again; if it stays, the prompt may be longer than the model's context"

_WHOLE = frozenset({"stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete"})
_CUT = frozenset({"length", "max_tokens", "model_length", "error", "abort", "cancelled"})
_FILTER = frozenset({"content_filter", "safety", "recitation"})
_MOST_TOKENS = 10**9


class Assembler:
    """Collects one reply. `most` is the size cap in bytes of UTF-8, reasoning included."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._size = 0
        self._parts: list[str] = []
        self._refusal: list[str] = []
        self._logprobs: list[TokenLogprob] = []
        self._joiner = SurrogateJoiner()
        self._splitter = ThinkingSplitter()
        self._usage = TokenUsage()
        self._notes: list[str] = []
        self._model: str | None = None
        self._id: str | None = None
        self._saw_choice = False
        self._reasoned = False
        self._after_end = False
        self.finish_reason: str | None = None
        self.request_id: str | None = None
        self.closed = False  # the stream said that it was over
        self.reported = False  # the endpoint itself reported an error
        self.came_whole = False

    @property
    def text(self) -> str:
        """What has been said so far."""
        return "".join(self._parts)

    @property
    def was_cut(self) -> bool:
        """True where the reply has neither a reason for its end nor an end mark."""
        return self.finish_reason is None and not self.closed

    def survives(self, error: EngineError) -> bool:
        """True if `error` came after the reply's own end, and so took nothing from it."""
        transport = isinstance(error, EngineTimeoutError | BrokenStreamError | UnreachableError)
        return transport and not self.was_cut and not self.reported

    def piece(self, chunk: Any) -> tuple[str, bool]:
        """Take one chunk of a stream: the text to show, and whether anything was said.

        Reasoning counts as something said, though there is nothing to show.
        """
        choice = self._open(chunk)
        if choice is None:
            return "", False
        shown, said = self._words(_table(choice.get("delta"), "delta"))
        self._logs(choice.get("logprobs"))
        self._finish(choice.get("finish_reason"))
        return shown, said

    def whole(self, body: Any) -> str:
        """Take a whole completion that came as one JSON body; its text."""
        self.came_whole = self.closed = True
        choice = self._open(body)
        if choice is None:
            raise WrongShapeError("the endpoint answered with JSON that is no chat completion")
        shown, _ = self._words(_table(choice.get("message"), "message"))
        self._logs(choice.get("logprobs"))
        self._finish(choice.get("finish_reason"))
        return shown

    def flush(self) -> str:
        """Text that was held back because the next piece could have changed it."""
        rest = self._splitter.flush()
        rest = self._joiner.feed(rest) + self._joiner.flush()
        self._reasoned = self._reasoned or self._splitter.thought
        return self._keep(rest)

    def note(self, words: str) -> None:
        """Remember an oddity for the reply's notes, once."""
        if words not in self._notes:
            self._notes.append(words)

    def reply(self) -> ChatReply:
        """The reply as it stands.

        A stream that never held a choice is not a reply: BrokenStreamError.
        """
        if not self._saw_choice:
            raise BrokenStreamError(NOTHING_SAID, remedy=NOTHING_REMEDY)
        return ChatReply(
            text=self.text,
            completeness=self._completeness(),
            outcome=self._outcome(),
            finish_reason=self.finish_reason,
            usage=self._usage,
            refusal="".join(self._refusal),
            request_id=self.request_id,
            logprobs=tuple(self._logprobs),
            model=self._model,
            notes=tuple(self._notes),
        )

    def _completeness(self) -> Completeness:
        """Whether the reply came to its own end."""
        reason = (self.finish_reason or "").lower()
        if self._after_end:
            return Completeness.UNKNOWN
        if reason in _WHOLE:
            return Completeness.COMPLETE
        if reason in _CUT or reason in _FILTER:
            return Completeness.TRUNCATED
        if reason:
            return Completeness.UNKNOWN
        return Completeness.UNKNOWN if self.closed else Completeness.TRUNCATED

    def _outcome(self) -> Outcome:
        """What kind of thing the reply is."""
        if (self.finish_reason or "").lower() in _FILTER:
            return Outcome.FILTERED
        if self._refusal:
            return Outcome.REFUSAL
        if self.text.strip():
            return Outcome.TEXT
        if self._reasoned or self._usage.reasoning:
            return Outcome.REASONING_ONLY
        return Outcome.EMPTY

    def _open(self, chunk: Any) -> Mapping[str, Any] | None:
        """Read what stands around the first choice; None where there is no choice."""
        if not isinstance(chunk, Mapping):
            raise WrongShapeError(f"a piece of the reply is a {_kind(chunk)}, not an object")
        self._identity(chunk)
        self._usage = _usage(chunk.get("usage")) or self._usage
        choices = chunk.get("choices")
        if choices is None:
            return None
        if not isinstance(choices, Sequence) or isinstance(choices, str):
            raise WrongShapeError(f"the reply's choices are a {_kind(choices)}, not a list")
        for choice in choices:
            if not isinstance(choice, Mapping):
                raise WrongShapeError(f"a choice of the reply is a {_kind(choice)}, not an object")
            if choice.get("index") in (0, None):
                self._saw_choice = True
                return choice
            self.note("the endpoint sent more than one choice; the others were left out")
        return None

    def _identity(self, chunk: Mapping[str, Any]) -> None:
        """Keep the model's name; notice when the reply turns into another one."""
        model, name = chunk.get("model"), chunk.get("id")
        if isinstance(model, str) and model:
            self._model = self._model or model
        if isinstance(name, str) and name:
            if self._id is not None and name != self._id:
                self.note("the endpoint changed the reply's id midway")
            self._id = name

    def _words(self, said: Mapping[str, Any]) -> tuple[str, bool]:
        """The text of a delta or message, and whether anything was said."""
        thought = "".join(_text(said.get(k), k) for k in ("reasoning_content", "reasoning"))
        refusal = _text(said.get("refusal"), "refusal")
        content = _text(said.get("content"), "content")
        self._reasoned = self._reasoned or bool(thought)
        if said.get("tool_calls"):
            self.note("the endpoint answered with a tool call, which nobody asked for")
        self._grow(thought)
        self._grow(content)
        self._grow(refusal)
        if refusal:
            self._refusal.append(SurrogateJoiner.clean(refusal))
        if content and self.finish_reason is not None:
            self._after_end = True
            self.note("the endpoint went on after the end of the reply")
        shown = self._joiner.feed(self._splitter.feed(content))
        self._reasoned = self._reasoned or self._splitter.thought
        return self._keep(shown), bool(thought or refusal or content)

    def _keep(self, shown: str) -> str:
        """Add to the text."""
        if shown:
            self._parts.append(shown)
        return shown

    def _grow(self, text: str) -> None:
        """Count the reply's size."""
        self._size += len(text.encode("utf-8", "surrogatepass"))
        if self._size > self._most:
            raise ReplyTooLargeError(f"the reply is larger than {self._most:,} bytes")

    def _finish(self, reason: Any) -> None:
        """Read why the reply ended."""
        if reason is None or reason == "":
            return
        if not isinstance(reason, str):
            raise WrongShapeError(f"the finish_reason is a {_kind(reason)}, not text")
        if self.finish_reason is None:
            self.finish_reason = reason
        elif reason != self.finish_reason:
            self._after_end = True
            self.note("the endpoint gave two reasons for the end of the reply")

    def _logs(self, logprobs: Any) -> None:
        """Keep the token probabilities that are well formed."""
        if isinstance(logprobs, Mapping) and isinstance(logprobs.get("content"), list):
            for entry in logprobs["content"]:
                read = _logprob(entry)
                if read is not None:
                    self._logprobs.append(read)


def _table(value: Any, name: str) -> Mapping[str, Any]:
    """An object; missing and null count as empty."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise WrongShapeError(f"the reply's {name} is a {_kind(value)}, not an object")
    return value


def _text(value: Any, name: str) -> str:
    """Text, or a list of text parts; missing and null count as none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_part(part, name) for part in value)
    raise WrongShapeError(f"the reply's {name} is a {_kind(value)}, not text")


def _part(part: Any, name: str) -> str:
    """The text of one part of a content list; parts of other kinds have none."""
    if (
        isinstance(part, Mapping)
        and part.get("type") == "text"
        and isinstance(part.get("text"), str)
    ):
        return str(part["text"])
    if isinstance(part, Mapping):
        return ""
    raise WrongShapeError(f"a part of the reply's {name} is a {_kind(part)}, not an object")


def _kind(value: Any) -> str:
    """The JSON name of a value's type."""
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "list"}
    return names.get(type(value), "null" if value is None else "object")


def _usage(value: Any) -> TokenUsage | None:
    """Token counts; a count that is no whole number is unknown, never 0."""
    if not isinstance(value, Mapping):
        return None
    prompt, completion = value.get("prompt_tokens_details"), value.get("completion_tokens_details")
    return TokenUsage(
        prompt=_count(value.get("prompt_tokens")),
        completion=_count(value.get("completion_tokens")),
        cached=_count(prompt.get("cached_tokens")) if isinstance(prompt, Mapping) else None,
        reasoning=_count(completion.get("reasoning_tokens"))
        if isinstance(completion, Mapping)
        else None,
    )


def _count(value: Any) -> int | None:
    """A whole number from 0 to a sane limit, or None."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < _MOST_TOKENS else None


def _logprob(entry: Any) -> TokenLogprob | None:
    """One token's probabilities; None where they are not usable."""
    pair = _pair(entry)
    if pair is None:
        return None
    tops = entry.get("top_logprobs")
    top = tuple(p for p in map(_pair, tops) if p) if isinstance(tops, list) else ()
    return TokenLogprob(*pair, top)


def _pair(entry: Any) -> tuple[str, float] | None:
    """A token and its log-probability (at most 0), or None."""
    if not isinstance(entry, Mapping):
        return None
    token, logprob = entry.get("token"), entry.get("logprob")
    if not isinstance(token, str) or isinstance(logprob, bool):
        return None
    if not isinstance(logprob, int | float) or not math.isfinite(logprob) or logprob > 0:
        return None
    return token, float(logprob)
