"""`mockint rubric import`: a guide page in, guide.yaml and drafts of its rounds out."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..domain.clean import clean_line
from ..errors import InputError, StoreError, UsageError
from . import options

if TYPE_CHECKING:
    from ..authoring.drafting import DraftFile
    from ..authoring.reading import Reading

FORMATS = ("text", "html", "docx", "csv", "pdf")
KINDS = {"process": "interview_process_page", "handbook": "handbook_page", "article": "article"}
SOURCE_TEXT = "source.txt"
MAX_LOADED = 256 * 1024
SHOWN = 20


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="DIR", help="Write guide.yaml and the rounds there.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--from", "source", type=click.Choice(FORMATS), help="What FILE is; told by content.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What kind of page; told by headings.")
@click.option("--company", metavar="NAME", help="Where the page does not name it.")
@click.option("--role", metavar="NAME", help="Where the page does not name it.")
@options.formats("text", "json")
def import_(
    file: str,
    out: str | None,
    force: bool,
    source: str | None,
    kind: str | None,
    company: str | None,
    role: str | None,
    form: str | None,
) -> None:
    """Read an interview guide: text, Markdown, HTML, DOCX, CSV or PDF; - for stdin.

    Writes guide.yaml and one draft per round, in which every line says where it came
    from. Nothing is made up: what the page does not say is left for you to write, and
    `mockint rubric lint` lists it. With --format json, prints all that was read.
    """
    made, page_text = _read(file, source, kind)
    made = _named(made, company, role)
    if not made.has_content() and (out is not None or form != "json"):
        raise InputError(
            "no part of an interview guide was found in it",
            where=file,
            remedy="check the file, or see `--format json` for what was read of it",
        )
    written = _write(made, Path(out), page_text, force=force) if out is not None else []
    if form == "json":
        from ..authoring.reading_json import as_json

        options.print_json({**as_json(made), "written": [str(path) for path in written]})
        return
    click.echo(_summary(made, written))
    if out is None:
        click.echo("nothing was written: pass --out DIR to write the files", err=True)


def _read(file: str, source: str | None, kind: str | None) -> tuple[Reading, str | None]:
    """The reading, and the page's text where its line numbers are of the extracted text."""
    from ..authoring.guide_reader import read_guide
    from ..authoring.source import MAX_BYTES, read_page

    # A large page makes a million small values and no cycles: looking for those doubles the time.
    gc.disable()
    if file == "-":
        data, name = sys.stdin.buffer.read(MAX_BYTES + 1), "stdin"
    else:
        path = Path(file)
        name = path.name
        try:
            with path.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise InputError("no such file", where=file, remedy="check the path") from None
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", where=file) from None
    page = read_page(data, name, source)  # type: ignore[arg-type]
    made = read_guide(page, KINDS[kind] if kind else None)  # type: ignore[arg-type]
    return made, page.text() if page.extracted else None


def _named(made: Reading, company: str | None, role: str | None) -> Reading:
    """`made` with the names that were passed; they count as authored."""
    from ..authoring.reading import Fact

    header = made.header
    if company:
        header = replace(header, company=Fact(company, "authored", ""))
    if role:
        header = replace(header, role=Fact(role, "authored", ""))
    kept = tuple(
        one
        for one in made.warnings
        if not (company and "--company" in one) and not (role and "--role" in one)
    )
    return replace(made, header=header, warnings=kept)


def _write(made: Reading, folder: Path, page_text: str | None, *, force: bool) -> list[Path]:
    """Write all files or none; UsageError if one is there already and `force` is not given."""
    from ..authoring.drafting import DraftFile, draft_files

    files = list(draft_files(made, _schemas(folder)))
    if page_text is not None:
        files.append(DraftFile(SOURCE_TEXT, page_text))
    paths = [folder / file.name for file in files]
    there = [path for path in paths if path.exists() or path.is_symlink()]
    if there and not force:
        raise UsageError(
            f"is there already ({len(there)} of {len(paths)} files are)",
            where=str(there[0]),
            remedy="choose another --out, or pass --force to replace them",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, file in zip(paths, files, strict=True):
            _replace(path, file)
    except OSError as error:
        raise StoreError(
            f"cannot be written: {error.strerror}", where=str(error.filename or folder)
        ) from None
    return paths


def _replace(path: Path, file: DraftFile) -> None:
    """Put `file` at `path` in one step: the old one stays whole until the new one is."""
    if file.name != SOURCE_TEXT and len(file.text.encode()) > MAX_LOADED:
        click.echo(
            f"mockint: {path}: is larger than {MAX_LOADED // 1024} KB, which is the most that is "
            "loaded; cut the page to one guide",
            err=True,
        )
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(file.text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _schemas(folder: Path) -> str:
    """The folder of the JSON Schemas as seen from `folder`, if a project above has them."""
    from ..authoring.drafting import SCHEMAS

    place = folder.resolve()
    for depth, above in enumerate(place.parents, 1):
        if (above / "docs" / "schema" / "rubric.schema.json").is_file():
            return "../" * depth + "docs/schema"
    return SCHEMAS


def _summary(made: Reading, written: list[Path]) -> str:
    from .table import table

    head = made.header
    company = head.company.value if head.company else "company not named"
    role = head.role.value if head.role else "role not named"
    kind = made.source.kind.replace("_", " ")
    lines = [f"{clean_line(role)} at {clean_line(company)} ({kind}, {made.source.lines} lines)"]
    if made.rounds:
        rows = [
            (
                f"  {one.number.value}", one.title.value,
                str(one.minutes.value) if one.minutes else "–", str(len(one.questions)),
                _count(len(one.signals.items) + len(one.competencies), len(one.proposed.signals)),
                _count(len(one.criteria.items), len(one.proposed.criteria)),
                _count(len(one.red_flags.items), len(one.proposed.red_flags)),
            )
            for one in made.rounds
        ]  # fmt: skip
        names = ("  round", "title", "minutes", "questions", "signals", "criteria", "red flags")
        lines += ["", table(names, rows)]
    else:
        proposed = made.proposed
        lines.append(
            f"\nno rounds named; {len(made.loose_questions)} questions, {len(made.notes)} notes; "
            f"proposed: {len(proposed.signals)} signals, {len(proposed.criteria)} criteria, "
            f"{len(proposed.red_flags)} red flags"
        )
    lines += _report(made)
    if written:
        lines += ["", "written", *[f"  {path}" for path in written]]
        lines.append(
            "The rounds are drafts: `mockint rubric lint FILE` lists what is to be written."
        )
    return "\n".join(lines)


def _count(stated: int, proposed: int) -> str:
    return f"{stated} (+{proposed} proposed)" if proposed else str(stated)


def _report(made: Reading) -> list[str]:
    """What the page contradicts, lacks, and holds that found no place."""
    lines: list[str] = []
    for clash in made.contradictions:
        sides = " | ".join(f"{clean_line(side.text)[:60]}" for side in clash.sides)
        lines.append(f"contradiction: {clean_line(clash.about)}: {sides}")
    lines += [f"warning: {clean_line(one)}" for one in made.warnings]
    dropped = [
        f"line {one.line}, {one.reason}: {clean_line(one.text)[:70]}" for one in made.dropped
    ]
    unplaced = [
        f"line {one.line}{' (rest)' if one.rest else ''}: {clean_line(one.text)[:70]}"
        for one in made.unplaced
    ]
    for name, items in (("dropped", dropped), ("unplaced", unplaced)):
        lines.append(f"{name}: {len(items)} lines" if items else f"{name}: nothing")
        lines += [f"  {item}" for item in items[:SHOWN]]
        if len(items) > SHOWN:
            lines.append(f"  … and {len(items) - SHOWN} more; --format json lists all")
    return ["", *lines]


#: Under the name that the group looks for.
command = import_
