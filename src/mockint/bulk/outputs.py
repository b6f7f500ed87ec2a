"""What a run leaves in its folder beside the journal: rows, table, summary, report.

Each file is replaced in one step, and made of rows that are read one at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

from ..domain.result import Result
from ..errors import UsageError
from ..reports.cohort import Cohort
from ..reports.csv_table import Column, columns_of, csv_lines
from ..reports.html import (
    MOST_INLINE,
    MOST_SHOWN,
    Candidate,
    Shown,
    candidate_html,
    page_name,
    report_html,
)
from ..reports.summary import summary_markdown
from ..store.atomic import replacing, write_text
from ..store.disk import SYSTEM_DISK, make_private_directory
from .folder import RESULTS, ResultsFolder
from .override_file import NAME, Overrides, read_overrides
from .sharing import share_out

CSV = "results.csv"
SUMMARY = "summary.md"
REPORT = "report.html"
CANDIDATES = "candidates"
_PIECES = 500
_PAGE = re.compile(r"\d{5}\.html")

#: The results, in order; each call reads them anew.
Results = Callable[[], Iterator[Result]]


def overrides_in(folder: Path, given: Path | None = None) -> Overrides:
    """The overrides of file `given`, else of the folder's own `overrides.csv`, else none."""
    path = given or folder / NAME
    return read_overrides(path) if given or path.is_file() else Overrides()


def reviewed(folder: ResultsFolder, overrides: Overrides) -> Results:
    """The folder's results with the overrides beside them; InputError where one is off."""
    if overrides.lines:
        overrides.check(folder)
    return lambda: overrides.applied(iter(folder), folder.rubric)


def write_outputs(
    folder: ResultsFolder, out: Path, overrides: Overrides, notes: Sequence[str] = ()
) -> Cohort:
    """Write table, summary and report of `folder` to `out`; the cohort they tell of."""
    results = reviewed(folder, overrides)
    columns, cohort, first = _first_pass(results)
    shown = Shown(inline=cohort.rows <= MOST_INLINE)
    for result in first:
        shown.add(result)
    title = f"Results: {out.resolve().name}"
    text = summary_markdown(cohort, title=title, notes=tuple(notes))
    write_text(out / SUMMARY, text)

    def write_table() -> None:
        every = first if cohort.rows == len(first) else results()
        _write(out / CSV, csv_lines(every, columns, reviewed=bool(overrides.lines)))

    def write_report() -> None:
        _write(out / REPORT, report_html(cohort, shown, folder.turns, title=title, notes=notes))

    rows = [] if shown.inline else [row for one in shown.matrices.values() for row in one.rows]
    # The longest first, so that nobody waits for it at the end.
    files = [write_table, write_report, *_pages(folder, out / CANDIDATES, rows)]
    share_out(files, lambda write: write())
    _remove_pages(out / CANDIDATES, but=frozenset(page_name(row.number) for row in rows))
    return cohort


def write_copy(folder: ResultsFolder, out: Path, overrides: Overrides) -> Cohort:
    """As `write_outputs`, and the rows with their reviews, to a folder that is made."""
    make_private_directory(SYSTEM_DISK, out)
    if out.resolve() == folder.folder.resolve():
        raise UsageError(
            "is where the results come from", where=str(out), remedy="name another folder"
        )
    results = reviewed(folder, overrides)
    rows = (json.dumps(one.as_json(), separators=(",", ":")) + "\n" for one in results())
    _write(out / RESULTS, rows)
    return write_outputs(folder, out, overrides)


def gathered_inline(results: Results) -> Shown:
    """The candidates of a page that stands alone: as many as one page holds."""
    shown = Shown(inline=True)
    for result in results():
        if shown.count >= MOST_INLINE:
            break
        shown.add(result)
    return shown


def _first_pass(results: Results) -> tuple[tuple[Column, ...], Cohort, list[Result]]:
    """What must be known of all rows before the first one is written, and the first rows."""
    cohort = Cohort()
    columns: dict[Column, None] = {}
    first: list[Result] = []
    for result in results():
        cohort.add(result)
        columns.update(dict.fromkeys(columns_of([result])))
        if len(first) < MOST_SHOWN:
            first.append(result)
    return tuple(columns), cohort, first


def _pages(
    folder: ResultsFolder, pages: Path, rows: Sequence[Candidate]
) -> list[Callable[[], None]]:
    """What writes the page of each candidate."""
    if rows:
        make_private_directory(SYSTEM_DISK, pages)

    def write(row: Candidate) -> None:
        page = candidate_html(row, folder.turns, back="../report.html")
        _write(pages / page_name(row.number), page, durable=False)

    return [partial(write, row) for row in rows]


def _remove_pages(pages: Path, but: frozenset[str] = frozenset()) -> None:
    """Remove the pages of runs before this one."""
    if pages.is_dir():
        for old in pages.iterdir():
            if _PAGE.fullmatch(old.name) and old.name not in but:
                with suppress(OSError):
                    old.unlink()


def _write(path: Path, pieces: Iterable[str], *, durable: bool = True) -> None:
    with replacing(path, durable=durable) as file:
        rest = iter(pieces)
        # A page comes in a hundred pieces: not each is worth a call.
        while some := list(islice(rest, _PIECES)):
            file.write("".join(some).encode("utf-8", "replace"))
