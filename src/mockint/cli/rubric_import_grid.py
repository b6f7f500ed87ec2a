"""`mockint rubric import` of a rubric of another tool: its grid in, rubric files out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..domain.clean import clean_line
from . import options
from .rubric_import_files import place_of, schemas_from, write_files, write_schemas

if TYPE_CHECKING:
    from ..authoring.drafting import DraftFile
    from ..authoring.interchange.grid import Grid


def import_grids(
    grids: tuple[Grid, ...],
    name: str,
    form: str | None,
    *,
    out: str | None,
    force: bool,
    company: str | None,
    role: str | None,
) -> None:
    """Write a rubric for each grid of the file `name`, or print what was read."""
    place = place_of(Path(out)) if out is not None else ""
    ids = _ids(grids, Path(name).stem, place, company, role)
    schemas = schemas_from(Path(out)) if out is not None else ""
    files, notes = _drafts(grids, ids, f"{schemas}/rubric.schema.json")
    written = write_files(Path(out), files, force=force) if out is not None else []
    if out is not None:
        write_schemas(Path(out))
    if form == "json":
        options.print_json(
            {"schema": "mockint/grids@1", "grids": [asdict(grid) for grid in grids],
             "ids": ids, "notes": notes, "written": [str(path) for path in written]}
        )  # fmt: skip
        return
    for grid, one in zip(grids, ids, strict=True):
        levels = sum(len(row.bands) for row in grid.rows)
        click.echo(f"{one}: {len(grid.rows)} signal(s), {levels} level(s)")
    for note in notes:
        click.echo(f"note: {clean_line(note)}")
    for path in written:
        click.echo(f"wrote {path}")
    if written:
        click.echo("What says TODO is yours to write: `mockint rubric lint FILE` lists it.")
    else:
        click.echo("nothing was written: pass --out DIR to write the files", err=True)


def _ids(
    grids: tuple[Grid, ...], stem: str, place: str, company: str | None, role: str | None
) -> list[str]:
    """An id for each: by its place, or its own, or made of the names that were passed."""
    from ..authoring.naming import slug, unique_slugs
    from ..authoring.scaffold import checked_id

    names = unique_slugs((grid.title or stem for grid in grids), "round", 48)
    found = []
    for grid, name in zip(grids, names, strict=True):
        if place:
            own = grid.id.rsplit("/", 1)[-1]
            found.append(f"{place}/{own or name}")
        elif grid.id and not (company or role):
            found.append(checked_id(grid.id))
        else:
            parts = (slug(company or "", "company", 40), slug(role or "", "role", 60))
            found.append("/".join((*parts, name)))
    return found


def _drafts(
    grids: tuple[Grid, ...], ids: list[str], schema: str
) -> tuple[list[DraftFile], list[str]]:
    from ..authoring.drafting import DraftFile
    from ..authoring.interchange.grid import drafted

    files: list[DraftFile] = []
    notes: list[str] = []
    for grid, name in zip(grids, ids, strict=True):
        text, mine = drafted(grid, name, schema)
        files.append(DraftFile(f"{name.rsplit('/', 1)[1]}.yaml", text))
        notes += mine
    return files, notes
