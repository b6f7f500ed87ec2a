"""`mockint rubric import`: a guide page in, guide.yaml and drafts of its rounds out."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import EngineError, ExitCode, InputError, UsageError
from . import options

if TYPE_CHECKING:
    from ..authoring.reading import Reading
    from ..authoring.source import Page
    from .rubric_import_model import Taken

PAGES = ("text", "html", "docx", "csv", "pdf")
FORMATS = (*PAGES, "case", "classroom", "wide-csv")
KINDS = {"process": "interview_process_page", "handbook": "handbook_page", "article": "article"}


@dataclass(frozen=True, slots=True)
class _File:
    """The bytes of FILE and the name that reports give it."""

    data: bytes
    name: str


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="DIR", help="Write guide.yaml and the rounds there.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--from", "source", type=click.Choice(FORMATS), help="What FILE is; told by content.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What kind of page; told by headings.")
@click.option("--company", metavar="NAME", help="Where the page does not name it.")
@click.option("--role", metavar="NAME", help="Where the page does not name it.")
@click.option("--estimate", is_flag=True, help="What a model would take; sends nothing.")
@options.formats("text", "json")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    file: str,
    out: str | None,
    form: str | None,
    **given: Any,
) -> int:
    """Read an interview guide: text, Markdown, HTML, DOCX, CSV or PDF; - for stdin.

    Writes guide.yaml and one draft per round (DIR is best rubrics/company/role, which is then
    the id), in which every line says where it came
    from. Nothing is made up: what the page does not say is left for you to write, and
    `mockint rubric lint` lists it. With --format json, prints all that was read.

    Rules read the page, and nothing leaves this machine. With --engine openai a model is
    asked about the prose that they leave over: it points at words, and what it points at
    counts only where those words stand in the page. Rubrics of other tools come in as
    well: CASE CFRubric and Google Classroom JSON, CSV with columns level 1, level 2 ….
    """
    from ..authoring.interchange.foreign import FOREIGN, foreign, read_foreign

    source, kind, force = given.pop("source"), given.pop("kind"), bool(given.pop("force"))
    company, role = given.pop("company"), given.pop("role")
    wants_estimate = bool(given.pop("estimate"))
    asks = given["engine"] not in {None, "built-in"}
    if wants_estimate and not asks:
        raise UsageError("rules cost nothing", where="--estimate", remedy="add --engine openai")
    read = _read(file)
    which = source if source in FOREIGN else None if source else foreign(read.data, read.name)
    if which:
        from .rubric_import_grid import import_grids

        grids = read_foreign(read.data, read.name, which)
        import_grids(grids, read.name, form, out=out, force=force, company=company, role=role)
        return int(ExitCode.DONE)
    page, made = _by_rules(read, source, kind)
    made = _named(made, company, role)
    taken = None
    if asks:
        services = options.services(ctx, given)
        found = _by_model(services.engines, page, made, form, only_estimate=wants_estimate)
        if found is None:
            return int(ExitCode.DONE)
        made, taken = found
    _refuse_nothing(made, file, bare_json=form == "json" and out is None)
    _tell(made, taken, form, _write(made, page, out, force=force))
    failed = made.extraction is not None and made.extraction.failures
    return int(ExitCode.PARTIAL if failed else ExitCode.DONE)


def _read(file: str) -> _File:
    from ..authoring.source import MAX_BYTES

    if file == "-":
        return _File(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin")
    path = Path(file)
    try:
        with path.open("rb") as opened:
            return _File(opened.read(MAX_BYTES + 1), path.name)
    except FileNotFoundError:
        raise InputError("no such file", where=file, remedy="check the path") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=file) from None


def _by_rules(read: _File, source: str | None, kind: str | None) -> tuple[Page, Reading]:
    from ..authoring.guide_reader import read_guide
    from ..authoring.source import read_page

    # A large page makes a million small values and no cycles: looking for those doubles the time.
    gc.disable()
    page = read_page(read.data, read.name, source)  # type: ignore[arg-type]
    return page, read_guide(page, KINDS[kind] if kind else None)  # type: ignore[arg-type]


def _by_model(
    engines: Any, page: Page, made: Reading, form: str | None, *, only_estimate: bool
) -> tuple[Reading, Taken | None] | None:
    """What the model adds and what it took; None where only the estimate was wanted."""
    from .rubric_import_model import asked, planned

    calls, most = planned(engines, page, made)
    model = engines.endpoint.model
    if only_estimate:
        if form == "json":
            options.print_json({"model": model, **most.as_json()})
        else:
            click.echo(f"{model}: {most.words(most=True)}")
        return None
    if not calls:
        click.echo(f"{model}: nothing to ask: rules found a place for every line", err=True)
        return made, None
    click.echo(f"asking {model}: {most.words(most=True)}", err=True)
    return asked(engines, page, made, calls)


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


def _refuse_nothing(made: Reading, file: str, *, bare_json: bool) -> None:
    """InputError (EngineError where a model failed) for a page in which nothing was found."""
    if made.has_content() or bare_json:
        return
    if made.extraction is not None and made.extraction.failures:
        raise EngineError(
            f"rules found nothing in it, and the model: {made.extraction.failures[0]}", where=file
        )
    raise InputError(
        "no part of an interview guide was found in it",
        where=file,
        remedy="check the file, or see `--format json` for what was read of it",
    )


def _write(made: Reading, page: Page, out: str | None, *, force: bool) -> list[Path]:
    from ..authoring.drafting import DraftFile, draft_files
    from .rubric_import_files import SOURCE_TEXT, place_of, schemas_from, write_files, write_schemas

    if out is None:
        return []
    folder = Path(out)
    files = list(draft_files(made, schemas_from(folder), place_of(folder)))
    if page.extracted:
        files.append(DraftFile(SOURCE_TEXT, page.text()))
    written = write_files(folder, files, force=force)
    write_schemas(folder)
    return written


def _tell(made: Reading, taken: Taken | None, form: str | None, written: list[Path]) -> None:
    if form == "json":
        from ..authoring.reading_json import as_json

        value = as_json(made)
        if value["extraction"] is not None and taken is not None:
            value["extraction"]["took"] = taken.as_json()
        options.print_json({**value, "written": [str(path) for path in written]})
        return
    from .rubric_import_text import summary

    click.echo(summary(made, written))
    if not written:
        click.echo("nothing was written: pass --out DIR to write the files", err=True)
