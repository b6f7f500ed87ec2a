"""An advert and a CV on the screens: chosen in the setup, told before, and what is not backed."""

from __future__ import annotations

import pytest

from mockint.domain.session import Event, EventKind, Move, MoveKind
from mockint.errors import SettingsError
from mockint.tui.app import MockintApp, Start
from mockint.tui.brief import BriefScreen
from mockint.tui.debrief import DebriefScreen
from mockint.tui.dialogs import Ask, Confirm
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.rows import Rows
from mockint.tui.scorecard import ScorecardScreen
from mockint.tui.setup import SetupScreen
from mockint.tui.transcript import TranscriptScreen
from mockint.wiring import InterviewOptions

BACKED = "Led a team of 12 engineers and reduced attrition from 25% to 8% within a year."
OPEN = "Migrated a monolith to 14 microservices, cutting deployment time to 40 minutes."
ANSWER = (
    "I led a team of 12 engineers for three years, and within a year attrition was reduced from "
    "25% to 8% because I met every one of them each week."
)
#: Where the rows of the setup stand: after the interview's own choices.
JOB, CV = "job", "cv"


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.fixture
def cv(tmp_path):
    path = tmp_path / "cv of mine.md"
    path.write_text(f"# Jane Doe\n{BACKED}\n{OPEN}\n", encoding="utf-8")
    return path


@pytest.fixture
def tailored(services, cv):
    """The options of a round that is tailored to the CV."""
    return InterviewOptions(tailoring=services.tailor(services.rubrics[1], None, str(cv)))


class Endpoint:
    model, origin = "m-1", "https://words.example"


class Elsewhere:
    """Engines of which the one in use is a model behind an endpoint."""

    is_model, is_in_process, endpoint = True, False, Endpoint()

    def __init__(self, settings):
        self.settings = settings


@pytest.fixture
def model(services, monkeypatch):
    engines = Elsewhere(services.engines.settings)
    monkeypatch.setattr(type(services), "engines", property(lambda self: engines))
    monkeypatch.setattr(type(services), "built_in", property(lambda self: self))


async def choose_file(app, pilot, until, name, path):
    rows = app.screen.query_one("#setup", Rows)
    rows.highlighted = rows.get_option_index(name)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, Ask))
    app.screen.query_one("#dialog-field").value = str(path)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, SetupScreen))


async def at_the_options(app, pilot, until, rubric):
    app.push_screen(SetupScreen())
    await until(pilot, lambda: isinstance(app.screen, SetupScreen) and not app.screen._reading)
    await pilot.press("enter")
    app.screen._choose_round(rubric.id)
    await until(pilot, lambda: "Your CV" in shown(app))


async def test_a_cv_that_is_chosen_in_the_setup_tailors_the_interview(
    services, app, cv, until, monkeypatch
):
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_options(app, pilot, until, services.rubrics[1])
        await choose_file(app, pilot, until, CV, f" '{cv}' ")
        told = [notice.message for notice in app._notifications]
        assert any("2 claims in cv of mine.md" in one for one in told)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        app.screen.query_one("#page").scroll_end(animate=False)
        await until(pilot, lambda: "none is backed yet" in shown(app))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    (given,) = services.started
    assert [f"{claim.text}." for claim in given.tailoring.claims] == [BACKED, OPEN]


async def test_a_file_that_cannot_be_read_is_told_and_not_taken(services, app, until, tmp_path):
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_options(app, pilot, until, services.rubrics[1])
        await choose_file(app, pilot, until, JOB, tmp_path / "nowhere.txt")
        await until(pilot, lambda: any("nowhere.txt" in n.message for n in app._notifications))
        assert app.screen._papers.job == ""
        await choose_file(app, pilot, until, JOB, "")
        assert app.screen._papers.job == ""


async def test_voice_can_be_chosen_for_once(services, app, until):
    def refuse(_session):
        raise SettingsError("no endpoint is configured", where="voice")

    services.voice_room = refuse
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_options(app, pilot, until, services.rubrics[1])
        rows = app.screen.query_one("#setup", Rows)
        rows.highlighted = rows.get_option_index("talking")
        await pilot.press("right", "s")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert app.preferences.talking == "talk"
    assert not services.settings_file.exists()


async def test_lines_of_a_cv_go_to_an_endpoint_only_once_that_was_confirmed(
    services, app, tailored, model, until
):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        app.start_interview(services.rubrics[1], tailored)
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "https://words.example" in shown(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert services.started == []
        app.start_interview(services.rubrics[1], tailored)
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        app.go_home()
        app.start_interview(services.rubrics[1], tailored)
        await until(pilot, lambda: len(services.started) == 2)


async def test_what_the_command_line_has_asked_about_is_not_asked_again(
    services, tailored, model, until
):
    rubric = services.rubrics[1]
    app = MockintApp(services, Start.interview(rubric.id, tailored))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    assert len(services.started) == 1


async def test_a_tailored_session_that_is_gone_on_with_asks_too(
    services, app, tailored, model, until
):
    services.start_interview(services.rubrics[1], tailored).log.close()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        app.continue_session(None)
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        app.continue_session(None)
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


async def test_scorecard_and_debrief_show_what_is_not_backed(services, app, tailored, make, until):
    conductor = services.start_interview(services.rubrics[1], tailored)
    conductor.log.append(Event(EventKind.MOVE, 1, "Tell me.", Move(MoveKind.REPEAT)))
    conductor.log.append(Event(EventKind.ANSWER, 2, ANSWER))
    conductor.log.append(Event(EventKind.MOVE, 3, "Bye.", Move(MoveKind.CLOSE)))
    name = conductor.log.session_id
    conductor.log.close()
    transcript = services.transcript_of(services.store.read(name))
    card = make.scorecard(transcript)
    with services.store.open(name) as log:
        data = {"scorecard": card.model_dump(mode="json", by_alias=True)}
        log.append(Event(EventKind.GRADED, 4, data=data))
    async with app.run_test(size=(120, 50)) as pilot:
        app.open_session(name)
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        app.screen.query_one("#card").scroll_end(animate=False)
        await until(pilot, lambda: "1 of 2 claims not backed" in shown(app))
        assert "not backed yet: Migrated" in shown(app)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        rows = app.screen.query_one("#debrief-rows", Rows)
        rows.highlighted = rows.get_option_index("claim:1")
        await until(pilot, lambda: "Not said: 14" in shown(app))
        await pilot.press("enter")
        assert isinstance(app.screen, DebriefScreen)
        rows.highlighted = rows.get_option_index("claim:0")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        assert "quote in turn" in shown(app)
