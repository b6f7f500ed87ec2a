"""A calibration on a screen and on a page: the figures are there, and words stay words."""

from __future__ import annotations

import re

import pytest

from mockint.builtin.judge import BuiltinJudge
from mockint.grading.calibration import Label, calibrate
from mockint.grading.grader import assemble
from mockint.reports.calibration_html import calibration_html
from mockint.reports.calibration_text import calibration_text, trials_text

EVIL = "<script>alert(1)</script>\x1b[31m"


@pytest.fixture
def found(people, conversation):
    said = (
        "I sat down with Maria and told her what I had seen in two reviews. "
        "She now leads the payments team. <img src=x onerror=alert(1)>"
    )
    talk = conversation((people.questions[0].text, said))
    card = assemble(talk, people, BuiltinJudge().judge_now(talk, people), rubric_digest="x")
    labels = [Label(EVIL, signal.id, 4, EVIL) for signal in people.signals]
    return calibrate(people, labels, {EVIL: card}, resamples=50)


def test_the_page_runs_nothing_that_a_transcript_or_a_rater_says(found, people):
    page = calibration_html(found, None, (), people, EVIL)
    assert "<script" not in page
    assert "<img" not in page
    assert "\x1b" not in page
    assert "default-src 'none'" in page
    assert not re.search(r'\sstyle="', page)


def test_the_screen_gets_no_escape_sequence(found):
    assert "\x1b" not in calibration_text(found, EVIL, EVIL)


def test_every_signal_that_was_labelled_has_its_line(found, people):
    text = calibration_text(found, people.title, "built-in")
    for name, one in found.signals:
        assert re.search(rf"{name} .*n {one.pairs}", text)


def test_nothing_tried_says_nothing():
    assert trials_text(None, ()) == ""
