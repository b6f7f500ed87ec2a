"""Finds guides and rubrics by name in the rubric folders, and reads them.

A round is `company/role/round`, any unambiguous tail of that, or a path to a YAML
file. Folders that come first win. Nothing is read before it is asked for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..domain.guide import Guide
from ..domain.rubric import CUE_CLASSES, Rubric
from ..errors import NotFoundError, RubricError
from . import yaml_file

GUIDE_FILE = "guide.yaml"
_CLASS = re.compile(r"<[^\s/]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A rubric file that was found: its id by place (`company/role/round`) and path."""

    id: str
    path: Path

    @property
    def guide_id(self) -> str:
        """`company/role`."""
        return self.id.rsplit("/", 1)[0]


class Library:
    """The rubrics below `folders`, found by name, read once."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._rubrics: dict[Path, Rubric] = {}
        self._guides: dict[Path, Guide] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Every rubric file, by id; an id that stands in two folders is taken from the first."""
        found: dict[str, Entry] = {}
        for folder in self._folders:
            for path in sorted(folder.glob("*/*/*.yaml")):
                name = "/".join(path.relative_to(folder).with_suffix("").parts)
                if path.name != GUIDE_FILE:
                    found.setdefault(name, Entry(name, path))
        return tuple(found[name] for name in sorted(found))

    def guide_ids(self) -> tuple[str, ...]:
        """Ids of all guides (`company/role`), sorted."""
        return tuple(
            sorted(
                {
                    "/".join(path.parent.relative_to(folder).parts)
                    for folder in self._folders
                    for path in folder.glob(f"*/*/{GUIDE_FILE}")
                }
            )
        )

    def find(self, name: str) -> Entry:
        """The entry for a round's name or path; NotFoundError if none or several fit."""
        path = Path(name).expanduser()
        if name.endswith((".yaml", ".yml")) or path.is_file():
            return Entry(self._id_of(path), path)
        wanted = name.strip("/").lower()
        entries = self.entries()
        exact = [e for e in entries if e.id == wanted]
        fits = exact or [e for e in entries if e.id.endswith("/" + wanted)]
        if len(fits) == 1:
            return fits[0]
        if fits:
            choices = ", ".join(entry.id for entry in fits)
            raise NotFoundError(f'round "{name}" fits several', remedy=f"say which: {choices}")
        near = _nearest(wanted, [entry.id for entry in entries])
        hint = f"did you mean {near}? " if near else ""
        raise NotFoundError(f'no round "{name}"', remedy=f"{hint}see `mockint rubric list`")

    def rubric(self, name: str) -> Rubric:
        """Find and read a rubric; RubricError with file:line where it breaks the schema."""
        return self.read(self.find(name))

    def read(self, entry: Entry) -> Rubric:
        """Read the rubric of an entry."""
        if entry.path not in self._rubrics:
            located = yaml_file.parse(yaml_file.read_text(entry.path), str(entry.path))
            rubric = yaml_file.load(Rubric, located)
            if entry.id and entry.id != rubric.id:
                raise RubricError(
                    f'has id "{rubric.id}" but lies at {entry.id}',
                    where=located.where(("id",)),
                    remedy="rename the file or the id",
                )
            _check_cues(rubric, located)
            self._rubrics[entry.path] = rubric
        return self._rubrics[entry.path]

    def guide(self, guide_id: str) -> Guide:
        """Read a guide by `company/role` or an unambiguous tail or head of it."""
        path = self._guide_path(guide_id)
        if path not in self._guides:
            located = yaml_file.parse(yaml_file.read_text(path), str(path))
            self._guides[path] = yaml_file.load(Guide, located)
        return self._guides[path]

    def guide_of(self, rubric: Rubric) -> Guide | None:
        """The guide that a rubric belongs to, or None where it stands alone."""
        try:
            return self.guide(rubric.guide_id)
        except NotFoundError:
            return None

    def rounds(self, guide_id: str) -> tuple[Entry, ...]:
        """The rounds of a guide, in its order."""
        guide = self.guide(guide_id)
        return tuple(self.find(f"{guide.id}/{name}") for name in guide.rounds)

    def _guide_path(self, guide_id: str) -> Path:
        wanted = guide_id.strip("/").lower()
        ids = self.guide_ids()
        fits = [one for one in ids if one == wanted] or [
            one for one in ids if one.startswith(wanted + "/") or one.endswith("/" + wanted)
        ]
        if len(fits) > 1:
            raise NotFoundError(
                f'guide "{guide_id}" fits several', remedy=f"say which: {', '.join(fits)}"
            )
        for folder in self._folders:
            path = folder / fits[0] / GUIDE_FILE if fits else None
            if path is not None and path.is_file():
                return path
        raise NotFoundError(f'no guide "{guide_id}"', remedy="see `mockint rubric list`")

    def _id_of(self, path: Path) -> str:
        for folder in self._folders:
            if path.resolve().is_relative_to(folder.resolve()):
                parts = path.resolve().relative_to(folder.resolve()).with_suffix("").parts
                return "/".join(parts)
        return ""


def _check_cues(rubric: Rubric, located: yaml_file.Located) -> None:
    """RubricError for a cue that names a class of words that there is not: a typing slip."""
    lists: list[tuple[yaml_file.Path_, tuple[str, ...]]] = []
    for place, signal in enumerate(rubric.signals):
        path = ("signals", place)
        lists += [((*path, "points", n), one.cues) for n, one in enumerate(signal.points)]
        lists += [((*path, "contrary", n), one.cues) for n, one in enumerate(signal.contrary)]
    lists += [(("red_flags", n), flag.cues) for n, flag in enumerate(rubric.red_flags)]
    for where, cues in lists:
        for number, cue in enumerate(cues):
            unknown = "<" in cue and {*_CLASS.findall(cue.lower())} - CUE_CLASSES
            if unknown:
                raise RubricError(
                    f'cue "{cue}" uses unknown class {min(unknown)}',
                    where=located.where((*where, "cues", number)),
                    remedy=f"known: {', '.join(sorted(CUE_CLASSES))}",
                )


def digest(rubric: Rubric) -> str:
    """SHA-256 of a rubric's content, independent of comments and layout (16 hex digits)."""
    canonical = json.dumps(as_json(rubric), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def as_json(rubric: Rubric) -> dict[str, Any]:
    """A rubric as plain JSON values, readable again by `Rubric.model_validate`."""
    return rubric.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _nearest(wanted: str, ids: list[str]) -> str:
    import difflib  # noqa: PLC0415 - only a wrong name needs it

    tails = {one.rsplit("/", 1)[1]: one for one in ids}
    close = difflib.get_close_matches(wanted.rsplit("/", 1)[-1], list(tails), n=1, cutoff=0.5)
    return tails[close[0]] if close else ""
