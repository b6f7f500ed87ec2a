"""After a round: own rating, scorecard, debrief, retry, and the two rounds' levels."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from mockint.coaching import Coaching
from mockint.errors import UnfaithfulRewriteError
from mockint.grading.coach import LABEL, Example
from mockint.practice.self_rating import ratings_in
from mockint.tui.app import MockintApp, Start
from mockint.tui.debrief import DebriefScreen
from mockint.tui.dialogs import Confirm
from mockint.tui.interview import InterviewScreen
from mockint.tui.rows import Rows
from mockint.tui.scorecard import ScorecardScreen
from mockint.tui.self_rating import SelfRatingScreen
from mockint.tui.transcript import TranscriptScreen
from mockint.wiring import InterviewOptions, Options, Services

QUESTION = "difficult-employee"
WEAK = "We had a developer who kept missing deadlines. It was mostly a question of confidence."
STRONG = (
    "Last year one of my developers missed three sprints in a row, and the web team had to wait "
    "for his API. I asked him in our one-on-one what was in the way, and he told me that the "
    "service had no tests. We agreed in writing on one test a day until May. I paired with him "
    "for two weeks. By June he shipped every sprint, and the waiting time fell from nine days to two."
)  # fmt: skip
SIGNAL = "Ability to handle complex people and project challenges."


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def highlight(app, name):
    rows = app.screen.query_one("#debrief-rows", Rows)
    rows.highlighted = rows.get_option_index(name)


async def end(app, pilot, until):
    """End the interview by keys; leads to the self-rating."""
    screen = app.screen
    await pilot.press("f8")
    await until(pilot, lambda: isinstance(app.screen, Confirm))
    await pilot.press("y")
    await until(pilot, lambda: screen.is_over and app.screen is screen)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, SelfRatingScreen))


async def answer(app, pilot, until, text):
    await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    screen = app.screen
    await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
    screen.query_one("#answer").put(text)
    await pilot.press("enter")
    await until(pilot, lambda: len(screen.sitting.answers) == 1 and not screen.speaking)


async def test_an_evening_goes_from_own_rating_to_a_retry_whose_levels_stand_beside_the_first(
    tmp_path, until
):
    services = Services(Options(home=str(tmp_path / "home"), engine="built-in", environ={}))
    options = InterviewOptions(minutes=8, only=(QUESTION,), seed=3)
    app = MockintApp(services, Start.interview("people-management", options))
    async with app.run_test(size=(120, 50)) as pilot:
        await answer(app, pilot, until, WEAK)
        await end(app, pilot, until)
        assert "of 4" not in shown(app)
        assert services.store.list()[0].state.value == "finished"
        rated = app.screen.signals[0].id
        await pilot.press("3", "enter")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await until(pilot, lambda: "you said 3" in shown(app))
        first = app.screen.transcript.source
        assert ratings_in(services.store.read(first).events) == {rated: 3}
        before = services.store.find(first).read_bytes()

        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        await until(pilot, lambda: "Advice, not part of the scorecard" in shown(app))
        weak = Coaching(services).after(services.store.read(first))
        signal = next(v.id for v in weak.card.signals if v.text == SIGNAL)
        highlight(app, f"signal:{signal}")
        await until(pilot, lambda: "not a script" in shown(app) and "missing" in shown(app))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")

        await answer(app, pilot, until, STRONG)
        await end(app, pilot, until)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        again = app.screen.transcript.source
        after = Coaching(services).after(services.store.read(again))
        moved = next(one for one in after.beside.retry.levels if one.signal == signal)
        assert moved.now > moved.first
        await until(pilot, lambda: f"first: {moved.first}, now: {moved.now}" in shown(app))
        assert f"first: {first}" in shown(app)
    assert services.store.find(first).read_bytes() == before
    assert ratings_in(services.store.read(again).events) == {}


@pytest.fixture
def graded(services):
    """A graded session on disk; its id."""

    async def hold():
        conductor = services.start_interview(services.rubrics[1], InterviewOptions(minutes=20))
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        conductor.answer("We agreed on two dates that week, and I wrote both of them down for him.")
        conductor.end()
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        await services.grade_interview(conductor)
        conductor.log.close()
        return conductor.log.session_id

    return hold


@pytest.fixture
def debrief(services, app, graded, until):
    """Opens the debrief of a graded session."""

    async def show(pilot):
        app.open_session(await graded())
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))

    return show


@pytest.fixture
def coach(services, monkeypatch):
    """A model at an endpoint; `coach.error` makes it fail, `coach.asked` counts."""
    made = SimpleNamespace(asked=[], error=None)

    async def example_answer(transcript, rubric, card, signal):
        made.asked.append(signal)
        if made.error is not None:
            raise made.error
        return Example(signal, 4, 1, "I met him and «what changed» followed.",
                       ("what changed",), "m", {}, ())  # fmt: skip

    monkeypatch.setattr(services, "example_answer", example_answer, raising=False)
    monkeypatch.setattr(Coaching, "has_model", property(lambda self: True))
    monkeypatch.setattr(Coaching, "leaves_for", property(lambda self: "m at https://words.example"))
    return made


async def test_an_example_is_asked_for_only_after_it_was_said_where_the_words_go(
    app, debrief, coach, until
):
    async with app.run_test(size=(120, 36)) as pilot:
        await debrief(pilot)
        highlight(app, "signal:signal-1")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "https://words.example" in shown(app)
        await pilot.press("n")
        assert coach.asked == []
        await pilot.press("x", "y")
        await until(pilot, lambda: "«what changed»" in shown(app))
        assert LABEL[:40] in shown(app)
        assert "To fill in" in shown(app)
        assert "of 4" in shown(app)
        highlight(app, "signal:signal-2")
        await pilot.press("x")
        await until(pilot, lambda: coach.asked == ["signal-1", "signal-2"])
        assert isinstance(app.screen, DebriefScreen)


async def test_an_example_that_fails_says_why_and_the_outline_stays(app, debrief, coach, until):
    coach.error = UnfaithfulRewriteError("it invents 40%", where="m", remedy="try again")
    async with app.run_test(size=(120, 36)) as pilot:
        await debrief(pilot)
        highlight(app, "signal:signal-1")
        await pilot.press("x", "y")
        await until(pilot, lambda: "No example: " in shown(app) and "it invents 40%" in shown(app))
        assert "not a script" in shown(app)
        coach.error = RuntimeError("[@click=app.quit]bug[/]")
        await pilot.press("x")
        await until(pilot, lambda: "[@click=app.quit]bug[/]" in shown(app))


async def test_without_a_model_no_rewrite_is_offered(app, debrief):
    async with app.run_test(size=(120, 36)) as pilot:
        await debrief(pilot)
        offered = [one.binding.action for one in app.screen.active_bindings.values() if one.enabled]
        assert "retry" in offered
        assert "example" not in offered


async def test_enter_shows_the_words_in_their_place(app, debrief, until):
    async with app.run_test(size=(120, 36)) as pilot:
        await debrief(pilot)
        highlight(app, "signal:signal-1")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))


async def test_the_card_at_the_end_of_the_scorecard_opens_the_debrief(app, graded, until):
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_session(await graded())
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await pilot.press("G")
        await until(pilot, lambda: "Fix this first: " in shown(app))
        await pilot.click("#next-step")
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        await pilot.press("escape")
        app.screen.query_one("#next-step").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))


async def test_low_anxiety_hides_figures_here_too(tmp_path, until):
    real = Services(Options(home=str(tmp_path / "home"), engine="built-in", environ={}))
    app = MockintApp(real)
    app.preferences = replace(app.preferences, low_anxiety=True)
    stored = real.store.read("people-management-mixed")
    async with app.run_test(size=(120, 36)) as pilot:
        app.show_debrief(Coaching(real).after(stored))
        await until(pilot, lambda: "of all that was weak" in shown(app))
        assert "%" not in shown(app)
        assert "of 4" not in shown(app)


async def test_ratings_are_taken_back_clicked_and_left_out_by_key(app, services, until):
    found = []
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (("3", "k", "0", "4", "enter"), ("2", "escape"), ("enter",)):
            app.push_screen(SelfRatingScreen(services.rubrics[1].signals), found.append)
            await until(pilot, lambda: isinstance(app.screen, SelfRatingScreen))
            await until(pilot, lambda: app.focused is not None)
            await pilot.press(*keys)
            await until(pilot, lambda: not isinstance(app.screen, SelfRatingScreen))
        app.push_screen(SelfRatingScreen(services.rubrics[1].signals), found.append)
        await until(pilot, lambda: "not rated" in shown(app))
        await pilot.click("#ratings", offset=(10, 1))
        await pilot.click("#ratings", offset=(10, 1))
        await pilot.press("enter")
    assert found == [{"signal-1": 4}, {}, {}, {"signal-2": 2}]


async def test_who_wants_no_self_rating_sees_the_scorecard_at_once(services, until):
    services.change_setting("self_rating", False)
    app = MockintApp(services)
    conductor = services.start_interview(services.rubrics[1], InterviewOptions())
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    conductor.answer("This is an answer and it is long enough.")
    conductor.end()
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    conductor.log.close()
    async with app.run_test() as pilot:
        app.open_session(conductor.log.session_id)
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        assert not any(isinstance(one, SelfRatingScreen) for one in app.screen_stack)
