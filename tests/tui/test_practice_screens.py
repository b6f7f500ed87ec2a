"""Progress, the study plan, loops and the packet: by keyboard, with a real store below."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockint.domain.session import Event, EventKind, Move, MoveKind
from mockint.interview.plan import make_plan
from mockint.panel import LoopOptions, Panel
from mockint.practice.handover import Handover
from mockint.practice.loop import LoopEvent, LoopEventKind
from mockint.practice.self_rating import ratings_in
from mockint.store.header import SessionHeader, stamp
from mockint.tui.app import MockintApp, Start
from mockint.tui.dialogs import Confirm
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.loop import LoopScreen, PacketScreen
from mockint.tui.progress import ProgressScreen
from mockint.tui.rows import Rows
from mockint.tui.self_rating import SelfRatingScreen
from mockint.tui.study_plan import StudyPlanScreen
from mockint.wiring import Options, Services

GUIDE = "coursera/software-engineering-manager"
SIZES = {"80x24": (80, 24), "120x36": (120, 36), "200x50": (200, 50)}
sizes = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
ANSWER = "I sat down with him the same week and we agreed on two dates; both were kept."


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.fixture
def evening(services, make, conversation):
    """Puts a graded session on disk, `days` before now, with the first signal at `level`."""

    def hold(days, level, *, number=1, session="", **provenance):
        rubric = services.rubrics[number]
        plan = make_plan(rubric, minutes=20, seed=1)
        header = SessionHeader(
            rubric_id=rubric.id, rubric_digest="0123456789abcdef", plan=plan, mockint="0.1.0",
            rubric=rubric.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            engine="built-in", id=session or f"20260301-1900-people-{days:04x}",
            created=stamp(services.now - timedelta(days=days)),
        )  # fmt: skip
        card = make.scorecard(conversation(("Tell me.", ANSWER)), rubric=rubric.id)
        signals = [card.signals[0].model_copy(update={"level": level, "spread": (level, level)})]
        card = card.model_copy(update={
            "signals": (*signals, *card.signals[1:]),
            "provenance": card.provenance.model_copy(update=provenance),
        })  # fmt: skip
        with services.store.create(header) as log:
            log.append(Event(EventKind.MOVE, 1000, "Bye.", Move(MoveKind.CLOSE)))
            value = {"scorecard": card.model_dump(mode="json", by_alias=True)}
            log.append(Event(EventKind.GRADED, 1000, data=value))

    return hold


@pytest.fixture
def loop(services, monkeypatch):
    """An unfinished loop: one round held, the second begun."""
    import mockint.panel
    import mockint.store.loops

    monkeypatch.setattr(mockint.panel, "utc_now", lambda: services.now)
    monkeypatch.setattr(mockint.store.loops.secrets, "randbits", lambda _: 7)
    made = Panel(services).start("acme/engineering-manager", LoopOptions(seed=1))
    notes = Handover("HR Screening", "", ("People management skills.",),
                     ("Leadership effectiveness.",), ("Why us?",))  # fmt: skip
    made._log.append(LoopEvent(LoopEventKind.STARTED, 0, HELD))
    made._log.append(LoopEvent(LoopEventKind.OVER, 0, HELD, notes))
    made.close()
    return made.id


def read(app):
    return isinstance(app.screen, ProgressScreen) and app.screen._outlook is not None


# -- progress -----------------------------------------------------------------------


async def test_an_empty_progress_says_what_to_do(app, until):
    async with app.run_test() as pilot:
        app.show_progress()
        await until(pilot, lambda: "Nothing was graded yet" in shown(app))
        await pilot.press("p")
        assert isinstance(app.screen, ProgressScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_levels_stand_in_a_row_in_the_order_of_time(app, evening, until):
    for days, level in ((9, 1), (5, 2), (1, 4)):
        evening(days, level)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        await pilot.press("p")
        await until(pilot, lambda: read(app) and "1 2 4" in shown(app))
        assert "▂▄█" in shown(app)
        assert "1–4" in shown(app)
        assert "+3 since the first" in shown(app)
        assert "not elicited 3 times in a row" in shown(app)


async def test_sessions_of_another_judge_stand_apart(app, evening, until):
    evening(9, 1)
    evening(1, 4, engine="openai", model="m")
    async with app.run_test(size=(120, 36)) as pilot:
        app.show_progress()
        await until(pilot, lambda: "2 provenances" in shown(app))
        assert "1 4" not in shown(app)
        assert "Group 2 of 2" in shown(app)


async def test_enter_drills_what_is_next_with_that_question_alone(app, services, evening, until):
    evening(9, 2)
    async with app.run_test() as pilot:
        app.show_progress()
        await until(pilot, lambda: read(app) and "Practise next" in shown(app))
        wanted = app.screen._outlook.next[0]
        await pilot.press("g", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert services.started[-1].only == (wanted.question,)


async def test_the_plan_takes_a_day_refuses_nonsense_and_is_written(
    app, evening, until, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    evening(3, 2)
    async with app.run_test(size=(120, 36)) as pilot:
        app.show_progress()
        await until(pilot, lambda: read(app))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, StudyPlanScreen))
        await until(pilot, lambda: "14 days until Saturday, 28 March" in shown(app))
        await pilot.press("d", *["backspace"] * 10, *"soon", "enter")
        await until(pilot, lambda: "soon is no day" in shown(app))
        await pilot.press(*["backspace"] * 4, *"2026-03-18", "enter")
        await until(pilot, lambda: "4 days until Wednesday, 18 March" in shown(app))
        await pilot.press("e")
        await until(pilot, (tmp_path / "study-plan-2026-03-18.ics").is_file)
        assert "- [ ] Drill" in (tmp_path / "study-plan-2026-03-18.md").read_text()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


# -- loops --------------------------------------------------------------------------


HELD = "20260314-1500-screening-0001"


async def test_home_shows_an_unfinished_loop_first_and_enter_opens_it(app, loop, until):
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        ids = [o.id for o in app.screen.query_one("#shelf", Rows).options if o.id]
        assert ids[0] == f"loop:{loop}"
        assert "1 of 2 held" in shown(app)
        await pilot.press("g", "enter")
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))
        assert "1 of 2 rounds held" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_the_packet_before_the_end_asks_first(app, loop, until):
    async with app.run_test() as pilot:
        app.open_loop(loop)
        await until(pilot, lambda: isinstance(app.screen, LoopScreen) and "held" in shown(app))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")  # Wait is what Enter means at first
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))
        await pilot.press("p", "y")
        await until(pilot, lambda: isinstance(app.screen, PacketScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))


async def test_a_round_is_left_out_only_once_confirmed(app, services, loop, until):
    async with app.run_test() as pilot:
        app.open_loop(loop)
        await until(pilot, lambda: isinstance(app.screen, LoopScreen) and "held" in shown(app))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))
        assert not Panel(services).store.read(loop).state.finished
        await pilot.press("x", "y")
        await until(pilot, lambda: "The loop is over" in shown(app))
        assert Panel(services).store.read(loop).state.rounds[1].left_out


async def test_a_whole_loop_by_keyboard_shows_no_level_before_the_packet(tmp_path, until):
    services = Services(Options(home=str(tmp_path / "home"), engine="built-in", environ={}))
    app = MockintApp(services, Start.home())

    async def hold(pilot):
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        screen = app.screen
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        screen.query_one("#answer").put(ANSWER)
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.sitting.answers) == 1 and not screen.speaking)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: screen.is_over and isinstance(app.screen, InterviewScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SelfRatingScreen))
        await pilot.press("3", "enter")
        await until(pilot, lambda: isinstance(app.screen, LoopScreen), seconds=20)

    loop = Panel(services).start(GUIDE, LoopOptions(rounds=("hr-screening", "people-management")))
    loop.close()
    async with app.run_test(size=(120, 36)) as pilot:
        app.open_loop(loop.id)
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))
        for number in (1, 2):
            await until(pilot, lambda: app.screen.query_one("#rounds", Rows).chosen is not None)
            await pilot.press("enter")
            await hold(pilot)
            assert f"{number} of 2 rounds held" in shown(app)
            assert "of 4" not in shown(app)
        await pilot.press("p")
        await until(pilot, lambda: "Recommendation:" in shown(app))
    rounds = Panel(services).packet(loop.id).rounds
    assert all(one.card for one in rounds)
    for one in rounds:
        assert set(ratings_in(services.store.read(one.session).events).values()) == {3}


async def test_quitting_within_a_round_lets_go_of_the_loop(tmp_path, until):
    services = Services(Options(home=str(tmp_path / "home"), engine="built-in", environ={}))
    app = MockintApp(services, Start.home())
    async with app.run_test(size=(120, 36)) as pilot:
        app.new_loop(GUIDE)
        await until(pilot, lambda: isinstance(app.screen, LoopScreen) and "due now" in shown(app))
        assert Panel(services).loops() == ()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("ctrl+q")
    again = Panel(services).go_on()
    assert again.state.place == 0
    assert again.due.session
    again.close()


# -- pictures -----------------------------------------------------------------------


@sizes
def test_picture_of_progress(snap_compare, app, evening, until, size):
    for days, level in ((12, 1), (8, 2), (5, 2), (1, 3)):
        evening(days, level)
    evening(20, 4, rubric_digest="fedcba9876543210")

    async def before(pilot):
        app.show_progress()
        await until(pilot, lambda: read(app) and len(app.screen.query("FooterKey")) > 3)
        await pilot.press("G")
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_picture_of_the_study_plan(snap_compare, app, evening, until, size):
    evening(1, 3)

    async def before(pilot):
        app.show_progress()
        await until(pilot, lambda: read(app))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, StudyPlanScreen))
        await until(pilot, lambda: len(app.screen.query("FooterKey")) > 3)

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_picture_of_a_loop(snap_compare, app, loop, until, size):
    async def before(pilot):
        app.open_loop(loop)
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))
        await until(pilot, lambda: len(app.screen.query("FooterKey")) > 3)
        await pilot.press("g")
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)


@sizes
def test_picture_of_a_packet(snap_compare, app, evening, loop, until, size):
    evening(0, 3, number=0, session=HELD)

    async def before(pilot):
        app.show_packet(loop)
        await until(pilot, lambda: "Committee packet" in shown(app))
        await until(pilot, lambda: len(app.screen.query("FooterKey")) > 2)

    assert snap_compare(app, terminal_size=size, run_before=before)
