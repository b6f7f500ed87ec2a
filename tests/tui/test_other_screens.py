"""Brief, scoring, scorecard, transcript and history."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Input

from mockint.domain.scorecard import Scorecard
from mockint.domain.transcript import Role, Transcript, Turn
from mockint.errors import DiskError, EngineError
from mockint.tui.app import MockintApp
from mockint.tui.brief import BriefScreen
from mockint.tui.dialogs import Confirm
from mockint.tui.history import HistoryScreen
from mockint.tui.home import HomeScreen
from mockint.tui.interview import InterviewScreen
from mockint.tui.scorecard import QuoteView, ScorecardScreen
from mockint.tui.scoring import ScoringScreen
from mockint.tui.transcript import Page, TranscriptScreen
from mockint.wiring import InterviewOptions

LONG = "I met him the same week. " * 20


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def talk(turns=6, text=LONG) -> Transcript:
    made = []
    for index in range(turns):
        role = Role.CANDIDATE if index % 2 else Role.INTERVIEWER
        words = f"{text}Turn {index}." if index % 2 else f"Question {index}?"
        made.append(Turn(index, role, words, start_ms=index * 60_000))
    return Transcript("20260314-150926-people-0001", "mockint-session", tuple(made))


# -- brief ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_a_brief_tells_what_a_candidate_may_know_and_nothing_more(services, app, size, until):
    async with app.run_test(size=size) as pilot:
        app.open_round("people")
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        text = ""
        for _ in range(6):
            await pilot.pause()
            text += shown(app)
            await pilot.press("pagedown")
        for told in ("Behavioural interview", "Director of Engineering", "Leadership effective",
                     "2 behavioural questions", "Prepare examples", "M7"):  # fmt: skip
            assert told in text
        for hidden in ("SECRET", "Point 1", "we agreed", "difficult employee", "What was point"):
            assert hidden not in text


async def test_minutes_and_questions_are_chosen_with_arrows_and_enter_starts(services, app, until):
    async with app.run_test() as pilot:
        app.open_round("people")
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        await pilot.press("left", "left", "tab", "right", "right", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    assert (services.started[0].minutes, services.started[0].questions) == (30, 2)


async def test_fewer_minutes_hold_fewer_questions_and_it_says_so(services, app, until):
    async with app.run_test() as pilot:
        app.open_round("people")
        await until(pilot, lambda: "as time allows (3)" in shown(app))
        for _ in range(9):
            await pilot.press("left")
        await until(pilot, lambda: "Minutes   10 ›" in shown(app))
        assert "as time allows (2)" in shown(app)


async def test_escape_leaves_a_brief_without_a_trace(services, app, until):
    async with app.run_test() as pilot:
        app.open_round("people")
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    assert services.store.list() == ()


async def test_a_location_is_asked_for_where_a_question_leaves_it_open(services, app, until, make):
    slot = {"name": "location", "placeholder": "[Location]", "kind": "required",
            "options": ["Europe", "India"], "origin": "authored"}  # fmt: skip
    question = {"id": "remote", "text": "How do you lead in [Location]?", "origin": "authored",
                "kind": "situational", "signals": ["signal-1", "signal-2", "signal-3"],
                "slots": [slot]}  # fmt: skip
    rubric = make.rubric(questions=[question])
    services.library.rubrics = {rubric.id: rubric}
    async with app.run_test() as pilot:
        app.open_round("people")
        await until(pilot, lambda: "Location" in shown(app))
        await pilot.press("tab", "tab", "right", "tab", "right", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    assert services.started[0].location == "India"
    assert services.started[0].persona == "warm"


# -- scoring --------------------------------------------------------------------------


async def over(services, app, pilot, until):
    """An interview with one answer, at its end."""
    app.prefer(keep=False, self_rating=False)  # it has tests of its own
    app.start_interview(services.rubrics[1], InterviewOptions())
    await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    screen = app.screen
    await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
    screen.query_one("#answer").put("I met him the same week and we agreed on dates.")
    await pilot.press("enter")
    await until(pilot, lambda: len(screen.conductor.state.turns) > 3 and not screen.speaking)
    await pilot.press("f8", "y")
    await until(pilot, lambda: screen.is_over and not screen.query_one("#answer").display)


async def test_scoring_can_be_left_and_taken_up_later(services, app, until):
    services.grade_gate = asyncio.Event()
    async with app.run_test() as pilot:
        await over(services, app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: "Reading 1 answer against 3 signals" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        session = services.store.list()[0]
        assert session.state.value == "finished"
        app.open_session(session.id)
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))


async def test_a_judge_that_fails_is_told_and_can_be_asked_again(services, app, until):
    services.grade_error = EngineError("no answer", where="http://x", remedy="try again")
    async with app.run_test() as pilot:
        await over(services, app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: "Not graded: http://x: no answer" in shown(app))
        services.grade_error = None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))


async def test_a_judge_that_fails_gives_way_to_the_built_in_one_where_that_is_wanted(
    services, app, until, tmp_path
):
    services.grade_error = EngineError("no answer", where="http://x", remedy="try again")
    services.builtin = type(services)(tmp_path / "other")
    async with app.run_test() as pilot:
        await over(services, app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: "b Built-in judge" in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))


async def test_a_fault_of_the_judge_is_no_crash(services, app, until):
    services.grade_error = RuntimeError("[@click=app.quit]bug[/]")
    async with app.run_test() as pilot:
        await over(services, app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: "RuntimeError" in shown(app))
        assert isinstance(app.screen, ScoringScreen)


# -- scorecard ------------------------------------------------------------------------


async def test_levels_stand_as_words_and_digits_beside_their_quotes(app, until, make):
    transcript = talk()
    async with app.run_test(size=(120, 60)) as pilot:
        app.show_scorecard(make.scorecard(transcript), transcript)
        await until(pilot, lambda: "LEAN HIRE" in shown(app))
        text = shown(app)
        for told in ("2.6 of 4", "coverage 67%", "3 of 4 · solid", "2 of 4 · partial",
                     "votes from 2 to 3", "To raise it:", "not elicited", "built-in judge",
                     "I met him the same week", "turn 2", "counted, never in a level",
                     "1 of 2 found", "✗ found: No example", "uncalibrated"):  # fmt: skip
            assert told in text, told


async def test_enter_on_a_quote_opens_the_transcript_at_its_turn_with_the_quote_lit(
    app, until, make
):
    transcript = talk(30)
    async with app.run_test(size=(80, 24)) as pilot:
        card = make.scorecard(transcript)
        far = {"turn": 27, "start": 100, "end": 124, "quote": transcript.turns[27].text[100:124]}
        signals = [s.model_dump() for s in card.signals]
        signals[0]["evidence"] = [far]
        app.show_scorecard(Scorecard.model_validate(card.model_dump() | {"signals": signals}),
                           transcript)  # fmt: skip
        await until(pilot, lambda: isinstance(app.focused, QuoteView))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await until(pilot, lambda: "quote in turn 28 of 30" in shown(app))
        await until(pilot, lambda: "I met him the same week." in lit(app))
        await pilot.resize_terminal(200, 50)
        await until(pilot, lambda: "I met him the same week." in lit(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))


async def test_a_click_on_a_quote_opens_it_too(app, until, make):
    transcript = talk()
    async with app.run_test(size=(120, 50)) as pilot:
        app.show_scorecard(make.scorecard(transcript), transcript)
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await pilot.pause()
        await pilot.click(QuoteView)
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))


async def test_tab_goes_from_quote_to_quote(app, until, make):
    transcript = talk()
    async with app.run_test() as pilot:
        app.show_scorecard(make.scorecard(transcript), transcript)
        await until(pilot, lambda: isinstance(app.focused, QuoteView))
        first = app.focused
        await pilot.press("tab")
        assert isinstance(app.focused, QuoteView)
        assert app.focused is not first


async def test_export_calls_back_and_says_where(services, until, make):
    written = []
    transcript = talk()
    app = MockintApp(services, export=lambda card, words: written.append(card) or "/tmp/x.md")
    async with app.run_test() as pilot:
        app.show_scorecard(make.scorecard(transcript), transcript)
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await pilot.press("e")
        await until(pilot, lambda: any("/tmp/x.md" in n.message for n in app._notifications))
    assert len(written) == 1


async def test_an_export_that_the_disk_refuses_is_told(services, until, make):
    def refuse(card, words):
        raise DiskError("the disk is full", where="x.md")

    transcript = talk()
    app = MockintApp(services, export=refuse)
    async with app.run_test() as pilot:
        app.show_scorecard(make.scorecard(transcript), transcript)
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await pilot.press("e")
        await until(pilot, lambda: any("disk is full" in n.message for n in app._notifications))


async def test_without_a_callback_the_export_is_markdown_in_the_folder(
    services, app, until, make, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    transcript = talk()
    async with app.run_test() as pilot:
        app.show_scorecard(make.scorecard(transcript), transcript)
        await until(pilot, lambda: isinstance(app.screen, ScorecardScreen))
        await pilot.press("e")
        await until(pilot, lambda: len(app._notifications) == 1)
    assert "Lean Hire" in (tmp_path / "20260314-150926-people-0001.md").read_text()


async def test_a_scorecard_without_any_level_is_shown_as_that(app, until, make):
    transcript = Transcript("x", "text", ())
    card = make.scorecard(transcript, score=None, coverage=0.0, recommendation="no-decision")
    async with app.run_test() as pilot:
        app.show_scorecard(card, transcript)
        await until(pilot, lambda: "NO DECISION" in shown(app))
        assert "no score" in shown(app)
        await pilot.press("t")
        await until(pilot, lambda: "Nothing has been said yet." in shown(app))


# -- transcript -----------------------------------------------------------------------


def lit(app) -> str:
    """The text on screen that is shown in reverse."""
    strips = app.screen._compositor.render_strips(app.size)
    segments = [segment for strip in strips for segment in strip]
    return " ".join(s.text.strip() for s in segments if s.style and s.style.reverse)


async def test_search_marks_every_place_and_n_goes_round(app, until):
    transcript = talk(9, "short. ")
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(TranscriptScreen(transcript))
        await until(pilot, lambda: "9 turns" in shown(app))
        await pilot.press("slash", *"TURN ")
        await until(pilot, lambda: "1 of 4 places" in shown(app))
        await pilot.press("enter", "n")
        await until(pilot, lambda: "2 of 4 places" in shown(app))
        await pilot.press("N", "N")
        await until(pilot, lambda: "4 of 4 places" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "9 turns" in shown(app))
        assert not app.screen.query_one("#search", Input).display


async def test_what_is_not_there_is_not_found(app, until):
    async with app.run_test() as pilot:
        app.push_screen(TranscriptScreen(talk()))
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        app.screen.find("zebra")
        await until(pilot, lambda: "not found" in shown(app))


async def test_search_finds_letters_that_fold_to_two(app, until):
    turns = (Turn(0, Role.CANDIDATE, "Große Straße in İstanbul, then the CODE"),)
    async with app.run_test() as pilot:
        app.push_screen(TranscriptScreen(Transcript("x", "text", turns)))
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        app.screen.find("code")
        spot = app.screen._spots[0]
        assert turns[0].text[spot.start : spot.end] == "CODE"


async def test_a_quote_is_lit_behind_characters_that_are_not_shown(app, until):
    text = "\x1b[1mWe\u200b cut\x1b[0m the cost by half"
    start = text.index("the cost")
    transcript = Transcript("x", "text", (Turn(0, Role.CANDIDATE, text),))
    async with app.run_test() as pilot:
        app.push_screen(TranscriptScreen(transcript, (0, start, start + 8)))
        await until(pilot, lambda: lit(app) == "the cost")


async def test_a_long_transcript_is_a_few_widgets(app, until):
    async with app.run_test() as pilot:
        app.push_screen(TranscriptScreen(talk(400, "short. ")))
        await until(pilot, lambda: len(app.screen.query(Page)) == 20)
        await pilot.press("G")
        await until(pilot, lambda: "Turn 399." in shown(app))
        await pilot.press("g")
        await until(pilot, lambda: "Question 0?" in shown(app))


async def test_y_copies_the_quote(app, until):
    transcript = talk()
    async with app.run_test() as pilot:
        app.push_screen(TranscriptScreen(transcript, (1, 0, 24)))
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == transcript.turns[1].text[:24])


# -- history --------------------------------------------------------------------------


async def test_an_empty_history_says_what_to_do(app, until):
    async with app.run_test() as pilot:
        app.open_place("history")
        await until(pilot, lambda: "No sessions yet" in shown(app))
        await pilot.press("d", "enter", "t")
        assert isinstance(app.screen, HistoryScreen)


async def test_history_deletes_only_what_was_confirmed(services, app, until):
    for _ in range(2):
        conductor = services.start_interview(services.rubrics[1], InterviewOptions())
        conductor.log.close()
    async with app.run_test() as pilot:
        app.open_place("history")
        await until(pilot, lambda: "2 sessions" in shown(app))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")  # Keep is what Enter means at first
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        assert len(services.store.list()) == 2
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "1 session" in shown(app) and "1 sessions" not in shown(app))
    assert len(services.store.list()) == 1


async def test_history_filters_goes_on_and_reads(services, app, until):
    first = services.start_interview(services.rubrics[0], InterviewOptions())
    second = services.start_interview(services.rubrics[1], InterviewOptions())
    for conductor in (first, second):
        conductor.log.close()
    async with app.run_test() as pilot:
        app.open_place("history")
        await until(pilot, lambda: "2 sessions" in shown(app))
        await pilot.press("slash", *"screening")
        await until(pilot, lambda: "1 of 2 sessions" in shown(app))
        await pilot.press("enter", "t")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


async def test_a_damaged_session_is_listed_with_its_reason(services, app, until):
    services.store.directory.mkdir(parents=True, mode=0o700)
    (services.store.directory / "20260314-150926-x-0001.journal").write_bytes(b"garbage\n")
    async with app.run_test(size=(120, 36)) as pilot:
        app.open_place("history")
        await until(pilot, lambda: "damaged" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(app._notifications) == 1)
        assert isinstance(app.screen, HistoryScreen)
