"""Two runs side by side: what moved, and whether they may be compared at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ..domain.result import Result
from ..domain.scorecard import Provenance
from .cohort import LADDER
from .markdown import escape

#: Fields of the provenance that must be equal for scorecards to be comparable.
_FIELDS = ("mockint", "rubric_digest", "engine", "model", "method", "prompts", "samples", "seed",
           "calibration")  # fmt: skip
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Moved:
    """A transcript whose recommendation or whose levels differ; `levels`: (signal, A, B)."""

    source: str
    before: str
    after: str
    score_before: float | None
    score_after: float | None
    levels: tuple[tuple[str, str, str], ...]

    @property
    def recommendation_moved(self) -> bool:
        """True where the recommendations differ."""
        return self.before != self.after


@dataclass(slots=True)
class SignalMove:
    """One signal over all transcripts that both runs have."""

    same: int = 0
    up: int = 0
    down: int = 0
    status: int = 0
    shift: int = 0

    @property
    def mean_shift(self) -> float | None:
        """Mean of B's level minus A's over those that have both; None without any."""
        both = self.same + self.up + self.down
        return self.shift / both if both else None


@dataclass(slots=True)
class Comparison:
    """What moved from run A to run B."""

    both: int = 0
    only_a: list[str] = field(default_factory=list)
    only_b: list[str] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    signals: dict[str, SignalMove] = field(default_factory=dict)
    differences: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)

    @property
    def comparable(self) -> bool:
        """True where the provenance of both runs is the same."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class _Brief:
    """What of a row a comparison needs."""

    outcome: str
    score: float | None
    levels: dict[str, str]


def compare(a: Iterable[Result], b: Iterable[Result]) -> Comparison:
    """What moved from `a` to `b`, transcripts matched by their source.

    One that is known by another path is matched by its file's name, where no other
    transcript of either run has that name.
    """
    seen_a, seen_b = _Provenances(), _Provenances()
    before = {result.source: _brief(result, seen_a) for result in a}
    after = {result.source: _brief(result, seen_b) for result in b}
    out = Comparison()
    for here, there in _pairs(before, after).items():
        out.both += 1
        _compare_one(out, there, before.pop(here), after.pop(there))
    out.only_a, out.only_b = list(before), list(after)
    out.differences = seen_a.differences(seen_b)
    return out


def _pairs(before: dict[str, _Brief], after: dict[str, _Brief]) -> dict[str, str]:
    """Sources in A by their source in B."""
    pairs = {source: source for source in before if source in after}
    left = _by_name(source for source in before if source not in pairs)
    right = _by_name(source for source in after if source not in pairs)
    for name, sources in left.items():
        if len(sources) == len(right.get(name, ())) == 1:
            pairs[sources[0]] = right[name][0]
    return pairs


def _by_name(sources: Iterable[str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for source in sources:
        names.setdefault(PurePath(source).name, []).append(source)
    return names


def comparison_json(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON."""
    return {
        "schema": "mockint/comparison@1",
        "both": found.both,
        "only_a": found.only_a,
        "only_b": found.only_b,
        "comparable": found.comparable,
        "provenance": {k: {"a": a, "b": b} for k, (a, b) in found.differences.items()},
        "recommendations_moved": sum(one.recommendation_moved for one in found.moved),
        "signals": {
            name: {"same": s.same, "up": s.up, "down": s.down, "status_changed": s.status,
                   "mean_shift": None if s.mean_shift is None else round(s.mean_shift, 4)}
            for name, s in found.signals.items()
        },
        "moved": [
            {"transcript": one.source, "a": one.before, "b": one.after,
             "score_a": one.score_before, "score_b": one.score_after,
             "levels": [{"signal": s, "a": a, "b": b} for s, a, b in one.levels]}
            for one in found.moved
        ],
    }  # fmt: skip


def comparison_markdown(found: Comparison, a: str, b: str) -> str:
    """The comparison for people; the first so many that moved by name."""
    lines = [f"# {escape(a)} against {escape(b)}", "", f"{found.both} transcripts in both."]
    for names, where in ((found.only_a, a), (found.only_b, b)):
        if names:
            lines.append(f"{len(names)} only in {escape(where)}: {_few(names)}.")
    if not found.comparable:
        lines += ["", "**Warning: the provenance differs, so that what moved may be due to it.**"]
        lines += ["", "| | A | B |", "| --- | --- | --- |"]
        for name, (one, other) in found.differences.items():
            lines.append(f"| {name} | {escape(_few(one))} | {escape(_few(other))} |")
    lines += ["", "## Signals", "", "| signal | same | up | down | mean shift | other changes |",
              "| --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for name, s in found.signals.items():
        shift = "" if s.mean_shift is None else f"{s.mean_shift:+.2f}"
        lines.append(f"| {escape(name)} | {s.same} | {s.up} | {s.down} | {shift} | {s.status} |")
    return "\n".join([*lines, *_moved_lines(found)]) + "\n"


def _moved_lines(found: Comparison) -> list[str]:
    moved = [one for one in found.moved if one.recommendation_moved]
    lines = ["", "## Recommendations that moved", ""]
    if not moved:
        return [*lines, "None."]
    moves = Counter((one.before, one.after) for one in moved)
    lines += [f"- {count} × {_label(a)} to {_label(b)}" for (a, b), count in moves.most_common()]
    lines.append("")
    for one in moved[:_SHOWN]:
        levels = ", ".join(f"{escape(s)} {x} to {y}" for s, x, y in one.levels)
        lines.append(f"- {escape(one.source)}: {_label(one.before)} to {_label(one.after)}"
                     f" ({levels})")  # fmt: skip
    if len(moved) > _SHOWN:
        lines.append(f"- and {len(moved) - _SHOWN} more; `--format json` has them all")
    return lines


def differences(a: Provenance, b: Provenance) -> dict[str, tuple[str, str]]:
    """Fields of the provenance that differ between two scorecards, with both values.

    Where there is any, what moved between the two may be due to it.
    """
    one, other = _Provenances(), _Provenances()
    one.take(a)
    other.take(b)
    found = one.differences(other)
    return {name: (mine[0], theirs[0]) for name, (mine, theirs) in found.items()}


class _Provenances:
    """The values of each field that were seen in a run."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, None]] = {name: {} for name in _FIELDS}

    def take(self, provenance: Provenance) -> None:
        for name in _FIELDS:
            value = getattr(provenance, name)
            shown = ", ".join(f"{k} {v}" for k, v in value.items()) if name == "prompts" else value
            self._values[name][str(shown)] = None

    def differences(self, other: _Provenances) -> dict[str, tuple[list[str], list[str]]]:
        return {
            name: (list(mine), list(other._values[name]))
            for name, mine in self._values.items()
            if mine.keys() != other._values[name].keys() or len(mine) > 1
        }


def _brief(result: Result, provenances: _Provenances) -> _Brief:
    card = result.card
    if card is None:
        return _Brief(f"not graded: {result.ungraded}", None, {})
    provenances.take(card.provenance)
    levels = {v.id: v.status.value if v.level is None else str(v.level) for v in card.signals}
    return _Brief(card.recommendation.value, card.score, levels)


def _compare_one(out: Comparison, source: str, a: _Brief, b: _Brief) -> None:
    changed = []
    for name in [*a.levels, *[n for n in b.levels if n not in a.levels]]:
        one, other = a.levels.get(name, "absent"), b.levels.get(name, "absent")
        move = out.signals.setdefault(name, SignalMove())
        if one.isdecimal() and other.isdecimal():
            shift = int(other) - int(one)
            move.shift += shift
            move.up += shift > 0
            move.down += shift < 0
            move.same += shift == 0
        elif one != other:
            move.status += 1
        if one != other:
            changed.append((name, one, other))
    if changed or a.outcome != b.outcome:
        out.moved.append(Moved(source, a.outcome, b.outcome, a.score, b.score, tuple(changed)))


def _label(outcome: str) -> str:
    known = {one.value: one.label for one in LADDER}
    return known.get(outcome, escape(outcome))


def _few(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
