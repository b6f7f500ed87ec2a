"""Settings: what can be changed, from where each value comes, and the keys.

What is changed holds at once and is written to the user's own settings file; a key for
an endpoint is neither shown nor written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input

from ..errors import MockintError
from ..store.preferences import NAMES, Preferences
from . import keymap, setting_rows
from .choices import Choice, Choices
from .dialogs import Ask, PressKey
from .prose import Plain, lines, plain, words
from .rows import Rows, heading
from .setting_rows import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.widgets.option_list import Option

    from ..store.settings import Settings
    from .app import MockintApp

_WORDS = {
    "model": "The model's name; empty is none",
    "base_url": "https://…/v1; empty is OpenAI's own",
}


class SettingsScreen(Screen[None]):
    """One list of everything that can be set."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#settings"
    HELP = (
        "Arrows left and right change a value, Enter takes the next one or opens a field. "
        "It holds at once and is kept in your settings file."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="settings.filter"),
        Binding("r", "reset", "As shipped", id="settings.reset",
                tooltip="Take this setting out of your file"),
        Binding("escape,q", "back", "Back", id="settings.back"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._choices: dict[str, Choice] = {}
        self._changeable = keymap.every()

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, filter, list, detail, keys."""
        with Horizontal(id="settings-title"):
            yield Plain(words(("Settings", "bold")), id="settings-name")
            yield Plain(id="settings-file")
        yield Input(placeholder="Filter settings and keys", id="settings-filter", classes="filter")
        with Horizontal(id="settings-body"):
            yield Choices(id="settings")
            with VerticalScroll(id="settings-detail", can_focus=False):
                yield Plain(id="settings-about")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show what holds."""
        self.query_one("#settings-filter").display = False
        path = str(self._app.services.settings_file)
        self.query_one("#settings-file", Plain).show(words((f"kept in {path}", "$text-muted")))
        self.show_settings()

    # -- showing ----------------------------------------------------------------

    def show_settings(self, keep: str | None = None) -> None:
        """Fill the list from what holds now."""
        wanted = self.query_one("#settings-filter", Input).value.casefold().split()
        self._choices = {}
        rows = self.query_one("#settings", Rows)
        found = list(self._options(wanted))
        if not found:
            text = words(("Nothing fits the filter; Esc clears it.", "not bold $text-muted"))
            found = [heading(text, gap=False)]
        rows.fill(found, keep=keep)
        self._describe(rows.chosen)

    def _options(self, wanted: list[str]) -> Iterator[Option]:
        first = True
        for title, choices in self._groups():
            fitting = [one for one in choices if _fits(one, title, wanted)]
            if fitting:
                yield heading(title, gap=not first)
                first = False
            for choice in fitting:
                self._choices[choice.id] = choice
                yield choice.option()

    def _groups(self) -> Iterator[tuple[str, list[Choice]]]:
        preferences = self._app.preferences
        settings, problem = self._engine_settings()
        yield "How it looks", list(setting_rows.looks(preferences))
        yield "The interview", list(setting_rows.interviews(preferences, settings))
        if settings is not None:
            yield "The engine", list(setting_rows.engine(settings))
        else:
            yield "The engine", [Choice("broken", "Engine", problem, shown="not readable")]
        yield "Keys", list(setting_rows.bindings(self._changeable, preferences.keys))

    def _engine_settings(self) -> tuple[Settings | None, str]:
        try:
            return self._app.services.engines.settings, ""
        except MockintError as error:
            return None, str(error)

    @on(Rows.OptionHighlighted)
    def _highlighted(self, event: Rows.OptionHighlighted) -> None:
        self._describe(event.option_id)

    def _describe(self, option_id: str | None) -> None:
        choice = self._choices.get(option_id or "")
        about = self.query_one("#settings-about", Plain)
        if choice is None:
            about.show("")
            return
        head = words((choice.name, "bold"), f": {choice.said}")
        about.show(lines(head, plain(choice.about)))

    # -- changing ---------------------------------------------------------------

    @on(Choices.Stepped)
    def _stepped(self, event: Choices.Stepped) -> None:
        choice = self._choices.get(event.id)
        if choice is not None and choice.values:
            stepped = choice.stepped(event.by)
            if stepped.value != choice.value:
                self._set(choice.id, stepped.value)

    @on(Rows.OptionSelected)
    def _selected(self, event: Rows.OptionSelected) -> None:
        choice = self._choices.get(event.option_id or "")
        if choice is None:
            return
        if choice.values:
            self._set(choice.id, choice.stepped(1, around=True).value)
        elif choice.id.startswith(KEY):
            self._ask_key(choice)
        elif choice.id in _WORDS:
            self._ask_words(choice)
        else:
            self._app.tell(choice.about)

    def _set(self, name: str, value: Any) -> None:
        """Change one setting; what went wrong is told, and the list shows what holds."""
        try:
            if name in NAMES or name == "keys":
                self._app.prefer(**{name: value})
            else:
                self._app.services.change_setting(name, value)
        except MockintError as error:
            self._app.tell(error)
        self.show_settings(keep=self.query_one("#settings", Rows).chosen)
        self._say_who_wins(name)

    def _say_who_wins(self, name: str) -> None:
        choice = self._choices.get(name)
        if choice is not None and choice.origin in {
            "environment",
            "command line",
            "./mockint.toml",
        }:
            self._app.tell(f"Kept in your file, but the {choice.origin} says otherwise and wins.")

    def _ask_words(self, choice: Choice) -> None:
        settings, _ = self._engine_settings()
        now = str(getattr(settings, choice.id, "") or "")

        def take(said: str | None) -> None:
            if said is not None:
                self._set(choice.id, said.strip() or None)

        self.app.push_screen(Ask(choice.name, _WORDS[choice.id], now), take)

    # -- keys -------------------------------------------------------------------

    def _ask_key(self, choice: Choice) -> None:
        binding_id = choice.id.removeprefix(KEY)

        def take(key: str | None) -> None:
            if key is not None:
                self._bind(binding_id, key)

        self.app.push_screen(PressKey(choice.name, choice.said), take)

    def _bind(self, binding_id: str, key: str) -> None:
        keys = {**self._app.preferences.keys, binding_id: key}
        before = keymap.problems(self._app.preferences.keys)
        found = [one for one in keymap.problems(keys) if one not in before]
        if found:
            self._app.tell("\n".join([*found, "It was left as it was."]))
        else:
            self._set("keys", keys)

    def action_reset(self) -> None:
        """Take a setting out of the user's file."""
        chosen = self.query_one("#settings", Rows).chosen
        if chosen is None:
            return
        if chosen.startswith(KEY):
            keys = {**self._app.preferences.keys}
            if keys.pop(chosen.removeprefix(KEY), None) is not None:
                self._set("keys", keys)
        elif chosen in NAMES:
            self._set(chosen, getattr(Preferences(), chosen))
        elif chosen in {*_WORDS, "engine", "persona"}:
            self._set(chosen, None)

    # -- filter and leaving -----------------------------------------------------

    def action_filter(self) -> None:
        """Type into the filter."""
        box = self.query_one("#settings-filter", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#settings-filter")
    def _filter_changed(self) -> None:
        self.show_settings()

    @on(Input.Submitted, "#settings-filter")
    def _filter_done(self) -> None:
        self.query_one("#settings").focus()

    def action_back(self) -> None:
        """First out of the filter, then out of the settings."""
        box = self.query_one("#settings-filter", Input)
        if box.display:
            box.value = ""
            box.display = False
            self.query_one("#settings").focus()
        else:
            self.app.pop_screen()


def _fits(choice: Choice, title: str, wanted: list[str]) -> bool:
    text = f"{title} {choice.name} {choice.said} {choice.origin} {choice.id}".casefold()
    return all(word in text for word in wanted)
