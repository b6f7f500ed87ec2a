"""Structure: what breaks the schema, and names that lead nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from ...domain.guide import Guide
from ...domain.rubric import Rubric
from ..draft import lacking
from ..yaml_file import Path_
from .draft import PROPOSED, Draft
from .finding import Hit, Rule, error

#: (list, field in it, list whose ids it names)
_REFERENCES = (
    ("signals", "criteria", "criteria"),
    ("questions", "signals", "signals"),
    ("red_flags", "signals", "signals"),
)
_ONE = {"criteria": "criterion", "signals": "signal", "questions": "question"}


@error("schema", "A file that breaks the schema cannot be interviewed with or graded against.")
def schema(draft: Draft) -> Iterator[Hit]:
    """Fields that are missing, unknown or of the wrong form."""
    if draft.unfinished is not None:
        return
    known = _fields(draft) | {"schema"}
    for path, message in draft.problems:
        field = ".".join(str(step) for step in path if not isinstance(step, int))
        if not path:
            if not any(_structural(draft)):
                yield Hit((), message)
            continue
        if path[-1] == PROPOSED:
            yield Hit(path, "is proposed: delete this line to accept the item, or the item itself")
            continue
        near = _near(str(path[-1]), known) if message.startswith("is not a known key") else ""
        yield Hit(path, f"{field}: {message}{near}")


@error("to-write", "A draft is neither interviewed with nor graded against until it is whole.")
def to_write(draft: Draft) -> Iterator[Hit]:
    """What a draft that was read from a page still lacks, and what is proposed in it."""
    if draft.unfinished is None:
        return
    found = [Hit(path, what) for path, what in lacking(draft.unfinished)]
    yield from found or [Hit(("draft",), "is whole: delete the line `draft: true`")]


@error("unknown-id", "A name that leads nowhere means that what it should tie together is not.")
def unknown_id(draft: Draft) -> Iterator[Hit]:
    """References to ids that the file does not have."""
    yield from _unknown(draft)


@error("duplicate-id", "Ids tie levels, evidence and follow-ups together, so each stands once.")
def duplicate_id(draft: Draft) -> Iterator[Hit]:
    """Ids that stand twice among things of one kind."""
    yield from _duplicates(draft)


@error(
    "signal-never-asked", "What no question can elicit is never shown, so it never gets a level."
)
def signal_never_asked(draft: Draft) -> Iterator[Hit]:
    """Signals that no question lists."""
    if draft.unfinished is None:
        yield from _never_asked(draft)


@error(
    "criterion-without-signal", "A criterion is scored from its signals; without one it has none."
)
def criterion_without_signal(draft: Draft) -> Iterator[Hit]:
    """Criteria that no signal covers."""
    if draft.unfinished is None:
        yield from _uncovered(draft)


@error("wrong-place", "Rounds are found by their place, company/role/round, which is their id.")
def wrong_place(draft: Draft) -> Iterator[Hit]:
    """An id that is not where the file lies."""
    named = draft.raw("id")
    if draft.around.place and isinstance(named, str) and named != draft.around.place:
        yield Hit(("id",), f'the id is "{named}", but the file lies at {draft.around.place}')


def _structural(draft: Draft) -> Iterator[Hit]:
    if draft.guide is None:
        for check in (_unknown, _duplicates, _never_asked, _uncovered):
            yield from check(draft)


def _unknown(draft: Draft) -> Iterator[Hit]:
    for owner, field, target in _REFERENCES:
        known = set(_ids(draft.items(target)))
        for path, item in draft.items(owner):
            named = item.get(field)
            for index, one in enumerate(named if isinstance(named, list) else []):
                if isinstance(one, str) and one not in known:
                    yield Hit(
                        (*path, field, index),
                        f'names the {_ONE[target]} "{one}", which is not in this file'
                        + _near(one, known),
                    )
    yield from _unknown_points(draft)


def _unknown_points(draft: Draft) -> Iterator[Hit]:
    for path, signal in draft.items("signals"):
        known = set(_ids(_inner(path, signal, "points")))
        for inner, probe in _inner(path, signal, "probes"):
            point = probe.get("point")
            if isinstance(point, str) and point not in known:
                yield Hit(
                    (*inner, "point"),
                    f'aims at the point "{point}", which its signal does not have'
                    + _near(point, known),
                )


def _duplicates(draft: Draft) -> Iterator[Hit]:
    for name in ("criteria", "signals", "questions", "red_flags"):
        yield from _twice(draft.items(name), name)
    for path, signal in draft.items("signals"):
        for name in ("points", "contrary", "probes"):
            yield from _twice(_inner(path, signal, name), f"{name} of this signal")


def _twice(items: Iterable[tuple[Path_, dict[str, Any]]], among: str) -> Iterator[Hit]:
    seen: set[str] = set()
    for path, item in items:
        one = item.get("id")
        if isinstance(one, str) and one in seen:
            yield Hit((*path, "id"), f'the id "{one}" stands twice among the {among}')
        seen.add(str(one))


def _never_asked(draft: Draft) -> Iterator[Hit]:
    asked = _named(draft, "questions", "signals")
    for path, signal in draft.items("signals"):
        one = signal.get("id")
        if isinstance(one, str) and one not in asked:
            yield Hit((*path, "id"), f'no question can elicit the signal "{one}"')


def _uncovered(draft: Draft) -> Iterator[Hit]:
    covered = _named(draft, "signals", "criteria")
    for path, criterion in draft.items("criteria"):
        one = criterion.get("id")
        if isinstance(one, str) and one not in covered:
            yield Hit((*path, "id"), f'no signal covers the criterion "{one}"')


def _named(draft: Draft, owner: str, field: str) -> set[str]:
    lists = [item.get(field) for _, item in draft.items(owner)]
    return {str(one) for names in lists if isinstance(names, list) for one in names}


def _inner(path: Path_, item: dict[str, Any], name: str) -> Iterator[tuple[Path_, dict[str, Any]]]:
    found = item.get(name)
    for index, one in enumerate(found if isinstance(found, list) else []):
        if isinstance(one, dict):
            yield (*path, name, index), one


def _ids(items: Iterable[tuple[Path_, dict[str, Any]]]) -> Iterator[str]:
    for _, item in items:
        if isinstance(item.get("id"), str):
            yield item["id"]


def _fields(draft: Draft) -> set[str]:
    model = Guide if str(draft.raw("schema")).startswith("mockint/guide") else Rubric
    names: set[str] = set()
    for definition in model.model_json_schema()["$defs"].values():
        names |= set(definition.get("properties", {}))
    return names | set(model.model_json_schema()["properties"])


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


RULES: tuple[Rule[Draft], ...] = (
    schema, to_write, unknown_id, duplicate_id, signal_never_asked, criterion_without_signal,
    wrong_place,
)  # fmt: skip
