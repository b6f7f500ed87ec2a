"""Live coverage: how far each criterion has come, and which question it is.

It is practice: a real interviewer shows nothing of the kind, so it says so, and it can
be hidden. It shows standings, never levels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import VerticalScroll

from ..interview.ledger import Standing
from .prose import Hung, Plain, Sheet, bullet, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.content import Content

    from ..interview.conductor import Conductor
    from ..interview.ledger import Ledger
    from .app import MockintApp

MARKS = {
    Standing.NOT_ASKED: ("○", "$text-muted"),
    Standing.ASKED: ("◐", "$text-primary"),
    Standing.EVIDENCE: ("●", "$text-success"),
}


def covered(conductor: Conductor) -> tuple[int, int]:
    """(criteria with evidence, all criteria)."""
    rows = conductor.state.ledger.criteria(conductor.state.rubric)
    return sum(standing is Standing.EVIDENCE for _, standing in rows), len(rows)


class CoveragePanel(VerticalScroll, can_focus=False):
    """Criteria with their standing."""

    _shown: tuple[int, Ledger] | None = None

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield Plain(id="coverage-text")

    def show(self, conductor: Conductor) -> None:
        """Show how things stand now, if they stand otherwise than before."""
        state = conductor.state
        now = (state.position, state.ledger)
        if now == self._shown:
            return
        self._shown = now
        self.query_one("#coverage-text", Plain).show(Sheet(self._rows(conductor)))

    def _rows(self, conductor: Conductor) -> Iterable[Content | Hung]:
        state = conductor.state
        total = len(state.plan.questions)
        at = min(total, state.position + 1)
        yield words(("Coverage", "bold $text-primary"), (" practice only", "$text-muted"))
        hides = cast("MockintApp", self.app).key("interview.coverage")
        yield words((f"no real interviewer shows it · {hides} hides it", "$text-muted"))
        yield plain("")
        spoken = self.app.has_class("-screen-reader")
        dots = "" if spoken else "■" * at + "□" * (total - at)
        yield words(
            ("Questions ", ""), (dots, "$text-primary"), (f" {at} of {total}", "$text-muted")
        )
        yield plain("")
        for text, standing in state.ledger.criteria(state.rubric):
            mark, style = MARKS[standing]
            yield plain(f"{standing.value}: {text}") if spoken else bullet(text, mark, style)
        if spoken:
            return
        yield plain("")
        legend = "  ".join(f"{mark} {standing.value}" for standing, (mark, _) in MARKS.items())
        yield words((legend, "$text-muted"))
