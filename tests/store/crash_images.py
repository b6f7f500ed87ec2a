"""What a power cut, a bad sector or a bad cable makes of a journal: every offset, every kind.

An image says which bytes of the original it has lost (`hurt`), so that a test can tell
which records must still be there.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from mockint.store.scan import encode

PAGE = 4096


@dataclass(frozen=True)
class Image:
    kind: str
    offset: int
    data: bytes
    hurt: range


@dataclass(frozen=True)
class Sample:
    """A journal's bytes, and per record its value and where its bytes are (no line end)."""

    data: bytes
    records: tuple[tuple[range, dict], ...]

    def intact(self, image: Image) -> list[dict]:
        """The records of which `image` has every byte."""
        return [
            value
            for span, value in self.records
            if span.stop <= image.hurt.start or span.start >= image.hurt.stop
        ]


def sample(values) -> Sample:
    data = b""
    records = []
    for number, value in enumerate(values):
        line = encode(number, value)
        records.append((range(len(data), len(data) + len(line) - 1), value))
        data += line
    return Sample(data, tuple(records))


def images(data: bytes, *, page: int = PAGE, seed: int = 0) -> Iterator[Image]:
    """The images of each byte offset, in order."""
    dice = random.Random(seed)
    for at in range(len(data)):
        yield from images_at(data, at, page=page, dice=dice)


def images_at(data: bytes, at: int, *, page: int = PAGE, dice: random.Random) -> Iterator[Image]:
    """Offset `at` × {truncate, zeros, garbage to the end; zero page; one flipped bit}."""
    size = len(data)
    rest = range(at, size)
    yield Image("truncate", at, data[:at], rest)
    yield Image("zeros", at, data[:at] + bytes(size - at), rest)
    yield Image("garbage", at, data[:at] + dice.randbytes(size - at), rest)
    hole = range(at, min(at + page, size))
    yield Image("zero page", at, data[:at] + bytes(len(hole)) + data[hole.stop :], hole)
    flipped = bytes([data[at] ^ 1 << dice.randrange(8)])
    yield Image("flipped bit", at, data[:at] + flipped + data[at + 1 :], range(at, at + 1))
