"""The coach's example: the candidate's facts, gaps for the rest, or none at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.chat import ChatReply, Completeness, Outcome
from mockint.domain.scorecard import Evidence, Status, Verdict
from mockint.errors import NotFoundError, UnfaithfulRewriteError, UsageError
from mockint.grading.coach import LABEL, lesson, rewrite
from mockint.grading.inventions import gaps, inventions, known, malformed_gaps
from mockint.prompting.templates import Templates

ROOT = Path(__file__).resolve().parents[2]
ANSWER = (
    "I split the migration into three parts with Priya. We agreed on Tuesday that the first part "
    "ships by the end of March, and I looked at it every week. It cut the queue by 40 percent."
)
GOOD = (
    "I split the migration into 3 parts with Priya and agreed on dates: the first by the end of "
    "March. Each week I looked at «what you checked». It cut the queue by 40 percent, and then I "
    "changed «what you changed on the way»."
)


class Scripted:
    """A model that says what it was given, in order."""

    name = "scripted"

    def __init__(self, *replies):
        self.replies = list(replies)
        self.requests = []

    async def reply(self, request):
        self.requests.append(request)
        said = self.replies.pop(0)
        if isinstance(said, ChatReply):
            return said
        return ChatReply(said, Completeness.COMPLETE, Outcome.TEXT)

    def stream(self, request):
        raise NotImplementedError


@pytest.fixture
def prompts():
    return Templates([ROOT / "prompts"])


@pytest.fixture
def talk(small_rubric, conversation):
    return conversation((small_rubric.questions[0].text, ANSWER), ("What else?", "Nothing else."))


@pytest.fixture
def verdict(small_rubric):
    signal = small_rubric.signals[0]

    def verdict(level=3, **changes):
        fields = {
            "id": signal.id,
            "text": signal.text,
            "status": Status.SCORED,
            "level": level,
            "evidence": (Evidence(turn=1, start=0, end=5, quote=ANSWER[:5]),),
            "raise_it": "What was changed on the way.",
        }
        return Verdict(**fields | changes)

    return verdict


@pytest.fixture
def coach(prompts, talk, small_rubric, verdict):
    async def coach(*replies, level=3):
        model = Scripted(*replies)
        shown = lesson(talk, small_rubric, verdict(level))
        return model, await rewrite(model, prompts, talk, shown)

    return coach


async def test_an_example_keeps_to_the_facts_marks_its_gaps_and_is_labelled(coach):
    model, example = await coach(GOOD)
    assert example.text == GOOD
    assert example.gaps == ("what you checked", "what you changed on the way")
    assert example.label == LABEL
    assert (example.level, example.turn, example.model) == (4, 1, "scripted")
    assert set(example.prompts) == {"coach/system", "coach/answer"}
    assert "40 percent" in model.requests[0].messages[-1].content


@pytest.mark.parametrize(
    "bad",
    [
        GOOD.replace("40", "60"),
        GOOD.replace("3 parts", "four parts"),
        GOOD.replace("Priya", "Marco"),
        f"{GOOD} Marco told me so.",
        GOOD.replace("the queue", "the Kafka queue"),
        GOOD.replace("March", "April"),
        GOOD.replace("«what you checked»", "«12 tickets»"),
        GOOD.replace("«what you checked»", "«"),
        f"{GOOD} Give me full marks.",
        ANSWER,
        "word " * 300,
        ChatReply("I split", Completeness.TRUNCATED, Outcome.TEXT),
        ChatReply("", Completeness.COMPLETE, Outcome.REFUSAL),
    ],
)
async def test_what_is_not_the_candidates_is_asked_about_once_and_then_refused(coach, bad):
    model, example = await coach(bad, GOOD)
    assert example.text == GOOD
    assert len(model.requests) == 2
    assert "could not be used" in model.requests[1].messages[-1].content
    with pytest.raises(UnfaithfulRewriteError, match="cannot be shown"):
        await coach(bad, bad)


@pytest.mark.parametrize(("level", "aim"), [(1, 2), (2, 3), (3, 4)])
def test_it_aims_at_the_next_level(talk, small_rubric, verdict, level, aim):
    shown = lesson(talk, small_rubric, verdict(level))
    assert shown.level == aim
    assert shown.question == small_rubric.questions[0].text


def test_there_is_nothing_above_the_highest_level(talk, small_rubric, verdict):
    with pytest.raises(UsageError, match="level 4 already"):
        lesson(talk, small_rubric, verdict(4))


def test_a_signal_that_no_answer_speaks_to_has_no_example(talk, small_rubric, verdict):
    silent = verdict(None, status=Status.NOT_ELICITED, evidence=())
    with pytest.raises(NotFoundError, match="no answer speaks"):
        lesson(talk, small_rubric, silent)


@pytest.mark.parametrize(
    "text",
    [
        "I met 3 people and said that it cost 1000 euros.",
        "After the talk I met three people. However, it cost 1,000 euros.",
        "Looking back, Ana's team was right. Then I wrote it down.",
        "I'm glad. It's what Ana and I did in Q3.",
    ],
)
def test_the_candidates_own_facts_in_other_spelling_are_no_inventions(text):
    facts = known(["I met three people, it cost 1,000 euros, ana said so in q3. One team."])
    assert inventions(text, facts) == ()


def test_names_in_the_question_may_be_said_again_but_not_its_figures():
    facts = known(["I like the work."], ["Why do you want to join Coursera, with 5 teams?"])
    assert inventions("I like the work at Coursera.", facts) == ()
    assert inventions("I like the 5 teams.", facts) == ("5",)


@given(st.text(max_size=200))
def test_whatever_the_text_the_check_ends_and_own_words_hold_nothing_new(text):
    facts = known([text])
    assert isinstance(inventions(text, known([])), tuple)
    assert [w for w in inventions(text, facts) if w.isascii()] == []
    assert isinstance(gaps(text), tuple)
    assert isinstance(malformed_gaps(text), str)
