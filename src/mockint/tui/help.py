"""Help: the keys that work on the screen below, written from the bindings themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, TextArea

from .keys import name
from .prose import Hung, Plain, Sheet, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import ActiveBinding
    from textual.content import Content

Keys = tuple[str, str]
"""(keys, what they do)"""

_COLUMN = 22
_TYPING: tuple[Keys, ...] = (
    ("Enter", "Send"),
    ("^j, Shift+Enter", "New line"),
    ("↑ in an empty box", "Recall an earlier answer"),
    ("Esc", "Stop the reply, or bring the draft back"),
    ("^o", "Write in your editor ($EDITOR)"),
    ("^z, ^y", "Undo, redo"),
    ("^a ^e ^w ^u ^k", "Start, end, delete word, to start, to end"),
)
_LISTS: tuple[Keys, ...] = (
    ("↑ ↓, k j", "Move"),
    ("Home End, g G", "First, last"),
    ("PgUp PgDn", "By pages"),
    ("Enter or click", "Open"),
)


class HelpScreen(ModalScreen[None]):
    """Keys in groups, over the screen that they belong to."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark", "app.pop_screen", "Close"),
        Binding("j", "scroll('down')", "Down", show=False),
        Binding("k", "scroll('up')", "Up", show=False),
    ]

    def __init__(self, about: str, groups: Iterable[tuple[str, tuple[Keys, ...]]]) -> None:
        super().__init__()
        self._about = about
        self._groups = tuple(groups)

    @classmethod
    def of(cls, screen: Screen[Any]) -> HelpScreen:
        """The help of `screen` as it is now."""
        about = str(getattr(screen, "HELP", "") or "").strip()
        here: dict[str, Keys] = {}
        everywhere: dict[str, Keys] = {}
        found = [one for one in screen.active_bindings.items() if _is_told_here(one[1])]
        for key, active in sorted(found, key=lambda one: not one[1].binding.show):
            group = everywhere if isinstance(active.node, App) else here
            told = group.get(active.binding.action)
            keys = f"{told[0]}, {name(key)}" if told else name(key)
            group[active.binding.action] = (keys, active.tooltip or active.binding.description)
        groups = [("On this screen", tuple(here.values()))]
        if isinstance(screen.focused, TextArea):
            groups.insert(0, ("Your answer", _TYPING))
        elif not isinstance(screen.focused, Input):
            groups.append(("In lists", _LISTS))
        groups.append(("Everywhere", tuple(everywhere.values())))
        return cls(about, groups)

    def compose(self) -> ComposeResult:
        """One box."""
        with VerticalScroll(id="help"):
            yield Plain(Sheet(self._rows()))
        yield Plain("Esc closes · ^p finds any action by name", id="foot")

    def _rows(self) -> Iterable[Content | Hung]:
        if self._about:
            yield plain(self._about)
            yield plain("")
        for title, keys in self._groups:
            if keys:
                yield words((title, "bold $text-primary"))
                for key, what in keys:
                    yield Hung(words((key, "bold")), plain(what), _COLUMN)
                yield plain("")

    def action_scroll(self, direction: str) -> None:
        """Scroll by a line."""
        box = self.query_one("#help", VerticalScroll)
        box.scroll_relative(y=1 if direction == "down" else -1, animate=False)


def _is_told_here(active: ActiveBinding) -> bool:
    """True for what mockint itself binds; typing and lists have groups of their own."""
    return active.binding.id is not None and active.enabled and bool(active.binding.description)
