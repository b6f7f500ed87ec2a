"""The wire: with `batch_api`, all that loads the `openai` SDK and its HTTP library.

It opens responses and hands out their raw bytes; the SDK's own stream is not used,
because it ends normally on cut, empty and foreign bodies and has no size limit. It
never retries, never follows a redirect (the words of a candidate go to the address
that was configured and to no other) and never interprets what it reads.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast

import httpx2
from openai import AsyncOpenAI, Omit

from .address import Endpoint
from .deadlines import Deadlines

#: An error page that is longer says nothing more.
_MOST_REFUSAL = 64_000
_MOST_CONNECTIONS = 64
#: What the SDK itself must know of a body.
_TOLD = ("model", "stream")


class Incoming:
    """A response whose headers have come and whose body is still on its way."""

    def __init__(self, response: Any) -> None:
        self._response = response.http_response

    @property
    def request_id(self) -> str | None:
        """The endpoint's name for the call."""
        headers: Mapping[str, str] = self._response.headers
        return headers.get("x-request-id") or headers.get("request-id")

    def chunks(self) -> AsyncIterator[bytes]:
        """The body, decompressed, in the pieces in which it arrives."""
        return cast("AsyncIterator[bytes]", self._response.aiter_bytes())


class Connection:
    """An SDK client for one endpoint; belongs to the event loop in which it is first used.

    `http_client` (httpx or httpx2) is used as it is and left open by `close`.
    """

    def __init__(self, endpoint: Endpoint, deadlines: Deadlines, http_client: Any = None) -> None:
        self._headers = headers_of(endpoint)
        self._owned = None if http_client is not None else _http_client(endpoint, deadlines)
        self._client = AsyncOpenAI(
            api_key=endpoint.api_key or "none",
            base_url=endpoint.base_url,
            max_retries=0,
            timeout=_timeout(deadlines),
            http_client=http_client if http_client is not None else self._owned,
        )

    def chat(self, body: Mapping[str, Any]) -> AbstractAsyncContextManager[Incoming]:
        """POST a chat completion; the response is open inside the block."""
        completions = self._client.chat.completions.with_streaming_response
        # What goes as `extra_body` is sent as it is. The SDK would walk through every
        # message of a body that was already made to the letter.
        extra = {name: value for name, value in body.items() if name not in _TOLD}
        told = {name: body[name] for name in _TOLD if name in body}
        return _opened(
            completions.create(
                **cast("Any", told), messages=[], extra_body=extra, extra_headers=self._headers
            )
        )

    def models(self) -> AbstractAsyncContextManager[Incoming]:
        """GET the list of models."""
        models = self._client.models.with_streaming_response
        return _opened(models.list(extra_headers=self._headers))

    def transcription(self, wav: bytes, model: str) -> AbstractAsyncContextManager[Incoming]:
        """POST a sound to be written down."""
        audio = self._client.audio.transcriptions.with_streaming_response
        return _opened(
            audio.create(
                file=("answer.wav", wav, "audio/wav"), model=model, response_format="json",
                extra_headers=self._headers,
            )
        )  # fmt: skip

    def speech(self, text: str, model: str, voice: str) -> AbstractAsyncContextManager[Incoming]:
        """POST words to be read aloud; a WAV comes back."""
        audio = self._client.audio.speech.with_streaming_response
        return _opened(
            audio.create(
                input=text, model=model, voice=voice, response_format="wav",
                extra_headers=self._headers,
            )
        )  # fmt: skip

    async def close(self) -> None:
        """Close what was opened here."""
        if self._owned is not None:
            await self._owned.aclose()


def connect(endpoint: Endpoint, deadlines: Deadlines, http_client: Any = None) -> Connection:
    """A connection for use in the running event loop."""
    return Connection(endpoint, deadlines, http_client)


@asynccontextmanager
async def _opened(pending: Any) -> AsyncIterator[Incoming]:
    """The SDK's response as an Incoming."""
    async with pending as response:
        yield Incoming(response)


def headers_of(endpoint: Endpoint) -> dict[str, Any]:
    """Headers of every call.

    No compression: proxies hold compressed streams back. No key where none is set,
    and the account headers that the SDK reads from the environment only go to the
    provider they belong to.
    """
    headers: dict[str, Any] = {"Accept-Encoding": "identity"}
    if not endpoint.api_key:
        headers["Authorization"] = Omit()
    if not endpoint.is_openai:
        headers["OpenAI-Organization"] = Omit()
        headers["OpenAI-Project"] = Omit()
    return headers


def _timeout(deadlines: Deadlines) -> httpx2.Timeout:
    """Only connecting is left to the HTTP library: its read time-out counts bytes."""
    return httpx2.Timeout(None, connect=deadlines.connect)


def _http_client(endpoint: Endpoint, deadlines: Deadlines) -> httpx2.AsyncClient:
    """A client that goes nowhere but to the endpoint, past any proxy if it is local."""
    return httpx2.AsyncClient(
        timeout=_timeout(deadlines),
        limits=httpx2.Limits(max_connections=_MOST_CONNECTIONS),
        follow_redirects=False,
        trust_env=not endpoint.is_local,
        event_hooks={"response": [_cap_refusal]},
    )


async def _cap_refusal(response: httpx2.Response) -> None:
    """The SDK reads the body of a refusal to its end: give it an end."""
    if not response.is_success and isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Capped(response.stream)


class _Capped(httpx2.AsyncByteStream):
    """The beginning of a byte stream."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            yield chunk
            size += len(chunk)
            if size > _MOST_REFUSAL:
                return

    async def aclose(self) -> None:
        await self._stream.aclose()
