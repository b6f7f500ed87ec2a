"""Every foreign failure as one of mockint's own errors, with where, what and remedy.

The one place of translation: HTTP statuses, error objects in bodies and streams, and
exceptions of the SDK, of its HTTP libraries and of Python. Exceptions are told apart
by the names of their classes, so that one table serves httpx, httpx2 and httpcore and
nothing needs to be loaded. Foreign words are shortened, made printable and freed of
keys before they are shown; foreign exceptions themselves are never chained, because
their texts and requests can hold the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import (
    BrokenStreamError,
    ContextExceededError,
    EndpointNotFoundError,
    EngineError,
    FirstTokenTimeoutError,
    IdleTimeoutError,
    KeyRefusedError,
    MockintError,
    ModelNotFoundError,
    NotJsonError,
    PermissionRefusedError,
    QuotaError,
    RateLimitError,
    ReplyTooLargeError,
    RequestRefusedError,
    ServerFaultError,
    UnexpectedEngineError,
    UnreachableError,
    UnsupportedError,
    WrongShapeError,
)
from .address import Endpoint

_MOST_WORDS = 300

_CONTEXT = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context|context (?:length|window|size)"
    r"|prompt is too long|too many (?:input )?tokens|input is too long|max_?prompt",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"model_not_found|model\b.{0,80}\b(?:not (?:found|exist)|does not exist|no such|unknown)"
    r"|no models? (?:is )?loaded|unknown model|invalid model",
    re.IGNORECASE | re.DOTALL,
)
_QUOTA = re.compile(
    r"insufficient_quota|billing|credit balance|exceeded your current quota|payment"
    r"|insufficient (?:funds|balance)",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"invalid_api_key|incorrect api key|invalid api key|no api key|api key", re.IGNORECASE
)
_RATE = re.compile(r"rate.?limit|too many requests|tokens per min|requests per min", re.IGNORECASE)
_BUSY = re.compile(
    r"overloaded|server_error|internal|unavailable|capacity|timed? ?out", re.IGNORECASE
)
_FILTERED = re.compile(
    r"content_filter|content_policy|responsible ?ai|content management policy", re.IGNORECASE
)

_BY_STATUS: Mapping[int, type[EngineError]] = {
    400: RequestRefusedError,
    401: KeyRefusedError,
    402: QuotaError,
    403: PermissionRefusedError,
    404: EndpointNotFoundError,
    405: EndpointNotFoundError,
    407: UnreachableError,
    408: ServerFaultError,
    409: ServerFaultError,
    411: RequestRefusedError,
    413: RequestRefusedError,
    415: UnsupportedError,
    421: EndpointNotFoundError,
    422: RequestRefusedError,
    425: ServerFaultError,
    426: UnsupportedError,
    429: RateLimitError,
    431: RequestRefusedError,
    501: UnsupportedError,
    505: UnsupportedError,
}

#: Class names of foreign exceptions, nearest in the class's ancestry first.
_BY_NAME: Mapping[str, tuple[type[EngineError], str]] = {
    # httpx, httpx2, httpcore
    "ConnectTimeout": (UnreachableError, "no connection in time"),
    "PoolTimeout": (UnreachableError, "no connection came free in time"),
    "WriteTimeout": (UnreachableError, "the request could not be sent in time"),
    "ReadTimeout": (IdleTimeoutError, "the endpoint went silent"),
    "TimeoutException": (FirstTokenTimeoutError, "the endpoint did not answer in time"),
    "ConnectError": (UnreachableError, "no connection"),
    "ConnectionNotAvailable": (UnreachableError, "no connection"),
    "ProxyError": (UnreachableError, "the proxy refused the connection"),
    "UnsupportedProtocol": (UnsupportedError, "the address is not http or https"),
    "LocalProtocolError": (RequestRefusedError, "the request cannot be put into HTTP"),
    "RemoteProtocolError": (BrokenStreamError, "the endpoint broke off"),
    "ProtocolError": (BrokenStreamError, "the endpoint does not keep to HTTP"),
    "NetworkError": (BrokenStreamError, "the connection broke"),
    "DecodingError": (BrokenStreamError, "the reply is compressed in a way that cannot be read"),
    "TooManyRedirects": (EndpointNotFoundError, "the address leads in circles"),
    "HTTPStatusError": (RequestRefusedError, "the endpoint refused the request"),
    "InvalidURL": (UnsupportedError, "the address cannot be read"),
    "CookieConflict": (BrokenStreamError, "the endpoint sent cookies that contradict each other"),
    "StreamError": (BrokenStreamError, "the reply could not be read"),
    "RequestError": (UnreachableError, "the request could not be made"),
    "HTTPError": (UnreachableError, "the request could not be made"),
    # aiohttp
    "ConnectionTimeoutError": (UnreachableError, "no connection in time"),
    "SocketTimeoutError": (IdleTimeoutError, "the endpoint went silent"),
    "ClientProxyConnectionError": (UnreachableError, "the proxy refused the connection"),
    "ClientHttpProxyError": (UnreachableError, "the proxy refused the connection"),
    "ClientSSLError": (UnreachableError, "no secure connection"),
    "ServerFingerprintMismatch": (UnreachableError, "no secure connection"),
    "ClientConnectorError": (UnreachableError, "no connection"),
    "ServerDisconnectedError": (BrokenStreamError, "the endpoint broke off"),
    "ClientConnectionError": (BrokenStreamError, "the connection broke"),
    "ClientPayloadError": (BrokenStreamError, "the endpoint broke off"),
    "ContentTypeError": (NotJsonError, "the reply is not JSON"),
    "WSMessageTypeError": (WrongShapeError, "the endpoint's answer has a wrong shape"),
    "WebSocketError": (BrokenStreamError, "the connection broke"),
    "ClientResponseError": (BrokenStreamError, "the endpoint does not keep to HTTP"),
    "HttpProcessingError": (BrokenStreamError, "the endpoint does not keep to HTTP"),
    "NonHttpUrlClientError": (UnsupportedError, "the address is not http or https"),
    "ClientError": (UnreachableError, "the request could not be made"),
    # openai
    "APITimeoutError": (FirstTokenTimeoutError, "the endpoint did not answer in time"),
    "APIConnectionError": (UnreachableError, "no connection"),
    "APIResponseValidationError": (WrongShapeError, "the endpoint's answer has a wrong shape"),
    "LengthFinishReasonError": (BrokenStreamError, "the reply was cut at its length limit"),
    "ContentFilterFinishReasonError": (RequestRefusedError, "a content filter stopped the reply"),
    "SubjectTokenProviderError": (KeyRefusedError, "the identity provider gave no token"),
    "InvalidWebhookSignatureError": (WrongShapeError, "a signature does not match"),
    "WebSocketConnectionClosedError": (BrokenStreamError, "the connection was closed"),
    "WebSocketQueueFullError": (ReplyTooLargeError, "too much was waiting to be sent"),
    "APIError": (BrokenStreamError, "the endpoint reported an error"),
    "OpenAIError": (RequestRefusedError, "the openai package refused the call"),
    # anyio, asyncio, Python
    "EndOfStream": (BrokenStreamError, "the connection ended"),
    "ClosedResourceError": (BrokenStreamError, "the connection was closed"),
    "EofStream": (BrokenStreamError, "the connection ended"),
    "BrokenResourceError": (BrokenStreamError, "the connection broke"),
    "IncompleteReadError": (BrokenStreamError, "the connection ended in the middle"),
    "SSLError": (UnreachableError, "no secure connection"),
    "gaierror": (UnreachableError, "no such host"),
    "ConnectionRefusedError": (UnreachableError, "nothing listens there"),
    "ConnectionError": (BrokenStreamError, "the connection broke"),
    "TimeoutError": (FirstTokenTimeoutError, "the endpoint did not answer in time"),
    "OSError": (UnreachableError, "the system refused the connection"),
    "UnicodeError": (NotJsonError, "the reply is not UTF-8 text"),
    "RecursionError": (NotJsonError, "the reply is JSON nested too deeply to read"),
    "ValueError": (NotJsonError, "the reply cannot be read"),
    "MemoryError": (ReplyTooLargeError, "the reply does not fit into memory"),
}


def translate(
    exc: Exception, endpoint: Endpoint, *, retry_after: float | None = None
) -> EngineError:
    """`exc` as an EngineError about `endpoint`, whatever it is.

    An EngineError stays what it is and is told where it happened.
    """
    if isinstance(exc, EngineError):
        exc.where = exc.where or endpoint.where
        exc.what = endpoint.hide(exc.what)
        return exc
    status = getattr(exc, "status_code", None)
    if isinstance(status, int) and hasattr(exc, "body"):
        return refusal(
            endpoint,
            status,
            getattr(exc, "body", None),
            request_id=_text(getattr(exc, "request_id", None)) or None,
            retry_after=retry_after,
        )
    if isinstance(exc, MockintError):
        return UnexpectedEngineError(exc.what, where=endpoint.where, remedy=exc.remedy)
    cause = exc.__cause__
    if isinstance(cause, Exception) and type(exc).__name__ in {
        "APIConnectionError",
        "APITimeoutError",
    }:
        return _named(cause, endpoint) or _unexpected(cause, endpoint)
    return _named(exc, endpoint) or _unexpected(exc, endpoint)


def known(cls: type[BaseException]) -> bool:
    """True if exceptions of this class have a name here."""
    return any(base.__name__ in _BY_NAME for base in cls.__mro__) or _has_status(cls)


def refusal(
    endpoint: Endpoint,
    status: int | None,
    body: Any,
    *,
    request_id: str | None = None,
    retry_after: float | None = None,
) -> EngineError:
    """The error for an HTTP status, or for an error object that came with status 200."""
    code, kind, param, message = _read(body)
    words = shown(endpoint, message)
    number = status if status is not None else _status_of(code)
    cls = _class_of(number, f"{code} {kind} {message}")
    if cls is EndpointNotFoundError and words.startswith("<"):
        words = "a web page"
    stated = f"HTTP {status}" if status is not None else "an error in place of a reply"
    return cls(
        f"{stated}: {words}" if words else stated,
        where=endpoint.where,
        status=status,
        request_id=request_id,
        retry_after=retry_after,
        code=code or kind,
        param=param,
    )


def is_filtered(error: EngineError) -> bool:
    """True if a content filter refused the prompt: an outcome, and no failure."""
    words = f"{error.code} {error.what}"
    return isinstance(error, RequestRefusedError) and _FILTERED.search(words) is not None


def shown(endpoint: Endpoint, words: str) -> str:
    """Foreign words for a message: one printable line, short, without keys."""
    line = " ".join(
        "".join(c if c.isprintable() else " " for c in words[: 4 * _MOST_WORDS]).split()
    )
    line = endpoint.hide(line)
    return line if len(line) <= _MOST_WORDS else line[: _MOST_WORDS - 1] + "…"


def _class_of(status: int | None, words: str) -> type[EngineError]:
    """The kind of refusal. The words come first where a status is used for many things."""
    if _CONTEXT.search(words) and status not in {401, 403, 429}:
        return ContextExceededError
    if _QUOTA.search(words) and status in {None, 400, 402, 403, 429}:
        return QuotaError
    if _MODEL.search(words) and status in {None, 400, 403, 404, 422, 500, 503}:
        return ModelNotFoundError
    if status is None:
        return _class_of_words(words)
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 300 <= status < 400:
        return EndpointNotFoundError
    return ServerFaultError if status >= 500 else RequestRefusedError


def _class_of_words(words: str) -> type[EngineError]:
    """The kind of an error that came without any status."""
    if _RATE.search(words):
        return RateLimitError
    if _KEY.search(words):
        return KeyRefusedError
    if re.search("invalid_request|unsupported|not supported|bad request", words, re.IGNORECASE):
        return RequestRefusedError
    return ServerFaultError if _BUSY.search(words) else BrokenStreamError


def _read(body: Any) -> tuple[str, str, str, str]:
    """Code, type, parameter and message of an error body, in any of the usual shapes."""
    error = body.get("error", body) if isinstance(body, Mapping) else body
    if not isinstance(error, Mapping):
        return "", "", "", _text(error)
    message = error.get("message") or error.get("detail") or error.get("msg") or error.get("error")
    if isinstance(message, Mapping):
        message = message.get("message") or message
    return (
        _text(error.get("code")),
        _text(error.get("type")),
        _text(error.get("param")),
        _text(message),
    )


def _text(value: Any) -> str:
    """Words of a foreign value; containers as Python shows them."""
    if value is None or value is False:
        return ""
    return value if isinstance(value, str) else str(value)


def _status_of(code: str) -> int | None:
    """An HTTP status that an error object names as its code."""
    return int(code) if re.fullmatch("[45][0-9][0-9]", code) else None


def _named(exc: BaseException, endpoint: Endpoint) -> EngineError | None:
    """The error for an exception whose class, or an ancestor of it, has a name here."""
    for base in type(exc).__mro__:
        if base.__name__ in _BY_NAME:
            cls, what = _BY_NAME[base.__name__]
            words = shown(endpoint, str(exc)) if issubclass(cls, UnreachableError) else ""
            return cls(f"{what}: {words}" if words else what, where=endpoint.where)
    return None


def _unexpected(exc: BaseException, endpoint: Endpoint) -> UnexpectedEngineError:
    """The error for what has no name: its class, and its words without keys."""
    words = shown(endpoint, str(exc))
    return UnexpectedEngineError(f"{type(exc).__name__}: {words}", where=endpoint.where)


def _has_status(cls: type[BaseException]) -> bool:
    """True for the SDK's status errors, which are translated by their status."""
    return any(base.__name__ == "APIStatusError" for base in cls.__mro__)
