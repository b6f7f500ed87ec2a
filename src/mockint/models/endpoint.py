"""`ChatModel` over any OpenAI-compatible endpoint.

Owns what happens between a request and a reply: permission from the limiter, the
deadlines, trying again, and learning what the endpoint does not take. Every failure
leaves here as an EngineError; cancellation and Ctrl-C pass through untouched. It never
repairs a reply, never sends more than it was asked to send, and never lets the key
into anything that can be printed.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, Self

from ..domain.chat import (
    ChatReply,
    ChatRequest,
    Completeness,
    Delta,
    Outcome,
    SchemaMode,
)
from ..errors import (
    BrokenStreamError,
    ContextExceededError,
    EngineError,
    RateLimitError,
)
from . import payload, refusals
from .address import Endpoint
from .assemble import Assembler
from .body import Caps
from .deadlines import Deadlines, Watch
from .exchange import Wire, converse, list_models, now
from .learned import Learned, LearnedStore
from .limiter import Limiter, Wait
from .retry import RetryPolicy, read_retry_after
from .tokens import TokenCounter

#: Refusals that teach something are not failures; this many are more than there are lessons.
_MOST_LESSONS = 9
#: Fewer prompt tokens than this share of our own count: the endpoint may have cut the prompt.
_CUT_SHARE = 0.5
_CUT_FLOOR = 400


@dataclass(slots=True)
class _Call:
    """One call, over all its attempts."""

    request: ChatRequest
    learned: Learned
    left: float
    again: bool
    whole: bool = False
    attempt: int = 0
    tries: int = 0
    lessons: int = 0
    shown: bool = False
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def mode(self) -> SchemaMode | None:
        """How the reply is bound to its schema; None where it has none."""
        return self.learned.rung if self.request.schema is not None else None

    @property
    def streamed(self) -> bool:
        """True where the reply is asked for piece by piece."""
        without = self.learned.without
        return "stream" not in without and (not self.whole or "whole" in without)


class ChatEndpoint:
    """The `ChatModel` of one endpoint; use it in one event loop, and close it there.

    `limiter` may be shared by all adapters of the same account. `learned` remembers
    what the endpoint takes (in memory only by default). `counter` and `window`, where
    given, refuse a prompt that cannot fit before it is sent. `on_wait` gets the
    countdown of a rate limit (when no `limiter` is passed).

    `many` suits hundreds of calls at once, which nobody watches: over the wire of
    `direct`, and with replies that come whole, so that only `Deadlines.total` counts.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        http_client: Any = None,
        many: bool = False,
        limiter: Limiter | None = None,
        learned: LearnedStore | None = None,
        policy: RetryPolicy | None = None,
        deadlines: Deadlines | None = None,
        caps: Caps | None = None,
        counter: TokenCounter | None = None,
        window: int | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        dice: Callable[[], float] = random.random,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.endpoint = endpoint
        self.limiter = limiter or Limiter(on_wait=on_wait)
        self._http_client = http_client
        self._many = many
        self._store = learned or LearnedStore()
        self._policy = policy or RetryPolicy()
        self._deadlines = deadlines or Deadlines()
        self._caps = caps or Caps()
        self._counter = counter
        self._window = window
        self._sleep = sleep
        self._dice = dice
        self._wall = wall
        self._connection: Wire | None = None

    def __repr__(self) -> str:
        return f"ChatEndpoint({self.endpoint!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.close()

    @property
    def name(self) -> str:
        """The model's name."""
        return self.endpoint.model

    @property
    def learned(self) -> Learned:
        """What is known of this endpoint and model."""
        return self._store.get(self.endpoint)

    async def close(self) -> None:
        """Close the connection; a later call opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Delta, None]:
        """The reply as it comes; the last delta carries the whole of it.

        Failures are tried again until a piece was shown; after that they are raised
        with `partial`. A stream that just ends is a reply with completeness
        `truncated`. Close the iterator to stop in the middle.
        """
        async with aclosing(self._run(request, again=False)) as deltas:
            async for delta in deltas:
                yield delta

    async def reply(self, request: ChatRequest) -> ChatReply:
        """The whole reply. What fails in mid-reply is tried again, too."""
        async with aclosing(self._run(request, again=True)) as deltas:
            async for delta in deltas:
                if delta.reply is not None:
                    return delta.reply
        raise BrokenStreamError("the reply ended without an end", where=self.endpoint.where)

    async def model_names(self, *, within: float) -> tuple[str, ...]:
        """The models that the endpoint lists, in its order; EngineError if it cannot.

        `within` seconds, connecting included, and never tried again.
        """
        deadlines = replace(self._deadlines, first_token=within, total=within)
        try:
            connection = await self._connected()
            with self._boundary():
                watch = Watch(deadlines, now=now(), left=within)
                return await list_models(connection, watch, self._caps)
        except EngineError as failure:
            error = failure
        raise _bare(error)

    async def _run(self, request: ChatRequest, *, again: bool) -> AsyncGenerator[Delta, None]:
        """Attempts, until one succeeds or none is left."""
        self._check_length(request)
        call = _Call(request, self.learned, self._deadlines.total, again, self._many)
        while True:
            call.attempt += 1
            call.tries += 1
            try:
                async with aclosing(self._attempt(call)) as deltas:
                    async for delta in deltas:
                        yield delta
            except EngineError as failure:
                error = _bare(failure)
            else:
                return
            if not call.shown and refusals.is_filtered(error):
                yield Delta(reply=_filtered(call, error))
                return
            await self._before_next(call, error)

    async def _attempt(self, call: _Call) -> AsyncGenerator[Delta, None]:
        """One exchange, under the limiter and the deadlines."""
        call.sent = payload.body(
            self.endpoint.model,
            call.request,
            call.learned,
            rung=call.learned.rung,
            streamed=call.streamed,
        )
        assembler = Assembler(most=self._caps.reply)
        connection = await self._connected()
        async with self.limiter.slot() as slot:
            watch = self._watch(call)
            try:
                with self._boundary(assembler):
                    pieces = converse(
                        connection, self.endpoint, call.sent, watch, assembler, self._caps
                    )
                    async with aclosing(pieces):
                        async for text in pieces:
                            if call.again:
                                continue
                            call.shown = True
                            yield Delta(text)
                with self._boundary():
                    reply = self._finished(call, watch, assembler)
            except EngineError as error:
                if isinstance(error, RateLimitError) or error.status in {503, 529}:
                    self.limiter.refused(slot)
                raise
            finally:
                call.left -= watch.spent(now())
            self.limiter.succeeded()
        self._remember(call)
        yield Delta(reply=reply)

    def _watch(self, call: _Call) -> Watch:
        """The deadlines of the next attempt."""
        first = self._deadlines.first_token
        if not call.streamed:
            first = self._deadlines.total
        elif call.learned.thinks:
            first = self._deadlines.thinking
        return Watch(self._deadlines, now=now(), left=max(0.0, call.left), first=first)

    def _finished(self, call: _Call, watch: Watch, assembler: Assembler) -> ChatReply:
        """The reply, with all that is known about it."""
        reply = assembler.reply()
        if call.again and assembler.was_cut and call.attempt < self._policy.attempts:
            raise BrokenStreamError(
                "the reply was cut", where=self.endpoint.where, partial=assembler.text
            )
        return replace(
            reply,
            mode=call.mode,
            adapted=payload.adapted(call.request, call.learned),
            notes=(*reply.notes, *self._notes(call, reply, whole=assembler.came_whole)),
            first_token_s=watch.first_token_s,
            total_s=watch.spent(now()),
            attempts=call.tries,
        )

    async def _before_next(self, call: _Call, error: EngineError) -> None:
        """Wait for the next attempt, having learned from the last; raises if there is none."""
        if call.shown:
            raise error
        lesson = payload.adapt(error, call.sent, call.learned)
        if lesson is not None and call.lessons < _MOST_LESSONS:
            call.lessons += 1
            call.attempt -= 1
            call.learned = lesson
            return
        delay = self._policy.delay(error, call.attempt, self._dice())
        if delay is None or call.left <= 0:
            raise error
        if error.retry_after is not None:
            self.limiter.close_for(delay, f"{self.endpoint.where} asks to wait")
        else:
            await self._sleep(delay)

    def _remember(self, call: _Call) -> None:
        """Keep what a reply that came through has proved."""
        learned, before = call.learned, self.learned
        if learned.passing:
            learned = replace(learned, rung=before.rung, proved=before.proved, passing=False)
        elif call.mode is not None:
            learned = replace(learned, proved=True)
        if learned != before:
            self._store.put(self.endpoint, learned)

    def _check_length(self, request: ChatRequest) -> None:
        """Refuse a prompt that is known not to fit."""
        if self._window is None or self._counter is None or not self._counter.exact:
            return
        tokens = self._counter.count_messages(request.messages)
        if tokens > self._window:
            raise ContextExceededError(
                f"the prompt has {tokens:,} tokens, and {self.name} takes {self._window:,}",
                where=self.endpoint.where,
            )

    def _notes(self, call: _Call, reply: ChatReply, *, whole: bool) -> tuple[str, ...]:
        """Oddities of the exchange, in words."""
        notes = []
        if whole and "stream" in call.sent:
            notes.append("the endpoint answered with JSON in place of a stream")
        counted, own = reply.usage.prompt, self._own_count(call.request)
        if counted is not None and own >= _CUT_FLOOR and counted < own * _CUT_SHARE:
            # Some servers drop the beginning of a long prompt without a word.
            notes.append(
                f"the endpoint counted {counted} prompt tokens where about {own} were sent:"
                " it may have cut the prompt"
            )
        return tuple(notes)

    def _own_count(self, request: ChatRequest) -> int:
        """Tokens of the prompt as counted here; 0 without a counter."""
        return self._counter.count_messages(request.messages) if self._counter else 0

    async def _connected(self) -> Wire:
        """The connection. Its library is loaded at the first call, beside the event loop."""
        if self._connection is None:
            direct = self._many and self._http_client is None
            name = ".direct" if direct else ".connection"
            own = () if direct else (self._http_client,)
            with self._boundary():
                module = await asyncio.to_thread(import_module, name, __package__)
                # Many calls may have waited for the library together: one opens for all.
                if self._connection is None:
                    self._connection = module.connect(self.endpoint, self._deadlines, *own)
        assert self._connection is not None
        return self._connection

    @contextmanager
    def _boundary(self, assembler: Assembler | None = None) -> Iterator[None]:
        """Whatever goes wrong inside leaves as an EngineError: the one place that catches all.

        A stream that breaks after the reply's own end has done no harm.
        """
        try:
            yield
        except Exception as exc:  # noqa: BLE001 - the SDK leaks exceptions of five libraries
            headers = getattr(getattr(exc, "response", exc), "headers", None)
            after = read_retry_after(headers, wall=self._wall()) if headers else None
            error = refusals.translate(exc, self.endpoint, retry_after=after)
            if assembler is not None:
                error.partial = assembler.text
                error.request_id = error.request_id or assembler.request_id
                if assembler.survives(error):
                    return
            raise error from None


def _bare(error: EngineError) -> EngineError:
    """`error` without the foreign exception it came from, whose text could hold the key."""
    error.__cause__ = error.__context__ = None
    return error


def _filtered(call: _Call, error: EngineError) -> ChatReply:
    """The reply of an endpoint that filters prompts with an error."""
    return ChatReply(
        text="",
        completeness=Completeness.UNKNOWN,
        outcome=Outcome.FILTERED,
        finish_reason="content_filter",
        request_id=error.request_id,
        mode=call.mode,
        notes=(error.what,),
        attempts=call.tries,
    )
