"""A loopback server that speaks Chat Completions, and breaks on request.

Ask for model `fault/NAME` (or send the header `x-fault: NAME`) and the server answers
as `FAULTS[NAME]` does; any other model gets a sound reply, streamed or whole, made by
`answer` (a function from the request's body to text). Every request is kept in `seen`.

It writes HTTP/1.1 by hand, because no library would let it break so many rules. It
needs nothing but the standard library and is imported by path; the faults stand in
`fault_*.py` beside it, one file for each way of breaking, and are loaded with it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

SENTENCE = "Tell me about a project that you led from start to end."
LINGER_S = 30.0
USAGE = {
    "prompt_tokens": 12,
    "completion_tokens": 7,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens_details": {"reasoning_tokens": 0},
}
SSE = "text/event-stream"


@dataclass
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def fault(self) -> str | None:
        """The fault that was asked for."""
        model = str(self.body.get("model", ""))
        return self.headers.get("x-fault") or (model[6:] if model.startswith("fault/") else None)


class Exchange:
    """One request being answered: primitives for behaving, well or badly."""

    def __init__(
        self,
        server: FaultServer,
        seen: Seen,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.server = server
        self.seen = seen
        self.reader = reader
        self.writer = writer
        self.nth = 1
        self.keep_alive = True
        self._chunked = False

    @property
    def streams(self) -> bool:
        """True if the client asked for a stream."""
        return bool(self.seen.body.get("stream"))

    async def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def head(
        self, status: int = 200, kind: str = SSE, *, chunked: bool = True, **more: str
    ) -> None:
        """Status line and headers; `more` with `_` for `-`."""
        self._chunked = chunked
        headers = {"content-type": kind, "x-request-id": "req-1"}
        if chunked:
            headers["transfer-encoding"] = "chunked"
        headers.update({name.replace("_", "-"): value for name, value in more.items()})
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        await self.raw(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode())

    async def data(self, data: bytes) -> None:
        """A part of the body."""
        await self.raw(b"%x\r\n%s\r\n" % (len(data), data) if self._chunked else data)

    async def end(self) -> None:
        """The end of a chunked body."""
        if self._chunked:
            await self.raw(b"0\r\n\r\n")

    async def whole(
        self, body: Any, status: int = 200, kind: str = "application/json", **more: str
    ) -> None:
        """A whole response with its length."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        more.setdefault("content_length", str(len(data)))
        await self.head(status, kind, chunked=False, **more)
        await self.raw(data)

    async def event(self, value: Any) -> None:
        """One server-sent event."""
        text = value if isinstance(value, str) else json.dumps(value)
        await self.data(f"data: {text}\n\n".encode())

    async def say(self, text: str, **more: Any) -> None:
        """A piece of content."""
        await self.event(piece({"content": text}, **more))

    async def finish(self, reason: str | None = "stop", *, done: bool = True) -> None:
        """A proper end: reason, usage where asked for, end mark."""
        if reason is not None:
            await self.event(piece({}, finish=reason))
        if (self.seen.body.get("stream_options") or {}).get("include_usage"):
            await self.event({**piece({}), "choices": [], "usage": USAGE})
        if done:
            await self.event("[DONE]")
        await self.end()

    async def reply(self, text: str | None = None, reason: str | None = "stop") -> None:
        """A sound reply, as it was asked for."""
        text = self.server.answer(self.seen.body) if text is None else text
        if not self.streams:
            await self.whole(completion(text, reason))
            return
        await self.head()
        await self.event(piece({"role": "assistant", "content": ""}))
        for number, word in enumerate(text.split(" ")):
            await self.say(f" {word}" if number else word)
            if self.server.pace_s:
                await asyncio.sleep(self.server.pace_s)
        await self.finish(reason)

    async def refuse(self, status: int, message: str, **more: Any) -> None:
        """An error in the usual shape."""
        headers = more.pop("headers", {})
        await self.whole({"error": {"message": message, **more}}, status, **headers)

    async def hang(self) -> None:
        """Nothing more, until the client has gone."""
        self.keep_alive = False
        with suppress(TimeoutError):
            await asyncio.wait_for(self.reader.read(1), LINGER_S)

    async def reset(self) -> None:
        """Cut the connection without a word."""
        self.keep_alive = False
        self.writer.transport.abort()

    async def hang_up(self) -> None:
        """Close the connection in good order."""
        self.keep_alive = False

    async def drip(self, data: bytes, every: float = 0.02) -> None:
        """The same bytes again and again, until the client has gone."""
        self.keep_alive = False
        while not self.server.closing.is_set():
            await self.data(data)
            await asyncio.sleep(every)


def piece(delta: Any, finish: Any = None, **more: Any) -> dict[str, Any]:
    """One chunk of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "loopback",
        "choices": [choice],
        **more,
    }


def completion(text: Any, finish: Any = "stop", **more: Any) -> dict[str, Any]:
    """A whole completion."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "loopback",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": USAGE,
        **more,
    }


Fault = Callable[[Exchange], Awaitable[None]]
FAULTS: dict[str, Fault] = {}


def fault(function: Fault) -> Fault:
    """Register a fault under the function's name."""
    FAULTS[function.__name__] = function
    return function


class FaultServer:
    """Listens on a free port of the loopback interface, for one event loop."""

    def __init__(self, answer: Callable[[dict[str, Any]], str] | None = None) -> None:
        self.answer = answer or _answer
        self.seen: list[Seen] = []
        self.models = ["loopback", "loopback-large"]
        self.models_fault: str | None = None
        self.pace_s = 0.0  # between two words of a sound reply
        self.closing = asyncio.Event()
        self.open_connections = 0
        self._hits: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def base_url(self) -> str:
        """For `Endpoint.base_url`."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self.closing.set()
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # let the transports close their sockets

    def hits(self, name: str) -> int:
        """How often a fault was asked for."""
        return self._hits[name]

    def forget(self) -> None:
        """Count anew: what breaks once breaks once more."""
        self._hits.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.open_connections += 1
        self._writers.add(writer)
        try:
            while await self._serve(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.open_connections -= 1
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()
            self._writers.discard(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; False when the connection is over."""
        seen = await _read_request(reader)
        self.seen.append(seen)
        exchange = Exchange(self, seen, reader, writer)
        if seen.method == "GET" and self.models_fault:
            await FAULTS[self.models_fault](exchange)
            return exchange.keep_alive
        if seen.method == "GET" and seen.path.endswith("/models"):
            models = [{"id": name, "object": "model"} for name in self.models]
            await exchange.whole({"object": "list", "data": models})
            return True
        if seen.path != "/v1/chat/completions":
            await exchange.whole(b"<html>not here</html>", 404, "text/html")
            return True
        name = seen.fault
        if name is None:
            await exchange.reply()
            return True
        self._hits[name] += 1
        exchange.nth = self._hits[name]
        await FAULTS[name](exchange)
        return exchange.keep_alive


async def _read_request(reader: asyncio.StreamReader) -> Seen:
    """One request off the wire."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {
        k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)
    }
    data = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(method, path, headers, json.loads(data) if data else {})


def _answer(body: dict[str, Any]) -> str:
    """A reply that fits what was asked: JSON for a schema, else a sentence."""
    return '{"ok": true}' if body.get("response_format") else SENTENCE


def _load_faults() -> None:
    """Run the files beside this one; they import this module as `fault_server`."""
    sys.modules.setdefault("fault_server", sys.modules[__name__])
    for path in sorted(Path(__file__).parent.glob("fault_*.py")):
        name = f"fault_server_{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)


_load_faults()
