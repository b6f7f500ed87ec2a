"""More than 400 strings of strangers through every screen that shows outside text.

Each string carries a number. A test goes through a screen until it has seen the numbers
of at least `ENOUGH` of them, and looks at every picture on the way: no control or invisible
character, no action, no link, nothing but colours on the way to the terminal. What was on
disk is afterwards as it was.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hostile_strings import BATCHES, FORBIDDEN, HOSTILE, MARKED, MARKED_FILED, batches
from textual.screen import Screen
from watching import Watcher, digests, look, seated

from conftest import NOW
from mockint import diagnosis
from mockint.coaching import Coaching
from mockint.domain.clean import Cleaner
from mockint.domain.scorecard import Scorecard
from mockint.domain.session import Event, EventKind, Move, MoveKind
from mockint.domain.transcript import Role, Transcript, Turn
from mockint.errors import DiskError, EngineError, InputError
from mockint.grading.coach import Example
from mockint.interview.outage import Alternative
from mockint.store.summary import SessionState, SessionSummary
from mockint.tui.app import MockintApp
from mockint.tui.brief import BriefScreen
from mockint.tui.compare import CompareScreen
from mockint.tui.composer import AnswerBox
from mockint.tui.conversation import TranscriptLog
from mockint.tui.debrief import DebriefScreen
from mockint.tui.diagnostics import DiagnosticsScreen
from mockint.tui.dialogs import Ask, Confirm, PressKey
from mockint.tui.help import HelpScreen
from mockint.tui.history import HistoryScreen
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.outage import ChooseInterviewer
from mockint.tui.pad import PadBox
from mockint.tui.pause import PauseScreen
from mockint.tui.scorecard import ScorecardScreen
from mockint.tui.scoring import ScoringScreen
from mockint.tui.self_rating import SelfRatingScreen
from mockint.tui.settings import SettingsScreen
from mockint.tui.setup import SetupScreen
from mockint.tui.talking import Talking
from mockint.tui.transcript import TranscriptScreen
from mockint.wiring import InterviewOptions

ENOUGH = 400
SIZES = pytest.mark.parametrize("size", [(80, 24), (200, 50)], ids=["80x24", "200x50"])
WIDE = (200, 50)
ONE_SIZE = pytest.mark.parametrize("size", [WIDE], ids=["200x50"])
GUIDE = "acme/engineering-manager"


def batch(number: int) -> str:
    return BATCHES[number % len(BATCHES)]


class CrowdedStore:
    """The store of a test, with a list of sessions that strangers have named."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def list(self):
        states = list(SessionState)
        return tuple(
            SessionSummary(
                id=f"{number:04}-{text[:40]}", created=(NOW - timedelta(hours=number)).isoformat(),
                state=states[number % 4], rubric_id=text, title=text, answers=number,
                recommendation=text, score=2.5, reason=batch(number),
            )
            for number, text in enumerate(MARKED)
        )  # fmt: skip


@pytest.fixture
def crowd(services, make):
    """A library and a history in which every word is a stranger's."""
    plain = make.rubric()
    rounds = {}
    for number, text in enumerate(MARKED):
        criteria = [plain.criteria[0].model_copy(update={"text": batch(number)})]
        name = f"{GUIDE}/r{number}"
        changes = {"id": name, "title": text, "type": text, "interviewer": text,
                   "difficulty": text, "summary": batch(number), "criteria": (*criteria,)}  # fmt: skip
        rounds[name] = plain.model_copy(update=changes)
    guide = make.guide()
    whole = guide.model_copy(update={"rounds": tuple(f"r{n}" for n in range(len(MARKED)))})
    others = [
        guide.model_copy(update={"id": f"acme/g{n}", "company": text, "role": text, "level": text,
                                 "rounds": ()})
        for n, text in enumerate(MARKED)
    ]  # fmt: skip
    services.library.rubrics = rounds
    services.library.guides = {one.id: one for one in (whole, *others)}
    services.store = CrowdedStore(services.store)
    return services


def with_texts(plain, texts=BATCHES):
    """A rubric whose every text is a stranger's, of as many signals as there are batches."""
    signals = tuple(
        plain.signals[0].model_copy(
            update={
                "id": f"signal-{n}",
                "text": text,
                "criteria": (f"c{n}",),
                "points": tuple(
                    p.model_copy(update={"text": text}) for p in plain.signals[0].points
                ),
            }
        )
        for n, text in enumerate(texts)
    )
    criteria = tuple(
        plain.criteria[0].model_copy(update={"id": f"c{n}", "text": text})
        for n, text in enumerate(texts)
    )
    tips = tuple(plain.tips[0].model_copy(update={"text": text}) for text in MARKED_FILED)
    ids = tuple(one.id for one in signals)
    questions = tuple(q.model_copy(update={"signals": ids}) for q in plain.questions)
    return plain.model_copy(
        update={"signals": signals, "criteria": criteria, "tips": tips, "questions": questions,
                "title": MARKED[5], "description": "".join(BATCHES)[:1990], "summary": MARKED[6]}
    )  # fmt: skip


def answered(services, rubric, texts, *, grade=None):
    """A session that is over, in which `texts` were said by both sides; its id and transcript."""
    conductor = services.start_interview(rubric, InterviewOptions())
    for text in texts:
        conductor.log.append(Event(EventKind.MOVE, 1, text, Move(MoveKind.REPEAT)))
        conductor.log.append(Event(EventKind.ANSWER, 1, text))
    conductor.log.append(Event(EventKind.MOVE, 2, "Bye.", Move(MoveKind.CLOSE)))
    session = conductor.log.session_id
    if grade is not None:
        value = {"scorecard": grade.model_dump(mode="json", by_alias=True)}
        conductor.log.append(Event(EventKind.GRADED, 3, data=value))
    conductor.log.close()
    return session


def a_card(make, texts=BATCHES) -> Scorecard:
    """A scorecard whose every text is a stranger's."""
    turns = tuple(Turn(n, Role.CANDIDATE, text) for n, text in enumerate(texts))
    plain = make.scorecard(Transcript("s", "text", turns))
    first = plain.signals[0]
    signals = tuple(
        first.model_copy(
            update={
                "id": f"signal-{n}", "text": text, "rationale": text, "raise_it": text,
                "dropped": (text,), "level": 1 + n % 4,
                "evidence": (first.evidence[0].model_copy(
                    update={"turn": n, "start": 0, "end": len(text), "quote": text}),),
            }
        )
        for n, text in enumerate(texts)
    )  # fmt: skip
    flags = tuple(
        plain.red_flags[1].model_copy(update={"id": f"f{n}", "text": text})
        for n, text in enumerate(texts)
    )
    made = plain.provenance.model_copy(
        update={"engine": MARKED[2], "model": MARKED[23], "limits": tuple(texts), "suspect": True}
    )
    counted = plain.delivery.model_copy(
        update={"filler_words": dict.fromkeys(MARKED_FILED, 1), "star": {MARKED[1]: 1}}
    )
    return plain.model_copy(
        update={"signals": signals, "red_flags": flags, "title": MARKED[0], "why": texts[0],
                "provenance": made, "delivery": counted}
    )  # fmt: skip


def assert_all_seen(watcher: Watcher) -> None:
    missing = sorted({f"{n:03}" for n in range(len(HOSTILE))} - watcher.seen)
    assert len(watcher.seen) >= ENOUGH, f"not seen: {missing}"
    assert watcher.app.return_value is None
    assert watcher.app.is_running


# -- lists of rounds and sessions -----------------------------------------------------------


@SIZES
async def test_home_shows_guides_rounds_and_sessions_as_words(crowd, size, until):
    app = MockintApp(crowd, now=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        watcher = Watcher(app, pilot)
        await watcher.to_the_end("pagedown")
        await watcher.press("g", "j", "j", "j", "slash", "x", "escape")
        assert_all_seen(watcher)


async def test_homes_detail_shows_a_round_as_words(crowd, until):
    app = MockintApp(crowd, now=lambda: NOW)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        watcher = Watcher(app, pilot)
        for number in range(len(BATCHES)):
            app.screen._describe(f"round:{GUIDE}/r{number}")
            await watcher.scroll("#detail")
        assert_all_seen(watcher)


@ONE_SIZE
async def test_setup_shows_guides_and_rounds_as_words(crowd, size, until):
    app = MockintApp(crowd, now=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        app.push_screen(SetupScreen())
        await until(pilot, lambda: isinstance(app.screen, SetupScreen) and not app.screen._reading)
        guides, rounds, details = Watcher(app, pilot), Watcher(app, pilot), Watcher(app, pilot)
        await guides.to_the_end("pagedown")
        assert_all_seen(guides)
        await rounds.press("g", "enter")
        await rounds.to_the_end("pagedown")
        assert_all_seen(rounds)
        await details.press("g")
        for _ in range(len(BATCHES) if size == WIDE else 3):
            await details.scroll("#setup-detail")
            await details.press("j")
        if size == WIDE:
            assert_all_seen(details)


async def test_setup_shows_options_as_words(services, make, until):
    rubric = make.rubric()
    slot = {"name": "location", "placeholder": "[Location]", "kind": "choice",
            "options": list(BATCHES), "origin": "authored"}  # fmt: skip
    data = rubric.model_dump(by_alias=True, mode="json")
    data["questions"][0]["text"] += " In [Location]?"
    data["questions"][0]["slots"] = [slot]
    services.library.rubrics[rubric.id] = type(rubric).model_validate(data)
    app = MockintApp(services)
    async with app.run_test(size=WIDE) as pilot:
        app.push_screen(SetupScreen())
        await until(pilot, lambda: isinstance(app.screen, SetupScreen) and not app.screen._reading)
        await pilot.press("enter")
        app.screen._choose_round(rubric.id)
        watcher = Watcher(app, pilot)
        await watcher.look()
        rows = app.screen.query_one("#setup")
        rows.highlighted = rows.get_option_index("location")
        await watcher.to_the_end("right")
        assert_all_seen(watcher)


@SIZES
async def test_the_brief_shows_a_round_as_words(services, make, size, until):
    app = MockintApp(services)
    rubric = with_texts(make.rubric())
    async with app.run_test(size=size) as pilot:
        app.push_screen(BriefScreen(rubric, make.guide()))
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        watcher = Watcher(app, pilot)
        await watcher.scroll("#page", 800)
        assert_all_seen(watcher)


@SIZES
async def test_history_shows_sessions_as_words(crowd, size, until):
    app = MockintApp(crowd, now=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        app.push_screen(HistoryScreen())
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen) and app.screen._cards)
        watcher = Watcher(app, pilot)
        await watcher.to_the_end("pagedown")
        await watcher.press("g", "d", "escape", "enter", "j", "enter", "t", "c", "e", "slash", "x")
        assert_all_seen(watcher)


# -- the interview --------------------------------------------------------------------------


@ONE_SIZE
async def test_an_interview_that_is_gone_on_with_shows_turns_and_coverage_as_words(
    services, make, size, until, tmp_path
):
    rubric = with_texts(make.rubric())
    conductor = services.start_interview(rubric, InterviewOptions())
    said = batches(MARKED, 60, 8000)
    assert len(said) <= 20  # more turns than the screen mounts would be in the transcript alone
    for text in said:
        conductor.log.append(Event(EventKind.MOVE, 1, text, Move(MoveKind.REPEAT)))
        conductor.log.append(Event(EventKind.ANSWER, 1, text))
    conductor.log.append(Event(EventKind.PAUSE, 1))
    conductor.log.close()
    app = MockintApp(services)
    async with app.run_test(size=size) as pilot:
        app.continue_session(None)
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        screen = app.screen
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        turns, coverage = Watcher(app, pilot), Watcher(app, pilot)
        await turns.scroll("#log", 800)
        assert_all_seen(turns)
        if size != WIDE:
            await coverage.press("f3")
        await coverage.scroll("#coverage", 800)
        assert_all_seen(coverage)
        stored = services.store.read(screen.sitting.session_id)
        assert [e.text for e in stored.events if e.kind is EventKind.ANSWER] == said


@pytest.mark.parametrize("pieces", [1, 2, 7])
async def test_a_models_words_are_clean_at_every_moment_they_stream_in(
    services, app, pieces, until
):
    async with app.run_test(size=(200, 60)) as pilot:
        services.voice.pieces = ["Hello."]
        screen = await seated(app, pilot, until, services.rubrics[1])
        watcher = Watcher(app, pilot)
        log = screen.query_one(TranscriptLog)
        for text in batches(MARKED, 30, 1900):
            cut = [text[n : n + pieces] for n in range(0, len(text), pieces)]
            move = Move(MoveKind.REPEAT)
            services.voice.pieces = cut
            # On the screen alone, looked at in the middle of sequences, ...
            cleaner = Cleaner()
            log.begin(move, 0)
            for number, piece in enumerate(cut):
                log.append(cleaner.feed(piece))
                if number % (len(cut) // 4 + 1) == len(cut) // 8:
                    log._paint()
                    await watcher.look()
            log._paint()
            await watcher.scroll("#log")
            log.drop_speech()
            # ... then as it is held, with the journal beside it.
            before = len(screen.conductor.state.turns)
            screen.conductor.repeat()
            screen.speak()
            await until(
                pilot,
                lambda n=before: len(screen.conductor.state.turns) > n and not screen.speaking,
            )
            await watcher.look()
            assert screen.conductor.state.turns[-1].text == text
        assert_all_seen(watcher)


async def test_what_is_pasted_is_clean_in_the_box_and_on_the_pad(services, app, until):
    from textual.events import Paste

    async with app.run_test(size=WIDE) as pilot:
        screen = await seated(app, pilot, until, services.rubrics[1])
        for kind, key in ((AnswerBox, ""), (PadBox, "ctrl+g")):
            if key:
                await pilot.press(key)
            box = screen.query_one(kind)
            await until(pilot, lambda box=box: box.has_focus)
            watcher = Watcher(app, pilot)
            for text in batches(MARKED, 30, 1900):
                app.post_message(Paste(text + "."))
                await until(pilot, lambda box=box: box.text.endswith("."))
                await watcher.scroll(f"#{box.id}")
                assert FORBIDDEN.search(re.sub("[\n\t]", "", box.text)) is None
                box.put("")
            assert_all_seen(watcher)


async def test_errors_of_an_engine_a_disk_and_a_microphone_are_words(services, app, until):
    async with app.run_test(size=WIDE) as pilot:
        screen = await seated(app, pilot, until, services.rubrics[1])
        banner, talk, info = (Watcher(app, pilot) for _ in range(3))
        for text in batches(MARKED, 6, 300):
            screen._fell_silent(EngineError(text, where=MARKED[2]))
            await banner.look()
            screen._say_trouble(None)
            screen.query_one(Talking)._say(text)
            await talk.look()
            screen.query_one(Talking)._say(None)
        for text in MARKED:
            screen._pad_kept(SimpleNamespace(error=DiskError(text)))
            await info.look()
        for watcher in (banner, talk, info):
            assert_all_seen(watcher)


async def test_a_long_error_leaves_room_for_the_answer_and_for_what_to_do(services, app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await seated(app, pilot, until, services.rubrics[1])
        long = EngineError("\n".join(f"line {n} of many" for n in range(200)))
        screen._fell_silent(long)
        screen.query_one(Talking)._say("word " * 2000)
        await pilot.pause()
        assert "Enter tries again" in look(app)
        box = screen.query_one(AnswerBox)
        assert box.region.height >= 3
        assert screen.region.contains_region(box.region)


DIALOGS = {
    "pause": lambda text: PauseScreen(text, 60, 1),
    "confirm": lambda text: Confirm("Sure?", text, yes="Yes"),
    "ask": lambda text: Ask("Name", text, text),
    "key": lambda text: PressKey(text, "x"),
    "help": lambda text: HelpScreen(text, [("Group", ((text[:20], text),))]),
}


@pytest.mark.parametrize("make_one", DIALOGS.values(), ids=DIALOGS)
async def test_a_pause_and_every_dialog_show_words(app, make_one, until):
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        await app.push_screen(Screen())  # home below it would be dimmed anew for each dialog
        watcher = Watcher(app, pilot)
        for text in BATCHES:
            await app.push_screen(make_one(text))
            await watcher.look()
            if app.screen.query("#help"):
                await watcher.scroll("#help")
            app.pop_screen()
        assert_all_seen(watcher)


async def test_the_names_of_engines_to_go_on_with_are_words(app, until):
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        await app.push_screen(Screen())  # home below it would be dimmed anew for each dialog
        watcher = Watcher(app, pilot)
        for first in range(0, len(MARKED), 9):
            texts = MARKED[first : first + 9]
            some = tuple(Alternative(text, lambda: None) for text in texts)
            await app.push_screen(ChooseInterviewer(some))
            await watcher.look()
            app.pop_screen()
        assert len(watcher.seen) >= ENOUGH - 20, "very long labels push others off the screen"


# -- after the round ------------------------------------------------------------------------


async def test_scoring_shows_why_it_failed_as_words(services, app, until):
    texts = list(BATCHES)
    transcript = Transcript("s", "text", (Turn(0, Role.CANDIDATE, "We agreed."),))

    async def fail():
        text = texts.pop()
        raise InputError(text, where=MARKED[2], remedy=MARKED[23])

    assessment = SimpleNamespace(
        transcript=transcript, rubric=services.rubrics[1], grade=fail, builtin=None
    )
    async with app.run_test(size=WIDE) as pilot:
        app.push_screen(ScoringScreen(assessment))
        await until(pilot, lambda: isinstance(app.screen, ScoringScreen) and app.screen._failed)
        watcher = Watcher(app, pilot)
        await watcher.scroll("#scoring")
        while texts:
            left = len(texts)
            app.screen.begin()
            await until(pilot, lambda n=left: len(texts) < n and app.screen._failed)
            await watcher.scroll("#scoring")
        assert_all_seen(watcher)


@ONE_SIZE
async def test_self_rating_shows_signals_as_words(app, make, size, until):
    signals = with_texts(make.rubric(), MARKED).signals
    async with app.run_test(size=size) as pilot:
        app.push_screen(SelfRatingScreen(signals))
        await until(pilot, lambda: isinstance(app.screen, SelfRatingScreen))
        watcher = Watcher(app, pilot)
        await watcher.press("3", "2")
        await watcher.to_the_end("pagedown")
        assert_all_seen(watcher)


@SIZES
async def test_a_scorecard_shows_every_part_as_words(app, make, size, until, tmp_path):
    card = a_card(make)
    turns = tuple(Turn(n, Role.CANDIDATE, text) for n, text in enumerate(BATCHES))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        before = digests(tmp_path)
        app.show_scorecard(card, Transcript("s", "text", turns))
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        watcher = Watcher(app, pilot)
        await watcher.scroll("#card", 2000)
        await watcher.press("tab", "enter", "escape", "tab", "enter", "escape")
        assert_all_seen(watcher)
        assert digests(tmp_path) == before


@ONE_SIZE
async def test_a_debrief_shows_every_row_as_words(services, make, size, until):
    rubric = with_texts(make.rubric())
    session = answered(services, rubric, BATCHES, grade=a_card(make))
    after = Coaching(services).after(services.store.read(session))
    example = Example("signal-0", 4, 1, "".join(BATCHES), BATCHES, MARKED[2], {}, ())
    app = MockintApp(services)
    async with app.run_test(size=size) as pilot:
        app.show_debrief(after)
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        screen = app.screen
        rows = screen.query_one("#debrief-rows")
        watcher = Watcher(app, pilot)
        await watcher.to_the_end("pagedown")
        for number in range(len(BATCHES)):
            rows.highlighted = rows.get_option_index(f"signal:signal-{number}")
            await watcher.scroll("#debrief-detail")
        assert_all_seen(watcher)
        made = Watcher(app, pilot)
        screen._examples["signal-0"] = example
        screen._failed["signal-1"] = "".join(BATCHES)
        for number in (0, 1):
            rows.highlighted = rows.get_option_index(f"signal:signal-{number}")
            screen._show()
            await made.scroll("#debrief-detail", 800)
        await made.press("r", "escape")
        assert_all_seen(made)


@SIZES
async def test_a_transcript_and_a_search_in_it_show_words(app, size, until):
    turns = tuple(Turn(n, list(Role)[n % 3], text, move=text) for n, text in enumerate(MARKED))
    transcript = Transcript(MARKED[3], "text", turns)
    async with app.run_test(size=size) as pilot:
        app.push_screen(TranscriptScreen(transcript))
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        watcher = Watcher(app, pilot)
        await watcher.scroll("#reader", 2000)
        assert_all_seen(watcher)
        for text in ("[", "\\(", "press me", "\x1b[2J", "~"):
            app.screen.find(text)
            await watcher.press("n", "n", "N")
        for number in range(0, len(turns), 29):
            await app.push_screen(
                TranscriptScreen(transcript, (number, 0, len(turns[number].text)))
            )
            await watcher.look()
            app.pop_screen()


@ONE_SIZE
async def test_a_comparison_shows_signals_as_words(app, make, size, until):
    a = a_card(make)
    b = a.model_copy(
        update={"provenance": a.provenance.model_copy(update={"engine": MARKED[9], "model": None}),
                "rubric": MARKED[4]}
    )  # fmt: skip
    async with app.run_test(size=size) as pilot:
        app.push_screen(CompareScreen(a, b, (MARKED[7], MARKED[8])))
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        watcher = Watcher(app, pilot)
        await watcher.scroll("#compared", 800)
        assert_all_seen(watcher)


# -- practice -------------------------------------------------------------------------------


@ONE_SIZE
async def test_progress_and_the_study_plan_show_signals_and_tasks_as_words(
    services, make, size, until, monkeypatch, tmp_path
):
    from mockint.practice.study import Kind, Task
    from mockint.tui.progress import ProgressScreen
    from mockint.tui.study_plan import StudyPlanScreen

    monkeypatch.chdir(tmp_path)
    rubric = with_texts(make.rubric(), MARKED_FILED)
    services.library.rubrics[rubric.id] = rubric
    card = a_card(make, MARKED_FILED).model_copy(update={"rubric": rubric.id})
    answered(services, rubric, BATCHES[:2], grade=card)
    app = MockintApp(services, now=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        app.show_progress()
        await until(pilot, lambda: isinstance(app.screen, ProgressScreen) and app.screen._outlook,
                    60)  # fmt: skip
        progress, plan = Watcher(app, pilot), Watcher(app, pilot)
        await progress.to_the_end("pagedown")
        assert_all_seen(progress)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, StudyPlanScreen))
        await plan.look()
        day = app.screen._plan.interview
        tasks = tuple(Task(day, next(iter(Kind)), text, text, 5, "", text) for text in MARKED)
        app.screen._plan = replace(
            app.screen._plan, tasks=tasks, notes=BATCHES[:3], title=MARKED[0]
        )
        app.screen._show()
        await plan.to_the_end("pagedown")
        assert_all_seen(plan)


@ONE_SIZE
async def test_a_loop_and_its_packet_show_rounds_and_notes_as_words(
    services, make, size, until, monkeypatch, tmp_path
):
    from mockint.panel import LoopOptions, Panel
    from mockint.practice.handover import Handover
    from mockint.practice.loop import LoopEvent, LoopEventKind
    from mockint.tui.loop import LoopScreen, PacketScreen

    monkeypatch.chdir(tmp_path)
    plain = make.rubric()
    texts = MARKED_FILED
    names = [f"r{n}" for n in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        services.library.rubrics[f"{GUIDE}/{name}"] = plain.model_copy(
            update={"id": f"{GUIDE}/{name}", "title": text, "interviewer": text}
        )
    whole = make.guide(rounds=names)
    app = MockintApp(services, now=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        app.push_screen(LoopScreen(guide=whole))
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))
        rounds, notes, packet = (Watcher(app, pilot) for _ in range(3))
        await rounds.to_the_end("pagedown")
        assert_all_seen(rounds)
        app.pop_screen()
        rubric = with_texts(plain)
        services.library.rubrics = {rubric.id: rubric}
        session = answered(services, rubric, BATCHES, grade=a_card(make))
        services.library.guides[GUIDE] = make.guide(rounds=["people"])
        loop = Panel(services).start(GUIDE, LoopOptions())
        loop._log.append(LoopEvent(LoopEventKind.STARTED, 0, session))
        told = Handover(MARKED[1], MARKED[2], texts[:200], texts[200:], (texts[0],))
        loop._log.append(LoopEvent(LoopEventKind.OVER, 0, session, told))
        loop.close()
        app.open_loop(loop.id)
        await until(pilot, lambda: isinstance(app.screen, LoopScreen))
        if size == WIDE:
            await notes.scroll("#loop-detail", 800)
            assert_all_seen(notes)
        app.show_packet(loop.id)
        await until(pilot, lambda: isinstance(app.screen, PacketScreen))
        await packet.scroll("#packet", 2000)
        assert_all_seen(packet)


# -- settings, diagnostics, keys, notices -----------------------------------------------------


async def test_settings_show_values_and_problems_as_words(services, app, until):
    async with app.run_test(size=WIDE) as pilot:
        app.push_screen(SettingsScreen())
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        screen, watcher = app.screen, Watcher(app, pilot)
        rows = screen.query_one("#settings")
        for text in BATCHES:
            services.environ = {"MOCKINT_MODEL": text, "MOCKINT_BASE_URL": text}
            screen.show_settings()
            rows.highlighted = rows.get_option_index("model")
            await watcher.look()
        assert_all_seen(watcher)


async def test_diagnostics_show_what_was_found_as_words(app, until, monkeypatch, tmp_path):
    async def probe(_services):
        return [diagnosis.Check(text, "fail", text, text) for text in BATCHES[10:]]

    def checks(_services):
        return (diagnosis.Check(text, "note", text, text) for text in BATCHES[:10])

    monkeypatch.setattr(diagnosis, "checks", checks)
    monkeypatch.setattr(diagnosis, "probe", probe)
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(DiagnosticsScreen())
        await until(pilot, lambda: isinstance(app.screen, DiagnosticsScreen))
        await pilot.press("p")
        await until(pilot, lambda: app.screen._probes and len(app.screen._checks) >= 10, 30)
        watcher = Watcher(app, pilot)
        await watcher.scroll("#checks", 2000)
        assert_all_seen(watcher)


async def test_keys_of_a_strangers_settings_file_reach_neither_footer_nor_help_nor_palette(
    services, app, until
):
    ids = ("history.filter", "history.read", "history.compare", "history.back")
    async with app.run_test(size=WIDE) as pilot:
        app.push_screen(HistoryScreen())
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        for first in range(0, len(HOSTILE), len(ids)):
            texts = HOSTILE[first : first + len(ids)]
            keys = dict(zip(ids, texts, strict=False))
            app.prefer(keep=False, keys=keys)
            app.screen.refresh_bindings()
            await pilot.pause()
            look(app)
        app.action_help()
        await Watcher(app, pilot).look()
        app.pop_screen()
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        look(app)
        for key in ("l", "i", "n", "k", "[", "@"):
            await pilot.press(key)
            await pilot.pause(0.05)
            look(app)
        await pilot.press("escape")
        assert app.is_running


async def test_notices_are_words(app, until):
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and not app.screen._reading)
        watcher = Watcher(app, pilot)
        for text in BATCHES:
            app.tell(InputError(text, where=MARKED[2], remedy=MARKED[23]))
            await until(pilot, lambda: app.screen.query("Toast"))
            await watcher.look()
            app.clear_notifications()
            await until(pilot, lambda: not app.screen.query("Toast"))
        assert_all_seen(watcher)


def test_every_screen_of_mockint_is_named_in_these_tests():
    from pathlib import Path

    import mockint.tui

    named = Path(__file__).read_text(encoding="utf-8")
    sources = Path(mockint.tui.__file__).parent.glob("*.py")
    found = {
        name
        for path in sources
        for name in re.findall(
            r"^class (\w+)\((?:Screen|ModalScreen|Wishes)\b", path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert len(found) >= 20
    # What the interview's screen is made of has no screen of its own.
    assert {name for name in found - {"Desk"} if name not in named} == set()
