"""A reply out of its pieces: what it says, how whole it is, and which numbers it has."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.chat import Completeness, Outcome
from mockint.errors import (
    BrokenStreamError,
    EngineError,
    IdleTimeoutError,
    NotJsonError,
    ReplyTooLargeError,
)
from mockint.models.assemble import Assembler
from mockint.models.text import SurrogateJoiner, ThinkingSplitter

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "content", "index", "finish_reason", "usage", "logprobs", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def said(*deltas, finish=None, closed=True):
    """The reply of these deltas."""
    assembler = Assembler(most=1_000)
    for delta in deltas:
        assembler.piece({"choices": [{"index": 0, "delta": delta}]})
    if finish:
        assembler.piece({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    assembler.flush()
    assembler.closed = closed
    return assembler.reply()


@given(st.lists(JSON, max_size=4))
def test_no_json_makes_it_raise_anything_but_an_engine_error(values):
    assembler = Assembler(most=1_000)
    with suppress(EngineError):
        for value in values:
            assembler.piece(value)
        assembler.flush()
        assembler.reply().text.encode("utf-8")


@given(JSON)
def test_no_whole_body_makes_it_raise_anything_but_an_engine_error(value):
    with suppress(EngineError):
        Assembler(most=1_000).whole(value)


@pytest.mark.parametrize(
    ("finish", "closed", "completeness"),
    [
        ("stop", True, Completeness.COMPLETE),
        ("stop", False, Completeness.COMPLETE),
        ("STOP", False, Completeness.COMPLETE),
        ("eos_token", False, Completeness.COMPLETE),
        ("length", True, Completeness.TRUNCATED),
        ("model_length", True, Completeness.TRUNCATED),
        ("content_filter", True, Completeness.TRUNCATED),
        ("tool_calls", True, Completeness.UNKNOWN),
        ("whatever", True, Completeness.UNKNOWN),
        (None, True, Completeness.UNKNOWN),
        (None, False, Completeness.TRUNCATED),
    ],
)
def test_a_reply_is_complete_only_if_the_endpoint_said_so(finish, closed, completeness):
    assert said({"content": "a"}, finish=finish, closed=closed).completeness is completeness


def test_only_complete_text_is_an_answer():
    assert said({"content": "a"}, finish="stop").is_answer
    assert not said({"content": "a"}).is_answer
    assert not said({"content": " "}, finish="stop").is_answer
    assert not said({"refusal": "no"}, finish="stop").is_answer


def test_a_refusal_beside_content_is_a_refusal():
    assert said({"content": "Well", "refusal": "no"}, finish="stop").outcome is Outcome.REFUSAL


def test_a_reply_without_any_choice_is_no_reply():
    with pytest.raises(BrokenStreamError, match="nothing"):
        Assembler(most=10).reply()


def test_the_size_cap_counts_bytes_and_reasoning():
    assembler = Assembler(most=10)
    assembler.piece({"choices": [{"delta": {"reasoning_content": "ééé"}}]})
    with pytest.raises(ReplyTooLargeError):
        assembler.piece({"choices": [{"delta": {"content": "aaaaa"}}]})


def test_a_failure_after_the_end_took_nothing_and_before_it_everything():
    assembler = Assembler(most=10)
    assembler.piece({"choices": [{"delta": {"content": "a"}}]})
    assert not assembler.survives(IdleTimeoutError("x"))
    assembler.piece({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    assert assembler.survives(IdleTimeoutError("x"))
    assert not assembler.survives(NotJsonError("x"))
    assembler.reported = True
    assert not assembler.survives(BrokenStreamError("x"))


def test_counts_that_are_no_whole_numbers_are_unknown():
    assembler = Assembler(most=10)
    usage = {"prompt_tokens": 3, "completion_tokens": True, "prompt_tokens_details": {"x": 1}}
    assembler.piece({"choices": [{"delta": {"content": "a"}}], "usage": usage})
    reply = assembler.reply()
    assert reply.usage.prompt == 3
    assert reply.usage.completion is None
    assert reply.usage.cached is None


def test_log_probabilities_that_are_none_are_left_out():
    assembler = Assembler(most=100)
    tops = [{"token": "3", "logprob": -0.1}, {"token": "4", "logprob": None}]
    logs = [
        {"token": "3", "logprob": -0.1, "top_logprobs": tops},
        {"token": "x", "logprob": 0.5},
        {"token": "y", "logprob": float("nan")},
        {"token": 7, "logprob": -1},
        "z",
    ]
    choice = {"index": 0, "delta": {"content": "3"}, "logprobs": {"content": logs}}
    assembler.piece({"choices": [choice]})
    (only,) = assembler.reply().logprobs
    assert (only.token, only.logprob, only.top) == ("3", -0.1, (("3", -0.1),))


@given(st.text(), st.lists(st.integers(0, 200), max_size=8))
def test_joined_halves_are_the_text_that_was_split(text, cuts):
    halves = text.encode("utf-16-le", "surrogatepass")
    units = [
        halves[i : i + 2].decode("utf-16-le", "surrogatepass") for i in range(0, len(halves), 2)
    ]
    joiner = SurrogateJoiner()
    assert "".join(map(joiner.feed, units)) + joiner.flush() == text


@given(st.text(alphabet="<think>/ab \n", max_size=40), st.integers(1, 5))
def test_thinking_is_found_however_the_reply_is_split(text, size):
    def split(step):
        splitter = ThinkingSplitter()
        out = "".join(splitter.feed(text[i : i + step]) for i in range(0, len(text), step))
        return (out + splitter.flush()).strip(), splitter.thought

    assert split(size) == split(len(text) or 1)


def test_thinking_tags_later_in_a_reply_are_what_was_said():
    splitter = ThinkingSplitter()
    assert splitter.feed("Use <think> tags</think>.") == "Use <think> tags</think>."
    assert not splitter.thought
