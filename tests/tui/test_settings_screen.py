"""Settings: they hold at once, are kept in the user's file, and never show a key."""

from __future__ import annotations

import pytest

from mockint.store.settings_file import read_file
from mockint.tui import keymap
from mockint.tui.app import MockintApp
from mockint.tui.history import HistoryScreen
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.settings import SettingsScreen
from mockint.tui.theme import THEMES
from mockint.wiring import InterviewOptions


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.fixture
def opened(app, until):
    """Opens the settings with `text` in the filter."""

    async def open_(pilot, text=""):
        app.open_place("settings")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        if text:
            await pilot.press("slash", *text, "enter")
            await pilot.pause()

    return open_


async def test_a_theme_holds_at_once_and_the_next_time(services, app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "theme")
        await pilot.press("right")
        await until(pilot, lambda: app.theme == "mockint-light")
        await until(pilot, lambda: "your settings" in shown(app))
    assert read_file(services.settings_file) == {"theme": "light"}
    assert MockintApp(services).theme == "mockint-light"


async def test_every_theme_can_be_worn(app):
    async with app.run_test() as pilot:
        for name in THEMES:
            app.prefer(theme=name)
            await pilot.pause()
            assert app.theme == f"mockint-{name}"


async def test_animation_none_is_honoured(app, opened, until):
    async with app.run_test() as pilot:
        app.animation_level = "full"
        await opened(pilot, "animation")
        await pilot.press("enter")
        await until(pilot, lambda: app.animation_level == "none")


async def test_a_setting_of_the_environment_wins_and_says_so(services, until):
    services.environ["MOCKINT_THEME"] = "ansi"
    app = MockintApp(services)
    async with app.run_test() as pilot:
        assert app.theme == "mockint-ansi"
        app.open_place("settings")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await until(pilot, lambda: "environment" in shown(app))
        await pilot.press("left")
        await until(pilot, lambda: any("wins" in n.message for n in app._notifications))
    assert read_file(services.settings_file)["theme"] == "high-contrast"


async def test_a_key_is_named_and_never_shown(services, opened, app, until):
    services.environ["OPENAI_API_KEY"] = "sk-canary"
    async with app.run_test(size=(120, 50)) as pilot:
        await opened(pilot, "engine")
        await until(pilot, lambda: "set, not shown" in shown(app))
        assert "environment" in shown(app)
        assert "automatic (openai)" in shown(app)
        assert "canary" not in shown(app)


async def test_a_model_is_written_into_a_field_and_kept(services, app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "model")
        await pilot.press("enter", *"qwen3", "enter")
        await until(pilot, lambda: "qwen3" in shown(app))
        assert services.engines.settings.model == "qwen3"
        await pilot.press("r")
        await until(pilot, lambda: "none named" in shown(app))
    assert read_file(services.settings_file) == {}


async def test_a_key_is_changed_by_pressing_it(services, app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "home.history")
        await pilot.press("enter", "x")
        await until(pilot, lambda: "yours" in shown(app))
        assert read_file(services.settings_file) == {"keys": {"home.history": "x"}}
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("h")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))


async def test_a_key_that_is_taken_is_refused_with_what_it_does(services, app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "home.history")
        await pilot.press("enter", "n")
        await until(pilot, lambda: any("both" in n.message for n in app._notifications))
    assert not services.settings_file.exists()


@pytest.mark.parametrize(
    ("keys", "hint"),
    [
        ({"home.history": "slash"}, "Filter"),
        ({"home.history": "j"}, "Down"),
        ({"home.history": "ctrl+q"}, "Quit"),
        ({"interview.hint": "a"}, "writing answers"),
        ({"interview.hint": "enter"}, "writing answers"),
        ({"interview.hint": "f4"}, "Pause"),
        ({"home.history": "f99"}, "no key"),
        ({"nothing.here": "x"}, "no binding"),
    ],
)
def test_what_is_wrong_with_keys_is_told(keys, hint):
    found = keymap.problems(keys)
    assert len(found) >= 1
    assert hint in " ".join(found)


def test_keys_that_trade_places_are_no_conflict():
    assert keymap.problems({"interview.hint": "f4", "interview.pause": "f2"}) == []


def test_the_keys_that_mockint_ships_do_not_conflict():
    every = {one.id: ",".join(one.keys) for one in keymap.every()}
    assert keymap.problems(every) == []


async def test_conflicts_in_the_file_are_told_at_the_start(services, until):
    services.change_setting("keys", {"home.history": "n"})
    app = MockintApp(services)
    async with app.run_test() as pilot:
        await until(pilot, lambda: any("both" in n.message for n in app._notifications))


async def test_a_broken_settings_file_is_told_and_mockint_works(services, until):
    services.settings_file.parent.mkdir(parents=True)
    services.settings_file.write_text('theme = "pink"\n')
    app = MockintApp(services)
    async with app.run_test() as pilot:
        await until(pilot, lambda: any("pink" in n.message for n in app._notifications))
        app.open_place("settings")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await pilot.press("right")
        await until(pilot, lambda: len(app._notifications) > 1)
    assert services.settings_file.read_text() == 'theme = "pink"\n'


async def test_realistic_shows_nothing_of_how_it_goes(services, until):
    services.change_setting("realism", "realistic")
    app = MockintApp(services)
    async with app.run_test(size=(120, 36)) as pilot:
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await until(pilot, lambda: "Tell me" in shown(app) or "Describe" in shown(app))
        await pilot.press("f3")
        await pilot.pause()
        assert "criteria" not in shown(app)
        assert "Coverage" not in shown(app)


async def test_low_anxiety_shows_no_figures_and_no_clock(services, make, until):
    services.change_setting("low_anxiety", value=True)
    app = MockintApp(services)
    async with app.run_test(size=(120, 36)) as pilot:
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        screen = app.screen
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        assert " left" not in shown(app)
        assert "/3 criteria" not in shown(app)
        screen.query_one("#answer").put("I met him the same week and we agreed on dates.")
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.conductor.state.turns) > 3 and not screen.speaking)
        transcript = screen.conductor.transcript()
        app.show_scorecard(make.scorecard(transcript), transcript)
        await until(pilot, lambda: "LEAN HIRE" in shown(app))
        text = shown(app)
        assert "solid" in text
        assert "most of it was covered" in text
        for hidden in ("of 4", "2.6", "67%", "■", "━"):
            assert hidden not in text, hidden


async def test_a_screen_reader_is_told_words_without_lines_and_boxes(services, make, until):
    services.change_setting("screen_reader", value=True)
    app = MockintApp(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: not app.screen._reading)
        text = shown(app)
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: "not asked: " in shown(app) or "asked: " in shown(app))
        text += shown(app)
        app.open_place("settings")
        await until(pilot, lambda: "> Theme" in shown(app))
        text += shown(app)
        for drawn in "▌■□━╌┃│▎▊█●○◐─":
            assert drawn not in text, drawn


def test_a_text_names_the_key_that_was_chosen_else_the_usual_one():
    assert keymap.key("interview.skip", {"interview.skip": "ctrl+y,f6"}) == "^y"
    assert keymap.key("interview.skip", {}) == "F6"
    assert keymap.key("help", {}) == "F1"
    assert all(keymap.key(one.id, {}) for one in keymap.every())


async def test_a_changed_key_stands_in_what_the_interview_says(services, until):
    services.settings_file.parent.mkdir(parents=True, exist_ok=True)
    services.settings_file.write_text('[keys]\n"interview.skip" = "f12"\n', encoding="utf-8")
    app = MockintApp(services)
    async with app.run_test() as pilot:
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: type(app.screen).__name__ == "InterviewScreen")
        await until(pilot, lambda: app.screen.conductor.state.awaiting and not app.screen.speaking)
        await pilot.press("enter")
        await until(pilot, lambda: any("F12 skips" in n.message for n in app._notifications))


def test_keys_of_every_screen_with_ids_can_be_changed():
    scopes = {one.scope for one in keymap.every()}
    assert {"progress", "plan", "loop", "packet"} <= scopes
    assert keymap.key("progress.plan", {}) == "p"
