"""Home: painted at once, filled from what can be read, and one key from everything."""

from __future__ import annotations

import threading

import pytest
from textual.widgets import Input

from mockint.errors import RubricError, SessionBusyError, StoreError
from mockint.tui.app import MockintApp, Start
from mockint.tui.brief import BriefScreen
from mockint.tui.help import HelpScreen
from mockint.tui.history import HistoryScreen
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.rows import Rows
from mockint.tui.scorecard import ScorecardScreen
from mockint.tui.self_rating import SelfRatingScreen
from mockint.wiring import InterviewOptions


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def ids(app):
    return [option.id for option in app.screen.query_one("#shelf", Rows).options if option.id]


def read(app):
    return isinstance(app.screen, HomeScreen) and not app.screen._reading


async def hold(services, answers=1, *, graded=False):
    """A session on disk, unfinished or graded."""
    conductor = services.start_interview(services.rubrics[1], InterviewOptions(minutes=20))
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    for number in range(answers):
        conductor.answer(f"This is answer number {number} and it is long enough.")
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
    if graded:
        conductor.end()
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        await services.grade_interview(conductor)
    conductor.log.close()
    return conductor.log.session_id


async def test_home_is_painted_before_anything_is_read(services, app, until):
    gate = threading.Event()
    guide = services.library.guide
    services.library.guide = lambda name: (gate.wait(10), guide(name))[1]
    async with app.run_test() as pilot:
        await until(pilot, lambda: "Reading rounds" in shown(app))
        gate.set()
        await until(pilot, lambda: "People and Leadership" in shown(app))
        assert "Reading" not in shown(app)


async def test_a_first_run_shows_no_wall(app, until):
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        assert ids(app) == [
            "quick:",
            "round:acme/engineering-manager/screening",
            "round:acme/engineering-manager/people",
        ]
        assert "Continue" not in shown(app)
        assert "Recent" not in shown(app)


async def test_an_unfinished_session_stands_first_and_enter_goes_on(services, app, until):
    session = await hold(services)
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        assert ids(app)[0] == f"continue:{session}"
        await pilot.press("g", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert len(app.screen.conductor.state.turns) == 4


async def test_a_graded_session_is_recent_and_opens_its_scorecard(services, app, until):
    session = await hold(services, graded=True)
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        assert ids(app)[-1] == f"session:{session}"
        assert "Lean Hire" in shown(app)
        assert "best 2.6" in shown(app)
        await pilot.press("G", "enter")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))


async def test_a_session_that_is_over_but_not_graded_is_graded_when_opened(services, app, until):
    conductor = services.start_interview(services.rubrics[1], InterviewOptions())
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    conductor.answer("This is an answer and it is long enough.")
    conductor.end()
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    conductor.log.close()
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        app.open_session(conductor.log.session_id)
        await until(pilot, lambda: isinstance(app.screen, SelfRatingScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
    assert services.store.list()[0].state.value == "graded"


async def test_the_filter_narrows_rounds_and_sessions_and_escape_clears_it(services, app, until):
    await hold(services, graded=True)
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        await pilot.press("slash", *"hr scr")
        await until(pilot, lambda: ids(app) == ["round:acme/engineering-manager/screening"])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("slash", "escape")
        await until(pilot, lambda: len(ids(app)) > 1)
        assert app.screen.query_one("#filter", Input).value == ""


async def test_a_filter_that_fits_nothing_says_so(app, until):
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: "Nothing fits the filter" in shown(app))
        await pilot.press("enter")
        assert isinstance(app.screen, HomeScreen)


async def test_quick_start_begins_a_short_interview_at_once(services, app, until):
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    assert (services.started[0].minutes, services.started[0].questions) == (15, 2)


async def test_a_guide_that_cannot_be_read_says_so_and_the_others_work(services, app, until):
    def broken(name):
        raise RubricError("has no id", where="rubrics/acme/em/people.yaml:3")

    rubric = services.library.rubric
    services.library.rubric = lambda name: broken(name) if "people" in name else rubric(name)
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        assert "cannot be read" in shown(app)
        await pilot.press("G", "enter")
        await until(pilot, lambda: any("people.yaml:3" in n.message for n in app._notifications))
        assert isinstance(app.screen, HomeScreen)


async def test_a_store_that_cannot_be_read_leaves_a_message(services, app, until):
    def broken():
        raise StoreError("cannot be read", where="sessions")

    services.store.list = broken
    async with app.run_test() as pilot:
        await until(pilot, lambda: "sessions: cannot be read" in shown(app))


async def test_a_session_that_another_process_holds_is_refused_with_words(services, app, until):
    session = await hold(services)

    def busy(name):
        raise SessionBusyError("another process has it", where=name, remedy="close it there")

    services.continue_interview = busy
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        app.open_session(session)
        await until(pilot, lambda: any("close it there" in n.message for n in app._notifications))
        assert isinstance(app.screen, HomeScreen)


async def test_starting_with_a_round_that_is_not_there_lands_at_home(services, until):
    app = MockintApp(services, Start.brief("nowhere"))
    async with app.run_test() as pilot:
        await until(pilot, lambda: any("nowhere" in n.message for n in app._notifications))
        assert isinstance(app.screen, HomeScreen)


async def test_starting_with_a_round_shows_its_brief_with_the_options_given(services, until):
    app = MockintApp(services, Start.brief("people", InterviewOptions(minutes=25, seed=7)))
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    assert (services.started[0].minutes, services.started[0].seed) == (25, 7)


async def test_continuing_where_nothing_is_unfinished_lands_at_home(services, until):
    app = MockintApp(services, Start.continued())
    async with app.run_test() as pilot:
        await until(pilot, lambda: any("unfinished" in n.message for n in app._notifications))
        assert isinstance(app.screen, HomeScreen)


async def test_the_mouse_opens_a_round(app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: read(app))
        row = next(y for y, text in enumerate(shown(app).splitlines()) if "2  People" in text)
        await pilot.click(offset=(20, row))
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))


async def test_the_highlighted_row_has_a_mark_besides_its_colour(app, until):
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        marked = [text for text in shown(app).splitlines() if "▌" in text]
        assert len(marked) == 1
        assert "2 questions" in marked[0]
        await pilot.press("j")
        await until(pilot, lambda: any("▌" in t and "HR" in t for t in shown(app).splitlines()))


async def test_beside_the_list_stands_what_a_round_is_about_where_there_is_room(app, until):
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: read(app))
        await pilot.press("G")
        await until(pilot, lambda: "How you build, lead and grow a team." in shown(app))
        assert "SECRET" not in shown(app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "How you build" not in shown(app))


def fail(key):
    raise ValueError("\x1b]0;owned\x07bad [value]", len(key))


async def test_a_fault_is_shown_without_variables_and_without_escapes(app, until):
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        try:
            fail("sk-canary" + "-key")
        except ValueError:
            app._fatal_error()
        told = "".join(s.text for one in app._exit_renderables for s in one.segments)
    assert "bad [value]" in told
    assert "Everything you said is saved" in told
    assert "sk-canary-key" not in told
    assert "\x1b" not in told


async def test_history_and_help_are_a_key_away(app, until):
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape", "h")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@pytest.mark.parametrize("name", ["unfinished", "gone"])
async def test_a_session_deleted_meanwhile_is_told(services, app, until, name):
    async with app.run_test() as pilot:
        await until(pilot, lambda: read(app))
        app.read_session(name)
        await until(pilot, lambda: len(app._notifications) == 1)


async def test_l_on_any_row_of_a_round_opens_the_loop_of_its_guide(app, until):
    async with app.run_test() as pilot:
        await until(pilot, lambda: str(app.screen.query_one("#shelf").chosen).startswith("quick"))
        await pilot.press("l")
        await until(pilot, lambda: type(app.screen).__name__ == "LoopScreen")
