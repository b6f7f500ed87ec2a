"""What a GGUF file says of itself: name, context, number of parameters, and a digest.

Reads the header only, never the weights, and trusts nothing in it: counts and lengths
are held against the file's size. It never loads a model.
"""

from __future__ import annotations

import hashlib
import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import LocalModelError

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_REMEDY = "name a whole .gguf file with --model-file; `mockint model list` shows what is here"
#: `struct` codes of the scalar types, by their numbers in the format.
_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_MOST_DIMENSIONS = 8
#: Bytes of the beginning, the middle and the end that the digest is made of.
_SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """What a header says, and a digest of the file.

    `context` is the number of tokens it was trained on (0: not said); `digest` 8 hex
    digits over the size and three samples of the file, so that other weights have another.
    """

    path: Path
    name: str
    context: int
    parameters: int
    digest: str

    @property
    def label(self) -> str:
        """The model's name on scorecards: the file's, and which weights exactly."""
        return f"{self.path.stem}@{self.digest}"


def read_gguf(path: Path) -> GgufFacts:
    """The facts of `path`; LocalModelError where it is missing or no whole GGUF header."""
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise LocalModelError("is not a GGUF file", where=str(path), remedy=_REMEDY)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _facts(path, data)
    except FileNotFoundError:
        raise LocalModelError("there is no such file", where=str(path), remedy=_REMEDY) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise LocalModelError(what, where=str(path), remedy=_REMEDY) from None
    except (struct.error, ValueError):
        what = "is a GGUF file that is cut off or damaged"
        raise LocalModelError(what, where=str(path), remedy="fetch it again") from None


def _facts(path: Path, data: mmap.mmap) -> GgufFacts:
    reader = _Reader(data)
    version = reader.scalar("I")
    if version not in _VERSIONS:
        raise ValueError(version)
    tensors, pairs = reader.count(), reader.count()
    values = {reader.string(): reader.value() for _ in range(pairs)}
    parameters = sum(reader.tensor_size() for _ in range(tensors))
    if reader.last_offset >= len(data):
        raise ValueError(reader.last_offset)
    context = values.get(f"{values.get('general.architecture', '')}.context_length", 0)
    return GgufFacts(
        path=path,
        name=str(values.get("general.name") or path.stem),
        context=context if isinstance(context, int) else 0,
        parameters=parameters,
        digest=_digest(data),
    )


def _digest(data: mmap.mmap) -> str:
    size = len(data)
    found = hashlib.sha256(str(size).encode())
    for start in (0, size // 2, max(0, size - _SAMPLE)):
        found.update(data[start : start + _SAMPLE])
    return found.hexdigest()[:8]


class _Reader:
    """Walks through a header; ValueError or struct.error where it runs past its end."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = len(_MAGIC)
        self.last_offset = 0

    def scalar(self, code: str) -> Any:
        """One little-endian number."""
        found = struct.unpack_from(f"<{code}", self._data, self._at)[0]
        self._at += struct.calcsize(f"<{code}")
        return found

    def count(self) -> int:
        """How many of something follow: each takes at least a byte of the file."""
        found: int = self.scalar("Q")
        if found > len(self._data) - self._at:
            raise ValueError(found)
        return found

    def string(self) -> str:
        """Text with its length before it."""
        size = self.count()
        self._at += size
        return self._data[self._at - size : self._at].decode("utf-8", "replace")

    def value(self) -> Any:
        """One value; None for arrays, which nothing here needs."""
        kind = self.scalar("I")
        if kind == _STRING:
            return self.string()
        if kind != _ARRAY:
            return self.scalar(_scalar(kind))
        inner, size = self.scalar("I"), self.count()
        if inner == _STRING:
            for _ in range(size):
                inner_size = self.count()
                self._at += inner_size
        else:
            self._at += size * struct.calcsize(f"<{_scalar(inner)}")
        if self._at > len(self._data):
            raise ValueError(size)
        return None

    def tensor_size(self) -> int:
        """Numbers in the next tensor."""
        self.string()
        dimensions = self.scalar("I")
        if dimensions > _MOST_DIMENSIONS:
            raise ValueError(dimensions)
        size: int = math.prod(self.scalar("Q") for _ in range(dimensions))
        self.scalar("I")
        self.last_offset = max(self.last_offset, self.scalar("Q"))
        return size


def _scalar(kind: int) -> str:
    if kind not in _SCALARS:
        raise ValueError(kind)
    return _SCALARS[kind]
