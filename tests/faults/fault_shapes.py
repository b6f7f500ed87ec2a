"""JSON that is not JSON, and JSON of a wrong shape. Loaded by `server.py`."""

from __future__ import annotations

import json

from fault_server import SENTENCE, Exchange, fault, piece


@fault
async def event_is_not_json(x: Exchange) -> None:
    await x.head()
    await x.say("Tell")
    await x.event('{"choices": [}')
    await x.finish()


@fault
async def event_is_deep_json(x: Exchange) -> None:
    await x.head()
    await x.event('{"a":' * 60_000)
    await x.finish()


@fault
async def event_is_a_list(x: Exchange) -> None:
    await x.head()
    await x.event([piece({"content": "Tell"})])
    await x.finish()


@fault
async def event_is_null(x: Exchange) -> None:
    await x.head()
    await x.event("null")
    await x.finish()


@fault
async def choices_are_null(x: Exchange) -> None:
    await x.head()
    await x.event({"id": "1", "choices": None})
    await x.say(SENTENCE)
    await x.finish()


@fault
async def choices_are_text(x: Exchange) -> None:
    await x.head()
    await x.event({"id": "1", "choices": "Tell"})
    await x.finish()


@fault
async def choice_is_a_number(x: Exchange) -> None:
    await x.head()
    await x.event({"id": "1", "choices": [7]})
    await x.finish()


@fault
async def delta_is_text(x: Exchange) -> None:
    await x.head()
    await x.event(piece("Tell"))
    await x.finish()


@fault
async def delta_is_null(x: Exchange) -> None:
    await x.head()
    await x.event(piece(None))
    await x.say(SENTENCE)
    await x.finish()


@fault
async def content_is_a_number(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"content": 42}))
    await x.finish()


@fault
async def content_is_an_object(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"content": {"text": "Tell"}}))
    await x.finish()


@fault
async def content_in_parts(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"content": [{"type": "thinking"}, {"type": "text", "text": SENTENCE}]}))
    await x.finish()


@fault
async def two_choices(x: Exchange) -> None:
    await x.head()
    other = {"index": 1, "delta": {"content": "Other words."}, "finish_reason": None}
    chunk = piece({"content": SENTENCE})
    await x.event({**chunk, "choices": [other, *chunk["choices"]]})
    await x.finish()


@fault
async def id_changes(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me", id="chatcmpl-1")
    await x.say(" about", id="chatcmpl-2")
    await x.finish()


@fault
async def usage_missing(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.event(piece({}, finish="stop"))
    await x.event("[DONE]")
    await x.end()


@fault
async def usage_of_wrong_types(x: Exchange) -> None:
    await x.head()
    usage = {"prompt_tokens": "12", "completion_tokens": True, "prompt_tokens_details": 3}
    await x.say(SENTENCE, usage=usage)
    await x.event(piece({}, finish="stop"))
    await x.event("[DONE]")
    await x.end()


@fault
async def usage_is_nan(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE, usage={"prompt_tokens": float("nan"), "completion_tokens": float("inf")})
    await x.event(piece({}, finish="stop"))
    await x.event("[DONE]")
    await x.end()


@fault
async def usage_is_negative(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE, usage={"prompt_tokens": -5, "completion_tokens": 1.5})
    await x.event(piece({}, finish="stop"))
    await x.event("[DONE]")
    await x.end()


@fault
async def number_of_five_thousand_digits(x: Exchange) -> None:
    await x.head()
    await x.event('{"choices": [], "created": ' + "9" * 5_000 + "}")
    await x.finish()


@fault
async def duplicate_keys(x: Exchange) -> None:
    await x.head()
    await x.event('{"choices": [{"index": 0, "delta": {"content": "Hire", "content": "Fire"}}]}')
    await x.finish()


@fault
async def invalid_utf8(x: Exchange) -> None:
    await x.head()
    await x.data(b'data: {"choices": [{"index": 0, "delta": {"content": "\xff\xfe"}}]}\n\n')
    await x.finish()


@fault
async def utf8_split_between_chunks(x: Exchange) -> None:
    await x.head()
    data = json.dumps(piece({"content": "Ünïcödé 面接"}), ensure_ascii=False).encode()
    for byte in b"data: " + data + b"\n\n":
        await x.data(bytes([byte]))
    await x.finish()


@fault
async def lone_surrogate(x: Exchange) -> None:
    await x.head()
    await x.event('{"choices": [{"index": 0, "delta": {"content": "Tell \\ud83d me"}}]}')
    await x.finish()


@fault
async def surrogates_split_between_pieces(x: Exchange) -> None:
    await x.head()
    for half in ("\\ud83d", "\\ude00"):
        await x.event('{"choices": [{"index": 0, "delta": {"content": "' + half + '"}}]}')
    await x.finish()
