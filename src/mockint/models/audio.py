"""Any OpenAI-compatible audio endpoint: `/audio/transcriptions` and `/audio/speech`.

Owns what happens around one call: the deadline, the size caps, the shape of what comes
back. Every failure is an EngineError; nothing is tried again by itself, because a person is
waiting who can press the key once more. The key is in nothing that is printed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import (
    EngineError,
    NotJsonError,
    ReplyTooLargeError,
    TotalTimeoutError,
    WrongShapeError,
)
from . import refusals
from .address import Endpoint
from .deadlines import Deadlines

if TYPE_CHECKING:
    from .connection import Connection, Incoming

#: Characters that an endpoint reads aloud at once.
MOST_TEXT = 4096
_MOST_WORDS = 1_000_000
_MOST_SOUND = 40_000_000


@dataclass(frozen=True, slots=True)
class AudioNames:
    """Which models write down and read aloud, and in which voice."""

    transcription: str = "whisper-1"
    speech: str = "tts-1"
    voice: str = "alloy"


class AudioEndpoint:
    """One audio endpoint; use it in one event loop, and close it there."""

    def __init__(
        self,
        endpoint: Endpoint,
        names: AudioNames | None = None,
        *,
        within: float = 90.0,
        http_client: Any = None,
    ) -> None:
        """`within` seconds a call must be answered to its end."""
        self._endpoint = endpoint
        self._names = names or AudioNames()
        self._within = within
        self._http_client = http_client
        self._connection: Connection | None = None

    @property
    def where(self) -> str:
        """Where sound goes, for people: the address without key, user name and query."""
        return self._endpoint.origin

    async def transcribe(self, wav: bytes) -> str:
        """The words in `wav`; empty where none are heard."""
        body = await self._body(
            self._open().transcription(wav, self._names.transcription), _MOST_WORDS
        )
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            raise NotJsonError(
                "the endpoint answered, but not with JSON", where=self._endpoint.where
            ) from None
        words = value.get("text") if isinstance(value, dict) else None
        if not isinstance(words, str):
            raise WrongShapeError(
                "the endpoint answered without the words of the recording",
                where=self._endpoint.where,
            )
        return words

    async def speak(self, text: str) -> bytes:
        """`text` as WAV, its first 4,096 characters; whoever plays it checks that it is one."""
        return await self._body(
            self._open().speech(text[:MOST_TEXT], self._names.speech, self._names.voice),
            _MOST_SOUND,
        )

    async def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    def _open(self) -> Connection:
        if self._connection is None:
            from .connection import Connection  # noqa: PLC0415 - loads the SDK

            self._connection = Connection(self._endpoint, Deadlines(), self._http_client)
        return self._connection

    async def _body(self, pending: AbstractAsyncContextManager[Incoming], most: int) -> bytes:
        with self._boundary():
            limit = asyncio.timeout(self._within)
            try:
                async with limit, pending as incoming:
                    return await _read(incoming, most)
            except TimeoutError:
                if not limit.expired():
                    raise
        raise TotalTimeoutError(
            f"no whole answer within {self._within:.0f} s", where=self._endpoint.where
        )

    @contextmanager
    def _boundary(self) -> Iterator[None]:
        """Whatever goes wrong inside leaves as an EngineError, without the foreign exception."""
        try:
            yield
        except Exception as exc:  # noqa: BLE001 - the SDK leaks exceptions of five libraries
            error: EngineError = refusals.translate(exc, self._endpoint)
            raise error from None


async def _read(incoming: Incoming, most: int) -> bytes:
    parts, size = [], 0
    async for chunk in incoming.chunks():
        size += len(chunk)
        if size > most:
            raise ReplyTooLargeError(f"the answer has more than {most // 1_000_000} MB")
        parts.append(chunk)
    return b"".join(parts)
