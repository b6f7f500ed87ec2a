"""What a call says, and what it leaves out after a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockint.domain.chat import ChatRequest, Message, SchemaMode
from mockint.errors import KeyRefusedError, RequestRefusedError, ServerFaultError
from mockint.models import payload
from mockint.models.learned import Learned

SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}}
REQUEST = ChatRequest(
    messages=(Message("system", "Judge."), Message("user", "Here.")),
    max_tokens=100,
    schema=SCHEMA,
    temperature=0.0,
    seed=1,
    logprobs=True,
)


UNTAUGHT = Learned()


def body(request=REQUEST, learned=UNTAUGHT, rung=SchemaMode.JSON_SCHEMA):
    return payload.body("m", request, learned, rung=rung)


def test_the_top_rung_binds_the_reply_to_the_schema():
    sent = body()
    assert sent["response_format"]["json_schema"]["schema"] == SCHEMA
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert [m["content"] for m in sent["messages"]] == ["Judge.", "Here."]


@pytest.mark.parametrize("rung", [SchemaMode.JSON_OBJECT, SchemaMode.PLAIN])
def test_lower_rungs_tell_the_schema_in_words_at_the_very_end(rung):
    sent = body(rung=rung)
    first, last = (m["content"] for m in sent["messages"])
    assert first == "Judge."
    assert last.startswith("Here.\n\n")
    assert '"ok": {"type": "boolean"}' in last
    assert "JSON" in last
    assert ("response_format" in sent) is (rung is SchemaMode.JSON_OBJECT)


def test_the_callers_own_words_for_the_schema_are_used_as_they_are():
    sent = body(replace(REQUEST, schema_words="As JSON, please."), rung=SchemaMode.PLAIN)
    assert sent["messages"][-1]["content"] == "Here.\n\nAs JSON, please."


def test_without_a_schema_no_rung_says_anything_about_one():
    for rung in SchemaMode:
        sent = body(replace(REQUEST, schema=None), rung=rung)
        assert "response_format" not in sent
        assert sent["messages"][-1]["content"] == "Here."


def test_what_is_not_set_is_not_sent():
    sent = body(ChatRequest((Message("user", "a"),), 5))
    assert sent.keys() == {"model", "messages", "max_tokens", "stream", "stream_options"}


def test_a_reasoning_model_gets_the_other_limit():
    sent = body(learned=Learned(without=frozenset({"max_tokens", "temperature"})))
    assert sent["max_completion_tokens"] == 100
    assert "max_tokens" not in sent
    assert "temperature" not in sent


def test_what_was_left_out_is_named_only_if_it_was_asked_for():
    learned = Learned(without=frozenset({"temperature", "seed", "stream_options"}))
    assert payload.adapted(REQUEST, learned) == ("temperature", "seed")
    assert payload.adapted(replace(REQUEST, seed=None), learned) == ("temperature",)


def test_half_characters_in_a_prompt_are_made_printable():
    sent = body(ChatRequest((Message("user", "a\ud800b"),), 5))
    sent["messages"][0]["content"].encode("utf-8")


@pytest.mark.parametrize(
    ("what", "param", "gone"),
    [
        ("HTTP 400: temperature is not supported", "", {"temperature"}),
        ("HTTP 400: unsupported value", "temperature", {"temperature"}),
        ("HTTP 422: Extra inputs: body stream_options", "", {"stream_options"}),
        ("HTTP 400: `logprobs` is not supported with this model", "", {"logprobs", "top_logprobs"}),
        ("HTTP 400: unknown parameter: seed", "", {"seed"}),
        ("HTTP 400: streaming is not supported", "stream", {"stream"}),
        ("HTTP 400: Use 'max_completion_tokens' instead.", "max_tokens", {"max_tokens"}),
    ],
)
def test_a_refusal_teaches_what_to_leave_out(what, param, gone):
    lesson = payload.adapt(RequestRefusedError(what, param=param), body(), Learned())
    assert lesson is not None
    assert lesson.without == gone
    assert lesson.rung is SchemaMode.JSON_SCHEMA


@pytest.mark.parametrize(
    "what",
    [
        "HTTP 400: 'response_format.type' must be 'text'",
        "HTTP 400: This response_format type is unavailable now",
        "HTTP 400: failed to parse grammar",
        "HTTP 400: bad request",
    ],
)
def test_a_refusal_of_the_schema_or_of_nothing_in_particular_goes_down_one_rung(what):
    lesson = payload.adapt(RequestRefusedError(what), body(), Learned())
    assert lesson == Learned(rung=SchemaMode.JSON_OBJECT)


def test_a_fault_of_the_server_goes_down_a_rung_only_if_it_names_the_schema():
    assert payload.adapt(ServerFaultError("HTTP 500: grammar"), body(), Learned()) is not None
    assert payload.adapt(ServerFaultError("HTTP 500: oh"), body(), Learned()) is None


def test_a_schema_that_is_itself_refused_says_nothing_of_the_endpoint():
    error = RequestRefusedError("HTTP 400: Invalid schema for response_format 'x'")
    lesson = payload.adapt(error, body(), Learned())
    assert lesson is not None
    assert lesson.passing


def test_the_ladder_ends():
    sent = body(rung=SchemaMode.PLAIN)
    learned = Learned(rung=SchemaMode.PLAIN)
    assert payload.adapt(RequestRefusedError("HTTP 400: no"), sent, learned) is None


def test_a_value_out_of_range_is_not_taken_for_a_missing_ability():
    request = replace(REQUEST, schema=None)
    error = RequestRefusedError("HTTP 400: temperature must be at most 2", param="temperature")
    assert payload.adapt(error, body(request), Learned()) is None


def test_a_refused_key_teaches_nothing():
    assert payload.adapt(KeyRefusedError("HTTP 401: seed unknown"), body(), Learned()) is None
