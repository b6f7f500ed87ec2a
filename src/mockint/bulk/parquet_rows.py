"""Rows of a Parquet file as inputs: a column with a transcript's text, one with its id.

The one module that loads pyarrow. Ids are read first and texts a row group at a time,
when the first of the group is asked for, so that listing a file is cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from ..errors import TranscriptError, UsageError
from .sources import Columns, Source


@dataclass(slots=True)
class _Texts:
    """The texts of one row group."""

    file: Any
    group: int
    column: str
    _loaded: Any = None

    def text(self, row: int) -> bytes:
        if self._loaded is None:
            table = self.file.read_row_group(self.group, columns=[self.column])
            self._loaded = table.column(self.column)
        value = self._loaded[row].as_py()
        if value is None:
            return b""
        return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class RowSource(Source):
    """One row."""

    texts: _Texts | None = field(default=None, repr=False)
    row: int = 0

    def read(self) -> bytes:
        """The text of the row. TranscriptError where it cannot be read."""
        assert self.texts is not None
        try:
            return self.texts.text(self.row)
        except (OSError, pa.ArrowException) as error:
            raise TranscriptError(
                f"cannot be read: {str(error)[:200]}", where=self.name, remedy="check the file"
            ) from None


def rows_of(source: Source, opened: Any, columns: Columns) -> Iterator[RowSource]:
    """The rows of the file `source`, open as `opened` (a path or a file).

    UsageError where a column is not there; TranscriptError for what is no Parquet file.
    """
    try:
        file = parquet.ParquetFile(opened)
    except (OSError, pa.ArrowException) as error:
        raise TranscriptError(
            f"is no Parquet file: {str(error)[:200]}", where=source.name, remedy="check the file"
        ) from None
    there = file.schema_arrow.names
    for option, column in (("--text-column", columns.text), ("--id-column", columns.id)):
        if column not in there:
            raise UsageError(
                f'has no column "{column}"; it has {", ".join(there)}',
                where=source.name,
                remedy=f"name one with {option}",
            )
    for group in range(file.num_row_groups):
        texts = _Texts(file, group, columns.text)
        ids = file.read_row_group(group, columns=[columns.id]).column(columns.id)
        for row in range(len(ids)):
            name = f"{source.name}:{ids[row].as_py()}"
            place = f"{source.place}:{ids[row].as_py()}"
            yield RowSource(name, place, texts=texts, row=row)
