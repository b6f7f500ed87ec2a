"""Runs every rule over rubric and guide files, and makes the fixes that are safe.

Reads files and, on request, writes them; the rules themselves do neither.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ...domain.guide import Guide
from ...errors import RubricError
from .. import yaml_edit, yaml_file
from ..library import GUIDE_FILE
from ..writing import write_file
from . import (
    anchors,
    cue_fires,
    cue_words,
    flags,
    guides,
    leftovers,
    origins,
    questions,
    sizes,
    structure,
    unlawful,
)
from .draft import Draft, Surroundings, read_draft
from .finding import Finding, Hit, Level, Rule
from .waivers import Waivers
from .wording import UNWRITTEN

RUBRIC_RULES: tuple[Rule[Draft], ...] = (
    *structure.RULES, *sizes.RULES, *anchors.RULES, *cue_words.RULES, *cue_fires.RULES,
    *questions.RULES, *unlawful.RULES, *flags.RULES, *leftovers.RULES, *origins.RULES,
    *guides.ROUND_RULES,
)  # fmt: skip
GUIDE_RULES: tuple[Rule[Draft], ...] = (
    structure.schema, structure.wrong_place, *guides.RULES, *unlawful.RULES,
    leftovers.unfilled_placeholder, leftovers.hidden_characters, leftovers.schema_line,
    *origins.RULES,
)  # fmt: skip
RULES: tuple[Rule[Draft], ...] = tuple(dict.fromkeys((*RUBRIC_RULES, *GUIDE_RULES)))
NOT_YAML = "not-yaml"
NOT_YAML_REASON = "A file that cannot be read as plain YAML holds no rubric."
_SCHEMA_LINE = re.compile(r"#\s*yaml-language-server:\s*\$schema=(\S+)")
_PASSES = 6
#: Rules that also look at what is still to be written; to others it says nothing yet.
_OF_DRAFTS = frozenset(
    {"schema", "unfilled-placeholder", "cue-unwritten", "unknown-id", "duplicate-id"}
)


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings of one file, in order of lines, and how many advices were answered in it."""

    file: str
    findings: tuple[Finding, ...]
    waived: int = 0

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.level is Level.ERROR for finding in self.findings)


def lint_file(path: Path, name: str | None = None) -> Linted:
    """The findings of one file. What cannot be read is a finding, not an exception."""
    shown = name or str(path)
    try:
        text = yaml_file.read_text(path, shown)
    except RubricError as problem:
        return Linted(shown, (_unreadable(problem, shown),))
    return lint_text(text, shown, surroundings(path, text))


def lint_text(text: str, name: str, around: Surroundings | None = None) -> Linted:
    """The findings of one text."""
    try:
        located = yaml_file.parse(text, name)
    except RubricError as problem:
        return Linted(name, (_unreadable(problem, name),))
    draft = read_draft(located, text, around or Surroundings(schema_found=True))
    is_guide = str(draft.raw("schema")).startswith("mockint/guide")
    rules = GUIDE_RULES if is_guide else RUBRIC_RULES
    found = [
        _finding(rule, hit, draft)
        for rule in rules
        for hit in rule.check(draft)
        if rule.id in _OF_DRAFTS or not _unwritten(draft.raw(*hit.path))
    ]
    waivers = Waivers(text)
    kept = [
        one for one in found if one.level is Level.ERROR or not waivers.answers(one.rule, one.line)
    ]
    kept.sort(key=lambda one: (one.line, one.level is Level.ADVICE, one.rule, one.message))
    return Linted(name, tuple(kept), len(found) - len(kept))


def fix_file(path: Path, name: str | None = None) -> int:
    """Make the safe fixes in `path`, written in one step; how many were made.

    RubricError where the file cannot be read.
    """
    shown = name or str(path)
    text = yaml_file.read_text(path, shown)
    fixed, made = fix_text(text, shown, surroundings(path, text))
    if made:
        write_file(path, fixed)
    return made


def fix_text(text: str, name: str, around: Surroundings | None = None) -> tuple[str, int]:
    """(`text` with the safe fixes made, how many were made)."""
    total = 0
    for _ in range(_PASSES):
        edits: dict[object, yaml_edit.Edit] = {}
        for finding in lint_text(text, name, around).findings:
            if finding.fix is not None:
                edits.setdefault((finding.fix.path, finding.fix.action), finding.fix)
        # From the end to the start: removing an item moves those after it.
        last_first = sorted(edits.values(), key=lambda e: tuple(map(_order, e.path)), reverse=True)
        text, made = yaml_edit.apply(text, last_first, name)
        total += made
        if not made:
            break
        if any(edit.action == "top" for edit in last_first):
            around = _with_schema_line(around)
    return text, total


def surroundings(path: Path, text: str) -> Surroundings:
    """What lies around the file at `path`: its guide, its rounds, its schema."""
    folder = path.resolve().parent
    guide_file = folder / GUIDE_FILE
    beside = guide_file.is_file()
    place = "/".join((*folder.parts[-2:], path.stem)) if beside else ""
    if path.name == GUIDE_FILE:
        place = "/".join(folder.parts[-2:])
    kind = "guide" if path.name == GUIDE_FILE else "rubric"
    named = _SCHEMA_LINE.search(text.split("\n", 1)[0])
    near = _schema_near(folder, kind)
    return Surroundings(
        place=place,
        guide=_guide(guide_file) if beside and path.name != GUIDE_FILE else None,
        rounds=_rounds(folder) if path.name == GUIDE_FILE else {},
        schema_line=f"# yaml-language-server: $schema={near}" if near else "",
        schema_found=_schema_exists(folder, named[1]) if named else None,
    )


def files_below(folder: Path) -> Iterator[Path]:
    """Rubric and guide files below a folder, sorted: YAML files that name such a schema."""
    for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.yml"))):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        try:
            head = path.open("rb").read(4096)
        except OSError:
            continue
        if b"mockint/" in head:
            yield path


def count(linted: Iterable[Linted], level: Level) -> int:
    """How many findings of a level there are."""
    return sum(one.level is level for file in linted for one in file.findings)


def _finding(rule: Rule[Draft], hit: Hit, draft: Draft) -> Finding:
    where = draft.located.where(hit.path)
    line = hit.line or int(where.rsplit(":", 1)[1])
    return Finding(
        draft.located.name, line, rule.id, rule.level, hit.message, rule.reason, hit.path, hit.fix
    )


def _unwritten(value: object) -> bool:
    if isinstance(value, list):
        return any(_unwritten(one) for one in value if isinstance(one, str))
    return isinstance(value, str) and bool(UNWRITTEN.search(value))


def _unreadable(problem: RubricError, name: str) -> Finding:
    tail = problem.where.rsplit(":", 1)[-1]
    line = int(tail) if tail.isdigit() and problem.where != name else 1
    return Finding(name, line, NOT_YAML, Level.ERROR, problem.what, NOT_YAML_REASON)


def _guide(path: Path) -> Guide | None:
    try:
        return yaml_file.load(Guide, yaml_file.parse(yaml_file.read_text(path), str(path)))
    except RubricError:
        return None


def _rounds(folder: Path) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == GUIDE_FILE:
            continue
        try:
            head = yaml_file.read_text(path)[:4000]
        except RubricError:
            head = ""
        number = re.search(r"^round:\s*(\d+)", head, re.MULTILINE)
        found[path.stem] = int(number[1]) if number else None
    return found


def _schema_near(folder: Path, kind: str) -> str:
    """The relative path from `folder` to a schema file above it, "" where there is none."""
    for above in (folder, *folder.parents[:6]):
        for place in (
            above / f"{kind}.schema.json",
            above / "docs" / "schema" / f"{kind}.schema.json",
        ):
            if place.is_file():
                return Path(os.path.relpath(place, folder)).as_posix()
    return ""


def _schema_exists(folder: Path, named: str) -> bool:
    return "://" in named or (folder / named).is_file()


def _with_schema_line(around: Surroundings | None) -> Surroundings | None:
    return replace(around, schema_found=True) if around is not None else None


def _order(step: str | int) -> tuple[int, str]:
    return (step, "") if isinstance(step, int) else (0, step)
