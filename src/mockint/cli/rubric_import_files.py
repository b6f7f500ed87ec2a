"""Writes what `mockint rubric import` made: all files or none, nothing replaced unasked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError

if TYPE_CHECKING:
    from ..authoring.drafting import DraftFile

#: The text that line numbers count, where the file itself has no lines to look up.
SOURCE_TEXT = "source.txt"
MAX_LOADED = 256 * 1024


def write_files(folder: Path, files: Sequence[DraftFile], *, force: bool) -> list[Path]:
    """The paths written. UsageError if one is there already and `force` is not given."""
    from ..authoring.writing import write_file

    paths = [folder / file.name for file in files]
    there = [path for path in paths if path.exists() or path.is_symlink()]
    if there and not force:
        raise UsageError(
            f"is there already ({len(there)} of {len(paths)} files are)",
            where=str(there[0]),
            remedy="choose another --out, or pass --force to replace them",
        )
    for path, file in zip(paths, files, strict=True):
        if file.name != SOURCE_TEXT and len(file.text.encode()) > MAX_LOADED:
            click.echo(
                f"mockint: {path}: is larger than {MAX_LOADED // 1024} KB, which is the most that "
                "is loaded; cut the page to one guide",
                err=True,
            )
        write_file(path, file.text)
    return paths


def schemas_from(folder: Path) -> str:
    """The folder of the JSON Schemas as seen from `folder`, if a project above has them."""
    from ..authoring.drafting import SCHEMAS

    place = folder.resolve()
    for depth, above in enumerate(place.parents, 1):
        if (above / "docs" / "schema" / "rubric.schema.json").is_file():
            return "../" * depth + "docs/schema"
    return SCHEMAS
