"""Two rubrics compared by what they say, part by part, and not by their layout.

Parts are matched by id; a part whose id changed shows as removed and added. Which
gradings move is for whoever has a judge to find out: `movements` compares scorecards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..domain.rubric import Rubric
from ..domain.scorecard import Scorecard, Verdict

Change = Literal["added", "removed", "changed", "moved"]
#: Lists of parts within a signal or a question.
_INNER = ("points", "contrary", "probes", "follow_ups", "constraints", "slots")
#: Lists of parts with ids, in the order in which they are told.
_LISTS = ("criteria", "signals", "questions", "red_flags")
_ONE = {
    "criteria": "criterion", "signals": "signal", "questions": "question", "red_flags": "red flag",
    "points": "point", "contrary": "contrary", "probes": "probe", "follow_ups": "follow-up",
    "slots": "slot", "constraints": "constraint",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: `where` names the part (`signal a / point b`), `field` what of it."""

    change: Change
    where: str
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """A signal (or, with signal "", the round) that another rubric grades differently."""

    transcript: str
    signal: str
    before: str
    after: str


def differences(before: Rubric, after: Rubric) -> tuple[Difference, ...]:
    """What changed from `before` to `after`; ids and origins of plain fields aside."""
    one, other = (rubric.model_dump(mode="json", by_alias=True) for rubric in (before, after))
    found = list(_fields(one, other, ""))
    for name in _LISTS:
        found += _parts(one[name], other[name], name, "")
    return tuple(found)


def movements(
    pairs: Sequence[tuple[str, Scorecard, Scorecard]],
) -> tuple[Movement, ...]:
    """Levels, recommendations and red flags that differ: (transcript, before, after) each."""
    found: list[Movement] = []
    for name, before, after in pairs:
        first = {verdict.id: _level(verdict) for verdict in before.signals}
        second = {verdict.id: _level(verdict) for verdict in after.signals}
        for signal in dict.fromkeys((*first, *second)):
            was, now = first.get(signal, "absent"), second.get(signal, "absent")
            if was != now:
                found.append(Movement(name, signal, was, now))
        flags = [{f.id for f in card.red_flags if f.found} for card in (before, after)]
        found += [
            Movement(name, f"red flag {f}", "found", "not found")
            for f in sorted(flags[0] - flags[1])
        ]
        found += [
            Movement(name, f"red flag {f}", "not found", "found")
            for f in sorted(flags[1] - flags[0])
        ]
        sides = [f"{c.recommendation.label} ({_score(c)})" for c in (before, after)]
        if sides[0] != sides[1]:
            found.append(Movement(name, "", sides[0], sides[1]))
    return tuple(found)


def _parts(
    before: Sequence[Any], after: Sequence[Any], name: str, owner: str
) -> Iterator[Difference]:
    key = "name" if name == "slots" else "id"
    first = {part[key]: part for part in before}
    second = {part[key]: part for part in after}
    for one, part in first.items():
        if one not in second:
            yield Difference("removed", _where(owner, name, one), before=_text(part))
    for one, part in second.items():
        where = _where(owner, name, one)
        if one not in first:
            yield Difference("added", where, after=_text(part))
            continue
        yield from _fields(first[one], part, where)
        for inner in _inner(first[one], part):
            yield from _parts(first[one].get(inner) or [], part.get(inner) or [], inner, where)
    common = [one for one in first if one in second]
    if common != [one for one in second if one in first]:
        where = f"{owner} / {name}" if owner else name
        yield Difference("moved", where, before=", ".join(first), after=", ".join(second))


def _inner(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in _INNER if one.get(name) or other.get(name)]


def _fields(one: Mapping[str, Any], other: Mapping[str, Any], where: str) -> Iterator[Difference]:
    skipped = {*_LISTS, *_INNER, "origins", "schema"}
    if where.startswith("question"):
        skipped.discard("signals")
    if where.startswith(("signal", "red flag")):
        skipped -= {"criteria", "signals"}
    for field in dict.fromkeys((*one, *other)):
        was, now = one.get(field), other.get(field)
        if field in skipped or was == now:
            continue
        if field == "anchors":
            yield from _fields(was or {}, now or {}, f"{where} / anchor")
        elif isinstance(was, list) and isinstance(now, list) and _plain(was) and _plain(now):
            yield from _members(was, now, where, field)
        else:
            yield Difference("changed", where, field, _told(was), _told(now))


def _members(was: list[Any], now: list[Any], where: str, field: str) -> Iterator[Difference]:
    gone = [str(one) for one in was if one not in now]
    new = [str(one) for one in now if one not in was]
    for one in gone:
        yield Difference("removed", where, field, before=one)
    for one in new:
        yield Difference("added", where, field, after=one)
    if not gone and not new:
        yield Difference("moved", where, field, ", ".join(map(str, was)), ", ".join(map(str, now)))


def _plain(values: list[Any]) -> bool:
    return not any(isinstance(value, dict) for value in values)


def _where(owner: str, name: str, one: str) -> str:
    return f"{owner} / {_ONE[name]} {one}" if owner else f"{_ONE[name]} {one}"


def _text(part: Mapping[str, Any]) -> str:
    return str(part.get("text") or part.get("placeholder") or "")


def _told(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _level(verdict: Verdict) -> str:
    return verdict.status.value if verdict.level is None else f"level {verdict.level}"


def _score(card: Scorecard) -> str:
    return "no score" if card.score is None else f"{card.score:.2f}"
