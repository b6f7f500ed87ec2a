r"""Reading a journal: every record whose bytes are intact, and the damage between them.

A journal is lines of `crc32 json\n`: eight lower-case hex digits over the bytes of
the JSON, one space, one ASCII JSON object whose first key `n` counts from 0. Reading
never writes and never fails on what is inside a file: damage is a value.

- Lines end with b"\n" alone; a line over `MAX_LINE` is damage and is never held whole.
- A record counts wherever its bytes are intact, also behind damage and inside a line
  whose end was overwritten: ` {"n":` can stand at the start of a record only, as JSON
  escapes the quotes inside every text.
- Numbers rise. A number that was there before is damage; numbers that are left out are
  damage of no bytes, so that nothing is missing silently.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

#: The longest line, its end included, in bytes.
MAX_LINE = 10 * 1024 * 1024
_CHUNK = 256 * 1024
_START = re.compile(rb'[0-9a-f]{8} \{"n":')
_HEAD = len("00000000 ")

#: Reads up to `size` bytes at `offset`.
ReadAt = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was appended: its number (0 is the header) and its JSON object."""

    number: int
    value: dict[str, object]


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a journal that is no record.

    `offset` and `size` are in bytes, `line` counts from 1, `missing` is how many
    records the numbering shows to be gone there (0 at the end, where that can't be
    known). With `size` 0 nothing is in the way, but something is not there.
    """

    offset: int
    size: int
    line: int
    reason: str
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """A journal as read. `end` is where its last record ends; `size` where the file does.

    `terminated` is False where the last record lacks the end of its line.
    """

    records: tuple[Record, ...]
    damage: tuple[Damage, ...]
    end: int
    size: int
    terminated: bool = True

    @property
    def whole(self) -> bool:
        """True where the file ends with the end of a record: ready for the next."""
        return self.terminated and self.end == self.size

    @property
    def has_header(self) -> bool:
        """True where record 0 can be read."""
        return bool(self.records) and self.records[0].number == 0


@dataclass(frozen=True, slots=True)
class _Line:
    """Bytes without their line end; `data` is None where they are too many to hold."""

    offset: int
    number: int
    size: int
    data: bytes | None
    terminated: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """Bytes `start:end`: a record, or the reason why they are none."""

    start: int
    end: int
    line: int
    found: Record | str
    terminated: bool = True


def encode(number: int, value: dict[str, Any]) -> bytes:
    """The line of a record. ValueError for what JSON or one line cannot hold."""
    if "n" in value:
        raise ValueError('the key "n" is the number of a record')
    text = json.dumps({"n": number, **value}, allow_nan=False, separators=(",", ":"))
    body = text.encode("ascii")
    if _HEAD + len(body) + 1 > MAX_LINE:
        raise ValueError(f"it takes more than {MAX_LINE // 1024**2} MB")
    return b"%08x %b\n" % (zlib.crc32(body), body)


def scan(read: ReadAt) -> Scan:
    """Everything that can be read through `read`, from offset 0 to the end."""
    sorter = _Sorter()
    for line in _lines(read):
        for span in _spans(line):
            sorter.take(span)
    return sorter.finish()


def records(read: ReadAt) -> Iterator[tuple[int, int, Record]]:
    """Each record that can be read, and the offsets where its bytes start and end.

    One at a time, so that a file of any length takes the memory of one record; damage
    is stepped over and order is not looked at.
    """
    for line in _lines(read):
        for span in _spans(line):
            if isinstance(span.found, Record):
                yield span.start, span.end, span.found


def _lines(read: ReadAt) -> Iterator[_Line]:
    parts: list[bytes] = []
    start = size = offset = 0
    number = 1
    while chunk := read(_CHUNK, offset):
        offset += len(chunk)
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            size += len(piece)
            yield _line(start, number, size, [*parts, piece], terminated=True)
            start += size + 1
            number += 1
            parts, size = [], 0
        size += len(rest)
        parts = [*parts, rest] if size < MAX_LINE else []
    if size:
        yield _line(start, number, size, parts, terminated=False)


def _line(offset: int, number: int, size: int, parts: list[bytes], *, terminated: bool) -> _Line:
    data = b"".join(parts) if size < MAX_LINE else None
    return _Line(offset, number, size, data, terminated)


def _spans(line: _Line) -> Iterator[_Span]:
    """The records in `line` and what lies between them, in order and without a gap."""
    end = line.offset + line.size
    data = line.data
    if data is None:
        reason = f"the line is longer than {MAX_LINE // 1024**2} MB"
        yield _Span(line.offset, end + line.terminated, line.number, reason)
        return
    if (found := _record_at(data, 0, len(data))) and found[1] == len(data):
        span_end = end + line.terminated
        yield _Span(line.offset, span_end, line.number, found[0], line.terminated)
    else:
        yield from _hurt_spans(line, data)


def _hurt_spans(line: _Line, data: bytes) -> Iterator[_Span]:
    """What `_spans` says of a line that is not one whole record."""
    end = line.offset + line.size
    reason = _reason(data, line)
    starts = [match.start() for match in _START.finditer(data)]
    done = 0
    for start, stop in zip(starts, [*starts, len(data)][1:], strict=True):
        if (found := _record_at(data, start, stop)) is None:
            continue
        record, record_end = found
        if start > done:
            yield _Span(line.offset + done, line.offset + start, line.number, reason)
        done = record_end
        terminated = line.terminated and done == len(data)
        until = line.offset + done + terminated
        yield _Span(line.offset + start, until, line.number, record, terminated)
        done += terminated
    if done < len(data) + line.terminated:
        start = line.offset + done
        yield _Span(start, end + line.terminated, line.number, reason)


def _reason(data: bytes, line: _Line) -> str:
    if not data.strip(b"\0"):
        return "the bytes are zeros" if data else "the line is empty"
    return "the checksum does not match" if line.terminated else "the line is incomplete"


def _record_at(data: bytes, start: int, stop: int) -> tuple[Record, int] | None:
    """The record that starts at `start`, and where it ends; None if its bytes are hurt."""
    if not _START.match(data, start):
        return None
    body = data[start + _HEAD : stop]
    try:
        value, size = _DECODER.raw_decode(body.decode("latin-1"))
    except (ValueError, RecursionError):
        return None
    if data[start : start + _HEAD - 1] != b"%08x" % zlib.crc32(body[:size]):
        return None
    number = value.pop("n")
    if type(number) is not int:
        return None
    return Record(number, value), start + _HEAD + size


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


class _Sorter:
    """Puts spans in order: records by their numbers, and one damage between two records."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._damage: list[Damage] = []
        self._hurt: Damage | None = None
        self._last = -1
        self._end = 0
        self._line = 1
        self._size = 0
        self._terminated = True

    def take(self, span: _Span) -> None:
        """The next span of the file."""
        self._size = span.end
        if isinstance(span.found, str):
            self._add_hurt(span, span.found)
        elif span.found.number <= self._last:
            reason = f"record {span.found.number} stands after record {self._last}"
            self._add_hurt(span, reason)
        else:
            self._add_record(span, span.found)

    def finish(self) -> Scan:
        """All that was taken."""
        if self._hurt is not None:
            self._damage.append(self._hurt)
        elif not self._terminated:
            reason = "the last line lacks its end"
            self._damage.append(Damage(self._end, 0, self._line, reason))
        return Scan(
            records=tuple(self._records),
            damage=tuple(self._damage),
            end=self._end,
            size=self._size,
            terminated=self._terminated,
        )

    def _add_record(self, span: _Span, record: Record) -> None:
        missing = record.number - self._last - 1
        hurt = self._hurt
        if hurt is None and missing:
            hurt = Damage(span.start, 0, span.line, "records are missing")
        if hurt is not None:
            self._damage.append(
                Damage(hurt.offset, hurt.size, hurt.line, hurt.reason, missing=missing)
            )
        self._hurt = None
        self._records.append(record)
        self._last = record.number
        self._end = span.end
        self._line = span.line
        self._terminated = span.terminated

    def _add_hurt(self, span: _Span, reason: str) -> None:
        size = span.end - span.start
        if self._hurt is None:
            self._hurt = Damage(span.start, size, span.line, reason)
        else:
            old = self._hurt
            self._hurt = Damage(old.offset, old.size + size, old.line, old.reason)
