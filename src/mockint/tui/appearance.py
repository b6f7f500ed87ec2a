"""Puts preferences on the app: colours, keys, animation, and the classes that styles look at.

It must never decide what a screen says: screens read `app.preferences` for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import constants

from .theme import THEMES

if TYPE_CHECKING:
    from textual.app import App

    from ..store.preferences import Preferences


def colours(preferences: Preferences) -> str:
    """The name of the theme that was chosen."""
    return THEMES[preferences.theme].name


def put_on(app: App[Any], preferences: Preferences) -> None:
    """Make the app look and listen as preferred, at once."""
    app.theme = colours(preferences)
    still = preferences.animation == "none"
    app.animation_level = "none" if still else constants.TEXTUAL_ANIMATIONS
    app.set_keymap(_keys(preferences))
    app.set_class(preferences.screen_reader, "-screen-reader")
    app.set_class(preferences.realistic, "-realistic")


def _keys(preferences: Preferences) -> dict[str, str]:
    """The chosen keys, without what no terminal sends.

    Footer and palette show the names of keys, and the palette reads markup in them.
    """
    if not preferences.keys:
        return {}
    from .keymap import is_key

    return {
        binding: keys
        for binding, keys in preferences.keys.items()
        if all(is_key(key) for key in keys.split(","))
    }
