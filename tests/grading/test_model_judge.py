"""The model judge over a fake model: strict replies, votes, and errors that stay errors."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from mockint.domain.chat import (
    ChatReply,
    Completeness,
    Outcome,
    SchemaMode,
    TokenLogprob,
    TokenUsage,
)
from mockint.domain.scorecard import Judgement, Status
from mockint.errors import EngineError
from mockint.grading.grader import assemble, grade
from mockint.grading.model_judge import JudgeOptions, ModelJudge, expected_levels, turn_ids
from mockint.prompting.templates import Templates
from mockint.reports.markdown import scorecard_markdown
from mockint.reports.text import scorecard_text

ROOT = Path(__file__).resolve().parents[2]
SAID = "I sat down with her on Tuesday and we agreed on two goals by the end of March."
MORE = "Complaints fell from nine a week to one, and she was promoted in the autumn."


class FakeModel:
    """Answers with what `reply` makes of each request."""

    name = "fake-1"

    def __init__(self, *replies):
        self.replies = list(replies)
        self.requests = []

    def stream(self, request):
        raise AssertionError("a judge does not stream")

    async def reply(self, request):
        self.requests.append(request)
        made = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        made = made(request) if callable(made) else made
        if isinstance(made, Exception):
            raise made
        if isinstance(made, ChatReply):
            return made
        return answer(made)


def answer(text, **more):
    text = text if isinstance(text, str) else json.dumps(text)
    given = {
        "completeness": Completeness.COMPLETE, "outcome": Outcome.TEXT,
        "mode": SchemaMode.JSON_SCHEMA, "usage": TokenUsage(100, 50, 0), **more,
    }  # fmt: skip
    return ChatReply(text=text, **given)


@pytest.fixture
def talk(people, conversation):
    return conversation((people.questions[0].text, f"{SAID} {MORE}"))


@pytest.fixture
def judge_with(talk, people):
    async def run(*replies, **options):
        model = FakeModel(*replies)
        judge = ModelJudge(model, Templates([ROOT / "prompts"]), JudgeOptions(**options))
        return await grade(talk, people, judge, rubric_digest="d"), model

    return run


def reply_for(people, talk, *, levels=None, quotes=None, flags=()):
    ids = turn_ids(talk, people)
    signals = []
    for number, signal in enumerate(people.signals):
        level = (levels or {}).get(signal.id)
        words = (quotes or [SAID, MORE])[number % 2]
        signals.append(
            {
                "id": signal.id,
                "evidence": [{"turn": ids[1], "quote": words}] if level else [],
                "rationale": "It is there.",
                "status": "scored" if level else "no_evidence",
                "level": level,
                "raise_it": "More of it.",
            }
        )
    return {"signals": signals, "red_flags": list(flags)}


async def test_a_verified_level_stands_with_its_quote(judge_with, people, talk):
    first = people.signals[0].id
    card, _ = await judge_with(reply_for(people, talk, levels={first: 3}))
    verdict = card.signals[0]
    assert (verdict.level, verdict.evidence[0].quote) == (3, SAID[:-1])
    assert card.provenance.model == "fake-1"
    assert card.provenance.prompts.keys() == {"judge/system", "judge/transcript"}


@pytest.mark.parametrize(
    ("break_it", "problem"),
    [
        (lambda r: "not json at all", "not JSON"),
        (lambda r: json.dumps(r)[:-30], "not JSON"),
        (lambda r: "```json\n" + json.dumps(r) + "\n```", "not JSON"),
        (lambda r: json.dumps(r).replace('"level": 3', '"level": NaN'), "NaN"),
        (lambda r: json.dumps(r).replace('"level": 3', '"level": "3"'), "level"),
        (lambda r: json.dumps(r).replace('"level": 3', '"level": 3.0'), "level"),
        (lambda r: json.dumps(r).replace('"level": 3', '"level": 5'), "level"),
        (lambda r: json.dumps(r).replace('"level": 3', '"level": true'), "level"),
        (lambda r: json.dumps(r).replace('"level": 3', '"level": 3, "level": 4'), "twice"),
        (lambda r: json.dumps({**r, "score": 4}), "score"),
        (lambda r: json.dumps({**r, "signals": r["signals"][1:]}), "missing"),
        (lambda r: json.dumps({**r, "signals": [*r["signals"], r["signals"][0]]}), "twice"),
        (lambda r: json.dumps(r).replace(r["signals"][1]["id"], "made-up"), "unknown"),
        (lambda r: json.dumps({**r, "red_flags": [{"id": "x", "evidence": []}]}), "unknown"),
        (lambda r: json.dumps(r).replace('"scored"', '"no_evidence"'), "level stands"),
        (lambda r: "[" * 100_000, "JSON"),
        (lambda r: "", "JSON"),
    ],
)  # fmt: skip
async def test_a_reply_that_is_not_exactly_right_is_asked_for_once_more(
    judge_with, people, talk, break_it, problem
):
    good = reply_for(people, talk, levels={people.signals[0].id: 3})
    card, model = await judge_with(break_it(good), good)
    assert card.signals[0].level == 3
    assert len(model.requests) == 2
    assert problem.lower() in model.requests[1].messages[-1].content.lower() or problem == "JSON"


@pytest.mark.parametrize(
    "bad",
    [
        "still not json",
        ChatReply(text='{"signals": [', completeness=Completeness.TRUNCATED, outcome=Outcome.TEXT),
        ChatReply(text="", completeness=Completeness.COMPLETE, outcome=Outcome.EMPTY),
        ChatReply(text="", completeness=Completeness.COMPLETE, outcome=Outcome.REFUSAL),
        ChatReply(text="", completeness=Completeness.COMPLETE, outcome=Outcome.FILTERED),
        ChatReply(text="", completeness=Completeness.COMPLETE, outcome=Outcome.REASONING_ONLY),
    ],
)
async def test_what_stays_wrong_is_an_error_and_never_a_number(judge_with, bad):
    card, model = await judge_with(bad)
    assert {verdict.status for verdict in card.signals} == {Status.ERROR}
    assert card.score is None
    assert card.recommendation == "no-decision"
    assert len(model.requests) == 2


async def test_a_truncated_reply_is_not_used_even_if_it_parses(judge_with, people, talk):
    good = json.dumps(reply_for(people, talk, levels={people.signals[0].id: 4}))
    cut = ChatReply(text=good, completeness=Completeness.TRUNCATED, outcome=Outcome.TEXT)
    card, _ = await judge_with(cut)
    assert card.score is None


async def test_an_endpoint_that_fails_is_an_engine_error(judge_with):
    with pytest.raises(EngineError):
        await judge_with(EngineError("unreachable"))


async def test_a_turn_that_does_not_exist_is_an_error(judge_with, people, talk):
    reply = reply_for(people, talk, levels={people.signals[0].id: 3})
    reply["signals"][0]["evidence"][0]["turn"] = "t00000000"
    card, _ = await judge_with(reply)
    assert card.signals[0].status is Status.ERROR


async def test_samples_vote_with_the_median_and_show_their_spread(judge_with, people, talk):
    first = people.signals[0].id
    votes = [reply_for(people, talk, levels={first: level}) for level in (2, 4, 3)]
    card, model = await judge_with(*votes, samples=3)
    assert (card.signals[0].level, card.signals[0].spread) == (3, (2, 4))
    assert card.signals[0].expected == 3.0
    assert len({request.seed for request in model.requests}) == 3
    assert all(request.temperature for request in model.requests)


async def test_one_call_a_signal_asks_for_one_signal_each(judge_with, people, talk):
    def one(request):
        wanted = [s.id for s in people.signals if f"order: {s.id}." in request.messages[-1].content]
        whole = reply_for(people, talk, levels=dict.fromkeys(wanted, 2))
        whole["signals"] = [s for s in whole["signals"] if s["id"] in wanted]
        return whole

    card, model = await judge_with(one, per_signal=True)
    assert len(model.requests) == len(people.signals)
    assert "one call a signal" in card.provenance.method


async def test_the_static_part_comes_first_and_is_the_same_for_every_transcript(
    people, conversation
):
    heads = set()
    for said in (SAID, MORE):
        model = FakeModel("nothing")
        judge = ModelJudge(model, Templates([ROOT / "prompts"]))
        await judge.judge(conversation(("Well?", said)), people)
        heads.add(model.requests[0].messages[0])
    assert len(heads) == 1


async def test_an_echoed_canary_marks_the_scorecard_suspect(judge_with, people, talk):
    def echo(request):
        line = request.messages[-1].content.splitlines()[0]
        reply = reply_for(people, talk, levels={people.signals[0].id: 3})
        reply["signals"][0]["rationale"] = line
        return reply

    card, _ = await judge_with(echo)
    assert card.provenance.suspect
    plain, _ = await judge_with(reply_for(people, talk))
    assert not plain.provenance.suspect


async def test_unknown_tokens_stay_unknown(judge_with, people, talk):
    good = json.dumps(reply_for(people, talk))
    card, _ = await judge_with(answer(good, usage=TokenUsage(None, None, None)))
    assert card.provenance.usage.prompt_tokens is None
    assert card.provenance.usage.cost_usd is None


def test_the_expected_level_comes_from_the_odds_of_its_digit():
    pieces = ['{"id": "a", "level": ', "3", "}"]
    odds = (("3", math.log(0.6)), ("4", math.log(0.3)), ("2", math.log(0.1)))
    tokens = tuple(TokenLogprob(p, -0.1, odds if p == "3" else ()) for p in pieces)
    chat = answer("".join(pieces), logprobs=tokens)
    assert expected_levels(chat, ("a",))["a"] == pytest.approx(3.2)


def test_odds_that_do_not_belong_to_the_text_are_not_used():
    chat = answer('{"id": "a", "level": 3}', logprobs=(TokenLogprob("3", 0.0, (("4", 0.0),)),))
    assert expected_levels(chat, ("a",)) == {}


def with_odds(text):
    """`text` in tokens of one character; every level's odds are 3:1 for its own digit."""
    tokens = []
    for at, char in enumerate(text):
        level = char in "1234" and text[:at].endswith('"level": ')
        other = str(int(char) + 1) if level and char != "4" else "3"
        top = ((char, math.log(0.75)), (other, math.log(0.25))) if level else ()
        tokens.append(TokenLogprob(char, math.log(0.75), top))
    return answer(text, logprobs=tuple(tokens))


async def test_the_expected_level_stands_beside_the_level_and_the_method_says_where_from(
    judge_with, people, talk
):
    first = people.signals[0].id
    text = json.dumps(reply_for(people, talk, levels={first: 3}))
    card, model = await judge_with(with_odds(text))
    assert model.requests[0].logprobs
    assert (card.signals[0].level, card.signals[0].expected) == (3, 3.25)
    assert "expected level from log-probabilities" in card.provenance.method
    assert "(expected 3.25)" in scorecard_text(card)


async def test_an_endpoint_without_log_probabilities_is_said_to_have_none(judge_with, people, talk):
    card, _ = await judge_with(reply_for(people, talk, levels={people.signals[0].id: 3}))
    assert card.signals[0].expected is None
    assert "no log-probabilities" in card.provenance.method
    asked_for_none, _ = await judge_with(reply_for(people, talk), logprobs=False)
    assert "log-probabilities" not in asked_for_none.provenance.method


async def test_votes_are_told_as_the_source_of_the_expected_level(judge_with, people, talk):
    first = people.signals[0].id
    replies = [reply_for(people, talk, levels={first: level}) for level in (2, 3, 3)]
    card, model = await judge_with(*replies, samples=3)
    assert not any(request.logprobs for request in model.requests)
    assert card.signals[0].expected == pytest.approx(8 / 3, abs=1e-4)
    assert "mean of votes" in card.provenance.method
    assert "(votes 2 to 3)" in scorecard_text(card)


async def test_a_red_flag_stands_on_the_candidates_words_alone(judge_with, people, talk):
    flag, turn = people.red_flags[0].id, turn_ids(talk, people)[1]
    real = [{"id": flag, "evidence": [{"turn": turn, "quote": MORE}]}]
    card, _ = await judge_with(reply_for(people, talk, flags=real))
    found = {one.id: one for one in card.red_flags}[flag]
    assert found.found
    assert found.evidence[0].quote == MORE.rstrip(".") or found.evidence[0].quote == MORE
    invented = [{"id": flag, "evidence": [{"turn": turn, "quote": "I never listen to anyone."}]}]
    card, _ = await judge_with(reply_for(people, talk, flags=invented))
    assert not any(one.found for one in card.red_flags)


async def test_tokens_and_cost_stand_on_every_form_of_the_scorecard(people, talk):
    model = FakeModel(reply_for(people, talk, levels={people.signals[0].id: 3}))
    judge = ModelJudge(model, Templates([ROOT / "prompts"]), cost=lambda _: 0.0123)
    card = await grade(talk, people, judge, rubric_digest="d")
    line = "1 call, 100 tokens sent, 50 back, $0.0123"
    assert line in " ".join(scorecard_text(card).split())
    assert line.replace("$", "$") in scorecard_markdown(card)
    unknown = await grade(talk, people, ModelJudge(model, Templates([ROOT / "prompts"])),
                          rubric_digest="d")  # fmt: skip
    assert "cost unknown" in scorecard_text(unknown)


async def test_a_reply_that_could_not_be_used_is_counted_and_paid_for_as_well(
    judge_with, people, talk
):
    card, model = await judge_with("{", reply_for(people, talk))
    assert len(model.requests) == 2
    assert card.provenance.usage.prompt_tokens == 200


def test_the_id_of_a_turn_cannot_be_guessed_from_within_the_text(people, talk, conversation):
    ids = turn_ids(talk, people)
    assert ids == turn_ids(talk, people)
    other = turn_ids(conversation((people.questions[0].text, f"{SAID} {MORE} And more.")), people)
    assert not set(ids.values()) & set(other.values())


@pytest.mark.parametrize(("seen", "found"), [(1, False), (2, True)])
async def test_a_red_flag_needs_more_than_half_of_the_votes(judge_with, people, talk, seen, found):
    flag, turn = people.red_flags[0].id, turn_ids(talk, people)[1]
    real = [{"id": flag, "evidence": [{"turn": turn, "quote": MORE}]}]
    replies = [reply_for(people, talk, flags=real if vote < seen else ()) for vote in range(3)]
    card, _ = await judge_with(*replies, samples=3)
    assert any(one.found for one in card.red_flags) is found


def test_a_signal_that_the_judge_left_out_is_an_error_and_no_number(people, talk):
    card = assemble(talk, people, Judgement(engine="fake", claims=()), rubric_digest="d")
    assert {(verdict.status, verdict.level) for verdict in card.signals} == {(Status.ERROR, None)}
    assert card.score is None
