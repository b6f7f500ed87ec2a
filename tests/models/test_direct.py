"""The wire for many calls: what goes out, where to, and what never does."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest
from aiohttp import web

from mockint import errors
from mockint.domain.chat import ChatRequest, Message
from mockint.models import ChatEndpoint, Endpoint, LearnedStore, RetryPolicy
from mockint.models.deadlines import Deadlines
from mockint.models.direct import Connection, _Encoder, _headers, _proxy, _url

REQUEST = ChatRequest((Message("system", "You judge."), Message("user", "Judge.")), 200)
QUICK = RetryPolicy(first_delay=0.001, longest_delay=0.002)


def chat_with(server, model="loopback", key="sk-x", **more):
    return ChatEndpoint(
        Endpoint(server.base_url, key, model), many=True, **{"policy": QUICK, **more}
    )


async def test_a_reply_is_asked_for_whole_and_with_nothing_else_than_over_the_sdk(fault_server):
    async with chat_with(fault_server) as chat:
        reply = await chat.reply(REQUEST)
    assert reply.is_answer
    assert (reply.usage.prompt, reply.usage.completion, reply.request_id) == (12, 7, "req-1")
    (seen,) = fault_server.seen
    assert seen.body == {
        "model": "loopback",
        "messages": [
            {"role": "system", "content": "You judge."},
            {"role": "user", "content": "Judge."},
        ],
        "max_tokens": 200,
    }
    assert seen.headers["authorization"] == "Bearer sk-x"
    assert seen.headers["accept-encoding"] == "identity"


async def test_no_key_means_no_authorization(fault_server):
    async with chat_with(fault_server, key="") as chat:
        await chat.reply(REQUEST)
    assert "authorization" not in fault_server.seen[0].headers


async def test_an_endpoint_that_only_streams_is_remembered_as_one(fault_server):
    store = LearnedStore()
    async with chat_with(fault_server, "fault/only_streams", learned=store) as chat:
        assert (await chat.reply(REQUEST)).is_answer
        assert (await chat.reply(REQUEST)).attempts == 1
        assert chat.learned.without == {"whole"}
    assert [bool(one.body.get("stream")) for one in fault_server.seen] == [False, True, True]


async def test_what_is_learned_here_leaves_other_calls_streamed(fault_server):
    store = LearnedStore()
    async with chat_with(fault_server, learned=store) as many:
        await many.reply(REQUEST)
    endpoint = Endpoint(fault_server.base_url, "sk-x", "loopback")
    async with ChatEndpoint(endpoint, learned=store) as watched:
        await watched.reply(REQUEST)
    assert fault_server.seen[-1].body["stream"] is True


async def test_more_calls_than_any_pool_holds_run_at_once(fault_server):
    fault_server.pace_s = 0.0
    connection = Connection(Endpoint(fault_server.base_url, "", "loopback"), Deadlines())
    body = {"model": "fault/hang_before_headers", "messages": []}

    async def hang():
        async with connection.chat(body):
            pass

    calls = [asyncio.create_task(hang()) for _ in range(150)]
    while len(fault_server.seen) < 150:
        await asyncio.sleep(0.01)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await connection.close()


async def test_nobody_listens(unused_tcp_port):
    endpoint = Endpoint(f"http://127.0.0.1:{unused_tcp_port}/v1", "", "m")
    policy = RetryPolicy(unreachable_attempts=1)
    async with ChatEndpoint(endpoint, many=True, policy=policy) as chat:
        with pytest.raises(errors.UnreachableError):
            await chat.reply(REQUEST)


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.example.com/v1/", "https://api.example.com/v1/chat/completions"),
        ("https://a.b/v1?api-version=2", "https://a.b/v1/chat/completions?api-version=2"),
        ("https://me:secret@a.b:8443/v1", "https://a.b:8443/v1/chat/completions"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1/chat/completions"),
    ],
)
def test_the_address_of_a_call(base, url):
    assert str(_url(Endpoint(base, "", "m"), "chat/completions")) == url


def test_a_name_and_password_in_the_address_go_where_they_belong():
    headers = _headers(Endpoint("https://me:s%40fe@a.b/v1", "", "m"))
    assert headers["Authorization"] == "Basic bWU6c0BmZQ=="


def test_account_headers_go_to_their_provider_alone(monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    assert "OpenAI-Organization" not in _headers(Endpoint("https://a.b/v1", "k", "m"))
    own = _headers(Endpoint("https://api.openai.com/v1", "k", "m"))
    assert own["OpenAI-Organization"] == "org-1"


def test_the_proxy_is_the_environments_but_never_for_this_machine(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("HTTP_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inner.example")
    assert _proxy(Endpoint("https://a.b/v1", "", "m")) == "http://proxy.example:3128"
    assert _proxy(Endpoint("http://a.b/v1", "", "m")) == "http://proxy.example:3128"
    assert _proxy(Endpoint("https://inner.example/v1", "", "m")) is None
    assert _proxy(Endpoint("http://localhost:1/v1", "", "m")) is None


def test_the_sdk_is_not_loaded_for_many_calls():
    code = "import sys, mockint.models.direct; print('openai' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


async def test_no_password_of_a_netrc_file_goes_along(fault_server, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    async with chat_with(fault_server, key="") as chat:
        await chat.reply(REQUEST)
    assert "authorization" not in fault_server.seen[0].headers


async def test_a_cookie_is_not_kept():
    """Of a host with a name: aiohttp keeps none of an address anyway."""
    cookies = []

    async def answer(request):
        cookies.append(request.headers.get("Cookie"))
        choice = {"index": 0, "message": {"content": "x"}, "finish_reason": "stop"}
        response = web.json_response({"id": "c", "choices": [choice]})
        response.set_cookie("follow", "me")
        return response

    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    endpoint = Endpoint(f"http://localhost:{port}/v1", "", "m")
    async with ChatEndpoint(endpoint, many=True, policy=QUICK) as chat:
        await chat.reply(REQUEST)
        await chat.reply(REQUEST)
    await runner.cleanup()
    assert cookies == [None, None]


def test_a_body_is_written_as_it_is_whatever_was_written_before():
    schema = {"type": "object", "properties": {"é": {"const": True}}}
    messages = [{"role": "user", "content": 'say "no"\n'}]
    bodies = [
        {"model": "m", "seed": 1, "messages": messages},
        {"model": "m", "seed": True, "messages": messages},
        {"model": "m", "seed": 1.0, "messages": messages},
        {"model": "m", "seed": 1.0, "messages": [*messages, {"role": "user", "content": "more"}]},
        {"messages": messages, "response_format": {"type": "json_schema", "schema": schema}},
        {"messages": messages, "response_format": {"type": "json_object", "schema": schema}},
        {"messages": messages, "response_format": {"type": "json_object", "schema": {}}},
        {"messages": messages, "stop": ["a"]},
        {"messages": messages, "stop": ["b"]},
        {"messages": messages, "model": "m"},
    ]
    encoder = _Encoder()
    written = [encoder.encode(body) for body in [*bodies, *reversed(bodies)]]
    assert [json.dumps(json.loads(text), sort_keys=True) for text in written] == [
        json.dumps(body, sort_keys=True) for body in [*bodies, *reversed(bodies)]
    ]
