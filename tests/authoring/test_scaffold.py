"""Rubrics that are begun: they read, and lint finds nothing but what is to be written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockint.authoring import yaml_file
from mockint.authoring.lint.run import lint_text
from mockint.authoring.scaffold import AskedFor, Sketch, blank, checked_id, copied, slug
from mockint.domain.rubric import Kind, Rubric
from mockint.errors import UsageError

LINES = st.lists(st.text(min_size=1, max_size=40).filter(str.strip), max_size=4).map(tuple)


def read(text):
    return yaml_file.load(Rubric, yaml_file.parse(text, "x.yaml"))


def rules_of(text):
    return {one.rule for one in lint_text(text, "x.yaml").findings}


def test_a_blank_rubric_reads_and_lacks_nothing_but_what_is_to_be_authored():
    text = blank(Sketch("acme/lead/delivery"), "x.json")
    assert read(text).id == "acme/lead/delivery"
    assert rules_of(text) == {"unfilled-placeholder", "cue-unwritten"}


def test_what_an_author_said_stands_in_it():
    sketch = Sketch(
        "acme/lead/delivery", "Delivery", 2, 40, ("Plans work", "Keeps dates"),
        ("Splits work into parts",),
        (AskedFor("Tell me about a late project.", Kind.BEHAVIOURAL, (0,)),
         AskedFor("How would you split a migration?", Kind.SITUATIONAL, (0,))),
    )  # fmt: skip
    rubric = read(blank(sketch, "x.json"))
    assert (rubric.title, rubric.round, rubric.minutes) == ("Delivery", 2, 40)
    assert rubric.signals[0].id == "splits-work-into-parts"
    assert [q.kind for q in rubric.questions] == [Kind.BEHAVIOURAL, Kind.SITUATIONAL]
    assert rules_of(blank(sketch, "x.json")) == {"unfilled-placeholder", "cue-unwritten"}


def test_placeholders_of_a_question_are_slots_and_what_fills_them_is_to_be_written():
    asked = (AskedFor("Why [Location]?"), AskedFor("Which of [e.g., tea, milk] and [0]?"))
    text = blank(Sketch("a/b/c", questions=asked), "x.json")
    found = lint_text(text, "x.yaml").findings
    told = [one.message for one in found if "may stand for" in one.message]
    assert told == [
        "what may stand for [Location] is still to be written",
        "what may stand for [0] is still to be written",
    ]
    rubric = read(text)
    made = [[(s.name, s.kind, s.options) for s in q.slots] for q in rubric.questions]
    todo = ("TODO: what may stand here",)
    assert made == [
        [("location", "required", todo)],
        [("which", "choice", ("tea", "milk")), ("0", "required", todo)],
    ]


@given(LINES, LINES, LINES)
@example((), (), ("[0]",))
def test_whatever_is_typed_the_file_reads(criteria, signals, questions):
    sketch = Sketch(
        "a/b/c", criteria=criteria, signals=signals, questions=tuple(map(AskedFor, questions))
    )
    text = blank(sketch, "x.json")
    assert len(read(text).signals) == max(1, len(signals))


def test_a_copy_within_the_guide_keeps_everything_but_the_id(library):
    entry = library.find("people-management")
    text = entry.path.read_text("utf-8")
    new_id = "coursera/software-engineering-manager/people-two"
    made = copied(text, "x.yaml", new_id, "s.json", same_source=True)
    before, after = library.read(entry), read(made)
    assert after == before.model_copy(update={"id": new_id})
    body = text.split("\n", 1)[1].replace(f"id: {before.id}\n", f"id: {new_id}\n")
    assert made.endswith(body)
    assert made.startswith("# yaml-language-server: $schema=s.json\n# Copied from coursera/")


@pytest.mark.parametrize(
    "name",
    ["people-management", "coursera/product-manager/behavioral",
     "netflix/software-engineering-manager/leadership"],
)  # fmt: skip
def test_a_copy_for_another_guide_names_no_line_of_the_old_page(library, name):
    entry = library.find(name)
    made = copied(
        entry.path.read_text("utf-8"), "x.yaml", "acme/lead/one", "s.json", same_source=False
    )
    rubric = read(made)
    assert "stated:" not in made.replace("not stated", "")
    assert {one.origin for one in (*rubric.criteria, *rubric.signals, *rubric.questions)} == {
        "authored"
    }
    cues = [[p.cues for p in s.points] for s in rubric.signals]
    assert cues == [[p.cues for p in s.points] for s in library.read(entry).signals]


@pytest.mark.parametrize("text", ["", "one", "a/b", "A/b/c", "a/b/c/d", "a b/c/d", "../x/y/z"])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(UsageError):
        checked_id(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The art of Überzeugen", "art-uberzeugen"),
        ("…", "x"),
        ("TODO: later", "x"),
        ("a" * 80, "x"),
    ],
)
def test_ids_are_readable_words(text, expected):
    assert slug(text, "x") == expected
