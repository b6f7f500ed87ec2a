"""Pictures of the screens at three sizes, compared with the ones that were looked at.

After a change that is meant: `pytest tests/tui/test_pictures.py --snapshot-update`,
look at the difference, commit both.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mockint import diagnosis
from mockint.diagnosis import Check
from mockint.practice.self_rating import rating_event
from mockint.tui.app import MockintApp
from mockint.tui.compare import CompareScreen
from mockint.tui.self_rating import SelfRatingScreen
from mockint.wiring import InterviewOptions

SIZES = {"80x24": (80, 24), "120x36": (120, 36), "200x50": (200, 50)}
sizes = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
LONG = (
    "Last year one of my senior engineers missed three deadlines in a row. I met him the same "
    "week, asked what had changed, and we agreed on two dates. I wrote both down and checked "
    "them with him every Friday."
)


@pytest.fixture
def ready(until):
    """Waits until the screen called `name` stands still."""

    async def wait(pilot, name, condition=lambda: True):
        await until(pilot, lambda: type(pilot.app.screen).__name__ == name and condition())
        await pilot.pause()
        await pilot.pause()

    return wait


@pytest.fixture
def held(services):
    """One unfinished and one graded session on disk."""

    async def hold(graded):
        conductor = services.start_interview(services.rubrics[1], InterviewOptions(minutes=20))
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        for answer in (LONG, "We fixed it."):
            services.clock.pass_seconds(80)
            conductor.answer(answer)
            for move in iter(conductor.next_move, None):
                await conductor.speak(move)
        if graded:
            conductor.end()
            for move in iter(conductor.next_move, None):
                await conductor.speak(move)
            await services.grade_interview(conductor)
        conductor.log.close()
        return conductor

    return hold


@pytest.fixture
def conversation(services, app, until):
    """Leads into an interview with two answers and a draft."""

    async def lead(pilot):
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: type(app.screen).__name__ == "InterviewScreen")
        screen = app.screen
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        for answer in (LONG, "We fixed it."):
            services.clock.pass_seconds(80)
            turns = len(screen.conductor.state.turns)
            screen.query_one("#answer").put(answer)
            await pilot.press("enter")
            await until(
                pilot,
                lambda n=turns: len(screen.conductor.state.turns) > n + 1 and not screen.speaking,
            )
        screen.query_one("#answer").put("In the end he\nkept both dates")
        session = screen.sitting.session_id
        await until(pilot, lambda: services.store.load_draft(session))
        await until(pilot, lambda: "draft saved" in str(screen.query_one("#info-state").content))
        await until(pilot, lambda: len(screen.query("FooterKey")) > 4)

    return lead


@sizes
def test_home(snap_compare, app, held, ready, size):
    async def before(pilot):
        await held(graded=True)
        await held(graded=False)
        app.refresh_home()
        await ready(pilot, "HomeScreen", lambda: len(app.screen._sessions) == 2)
        await ready(pilot, "HomeScreen", lambda: not app.screen._reading)
        await pilot.press("G")

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_brief(snap_compare, app, ready, size):
    async def before(pilot):
        app.open_round("people")
        await ready(pilot, "BriefScreen", lambda: len(app.screen.query("FooterKey")) > 4)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_interview(snap_compare, app, conversation, size):
    assert snap_compare(app, terminal_size=size, run_before=conversation)


@sizes
def test_confirmation(snap_compare, app, conversation, ready, size):
    async def before(pilot):
        await conversation(pilot)
        await pilot.press("f2")
        await ready(pilot, "Confirm")

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_pause(snap_compare, app, conversation, ready, size):
    async def before(pilot):
        await conversation(pilot)
        await pilot.press("f4")
        await ready(pilot, "PauseScreen", lambda: len(app.screen.query("FooterKey")) > 3)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_scorecard(snap_compare, services, app, held, ready, size):
    async def before(pilot):
        conductor = await held(graded=True)
        app.open_session(conductor.log.session_id)
        await ready(pilot, "ScorecardScreen", lambda: len(app.screen.query("FooterKey")) > 4)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_transcript_at_a_quote(snap_compare, services, app, held, ready, size):
    async def before(pilot):
        conductor = await held(graded=True)
        app.open_session(conductor.log.session_id)
        await ready(pilot, "ScorecardScreen", lambda: app.focused is not None)
        await pilot.press("enter")
        await ready(pilot, "TranscriptScreen", lambda: len(app.screen.query("FooterKey")) > 3)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
@pytest.mark.parametrize("place", ["setup", "settings", "history"])
def test_places(snap_compare, services, app, held, ready, size, place, monkeypatch):
    """Setup at its last step, settings, and a history with a graded session."""
    services.settings_file = Path("~/.config/mockint/mockint.toml")
    keys = {"setup": ("enter", "down", "enter", "down"), "settings": ("down",), "history": ()}

    async def before(pilot):
        await held(graded=True)
        app.open_place(place)
        name = type(app.screen).__name__
        await ready(pilot, name, lambda: len(app.screen.query("FooterKey")) > 4)
        if place == "setup":
            await ready(pilot, name, lambda: not app.screen._reading)
        if place == "history":
            await ready(pilot, name, lambda: app.screen._cards is not None)
        await pilot.press(*keys[place])
        await ready(pilot, name)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_diagnostics(snap_compare, app, ready, size, monkeypatch):
    checks = [
        Check("rubrics", "ok", "12 rounds of 3 guides"),
        Check("matching", "note", "lexical", "pip install 'mockint[semantic]'"),
        Check("sessions", "fail", "20 MB free", "make room on the disk"),
    ]
    monkeypatch.setattr(diagnosis, "checks", lambda services: checks)

    async def before(pilot):
        app.open_place("diagnostics")
        await ready(pilot, "DiagnosticsScreen", lambda: "to mend" in app.screen._state)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_comparison(snap_compare, services, app, held, ready, size):
    async def before(pilot):
        conductor = await held(graded=True)
        a = services.scorecard_of(services.store.read(conductor.log.session_id))
        other = a.provenance.model_copy(update={"engine": "openai", "model": "m"})
        signals = (a.signals[0].model_copy(update={"level": 4}), *a.signals[1:])
        b = a.model_copy(update={"provenance": other, "signals": signals})
        app.push_screen(CompareScreen(a, b, ("3 Mar 2026 14:02", "14 Mar 2026 15:09")))
        await ready(pilot, "CompareScreen", lambda: len(app.screen.query("FooterKey")) > 2)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_self_rating(snap_compare, services, app, ready, size):
    async def before(pilot):
        app.push_screen(SelfRatingScreen(services.rubrics[1].signals))
        await ready(pilot, "SelfRatingScreen", lambda: len(app.screen.query("FooterKey")) > 2)
        await pilot.press("3", "2")
        await ready(pilot, "SelfRatingScreen")

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
@pytest.mark.parametrize("row", ["first", "signal"])
def test_debrief(snap_compare, services, app, held, ready, size, row):
    async def before(pilot):
        conductor = await held(graded=True)
        app.open_session(conductor.log.session_id)
        await ready(pilot, "ScorecardScreen")
        await pilot.press("d")
        await ready(pilot, "DebriefScreen", lambda: len(app.screen.query("FooterKey")) > 4)
        if row == "signal":
            await pilot.press("down")
            await ready(pilot, "DebriefScreen")

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_scorecard_of_a_retry(snap_compare, services, app, held, ready, size):
    """The candidate's own levels and those of the first round stand beside the new ones."""

    async def before(pilot):
        first = (await held(graded=True)).log.session_id
        options = InterviewOptions(only=("difficult",), retry_of=first)
        conductor = services.start_interview(services.rubrics[1], options)
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        conductor.answer(LONG)
        conductor.end()
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        conductor.log.append(rating_event({"signal-1": 4, "signal-3": 2}, 0))
        await services.grade_interview(conductor)
        conductor.log.close()
        app.open_session(conductor.log.session_id)
        await ready(pilot, "ScorecardScreen", lambda: len(app.screen.query("FooterKey")) > 4)

    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("theme", ["light", "high-contrast", "ansi", "no-colour"])
def test_themes(snap_compare, services, ready, theme, held):
    services.change_setting("theme", theme)
    app = MockintApp(services)

    async def before(pilot):
        conductor = await held(graded=True)
        app.open_session(conductor.log.session_id)
        await ready(pilot, "ScorecardScreen", lambda: len(app.screen.query("FooterKey")) > 4)

    assert snap_compare(app, terminal_size=(80, 24), run_before=before)


def test_without_colour(snap_compare, services, ready, monkeypatch, held):
    """Levels, states and the highlighted row are told apart by words and marks."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = MockintApp(services)

    async def before(pilot):
        conductor = await held(graded=True)
        app.open_session(conductor.log.session_id)
        await ready(pilot, "ScorecardScreen", lambda: len(app.screen.query("FooterKey")) > 4)

    assert snap_compare(app, terminal_size=(80, 24), run_before=before)


@sizes
def test_design_round(snap_compare, services, app, until, ready, size):
    """The scratch pad beside the conversation; called over it where that is narrow."""
    data = services.rubrics[1].model_dump(mode="json", by_alias=True)
    for question in data["questions"]:
        question["kind"] = "design"
    services.library.rubrics[data["id"]] = rubric = type(services.rubrics[1]).model_validate(data)

    async def before(pilot):
        app.start_interview(rubric, InterviewOptions())
        await until(pilot, lambda: type(app.screen).__name__ == "InterviewScreen")
        screen = app.screen
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        page = "client --> gateway --> queue\n                         |\n           worker <-----+"
        screen.query_one("#pad-text").put(page + "\n\ndef retry(job):\n    return job.tries < 3\n")
        if size[0] < 100:
            await pilot.press("ctrl+g")
        await until(pilot, lambda: "pad saved" in str(screen.query_one("#info-state").content))
        await ready(pilot, "InterviewScreen", lambda: len(screen.query("FooterKey")) > 4)

    assert snap_compare(app, terminal_size=size, run_before=before)
