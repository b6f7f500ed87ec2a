"""Rules that need a round of their own, waivers, and what lint says of broken files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockint.authoring.drafting import draft_files
from mockint.authoring.guide_reader import read_guide
from mockint.authoring.lint import cue_words
from mockint.authoring.lint.finding import Level
from mockint.authoring.lint.run import Surroundings, lint_file, lint_text
from mockint.authoring.lint.sarif import sarif
from mockint.authoring.source import read_page
from mockint.builtin.cues import compile_cue
from mockint.builtin.stems import stem

ROOT = Path(__file__).resolve().parents[3]
CLEAN = (ROOT / "tests/data/lint/acme/lead/clean.yaml").read_text(encoding="utf-8")


def rules_of(text):
    return [one.rule for one in lint_text(text, "round.yaml").findings]


def test_a_file_that_is_not_there_is_a_finding_and_not_an_exception(tmp_path):
    (finding,) = lint_file(tmp_path / "no.yaml").findings
    assert (finding.rule, finding.line, finding.level) == ("not-yaml", 1, "error")


@pytest.mark.parametrize(
    "text",
    ["", "just words", "- a\n- b\n", "a: [", "\x00", "signals: 5\nquestions: {a: b}\n",
     "schema: mockint/rubric@1\nsignals: [1, [2], {id: 3}]\nred_flags: [~]\n",
     "schema: mockint/guide@1\nrounds: {a: b}\n"],
)  # fmt: skip
def test_whatever_a_file_holds_lint_answers_with_errors(text):
    linted = lint_text(text, "round.yaml")
    assert linted.errors >= 1
    assert all(finding.line >= 1 for finding in linted.findings)


def test_a_broken_signal_does_not_hide_what_is_wrong_elsewhere():
    text = CLEAN.replace("weight: 1", "weight: heavy").replace(
        "Which minute of it felt longest to you?", "How old are you?"
    )
    found = rules_of(text)
    assert "schema" in found
    assert "unlawful-question" in found


def test_an_unknown_key_is_told_with_the_one_that_was_meant():
    linted = lint_text(CLEAN.replace("minutes: 40", "minuts: 40"), "round.yaml")
    assert any('did you mean "minutes"?' in one.message for one in linted.findings)


def test_more_than_eight_signals_are_too_many():
    start, end = CLEAN.index("  - id: prepares"), CLEAN.index("  - id: restores")
    more = "".join(CLEAN[start:end].replace("id: prepares", f"id: prepares-{n}") for n in range(7))
    text = CLEAN[:end] + more + CLEAN[end:]
    assert "too-many-signals" in rules_of(text)
    assert "too-many-signals" not in rules_of(CLEAN)


def test_a_signal_that_one_of_four_questions_elicits_is_told():
    asked = CLEAN[CLEAN.index("  - id: last-outage") : CLEAN.index("  - id: new-service")]
    others = "".join(
        asked.replace("id: last-outage", f"id: outage-{n}").replace(
            "[restores, prepares]", "[restores]"
        )
        for n in range(3)
    )
    text = CLEAN.replace("  - id: last-outage", others + "  - id: last-outage", 1).replace(
        "    signals: [prepares, restores]", "    signals: [restores]"
    )
    assert "one-question-signal" in rules_of(text)


def test_an_item_that_was_proposed_and_not_accepted_is_told_and_read_all_the_same():
    text = CLEAN.replace(
        "    weight: 1\n", "    weight: 3\n    proposed: true  # delete this line to accept\n"
    )
    found = lint_text(text, "round.yaml").findings
    assert {one.rule for one in found} == {"derived-not-accepted", "schema", "unexplained-weight"}
    assert all("not a known key" not in one.message for one in found)


@pytest.mark.timeout(60)  # comparing every two with every two takes minutes
def test_of_a_file_with_thousands_of_parts_not_every_two_are_compared():
    start = CLEAN.index("      - {id: longest-minute")
    many = "".join(
        f'      - {{id: p{n}, text: "Which minute number {n} felt longest?"}}\n'
        for n in range(1500)
    )
    twice = '      - {id: q1, text: "What broke?"}\n      - {id: q2, text: "What broke?"}\n'
    found = lint_text(CLEAN[:start] + many + twice + CLEAN[start:], "round.yaml").findings
    # Every two are compared among the first 300 only.
    assert "question-repeated" not in {one.rule for one in found}


def test_a_cue_that_stands_for_thousands_of_sequences_is_refused_and_not_unrolled():
    text = CLEAN.replace("game day", " ".join(["a-b/c-d/e-f"] * 9))
    assert rules_of(text) == ["cue-not-readable"]


def test_rounds_out_of_order_and_rounds_left_out_are_told(tmp_path):
    folder = tmp_path / "acme" / "lead"
    folder.mkdir(parents=True)
    guide = (ROOT / "tests/data/lint/acme/lead/guide.yaml").read_text("utf-8")
    (folder / "guide.yaml").write_text(guide.replace("[clean]", "[late, clean]"), "utf-8")
    (folder / "clean.yaml").write_text(CLEAN, "utf-8")
    late = CLEAN.replace("round: 1", "round: 2").replace("lead/clean", "lead/late")
    (folder / "late.yaml").write_text(late, "utf-8")
    extra = CLEAN.replace("lead/clean", "lead/extra")
    (folder / "extra.yaml").write_text(extra, "utf-8")
    assert "round-out-of-order" in {one.rule for one in lint_file(folder / "guide.yaml").findings}
    assert "not-in-guide" in {one.rule for one in lint_file(folder / "extra.yaml").findings}


class TestWaivers:
    LEADING = CLEAN.replace(
        "Which minute of it felt longest to you?", "Surely one minute of it felt longest to you?"
    )

    def test_advice_is_answered_on_its_line(self):
        text = self.LEADING.replace(
            'longest to you?"}', 'longest to you?"}  # lint-ok: leading-question why'
        )
        assert rules_of(self.LEADING) == ["leading-question"]
        assert rules_of(text) == []
        assert lint_text(text, "x").waived == 1

    def test_a_comment_above_an_item_answers_for_all_of_it(self):
        text = self.LEADING.replace(
            "  - id: last-outage",
            "  # lint-ok: leading-question the page asks so\n  - id: last-outage",
        )
        assert rules_of(text) == []

    def test_it_ends_with_the_item(self):
        text = self.LEADING.replace(
            "  - id: prepares", "  # lint-ok: leading-question\n  - id: prepares"
        )
        assert rules_of(text) == ["leading-question"]

    def test_it_answers_only_the_rules_that_it_names(self):
        text = self.LEADING.replace('to you?"}', 'to you?"}  # lint-ok: double-question')
        assert rules_of(text) == ["leading-question"]

    def test_an_error_cannot_be_waived(self):
        text = CLEAN.replace(
            'longest-minute, text: "Which minute of it felt longest to you?"}',
            'longest-minute, text: "How old are you?"}  # lint-ok: unlawful-question',
        )
        assert rules_of(text) == ["unlawful-question"]


@pytest.mark.parametrize(
    "text",
    [
        "Which family of products did your service belong to?",
        "How did the age of the data change the query plan?",
        "Which union type did you use in the schema?",
        "What does the health check of your service look at?",
        "Where did the request originate, and from which region?",
        "How do you support parents and children in the tree?",
        "Which disabilities did the screen reader users of the product have?",
        "How do you weigh the race condition against throughput?",
        "What salary do you expect for this position?",
        "Are you allowed to work in this country?",
        "How would you raise a child process after a crash?",
        "What is your experience with native mobile languages?",
        "How do you manage people who are older or younger than the rest of a team?",
        "What did your partner team ask for?",
    ],
)
def test_lawful_questions_of_the_trade_are_left_alone(text):
    asked = CLEAN.replace("Which minute of it felt longest to you?", text)
    assert "unlawful-question" not in rules_of(asked)


@pytest.mark.parametrize("pair", cue_words.COLLISIONS)
def test_every_collision_that_lint_warns_of_is_one(pair):
    assert stem(pair[0]) == stem(pair[1])


def test_what_lint_says_is_dropped_from_a_cue_is_what_the_matcher_drops(library):
    for entry in library.entries():
        rubric = library.read(entry)
        for signal in rubric.signals:
            for point in signal.points:
                for text in point.cues:
                    cue = cue_words.Written((), text, "", "", "points")
                    kept = " ".join(p for p in text.split() if p not in cue.dropped)
                    assert compile_cue(kept).variants == compile_cue(text).variants, text


def test_sarif_names_rule_file_and_line():
    linted = lint_text(CLEAN.replace("weight: 1", "weight: 3"), "my rounds/a.yaml", Surroundings())
    run = sarif([linted], "1.0")["runs"][0]
    places = {one["ruleId"]: one["locations"][0]["physicalLocation"] for one in run["results"]}
    line = CLEAN[: CLEAN.index("weight: 1")].count("\n") + 1
    assert places["unexplained-weight"] == {
        "artifactLocation": {"uri": "my%20rounds/a.yaml"}, "region": {"startLine": line},
    }  # fmt: skip
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]


@pytest.mark.parametrize("cue", ["rehearsed outage/a", "candid postmortem"])
def test_a_place_that_tells_something_answers_for_the_one_beside_it(cue):
    assert CLEAN.count("game day") == 1
    assert not {"cue-takes-anything", "cue-stem-collides"} & {
        *rules_of(CLEAN.replace("game day", cue))
    }


def test_a_draft_lists_what_is_to_be_written_in_sentences_and_no_schema_error():
    page = read_page(b"# Acme Pilot Interview\n\n## What we look for\n\n- Stays calm.\n", "p.md")
    text = draft_files(read_guide(page))[1].text
    findings = lint_text(text, "round.yaml").findings
    assert {one.rule for one in findings if one.level is Level.ERROR} == {"to-write"}
    told = " ".join(one.message for one in findings)
    assert 'signal "stays-calm" lacks the criteria that it covers, 3 or more points' in told
    assert "has no questions" in told


def test_a_draft_that_is_whole_asks_for_its_mark_to_be_deleted():
    text = CLEAN.replace("round: ", "draft: true\nround: ", 1)
    (only,) = lint_text(text, "round.yaml").findings
    assert (only.rule, only.message) == ("to-write", "is whole: delete the line `draft: true`")
