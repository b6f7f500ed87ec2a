"""What is to be graded: paths, folders and sessions as a stream of sources, in order.

Nothing is read here but the names in folders, one folder at a time, so that a list of
any length takes no memory. What mockint itself writes is never taken for a transcript.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO

from ..errors import TranscriptError, UsageError

STDIN = "-"
PARQUET = (".parquet", ".pq")
JOURNAL_NAME = "results.journal"
_WRITTEN = ("results.", "results-", "summary.", "report.", "candidates", "batches")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_BESIDE_SESSIONS = (".lock", ".corrupt", ".draft", ".tmp")


@dataclass(frozen=True, slots=True)
class Source:
    """One input: `name` is how people know it, `place` what decides its shard.

    `data` stands for its bytes where it is no file; `session` is true for a journal that
    was named as a saved session.
    """

    name: str
    place: str
    path: Path | None = None
    data: bytes | None = None
    session: bool = False

    def open(self) -> BinaryIO:
        """Its bytes as a file, where it is none on this machine."""
        return BytesIO(self.read())

    def read(self) -> bytes:
        """Its bytes. TranscriptError where the file cannot be read."""
        if self.data is not None:
            return self.data
        assert self.path is not None
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise TranscriptError(
                f"cannot be read: {error.strerror}", where=self.name, remedy="check its mode"
            ) from None


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `count` (from 1). A source belongs to one, by its name alone.

    Names and not positions decide, so that a file that is added while shards run moves
    no other file from one to another.
    """

    number: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """`2/5` as a shard; UsageError if it is none."""
        number, slash, count = text.partition("/")
        if slash and number.isdecimal() and count.isdecimal():
            shard = cls(int(number), int(count))
            if 1 <= shard.number <= shard.count:
                return shard
        raise UsageError(
            f"{text!r} is no shard", where="--shard", remedy="write I/K, from 1/K to K/K"
        )

    def has(self, source: Source) -> bool:
        """True if `source` is one of this shard's."""
        return zlib.crc32(source.place.encode("utf-8", "surrogateescape")) % self.count == (
            self.number - 1
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a Parquet file hold a transcript and its name."""

    text: str = "text"
    id: str = "id"


@dataclass(frozen=True, slots=True)
class Listing:
    """The sources below `paths`, in the order of the paths and, in a folder, of names.

    `stdin` reads standard input; `session` finds a saved session's journal by name, and
    raises NotFoundError. `out` is the folder that results go to.
    """

    paths: Sequence[str]
    stdin: Callable[[], bytes]
    session: Callable[[str], Path]
    out: Path | None = None
    shard: Shard = Shard()
    columns: Columns = Columns()

    def __iter__(self) -> Iterator[Source]:
        for path in self.paths:
            for source in self._below(path):
                for one in self._rows(source):
                    if self.shard.has(one):
                        yield one

    @property
    def is_single(self) -> bool:
        """True where one file, not a folder, was named."""
        path = self.paths[0]
        many = Path(path).is_dir() or path.endswith(PARQUET) or _ADDRESS.match(path)
        return len(self.paths) == 1 and not many

    def _below(self, path: str) -> Iterator[Source]:
        if path == STDIN:
            yield Source("standard input", STDIN, data=self.stdin())
        elif _ADDRESS.match(path):
            yield from _at(path)
        elif Path(path).is_dir():
            yield from self._walk(Path(path), PurePath())
        elif Path(path).exists():
            yield Source(_written(path), Path(path).name, path=Path(path))
        else:
            found = self.session(path)
            yield Source(found.stem, found.name, path=found, session=True)

    def _rows(self, source: Source) -> Iterator[Source]:
        """The rows of a Parquet file, or the source itself."""
        if not source.place.endswith(PARQUET):
            yield source
            return
        try:
            from .parquet_rows import rows_of
        except ModuleNotFoundError as error:
            raise missing_extra(error, source.name, "parquet") from None
        yield from rows_of(source, source.path or source.open(), self.columns)

    def _walk(self, folder: Path, below: PurePath) -> Iterator[Source]:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise TranscriptError(
                f"cannot be listed: {error.strerror}", where=str(folder), remedy="check its mode"
            ) from None
        is_out = any(entry.name == JOURNAL_NAME for entry in found) or self._is_out(folder)
        for entry in found:
            if entry.name.startswith(".") or entry.name.endswith(_BESIDE_SESSIONS):
                continue
            if is_out and entry.name.startswith(_WRITTEN):
                continue
            inner = below / entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(Path(entry.path), inner)
            elif entry.is_file():
                yield Source(_written(entry.path), inner.as_posix(), path=Path(entry.path))

    def _is_out(self, folder: Path) -> bool:
        return self.out is not None and folder.resolve() == self.out.resolve()


def missing_extra(error: ModuleNotFoundError, where: str, extra: str) -> UsageError:
    """What to do about a module of an extra that is not installed."""
    return UsageError(
        f"needs {error.name}, which is not installed",
        where=where,
        remedy=f"pip install 'mockint[{extra}]'",
    )


def _at(address: str) -> Iterator[Source]:
    """The files at an address."""
    try:
        from .addresses import below
    except ModuleNotFoundError as error:
        raise missing_extra(error, address.partition("?")[0], "dask") from None
    return below(address)


def _written(path: str) -> str:
    """A path as text that every file can hold: names may be bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
