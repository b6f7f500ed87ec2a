"""What goes over the wire, seen through respx: it intercepts httpx, which the adapter takes."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
import respx

from mockint import errors
from mockint.domain.chat import ChatRequest, Completeness, Message, SchemaMode
from mockint.models import ChatEndpoint, Endpoint, RetryPolicy

URL = "https://api.openai.com/v1/chat/completions"
ENDPOINT = Endpoint("https://api.openai.com/v1", "sk-x", "gpt-4.1")
REQUEST = ChatRequest((Message("user", "Ask."),), 50)
QUICK = RetryPolicy(first_delay=0.001, longest_delay=0.002)


def events(*values):
    """A body of server-sent events."""
    text = "".join(f"data: {v if isinstance(v, str) else json.dumps(v)}\n\n" for v in values)
    return httpx.Response(
        200, headers={"content-type": "text/event-stream", "x-request-id": "r-9"}, text=text
    )


def word(text, finish=None):
    """One chunk."""
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}


SOUND = events(word("Go"), word(" on.", "stop"), "[DONE]")


@pytest.fixture
async def chat():
    async with (
        httpx.AsyncClient() as client,
        ChatEndpoint(ENDPOINT, http_client=client, policy=QUICK) as endpoint,
    ):
        yield endpoint


@pytest.fixture
def wire():
    with respx.mock(assert_all_called=False) as router:
        yield router


async def test_a_call_is_a_streamed_chat_completion_with_usage(chat, wire):
    route = wire.post(URL).mock(return_value=SOUND)
    reply = await chat.reply(REQUEST)
    assert reply.text == "Go on."
    assert reply.request_id == "r-9"
    request = route.calls.last.request
    assert request.headers["authorization"] == "Bearer sk-x"
    assert request.headers["accept-encoding"] == "identity"
    assert json.loads(request.content) == {
        "model": "gpt-4.1",
        "messages": [{"role": "user", "content": "Ask."}],
        "max_tokens": 50,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_the_sdk_never_retries_by_itself(chat, wire):
    route = wire.post(URL).mock(side_effect=[httpx.Response(500), httpx.Response(502), SOUND])
    assert (await chat.reply(REQUEST)).attempts == 3
    assert route.call_count == 3


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (httpx.ConnectError("refused"), errors.UnreachableError),
        (httpx.ConnectTimeout("slow"), errors.UnreachableError),
        (httpx.ReadError("gone"), errors.BrokenStreamError),
        (httpx.RemoteProtocolError("odd"), errors.BrokenStreamError),
        (httpx.DecodingError("gzip"), errors.BrokenStreamError),
        (httpx.InvalidURL("bad"), errors.UnsupportedError),
        (RuntimeError("surprise"), errors.UnexpectedEngineError),
    ],
)
async def test_a_failure_of_the_transport_gets_its_name(chat, wire, failure, expected):
    wire.post(URL).mock(side_effect=failure)
    with pytest.raises(errors.EngineError) as caught:
        await chat.reply(REQUEST)
    assert type(caught.value) is expected
    assert caught.value.__context__ is None


@pytest.mark.parametrize("passing", [KeyboardInterrupt, asyncio.CancelledError, GeneratorExit])
def test_interrupts_and_cancellation_are_not_translated(passing):
    chat = ChatEndpoint(ENDPOINT)
    with pytest.raises(passing), chat._boundary():
        raise passing


async def test_the_schema_goes_out_strict_and_the_mode_comes_back(chat, wire):
    route = wire.post(URL).mock(return_value=SOUND)
    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    request = ChatRequest(REQUEST.messages, 50, schema=schema, schema_name="judgement")
    assert (await chat.reply(request)).mode is SchemaMode.JSON_SCHEMA
    assert json.loads(route.calls.last.request.content)["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "judgement", "schema": schema, "strict": True},
    }


async def test_a_stream_that_just_ends_is_truncated(chat, wire):
    wire.post(URL).mock(return_value=events(word("Go")))
    reply = [delta async for delta in chat.stream(REQUEST)][-1].reply
    assert reply.completeness is Completeness.TRUNCATED


async def test_log_probabilities_are_asked_for_and_read(chat, wire):
    entry = {"token": "3", "logprob": -0.2, "top_logprobs": [{"token": "4", "logprob": -1.7}]}
    chunk = word("3", "stop")
    chunk["choices"][0]["logprobs"] = {"content": [entry]}
    route = wire.post(URL).mock(return_value=events(chunk, "[DONE]"))
    reply = await chat.reply(ChatRequest(REQUEST.messages, 50, logprobs=True))
    assert reply.logprobs[0].top == (("4", -1.7),)
    sent = json.loads(route.calls.last.request.content)
    assert sent["logprobs"] is True
    assert sent["top_logprobs"] >= 5


async def test_the_models_are_listed_in_the_endpoints_order(chat, wire):
    data = {"data": [{"id": "b"}, {"id": "a"}, {"nope": 1}, 7]}
    wire.get("https://api.openai.com/v1/models").respond(json=data)
    assert await chat.model_names(within=5) == ("b", "a")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(401, json={"error": {"message": "no"}}), errors.KeyRefusedError),
        (httpx.Response(200, text="<html>"), errors.NotJsonError),
        (httpx.Response(200, json={"models": 3}), errors.WrongShapeError),
        (httpx.Response(200, text=""), errors.BrokenStreamError),
    ],
)
async def test_a_list_of_models_that_is_none_gets_its_name(chat, wire, answer, expected):
    wire.get("https://api.openai.com/v1/models").mock(return_value=answer)
    with pytest.raises(expected):
        await chat.model_names(within=5)
