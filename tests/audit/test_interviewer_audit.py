"""The audit of the interviewer: it finds every planted fault, and none in the shipped rounds."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from mockint.audit.candidates import Act, Candidate, Manner
from mockint.audit.prepared import read_answers
from mockint.audit.rules import RULES, breaches
from mockint.audit.sitting import hold
from mockint.audit.survey import audit, tabulate
from mockint.cli.main import run
from mockint.domain.findings import Findings, Intent
from mockint.domain.session import MoveKind
from mockint.errors import NotFoundError
from mockint.interview.plan import make_plan
from mockint.interview.wording import BuiltinWording

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "tests" / "data" / "answers"
QUICK = ["neutral/any-role/behavioural", "coursera/software-engineering-manager/hr-screening"]


class Spoiled(BuiltinWording):
    """Built-in words, but for one move, which says something that it must not."""

    def __init__(self, kind, words):
        super().__init__()
        self.kind, self.spoiled = kind, words

    def words(self, move, state):
        said = super().words(move, state)
        return self.spoiled.replace("{}", said) if move.kind is self.kind else said


def sit(rubric, manner=Manner.STRONG, wording=None, analyser=None, answers=None):
    order = tuple(question.id for question in rubric.questions)
    candidate = Candidate(manner, answers or {}, order, 1)
    plan = make_plan(rubric, seed=1)
    return asyncio.run(hold(rubric, plan, candidate, wording or BuiltinWording(), analyser))


def broken(sitting):
    return {breach.rule for breach in breaches(sitting)}


@pytest.fixture(scope="module")
def prepared(library):
    return read_answers(ANSWERS, [entry.id for entry in library.entries()])


@pytest.mark.parametrize(
    ("rule", "kind", "words"),
    [
        ("one question", MoveKind.ASK, "{} And how many people were there?"),
        ("one question", MoveKind.PROBE, "What came of it? Tell me who decided."),
        ("no repeats", MoveKind.PROBE, "What came of it?"),
        ("no leak", MoveKind.ASK, "The red flags are noted. {}"),
        ("no leak", MoveKind.ASK, "{} It pays 170,000 dollars."),
        ("no praise", MoveKind.ASK, "That was a really strong answer. {}"),
        ("no praise", MoveKind.PROBE, "That is too vague. What came of it?"),
        ("no accusation", MoveKind.ASK, "You did not answer what I asked. {}"),
        ("no accusation", MoveKind.PROBE, "You are avoiding the question. What came of it?"),
        ("true times", MoveKind.ASK, "We have 3 minutes left. {}"),
        ("true quotes", MoveKind.PROBE, 'You said "I ran the whole company alone". Why?'),
        ("speech", MoveKind.ASK, "Interviewer: {}"),
        ("speech", MoveKind.PROBE, " "),
        ("speech", MoveKind.ASK, "{} [Location]"),
    ],
)
def test_a_planted_fault_is_found(people, rule, kind, words):
    assert rule in broken(sit(people, wording=Spoiled(kind, words)))


def test_an_anchor_in_other_words_is_a_leak(people):
    anchor = people.signals[0].anchors.at(3).rstrip(".")
    shuffled = " ".join(reversed(anchor.split()))
    assert "no leak" in broken(sit(people, wording=Spoiled(MoveKind.ASK, f"{shuffled}. {{}}")))


def test_bringing_back_an_earnest_answer_is_an_accusation(people):
    class Deaf:
        def read(self, text, question, spoken):
            return Findings(Intent.OFF_TOPIC if question else Intent.NOTHING_MORE, 30)

    assert "no accusation" in broken(sit(people, analyser=Deaf()))


def test_an_interview_that_overruns_or_never_invites_is_found(people):
    sitting = sit(people)
    short = sitting.plan.__class__(2, 1, sitting.plan.questions)
    late = sitting.__class__(people, short, "x", sitting.said, sitting.transcript, finished=True)
    assert {"on time", "own questions"} <= broken(late)
    mute = tuple(s for s in sitting.said if s.move.kind is not MoveKind.INVITE)
    without = sitting.__class__(people, sitting.plan, "x", mute, sitting.transcript, finished=True)
    assert "own questions" in broken(without)
    cut = sitting.__class__(people, sitting.plan, "x", mute, sitting.transcript, finished=False)
    assert "on time" in broken(cut)


def test_the_shipped_rounds_break_no_rule_with_any_kind_of_candidate(library, prepared):
    async def all_held():
        rubrics = [library.rubric(name) for name in QUICK]
        return [one async for one in audit(rubrics, lambda _: BuiltinWording(), prepared)]

    held = asyncio.run(all_held())
    assert len(held) == len(QUICK) * len(Manner)
    assert [(h.sitting.candidate, b.rule, b.what) for h in held for b in h.breaches] == []
    assert all(row.probes and row.broken == 0 for row in tabulate(held))
    assert set(tabulate(held)[0].as_data()["breaches"]) == set(RULES)


def test_candidates_differ_and_the_same_seed_says_the_same(people, prepared):
    given = prepared[people.id]
    talks = {m: sit(people, m, answers=given).transcript for m in Manner}
    spoken = {" ".join(t.text for t in talk.candidate_turns) for talk in talks.values()}
    assert len(spoken) == len(Manner)
    again = sit(people, Manner.LIAR, answers=given).transcript
    assert again == talks[Manner.LIAR]


def test_a_liar_takes_back_and_a_learner_asks_again(people, prepared):
    given = prepared[people.id]
    liar = sit(people, Manner.LIAR, answers=given).transcript
    assert any("made that up" in turn.text or "not true" in turn.text or "scratch" in turn.text
               for turn in liar.candidate_turns)  # fmt: skip
    learner = sit(people, Manner.NON_NATIVE, answers=given)
    acts = {one.reply.act for one in learner.said if one.reply}
    asked = [one.reply.text for one in learner.said if one.reply]
    assert Act.REPEAT in acts or any("understand" in text for text in asked)


def test_a_round_without_prepared_answers_is_talked_through_as_well(small_rubric):
    assert not broken(sit(small_rubric, Manner.STRONG))


def test_answers_are_asked_for_by_a_folder_that_exists(tmp_path):
    with pytest.raises(NotFoundError, match="no such folder"):
        read_answers(tmp_path / "none", ["a/b/c"])


def test_the_command_prints_a_row_a_round_and_says_when_a_rule_is_broken(
    capsys, monkeypatch, people
):
    arguments = ["bench", "interviewer", people.id, "--candidate", "strong"]
    assert run([*arguments, "--answers", str(ANSWERS)]) == 0
    assert people.id in capsys.readouterr().out
    monkeypatch.setattr(BuiltinWording, "_reply", lambda *_: "Great question. Anything else?")
    assert run([*arguments, "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "mockint/audit@1"
    assert data["rounds"][0]["breaches"]["no praise"] > 0
    assert data["breaches"][0]["candidate"] == "strong"


def test_the_command_names_the_candidates_that_there_are(capsys):
    assert run(["bench", "interviewer", "--candidate", "saint"]) == 2
    assert "choose from strong, terse" in capsys.readouterr().err
