"""The ledger: what each signal of the round has shown so far. Never shown as a score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from ..domain.findings import Findings
from ..domain.rubric import Rubric


class Standing(StrEnum):
    """How far a signal has come in this interview."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    EVIDENCE = "evidence found"


@dataclass(frozen=True, slots=True)
class Entry:
    """One signal: its standing and the points seen so far."""

    signal: str
    standing: Standing = Standing.NOT_ASKED
    points: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ledger:
    """One entry per signal, in the rubric's order."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, rubric: Rubric) -> Ledger:
        """An empty ledger for a rubric."""
        return cls(tuple(Entry(signal.id) for signal in rubric.signals))

    def entry(self, signal: str) -> Entry:
        """The entry of a signal; KeyError if there is none."""
        for entry in self.entries:
            if entry.signal == signal:
                return entry
        raise KeyError(signal)

    def asked(self, signals: tuple[str, ...]) -> Ledger:
        """After a question that can elicit `signals` was asked."""
        return self._map(
            lambda e: (
                replace(e, standing=Standing.ASKED)
                if e.signal in signals and e.standing is Standing.NOT_ASKED
                else e
            )
        )

    def heard(self, findings: Findings) -> Ledger:
        """After an answer with these findings."""
        seen: dict[str, set[str]] = {}
        for found in findings.points:
            seen.setdefault(found.signal, set()).add(found.point)
        return self._map(
            lambda e: (
                replace(e, standing=Standing.EVIDENCE, points=e.points | frozenset(seen[e.signal]))
                if e.signal in seen
                else e
            )
        )

    def _map(self, change: Callable[[Entry], Entry]) -> Ledger:
        return Ledger(tuple(change(entry) for entry in self.entries))

    def criteria(self, rubric: Rubric) -> tuple[tuple[str, Standing], ...]:
        """(criterion text, standing): the best standing of the signals that cover it."""
        rank = list(Standing)
        rows = []
        for criterion in rubric.criteria:
            standings = [
                self.entry(signal.id).standing
                for signal in rubric.signals
                if criterion.id in signal.criteria
            ]
            rows.append((criterion.text, max(standings, key=rank.index)))
        return tuple(rows)
