"""Which rubric files a command is to work on: names, paths, folders, or all there are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..authoring.library import Library


def chosen(library: Library, folders: tuple[Path, ...], names: tuple[str, ...]) -> list[Path]:
    """Paths of the rubric and guide files that `names` stand for; all below `folders` if none.

    NotFoundError for a name that leads nowhere.
    """
    from ..authoring.lint.run import files_below

    if not names:
        return [path for folder in folders for path in files_below(folder)]
    found: list[Path] = []
    for name in names:
        path = Path(name).expanduser()
        if path.is_dir():
            found += _below(path)
        elif path.is_file():
            found.append(path)
        elif name.strip("/").lower() in library.guide_ids():
            entries = library.rounds(name.strip("/").lower())
            found += files_below(entries[0].path.parent)
        else:
            found.append(library.find(name).path)
    return list(dict.fromkeys(found))


def _below(folder: Path) -> list[Path]:
    """The rubric and guide files below `folder`; NotFoundError if there are none."""
    from ..authoring.lint.run import files_below
    from ..errors import NotFoundError

    found = list(files_below(folder))
    if not found:
        raise NotFoundError("holds no rubrics (.yaml files)", where=str(folder))
    return found


def shown(path: Path) -> str:
    """`path` as an editor opened here takes it: relative where it lies below this folder."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return str(path) if relative.startswith("..") else relative
