"""The adapter between a request and a reply: attempts, lessons, stops, and silence about keys."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import fault_server as faults
import pytest

from mockint import errors
from mockint.domain.chat import ChatRequest, Completeness, Message, Outcome, SchemaMode
from mockint.models import (
    ChatEndpoint,
    Deadlines,
    Endpoint,
    LearnedStore,
    Limiter,
    RetryPolicy,
    TokenCounter,
)
from mockint.ports import ChatModel

REQUEST = ChatRequest((Message("system", "You interview."), Message("user", "Ask.")), 200)
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}}
BOUND = replace(REQUEST, schema=SCHEMA, temperature=0.0, seed=1)
QUICK = RetryPolicy(first_delay=0.001, longest_delay=0.002)


def chat_with(server, model="loopback", **more):
    return ChatEndpoint(Endpoint(server.base_url, "sk-x", model), **{"policy": QUICK, **more})


async def until(condition, within=5.0):
    """Wait until `condition()` holds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(0.005)


async def test_a_sound_reply_comes_in_pieces_and_then_as_a_whole(fault_server):
    async with chat_with(fault_server) as chat, aclosing(chat.stream(REQUEST)) as deltas:
        seen = [delta async for delta in deltas]
    reply = seen[-1].reply
    assert len(seen) > 5
    assert all(delta.reply is None for delta in seen[:-1])
    assert "".join(delta.text for delta in seen) == reply.text == faults.SENTENCE
    assert reply.is_answer
    assert (reply.usage.prompt, reply.usage.completion, reply.usage.cached) == (12, 7, 4)
    assert reply.request_id == "req-1"
    assert reply.model == "loopback"
    assert reply.mode is None
    assert 0 < reply.first_token_s <= reply.total_s
    assert reply.notes == ()


async def test_the_adapter_is_a_chat_model(fault_server):
    async with chat_with(fault_server) as chat:
        model: ChatModel = chat
        assert model.name == "loopback"
        assert (await model.reply(REQUEST)).text == faults.SENTENCE


async def test_a_retried_reply_says_how_many_attempts_it_took(fault_server):
    async with chat_with(fault_server, "fault/status_500_once") as chat:
        assert (await chat.reply(REQUEST)).attempts == 2
    assert len(fault_server.seen) == 2


async def test_a_fault_that_stays_is_tried_as_often_as_the_policy_says(fault_server):
    async with chat_with(fault_server, "fault/status_500") as chat:
        with pytest.raises(errors.ServerFaultError):
            await chat.reply(REQUEST)
    assert len(fault_server.seen) == QUICK.attempts


async def test_nothing_is_tried_again_once_words_were_shown(fault_server):
    shown = []

    async def watch(chat):
        async with aclosing(chat.stream(REQUEST)) as deltas:
            async for delta in deltas:
                shown.append(delta.text)  # noqa: PERF401 - what came before the failure counts

    async with chat_with(fault_server, "fault/reset_after_first_word") as chat:
        with pytest.raises(errors.BrokenStreamError) as caught:
            await watch(chat)
    assert shown == ["Tell"]
    assert caught.value.partial == "Tell"
    assert len(fault_server.seen) == 1


async def test_a_cut_reply_is_tried_again_where_nobody_was_watching(fault_server):
    async with chat_with(fault_server, "fault/cut_once") as chat:
        reply = await chat.reply(REQUEST)
    assert reply.is_answer
    assert reply.attempts == 2


async def test_a_reply_that_stays_cut_comes_back_as_truncated(fault_server):
    async with chat_with(fault_server, "fault/cut_between_events") as chat:
        reply = await chat.reply(REQUEST)
    assert reply.completeness is Completeness.TRUNCATED
    assert not reply.is_answer


async def test_the_total_deadline_covers_all_attempts(fault_server):
    deadlines = Deadlines(first_token=0.5, total=0.8)
    policy = replace(QUICK, timeout_attempts=10)
    start = time.monotonic()
    async with chat_with(
        fault_server, "fault/hang_after_headers", deadlines=deadlines, policy=policy
    ) as chat:
        with pytest.raises(errors.EngineTimeoutError):
            await chat.reply(REQUEST)
    assert time.monotonic() - start < 2.0
    assert len(fault_server.seen) == 2


async def test_a_consumer_that_takes_its_time_breaks_no_deadline(fault_server):
    deadlines = Deadlines(first_token=0.5, idle=0.5, total=0.8)
    fault_server.pace_s = 0.01
    chat = chat_with(fault_server, deadlines=deadlines)
    async with chat, aclosing(chat.stream(REQUEST)) as deltas:
        async for delta in deltas:
            await asyncio.sleep(0.1)
            reply = delta.reply
    assert reply.is_answer


@pytest.mark.parametrize("fault", ["hang_after_finish", "hang_after_done"])
async def test_a_stream_that_is_not_closed_after_the_end_is_not_waited_for(fault_server, fault):
    deadlines = Deadlines(first_token=8, idle=8, total=9, closing=0.2)
    start = time.monotonic()
    async with chat_with(fault_server, f"fault/{fault}", deadlines=deadlines) as chat:
        assert (await chat.reply(REQUEST)).is_answer
    assert time.monotonic() - start < 4


async def test_the_end_mark_is_waited_for_less_than_the_usage(fault_server):
    deadlines = Deadlines(first_token=8, idle=8, total=9, closing=6)
    start = time.monotonic()
    async with chat_with(fault_server, "fault/hang_after_done", deadlines=deadlines) as chat:
        assert (await chat.reply(REQUEST)).is_answer
    assert time.monotonic() - start < 4


async def test_a_stopped_reply_closes_its_connection_and_frees_its_place(fault_server):
    async with chat_with(fault_server, "fault/words_without_end") as chat:
        async with aclosing(chat.stream(REQUEST)) as deltas:
            async for _delta in deltas:
                break
        assert chat.limiter.active == 0
        await until(lambda: fault_server.open_connections == 0)


async def test_cancelling_passes_through_and_leaves_nothing_open(fault_server):
    async with chat_with(fault_server, "fault/hang_after_headers") as chat:
        task = asyncio.create_task(chat.reply(REQUEST))
        await until(lambda: len(fault_server.seen) == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert chat.limiter.active == 0
        await until(lambda: fault_server.open_connections == 0)


async def test_a_sound_stream_leaves_its_connection_for_the_next_call(fault_server):
    async with chat_with(fault_server) as chat:
        for _ in range(3):
            await chat.reply(REQUEST)
        assert fault_server.open_connections == 1


async def test_a_rate_limit_stops_everybody_and_halves_the_calls(fault_server):
    limiter = Limiter(start=8)
    told = []
    limiter._on_wait = told.append
    async with chat_with(
        fault_server, "fault/status_429_with_seconds_once", limiter=limiter
    ) as chat:
        assert (await chat.reply(REQUEST)).is_answer
    assert limiter.limit == 4
    assert told[-1].seconds == 0
    assert "asks to wait" in told[0].reason


async def test_a_wait_for_a_rate_limit_can_be_cancelled(fault_server):
    limiter = Limiter()
    async with chat_with(fault_server, limiter=limiter) as chat:
        limiter.close_for(100, "busy")
        task = asyncio.create_task(chat.reply(REQUEST))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert fault_server.seen == []


async def test_a_wait_that_is_too_long_is_an_error_at_once_and_says_so(fault_server):
    async with chat_with(fault_server, "fault/status_429_for_an_hour") as chat:
        with pytest.raises(errors.RateLimitError) as caught:
            await chat.reply(REQUEST)
    assert caught.value.retry_after == 3600
    assert len(fault_server.seen) == 1


async def test_a_reasoning_model_is_learned_once(fault_server, tmp_path):
    path = tmp_path / "endpoints.json"
    async with chat_with(fault_server, "fault/reasoning_model", learned=LearnedStore(path)) as chat:
        reply = await chat.reply(replace(REQUEST, temperature=0.0))
        assert reply.is_answer
        assert reply.adapted == ("temperature",)
        assert chat.learned.thinks
    asked = len(fault_server.seen)
    assert asked == 3
    async with chat_with(fault_server, "fault/reasoning_model", learned=LearnedStore(path)) as chat:
        await chat.reply(replace(REQUEST, temperature=0.0))
    assert len(fault_server.seen) == asked + 1
    assert "max_completion_tokens" in fault_server.seen[-1].body


@pytest.mark.parametrize(
    ("fault", "mode"),
    [
        ("loopback", SchemaMode.JSON_SCHEMA),
        ("fault/no_json_schema", SchemaMode.JSON_OBJECT),
        ("fault/schema_crashes_the_server", SchemaMode.JSON_OBJECT),
        ("fault/no_binding_at_all", SchemaMode.PLAIN),
    ],
)
async def test_the_ladder_finds_its_rung_and_remembers_it(fault_server, tmp_path, fault, mode):
    store = LearnedStore(tmp_path / "endpoints.json")
    async with chat_with(fault_server, fault, learned=store) as chat:
        assert (await chat.reply(BOUND)).mode is mode
        asked = len(fault_server.seen)
        assert (await chat.reply(BOUND)).mode is mode
        assert len(fault_server.seen) == asked + 1
        assert chat.learned.rung is mode
        assert chat.learned.proved


async def test_a_schema_of_ours_that_is_refused_is_not_held_against_the_endpoint(fault_server):
    async with chat_with(fault_server, "fault/schema_is_not_liked") as chat:
        assert (await chat.reply(BOUND)).mode is SchemaMode.JSON_OBJECT
        assert chat.learned.rung is SchemaMode.JSON_SCHEMA


async def test_a_ladder_that_never_held_teaches_nothing(fault_server):
    async with chat_with(fault_server, "fault/status_400") as chat:
        with pytest.raises(errors.RequestRefusedError):
            await chat.reply(BOUND)
        assert chat.learned == LearnedStore().get(chat.endpoint)
    assert len(fault_server.seen) == 3


async def test_a_prompt_that_cannot_fit_is_not_sent(fault_server):
    counter = TokenCounter(exact=True, how="one a character", _count=len)
    async with chat_with(fault_server, counter=counter, window=10) as chat:
        with pytest.raises(errors.ContextExceededError, match="loopback takes 10"):
            await chat.reply(REQUEST)
    assert fault_server.seen == []


async def test_an_estimate_alone_refuses_nothing(fault_server):
    counter = TokenCounter(exact=False, how="a guess", _count=len)
    async with chat_with(fault_server, counter=counter, window=10) as chat:
        assert (await chat.reply(REQUEST)).is_answer


async def test_a_prompt_that_the_server_seems_to_have_cut_is_noted(fault_server):
    counter = TokenCounter(exact=False, how="a guess", _count=len)
    long = replace(REQUEST, messages=(Message("user", "a" * 1000),))
    async with chat_with(fault_server, counter=counter) as chat:
        assert "may have cut the prompt" in (await chat.reply(long)).notes[0]
        assert (await chat.reply(REQUEST)).notes == ()


async def test_json_in_place_of_a_stream_is_taken_and_noted(fault_server):
    async with chat_with(fault_server, "fault/json_in_place_of_a_stream") as chat:
        reply = await chat.reply(REQUEST)
    assert reply.is_answer
    assert "in place of a stream" in reply.notes[0]


async def test_a_filtered_prompt_is_an_outcome(fault_server):
    async with chat_with(fault_server, "fault/status_400_content_filter") as chat:
        reply = await chat.reply(REQUEST)
    assert reply.outcome is Outcome.FILTERED
    assert reply.text == ""


async def test_no_key_sends_no_authorization(fault_server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-of-somebody")
    async with ChatEndpoint(Endpoint(fault_server.base_url, "", "loopback")) as chat:
        await chat.reply(REQUEST)
    headers = fault_server.seen[0].headers
    assert "authorization" not in headers
    assert "openai-organization" not in headers
    assert "openai-project" not in headers


async def test_a_local_endpoint_is_reached_past_any_proxy(fault_server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with chat_with(fault_server) as chat:
        assert (await chat.reply(REQUEST)).is_answer


async def test_words_are_not_sent_on_to_where_a_redirect_points(fault_server):
    async with chat_with(fault_server, "fault/status_302_to_itself") as chat:
        with pytest.raises(errors.EndpointNotFoundError):
            await chat.reply(REQUEST)
    assert len(fault_server.seen) == 1


async def test_a_port_where_nothing_listens_is_unreachable():
    policy = replace(QUICK, unreachable_attempts=1)
    async with ChatEndpoint(Endpoint("http://127.0.0.1:9/v1", "", "m"), policy=policy) as chat:
        with pytest.raises(errors.UnreachableError, match=r"127\.0\.0\.1:9"):
            await chat.reply(REQUEST)


async def test_a_wrong_path_says_that_the_base_url_is_off(fault_server):
    base = fault_server.base_url.removesuffix("/v1")
    async with ChatEndpoint(Endpoint(base + "/wrong", "", "m")) as chat:
        with pytest.raises(errors.EndpointNotFoundError, match="ends in /v1"):
            await chat.reply(REQUEST)


async def test_a_closed_adapter_opens_again_at_the_next_call(fault_server):
    chat = chat_with(fault_server)
    await chat.reply(REQUEST)
    await chat.close()
    assert (await chat.reply(REQUEST)).is_answer
    await chat.close()


async def test_many_calls_at_once_stay_within_the_limiter(fault_server):
    limiter = Limiter(start=3, most=3)
    async with chat_with(fault_server, limiter=limiter) as chat:
        replies = await asyncio.gather(*(chat.reply(REQUEST) for _ in range(12)))
    assert all(reply.is_answer for reply in replies)
    assert limiter.active == 0


async def test_the_key_is_in_nothing_that_can_be_printed(fault_server, canary, capfd, caplog):
    caplog.set_level("DEBUG")
    chat = ChatEndpoint(Endpoint(fault_server.base_url, canary, "fault/status_401_echoes_the_key"))
    async with chat:
        with pytest.raises(errors.KeyRefusedError) as caught:
            await chat.reply(REQUEST)
    assert fault_server.seen[0].headers["authorization"] == f"Bearer {canary}"
    printed = [repr(chat), repr(chat.endpoint), str(caught.value), repr(caught.value.__dict__)]
    printed += [caplog.text, *capfd.readouterr()]
    assert canary not in "".join(printed)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_importing_the_models_loads_neither_the_sdk_nor_a_tokenizer():
    code = (
        "import sys, mockint.models, mockint.models.probe\n"
        "heavy = {'openai', 'httpx', 'httpx2', 'tiktoken', 'anyio', 'regex'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    source = Path(__file__).parents[2] / "src"
    environ = {**os.environ, "PYTHONPATH": str(source)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environ)
