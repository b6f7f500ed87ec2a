"""Where one can go from anywhere: the screens that home and the command palette offer.

A new screen is one more line in `PLACES`; nothing else needs to know it.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that needs nothing to be opened.

    `key` is home's, `label` what home's footer calls it where the name is long; `shown`
    there at all.
    """

    id: str
    name: str
    about: str
    key: str
    screen: str
    shown: bool = True
    label: str = ""

    def make(self) -> Screen[Any]:
        """A new screen; its module is imported only now."""
        module, _, name = self.screen.partition(":")
        made: Screen[Any] = getattr(importlib.import_module(f".{module}", __package__), name)()
        return made


PLACES = (
    Place("setup", "New interview", "Choose a guide, a round and how it is held", "n",
          "setup:SetupScreen", label="New"),
    Place("history", "History", "Every session that is saved here", "h",
          "history:HistoryScreen"),
    Place("progress", "Progress", "Levels over sessions, what to practise next, a study plan", "p",
          "progress:ProgressScreen"),
    Place("settings", "Settings", "Colours, keys, realism, engine", "comma",
          "settings:SettingsScreen", shown=False),
    Place("diagnostics", "Diagnostics", "What works on this machine", "i",
          "diagnostics:DiagnosticsScreen", shown=False),
)  # fmt: skip


def place(place_id: str) -> Place:
    """The place with this id."""
    return next(one for one in PLACES if one.id == place_id)
