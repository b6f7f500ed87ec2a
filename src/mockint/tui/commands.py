"""The command palette: every action that can be taken on the screen below it.

Commands come from the key bindings, so that nothing can be done by key alone. Titles are
mockint's own words: the palette would read markup in anything else.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand

from ..store.settings_file import CHOICES
from .keys import name
from .places import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import App
    from textual.screen import Screen


def commands(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """What the keys do here, then what is always there."""
    seen: set[str] = set()
    for key, (node, binding, enabled, tooltip) in screen.active_bindings.items():
        action = binding.action
        # What mockint binds has an id; moving about and typing are no commands.
        if binding.id is None or not binding.description or not enabled or action in seen:
            continue
        seen.add(action)
        text = tooltip or binding.description
        yield SystemCommand(
            binding.description,
            f"{text} ({name(key)})" if tooltip else f"Key: {name(key)}",
            partial(app.run_action, action, node),
        )
    for place in PLACES:
        action = f"app.open_place('{place.id}')"
        if action not in seen:
            yield SystemCommand(place.name, place.about, partial(app.run_action, action))
    for theme in CHOICES["theme"]:
        action = f"app.prefer('theme', '{theme}')"
        yield SystemCommand(
            f"Theme: {theme}", "Change the colours", partial(app.run_action, action)
        )
