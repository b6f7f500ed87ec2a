"""Odd streams that are still sound: these must be read. Loaded by `server.py`."""

from __future__ import annotations

import json

from fault_server import SENTENCE, Exchange, fault, piece


@fault
async def events_with_crlf(x: Exchange) -> None:
    await x.head()
    await x.data(f"data: {json.dumps(piece({'content': SENTENCE}))}\r\n\r\n".encode())
    await x.finish()


@fault
async def events_with_cr(x: Exchange) -> None:
    await x.head()
    await x.data(f"data: {json.dumps(piece({'content': SENTENCE}))}\r\r".encode())
    await x.finish()


@fault
async def byte_order_mark(x: Exchange) -> None:
    await x.head()
    await x.data(b"\xef\xbb\xbf")
    await x.say(SENTENCE)
    await x.finish()


@fault
async def data_over_several_lines(x: Exchange) -> None:
    await x.head()
    text = json.dumps(piece({"content": SENTENCE}), indent=1)
    await x.data("".join(f"data: {line}\n" for line in text.split("\n")).encode() + b"\n")
    await x.finish()


@fault
async def no_space_after_the_colon(x: Exchange) -> None:
    await x.head()
    await x.data(
        f"event:message\nid:1\ndata:{json.dumps(piece({'content': SENTENCE}))}\n\n".encode()
    )
    await x.finish()


@fault
async def no_empty_line_at_the_end(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.data(f"data: {json.dumps(piece({}, finish='stop'))}".encode())
    await x.end()


@fault
async def wrong_content_type(x: Exchange) -> None:
    await x.head(kind="application/octet-stream")
    await x.say(SENTENCE)
    await x.finish()


@fault
async def garbage_after_the_end_mark(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.event(piece({}, finish="stop"))
    await x.event("[DONE]")
    await x.data(b"data: \xff{]\n\n<html>")
    await x.end()
