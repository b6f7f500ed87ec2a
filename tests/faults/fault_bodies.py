"""Bodies other than the stream that was asked for, and errors in streams.

Loaded by `server.py`.
"""

from __future__ import annotations

import json

from fault_server import SENTENCE, SSE, Exchange, completion, fault, piece


@fault
async def page_with_200(x: Exchange) -> None:
    await x.whole(b"<!doctype html><title>Sign in</title>", 200, "text/html")


@fault
async def page_as_stream(x: Exchange) -> None:
    await x.whole(b"\n\n<html>Sign in</html>", 200, SSE)


@fault
async def plain_text_with_200(x: Exchange) -> None:
    await x.whole(b"OK", 200, "text/plain")


@fault
async def json_in_place_of_a_stream(x: Exchange) -> None:
    await x.whole(completion(SENTENCE))


@fault
async def json_cut_by_length(x: Exchange) -> None:
    await x.whole(completion("Tell me", "length"))


@fault
async def json_without_finish(x: Exchange) -> None:
    await x.whole(completion(SENTENCE, None))


@fault
async def json_of_something_else(x: Exchange) -> None:
    await x.whole({"status": "ok", "version": "1.2"})


@fault
async def json_list(x: Exchange) -> None:
    await x.whole([completion(SENTENCE)])


@fault
async def json_message_is_text(x: Exchange) -> None:
    await x.whole({"choices": [{"index": 0, "message": SENTENCE, "finish_reason": "stop"}]})


@fault
async def json_lines(x: Exchange) -> None:
    lines = [{"message": {"content": word}, "done": False} for word in SENTENCE.split()]
    await x.whole("\n".join(map(json.dumps, lines)).encode(), 200, "application/x-ndjson")


@fault
async def error_in_200_model(x: Exchange) -> None:
    await x.whole({"error": {"message": "model not found", "code": "model_not_found"}})


@fault
async def error_in_200_rate(x: Exchange) -> None:
    await x.whole({"error": {"message": "Rate limited upstream", "code": 429}})


@fault
async def error_in_200_text(x: Exchange) -> None:
    await x.whole({"error": "engine is overloaded"})


@fault
async def error_piece_first(x: Exchange) -> None:
    await x.head()
    await x.event({"error": {"message": "Internal error", "code": 502}})
    await x.end()


@fault
async def error_piece_in_the_middle(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me")
    await x.event({"error": {"message": "upstream died", "code": 502}})
    await x.event("[DONE]")
    await x.end()


@fault
async def error_piece_beside_choices(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me")
    await x.event({**piece({"content": ""}, finish="error"), "error": {"message": "provider gone"}})
    await x.event("[DONE]")
    await x.end()


@fault
async def error_event(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me")
    await x.data(b'event: error\ndata: {"message": "worker died"}\n\n')
    await x.end()


@fault
async def error_event_in_words(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me")
    await x.data(b"event: error\ndata: worker died\n\n")
    await x.end()


@fault
async def error_after_finish(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me")
    await x.event(piece({}, finish="stop"))
    await x.event({"error": {"message": "could not bill", "code": 500}})
    await x.end()


@fault
async def null_errors_are_none(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE, error=None)
    await x.finish()


@fault
async def empty_200(x: Exchange) -> None:
    await x.whole(b"", 200, SSE)


@fault
async def empty_200_once(x: Exchange) -> None:
    await (x.whole(b"", 200, SSE) if x.nth == 1 else x.reply())


@fault
async def only_the_end_mark(x: Exchange) -> None:
    await x.head()
    await x.event("[DONE]")
    await x.end()


@fault
async def only_comments(x: Exchange) -> None:
    await x.head()
    await x.data(b": hello\n\n: bye\n\n")
    await x.end()


@fault
async def only_pings(x: Exchange) -> None:
    await x.head()
    await x.event({"type": "ping"})
    await x.event("[DONE]")
    await x.end()
