"""Plain talk finds points in other words, and never in words that do not show them."""

from __future__ import annotations

import pytest

from mockint.builtin import judge as judging
from mockint.builtin.judge import BuiltinJudge, Case
from mockint.builtin.matching import LexicalMatcher
from mockint.builtin.text import sentences
from mockint.wiring import Options, Services


def plainly(rubric, text):
    (sentence,) = sentences(text)
    return {point for _, point in LexicalMatcher(rubric).plainly(sentence)}


@pytest.mark.parametrize(
    "text",
    [
        "I told the team every Monday what had been decided and what was still open.",
        "We have a process with a phone screen, a coding exercise and two interviews.",
        "Some people left anyway, which was a pity, but in the end the others came round.",
    ],
)
def test_two_common_words_in_any_order_do_not_show_who_grew_or_what_was_handed_over(people, text):
    assert not plainly(people, text) & {"person-grew", "hands-over", "do-differently"}


def test_a_cue_in_words_of_the_same_meaning_is_found(people):
    assert "said-directly" in plainly(
        people, "I spoke with my boss and then chatted with her alone."
    )


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    services = Services(Options(home=str(tmp_path_factory.mktemp("home")), environ={}))
    stored = services.store.read("people-management-mixed")
    return services.scorecard_of(stored), services.transcript_of(stored)


def test_the_middling_example_is_neither_hired_nor_sent_away_at_once(mixed):
    card, _ = mixed
    assert 2.0 <= card.score < 3.0
    assert max(verdict.level for verdict in card.signals if verdict.level) < 4


@pytest.mark.skipif(not judging.__file__.endswith(".py"), reason="what is compiled stays as it is")
def test_likenesses_alone_however_many_are_no_outstanding_answer(people, mixed, monkeypatch):
    _, transcript = mixed
    monkeypatch.setattr(Case, "strength", property(lambda case: float(len(case.signal.points))))
    monkeypatch.setattr(judging, "_qualities", lambda case: (["own", "outcome", "concrete"], []))
    monkeypatch.setattr(judging, "OWN_SENTENCES_FOR_FOUR", 0)
    levels = {c.signal: c.level for c in BuiltinJudge().judge_now(transcript, people).claims}
    assert levels["coursera-values"] == 3  # one point of six is shown outright
