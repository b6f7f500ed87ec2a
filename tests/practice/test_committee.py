"""The committee packet: plain arithmetic over rounds, and what is read off it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.builtin.topics import topics
from mockint.domain.scorecard import Recommendation, Status
from mockint.practice.committee import (
    RoundResult,
    overall_groups,
    overall_score,
    packet,
    recommend,
)
from mockint.practice.loop import seats_for
from mockint.reports.packet import packet_html, packet_json, packet_markdown, packet_text

NOT = Status.NOT_ELICITED
NONE = Status.NO_EVIDENCE
OUTCOMES = st.sampled_from([1, 2, 3, 4, NOT, NONE, Status.ERROR])


@pytest.fixture(scope="session")
def results(hiring, card):
    """Makes round results: a number is every signal's level, None a round not held."""

    def make(*rounds, flags=(), **more):
        made = []
        for seat, rubric, row in zip(seats_for(hiring), hiring, rounds, strict=False):
            outcomes = [row] * len(rubric.signals) if isinstance(row, int) else row
            name = f"session-{len(made)}"
            one = None if row is None else card(rubric, outcomes, flags=flags, source=name, **more)
            made.append(RoundResult(seat, rubric, name if one else "", one))
        return made

    return make


@pytest.fixture(scope="session")
def guide(library):
    return library.guide("coursera/software-engineering-manager")


def decide(rounds):
    return recommend(rounds, *overall_score(rounds))[0]


@settings(max_examples=60)
@given(data=st.data())
def test_the_score_lies_between_the_rounds_and_their_order_is_no_matter(hiring, results, data):
    rows = [
        data.draw(st.none() | st.tuples(*[OUTCOMES] * len(rubric.signals))) for rubric in hiring
    ]
    rounds = results(*rows)
    score, coverage = overall_score(rounds)
    scores = [r.card.score for r in rounds if r.card and r.card.score is not None]
    assert (score is None) == (not scores)
    assert 0 <= coverage <= 1
    if score is not None:
        assert min(scores) - 1e-3 <= score <= max(scores) + 1e-3
    shuffled = data.draw(st.permutations(rounds))
    assert overall_score(shuffled) == (score, coverage)
    assert decide(shuffled) == decide(rounds)


@settings(max_examples=60)
@given(levels=st.lists(st.integers(1, 4), min_size=4, max_size=4), place=st.integers(0, 3))
def test_a_better_round_never_makes_it_worse(results, levels, place):
    better = [*levels[:place], 4, *levels[place + 1 :]]
    assert overall_score(results(*better))[0] >= overall_score(results(*levels))[0]


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ((4, 4, 4, 4), "strong-hire"),
        ((3, 3, 3, 3), "hire"),
        ((3, 3, 2, 2), "lean-hire"),
        ((2, 2, 2, 2), "lean-no-hire"),
        ((1, 1, 1, 1), "strong-no-hire"),
        ((4, 4, None, None), "strong-hire"),
        ((4, None, None, None), "no-decision"),
        ((None, None, None, None), "no-decision"),
    ],
)
def test_the_recommendation_follows_the_cuts_of_a_round(results, rounds, expected):
    assert decide(results(*rounds)).value == expected


def test_a_red_flag_in_one_round_caps_the_whole(results, hiring):
    flag = hiring[2].red_flags[0].id
    rounds = results(4, 4, 4, 4, flags=(flag,))
    found, why = recommend(rounds, *overall_score(rounds))
    assert found is Recommendation.LEAN_NO_HIRE
    assert "capped" in why


def test_a_veto_caps_lower_and_no_flag_lifts(results, hiring):
    flag = hiring[2].red_flags[0]
    rounds = results(4, 4, 4, 4, flags=(flag.id,))
    veto = hiring[2].model_copy(update={"red_flags": (flag.model_copy(update={"veto": True}),)})
    rounds[2] = replace(rounds[2], rubric=veto)
    assert decide(rounds) is Recommendation.STRONG_NO_HIRE
    assert decide(results(1, 1, 1, 1, flags=(flag.id,))) is Recommendation.STRONG_NO_HIRE


def test_overall_criteria_stand_in_the_guides_groups_with_evidence_from_several_rounds(
    guide, results
):
    groups = overall_groups(guide, results(2, 3, 4, 2), topics)
    assert [g.title for g in groups] == [g.group for g in guide.overall]
    items = {item.text: item for group in groups for item in group.items}
    culture = items["Cultural alignment with Coursera's values."]
    assert {f.round for f in culture.findings} == {
        "HR Introduction and Screening", "People Management & Leadership",
    }  # fmt: skip
    assert 2 < culture.score < 4
    assert all(f.evidence for f in culture.findings)


def test_most_overall_criteria_find_a_round_that_speaks_to_them(guide, results):
    groups = overall_groups(guide, results(3, 3, 3, 3), topics)
    items = [item for group in groups for item in group.items]
    assert sum(bool(item.findings) for item in items) >= 0.6 * len(items)


def test_a_criterion_without_levels_has_no_score(guide, results, hiring):
    rows = [[NONE] * len(rubric.signals) for rubric in hiring]
    groups = overall_groups(guide, results(*rows), topics)
    assert {item.score for group in groups for item in group.items} == {None}


def test_a_guide_without_overall_criteria_gets_those_of_its_rounds(library, card):
    for name in ("coursera/product-manager", "netflix/software-engineering-manager"):
        guide = library.guide(name)
        rubrics = [library.read(e) for e in library.rounds(name)]
        rounds = [
            RoundResult(seat, rubric, "s", card(rubric, [3] * len(rubric.signals)))
            for seat, rubric in zip(seats_for(rubrics), rubrics, strict=True)
        ]
        groups = [g for g in overall_groups(guide, rounds, topics) if g.items]
        assert [g.title for g in groups] == [r.title for r in rubrics]
        assert all("the round's" in g.note for g in groups)


def test_rounds_that_do_not_agree_are_named_with_both_sides(guide, results):
    found = packet("loop", guide, results(1, 3, 4, 3), topics)
    one = next(d for d in found.disagreements if d.about.startswith("Cultural alignment"))
    assert (one.high_score, one.low_score) == (4.0, 1.0)
    assert {f.round for f in one.findings} == {one.high, one.low}
    assert any("The panel is split" in point for point in found.debrief)


def test_rounds_that_agree_leave_nothing_to_argue_about_but_the_gaps(guide, results):
    found = packet("loop", guide, results(3, 3, 3, 3), topics)
    assert not found.disagreements
    assert not any("split" in point for point in found.debrief)


def test_a_score_near_a_cut_is_argued_about(guide, results):
    assert any("within 0.1 of the cut at 3.0" in p for p in
               packet("loop", guide, results(3, 3, 3, 3), topics).debrief)  # fmt: skip


def test_judges_that_differ_are_told(guide, results):
    rounds = results(3, 3, None, None)
    rounds[1] = results(3, 3, engine="openai", model="m")[1]
    notes = packet("loop", guide, rounds, topics).notes
    assert any("not all graded by the same judge" in note for note in notes)
    assert any("Not held" in note for note in notes)


def test_every_form_holds_every_round_and_is_safe_to_show(guide, results):
    rounds = results(2, 3, 4, None)
    evil = "\x1b]52;c;aGk=\x07<script>alert(1)</script>|x"
    rounds[0] = replace(rounds[0], seat=replace(rounds[0].seat, interviewer=evil))
    found = packet("loop-1", guide, rounds, topics)
    text, page, web = packet_text(found), packet_markdown(found), packet_html(found)
    value = json.loads(json.dumps(packet_json(found)))
    for one in rounds:
        assert one.seat.title in text.replace("\n     ", " ")
        assert one.seat.title.split(" &")[0] in page
    assert "\x1b" not in text + page + web
    assert "<script>" not in page + web
    assert value["rounds"][3]["recommendation"] is None
    for group in value["groups"]:
        for item in group["items"]:
            for finding in item["findings"]:
                assert (finding["level"] is None) == (not finding["evidence"])
