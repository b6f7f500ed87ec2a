"""When another attempt is made, and after how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint import errors
from mockint.models.retry import RetryPolicy, read_retry_after

POLICY = RetryPolicy()


def delays(error, policy=POLICY, dice=1.0):
    """The waits between the attempts that this failure is worth."""
    waits = []
    while (wait := policy.delay(error, len(waits) + 1, dice)) is not None:
        waits.append(wait)
    return waits


def test_waits_double_up_to_a_limit():
    assert delays(errors.ServerFaultError("x")) == [0.5, 1.0, 2.0]
    assert max(delays(errors.RateLimitError("x"))) == 20.0


def test_the_dice_spread_the_waits():
    error = errors.ServerFaultError("x")
    assert POLICY.delay(error, 1, 0.0) == 0.125
    assert POLICY.delay(error, 1, 1.0) == 0.5


@pytest.mark.parametrize(
    "cls",
    [
        errors.KeyRefusedError,
        errors.QuotaError,
        errors.ModelNotFoundError,
        errors.ContextExceededError,
        errors.RequestRefusedError,
        errors.NotJsonError,
        errors.TotalTimeoutError,
        errors.UnexpectedEngineError,
    ],
)
def test_what_will_not_mend_itself_is_not_tried_again(cls):
    assert delays(cls("x")) == []


def test_each_kind_of_failure_has_its_own_patience():
    assert len(delays(errors.RateLimitError("x"))) == POLICY.rate_limit_attempts - 1
    assert len(delays(errors.IdleTimeoutError("x"))) == POLICY.timeout_attempts - 1
    assert len(delays(errors.UnreachableError("x"))) == POLICY.unreachable_attempts - 1
    assert len(delays(errors.BrokenStreamError("x"))) == POLICY.attempts - 1


def test_a_stated_wait_is_honoured_up_to_two_minutes():
    assert POLICY.delay(errors.RateLimitError("x", retry_after=120), 1, 0.0) == 120
    assert POLICY.delay(errors.RateLimitError("x", retry_after=120.5), 1, 0.0) is None
    assert POLICY.delay(errors.RateLimitError("x", retry_after=0), 1, 0.0) == 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "tomorrow"}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:02:00 GMT"}, 20.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
    ],
)
def test_retry_after_is_read_in_all_its_forms(headers, seconds):
    assert read_retry_after(headers, wall=100.0) == seconds


@given(st.text(max_size=30), st.text(max_size=10))
def test_no_header_breaks_the_reading(after, millis):
    seconds = read_retry_after({"retry-after": after, "retry-after-ms": millis}, wall=0.0)
    assert seconds is None or seconds >= 0
