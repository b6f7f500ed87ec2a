"""Connections that end where they should not. Loaded by `server.py`."""

from __future__ import annotations

import asyncio
import json

from fault_server import SENTENCE, Exchange, completion, fault, piece


@fault
async def reset_before_headers(x: Exchange) -> None:
    await x.reset()


@fault
async def close_before_headers(x: Exchange) -> None:
    await x.hang_up()


@fault
async def reset_after_headers(x: Exchange) -> None:
    await x.head()
    await asyncio.sleep(0.02)
    await x.reset()


@fault
async def reset_after_first_word(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await asyncio.sleep(0.02)
    await x.reset()


@fault
async def cut_in_the_middle_of_a_chunk(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.raw(b"40\r\ndata: {")
    await x.hang_up()


@fault
async def cut_in_the_middle_of_a_token(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.data(b'data: {"choices": [{"delta": {"content": "me ab')
    await x.end()


@fault
async def cut_between_events(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me about")
    await x.end()


@fault
async def cut_where_the_connection_is_the_end(x: Exchange) -> None:
    await x.head(chunked=False, connection="close")
    await x.say("Tell me about")
    await x.hang_up()


@fault
async def content_length_too_long(x: Exchange) -> None:
    await x.head(chunked=False, content_length="5000")
    await x.say("Tell me about")
    await x.hang_up()


@fault
async def json_cut_in_the_middle(x: Exchange) -> None:
    data = json.dumps(completion(SENTENCE)).encode()
    await x.head(kind="application/json", chunked=False, connection="close")
    await x.raw(data[: len(data) // 2])
    await x.hang_up()


@fault
async def reset_after_finish(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.event(piece({}, finish="stop"))
    await asyncio.sleep(0.02)
    await x.reset()


@fault
async def cut_once(x: Exchange) -> None:
    await (cut_between_events(x) if x.nth == 1 else x.reply())
