"""The interview by keyboard: what is sent is kept, and nothing typed is lost."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Footer

from mockint.domain.session import EventKind, MoveKind
from mockint.domain.transcript import Role
from mockint.errors import EngineError
from mockint.interview.outage import Alternative
from mockint.tui.app import MockintApp, Start
from mockint.tui.composer import AnswerBox
from mockint.tui.conversation import LIMIT, EarlierTurns, TranscriptLog, TurnView
from mockint.tui.coverage import CoveragePanel
from mockint.tui.dialogs import Confirm
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.outage import ChooseInterviewer
from mockint.tui.pause import PauseScreen
from mockint.tui.scorecard import ScorecardScreen
from mockint.tui.self_rating import SelfRatingScreen
from mockint.tui.transcript import TranscriptScreen
from mockint.wiring import InterviewOptions

ANSWER = "I met him the same week and we agreed on two dates, both of which he kept."


class Room:
    """A running app in an interview, and the moves that tests make in it."""

    def __init__(self, app, pilot, services, until):
        self.app, self.pilot, self.services, self._until = app, pilot, services, until

    async def until(self, condition):
        await self._until(self.pilot, condition)

    @property
    def screen(self):
        found = [one for one in self.app.screen_stack if isinstance(one, InterviewScreen)]
        return found[0]

    @property
    def box(self):
        return self.screen.query_one(AnswerBox)

    @property
    def state(self):
        return self.screen.conductor.state

    @property
    def shown(self):
        return [str(view.content) for view in self.screen.query(TurnView)]

    @property
    def banner(self):
        banner = self.screen.query_one("#banner")
        return str(banner.content) if banner.display else ""

    async def begun(self):
        await self.until(lambda: self.state.awaiting and not self.screen.speaking)

    async def say(self, text):
        turns = len(self.state.turns)
        self.box.put(text)
        await self.pilot.press("enter")
        await self.until(lambda: len(self.state.turns) > turns + 1 and not self.screen.speaking)


@pytest.fixture
async def room(services, app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        held = Room(app, pilot, services, until)
        await held.begun()
        yield held


async def test_a_whole_interview_is_held_by_keyboard_alone(services, app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.query_one("#shelf").option_count > 3)
        await pilot.press("j", "j", "enter")  # quick start, screening, people
        await until(pilot, lambda: "Brief" in type(app.screen).__name__)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        held = Room(app, pilot, services, until)
        await held.begun()
        for _ in range(12):
            if held.screen.is_over:
                break
            turns = len(held.state.turns)
            await pilot.press(*"a b c d e f")
            await pilot.press("enter")
            await until(
                pilot, lambda n=turns: len(held.state.turns) > n + 1 and not held.screen.speaking
            )
            if held.state.phase.value == "inviting":
                await pilot.press(*"no thanks", "enter")
                await until(pilot, lambda: held.screen.is_over)
        await until(pilot, lambda: held.screen.query_one("#over").display)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SelfRatingScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    summary = services.store.list()[0]
    assert summary.state.value == "graded"
    assert summary.answers >= 3


async def test_an_answer_is_on_disk_before_the_interviewer_goes_on(room):
    room.services.voice.gate = asyncio.Event()
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: room.screen.speaking)
    stored = room.services.store.read(room.screen.sitting.session_id)
    assert stored.events[-1].kind is EventKind.ANSWER
    assert stored.events[-1].text == ANSWER
    room.services.voice.gate.set()


async def test_enter_sends_and_the_box_is_empty_again(room):
    await room.say(ANSWER)
    assert room.box.text == ""
    assert any(ANSWER in text and text.startswith("You") for text in room.shown)
    assert room.app.focused is room.box


async def test_ctrl_j_and_shift_enter_make_new_lines(room):
    await room.pilot.press("a", "ctrl+j", "b", "shift+enter", "c")
    assert room.box.text == "a\nb\nc"
    assert room.state.turns[-1].role is Role.INTERVIEWER


async def test_the_box_grows_with_what_is_written_up_to_a_limit(room):
    low = room.box.size.height
    room.box.put("\n".join("line" for _ in range(6)))
    await room.until(lambda: room.box.size.height >= 6)
    room.box.put("\n".join("line" for _ in range(60)))
    await room.pilot.pause()
    await room.until(lambda: low < room.box.size.height <= 10)


async def test_nothing_is_sent_from_an_empty_box(room):
    turns = len(room.state.turns)
    await room.pilot.press("enter")
    await room.pilot.press("space", "enter")
    await room.pilot.pause()
    assert len(room.state.turns) == turns


async def test_two_quick_enters_send_once(room):
    room.box.put(ANSWER)
    await room.pilot.press("enter", "enter")
    await room.begun()
    assert [turn.text for turn in room.state.turns if turn.is_candidate] == [ANSWER]


async def test_up_in_an_empty_box_recalls_and_escape_brings_the_draft_back(room):
    await room.say("the first answer")
    await room.say("the second answer")
    await room.pilot.press("up")
    assert room.box.text == "the second answer"
    await room.pilot.press("up")
    assert room.box.text == "the first answer"
    await room.pilot.press("down")
    assert room.box.text == "the second answer"
    await room.pilot.press("escape")
    assert room.box.text == ""


async def test_up_in_a_box_with_words_moves_the_cursor(room):
    await room.say("the first answer")
    room.box.put("one\ntwo")
    await room.pilot.press("up")
    assert room.box.text == "one\ntwo"
    assert room.box.cursor_location[0] == 0


async def test_what_is_typed_is_kept_as_a_draft(room):
    await room.pilot.press(*"half")
    session = room.screen.sitting.session_id
    await room.until(lambda: room.services.store.load_draft(session) == "half")
    await room.say("half a thought")
    assert room.services.store.load_draft(session) == ""


async def test_a_draft_and_the_conversation_survive_a_lost_terminal(services, until):
    first = MockintApp(services)
    async with first.run_test() as pilot:
        first.start_interview(services.rubrics[1], InterviewOptions())
        held = Room(first, pilot, services, until)
        await until(pilot, lambda: isinstance(first.screen, InterviewScreen))
        await held.begun()
        await held.say(ANSWER)
        await pilot.press(*"and then")
        session = held.screen.sitting.session_id
        await until(pilot, lambda: services.store.load_draft(session) == "and then")
        # Nothing is called on the way out: this is what a kill leaves behind.
        held.screen.conductor.log.close()
        first.sitting = None
    second = MockintApp(services, Start.continued())
    async with second.run_test() as pilot:
        held = Room(second, pilot, services, until)
        await until(pilot, lambda: isinstance(second.screen, InterviewScreen))
        await until(pilot, lambda: held.box.text == "and then")
        assert any(ANSWER in text for text in held.shown)
        assert "question" in str(second.screen.query_one("#status-place").content)


async def test_a_full_disk_keeps_the_answer_in_the_box_and_says_so(room):
    room.screen.conductor.log.full = True
    turns = len(room.state.turns)
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: "disk is full" in room.banner)
    assert room.box.text == ANSWER
    assert len(room.state.turns) == turns
    room.screen.conductor.log.full = False
    await room.pilot.press("enter")
    await room.until(lambda: len(room.state.turns) > turns)
    await room.begun()
    assert room.banner == ""
    assert room.box.text == ""


async def test_a_full_disk_during_a_reply_is_told_and_the_move_stays_due(room):
    class Late:
        def __init__(self, log):
            self.log = log

        async def say(self, move, state):
            self.log.full = True
            yield "What came of it?"

    room.screen.conductor.wording = Late(room.screen.conductor.log)
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: "disk is full" in room.banner)
    assert room.state.turns[-1].text == ANSWER
    room.screen.conductor.log.full = False
    room.screen.conductor.wording = room.services.voice
    await room.pilot.press("enter")
    await room.begun()
    assert room.state.turns[-1].role is Role.INTERVIEWER


async def test_an_engine_that_fails_stops_the_clock_and_enter_tries_again(room):
    room.services.voice.error = EngineError("no answer for 60 s", where="http://localhost")
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: "no answer for 60 s" in room.banner)
    assert room.screen.conductor.paused
    assert "clock stopped" in str(room.screen.query_one("#status-time").content)
    room.services.voice.error = None
    await room.pilot.press("enter")
    await room.begun()
    assert not room.screen.conductor.paused
    assert room.banner == ""


async def fail(room):
    room.services.voice.error = EngineError("no answer for 60 s", where="http://localhost")
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: "no answer for 60 s" in room.banner)


async def test_f5_chooses_who_goes_on_in_the_same_session(room, voice_class):
    other, builtin = voice_class(), voice_class()
    other.pieces = ["The other one: what came of it?"]
    room.services.others = [
        Alternative("qwen in process", lambda: other),
        Alternative("the built-in interviewer", lambda: builtin),
    ]
    await fail(room)
    session = room.screen.sitting.session_id
    assert "clock stands still" in room.banner
    await room.pilot.press("f5")
    await room.until(lambda: isinstance(room.app.screen, ChooseInterviewer))
    await room.pilot.press("escape")
    await room.until(lambda: not isinstance(room.app.screen, ChooseInterviewer))
    assert room.screen.conductor.paused
    await room.pilot.press("f5")
    await room.until(lambda: isinstance(room.app.screen, ChooseInterviewer))
    await room.pilot.press("1")
    await room.begun()
    assert room.state.turns[-2].text == ANSWER
    assert room.state.turns[-1].text == "The other one: what came of it?"
    assert room.screen.sitting.session_id == session
    assert not room.screen.conductor.paused
    notes = [event.text for event in room.screen.conductor.log.events if event.kind == "note"]
    assert notes == ["the endpoint failed (EngineError); qwen in process from here on"]


async def test_an_engine_that_cannot_take_over_leaves_the_choice_open(room, voice_class):
    def broken():
        raise EngineError("cannot be loaded", where="x.gguf")

    room.services.others = [Alternative("x in process", broken)]
    await fail(room)
    await room.pilot.press("f5")
    await room.until(lambda: "cannot be loaded" in room.banner)
    room.services.others = [Alternative("the built-in interviewer", voice_class)]
    await room.pilot.press("f5")
    await room.begun()
    assert room.state.turns[-2].text == ANSWER


async def test_minutes_that_a_provider_took_for_nothing_are_given_back(room):
    before = room.screen.conductor.seconds_left()
    gate = asyncio.Event()

    class Slow:
        async def say(self, move, state):
            await gate.wait()
            raise EngineError("no answer for 60 s")
            yield ""

    room.screen.conductor.wording = Slow()
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: room.screen.speaking)
    room.services.clock.pass_seconds(60)
    gate.set()
    await room.until(lambda: "no answer for 60 s" in room.banner)
    assert room.screen.conductor.seconds_left() == before


async def test_a_fault_of_ours_is_told_and_the_room_stays_usable(room):
    room.services.voice.error = RuntimeError("bug")
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: "RuntimeError" in room.banner)
    room.services.voice.error = None
    await room.pilot.press("enter")
    await room.begun()


async def test_escape_stops_a_reply_and_keeps_what_was_heard(room):
    room.services.voice.pieces = ["Well, ", "never heard"]
    room.services.voice.gate = asyncio.Event()
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: room.screen.speaking and room.screen.sitting._heard)
    await room.pilot.press("escape")
    await room.until(lambda: not room.screen.speaking)
    assert room.services.voice.open == 0
    assert room.state.turns[-1].text == "Well, "
    assert room.shown[-1].endswith("Well, ")


async def test_words_are_not_sent_while_the_interviewer_speaks(room):
    room.services.voice.gate = asyncio.Event()
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: room.screen.speaking)
    await room.pilot.press(*"more", "enter")
    assert room.box.text == "more"
    await room.until(lambda: any("still speaking" in n.message for n in room.app._notifications))
    room.services.voice.gate.set()
    await room.begun()
    assert [turn.text for turn in room.state.turns if turn.is_candidate] == [ANSWER]


async def test_streamed_words_are_painted_as_they_come(room):
    room.services.voice.pieces = ["First words. ", "Second words."]
    room.services.voice.gate = asyncio.Event()
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: any("First words." in text for text in room.shown))
    assert not any("Second words." in text for text in room.shown)
    room.services.voice.gate.set()
    await room.until(lambda: any("Second words." in text for text in room.shown))


async def test_a_hint_shows_its_cost_first_and_is_counted(room):
    await room.pilot.press("f2")
    await room.until(lambda: isinstance(room.app.screen, Confirm))
    text = str(room.app.screen.query_one("#dialog-text").content)
    assert "noted on the scorecard beside your answers; it does not change levels" in text
    await room.pilot.press("escape")
    assert room.state.hints == 0
    await room.pilot.press("f2")
    await room.until(lambda: isinstance(room.app.screen, Confirm))
    await room.pilot.press("enter")
    await room.until(lambda: room.state.hints == 1)
    await room.until(lambda: "1 hint" in str(room.screen.query_one("#info-state").content))


async def test_skipping_is_confirmed_and_enter_at_once_stays(room):
    await room.pilot.press("f6")
    await room.until(lambda: isinstance(room.app.screen, Confirm))
    await room.pilot.press("enter")
    await room.until(lambda: room.app.screen is room.screen)
    assert room.state.position == 0
    await room.pilot.press("f6")
    await room.until(lambda: isinstance(room.app.screen, Confirm))
    await room.pilot.press("y")
    await room.until(lambda: room.state.position == 1)


async def test_repeat_and_time_are_asked_by_key(room):
    await room.pilot.press("f7")
    await room.until(lambda: room.state.turns[-1].move == MoveKind.REPEAT.value)
    await room.begun()
    await room.pilot.press("f9")
    await room.until(lambda: room.state.turns[-1].move == MoveKind.TIME.value)


async def test_the_pause_hides_the_question_and_stops_the_clock(room):
    question = room.state.prompt
    await room.pilot.press("f4")
    await room.until(lambda: isinstance(room.app.screen, PauseScreen))
    left = room.screen.conductor.seconds_left()
    room.services.clock.pass_seconds(600)
    assert room.screen.conductor.seconds_left() == left
    assert question[:30] not in picture(room.app)
    await room.pilot.press("enter")
    await room.until(lambda: room.app.screen is room.screen)
    room.services.clock.pass_seconds(10)
    assert room.screen.conductor.seconds_left() == left - 10


async def test_home_from_the_pause_leaves_a_session_to_continue(room):
    await room.pilot.press(*"draft", "f4")
    await room.until(lambda: isinstance(room.app.screen, PauseScreen))
    await room.pilot.press("h")
    await room.until(lambda: isinstance(room.app.screen, HomeScreen))
    summary = room.services.store.latest_unfinished()
    assert room.services.store.load_draft(summary.id) == "draft"
    room.services.store.open(summary.id).close()  # the lock is free


async def test_leaving_in_the_middle_of_a_reply_closes_its_stream(room):
    room.services.voice.gate = asyncio.Event()
    room.box.put(ANSWER)
    await room.pilot.press("enter")
    await room.until(lambda: room.services.voice.open == 1)
    await room.pilot.press("f4")
    await room.until(lambda: isinstance(room.app.screen, PauseScreen))
    await room.pilot.press("h")
    await room.until(lambda: isinstance(room.app.screen, HomeScreen))
    await room.until(lambda: room.services.voice.open == 0)
    stored = room.services.store.list()[0]
    assert (stored.answers, stored.state.value) == (1, "unfinished")


async def test_the_end_is_confirmed_and_leads_to_the_scorecard(room):
    await room.say(ANSWER)
    await room.pilot.press("f8")
    await room.until(lambda: isinstance(room.app.screen, Confirm))
    await room.pilot.press("y")
    await room.until(lambda: room.screen.is_over and not room.box.display)
    await room.pilot.press("enter")
    await room.until(lambda: isinstance(room.app.screen, SelfRatingScreen))
    await room.pilot.press("escape")
    await room.until(lambda: isinstance(room.app.screen, ScorecardScreen))


async def test_an_interview_without_answers_is_not_graded(room):
    await room.pilot.press("f8")
    await room.until(lambda: isinstance(room.app.screen, Confirm))
    await room.pilot.press("y")
    await room.until(lambda: room.screen.is_over and not room.box.display)
    await room.pilot.press("enter")
    await room.until(lambda: isinstance(room.app.screen, HomeScreen))


async def test_when_it_is_over_only_the_scorecard_is_offered(room):
    await room.say(ANSWER)
    await room.pilot.press("f8")
    await room.until(lambda: isinstance(room.app.screen, Confirm))
    await room.pilot.press("y")
    await room.until(lambda: room.screen.is_over and not room.box.display)
    keys = set(room.app.screen.active_bindings)
    assert "enter" in keys
    assert not {"f2", "f4", "f6", "f8"} & keys


async def test_time_is_shown_from_the_clock_and_warns_with_words(room):
    def time():
        return str(room.screen.query_one("#status-time").content)

    room.services.clock.pass_seconds(41 * 60)
    await room.until(lambda: time() == "! 04:00 left")
    room.services.clock.pass_seconds(5 * 60)
    await room.until(lambda: time().startswith("time is up"))


async def test_coverage_is_an_overlay_below_100_columns_and_beside_it_above(room):
    panel = room.screen.query_one(CoveragePanel)
    assert not panel.display
    await room.pilot.press("f3")
    await room.until(lambda: panel.display)
    assert panel.region.bottom <= room.box.region.y
    await room.pilot.press("f3")
    await room.until(lambda: not panel.display)
    await room.pilot.resize_terminal(200, 50)
    await room.until(lambda: panel.display)
    assert panel.region.x >= room.screen.query_one("#column").region.right
    await room.pilot.press("f3")
    await room.until(lambda: not panel.display)


async def test_coverage_calls_itself_practice_and_shows_no_level(room):
    await room.say(ANSWER)
    await room.pilot.press("f3")
    text = "\n".join(
        line.plain for line in room.screen.query_one("#coverage-text").content.at(36).split()
    )
    assert "practice" in text
    assert "● People management skills." in text
    assert "evidence found" in text
    assert "SECRET" not in text


async def test_resizing_up_and_down_keeps_answer_and_conversation_in_sight(room):
    await room.say(ANSWER)
    room.box.put("still here")
    for size in ((200, 50), (80, 24), (120, 36), (80, 24)):
        await room.pilot.resize_terminal(*size)
        await room.until(lambda s=size: room.screen.size == s)
        await room.until(lambda: room.box.region.bottom <= room.screen.size.height - 2)
        assert "still here" in picture(room.app)
        last = list(room.screen.query(TurnView))[-1]
        await room.until(
            lambda v=last: room.screen.query_one(TranscriptLog).region.contains_region(v.region)
        )
        assert room.screen.query_one("#column").size.width <= 100


async def test_at_most_so_many_turns_are_mounted_and_the_rest_can_be_read(room):
    log = room.screen.query_one(TranscriptLog)
    for number in range(LIMIT // 2 + 6):
        turn = room.state.turns[0]
        log.add(turn)
        log.add(turn)
        del number
    await room.until(lambda: len(room.screen.query(TurnView)) == LIMIT)
    earlier = room.screen.query_one(EarlierTurns)
    assert earlier.display
    assert "14 earlier turns" in str(earlier.content)
    await room.pilot.press("ctrl+t")
    await room.until(lambda: isinstance(room.app.screen, TranscriptScreen))
    await room.pilot.press("escape")
    await room.until(lambda: room.app.screen is room.screen)


async def test_every_action_is_in_the_palette_by_name(room):
    titles = {command.title for command in room.app.get_system_commands(room.screen)}
    assert {
        "Hint", "Coverage", "Pause", "Skip", "Repeat the question", "Ask for the time", "End",
        "Transcript", "Help", "Quit", "Theme: light", "Settings", "Write in your editor",
    } <= titles  # fmt: skip
    await room.pilot.press("ctrl+p")
    await room.until(lambda: "CommandPalette" in type(room.app.screen).__name__)
    await room.pilot.press(*"pause")
    await room.until(lambda: room.app.screen.query_one("OptionList").option_count == 1)
    await room.pilot.press("enter")
    await room.until(lambda: isinstance(room.app.screen, PauseScreen))


async def test_help_lists_the_keys_of_this_screen(room):
    await room.pilot.press("f1")
    await room.until(lambda: "Help" in type(room.app.screen).__name__)
    text = str(room.app.screen.query_one("#help Plain").content.at(66).plain)
    for key in ("F2", "F3", "F4", "F6", "F7", "F8", "F9", "^t", "Enter", "Shift+Enter"):
        assert key in text
    await room.pilot.press("f1")
    await room.until(lambda: room.app.screen is room.screen)


async def test_a_question_mark_is_typed_into_an_answer(room):
    await room.pilot.press("question_mark")
    assert room.box.text == "?"
    assert room.app.screen is room.screen


async def test_the_editor_brings_its_words_back(room, monkeypatch):
    from contextlib import nullcontext

    from mockint.tui import editor

    monkeypatch.setattr(editor, "command", lambda: ["ed"])
    monkeypatch.setattr(editor, "edit", lambda text: text + " and from the \x1b[2Jeditor")
    monkeypatch.setattr(room.app, "suspend", nullcontext)
    room.box.put("typed")
    await room.pilot.press("ctrl+o")
    await room.until(lambda: room.box.text == "typed and from the editor")


async def test_without_an_editor_it_says_what_to_set(room, monkeypatch):
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    await room.pilot.press("ctrl+o")
    await room.until(lambda: any("EDITOR" in n.message for n in room.app._notifications))


async def test_the_keys_at_the_foot_are_written_for_people(room):
    await room.until(lambda: len(room.screen.query_one(Footer).children) > 4)
    foot = picture(room.app).splitlines()[-1]
    assert "F2 Hint" in foot
    assert "^q Quit" in foot


async def test_quitting_saves_the_draft_and_frees_the_session(services, app, until):
    async with app.run_test() as pilot:
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        held = Room(app, pilot, services, until)
        await held.begun()
        await pilot.press("x", "ctrl+q")
        await until(pilot, lambda: app.return_value == 0)
    summary = services.store.latest_unfinished()
    assert services.store.load_draft(summary.id) == "x"
    services.store.open(summary.id).close()


def picture(app) -> str:
    """The screen as lines of text."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_leaving_while_the_interview_opens_is_no_fault(services, app):
    async with app.run_test() as pilot:
        await pilot.pause()
        app.start_interview(services.rubrics[1], InterviewOptions())
        app.exit(0)
    assert app.return_code == 0
    assert app._exception is None
