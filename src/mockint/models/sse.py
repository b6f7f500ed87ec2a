"""Server-sent events out of bytes, and JSON out of text. Pure: bytes in, events out.

Made for servers that break: it never raises anything but `BrokenReplyError`s, never
holds more than it was allowed to, and says at the end whether something was cut.
It knows nothing of chat completions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..errors import BrokenStreamError, NotJsonError, ReplyTooLargeError, WrongShapeError

DONE = "[DONE]"
_BOM = b"\xef\xbb\xbf"
_EVENT_FIELDS = (b"data", b"event", b"id", b"retry", b":")


class BodyKind(StrEnum):
    """What the first bytes of a body look like, whatever its content type says."""

    EVENTS = "events"
    JSON = "json"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event: its name ("" where none was given) and its data."""

    name: str
    data: str


def kind_of(head: bytes) -> BodyKind | None:
    """The kind of a body that begins with `head`; None while it cannot be told."""
    text = head.removeprefix(_BOM).lstrip()
    if not text:
        return None
    if text[:1] in (b"{", b"["):
        return BodyKind.JSON
    if any(text.startswith(field) for field in _EVENT_FIELDS):
        return BodyKind.EVENTS
    if any(field.startswith(text) for field in _EVENT_FIELDS):
        return None
    return BodyKind.OTHER


class EventReader:
    """Splits a byte stream into events, at most `most` bytes of one held at a time.

    Lines end in LF, CR LF or CR. A last event that lacks its empty line is given out
    by `finish`: many servers forget it.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._tail = bytearray()
        self._data: list[str] = []
        self._held = 0
        self._name = ""
        self._skip_newline = False
        self._at_start = True
        self._over = False

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """The events that `chunk` completes."""
        self._tail += chunk
        if self._at_start and len(self._tail) >= len(_BOM):
            self._at_start = False
            if self._tail.startswith(_BOM):
                del self._tail[: len(_BOM)]
        events: list[ServerEvent] = []
        start = 0
        while (cut := self._next_line(start)) is not None:
            end, after = cut
            self._take(bytes(self._tail[start:end]), events)
            start = after
        del self._tail[:start]
        if len(self._tail) + self._held > self._most:
            raise ReplyTooLargeError(f"one event of the reply is larger than {self._most:,} bytes")
        return events

    def finish(self) -> list[ServerEvent]:
        """What is left at the end of the stream."""
        events: list[ServerEvent] = []
        if self._tail:
            self._take(bytes(self._tail), events)
            self._tail.clear()
        self._take(b"", events)
        return events

    def _next_line(self, start: int) -> tuple[int, int] | None:
        """Where the line that begins at `start` ends, and where the next one begins."""
        tail = self._tail
        if self._skip_newline and start < len(tail):
            self._skip_newline = False
            if tail[start] == ord("\n"):
                # the second half of CR LF, split over two chunks: an empty step
                del tail[start]
        ends = [found for sign in (b"\n", b"\r") if (found := tail.find(sign, start)) >= 0]
        if not ends:
            return None
        end = min(ends)
        if tail[end] == ord("\r"):
            if end + 1 == len(tail):
                self._skip_newline = True
            elif tail[end + 1] == ord("\n"):
                return end, end + 2
        return end, end + 1

    def _take(self, line: bytes, events: list[ServerEvent]) -> None:
        """Act on one line; what comes after the end mark is not even decoded."""
        if self._over:
            return
        if not line:
            if self._data:
                events.append(ServerEvent(self._name, "\n".join(self._data)))
                self._over = events[-1].data.strip().startswith(DONE)
            self._data.clear()
            self._held = 0
            self._name = ""
            return
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._held += len(value)
            self._data.append(_decoded(value))
        elif field == b"event":
            self._name = _decoded(value)


def _decoded(value: bytes) -> str:
    """UTF-8, strictly: a reply with bytes replaced is not what was said."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise NotJsonError("the reply is not UTF-8 text") from None


def read_json(text: str, *, cut: bool = False) -> Any:
    """The JSON value of `text`; NaN and infinities become None, for they are no numbers.

    `cut` says that the stream ended right after `text`, so that a half value is called
    a broken stream and not garbage.
    """
    try:
        return json.loads(text, parse_constant=_nothing, object_pairs_hook=_unique)
    except RecursionError:
        raise NotJsonError("the reply is JSON nested too deeply to read") from None
    except ValueError:
        if cut:
            raise BrokenStreamError("the reply was cut in the middle of a piece") from None
        raise NotJsonError(f"the reply is not JSON: {glimpse(text)}") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are told apart; of two equal ones, neither can be believed."""
    table = dict(pairs)
    if len(table) != len(pairs):
        raise WrongShapeError("an object in the reply has the same key twice")
    return table


def _nothing(_name: str) -> None:
    """NaN, Infinity and -Infinity are not JSON and never become a number."""


def glimpse(text: str, most: int = 80) -> str:
    """The beginning of foreign text for a message: one line, printable, quoted."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: most * 4]).split())
    return f"“{line[:most]}…”" if len(line) > most else f"“{line}”"
