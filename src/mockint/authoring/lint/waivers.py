"""Answers to advice, written into the file: `# lint-ok: rule-id because …`.

A waiver stands on the line of the finding, or as a comment above it: then it holds for
the item below the comment, with all that is indented under it. Errors cannot be waived.
"""

from __future__ import annotations

import re

_WAIVER = re.compile(r"#\s*lint-ok:\s*([a-z-]+(?:\s*,\s*[a-z-]+)*)")


class Waivers:
    """Which rules are answered on which lines of a file."""

    def __init__(self, text: str) -> None:
        self._by_line: dict[int, frozenset[str]] = {}
        above: frozenset[str] = frozenset()
        # Waivers that hold for an item: its indent, its rules.
        items: list[tuple[int, frozenset[str]]] = []
        for number, line in enumerate(text.split("\n"), start=1):
            found = _WAIVER.search(line)
            mine = frozenset(re.split(r"\s*,\s*", found[1])) if found else frozenset[str]()
            if line.lstrip().startswith("#"):
                above |= mine
                continue
            if not line.strip():
                continue
            indent = len(line) - len(line.lstrip())
            items = [item for item in items if item[0] < indent]
            items += [(indent, above)] if above else []
            above = frozenset()
            if mine or items:
                self._by_line[number] = mine.union(*(rules for _, rules in items))

    def answers(self, rule: str, line: int) -> bool:
        """True if `rule` is answered on `line`."""
        return rule in self._by_line.get(line, frozenset())
