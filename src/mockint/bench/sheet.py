"""A bench's report as text, Markdown or one HTML page: paragraphs and tables, nothing else.

Everything that comes from a file is cleaned and, on the page, escaped; the page has no
script and no remote asset.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.clean import clean_line

_STYLE = """:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}
caption{text-align:left;font-weight:bold}
th,td{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #8884}"""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, what it says first, its tables, and notes below them."""

    title: str
    lead: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


def as_text(sheet: Sheet) -> str:
    """For a terminal: aligned columns."""
    parts = [sheet.title, *map(clean_line, sheet.lead)]
    for table in sheet.tables:
        rows = [[clean_line(cell) for cell in row] for row in (table.head, *table.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [_aligned(row, widths) for row in rows]
        parts.append("\n".join([table.title, *(f"  {line}" for line in lines)]))
    return "\n\n".join([*parts, *map(clean_line, sheet.notes)])


def as_markdown(sheet: Sheet) -> str:
    """Markdown with pipe tables."""
    parts = [f"# {sheet.title}", *map(clean_line, sheet.lead)]
    for table in sheet.tables:
        rule = ["---"] * len(table.head)
        rows = [table.head, rule, *table.rows]
        lines = [f"| {' | '.join(clean_line(c).replace('|', '/') for c in row)} |" for row in rows]
        parts.append("\n".join([f"## {table.title}", "", *lines]))
    return "\n\n".join([*parts, *map(clean_line, sheet.notes)]) + "\n"


def as_html(sheet: Sheet) -> str:
    """One page."""
    body = [f"<h1>{_safe(sheet.title)}</h1>", *_paragraphs(sheet.lead)]
    for table in sheet.tables:
        head = "".join(f"<th>{_safe(cell)}</th>" for cell in table.head)
        rows = "".join(
            f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in table.rows
        )
        body.append(f"<table><caption>{_safe(table.title)}</caption><tr>{head}</tr>{rows}</table>")
    body += _paragraphs(sheet.notes)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{_safe(sheet.title)}</title><style>{_STYLE}</style>{''.join(body)}</html>\n"
    )


def _paragraphs(texts: Sequence[str]) -> list[str]:
    return [f"<p>{_safe(text)}</p>" for text in texts]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()


def _safe(text: str) -> str:
    return html.escape(clean_line(text))
