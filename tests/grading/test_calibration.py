"""Judge and people side by side: pairs, the ceiling, and what is left out."""

from __future__ import annotations

import pytest

from mockint.domain.scorecard import Status
from mockint.grading.calibration import FEW, Label, calibrate, figures
from mockint.grading.trials import sensitivity, stability


def label(transcript, signal, level, rater="ann"):
    return Label(transcript, signal, level, rater)


@pytest.fixture
def card(people, conversation):
    from mockint.builtin.judge import BuiltinJudge
    from mockint.grading.grader import assemble

    talk = conversation((people.questions[0].text, "I do not know, sorry."))
    made = assemble(talk, people, BuiltinJudge().judge_now(talk, people), rubric_digest="x")

    def with_levels(**levels):
        """The card with `levels` by place: a number scores, a status does not."""
        verdicts = []
        for place, verdict in enumerate(made.signals):
            given = levels.get(f"s{place}", Status.NOT_ELICITED)
            scored = isinstance(given, int)
            verdicts.append(
                verdict.model_copy(
                    update={
                        "status": Status.SCORED if scored else given,
                        "level": given if scored else None,
                    }
                )
            )
        return made.model_copy(update={"signals": tuple(verdicts)})

    return with_levels


def ids(rubric):
    return [signal.id for signal in rubric.signals]


def test_bias_is_judge_minus_human(people, card):
    one = ids(people)[0]
    found = calibrate(
        people, [label("a", one, 2), label("b", one, 3)], {"a": card(s0=4), "b": card(s0=3)}
    )
    assert found.whole.bias.value == 1.0
    assert found.whole.exact.value == 0.5
    assert found.whole.adjacent.value == 0.5
    assert [(name, one_.pairs) for name, one_ in found.signals] == [(one, 2)]


def test_no_evidence_counts_as_level_1_as_in_the_rounds_score(people, card):
    one = ids(people)[0]
    found = calibrate(people, [label("a", one, 1)], {"a": card(s0=Status.NO_EVIDENCE)})
    assert found.whole.exact.value == 1.0


def test_what_cannot_be_compared_is_left_out_and_told(people, card):
    first, second, third, fourth = ids(people)[:4]
    labels = [label("a", first, None), label("gone", first, 3), label("a", second, 2),
              label("a", third, 2), label("a", fourth, 2)]  # fmt: skip
    found = calibrate(people, labels, {"a": card(s1=Status.NOT_ELICITED, s2=Status.ERROR, s3=2)})
    assert found.whole.pairs == 1
    assert [one.reason for one in found.left_out] == [
        "the person gave no level", "the transcript was not graded", "the judge says not_elicited",
        "the judge says error",
    ]  # fmt: skip


def test_confusion_has_people_in_rows_and_the_judge_in_columns(people, card):
    found = calibrate(people, [label("a", ids(people)[0], 2)], {"a": card(s0=4)})
    assert found.confusion[2 - 1][4 - 1] == 1
    assert sum(map(sum, found.confusion)) == 1


def test_the_ceiling_is_between_people_and_knows_neither_side_as_the_truth(people, card):
    one, two = ids(people)[:2]
    labels = [
        label(t, s, level + (r == "bo" and t == "a"), r)
        for t in "abc"
        for s, level in ((one, 2), (two, 3))
        for r in ("ann", "bo")
    ]
    found = calibrate(people, labels, {t: card(s0=2, s1=3) for t in "abc"})
    assert found.ceiling.raters == 2
    assert found.ceiling.between.bias.value == 0
    assert found.ceiling.between.exact.value == pytest.approx(4 / 6)
    assert 0 < found.ceiling.icc < 1
    assert found.ceiling.icc_items == 6
    assert 0 < found.ceiling.alpha < 1


def test_without_a_second_person_there_is_no_ceiling(people, card):
    assert calibrate(people, [label("a", ids(people)[0], 2)], {"a": card(s0=2)}).ceiling is None


def test_the_worst_disagreements_come_first_and_only_those_of_a_level_or_more(people, card):
    first, second, third = ids(people)[:3]
    labels = [label("a", first, 1), label("a", second, 3), label("a", third, 4),
              label("a", third, 3, "bo")]  # fmt: skip
    found = calibrate(people, labels, {"a": card(s0=4, s1=2, s2=3)})
    assert [(one.signal, one.distance) for one in found.worst] == [(first, 3), (second, 1)]


def test_nothing_to_compare_gives_no_number(people):
    found = calibrate(people, [label("a", ids(people)[0], 2)], {})
    assert found.whole.kappa.value is None
    assert found.whole.bias.value is None


class TestTrials:
    @pytest.fixture
    def talks(self, people, conversation):
        from pathlib import Path

        folder = Path(__file__).resolve().parents[1] / "data" / "answers" / "people-management"
        found = []
        for name in ("strong", "terse"):
            answers = [a.strip() for a in (folder / f"{name}.txt").read_text("utf-8").split("\n\n")]
            pairs = zip([q.text for q in people.questions], answers, strict=False)
            found.append(conversation(*pairs, source=name))
        return found

    @pytest.fixture
    def builtin(self, people):
        from mockint.builtin.judge import BuiltinJudge
        from mockint.grading.grader import grade

        judge = BuiltinJudge()
        return lambda talk: grade(talk, people, judge, rubric_digest="x")

    async def test_the_built_in_judge_passes_its_own_report_card(self, people, talks, builtin):
        found = await sensitivity(talks, people, builtin)
        assert {one.name: one.holds for one in found} == {one.name: True for one in found}
        assert all(one.cases == 2 for one in found)
        steady = await stability(talks, builtin, 2)
        assert (steady.unchanged, steady.widest, steady.score_spread) == (1.0, 0, 0)

    async def test_a_judge_that_pays_for_length_is_found_out(self, people, talks, card):
        async def by_length(talk):
            words = sum(len(turn.text.split()) for turn in talk.candidate_turns)
            level = 2 if words < 400 else 3 if words < 800 else 4
            made = card(s0=level)
            return made.model_copy(update={"score": float(level)})

        found = {one.name: one for one in await sensitivity(talks, people, by_length)}
        assert not found["padding"].holds
        assert not found["repetition"].holds
        assert not found["longer and empty"].holds
        assert not found["retraction"].holds
        assert found["padding"].violations[0].signal == people.signals[0].id

    async def test_a_judge_that_wavers_is_found_out(self, talks, card):
        calls = iter(range(100))

        async def wavering(talk):
            return card(s0=2 + next(calls) % 2)

        steady = await stability(talks, wavering, 3)
        assert steady.widest == 1
        assert steady.unchanged < 1

    async def test_a_transcript_that_shows_nothing_can_break_nothing(self, people, talks, card):
        async def nothing(talk):
            return card().model_copy(update={"score": None})

        found = {one.name: one for one in await sensitivity(talks, people, nothing)}
        assert found["retraction"].cases == 0
        assert found["retraction"].change is None


def test_an_offset_is_told_only_where_the_bias_is_sure(people, card):
    first = ids(people)[0]

    def told(count, human):
        marks = [label(f"t{n}", first, human(n)) for n in range(count)]
        cards = {mark.transcript: card(s0=3) for mark in marks}
        return figures(calibrate(people, marks, cards, resamples=50), "2026-11-26")

    sure = told(FEW, lambda n: 2)
    assert (sure.offset, sure.bias.value) == (-1.0, 1.0)
    assert sure.words.endswith("people give 1.0 less")
    assert told(FEW - 1, lambda n: 2).offset is None
    assert told(FEW, lambda n: 2 if n % 2 else 4).offset is None
