"""Every foreign failure has a name here, and none of them carries the key along."""

from __future__ import annotations

import asyncio
import inspect
import json
import pickle
import ssl
from types import SimpleNamespace

import aiohttp
import anyio
import httpcore
import httpcore2
import httpx
import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint import errors
from mockint.models import Endpoint, refusals

KEY = "sk-canary-3f9c1d7be2a84c55"
ENDPOINT = Endpoint("https://api.example.com/v1", KEY, "m")
LIBRARIES = (
    openai,
    openai._exceptions,
    httpx2,
    httpx,
    httpcore2,
    httpcore,
    anyio,
    aiohttp,
    aiohttp.http_exceptions,
)
PYTHON = (
    OSError,
    ConnectionResetError,
    BrokenPipeError,
    TimeoutError,
    ssl.SSLError,
    ssl.SSLCertVerificationError,
    UnicodeDecodeError,
    UnicodeEncodeError,
    json.JSONDecodeError,
    RecursionError,
    ValueError,
    MemoryError,
    asyncio.IncompleteReadError,
    asyncio.TimeoutError,
)


def foreign_classes():
    """The exception classes that the SDK and the libraries below it publish."""
    found = set(PYTHON)
    for library in LIBRARIES:
        found |= {
            value
            for value in list(vars(library).values())
            if inspect.isclass(value)
            and issubclass(value, Exception)
            and not issubclass(value, Warning)
            and value.__module__.partition(".")[0] == library.__name__.partition(".")[0]
        }
    return sorted(found, key=lambda cls: (cls.__module__, cls.__name__))


#: anyio's errors of processes and of misuse cannot come out of an HTTP call.
ELSEWHERE = {
    "BrokenWorkerIntepreter",
    "BrokenWorkerInterpreter",
    "BrokenWorkerProcess",
    "BusyResourceError",
    "DelimiterNotFound",
    "NoEventLoopError",
    "RunFinishedError",
    "TypedAttributeLookupError",
    "WouldBlock",
}


@pytest.mark.parametrize(
    "cls", foreign_classes(), ids=lambda cls: f"{cls.__module__}.{cls.__name__}"
)
def test_no_exception_of_the_sdk_and_its_libraries_is_without_a_name(cls):
    if cls.__module__.startswith("anyio") and cls.__name__ in ELSEWHERE:
        pytest.skip("does not come out of an HTTP call")
    assert refusals.known(cls)
    error = cls.__new__(cls)
    error.args = (f"it says {KEY}",)
    if issubclass(cls, openai.APIStatusError):
        error.status_code, error.body, error.request_id = 418, {"message": KEY}, None
    if issubclass(cls, aiohttp.ClientResponseError):
        error.status, error.message = 502, KEY
        error.request_info = SimpleNamespace(real_url=KEY)
    if issubclass(cls, aiohttp.ClientConnectorError):
        place = aiohttp.client_reqrep.ConnectionKey(KEY, 443, True, True, None, None, None)
        error.__init__(place, ssl.CertificateError(1, KEY))
    translated = refusals.translate(error, ENDPOINT)
    assert isinstance(translated, errors.EngineError)
    assert not isinstance(translated, errors.UnexpectedEngineError)
    assert KEY not in str(translated)
    assert translated.remedy
    assert translated.where == "https://api.example.com/v1"


def test_the_walk_sees_the_classes_it_is_about():
    names = {cls.__name__ for cls in foreign_classes()}
    assert {"RateLimitError", "APITimeoutError", "RemoteProtocolError", "EndOfStream"} <= names
    assert len(names) > 60


def test_what_has_no_name_is_called_unexpected_and_says_its_class():
    class OddError(Exception):
        pass

    error = refusals.translate(OddError(f"with {KEY}\x1b[31m"), ENDPOINT)
    assert type(error) is errors.UnexpectedEngineError
    assert "OddError" in str(error)
    assert KEY not in str(error)
    assert "\x1b" not in str(error)


def test_the_cause_of_a_connection_error_says_which_kind_it_is():
    request = httpx2.Request("POST", "https://api.example.com")
    for cause, expected in (
        (httpx2.ConnectError("refused"), errors.UnreachableError),
        (httpx2.ConnectTimeout("slow"), errors.UnreachableError),
        (httpx2.ReadError("gone"), errors.BrokenStreamError),
        (httpx2.RemoteProtocolError("odd"), errors.BrokenStreamError),
    ):
        error = openai.APIConnectionError(request=request)
        error.__cause__ = cause
        assert type(refusals.translate(error, ENDPOINT)) is expected


def test_an_engine_error_stays_what_it_is_and_learns_where_it_was():
    error = errors.NotJsonError(f"says {KEY}")
    assert refusals.translate(error, ENDPOINT) is error
    assert error.where == "https://api.example.com/v1"
    assert KEY not in str(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "message", "code", "type", "param", "detail", "msg"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.none() | st.integers(100, 999), JSON)
def test_any_status_with_any_body_becomes_an_engine_error(status, body):
    error = refusals.refusal(ENDPOINT, status, body)
    assert isinstance(error, errors.EngineError)
    assert error.remedy
    assert "\n" not in str(error)


@pytest.mark.parametrize("status", range(300, 600))
def test_every_status_that_is_no_success_has_an_error(status):
    assert type(refusals.refusal(ENDPOINT, status, "")) is not errors.EngineError


def test_long_foreign_words_are_shortened():
    assert len(str(refusals.refusal(ENDPOINT, 400, {"message": "x" * 10_000}))) < 700


@pytest.mark.parametrize(
    "echo",
    [
        KEY,
        f"Bearer {KEY}",
        "sk-cana**********4c55",
        "sk-somebody-elses-key-123",
        f"Incorrect API key provided: {KEY}. You can find it at …",
    ],
)
def test_a_key_that_a_server_echoes_is_hidden_masked_ones_too(echo):
    shown = str(refusals.refusal(ENDPOINT, 401, {"error": {"message": echo}}))
    assert "[key]" in shown
    assert "sk-" not in shown


def test_engine_errors_survive_pickling():
    error = errors.RateLimitError("HTTP 429", where="here", retry_after=3.5, partial="Tell")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is errors.RateLimitError
    assert str(copy) == str(error)
    assert copy.__dict__ == error.__dict__


def test_every_engine_error_has_a_remedy_and_exits_with_3():
    def tree(cls):
        return [cls, *(sub for child in cls.__subclasses__() for sub in tree(child))]

    named = [cls for cls in tree(errors.EngineError)[1:] if cls.__module__ == "mockint.errors"]
    assert len(named) >= 20
    for cls in named:
        assert cls("x").remedy, cls
        assert cls("x").exit_code == errors.ExitCode.ENGINE
        assert cls.__name__ in errors.__doc__


def test_a_key_of_any_form_is_hidden():
    endpoint = Endpoint("https://u:pass-of-mine@h.example/v1?t=query-token", "abc.def/123456", "m")
    words = "abc.def/123456 and pass-of-mine and t=query-token"
    assert str(refusals.refusal(endpoint, 400, words)).count("[key]") == 3
