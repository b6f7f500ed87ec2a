import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_samples import NASTY, PLAN, answer, ask, graded, header

from mockint.domain.findings import Gap
from mockint.domain.session import Event, EventKind, Move, MoveKind, Plan, PlannedQuestion
from mockint.store.codec import (
    CodecError,
    event_from_json,
    event_to_json,
    plain,
    plan_from_json,
    plan_to_json,
    unknown_keys,
)
from mockint.store.header import header_from_json, header_to_json


def through_json(value):
    return json.loads(json.dumps(value, allow_nan=False))


# Every code point, lone surrogates too; pairs that spell a character are one in JSON.
texts = st.text(st.characters(exclude_categories=())).map(
    lambda t: t.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
)
wholes = st.integers(-(2**70), 2**70)
scalars = st.none() | st.booleans() | wholes | st.floats(allow_nan=False, allow_infinity=False)
data = st.dictionaries(
    texts,
    st.recursive(
        scalars | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)
maybe = st.none() | texts
moves = st.builds(
    Move,
    kind=st.sampled_from(MoveKind),
    question=maybe,
    signal=maybe,
    probe=maybe,
    gap=st.none() | st.sampled_from(Gap),
    pickup=texts,
    minutes_left=st.none() | wholes,
    variant=wholes,
)
events = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    at_ms=wholes,
    text=texts,
    move=st.none() | moves,
    data=data,
)
plans = st.builds(
    Plan,
    minutes=wholes,
    closing_minutes=wholes,
    questions=st.lists(
        st.builds(PlannedQuestion, question=texts, text=texts, minutes=wholes), max_size=4
    ).map(tuple),
    fillings=st.lists(st.tuples(texts, texts), max_size=4).map(tuple),
    seed=wholes,
)


@given(events)
def test_any_event_comes_back_as_it_was(event):
    assert event_from_json(through_json(event_to_json(event))) == event


@given(plans)
def test_any_plan_comes_back_as_it_was(plan):
    assert plan_from_json(through_json(plan_to_json(plan))) == plan


@given(plans, data, st.dictionaries(texts, texts, max_size=3), texts)
def test_any_header_comes_back_as_it_was(plan, options, prompts, model):
    made = header(
        id="x",
        created="2026-11-21T04:12:09.000Z",
        plan=plan,
        options=options,
        rubric=options,
        prompts=prompts,
        model=model,
    )
    assert header_from_json(through_json(header_to_json(made))) == made


@given(data)
def test_what_is_kept_equals_what_is_read(value):
    assert plain(value) == through_json(value) == value


def test_the_samples_of_nasty_text_come_back():
    for event in (answer(NASTY), ask(), graded()):
        assert event_from_json(through_json(event_to_json(event))) == event


def test_what_has_its_default_value_is_left_out():
    assert event_to_json(Event(EventKind.SKIP, 5)) == {"kind": "skip", "at_ms": 5}
    assert event_to_json(Event(EventKind.MOVE, 0, "Hi", Move(MoveKind.OPEN)))["move"] == {
        "kind": "open"
    }


def test_two_halves_of_a_character_are_kept_as_the_character():
    assert plain("\ud83d\ude00") == "😀"
    with pytest.raises(CodecError, match="twice"):
        plain({"\ud83d\ude00": 1, "😀": 2})


def test_what_is_kept_is_a_copy():
    inner = {"list": [1]}
    value = event_to_json(Event(EventKind.NOTE, 0, data=inner))
    inner["list"].append(2)
    assert value["data"] == {"list": [1]}


def test_tuples_become_lists_and_enumerations_their_values():
    assert plain({"a": (1, (2,)), "gap": Gap.SIGNAL}) == {"a": [1, [2]], "gap": "signal"}


@pytest.mark.parametrize(
    "value",
    [b"x", {1, 2}, object(), float("nan"), float("inf"), 1 << 5000, {1: "x"}, {None: 1}, 1j],
)
def test_what_json_can_not_keep_is_refused(value):
    with pytest.raises(CodecError):
        plain({"value": value})


def test_a_cycle_is_refused():
    value = {}
    value["again"] = [value]
    with pytest.raises(CodecError, match="64 deep"):
        plain(value)


def test_the_deepest_data_can_be_read_again():
    value = leaf = {}
    for _ in range(63):
        leaf["in"] = leaf = {}
    assert through_json(plain(value)) == value


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "whiteboard"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": 3}, "kind"),
        ({"at_ms": "3"}, "at_ms"),
        ({"at_ms": 3.0}, "at_ms"),
        ({"at_ms": True}, "at_ms"),
        ({"at_ms": None}, "at_ms"),
        ({"text": None}, "text"),
        ({"text": ["x"]}, "text"),
        ({"data": None}, "data"),
        ({"data": []}, "data"),
        ({"move": "ask"}, "move"),
        ({"move": {}}, "kind"),
        ({"move": {"kind": "ask", "gap": "nothing"}}, "gap"),
        ({"move": {"kind": "ask", "question": 3}}, "question"),
        ({"move": {"kind": "ask", "variant": False}}, "variant"),
        ({"move": {"kind": "ask", "minutes_left": "5"}}, "minutes_left"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_and_never_coerced(change, named):
    value = event_to_json(answer()) | change
    with pytest.raises(CodecError, match=f'"{named}"'):
        event_from_json(value)


@pytest.mark.parametrize("key", ["kind", "at_ms"])
def test_a_key_that_must_be_there_is_missed(key):
    value = event_to_json(answer())
    del value[key]
    with pytest.raises(CodecError, match=key):
        event_from_json(value)


def test_keys_of_a_later_version_do_no_harm_and_are_named():
    value = event_to_json(ask()) | {"mood": "calm"}
    value["move"]["tone"] = "warm"
    assert event_from_json(value) == ask()
    assert unknown_keys(value) == ("mood", "move.tone")
    assert unknown_keys(event_to_json(ask())) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"questions": {}},
        {"questions": ["conflict"]},
        {"questions": [{"question": "q", "text": "t", "minutes": "3"}]},
        {"fillings": [["slot"]]},
        {"fillings": [["slot", 3]]},
        {"minutes": None},
        {"seed": 1.5},
    ],
)
def test_a_plan_of_the_wrong_types_is_refused(change):
    with pytest.raises(CodecError):
        plan_from_json(plan_to_json(PLAN) | change)


def whole_header(**changes):
    made = header(id="x", created="2026-11-21T04:12:09.000Z")
    return header_to_json(made) | changes


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"schema": "mockint/session@2"}, "schema"),
        ({"created": "yesterday"}, "created"),
        ({"created": "2026-11-21 04:12:09"}, "created"),
        ({"rubric": None}, "rubric"),
        ({"rubric": "x"}, "rubric"),
        ({"plan": None}, "plan"),
        ({"prompts": {"ask": 3}}, "ask"),
        ({"seed": "7"}, "seed"),
        ({"engine": None}, "engine"),
        ({"id": 5}, "id"),
    ],
)
def test_a_header_of_the_wrong_types_is_refused(change, named):
    with pytest.raises(CodecError, match=f'"{named}"'):
        header_from_json(whole_header(**change))


def test_a_header_keeps_the_keys_of_a_later_version():
    read = header_from_json(whole_header(camera={"on": True}))
    assert read.extra == {"camera": {"on": True}}
    assert header_to_json(read)["camera"] == {"on": True}


def test_an_extra_key_can_not_stand_in_for_a_key_of_the_header():
    made = header(id="x", created="2026-11-21T04:12:09.000Z", extra={"engine": "other"})
    assert header_to_json(made)["engine"] == "built-in"


def test_a_header_without_a_title_is_called_by_its_rubric():
    assert header().title == "People Management"
    assert header(rubric={"title": 3}).title == header().rubric_id
