"""Two scorecards side by side: their levels, and whether they may be compared at all.

Nothing is computed but what differs; where the provenance differs, that stands on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer

from ..reports.compare import differences
from .levels import Manner, boxes, level_words, score_words
from .phrases import count
from .prose import Cell, Hung, Plain, Row, Sheet, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content

    from ..domain.scorecard import Scorecard, Verdict

_FIELDS = {
    "mockint": "version of mockint",
    "rubric_digest": "rubric",
    "calibration": "calibration",
}
WIDTH = 28


class CompareScreen(Screen[None]):
    """An earlier scorecard A and a later one B, each with the words for when it was."""

    CSS_PATH = "compare.tcss"
    AUTO_FOCUS = "#compared"
    HELP = "Levels of two sessions beside each other. Where they were not made alike, it says so."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", id="compare.back"),
        Binding("down,j", "line(1)", "Down", show=False),
        Binding("up,k", "line(-1)", "Up", show=False),
        Binding("g,home", "end(-1)", "Start", show=False),
        Binding("G,shift+g,end", "end(1)", "End", show=False),
    ]

    def __init__(
        self, a: Scorecard, b: Scorecard, when: tuple[str, str], manner: Manner | None = None
    ) -> None:
        super().__init__()
        self.a, self.b = a, b
        self._when = when
        self._manner = manner or Manner()

    def compose(self) -> ComposeResult:
        """Title, warning, table, keys."""
        yield Plain(words(("Comparison", "bold")), id="compare-title")
        with VerticalScroll(id="compared"):
            yield Plain(Sheet(self._warning()), id="compare-warning")
            for row in self._table():
                yield Plain(row)
        yield Footer(compact=True)

    # -- whether they may be compared -------------------------------------------

    def _warning(self) -> Iterator[Content | Hung]:
        found = differences(self.a.provenance, self.b.provenance)
        if self.a.rubric != self.b.rubric:
            found = {"round": (self.a.rubric, self.b.rubric)} | found
        if not found:
            yield words(("Both were graded in the same way. ", ""), ("A then B.", "$text-muted"))
            return
        yield words(
            ("! Not made alike. ", "bold $text-warning"),
            "What moved may be due to this, and not to you:",
        )
        for name, (one, other) in found.items():
            told = _FIELDS.get(name, name)
            yield Hung(plain("  "), plain(f"{told}: {one or 'none'} → {other or 'none'}"), 2)

    # -- the table --------------------------------------------------------------

    def _table(self) -> Iterator[Content | Row]:
        yield plain("")
        yield _row(
            *(words((f"{name}  {at}", "bold")) for name, at in zip("AB", self._when, strict=True))
        )
        yield _row(*(words((card.recommendation.label, "bold")) for card in (self.a, self.b)))
        means = (score_words(card.score, self._manner, " of 4") for card in (self.a, self.b))
        yield _row(*map(plain, means))
        yield plain("")
        yield words(("Signals", "bold $text-primary"))
        yield from self._signals()
        yield words(("Criteria", "bold $text-primary"))
        yield from self._criteria()

    def _signals(self) -> Iterator[Content | Row]:
        mine = {one.id: one for one in self.a.signals}
        theirs = {one.id: one for one in self.b.signals}
        moved = 0
        for name in mine | theirs:
            one, other = mine.get(name), theirs.get(name)
            moved += _moved(one, other)
            yield plain((theirs.get(name) or mine[name]).text)
            yield _row(self._level(one), self._level(other), _arrow(one, other))
        yield words((f"{count(moved, 'signal')} moved", "$text-muted"))
        yield plain("")

    def _level(self, verdict: Verdict | None) -> Content:
        if verdict is None:
            return words(("not in it", "$text-muted"))
        if verdict.level is None:
            return words((verdict.status.value.replace("_", " "), "$text-muted"))
        return words(boxes(verdict.level, self._manner), level_words(verdict.level, self._manner))

    def _criteria(self) -> Iterator[Content | Row]:
        mine = {one.id: one for one in self.a.criteria}
        theirs = {one.id: one for one in self.b.criteria}
        for name in mine | theirs:
            pair = (mine.get(name), theirs.get(name))
            scores = (score_words(one.score if one else None, self._manner) for one in pair)
            yield plain((theirs.get(name) or mine[name]).text)
            yield _row(*map(plain, scores))

    def action_line(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#compared").scroll_relative(y=by, animate=False)

    def action_end(self, way: int) -> None:
        """Scroll to the start or the end."""
        box = self.query_one("#compared")
        box.scroll_to(y=0 if way < 0 else box.max_scroll_y, animate=False)


def _row(a: Content, b: Content, mark: Content | None = None) -> Row:
    return Row(Cell(plain(""), 2), Cell(a, WIDTH), Cell(b, WIDTH), Cell(mark or plain("")), gap=1)


def _moved(a: Verdict | None, b: Verdict | None) -> bool:
    return (a and (a.level, a.status)) != (b and (b.level, b.status))


def _arrow(a: Verdict | None, b: Verdict | None) -> Content:
    """Whether it went up or down, in a word as well as in colour."""
    if a is None or b is None or a.level is None or b.level is None or a.level == b.level:
        return plain("")
    if b.level > a.level:
        return words(("↑ up", "bold $text-success"))
    return words(("↓ down", "bold $text-error"))
