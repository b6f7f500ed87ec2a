"""The scratch pad: beside the conversation, kept as typed, versions of it in the journal."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from mockint.domain.session import EventKind
from mockint.errors import DiskError
from mockint.interview.conductor import transcript_of
from mockint.reports.markdown import transcript_markdown
from mockint.tui.app import MockintApp
from mockint.tui.composer import AnswerBox
from mockint.tui.interview import InterviewScreen
from mockint.tui.pad import Pad, PadBox
from mockint.tui.transcript import TranscriptScreen
from mockint.wiring import InterviewOptions

ANSWER = "I would put a queue between the two, because the second may be slow."
HOSTILE = "a\x1b]52;c;ZXZpbA==\x07b \u202e[@click=app.quit]c\x9b2J\n\ttabbed"


@pytest.fixture
def services(services, make):
    """The second round asks one design question, then others."""
    data = services.rubrics[1].model_dump(mode="json", by_alias=True)
    for question in data["questions"][:1]:
        question["kind"] = "design"
    services.rubrics[1] = type(services.rubrics[1]).model_validate(data)
    services.library.rubrics[services.rubrics[1].id] = services.rubrics[1]
    return services


@pytest.fixture
def enter(services, until):
    """Opens an interview at a size; its first question may be any."""

    async def go(app, pilot, session=None):
        if session is None:
            app.start_interview(services.rubrics[1], InterviewOptions())
        else:
            app.continue_session(session)
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        screen = app.screen
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        return screen

    return go


async def answer(screen, pilot, until, text=ANSWER):
    turns = len(screen.conductor.state.turns)
    screen.query_one(AnswerBox).focus()
    screen.query_one(AnswerBox).put(text)
    await pilot.press("enter")
    await until(
        pilot, lambda: len(screen.conductor.state.turns) > turns + 1 and not screen.speaking
    )


def pads(services, screen):
    events = services.store.read(screen.sitting.session_id).events
    return [event.text for event in events if event.kind is EventKind.PAD]


def is_design(screen):
    return screen.conductor.state.question.kind.value == "design"


async def to_a_design_question(screen, pilot, until, *, design=True):
    """Skips until a question of the wanted kind is asked."""
    while is_design(screen) is not design:
        place = screen.conductor.state.position
        await pilot.press("f6")
        await pilot.press("y")
        await until(
            pilot,
            lambda p=place: (
                screen.conductor.state.position > p
                and screen.conductor.state.awaiting
                and not screen.speaking
            ),
        )


async def test_a_page_is_typed_versioned_with_each_answer_and_turned(services, app, until, enter):
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(app, pilot)
        assert screen.pad_shown is is_design(screen)
        await to_a_design_question(screen, pilot, until)
        box, session = screen.query_one(PadBox), screen.sitting.session_id
        # There without being asked, beside the conversation, and the answer has the keys.
        assert screen.pad_shown
        assert box.region.x > 0
        assert box.region.width > 30
        assert app.focused is screen.query_one(AnswerBox)
        await pilot.press("tab", *"a", "tab", *"b", "enter", *"c")
        assert box.text == "a   b\nc"
        assert box.show_line_numbers
        await until(pilot, lambda: services.store.pad(session).load() == "a   b\nc")
        assert pads(services, screen) == []
        await pilot.press("escape")
        assert app.focused is screen.query_one(AnswerBox)
        question = screen.conductor.state.question.id
        await answer(screen, pilot, until, "We fixed it.")  # too short: a follow-up, same page
        assert pads(services, screen) == ["a   b\nc"]
        events = [event.kind for event in services.store.read(session).events]
        assert events.index(EventKind.PAD) == events.index(EventKind.ANSWER) - 1
        # What stands there when the question is left is the version of that question.
        box.put("left like this")
        place = screen.conductor.state.position
        await pilot.press("f6")
        await pilot.press("y")
        await until(pilot, lambda: screen.conductor.state.position > place)
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        kept = [turn for turn in screen.conductor.transcript().turns if turn.is_pad]
        assert [(turn.text, turn.question) for turn in kept] == [("left like this", question)]
        assert pads(services, screen) == ["a   b\nc", "left like this", ""]
        assert screen.query_one(PadBox).text == ""
        assert not screen.pad_shown
        assert services.store.pad(session).load() == ""


async def test_quitting_writes_a_version_and_continue_brings_the_page_back(
    services, app, until, enter
):
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(app, pilot)
        await to_a_design_question(screen, pilot, until)
        session = screen.sitting.session_id
        screen.query_one(PadBox).put("client -> queue")
        await pilot.press("ctrl+q")
    stored = services.store.read(session)
    assert [e.text for e in stored.events if e.kind is EventKind.PAD] == ["client -> queue"]
    again = MockintApp(services)
    async with again.run_test(size=(120, 36)) as pilot:
        screen = await enter(again, pilot, session)
        assert screen.query_one(PadBox).text == "client -> queue"
        assert screen.pad_shown
        # Emptied is emptied, also after the next return.
        screen.query_one(PadBox).put("")
        await until(pilot, lambda: pads(services, screen)[-1] == "")
        await pilot.press("ctrl+q")
    third = MockintApp(services)
    async with third.run_test(size=(120, 36)) as pilot:
        screen = await enter(third, pilot, session)
        assert screen.query_one(PadBox).text == ""


async def test_below_100_columns_it_is_an_overlay_that_waits_to_be_called(
    services, app, until, enter
):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter(app, pilot)
        await to_a_design_question(screen, pilot, until)
        assert not screen.pad_shown
        await pilot.press("ctrl+g")
        assert screen.pad_shown
        assert app.focused is screen.query_one(PadBox)
        assert screen.query_one(Pad).region.width == 80
        await pilot.press(*"xy", "escape")
        assert not screen.pad_shown
        assert app.focused is screen.query_one(AnswerBox)
        await pilot.press("ctrl+g")
        assert screen.query_one(PadBox).text == "xy"
        await pilot.press("ctrl+g")
        assert not screen.pad_shown
        assert app.focused is screen.query_one(AnswerBox)


@pytest.mark.parametrize("box", [AnswerBox, PadBox], ids=["answer", "pad"])
async def test_what_was_kept_is_not_rewritten_before_somebody_changes_it(
    services, app, until, enter, box
):
    conductor = services.start_interview(services.rubrics[1], InterviewOptions())
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    session = conductor.log.session_id
    conductor.log.close()
    path = services.store.draft_path(session)
    if box is PadBox:
        path = services.store.pad(session).path
    raw = HOSTILE.encode() + b"\xff\xfe"
    path.write_bytes(raw)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(app, pilot, session)
        area = screen.query_one(box)
        assert "\x1b" not in area.text
        assert "[@click=app.quit]c" in area.text
        await pilot.pause(0.5)
        assert path.read_bytes() == raw
        area.focus()
        await pilot.press("z")
        await until(pilot, lambda: path.read_bytes().endswith(b"z"))
        assert b"\x1b" not in path.read_bytes()


async def test_a_hostile_page_is_raw_in_the_journal_and_words_on_every_view(
    services, app, until, enter
):
    conductor = services.start_interview(services.rubrics[1], InterviewOptions())
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    session = conductor.log.session_id
    conductor.log.close()
    services.store.pad(session).save(HOSTILE)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(app, pilot, session)
        await answer(screen, pilot, until)
        assert pads(services, screen)[0] == HOSTILE
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        shown = "\n".join(
            "".join(segment.text for segment in strip)
            for strip in app.screen._compositor.render_strips(app.size)
        )
        assert "You  on the scratch pad" in shown
        assert "[@click=app.quit]c" in shown
        assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}
        markdown = transcript_markdown(app.screen.transcript, "T")
        assert "**Candidate, on the scratch pad**" in markdown
        assert "\x1b" not in markdown


async def test_a_full_disk_is_said_and_the_page_stays(services, app, until, enter, monkeypatch):
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(app, pilot)

        def refuse(self, text):
            raise DiskError("the disk is full", where="x", remedy="free some space")

        monkeypatch.setattr("mockint.store.drafts.Draft.save", refuse)
        screen.query_one(PadBox).put("boxes")
        await until(
            pilot,
            lambda: (
                "pad not saved: the disk is full" in str(screen.query_one("#info-state").content)
            ),
        )
        assert screen.query_one(PadBox).text == "boxes"


async def test_a_quote_on_the_pad_says_so_and_opens_its_turn(services, app, until, enter, make):
    from mockint.tui.scorecard import QuoteView, ScorecardScreen

    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(app, pilot)
        screen.query_one(PadBox).put("client -> queue -> worker")
        await answer(screen, pilot, until)
        transcript = transcript_of(screen.conductor.state, screen.sitting.session_id)
        pad = next(turn for turn in transcript.turns if turn.is_pad)
        card = make.scorecard(transcript)
        quote = (
            card.signals[0]
            .evidence[0]
            .model_copy(
                update={
                    "turn": pad.index,
                    "start": 0,
                    "end": 15,
                    "quote": pad.text[:15],
                    "pad": True,
                }
            )
        )
        signals = (card.signals[0].model_copy(update={"evidence": (quote,)}), *card.signals[1:])
        app.show_scorecard(card.model_copy(update={"signals": signals}), transcript)
        await until(
            pilot, lambda: isinstance(app.screen, ScorecardScreen) and app.screen.query(QuoteView)
        )
        view = app.screen.query(QuoteView).first()
        text = "".join(s.text for strip in view.render_lines(view.size.region) for s in strip)
        assert "on your scratch pad" in text
        view.action_open()
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        assert app.screen._spots[0].turn == pad.index


def test_the_editor_colours_no_code():
    assert PadBox().language is None
    assert isinstance(PadBox(), TextArea)
