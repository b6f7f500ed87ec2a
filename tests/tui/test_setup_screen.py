"""Setting up an interview: three steps, filter, what is chosen goes with it."""

from __future__ import annotations

import pytest

from mockint.tui.brief import BriefScreen
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.setup import SetupScreen


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.fixture
def opened(app, until):
    async def open_(pilot, *keys):
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, SetupScreen))
        await until(pilot, lambda: "2 rounds" in shown(app))
        await pilot.press(*keys)
        await pilot.pause()

    return open_


async def test_guide_round_and_options_start_an_interview_as_chosen(services, app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "enter", "down", "enter")
        await until(pilot, lambda: "Start the interview" in shown(app))
        # minutes down one, two questions, warm, realistic
        await pilot.press("down", "left", "down", "right", "right", "down", "right")
        await pilot.press("down", "down", "right")
        await until(pilot, lambda: "realistic" in shown(app))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    (given,) = services.started
    assert (given.minutes, given.questions, given.persona) == (40, 2, "warm")
    assert app.preferences.realistic
    assert not services.settings_file.exists(), "what is chosen for once is not kept"


async def test_the_filter_works_on_every_step(app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "slash", *"zzz")
        await until(pilot, lambda: "Nothing fits the filter" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "2 rounds" in shown(app))
        await pilot.press("enter", "slash", *"people", "enter")
        await until(pilot, lambda: "Start the interview" in shown(app))


async def test_escape_goes_a_step_back_and_then_home(app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "enter", "enter")
        assert app.screen.step == "options"
        for step in ("round", "guide"):
            await pilot.press("escape")
            assert app.screen.step == step
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_the_brief_takes_over_what_was_chosen(app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "enter", "enter", "down", "left", "b")
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        await until(pilot, lambda: "Minutes ‹ 25 ›" in shown(app))


async def test_an_engine_that_cannot_work_is_told_and_nothing_starts(services, app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "enter", "enter", *["down"] * 4, "right", "right")
        await until(pilot, lambda: "a model (none is named)" in shown(app))
        await pilot.press("s")
        await until(pilot, lambda: any("which model" in n.message for n in app._notifications))
        assert isinstance(app.screen, SetupScreen)
    assert services.started == []
    assert services.asked_engine is None


async def test_without_guides_it_says_where_they_are_looked_for(services, app, until):
    services.library.guides = {}
    async with app.run_test() as pilot:
        app.open_place("setup")
        await until(pilot, lambda: "There are no guides here" in shown(app))
        await pilot.press("enter", "right", "s", "b")
        assert isinstance(app.screen, SetupScreen)


async def test_a_model_file_is_an_engine_to_choose(services, app, opened, until):
    async with app.run_test() as pilot:
        await opened(pilot, "enter", "enter", *["down"] * 4, "right", "right", "right")
        await until(pilot, lambda: "a model file here (one that was fetched)" in shown(app))
        assert app.screen._choices["engine"].value == "local"


async def test_the_step_at_hand_is_in_sight_at_80_columns_however_long_the_titles_are(
    services, app, until, make
):
    long = make.rubric(title="A round with a title that goes on and on for most of a line")
    services.library.rubrics[long.id] = long
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(SetupScreen())
        await until(pilot, lambda: isinstance(app.screen, SetupScreen) and not app.screen._reading)
        await pilot.press("enter")
        app.screen._choose_round(long.id)
        await until(pilot, lambda: "3 How it is held" in shown(app).splitlines()[0])
        first = shown(app).splitlines()[0]
        assert "1 Acme" in first
        assert "2 A round" in first
