"""Diagnostics: what `mockint doctor` says, on a screen.

It sends nothing by itself. Asking endpoints is a key of its own, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import Worker, WorkerState

from .. import diagnosis
from ..errors import MockintError
from .handover import hand_over
from .prose import Hung, Plain, Sheet, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content

    from ..diagnosis import Check
    from .app import MockintApp

_MARKS = {
    "ok": ("✓ ok", "$text-success"),
    "note": ("· note", "$text-muted"),
    "fail": ("✗ fail", "bold $text-error"),
}
OFFLINE = (
    "Nothing has been sent. mockint works without a network: the built-in engine needs none. "
    "p asks the endpoint that is set up, if one is, and the usual local ports."
)
UNREACHED = (
    "The endpoint did not answer. You can go on without it: the built-in engine needs no "
    "network (Settings, Engine)."
)


class DiagnosticsScreen(Screen[None]):
    """A list of checks."""

    CSS_PATH = "diagnostics.tcss"
    HELP = (
        "What works on this machine, and what to do for more. Nothing is sent unless you press p."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "refresh_checks", "Look again", id="diagnostics.refresh"),
        Binding("p", "probe", "Ask endpoints", id="diagnostics.probe",
                tooltip="Ask the endpoint that is set up, and the usual local ports"),
        Binding("escape,q", "app.pop_screen", "Back", id="diagnostics.back"),
        Binding("down,j", "line(1)", "Down", show=False),
        Binding("up,k", "line(-1)", "Up", show=False),
        Binding("g,home", "end(-1)", "Start", show=False),
        Binding("G,shift+g,end", "end(1)", "End", show=False),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._checks: list[Check] = []
        self._probes: list[Check] | None = None
        self._state = ""

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, checks, keys."""
        with Horizontal(id="diagnostics-title"):
            yield Plain(words(("Diagnostics", "bold")), id="diagnostics-name")
            yield Plain(id="diagnostics-state")
        with VerticalScroll(id="checks", can_focus=False):
            yield Plain(id="checks-text")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Paint, then look."""
        self.action_refresh_checks()

    # -- looking ----------------------------------------------------------------

    def action_refresh_checks(self) -> None:
        """Look at everything again; sends nothing."""
        self._checks, self._state = [], "looking…"
        self._show()
        self._look()

    @work(thread=True, exclusive=True, group="checks", exit_on_error=False)
    def _look(self) -> None:
        for check in diagnosis.checks(self._app.services):
            if not hand_over(self, self._take, check):
                return
        hand_over(self, self._done)

    def _take(self, check: Check) -> None:
        self._checks.append(check)
        self._show()

    def _done(self) -> None:
        self._checks += self._key_checks()
        failed = sum(check.state == "fail" for check in self._checks)
        self._state = f"{failed} to mend" if failed else "all is well"
        self._show()

    def _key_checks(self) -> list[Check]:
        from .keymap import problems

        return [
            diagnosis.Check("keys", "fail", problem, "Settings, Keys")
            for problem in problems(self._app.preferences.keys)
        ]

    def action_probe(self) -> None:
        """Ask endpoints."""
        self._state = "asking endpoints…"
        self._show()
        self._probe()

    @work(exclusive=True, group="probe", exit_on_error=False)
    async def _probe(self) -> None:
        self._probes = await diagnosis.probe(self._app.services)
        self._state = "endpoints were asked"
        self._show()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A look that failed is told, and can be taken again."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self._state = "not finished; r looks again"
            error = event.worker.error
            self._app.tell(
                error if isinstance(error, MockintError) else f"{type(error).__name__}: {error}"
            )
            self._show()

    # -- showing ----------------------------------------------------------------

    def _show(self) -> None:
        if not self.is_attached:
            return
        self.query_one("#diagnostics-state", Plain).show(words((self._state, "$text-muted")))
        self.query_one("#checks-text", Plain).show(Sheet(self._rows()))

    def _rows(self) -> Iterator[Content | Hung]:
        for check in self._checks:
            yield from _check(check)
        yield plain("")
        yield words(("Endpoints", "bold $text-primary"))
        if self._probes is None:
            yield plain(OFFLINE)
            return
        for check in self._probes:
            yield from _check(check)
        if any(check.state == "fail" for check in self._probes):
            yield plain("")
            yield plain(UNREACHED)

    def action_line(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#checks").scroll_relative(y=by, animate=False)

    def action_end(self, way: int) -> None:
        """Scroll to the start or the end."""
        box = self.query_one("#checks")
        box.scroll_to(y=0 if way < 0 else box.max_scroll_y, animate=False)


def _check(check: Check) -> Iterator[Hung]:
    mark, style = _MARKS[check.state]
    said = words((f"{check.name}: ", "bold"), check.fact)
    if check.remedy:
        said = words(said, ("\nto do: ", "bold"), check.remedy)
    yield Hung(words((mark, style)), said, 8)
