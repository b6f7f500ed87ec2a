"""Other tools' verdicts go, and are told; a candidate's own words stay."""

import pytest

from mockint.importers.registry import read_parts
from mockint.importers.verdicts import VerdictFilter


def _cleaned(text):
    found = VerdictFilter([text])
    return found.clean(text).strip(), found


@pytest.mark.parametrize(
    "verdict",
    [
        "**Final Score:** 72%",
        "Final Score: 72%",
        "**Overall Score**: 7/10",
        "Score: 8 out of 10",
        "Rating: 4.5/5 (good)",
        "- **Score:** 3",
        'Feedback: {"clarity": 3, "why": "a } in a string"}',
        "Feedback: {'clarity': 3, 'depth': [1, 2]}",
        'Evaluation: [{"a": 1}]',
        'Feedback: {"a": 1,\n "b": {"c": 2}\n}',
        "Recommendation: Hire",
        "**Verdict:** Strong no hire",
        "Hiring recommendation: Lean hire.",
        "**Feedback:** A clear answer, but the candidate gave no numbers.\nIt could be longer.",
        "AI feedback: You spoke clearly.",
        "Feedback for the candidate: shorter sentences.",
        "## Evaluation\n\nStrong throughout.\n\n### Details\n\nGood.",
        "Grade: B+",
    ],
)
def test_a_verdict_is_cut(verdict):
    text, found = _cleaned(f"I set a date.\n\n{verdict}\n\nAnd we met it.")
    kept = "I set a date." if verdict.startswith("##") else "I set a date.\n\n\nAnd we met it."
    assert text == kept
    assert sum(found.cut.values()) == 1
    assert found.notes[0].startswith("left out another tool's verdicts: ")


def test_a_verdict_within_a_line_is_cut():
    text, found = _cleaned('That was it. Feedback: {"score": 4, "note": "ok"} And then more.')
    assert text == "That was it.  And then more."
    assert found.cut


@pytest.mark.parametrize(
    "speech",
    [
        "The feedback: it was hard to hear.",
        "My feedback to him was that the score of 72% was low.",
        "Decision: we moved the queue out of the database.",
        "**Decision:** we moved the queue out of the database.",
        "Final decision: we moved the queue.",
        "Evaluation: we measured both designs for two days.",
        "**Evaluation:** we measured both designs for two days.",
        "I gave feedback every week, and the evaluation went well.",
        "Result: the error rate fell from four percent to one.",
        "My score: well, who knows",
        "feedback: {}",
        "We had a scorecard.",
        "Recommendation: write the criteria down first.",
    ],
)
def test_speech_about_feedback_stays(speech):
    text, _ = _cleaned(f"I set a date.\n\n{speech}\n\nAnd we met it.")
    if speech != "feedback: {}":
        assert speech in text
    assert "And we met it." in text


def test_a_sentence_that_may_be_a_verdict_stays_and_is_told():
    text, found = _cleaned("I set a date.\nFeedback: he took it well.")
    assert text.endswith("he took it well.")
    assert found.notes == ("kept lines that may be another tool's verdict: `feedback:` (1)",)


def test_a_plain_feedback_line_after_each_answer_is_a_tools():
    texts = ["A.\nFeedback: Good answer.", "B.\nFeedback: Needs numbers."]
    found = VerdictFilter(texts)
    assert [found.clean(text).strip() for text in texts] == ["A.", "B."]
    assert found.cut == {"feedback": 2}


def test_an_object_that_never_closes_costs_its_line_only():
    text, _ = _cleaned('I set a date.\nFeedback: {"a": 1\nAnd we met it.')
    assert text == "I set a date.\nAnd we met it."


def test_an_object_of_many_pages_costs_its_first_line_only():
    text, _ = _cleaned("I set a date.\nFeedback: {\n" + '"a": 1,\n' * 4_000 + "}\nAnd we met it.")
    assert text.startswith('I set a date.\n"a": 1,')


def test_objects_that_never_close_are_given_up_after_some():
    from mockint.importers import verdicts

    _, found = _cleaned("Well. Feedback: {1,\n" * 500)
    assert found._unclosed == verdicts._HOPELESS + 1


def test_a_text_without_verdicts_comes_back_as_it_is():
    text = "I listened,  \n\tto both."
    assert VerdictFilter([text]).clean(text) is text


def test_a_file_of_verdicts_only_is_refused():
    from mockint.errors import TranscriptError

    with pytest.raises(TranscriptError, match="nothing but"):
        read_parts(b'Interviewer: Score: 7/10\nCandidate: Feedback: {"a": 1}\n', "file", {})


def test_quotes_point_into_the_text_without_verdicts():
    data = b'Interviewer: Why?\nCandidate: First.\nFeedback: {"a": 1, "b": 2}\nThen this.\n'
    (one,) = read_parts(data, "file", {})
    (answer,) = one.candidate_turns
    assert answer.text == "First.\nThen this."
    assert "left out another tool's verdicts: feedback (1)" in one.notes
