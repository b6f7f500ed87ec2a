"""A real model in process, from question to scorecard: plumbing, never quality.

Runs where `mockint[local]` is installed and MOCKINT_TEST_WEIGHTS names a GGUF file
(`.ci/run` sees to both where they can be had). Replies are kept to a few tokens, because
what is said does not matter: only that it comes, ends, fits and can be stopped.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path

import pytest

from mockint.domain.chat import ChatRequest, Message
from mockint.domain.scorecard import Status
from mockint.domain.session import MoveKind
from mockint.errors import ContextExceededError
from mockint.grading import model_judge
from mockint.interview import model_wording
from mockint.models import payload
from mockint.wiring import InterviewOptions, Options, Services

WEIGHTS = os.environ.get("MOCKINT_TEST_WEIGHTS", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_spec("xllamacpp") is None, reason="mockint[local] is not installed"),
    pytest.mark.skipif(
        not Path(WEIGHTS).is_file(), reason="MOCKINT_TEST_WEIGHTS names no model file"
    ),
]
#: Templates of a few words: most of the time goes into reading prompts.
SHORT = {
    "judge/system.j2": "Grade {{ signals[0].text }} Copy a quote, give a level. "
    "{{ title[:0] }}{{ kinds[:0] | join }}{{ red_flags[:0] | join }}",
    "interviewer/base.j2": "You interview for {{ title }}. One short sentence.",
    "interviewer/move.j2": "Now {{ move }}. {{ remark }}",
}
ANSWER = "I split the work into parts and we agreed on the date of each with the sponsor."


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """One set of services, so that the model is loaded once."""
    home, prompts = (tmp_path_factory.mktemp(name) for name in ("local", "prompts"))
    for name, text in SHORT.items():
        (prompts / name).parent.mkdir(exist_ok=True)
        (prompts / name).write_text(text)
    services = Services(
        Options(
            home=str(home),
            prompts=str(prompts),
            engine="local",
            model_file=WEIGHTS,
            tiny_judge=True,
        )
    )
    services.engines.prepare()
    yield services
    services.engines.in_process.close()
    assert not services.engines.in_process.is_running


@pytest.fixture
def one_signal(small_rubric):
    """A round with one signal, so that its judge has little to read."""
    data = small_rubric.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    first = data["signals"][0]
    questions = [q for q in data["questions"] if first["id"] in q["signals"]][:1]
    questions[0]["signals"] = [first["id"]]
    return type(small_rubric).model_validate(
        data
        | {
            "signals": [first],
            "criteria": [c for c in data["criteria"] if c["id"] in first["criteria"]],
            "questions": questions,
            "red_flags": [],
        }
    )


async def test_an_interview_of_five_questions_streams_from_question_to_close(
    started, people, monkeypatch
):
    monkeypatch.setattr(model_wording, "MAX_REPLY_TOKENS", 8)
    conductor = started.start_interview(people, InterviewOptions(questions=5, seed=1))
    asked, streamed = 0, 0
    while not conductor.finished:
        while (move := conductor.next_move()) is not None:
            pieces = [piece async for piece in conductor.say(move)]
            conductor.record(move, str(pieces[-1]))
            asked += move.kind is MoveKind.ASK
            streamed += len(pieces) > 2
        if not conductor.finished:
            conductor.skip() if asked < 5 else conductor.end()
    assert asked == 5
    assert streamed >= 5
    assert all(reply.usage.completion for reply in conductor.wording.replies)
    await conductor.wording.model.close()
    conductor.log.close()


async def test_a_grading_is_bound_to_its_schema(started, one_signal, conversation, monkeypatch):
    monkeypatch.setattr(payload, "MOST_TEXT", 12)
    monkeypatch.setattr(payload, "MOST_ITEMS", 1)
    monkeypatch.setattr(model_judge, "MAX_REPLY_TOKENS", 200)
    talk = conversation((one_signal.questions[0].text, ANSWER))
    card = await started.grade(talk, one_signal)
    assert card.provenance.engine == "local"
    assert card.provenance.model == started.engines.model_name
    assert card.provenance.usage.completion_tokens > 0
    (verdict,) = card.signals
    # The tiny model points at words that are not there; then no number may come of it.
    assert (verdict.level is not None) == (verdict.status is Status.SCORED)
    assert "json_schema" in card.provenance.method or verdict.status is Status.ERROR


async def test_a_reply_that_is_stopped_frees_the_model_for_the_next(started):
    long = ChatRequest((Message("user", "Tell a very long story."),), 2000)
    short = ChatRequest((Message("user", "Say hello."),), 4)
    async with started.engines.chat() as chat:
        async with aclosing(chat.stream(long)) as deltas:
            async for delta in deltas:
                if delta.text:
                    break
        # Had the story gone on, this would wait for two thousand tokens of it.
        reply = await asyncio.wait_for(chat.reply(short), 60)
    assert reply.usage.completion <= 4


async def test_a_prompt_that_is_too_long_is_refused_and_never_cut(started):
    request = ChatRequest((Message("user", "word " * 20_000),), 4)
    async with started.engines.chat() as chat:
        with pytest.raises(ContextExceededError):
            await chat.reply(request)
