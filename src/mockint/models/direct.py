"""The wire for hundreds of calls at once: as `connection`, without the SDK and its cost.

The one module that loads aiohttp. It opens responses and hands out their raw bytes: the
SDK and its HTTP library take more of this machine's time for a call than all the rest of
grading does (benchmarks/grade_endpoint.py). It never retries, never follows a redirect,
keeps no cookies, reads no password file, and never interprets what it reads.
"""

from __future__ import annotations

import json
import os
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from yarl import URL

from .. import __version__
from .address import Endpoint
from .deadlines import Deadlines

#: An error page that is longer says nothing more.
_MOST_REFUSAL = 64_000
#: Seconds for which an unused connection is kept: fewer than servers wait.
_KEPT_S = 4.0


class StatusError(Exception):
    """A response that is none of success, with what `refusals` reads of it.

    `body` is what the response's JSON parses to, else its text.
    """

    def __init__(self, status: int, headers: Mapping[str, str], text: str) -> None:
        super().__init__(f"HTTP {status}")
        self.status_code = status
        self.headers = headers
        self.request_id = _request_id(headers)
        self.body = _parsed(text)


class Incoming:
    """A response whose headers have come and whose body is still on its way."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    @property
    def request_id(self) -> str | None:
        """The endpoint's name for the call."""
        return _request_id(self._response.headers)

    def chunks(self) -> AsyncIterator[bytes]:
        """The body, decompressed, in the pieces in which it arrives."""
        return aiter(self._response.content.iter_any())


class Connection:
    """A pool of connections to one endpoint; belongs to the event loop that it is made in.

    How many calls run at once is for the limiter to say: the pool has no bound of its own.
    """

    def __init__(self, endpoint: Endpoint, deadlines: Deadlines) -> None:
        self._chat = _url(endpoint, "chat/completions")
        self._models = _url(endpoint, "models")
        self._headers = _headers(endpoint)
        self._proxy = _proxy(endpoint)
        self._encoder = _Encoder()
        secure = self._chat.scheme == "https"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, keepalive_timeout=_KEPT_S, ssl=_authorities(endpoint) if secure else True
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=deadlines.connect),
            trust_env=False,  # it would read passwords for the host from ~/.netrc
        )

    def chat(self, body: Mapping[str, Any]) -> AbstractAsyncContextManager[Incoming]:
        """POST a chat completion; the response is open inside the block."""
        return self._opened("POST", self._chat, self._encoder.encode(body))

    def models(self) -> AbstractAsyncContextManager[Incoming]:
        """GET the list of models."""
        return self._opened("GET", self._models, None)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    @asynccontextmanager
    async def _opened(self, method: str, url: URL, data: bytes | None) -> AsyncIterator[Incoming]:
        """The response as an Incoming; StatusError where it is no success."""
        async with self._session.request(
            method, url, data=data, headers=self._headers, proxy=self._proxy, allow_redirects=False
        ) as response:
            if not 200 <= response.status < 300:
                text = await _beginning(response)
                raise StatusError(response.status, response.headers, text)
            yield Incoming(response)


def connect(endpoint: Endpoint, deadlines: Deadlines) -> Connection:
    """A connection for use in the running event loop."""
    return Connection(endpoint, deadlines)


class _Encoder:
    """Bodies of requests as JSON: what is the same from call to call is encoded once."""

    def __init__(self) -> None:
        self._rest: dict[str, Any] = {}
        self._text = b"}"

    def encode(self, body: Mapping[str, Any]) -> bytes:
        """`body`, the messages first."""
        rest = {name: value for name, value in body.items() if name != "messages"}
        if not _same(rest, self._rest):
            text = json.dumps(rest, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            self._rest, self._text = rest, text.encode()[1:]
        messages = b",".join(
            b'{"role":%b,"content":%b}' % (_quoted(one["role"]), _quoted(one["content"]))
            for one in body["messages"]
        )
        return b'{"messages":[%b],%b' % (messages, self._text)


def _same(one: object, other: object) -> bool:
    """True where both are sure to be written alike; a schema stays the same object.

    True equals 1 and is written otherwise, so that types must be the same as well.
    """
    if one is other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    return type(one) is type(other) and isinstance(one, str | int | float) and one == other


@lru_cache(maxsize=8)  # the long static part of a prompt, beside a few that pass
def _quoted(text: str) -> bytes:
    return encode_basestring(text).encode()


def _url(endpoint: Endpoint, name: str) -> URL:
    """The address of a resource below the base URL, without user name and password."""
    parts = urlsplit(endpoint.base_url)
    host = parts.netloc.rpartition("@")[2]
    path = f"{parts.path.rstrip('/')}/{name}"
    return URL(parts._replace(netloc=host, path=path, fragment="").geturl())


def _headers(endpoint: Endpoint) -> dict[str, str]:
    """Headers of every call: what the SDK sends of them, and nothing about this machine."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",  # proxies hold compressed bodies back
        "Content-Type": "application/json",
        "User-Agent": f"mockint/{__version__}",
    }
    parts = urlsplit(endpoint.base_url)
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    elif endpoint.api_key:
        headers["Authorization"] = f"Bearer {endpoint.api_key}"
    if endpoint.is_openai:
        account = {"OpenAI-Organization": "OPENAI_ORG_ID", "OpenAI-Project": "OPENAI_PROJECT_ID"}
        headers |= {name: os.environ[key] for name, key in account.items() if os.environ.get(key)}
    return headers


def _proxy(endpoint: Endpoint) -> str | None:
    """The proxy that the environment names for the endpoint, none for this machine."""
    if endpoint.is_local or proxy_bypass(endpoint.host):
        return None
    proxies = getproxies()
    found = proxies.get(urlsplit(endpoint.base_url).scheme) or proxies.get("all")
    return f"http://{found}" if found and "://" not in found else found


def _authorities(endpoint: Endpoint) -> ssl.SSLContext:
    """Whom to trust with TLS: the same as the SDK's own client does."""
    import httpx2  # noqa: PLC0415 - only where there is TLS

    return httpx2.create_ssl_context(trust_env=not endpoint.is_local)


async def _beginning(response: aiohttp.ClientResponse) -> str:
    """The first part of a refusal's body."""
    data = bytearray()
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > _MOST_REFUSAL:
            break
    return data.decode("utf-8", "replace").strip()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _request_id(headers: Mapping[str, str]) -> str | None:
    return headers.get("x-request-id") or headers.get("request-id")
