"""One exchange with an endpoint: send, then read to the end under the deadlines.

Joins the pure parts (`body`, `assemble`, `deadlines`) to a connection. Knows nothing
of attempts, limits or lessons, and catches nothing: what goes wrong passes through.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Protocol, TypeVar

from ..errors import WrongShapeError
from . import refusals
from .address import Endpoint
from .assemble import Assembler
from .body import BodyReader, Caps, Item
from .deadlines import Watch

_T = TypeVar("_T")

#: Seconds to read on after the end mark, so that the connection can serve the next call.
_DRAIN = 0.1


class Incoming(Protocol):
    """A response whose headers have come and whose body is still on its way."""

    @property
    def request_id(self) -> str | None:
        """The endpoint's name for the call."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """The body, decompressed, in the pieces in which it arrives."""
        ...


class Wire(Protocol):
    """Carries bytes to one endpoint and back; raises whatever its library raises."""

    def chat(self, body: Mapping[str, Any]) -> AbstractAsyncContextManager[Incoming]:
        """POST a chat completion; the response is open inside the block."""
        ...

    def models(self) -> AbstractAsyncContextManager[Incoming]:
        """GET the list of models."""
        ...

    async def close(self) -> None:
        """Close what was opened."""
        ...


def now() -> float:
    """The event loop's clock, in seconds: what its time-outs are measured on."""
    return asyncio.get_running_loop().time()


async def converse(
    wire: Wire,
    endpoint: Endpoint,
    sent: Mapping[str, Any],
    watch: Watch,
    assembler: Assembler,
    caps: Caps,
) -> AsyncGenerator[str, None]:
    """POST `sent` and collect the reply in `assembler`: the text to show, piece by piece."""
    reader = BodyReader(caps)
    async with AsyncExitStack() as stack:
        incoming = await _within(watch, stack.enter_async_context(wire.chat(sent)))
        assembler.request_id = incoming.request_id
        chunks = incoming.chunks()
        try:
            while (chunk := await _within(watch, anext(chunks, None))) is not None:
                if assembler.closed:
                    continue  # after the end mark nothing counts; it is only read away
                handed = now()
                for item in reader.feed(chunk):
                    if text := _take(item, endpoint, watch, assembler):
                        yield text
                watch.pause(now() - handed)
            for item in () if assembler.closed else reader.finish():
                if text := _take(item, endpoint, watch, assembler):
                    yield text
        finally:
            rest = assembler.flush()  # part of what was said, whatever happened
        if rest:
            yield rest


async def list_models(wire: Wire, watch: Watch, caps: Caps) -> tuple[str, ...]:
    """GET the list of models: their ids, in the endpoint's order."""
    reader = BodyReader(caps)
    async with AsyncExitStack() as stack:
        incoming = await _within(watch, stack.enter_async_context(wire.models()))
        chunks = incoming.chunks()
        while (chunk := await _within(watch, anext(chunks, None))) is not None:
            reader.feed(chunk)
        return _ids(reader.finish())


def _take(item: Item, endpoint: Endpoint, watch: Watch, assembler: Assembler) -> str:
    """Act on one piece; the text to show."""
    if assembler.closed:
        return ""
    if item.done:
        assembler.closed = True
        watch.end(now(), within=_DRAIN)
        return ""
    error = item.value.get("error") if isinstance(item.value, dict) else None
    if item.error or error:
        assembler.reported = True
        raise refusals.refusal(endpoint, None, item.value)
    if item.whole:
        watch.content(now())
        return assembler.whole(item.value)
    text, said = assembler.piece(item.value)
    if said:
        watch.content(now())
    if assembler.finish_reason is not None:
        watch.end(now())
        text += assembler.flush()
    return text


async def _within(watch: Watch, pending: Awaitable[_T]) -> _T:
    """Await `pending` until the next deadline, and name the deadline that passed."""
    limit = asyncio.timeout_at(watch.due)
    try:
        async with limit:
            return await pending
    except TimeoutError:
        if not limit.expired():
            raise
    cls, what = watch.blame()
    raise cls(what)


def _ids(items: Sequence[Item]) -> tuple[str, ...]:
    """The ids in a list of models."""
    body = items[0].value if items and items[0].whole else None
    data = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(data, list):
        raise WrongShapeError("the endpoint answered, but with no list of models")
    ids = [entry.get("id") for entry in data if isinstance(entry, Mapping)]
    return tuple(name for name in ids if isinstance(name, str))
