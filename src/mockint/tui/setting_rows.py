"""The rows of the settings screen: what can be set, its values, and where each is from.

Pure: read from preferences, settings and bindings. A key is never among what is shown,
only where it comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..store.settings_file import CHOICES
from . import keys as shown
from .choices import Choice
from .keymap import key
from .round_options import TALKING, personas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..store.preferences import Preferences
    from ..store.settings import Settings
    from .keymap import Changeable

KEY = "key:"
_OFF_ON = ((False, "off"), (True, "on"))
_ABOUT = {
    "theme": "Colours. “ansi” takes those of your terminal; “no-colour” none. NO_COLOR in the "
    "environment takes the colour out of every theme.",
    "animation": "“none” scrolls and opens without movement.",
    "screen_reader": "No lines, boxes and bars; states and levels as words, each with its label. "
    "`mockint interview --plain` is plainer still: one line a turn, no screens at all.",
    "realism": "“practice” shows during the interview how far each criterion has come, which a "
    "real interviewer never does. “realistic” shows nothing of the kind until the end.",
    "low_anxiety": "Levels as words and no figures; no clock counts down. {time} asks for the "
    "time.",
    "talking": "“talk”: speak an answer instead of typing it, between two presses of a key. "
    "“talk-and-listen” has questions read aloud too. Needs mockint[voice] and an audio endpoint, "
    "which then gets your voice; see docs/models.md.",
    "self_rating": "After a round and before its levels are shown: how would you rate yourself? "
    "Enter leaves it out. It stands beside the levels and changes none.",
    "persona": "How the interviewer speaks, where a round is set up. What is asked and graded "
    "stays the same.",
    "engine": "Who words the interview and grades it. “automatic” is a model where a key or a "
    "base URL is set, else the built-in engine, which needs neither key nor network.",
    "model": "The model to ask for, as its endpoint calls it. Enter changes it.",
    "base_url": "An OpenAI-compatible endpoint; empty is OpenAI's own. Enter changes it.",
    "api_key": "Taken from OPENAI_API_KEY, or from the file openai.key beside the settings, "
    "which must be readable by you alone. It is never shown and never written.",
}


def looks(preferences: Preferences) -> Iterator[Choice]:
    """Colours, movement, screen readers."""
    themes = tuple((name, name.replace("-", " ")) for name in CHOICES["theme"])
    yield _choice("theme", "Theme", themes, preferences.theme, preferences.origins)
    moves = (("full", "full"), ("none", "none"))
    yield _choice("animation", "Animation", moves, preferences.animation, preferences.origins)
    yield _choice("screen_reader", "Screen reader", _OFF_ON, preferences.screen_reader,
                  preferences.origins)  # fmt: skip


def interviews(preferences: Preferences, settings: Settings | None) -> Iterator[Choice]:
    """What is shown meanwhile, and the interviewer's manner."""
    kinds = (("practice", "practice"), ("realistic", "realistic"))
    yield _choice("realism", "Realism", kinds, preferences.realism, preferences.origins)
    asks = key("interview.time", preferences.keys)
    yield _choice("low_anxiety", "Low anxiety", _OFF_ON, preferences.low_anxiety,
                  preferences.origins, asks)  # fmt: skip
    yield _choice("talking", "Voice", TALKING, preferences.talking, preferences.origins)
    yield _choice("self_rating", "Rate yourself", _OFF_ON, preferences.self_rating,
                  preferences.origins)  # fmt: skip
    if settings is not None:
        yield _choice("persona", "Manner", personas(), settings.persona, settings.origins)


def engine(settings: Settings) -> Iterator[Choice]:
    """The engine, its model, its endpoint, and whether there is a key."""
    origins = settings.origins
    chosen = settings.engine if "engine" in origins else None
    values = (
        (None, f"automatic ({settings.engine})" if chosen is None else "automatic"),
        ("built-in", "built-in"),
        ("openai", "openai-compatible"),
        ("local", "a model file"),
    )
    yield _choice("engine", "Engine", values, chosen, origins)
    yield _text("model", "Model", settings.model or "none named", origins)
    yield _text("base_url", "Base URL", settings.base_url or "OpenAI's own", origins)
    there = "set, not shown" if settings.api_key else "none"
    yield _text("api_key", "API key", there, origins)


def bindings(every: Iterable[Changeable], keys: Mapping[str, str]) -> Iterator[Choice]:
    """One row a binding: what it does and its keys."""
    for one in every:
        now = keys.get(one.id, ",".join(one.keys))
        names = ", ".join(shown.name(key.strip()) for key in now.split(","))
        yield Choice(
            KEY + one.id,
            one.what,
            f"{one.place}: “{one.what}”. Enter, then press the new key; r takes the usual one. In "
            f'the settings file: [keys] "{one.id}".',
            shown=names,
            origin="yours" if one.id in keys else one.place,
        )


def _choice(
    name: str,
    label: str,
    values: tuple[tuple[object, str], ...],
    value: object,
    origins: Mapping[str, str],
    time: str = "",
) -> Choice:
    about = _ABOUT[name].format(time=time)
    return Choice(name, label, about, values, value, origin=_origin(name, origins))


def _text(name: str, label: str, said: str, origins: Mapping[str, str]) -> Choice:
    return Choice(name, label, _ABOUT[name], shown=said, origin=_origin(name, origins))


def _origin(name: str, origins: Mapping[str, str]) -> str:
    """Where a value is from, short: the whole path of the user's file stands elsewhere."""
    origin = origins.get(name, "")
    if not origin:
        return "as shipped" if name != "api_key" else ""
    return {
        "flag": "command line",
        "environment": "environment",
        "mockint.toml": "./mockint.toml",
    }.get(origin, "your settings")
