"""Writes what `mockint rubric import` made: all files or none, nothing replaced unasked."""

from __future__ import annotations

import json
import re
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
RUBRIC_SCHEMA = "rubric.schema.json"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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
    """The folder of the JSON Schemas as seen from `folder`: above it, in the rubrics, or none."""
    from ..authoring.drafting import SCHEMAS

    place = folder.resolve()
    for depth, above in enumerate(place.parents, 1):
        if (above / "docs" / "schema" / RUBRIC_SCHEMA).is_file():
            return "../" * depth + "docs/schema"
    for depth, above in enumerate(place.parents[:2], 1):
        if (above / RUBRIC_SCHEMA).is_file():
            return "/".join([".."] * depth)
    return "../.." if _place(folder) else SCHEMAS


def place_of(folder: Path) -> str:
    """`company/role` where `folder` is rubrics/company/role, whose place is the id; else ""."""
    found = _place(folder)
    return "/".join(found) if found else ""


def write_schemas(folder: Path) -> None:
    """Put the schemas on top of the rubrics that `folder` lies in, where none are in sight."""
    from ..authoring.schema import json_schema
    from ..authoring.writing import write_file

    if not _place(folder) or schemas_from(folder) != "../..":
        return
    for kind in ("rubric", "guide"):
        path = folder.resolve().parent.parent / f"{kind}.schema.json"
        if not path.exists():
            write_file(path, json.dumps(json_schema(kind), indent=2) + "\n")


def _place(folder: Path) -> tuple[str, str] | None:
    *_, above, company, role = ("", "", "", *folder.resolve().parts)
    if above == "rubrics" and _SLUG.fullmatch(company) and _SLUG.fullmatch(role):
        return company, role
    return None
