"""Lines of a spreadsheet saved as CSV or TSV: one table row a record, numbered as in the file."""

from __future__ import annotations

import csv
import io

from ..errors import InputError
from .source import BLANK, ROW, Line

MAX_CELL = 100_000


def csv_lines(text: str, name: str) -> list[Line]:
    """One row a record; its number is the line on which the record starts."""
    sample = text[:8192]
    first = next((line for line in sample.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    made: list[Line] = []
    begins = 1
    csv.field_size_limit(MAX_CELL)
    try:
        for record in reader:
            cells = tuple(" ".join(cell.split()) for cell in record)
            shown = " | ".join(cells)
            if any(cells):
                made.append(Line(begins, shown, shown.strip(), ROW, cells=cells))
            else:
                made.append(Line(begins, "", "", BLANK))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"is not CSV: {error}", where=f"{name}:{begins}", remedy="export it again as CSV"
        ) from None
    return made
