"""Delivery: what is counted, and what is left unknown where it cannot be known."""

from __future__ import annotations

import pytest

from mockint.domain.transcript import PAD, Block, Role, Transcript, Turn
from mockint.grading.delivery import measure


def said(*turns, **more):
    made = [
        turn if isinstance(turn, Turn) else Turn(n, role, text)
        for n, (role, text) in enumerate(turns)
        for turn in [text if isinstance(text, Turn) else Turn(n, role, text)]
    ]
    return Transcript("t", "test", tuple(made), **more)


ASK, ANSWER, NOTE = Role.INTERVIEWER, Role.CANDIDATE, Role.NOTE


def answer(text):
    return measure(said((ASK, "Well?"), (ANSWER, text)))


def test_fillers_and_hedges_are_counted_as_words_not_as_parts_of_words():
    found = answer("Um, you know, you know, the number er was unusual. I think maybe, umbrella.")
    assert found.filler_words == {"er": 1, "um": 1, "you know": 2}
    assert found.fillers == 4
    assert found.hedges == 2


def test_a_phrase_does_not_reach_across_two_answers():
    found = measure(said((ANSWER, "That is all you"), (ASK, "And?"), (ANSWER, "know me.")))
    assert found.fillers == 0


def test_i_and_we_are_told_apart():
    found = answer("I’ve led it, and my team did it: we shipped, and our users told us.")
    assert (found.i_words, found.we_words) == (2, 3)


def test_named_things_are_runs_of_capitals_within_a_sentence():
    assert answer("We ran Apache Kafka at Acme. Later we left. I moved on.").names == 2
    assert answer("Then I went.").names == 0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("At AT&T we met Ann Lee, then Bo.", 3),  # one that opens a sentence is none, AT&T is
        ("AT&Texas rang. R&Dept won! XYlo", 0),  # nor is the rest of such a word
        ("the iPhone and McDonald at eBay", 1),  # nor capitals within a word
        ("told Ann\nBo and\nCy", 2),  # a run goes on over the end of a line
        ("“Ann said", 1),
    ],
)
def test_names_are_runs_of_capitals_that_open_no_sentence(text, names):
    assert answer(text).names == names


def test_numbers_and_names_do_not_run_on_from_answer_to_answer():
    both = measure(
        said((ANSWER, "we cut 5"), (ANSWER, "% of all of it"), (ANSWER, "Bo said 7 k"))
    ).model_dump()
    assert (both["numbers"], both["names"]) == (2, 0)


def test_without_times_nothing_is_said_of_pace_and_pauses():
    found = answer("I told him.")
    assert found.words_per_minute is None
    assert found.pauses is None
    assert found.longest_monologue_s is None
    assert found.response_s is None


def test_pauses_are_silences_of_a_second_between_the_pieces_of_an_answer():
    blocks = (Block(0, 2, 1000, 2000), Block(2, 4, 2900, 4000), Block(4, 6, 5000, 6000),
              Block(6, 8, 9500, 10000))  # fmt: skip
    turn = Turn(1, ANSWER, "a b c d ", start_ms=1000, end_ms=10000, blocks=blocks)
    found = measure(said((ASK, Turn(0, ASK, "Well?", end_ms=400)), (ANSWER, turn)))
    assert found.pauses == 2  # 0.9 s is none
    assert found.longest_pause_s == 3.5
    assert found.response_s == 0.6
    assert found.longest_monologue_s == 9.0


def test_the_interviewers_silence_is_not_the_candidates_pause():
    blocks = (Block(0, 2, 0, 1000), Block(2, 4, 9000, 9900))
    turn = Turn(0, ASK, "So? And", start_ms=0, end_ms=9900, blocks=blocks)
    assert measure(said((ASK, turn), (ANSWER, "Hm."))).pauses is None


def test_pieces_that_overlap_are_no_pause():
    blocks = (Block(0, 2, 0, 3000), Block(2, 4, 2500, 4000))
    turn = Turn(0, ANSWER, "a b ", start_ms=0, end_ms=4000, blocks=blocks)
    found = measure(said((ANSWER, turn)))
    assert (found.pauses, found.longest_pause_s) == (0, 0.0)


def test_a_monologue_goes_on_over_notes_and_ends_when_the_interviewer_speaks():
    found = measure(
        said((ANSWER, "one two"), (NOTE, "chat"), (ANSWER, "three"), (ASK, "ok"), (ANSWER, "four"))
    )
    assert found.longest_monologue_words == 3
    assert found.longest_answer_words == 2


def test_a_whole_story_has_all_four_parts_in_one_answer():
    whole = (
        "When I was at Acme I was asked to mend the tests. I cut the slow ones. "
        "In the end the build fell to nine minutes."
    )
    found = measure(said((ASK, "Well?"), (ANSWER, whole), (ASK, "More?"), (ANSWER, "I told him.")))
    assert found.star_complete == 1
    assert found.star == {"situation": 1, "task": 1, "action": 2, "result": 1}


def test_nobody_said_anything():
    found = measure(said((NOTE, "a chat line")))
    assert (found.words, found.turns, found.talk_share) == (0, 0, None)


def test_what_stands_on_the_pad_is_not_counted_as_speech():
    pad = Turn(1, Role.CANDIDATE, "um, client -> server, we think 3 hosts", move=PAD)
    found = measure(said((ASK, "Well?"), (ANSWER, pad), (ANSWER, "It is on the pad.")))
    assert (found.words, found.turns, found.fillers, found.we_words, found.numbers) == (
        5,
        1,
        0,
        0,
        0,
    )


def test_a_part_of_a_story_is_found_behind_an_apostrophe_too():
    assert answer("all of the cost'dropped").star["result"] == 1
