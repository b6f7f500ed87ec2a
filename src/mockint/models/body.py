"""The body of a response, whatever it turns out to be: pieces of a stream, or one whole.

Pure: bytes in, decoded JSON out. What a body is, is read off its first bytes, because
content types are wrong too often. Nothing here knows what a completion is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import BrokenStreamError, NotJsonError, ReplyTooLargeError
from .assemble import NOTHING_REMEDY, NOTHING_SAID
from .sse import DONE, BodyKind, EventReader, ServerEvent, glimpse, kind_of, read_json


@dataclass(frozen=True, slots=True)
class Caps:
    """Bytes: of a reply's text, of one event, of a whole JSON body, of all that comes."""

    reply: int = 1_000_000
    event: int = 1_000_000
    body: int = 4_000_000
    wire: int = 32_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One decoded piece.

    `whole` for a body that came as one; `error` for an error event; `done` for the
    stream's own end mark.
    """

    value: Any = None
    whole: bool = False
    error: bool = False
    done: bool = False


class BodyReader:
    """Reads one body. Raises BrokenReplyErrors and nothing else."""

    def __init__(self, caps: Caps) -> None:
        self._caps = caps
        self._kind: BodyKind | None = None
        self._held = bytearray()
        self._size = 0
        self._events = EventReader(most=caps.event)

    def feed(self, chunk: bytes) -> list[Item]:
        """The pieces that `chunk` completes."""
        self._size += len(chunk)
        if self._size > self._caps.wire:
            raise ReplyTooLargeError(f"the endpoint sent more than {self._caps.wire:,} bytes")
        if self._kind is BodyKind.EVENTS:
            return [_item(event) for event in self._events.feed(chunk)]
        self._held += chunk
        if self._kind is None:
            self._kind = kind_of(bytes(self._held))
        if self._kind is BodyKind.OTHER:
            raise self._no_json()
        if self._kind is BodyKind.EVENTS:
            head = bytes(self._held)
            self._held.clear()
            return [_item(event) for event in self._events.feed(head)]
        if len(self._held) > self._caps.body:
            raise ReplyTooLargeError(f"the reply is larger than {self._caps.body:,} bytes")
        return []

    def finish(self) -> list[Item]:
        """What is left when the body has ended."""
        if self._kind is BodyKind.EVENTS:
            return [_item(event, last=True) for event in self._events.finish()]
        text = bytes(self._held).removeprefix(b"\xef\xbb\xbf").strip()
        if not text:
            raise BrokenStreamError(NOTHING_SAID, remedy=NOTHING_REMEDY)
        if self._kind is None:
            raise self._no_json()
        try:
            return [Item(read_json(text.decode("utf-8")), whole=True)]
        except UnicodeDecodeError:
            raise NotJsonError("the reply is not UTF-8 text") from None

    def _no_json(self) -> NotJsonError:
        """The error for a body of another kind."""
        head = bytes(self._held[:400]).decode("utf-8", "replace").strip()
        if head.startswith("<"):
            return NotJsonError("the endpoint answered with a web page")
        return NotJsonError(f"the endpoint answered with something else than JSON: {glimpse(head)}")


def _item(event: ServerEvent, *, last: bool = False) -> Item:
    """A server-sent event as a piece."""
    data = event.data.strip()
    if data.startswith(DONE):
        return Item(done=True)
    if not data:
        return Item(value={})
    if event.name == "error" and not data.startswith("{"):
        return Item(value={"error": data}, error=True)
    return Item(value=read_json(data, cut=last), error=event.name == "error")
