"""Every way in which the loopback server can break, against what must come of it.

For each fault: no exception but EngineErrors, no cut reply taken for whole, no number
out of nothing, within the deadline, and without the key in anything that is printed.
"""

from __future__ import annotations

import time
import traceback
from contextlib import aclosing
from dataclasses import dataclass

import fault_server as faults
import pytest

from mockint import errors
from mockint.domain.chat import ChatRequest, Completeness, Message, Outcome
from mockint.models import ChatEndpoint, Deadlines, Endpoint, RetryPolicy
from mockint.models.body import Caps

DEADLINES = Deadlines(connect=2.0, first_token=0.8, thinking=0.8, idle=0.6, total=1.6, closing=0.2)
#: For what has nothing to do with time: a machine that is busy must not make it a timeout.
PATIENT = Deadlines(
    connect=60.0, first_token=60.0, thinking=60.0, idle=60.0, total=120.0, closing=0.2
)
POLICY = RetryPolicy(
    attempts=3,
    rate_limit_attempts=3,
    timeout_attempts=1,
    unreachable_attempts=1,
    first_delay=0.01,
    longest_delay=0.02,
    honoured=2.0,
)
#: What the machine may add to a deadline when it is busy.
SLACK_S = 2.0

COMPLETE, TRUNCATED, UNKNOWN = Completeness
TEXT, REFUSAL, EMPTY, FILTERED, REASONING = Outcome


@dataclass(frozen=True)
class Reply:
    """What is to come back: the kind of reply, its wholeness, and its text where it matters."""

    outcome: Outcome = TEXT
    completeness: Completeness = COMPLETE
    text: str | None = None


SOUND = Reply(text=faults.SENTENCE)
Expected = Reply | type[errors.EngineError]

EXPECTED: dict[str, Expected] = {
    # refused
    "status_401": errors.KeyRefusedError,
    "status_401_echoes_the_key": errors.KeyRefusedError,
    "status_403": errors.PermissionRefusedError,
    "status_404_model": errors.ModelNotFoundError,
    "status_404_model_to_pull": errors.ModelNotFoundError,
    "status_404_page": errors.EndpointNotFoundError,
    "status_405": errors.EndpointNotFoundError,
    "status_400": errors.RequestRefusedError,
    "status_400_error_is_text": errors.RequestRefusedError,
    "status_400_no_body": errors.RequestRefusedError,
    "status_400_body_is_a_list": errors.RequestRefusedError,
    "status_400_deep_json": errors.RequestRefusedError,
    "status_400_terminal_escapes": errors.RequestRefusedError,
    "status_400_content_filter": Reply(FILTERED, UNKNOWN, ""),
    "context_as_400": errors.ContextExceededError,
    "context_as_400_of_a_local_server": errors.ContextExceededError,
    "context_as_500": errors.ContextExceededError,
    "context_as_error_in_200": errors.ContextExceededError,
    "status_402": errors.QuotaError,
    "status_413": errors.RequestRefusedError,
    "status_415": errors.UnsupportedError,
    "status_418": errors.RequestRefusedError,
    "status_422_detail": errors.RequestRefusedError,
    "status_429": errors.RateLimitError,
    "status_429_once": SOUND,
    "status_429_with_millis_once": SOUND,
    "status_429_with_seconds_once": SOUND,
    "status_429_with_past_date_once": SOUND,
    "status_429_with_garbage_once": SOUND,
    "status_429_for_an_hour": errors.RateLimitError,
    "status_429_for_ever": errors.RateLimitError,
    "status_429_quota": errors.QuotaError,
    "status_500": errors.ServerFaultError,
    "status_500_once": SOUND,
    "status_500_endless_body": errors.ServerFaultError,
    "status_500_hangs_in_body": errors.FirstTokenTimeoutError,
    "status_501": errors.UnsupportedError,
    "status_502_page": errors.ServerFaultError,
    "status_503_with_seconds_once": SOUND,
    "status_504_empty": errors.ServerFaultError,
    "status_529_once": SOUND,
    "status_307_elsewhere": errors.EndpointNotFoundError,
    "status_302_to_itself": errors.EndpointNotFoundError,
    "status_204": errors.BrokenStreamError,
    # silent
    "hang_before_headers": errors.FirstTokenTimeoutError,
    "hang_in_headers": errors.FirstTokenTimeoutError,
    "hang_after_headers": errors.FirstTokenTimeoutError,
    "hang_after_role": errors.FirstTokenTimeoutError,
    "hang_after_first_word": errors.IdleTimeoutError,
    "hang_in_the_middle_of_an_event": errors.IdleTimeoutError,
    "hang_after_finish": SOUND,
    "hang_after_done": SOUND,
    "drip_headers": errors.FirstTokenTimeoutError,
    "drip_spaces_before_the_body": errors.FirstTokenTimeoutError,
    "drip_comments_before_the_first_word": errors.FirstTokenTimeoutError,
    "drip_comments_after_the_first_word": errors.IdleTimeoutError,
    "drip_empty_pieces": errors.IdleTimeoutError,
    "drip_one_event_byte_by_byte": errors.IdleTimeoutError,
    "drip_a_json_body": errors.FirstTokenTimeoutError,
    "words_without_end": errors.TotalTimeoutError,
    "thinking_without_end": errors.TotalTimeoutError,
    # cut
    "reset_before_headers": errors.BrokenStreamError,
    "close_before_headers": errors.BrokenStreamError,
    "reset_after_headers": errors.BrokenStreamError,
    "reset_after_first_word": errors.BrokenStreamError,
    "cut_in_the_middle_of_a_chunk": errors.BrokenStreamError,
    "cut_in_the_middle_of_a_token": errors.BrokenStreamError,
    "cut_between_events": Reply(TEXT, TRUNCATED, "Tell me about"),
    "cut_where_the_connection_is_the_end": Reply(TEXT, TRUNCATED, "Tell me about"),
    "content_length_too_long": errors.BrokenStreamError,
    "json_cut_in_the_middle": errors.NotJsonError,
    "reset_after_finish": SOUND,
    # ends
    "no_finish_reason": Reply(TEXT, UNKNOWN, faults.SENTENCE),
    "no_end_mark": SOUND,
    "finish_length": Reply(TEXT, TRUNCATED, "Tell me about"),
    "finish_unheard_of": Reply(TEXT, UNKNOWN),
    "finish_is_a_number": errors.WrongShapeError,
    "finish_twice": Reply(TEXT, UNKNOWN),
    "words_after_the_finish": Reply(TEXT, UNKNOWN, "Tell me more"),
    "content_filter": Reply(FILTERED, TRUNCATED),
    "refusal": Reply(REFUSAL, COMPLETE, ""),
    "empty_reply": Reply(EMPTY, COMPLETE, ""),
    "blank_reply": Reply(EMPTY, COMPLETE),
    "tool_call": Reply(EMPTY, UNKNOWN, ""),
    "reasoning_only": Reply(REASONING, TRUNCATED, ""),
    "reasoning_only_in_usage": Reply(REASONING, TRUNCATED, ""),
    "reasoning_then_words": SOUND,
    "thinking_tags": SOUND,
    "thinking_tags_never_closed": Reply(REASONING, TRUNCATED, ""),
    # bodies
    "page_with_200": errors.NotJsonError,
    "page_as_stream": errors.NotJsonError,
    "plain_text_with_200": errors.NotJsonError,
    "json_in_place_of_a_stream": SOUND,
    "json_cut_by_length": Reply(TEXT, TRUNCATED, "Tell me"),
    "json_without_finish": Reply(TEXT, UNKNOWN, faults.SENTENCE),
    "json_of_something_else": errors.WrongShapeError,
    "json_list": errors.WrongShapeError,
    "json_message_is_text": errors.WrongShapeError,
    "json_lines": errors.NotJsonError,
    "error_in_200_model": errors.ModelNotFoundError,
    "error_in_200_rate": errors.RateLimitError,
    "error_in_200_text": errors.ServerFaultError,
    "error_piece_first": errors.ServerFaultError,
    "error_piece_in_the_middle": errors.ServerFaultError,
    "error_piece_beside_choices": errors.BrokenStreamError,
    "error_event": errors.BrokenStreamError,
    "error_event_in_words": errors.BrokenStreamError,
    "error_after_finish": errors.ServerFaultError,
    "null_errors_are_none": SOUND,
    "empty_200": errors.BrokenStreamError,
    "empty_200_once": SOUND,
    "only_the_end_mark": errors.BrokenStreamError,
    "only_comments": errors.BrokenStreamError,
    "only_pings": errors.BrokenStreamError,
    # shapes
    "event_is_not_json": errors.NotJsonError,
    "event_is_deep_json": errors.NotJsonError,
    "event_is_a_list": errors.WrongShapeError,
    "event_is_null": errors.WrongShapeError,
    "choices_are_null": SOUND,
    "choices_are_text": errors.WrongShapeError,
    "choice_is_a_number": errors.WrongShapeError,
    "delta_is_text": errors.WrongShapeError,
    "delta_is_null": SOUND,
    "content_is_a_number": errors.WrongShapeError,
    "content_is_an_object": errors.WrongShapeError,
    "content_in_parts": SOUND,
    "two_choices": SOUND,
    "id_changes": Reply(TEXT, COMPLETE, "Tell me about"),
    "usage_missing": SOUND,
    "usage_of_wrong_types": SOUND,
    "usage_is_nan": SOUND,
    "usage_is_negative": SOUND,
    "number_of_five_thousand_digits": errors.NotJsonError,
    "duplicate_keys": errors.WrongShapeError,
    "invalid_utf8": errors.NotJsonError,
    "utf8_split_between_chunks": Reply(text="Ünïcödé 面接"),
    "lone_surrogate": Reply(text="Tell � me"),
    "surrogates_split_between_pieces": Reply(text="😀"),
    # sizes
    "giant_line": errors.ReplyTooLargeError,
    "giant_line_without_end": errors.ReplyTooLargeError,
    "giant_reply": errors.ReplyTooLargeError,
    "giant_json": errors.ReplyTooLargeError,
    "spaces_without_end": errors.ReplyTooLargeError,
    "comments_without_end": errors.ReplyTooLargeError,
    "compressed_bomb": errors.ReplyTooLargeError,
    "compressed_garbage": errors.BrokenStreamError,
    "headers_too_large": errors.BrokenStreamError,
    "not_http": errors.BrokenStreamError,
    "status_line_without_sense": errors.BrokenStreamError,
    # odd, but sound
    "events_with_crlf": SOUND,
    "events_with_cr": SOUND,
    "byte_order_mark": SOUND,
    "data_over_several_lines": SOUND,
    "no_space_after_the_colon": SOUND,
    "no_empty_line_at_the_end": SOUND,
    "wrong_content_type": SOUND,
    "garbage_after_the_end_mark": SOUND,
    # lessons
    "no_stream_options": SOUND,
    "no_streaming": SOUND,
    "only_streams": SOUND,
    "reasoning_model": SOUND,
    "no_seed_no_logprobs": SOUND,
    "no_json_schema": SOUND,
    "no_binding_at_all": Reply(text='{"ok": true}'),
    "schema_crashes_the_server": SOUND,
    "schema_is_not_liked": SOUND,
    # sound on the wire: whoever reads the text must refuse it
    "text_is_half_json": Reply(),
    "text_is_bad_json": Reply(),
    "text_has_nan": Reply(),
    "text_has_unknown_ids": Reply(),
    "text_has_duplicate_keys": Reply(),
}

#: Cut replies that another attempt makes whole; only `reply` makes one.
EXPECTED_STREAM: dict[str, Expected] = {"cut_once": Reply(TEXT, TRUNCATED, "Tell me about")}
EXPECTED_REPLY: dict[str, Expected] = {"cut_once": SOUND}

NO_USAGE = {
    "usage_missing",
    "usage_of_wrong_types",
    "usage_is_nan",
    "usage_is_negative",
}

REQUEST = ChatRequest(
    messages=(Message("system", "You interview."), Message("user", "Ask.")),
    max_tokens=200,
    temperature=0.0,
    seed=7,
    logprobs=True,
)


def chat_with(server, fault: str, key: str, *, many: bool = False) -> ChatEndpoint:
    """An adapter for one fault, with small caps; short deadlines where the fault is silence."""
    endpoint = Endpoint(server.base_url, key, f"fault/{fault}")
    caps = Caps(reply=1_000_000, event=1_000_000, body=1_000_000, wire=4_000_000)
    return ChatEndpoint(endpoint, many=many, deadlines=deadlines(fault), policy=POLICY, caps=caps)


def deadlines(fault: str) -> Deadlines:
    """Short ones where a timeout is what must come of a fault."""
    expected = (EXPECTED.get(fault), EXPECTED_STREAM.get(fault), EXPECTED_REPLY.get(fault))
    silent = any(
        isinstance(one, type) and issubclass(one, errors.EngineTimeoutError) for one in expected
    )
    return DEADLINES if silent else PATIENT


async def streamed(chat: ChatEndpoint, request: ChatRequest = REQUEST):
    """The reply of a stream, having checked that its pieces add up to it."""
    pieces, reply = [], None
    async with aclosing(chat.stream(request)) as deltas:
        async for delta in deltas:
            assert reply is None, "something came after the reply"
            pieces.append(delta.text)
            reply = delta.reply
    assert reply is not None
    assert "".join(pieces) == reply.text
    return reply


def printed(error: BaseException) -> str:
    """All that could be printed of an error."""
    text = "".join(traceback.format_exception(error)) + repr(error) + str(error.__dict__)
    while (error := error.__cause__ or error.__context__) is not None:
        text += repr(error) + str(error)
    return text


def test_every_fault_has_an_expectation():
    assert EXPECTED.keys() | EXPECTED_REPLY.keys() == faults.FAULTS.keys()
    assert len(EXPECTED) >= 60


async def check(fault: str, chat: ChatEndpoint, call, expected: Expected, key: str) -> None:
    """One call against what is expected of it."""
    if isinstance(expected, Reply):
        reply = await call
        assert reply.outcome is expected.outcome
        assert reply.completeness is expected.completeness
        assert expected.text is None or reply.text == expected.text
        assert key not in repr(reply)
        reply.text.encode("utf-8")
        assert not (fault in NO_USAGE and (reply.usage.prompt or reply.usage.completion))
        return
    with pytest.raises(errors.EngineError) as caught:
        await call
    error = caught.value
    assert type(error) is expected, str(error)
    assert error.where
    assert error.what
    assert error.remedy
    assert key not in printed(error)
    assert "\x1b" not in str(error)


@pytest.mark.parametrize("fault", sorted(faults.FAULTS))
async def test_a_fault_comes_out_as_its_named_error_or_outcome(fault, fault_server, canary, caplog):
    caplog.set_level("DEBUG")
    start = time.monotonic()
    one, two = (chat_with(fault_server, fault, canary) for _ in range(2))
    async with one, two:
        await check(
            fault, one, streamed(one), EXPECTED_STREAM.get(fault) or EXPECTED[fault], canary
        )
        between = time.monotonic()
        fault_server.forget()
        await check(
            fault, two, two.reply(REQUEST), EXPECTED_REPLY.get(fault) or EXPECTED[fault], canary
        )
    assert between - start < deadlines(fault).total + SLACK_S
    assert time.monotonic() - between < deadlines(fault).total + SLACK_S
    assert canary not in caplog.text


@pytest.mark.parametrize("fault", sorted(faults.FAULTS))
async def test_a_fault_comes_out_the_same_where_many_calls_are_made(
    fault, fault_server, canary, caplog
):
    """Over the wire for many calls, with replies that come whole."""
    caplog.set_level("DEBUG")
    start = time.monotonic()
    expected = EXPECTED_REPLY.get(fault) or EXPECTED[fault]
    if expected is errors.FirstTokenTimeoutError:
        expected = errors.TotalTimeoutError  # a reply that comes whole says nothing before
    async with chat_with(fault_server, fault, canary, many=True) as chat:
        await check(fault, chat, chat.reply(REQUEST), expected, canary)
    assert time.monotonic() - start < deadlines(fault).total + SLACK_S
    assert canary not in caplog.text
