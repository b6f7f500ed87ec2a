"""A chat model that only knows the replies of batches, and notes down what it was asked.

A judge that is run against it either comes to its judgement or stops at the first thing
that has still to be sent. So the judge, its checks and its one second question are the
very same as where calls are made at once.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...domain.chat import ChatReply, ChatRequest, Delta
from ...errors import ContextExceededError, EngineError
from ...models import payload
from ...models.address import Endpoint
from ...models.batch_lines import body_of, learned_from_text, reply_of
from ...models.learned import Learned
from ...models.tokens import TokenCounter
from ...store.reply_cache import request_key
from .log import BatchLog

#: How often a line is sent before its failure counts as the transcript's.
MOST_TRIES = 4
_MOST_LESSONS = 9


class NotYetError(Exception):
    """The reply has still to come; no failure, and never seen outside of a round."""


@dataclass(slots=True)
class Failures:
    """What lines of this run came to that brought no reply.

    `lines` are those that nobody has looked at yet, each with its batch's metadata;
    `tries` says how often a call was sent in vain, `last` the last reason.
    """

    lines: dict[str, tuple[Mapping[str, Any], Mapping[str, str]]] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    last: dict[str, EngineError] = field(default_factory=dict)

    def add(self, name: str, error: EngineError) -> None:
        """A call was sent in vain; in vain for good where sending it again is no use."""
        self.last[name] = error
        more = 1 if error.retryable else MOST_TRIES
        self.tries[name] = self.tries.get(name, 0) + more

    def given_up(self, name: str) -> EngineError | None:
        """The reason why a call is not sent any more; None where it may be."""
        return self.last[name] if self.tries.get(name, 0) >= MOST_TRIES else None


@dataclass(slots=True)
class Replies:
    """Implements `ports.ChatModel` over a `BatchLog`.

    `learned` is what the endpoint takes, as far as is known; lines that are refused teach
    more of it. `wanted` are the calls that have to be sent, by name, and `used` the names
    of those that were answered since `begin`.
    """

    endpoint: Endpoint
    log: BatchLog
    failures: Failures
    learned: Learned
    counter: TokenCounter | None = None
    window: int | None = None
    wanted: dict[str, ChatRequest] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    _lessons: int = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self.endpoint.model

    def begin(self) -> None:
        """Before the next transcript."""
        self.wanted, self.used = {}, []

    async def reply(self, request: ChatRequest) -> ChatReply:
        """The reply, NotYetError where it must be sent for, EngineError where that is in vain."""
        name = call_name(self.endpoint, request)
        kept = self.log.reply(name)
        if kept is not None:
            learned = learned_from_text(kept["metadata"])
            try:
                reply = reply_of(kept["line"], request, learned, self.endpoint)
            except EngineError as error:
                self.failures.add(name, error)
                self.log.drop([name])
            else:
                self.used.append(name)
                return replace(reply, attempts=1 + self.failures.tries.get(name, 0))
        elif name in self.failures.lines:
            self._failed(name, request)
        self._check_length(request)
        given_up = self.failures.given_up(name)
        if given_up is not None:
            raise given_up
        self.wanted[name] = request
        raise NotYetError

    def stream(self, request: ChatRequest) -> AsyncGenerator[Delta, None]:
        """A batch has no streams."""
        raise NotImplementedError

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """What is sent for `request`."""
        return body_of(self.endpoint.model, request, self.learned)

    def _failed(self, name: str, request: ChatRequest) -> None:
        """A line that holds an error: a lesson, a passing fault, or the end of its call."""
        line, metadata = self.failures.lines.pop(name)
        learned = learned_from_text(metadata)
        try:
            reply_of(line, request, learned, self.endpoint)
        except EngineError as error:
            sent = body_of(self.endpoint.model, request, learned)
            lesson = payload.adapt(error, sent, learned)
            if lesson is None or not self._learn(lesson):
                self.failures.add(name, error)

    def _learn(self, lesson: Learned) -> bool:
        """Take over a lesson; False where it is known, and was not the reason then."""
        known = self.learned
        modes = list(type(known.rung))
        rung = max(known.rung, lesson.rung, key=modes.index)
        merged = replace(known, rung=rung, without=known.without | lesson.without)
        if merged != known:
            self._lessons += 1
            self.learned = merged
        return self._lessons <= _MOST_LESSONS

    def _check_length(self, request: ChatRequest) -> None:
        """Refuse a prompt that is known not to fit, before it is paid for."""
        if self.window is None or self.counter is None or not self.counter.exact:
            return
        tokens = self.counter.count_messages(request.messages)
        if tokens > self.window:
            raise ContextExceededError(
                f"the prompt has {tokens:,} tokens, and {self.name} takes {self.window:,}",
                where=self.endpoint.where,
            )


def call_name(endpoint: Endpoint, request: ChatRequest) -> str:
    """The name under which a call goes out and comes back: the same for the same call."""
    return "mockint-" + request_key(endpoint.origin, endpoint.model, request)[:40]
