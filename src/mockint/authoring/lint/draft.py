"""A rubric or guide file as lint sees it: read as far as it can be read.

One broken signal must not hide what is wrong with the others, so every part is read by
itself; what breaks the schema is left out here and told by the structure rules. This
module reads no files and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from ...domain.guide import Guide
from ...domain.rubric import Criterion, Probe, Question, RedFlag, Rubric, Signal, Tip
from ..draft import DraftRubric
from ..yaml_file import Located, Path_

M = TypeVar("M", bound=BaseModel)
#: The key with which importing marks an item that nobody has accepted yet.
PROPOSED = "proposed"
#: Fields whose text is for people or for matching, not an id or a setting.
_PROSE = frozenset(
    "text title summary description interviewer hint weight_reason 1 2 3 4 detail group".split()
)


@dataclass(frozen=True, slots=True)
class Part(Generic[M]):
    """A part that could be read, and where it stands in the data."""

    path: Path_
    value: M


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lint knows of a file beside its text.

    `place` is the id that its place gives it (`company/role/round`), "" for a file that
    stands alone; `guide` the guide beside it; `rounds` the rubrics beside a guide by
    name; `schema_line` the line that an editor wants on top, "" where no schema is near;
    `schema_found` whether the schema that the file names exists, None if it names none.
    """

    place: str = ""
    guide: Guide | None = None
    rounds: Mapping[str, int | None] = field(default_factory=dict)
    schema_line: str = ""
    schema_found: bool | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A file with its parts. `rubric` is the whole of it where nothing breaks the schema."""

    located: Located
    text: str
    around: Surroundings
    problems: tuple[tuple[Path_, str], ...] = ()
    rubric: Rubric | None = None
    guide: Guide | None = None
    criteria: tuple[Part[Criterion], ...] = ()
    signals: tuple[Part[Signal], ...] = ()
    questions: tuple[Part[Question], ...] = ()
    flags: tuple[Part[RedFlag], ...] = ()
    tips: tuple[Part[Tip], ...] = ()
    #: The file as what importing made of a page, where it still says `draft: true`.
    unfinished: DraftRubric | None = None

    def raw(self, *path: str | int) -> Any:
        """The plain value at `path`, None where there is nothing."""
        value = self.located.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def items(self, name: str) -> Iterator[tuple[Path_, dict[str, Any]]]:
        """The mappings in the list called `name`, each with its path."""
        found = self.raw(name)
        for index, item in enumerate(found if isinstance(found, list) else []):
            if isinstance(item, dict):
                yield (name, index), item

    def probes(self) -> Iterator[Part[Probe]]:
        """Every follow-up: the probes of signals, then those of questions."""
        for signal in self.signals:
            for index, probe in enumerate(signal.value.probes):
                yield Part((*signal.path, "probes", index), probe)
        for question in self.questions:
            for index, probe in enumerate(question.value.follow_ups):
                yield Part((*question.path, "follow_ups", index), probe)

    def prose(self) -> Iterator[tuple[Path_, str]]:
        """Every text for people, read or not, with its path."""
        yield from _prose(self.located.data, ())


def read_draft(located: Located, text: str, around: Surroundings) -> Draft:
    """The draft of a parsed file: a guide if its schema says so, else a rubric."""
    data = located.data if isinstance(located.data, dict) else {}
    if str(data.get("schema", "")).startswith("mockint/guide"):
        guide, problems = _read(Guide, located.data)
        return Draft(located, text, around, problems, guide=guide)
    rubric, problems = _read(Rubric, located.data)
    return Draft(
        located,
        text,
        around,
        problems,
        rubric=rubric,
        criteria=tuple(_parts(Criterion, data, "criteria")),
        signals=tuple(_parts(Signal, data, "signals")),
        questions=tuple(_parts(Question, data, "questions")),
        flags=tuple(_parts(RedFlag, data, "red_flags")),
        tips=tuple(_parts(Tip, data, "tips")),
        unfinished=_read(DraftRubric, located.data)[0] if "draft" in data else None,
    )


def _read(model: type[M], data: Any) -> tuple[M | None, tuple[tuple[Path_, str], ...]]:
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        return None, tuple(_problem(one) for one in error.errors(include_url=False))


def _problem(error: Any) -> tuple[Path_, str]:
    path: Path_ = tuple(error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "is not a known key here"
    elif error["type"] == "missing":
        message = "is missing"
    return path, message


def _parts(model: type[M], data: dict[str, Any], name: str) -> Iterator[Part[M]]:
    items = data.get(name)
    for index, item in enumerate(items if isinstance(items, list) else []):
        value, _ = _read(model, _accepted(item))
        if value is not None:
            yield Part((name, index), value)


def _accepted(item: Any) -> Any:
    """The item as it will be once it is accepted, so that it can be checked before."""
    if isinstance(item, dict) and PROPOSED in item:
        return {key: inner for key, inner in item.items() if key != PROPOSED}
    return item


def _prose(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key in _PROSE:
                yield (*path, key), inner
            elif key != "cues":
                yield from _prose(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _prose(inner, (*path, index))
