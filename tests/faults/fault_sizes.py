"""More than anybody should have to read, and things that are not HTTP. Loaded by `server.py`."""

from __future__ import annotations

import gzip
import json

from fault_server import SSE, Exchange, fault, piece


@fault
async def giant_line(x: Exchange) -> None:
    await x.head()
    await x.data(b'data: {"choices": [{"index": 0, "delta": {"content": "')
    for _ in range(48):
        await x.data(b"a" * 65_536)
    await x.data(b'"}}]}\n\n')
    await x.finish()


@fault
async def giant_line_without_end(x: Exchange) -> None:
    await x.head()
    await x.data(b"data: ")
    await x.drip(b"a" * 65_536, every=0.0)


@fault
async def giant_reply(x: Exchange) -> None:
    await x.head()
    await x.drip(f"data: {json.dumps(piece({'content': 'and ' * 10_000}))}\n\n".encode(), every=0.0)


@fault
async def giant_json(x: Exchange) -> None:
    await x.head(kind="application/json")
    await x.data(b'{"choices": [{"index": 0, "message": {"content": "')
    await x.drip(b"a" * 65_536, every=0.0)


@fault
async def spaces_without_end(x: Exchange) -> None:
    await x.head()
    await x.drip(f"data: {json.dumps(piece({'content': ' ' * 20_000}))}\n\n".encode(), every=0.0)


@fault
async def comments_without_end(x: Exchange) -> None:
    await x.head()
    await x.drip(b": " + b"x" * 60_000 + b"\n\n", every=0.0)


@fault
async def compressed_bomb(x: Exchange) -> None:
    bomb = gzip.compress(b"data: " + b"a" * 30_000_000)
    await x.whole(bomb, 200, SSE, content_encoding="gzip")


@fault
async def compressed_garbage(x: Exchange) -> None:
    await x.whole(b"this is not gzip", 200, SSE, content_encoding="gzip")


@fault
async def headers_too_large(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 200 OK\r\n" + b"x-padding: " + b"y" * 400_000 + b"\r\n\r\n")
    await x.hang_up()


@fault
async def not_http(x: Exchange) -> None:
    await x.raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    await x.hang_up()


@fault
async def status_line_without_sense(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 two-hundred OK\r\n\r\n")
    await x.hang_up()
