"""A sitting: what is heard, what is kept, and what is left behind."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from mockint.domain.session import MoveKind
from mockint.errors import DiskError
from mockint.tui.sitting import Began, Piece, Said, Sitting
from mockint.wiring import InterviewOptions


@pytest.fixture
def sitting(services):
    conductor = services.start_interview(services.rubrics[1], InterviewOptions(minutes=20))
    return Sitting(conductor, services.store)


async def hear(sitting):
    return [spoken async for spoken in sitting.speak()]


async def test_the_interviewer_says_all_that_is_due_and_then_waits(sitting):
    heard = await hear(sitting)
    kinds = [spoken.move.kind for spoken in heard if isinstance(spoken, Began)]
    assert kinds == [MoveKind.OPEN, MoveKind.ASK]
    assert sitting.conductor.state.awaiting
    assert await hear(sitting) == []


async def test_pieces_are_clean_and_the_journal_keeps_what_was_said(sitting, services):
    services.voice.pieces = ["Tell \x1b]52;c;", "aGk=\x07me", " \u202enow"]
    heard = await hear(sitting)
    shown = "".join(spoken.text for spoken in heard if isinstance(spoken, Piece))
    assert shown == "Tell me now" * 2
    said = [spoken.turn.text for spoken in heard if isinstance(spoken, Said)]
    assert said[0] == "Tell \x1b]52;c;aGk=\x07me \u202enow"


async def test_a_stream_that_is_left_early_is_closed(sitting, services):
    async with aclosing(sitting.speak()) as voice:
        async for spoken in voice:
            if isinstance(spoken, Piece):
                assert services.voice.open == 1
                break
    assert services.voice.open == 0


async def test_a_reply_that_was_cut_short_is_kept_as_far_as_it_was_heard(sitting, services):
    services.voice.pieces = ["Hello, ", "and much more"]
    services.voice.gate = asyncio.Event()
    task = asyncio.create_task(hear(sitting))
    while not sitting._heard:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    turn = sitting.settle()
    assert turn is not None
    assert turn.text == "Hello, "
    assert services.voice.open == 0
    assert sitting.conductor.next_move().kind is MoveKind.ASK


async def test_a_reply_of_which_nothing_was_heard_stays_due(sitting, services):
    services.voice.pieces = [" "]
    services.voice.gate = asyncio.Event()
    task = asyncio.create_task(hear(sitting))
    while not sitting._heard:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sitting.settle() is None
    assert sitting.conductor.next_move().kind is MoveKind.OPEN
    assert sitting.conductor.state.turns == ()


async def test_an_answer_takes_its_draft_with_it(sitting, services):
    await hear(sitting)
    sitting.save_draft("half a thou")
    assert services.store.load_draft(sitting.session_id) == "half a thou"
    sitting.answer("half a thought, finished")
    assert sitting.load_draft() == ""
    assert sitting.answers == ("half a thought, finished",)


async def test_an_answer_that_the_disk_refused_leaves_the_draft(sitting):
    await hear(sitting)
    sitting.save_draft("words")
    sitting.conductor.log.full = True
    with pytest.raises(DiskError):
        sitting.answer("words")
    assert sitting.load_draft() == "words"
    assert sitting.answers == ()


async def test_an_empty_draft_is_no_draft(sitting, services):
    sitting.save_draft("x")
    sitting.save_draft("")
    assert not services.store.draft_path(sitting.session_id).exists()


async def test_leaving_stops_the_clock_keeps_the_draft_and_lets_go(sitting, services):
    await hear(sitting)
    services.clock.pass_seconds(60)
    sitting.leave("unsent")
    sitting.leave("later words come too late")
    assert services.store.load_draft(sitting.session_id) == "unsent"
    again = services.continue_interview(sitting.session_id)
    assert again.now_ms() == 60_000


async def test_leaving_with_a_full_disk_still_lets_go(sitting, services):
    await hear(sitting)
    sitting.conductor.log.full = True
    sitting.leave("unsent")
    assert services.continue_interview(sitting.session_id).state.awaiting


async def test_words_that_come_anew_replace_what_was_heard_of_the_move(
    small_rubric, clock_class, log_class
):
    """A model's wording that code refused is not what goes into the journal."""
    from mockint.builtin.analyser import BuiltinAnalyser
    from mockint.interview.conductor import Conductor
    from mockint.interview.plan import make_plan
    from mockint.interview.wording import Restart
    from mockint.tui.sitting import Piece, Sitting

    class Anew:
        async def say(self, move, state):
            yield "What a great "
            yield Restart("Hel")
            yield "lo."

    class NoDrafts:
        def clear_draft(self, session):
            pass

        def pad(self, session):
            return self

        def clear(self):
            pass

    log = log_class()
    conductor = Conductor(
        small_rubric, make_plan(small_rubric), log, analyser=BuiltinAnalyser(small_rubric),
        wording=Anew(), clock=clock_class(),
    )  # fmt: skip
    sitting = Sitting(conductor, NoDrafts())
    pieces = [spoken async for spoken in sitting.speak() if isinstance(spoken, Piece)]
    assert [piece.anew for piece in pieces][:3] == [False, True, False]
    assert log.events[0].text == "Hello."
