"""Matching by meaning, where its extra is installed; without it, words alone."""

from __future__ import annotations

import pytest

from mockint.builtin import semantic
from mockint.builtin.judge import BuiltinJudge
from mockint.builtin.matching import LexicalMatcher
from mockint.builtin.text import sentences

needs_extra = pytest.mark.skipif(not semantic.available(), reason="mockint[semantic] not installed")


def test_without_the_extra_the_matcher_is_lexical(small_rubric, monkeypatch):
    monkeypatch.setattr(semantic, "available", lambda: False)
    assert isinstance(semantic.best_matcher(small_rubric), LexicalMatcher)


@needs_extra
def test_a_sentence_near_in_meaning_shows_a_point_without_a_cue(small_rubric):
    text = "We looked at another option before we settled the matter there."
    parts = sentences(text)
    assert not LexicalMatcher(small_rubric).match(text, parts)[0].points.get(("weighs", "price"))
    found = semantic.SemanticMatcher(small_rubric).match(text, parts)[0].points
    assert ("weighs", "option") in found


@needs_extra
def test_small_talk_shows_nothing(small_rubric):
    text = "My favourite recipe is a stew with beans and smoked paprika."
    assert not semantic.SemanticMatcher(small_rubric).match(text, sentences(text))[0].points


@needs_extra
def test_the_provenance_names_the_matcher(small_rubric, conversation):
    talk = conversation(("Tell me about a project that was late.", "We agreed a date for it all."))
    judged = BuiltinJudge(semantic.best_matcher).judge_now(talk, small_rubric)
    assert "semantic" in judged.method
