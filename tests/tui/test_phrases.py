"""Figures as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from textual.binding import Binding

from mockint.tui.keys import display, name
from mockint.tui.phrases import age, clock, count, meter, name_of, recommendation, score

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "00:00"), (0, "00:00"), (61, "01:01"), (3599, "59:59"), (3600, "1:00:00")],
)
def test_a_clock_reads_minutes_and_from_an_hour_on_hours(seconds, text):
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=2), "today 13:09"),
        (timedelta(hours=20), "yesterday 19:09"),
        (timedelta(days=5), "9 Mar 15:09"),
        (timedelta(days=500), "30 Oct 2024"),
        (timedelta(hours=-3), "today 18:09"),
    ],
)
def test_an_age_says_what_people_would(ago, text):
    assert age(NOW - ago, NOW) == text


def test_counts_scores_and_names():
    assert count(1, "answer") == "1 answer"
    assert count(0, "answer") == "0 answers"
    assert score(None) == "–"
    assert score(2.64) == "2.6"
    assert recommendation("lean-no-hire") == "Lean No Hire"
    assert recommendation(None) == ""
    assert name_of("hr-screening") == "Hr Screening"


@pytest.mark.parametrize(("value", "filled"), [(-1, 0), (0, 0), (2, 4), (4, 8), (9, 8)])
def test_a_meter_stays_within_its_cells(value, filled):
    assert meter(value, 4, 8) == "━" * filled + "╌" * (8 - filled)


@pytest.mark.parametrize(
    ("key", "text"),
    [("ctrl+q", "^q"), ("f1", "F1"), ("enter", "Enter"), ("question_mark", "?"),
     ("shift+enter", "Shift+Enter"), ("f", "f"), ("ctrl+j", "^j"), ("slash", "/")],
)  # fmt: skip
def test_keys_are_written_for_people(key, text):
    assert name(key) == text
    assert display(Binding(key, "x")) == text
