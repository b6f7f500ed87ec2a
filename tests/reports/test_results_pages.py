"""Results as table, page and summary: what a stranger wrote stays words in all of them."""

from __future__ import annotations

import csv
import html.parser
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.result import Failed, Override, Result, read_result
from mockint.domain.scorecard import Scorecard
from mockint.errors import InputError
from mockint.grading.overrides import review
from mockint.reports.cohort import Cohort
from mockint.reports.compare import compare, comparison_json, comparison_markdown
from mockint.reports.csv_table import columns_of, csv_lines, safe
from mockint.reports.highlight import marked_turns
from mockint.reports.html import (
    MOST_INLINE,
    MOST_SHOWN,
    Candidate,
    Shown,
    candidate_html,
    report_html,
)
from mockint.reports.markdown import scorecard_markdown
from mockint.reports.summary import summary_markdown
from mockint.reports.text import scorecard_text

EVIL = '<script>alert(1)</script><img src=x onerror="x()"> {{ 7*7 }} {% raw %} ]]> & \x1b[31m\u202e'
TURNS = [
    ("interviewer", "Ann", "Tell me about it."),
    ("candidate", "Bo", f"I sat down with him and told him. {EVIL} We agreed on two changes."),
]
QUOTE = "I sat down with him and told him."


def card(source="talk.txt", level=3, text=QUOTE, rubric="acme/lead/delivery", **more) -> Scorecard:
    start = TURNS[1][2].find(text)
    evidence = [{"turn": 1, "start": start, "end": start + len(text), "quote": text}]
    signal = {
        "id": "gives-feedback", "text": "Gives feedback.", "status": "scored", "level": level,
        "evidence": evidence, "rationale": EVIL, "raise_it": EVIL, "spread": [level, level],
    }  # fmt: skip
    silent = {"id": "plans", "text": "Plans.", "status": "not_elicited"}
    value = {
        "schema": "mockint/scorecard@1", "rubric": rubric, "title": f"Delivery {EVIL}",
        "transcript": {"source": source, "format": "test", "turns": 2, "notes": [EVIL],
                       "roles": {"interviewer": ["Ann"], "candidate": [EVIL], "how": "labels"}},
        "recommendation": "hire", "why": "score 3", "score": float(level), "coverage": 0.5,
        "signals": [signal, silent],
        "criteria": [{"id": "people", "text": EVIL, "score": 3.0}],
        "red_flags": [{"id": "rude", "text": EVIL, "found": True, "evidence": evidence}],
        "delivery": {"words": 12, "turns": 1, "fillers": 0, "hedges": 0, "talk_share": 0.5,
                     "words_per_minute": None, "longest_answer_words": 12, "i_words": 1,
                     "we_words": 1, "numbers": 0, "names": 0},
        "provenance": {"mockint": "0", "rubric_digest": "d", "engine": "built-in"} | more,
    }  # fmt: skip
    return Scorecard.model_validate(value)


def failed(source="bad.txt", message=EVIL) -> Result:
    return Result(row=Failed.of(source, None, InputError(message)))


def page(results, **more) -> str:
    cohort = Cohort.of(results)
    shown = Shown(inline=len(results) <= MOST_INLINE)
    for one in results:
        shown.add(one)
    return "".join(report_html(cohort, shown, lambda _: TURNS, title=EVIL, **more))


class Tags(html.parser.HTMLParser):
    """Every tag and attribute of a page, and that it is closed as it was opened."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")
            if name == "id":
                self.ids.append(value)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def check_page(text: str) -> Tags:
    tags = Tags(text)
    assert not set(tags.names) & {"script", "img", "iframe", "object", "embed", "form", "link"}
    assert not [name for name in tags.attributes if name.startswith("on") or name == "style"]
    assert all(not href.startswith(("http", "//", "javascript", "data"))
               for name in ("href", "src") for href in tags.attributes.get(name, []))  # fmt: skip
    assert len(tags.ids) == len(set(tags.ids))
    assert "\x1b" not in text
    assert "\u202e" not in text
    return tags


def test_what_a_stranger_wrote_stays_words_in_the_report():
    tags = check_page(page([Result(row=card()), failed()]))
    assert sum("<script>alert(1)</script>" in one for one in tags.texts) >= 3
    assert not any("49" in one for one in tags.texts)


def test_the_policy_forbids_everything_but_the_one_style():
    text = page([Result(row=card())])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text).group(1)
    assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in policy
    assert text.count("<style>") == 1


def test_the_hash_in_the_policy_is_that_of_the_style():
    import base64
    import hashlib

    text = page([Result(row=card())])
    style = text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert digest in html.unescape(text)


def test_every_link_within_the_page_leads_somewhere():
    tags = check_page(page([Result(row=card("a.txt")), Result(row=card("b.txt")), failed()]))
    wanted = {href[1:] for href in tags.attributes["href"] if href.startswith("#")}
    assert wanted <= set(tags.ids)


def test_each_cell_of_the_matrix_opens_its_words():
    text = page([Result(row=card())])
    cell = re.search(r'<td class="level-3"><details>.*?</details></td>', text, re.DOTALL).group()
    assert QUOTE in cell
    assert 'href="#c1-t1"' in cell


def test_levels_are_told_by_words_and_numbers_not_by_colour_alone():
    text = page([Result(row=card(level=1))])
    assert '<span class="big">1</span> <span class="word">contrary or absent</span>' in text
    assert "not asked" in text


def test_tables_say_what_their_heads_are_heads_of():
    tags = Tags(page([Result(row=card()), failed()]))
    assert tags.names.count("th") == len(tags.attributes["scope"])
    assert tags.names.count("caption") == tags.names.count("table")
    assert next(name for name in tags.names if name in {"h1", "h2", "h3"}) == "h1"


def test_quotes_are_marked_in_the_transcript_and_nothing_of_it_is_lost():
    turns = marked_turns(card(), TURNS)
    shown = "".join(piece.text for piece in turns[1].pieces)
    assert shown == TURNS[1][2].replace("\x1b[31m", "").replace("\u202e", "")
    assert [piece.text for piece in turns[1].pieces if piece.marks] == [QUOTE]
    assert [mark.label for mark in turns[1].pieces[0].ends] == ["1", "R1"]


def test_words_that_are_not_where_the_quote_says_are_not_marked():
    turns = marked_turns(card(), [TURNS[0], ("candidate", "Bo", f"Well. {TURNS[1][2]}")])
    assert not any(piece.marks for piece in turns[1].pieces)


@given(st.text(min_size=1, max_size=60), st.data())
def test_marks_never_change_the_text_however_they_overlap(text, data):
    spans = data.draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=6))
    one = card()
    verdicts = [
        one.signals[0].model_copy(
            update={"evidence": tuple(
                one.signals[0].evidence[0].model_copy(
                    update={"turn": 0, "start": min(a, b), "end": max(a, b),
                            "quote": text[min(a, b):max(a, b)]})
                for a, b in spans)})
    ]  # fmt: skip
    marked = marked_turns(
        one.model_copy(update={"signals": tuple(verdicts), "red_flags": ()}),
        [("candidate", None, text)],
    )
    from mockint.domain.clean import clean

    assert "".join(piece.text for piece in marked[0].pieces) == clean(text)


def test_a_large_run_has_a_page_a_candidate_and_says_what_is_left_out():
    results = [Result(row=card(f"in/talk-{n}.txt")) for n in range(MOST_SHOWN + 7)]
    text = page(results)
    assert f"first {MOST_SHOWN} of {MOST_SHOWN + 7}" in text
    assert 'href="candidates/00001.html"' in text
    assert "<article" not in text
    assert text.count('<tr><th scope="row"><a') == MOST_SHOWN


def test_a_candidates_page_stands_alone():
    check_page("".join(candidate_html(Candidate(3, Result(row=card()), "x"), lambda _: TURNS)))
    check_page("".join(candidate_html(Candidate(3, failed(), "x"), lambda _: ())))


def test_the_summary_escapes_what_it_quotes():
    text = summary_markdown(Cohort.of([Result(row=card()), failed("=x|y.txt")]))
    assert "<script>" not in text
    assert "\x1b" not in text
    assert "\\|" in text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_prefixed(cell):
    assert safe(cell) == "'" + cell.replace("\r", "")  # no terminal goes back either


def test_ordinary_cells_are_as_they_are():
    assert [safe(one) for one in ("3", "a=b", "", "no-hire")] == ["3", "a=b", "", "no-hire"]


@given(st.text(max_size=40))
def test_no_cell_of_the_table_begins_with_what_a_spreadsheet_runs(text):
    source = text or "x"
    results = [Result(row=card(source)), failed(source, text)]
    table = "".join(csv_lines(results, columns_of(results)))
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 3
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_table_has_a_column_a_signal_and_a_row_a_transcript():
    results = [Result(row=card("a.txt")), failed("b.txt", "no words")]
    head, one, other = csv.reader(csv_lines(results, columns_of(results)))
    assert dict(zip(head, one, strict=True))["gives-feedback"] == "3"
    assert dict(zip(head, one, strict=True))["plans"] == "not_elicited"
    assert dict(zip(head, other, strict=True))["error"] == "InputError"


def test_signals_of_several_rounds_have_columns_of_their_own():
    results = [Result(row=card("a")), Result(row=card("b", rubric="acme/lead/vision"))]
    head = next(csv.reader(csv_lines(results, columns_of(results))))
    assert "delivery/plans" in head
    assert "vision/plans" in head


def test_a_row_survives_being_written_and_read():
    for result in (Result(row=card()), failed()):
        assert read_result(result.as_json(), "here") == result


def test_a_line_that_is_no_row_is_named():
    with pytest.raises(InputError, match=r"results\.jsonl:3: is no row"):
        read_result({"schema": "x"}, "results.jsonl:3")


def test_a_coachs_level_stands_beside_the_judges_and_both_are_rolled_up():
    override = Override(signal="plans", level=1, who="Ann", why="never planned")
    one = card(level=3)
    result = Result(row=one, review=review(one, [override], None))
    assert one.score == 3.0
    assert result.review.score == 2.0
    assert result.review.coverage == 1.0
    text = check_page(page([result]))
    assert any("coach: 1" in part for part in text.texts)
    assert read_result(result.as_json(), "here") == result


def test_a_coach_can_take_a_level_away():
    from mockint.domain.scorecard import Status

    override = Override(signal="gives-feedback", level=None, status=Status.NOT_ELICITED, who="A",
                        why="w")  # fmt: skip
    made = review(card(), [override], None)
    assert made.score is None
    assert made.recommendation.value == "no-decision"
    assert made.overrides[0].judge == 3


def test_two_runs_are_compared_by_transcript_and_levels():
    a = [Result(row=card("x/a.txt", 3)), Result(row=card("x/b.txt", 2))]
    b = [Result(row=card("y/a.txt", 4)), Result(row=card("y/c.txt", 2))]
    found = compare(a, b)
    assert found.both == 1
    assert (found.only_a, found.only_b) == (["x/b.txt"], ["y/c.txt"])
    assert found.comparable
    assert found.signals["gives-feedback"].mean_shift == 1
    assert comparison_json(found)["moved"][0]["levels"] == [
        {"signal": "gives-feedback", "a": "3", "b": "4"}
    ]


def test_runs_of_different_provenance_are_compared_with_a_warning():
    found = compare(
        [Result(row=card("a.txt"))],
        [Result(row=card("a.txt", mockint="9"))],
    )
    assert not found.comparable
    assert found.differences["mockint"] == (["0"], ["9"])
    assert "Warning" in comparison_markdown(found, "one", "other")


def test_what_could_not_be_graded_counts_nowhere():
    cohort = Cohort.of([Result(row=card(level=2)), failed()])
    assert (cohort.rows, cohort.graded, cohort.failed) == (2, 1, 1)
    assert sum(cohort.scores.values()) == 1
    assert cohort.reasons["InputError"].count == 1


def test_a_summary_says_how_roles_were_told_and_names_those_that_were_guessed():
    def told(source, how):
        value = card(source).model_dump(by_alias=True)
        value["transcript"]["roles"] = {"interviewer": ["Ann"], "candidate": ["Bo"], "how": how}
        return Result(row=Scorecard.model_validate(value))

    results = [told("a.txt", "labels"), told("b.txt", "inference"), told("c.txt", "labels")]
    page = summary_markdown(Cohort.of(results))
    assert "Roles were told 2 by labels, 1 by inference." in page
    assert "- b.txt (candidate: Bo)" in page
    assert "a.txt (" not in page
    lines = list(csv.DictReader(io.StringIO("".join(csv_lines(results, columns_of(results))))))
    assert [line["roles"] for line in lines] == ["labels", "inference", "labels"]
    assert {line["candidate"] for line in lines} == {"Bo"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(start):
    assert safe(f"{start}cmd|calc") == f"'{start}cmd|calc".replace("\r", "")
    assert safe(f"x{start}cmd") == f"x{start}cmd".replace("\r", "")


def test_people_are_told_of_turns_from_one_in_every_report():
    one = card()
    told = scorecard_text(one), scorecard_markdown(one)
    assert all("turn 2" in report and "turn 1" not in report for report in told)
    page = "".join(candidate_html(Candidate(3, Result(row=one), "x"), lambda _: TURNS))
    assert " ".join(page.split()).count('<span class="who">2 · Candidate') == 1
    assert '<a href="#c3-t1">turn 2</a>' in page
