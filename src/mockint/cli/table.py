"""Tables for people on a terminal or a pipe: aligned columns, no borders to read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.clean import clean


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, two spaces apart; cells are cleaned."""
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
