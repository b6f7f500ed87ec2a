from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.builtin.analyser import BuiltinAnalyser
from mockint.domain.session import EventKind, MoveKind
from mockint.errors import DiskError
from mockint.interview.conductor import Conductor
from mockint.interview.plan import make_plan
from mockint.interview.wording import BuiltinWording

ANSWERS = [
    "We were late. I split the work into parts and we agreed a date for each.",
    "It was fine in the end because I checked progress every week and we shipped 3 weeks later.",
    "I would consider an alternative and choose the one that is cheaper.",
    "I don't know",
    "end the interview",
    "We usually plan.",
    "No.",
]


def conduct(rubric, log, clock):
    return Conductor(
        rubric, make_plan(rubric, seed=1), log,
        analyser=BuiltinAnalyser(rubric), wording=BuiltinWording(), clock=clock,
    )  # fmt: skip


async def talk(conductor):
    said = []
    while (move := conductor.next_move()) is not None:
        said.append((await conductor.speak(move)).text)
    return said


async def play(conductor, answers):
    await talk(conductor)
    for answer in answers:
        if conductor.finished:
            break
        conductor.answer(answer)
        await talk(conductor)


async def test_an_answer_is_logged_before_anything_is_decided(small_rubric, memory_log, fake_clock):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await talk(conductor)
    conductor.answer("We were late.")
    assert memory_log.kept[-1].kind is EventKind.ANSWER
    assert conductor.next_move() is not None


async def test_a_full_disk_leaves_the_state_as_it_was(small_rubric, memory_log, fake_clock):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await talk(conductor)
    before = conductor.state
    memory_log.refuse = DiskError("no space left")
    with pytest.raises(DiskError):
        conductor.answer("We were late.")
    assert conductor.state is before


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 60), seed=st.integers(0, 5))
async def test_a_session_cut_off_anywhere_goes_on_as_if_nothing_had_happened(
    small_rubric, log_class, clock_class, cut, seed
):
    answers = ANSWERS[seed:] + ANSWERS[:seed]
    whole = log_class()
    await play(conduct(small_rubric, whole, clock_class()), answers)
    cut_log = log_class(whole.events[:cut])
    resumed = conduct(small_rubric, cut_log, clock_class())
    given_so_far = sum(e.kind is EventKind.ANSWER for e in cut_log.events)
    await play(resumed, answers[given_so_far:])
    assert cut_log.events == whole.events


async def test_a_pause_stops_the_clock(small_rubric, memory_log, fake_clock):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await talk(conductor)
    fake_clock.minutes(2)
    conductor.pause()
    fake_clock.minutes(30)
    assert conductor.now_ms() == 120_000
    conductor.resume()
    fake_clock.minutes(1)
    assert conductor.now_ms() == 180_000
    assert conductor.seconds_left() == (30 - 3) * 60


async def test_time_goes_on_from_where_a_session_was_left(small_rubric, memory_log, fake_clock):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await talk(conductor)
    fake_clock.minutes(5)
    conductor.answer(ANSWERS[0])
    fake_clock.minutes(600)
    assert conduct(small_rubric, memory_log, fake_clock).now_ms() == 5 * 60_000


async def test_the_transcript_numbers_turns_and_knows_their_questions(
    small_rubric, memory_log, fake_clock
):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await play(conductor, ANSWERS[:2])
    turns = conductor.transcript().turns
    assert [turn.index for turn in turns] == list(range(len(turns)))
    assert {turn.question for turn in turns if turn.is_candidate} == {"late-project"}
    assert turns[0].move == MoveKind.OPEN


async def test_the_pad_is_logged_when_it_changes_and_graded_as_it_was_left(
    small_rubric, memory_log, fake_clock
):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await talk(conductor)
    conductor.write_pad("client -> server")
    conductor.write_pad("client -> server")
    conductor.write_pad("client -> queue -> worker, because the alternative cannot be retried")
    conductor.answer("It is on the pad.")
    await talk(conductor)
    kept = [event.text for event in memory_log.kept if event.kind is EventKind.PAD]
    assert kept == [
        "client -> server",
        "client -> queue -> worker, because the alternative cannot be retried",
    ]
    transcript = conductor.transcript()
    (pad,) = [turn for turn in transcript.candidate_turns if turn.is_pad]
    assert pad.text == kept[-1]
    assert [turn.index for turn in transcript.turns] == list(range(len(transcript.turns)))
    assert [turn.text for turn in transcript.spoken_turns] == ["It is on the pad."]


async def test_a_pad_that_was_wiped_is_not_graded(small_rubric, memory_log, fake_clock):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await talk(conductor)
    conductor.write_pad("a first idea")
    conductor.write_pad("")
    assert not conductor.transcript().candidate_turns


async def test_a_session_with_a_pad_folds_back_to_the_same_state(
    small_rubric, memory_log, fake_clock
):
    conductor = conduct(small_rubric, memory_log, fake_clock)
    await talk(conductor)
    conductor.write_pad("plan: split the work into parts, a date for each")
    conductor.answer(ANSWERS[0])
    await talk(conductor)
    assert conduct(small_rubric, memory_log, fake_clock).state == conductor.state
