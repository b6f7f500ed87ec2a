"""Servers that fall silent, or drip bytes that say nothing. Loaded by `server.py`."""

from __future__ import annotations

import asyncio
import json

from fault_server import SENTENCE, Exchange, fault, piece


@fault
async def hang_before_headers(x: Exchange) -> None:
    await x.hang()


@fault
async def hang_in_headers(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 200 OK\r\ncontent-ty")
    await x.hang()


@fault
async def hang_after_headers(x: Exchange) -> None:
    await x.head()
    await x.hang()


@fault
async def hang_after_role(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"role": "assistant", "content": ""}))
    await x.hang()


@fault
async def hang_after_first_word(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.hang()


@fault
async def hang_in_the_middle_of_an_event(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.data(b'data: {"choices": [{"delta": {"cont')
    await x.hang()


@fault
async def hang_after_finish(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.event(piece({}, finish="stop"))
    await x.hang()


@fault
async def hang_after_done(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.event(piece({}, finish="stop"))
    await x.event("[DONE]")
    await x.hang()


@fault
async def drip_headers(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        await x.raw(b"x-%d: y\r\n" % number)
        await asyncio.sleep(0.02)


@fault
async def drip_spaces_before_the_body(x: Exchange) -> None:
    await x.head(kind="application/json")
    await x.drip(b" ")


@fault
async def drip_comments_before_the_first_word(x: Exchange) -> None:
    await x.head()
    await x.drip(b": keep-alive\n\n")


@fault
async def drip_comments_after_the_first_word(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.drip(b": keep-alive\n\n")


@fault
async def drip_empty_pieces(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.drip(f"data: {json.dumps(piece({'content': ''}))}\n\n".encode())


@fault
async def drip_one_event_byte_by_byte(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.data(b'data: {"choices": [{"delta": {"content": "')
    await x.drip(b"a")


@fault
async def drip_a_json_body(x: Exchange) -> None:
    await x.head(kind="application/json")
    await x.data(b'{"choices": [{"message": {"content": "')
    await x.drip(b"a")


@fault
async def words_without_end(x: Exchange) -> None:
    await x.head()
    await x.drip(f"data: {json.dumps(piece({'content': ' and'}))}\n\n".encode())


@fault
async def thinking_without_end(x: Exchange) -> None:
    await x.head()
    await x.drip(f"data: {json.dumps(piece({'reasoning_content': ' hm'}))}\n\n".encode())
