"""Replies whose end is missing, odd, or no answer at all. Loaded by `server.py`."""

from __future__ import annotations

from fault_server import SENTENCE, Exchange, fault, piece


@fault
async def no_finish_reason(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.finish(None)


@fault
async def no_end_mark(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.finish(done=False)


@fault
async def finish_length(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me about")
    await x.finish("length")


@fault
async def finish_unheard_of(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.finish("because")


@fault
async def finish_is_a_number(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.event(piece({}, finish=1))
    await x.end()


@fault
async def finish_twice(x: Exchange) -> None:
    await x.head()
    await x.say(SENTENCE)
    await x.event(piece({}, finish="stop"))
    await x.finish("length")


@fault
async def words_after_the_finish(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me")
    await x.event(piece({}, finish="stop"))
    await x.say(" more")
    await x.finish(None)


@fault
async def content_filter(x: Exchange) -> None:
    await x.head()
    await x.say("Tell me")
    await x.finish("content_filter")


@fault
async def refusal(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"refusal": "I cannot help with that."}))
    await x.finish()


@fault
async def empty_reply(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"role": "assistant", "content": ""}))
    await x.finish()


@fault
async def blank_reply(x: Exchange) -> None:
    await x.head()
    await x.say(" \n\t ")
    await x.finish()


@fault
async def tool_call(x: Exchange) -> None:
    await x.head()
    await x.event(
        piece({"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}]})
    )
    await x.finish("tool_calls")


@fault
async def reasoning_only(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"reasoning_content": "Let me think."}))
    await x.finish("length")


@fault
async def reasoning_only_in_usage(x: Exchange) -> None:
    await x.head()
    await x.event(piece({}, finish="length"))
    usage = {
        "prompt_tokens": 5,
        "completion_tokens": 64,
        "completion_tokens_details": {"reasoning_tokens": 64},
    }
    await x.event({**piece({}), "choices": [], "usage": usage})
    await x.event("[DONE]")
    await x.end()


@fault
async def reasoning_then_words(x: Exchange) -> None:
    await x.head()
    await x.event(piece({"reasoning": "Let me think."}))
    await x.say(SENTENCE)
    await x.finish()


@fault
async def thinking_tags(x: Exchange) -> None:
    await x.head()
    for part in ("\n<thi", "nk>let me", " see</th", "ink>\n\n", SENTENCE):
        await x.say(part)
    await x.finish()


@fault
async def thinking_tags_never_closed(x: Exchange) -> None:
    await x.head()
    await x.say("<think>let me see")
    await x.finish("length")
