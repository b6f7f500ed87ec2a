"""Deadlines move with content and with nothing else."""

from __future__ import annotations

from mockint.errors import FirstTokenTimeoutError, IdleTimeoutError, TotalTimeoutError
from mockint.models.deadlines import Deadlines, Watch

DEADLINES = Deadlines(first_token=60, idle=30, total=180, closing=2)


def test_the_first_deadline_is_the_first_token():
    watch = Watch(DEADLINES, now=100, left=180)
    assert watch.due == 160
    assert watch.blame()[0] is FirstTokenTimeoutError


def test_content_starts_the_idle_deadline_anew():
    watch = Watch(DEADLINES, now=0, left=180)
    watch.content(50)
    watch.content(70)
    assert watch.due == 100
    assert watch.first_token_s == 50
    assert watch.blame()[0] is IdleTimeoutError


def test_the_total_is_never_moved_by_content():
    watch = Watch(DEADLINES, now=0, left=180)
    watch.content(170)
    assert watch.due == 180
    assert watch.blame()[0] is TotalTimeoutError


def test_what_earlier_attempts_took_is_gone():
    assert Watch(DEADLINES, now=0, left=20).due == 20


def test_the_consumers_time_is_not_the_endpoints_fault():
    watch = Watch(DEADLINES, now=0, left=180)
    watch.content(10)
    watch.pause(1000)
    assert watch.due == 1040
    assert watch.spent(1020) == 20


def test_after_the_end_only_a_moment_is_left():
    watch = Watch(DEADLINES, now=0, left=180)
    watch.content(10)
    watch.end(11)
    watch.content(12)
    watch.end(12)
    assert watch.due == 13


def test_a_model_that_thinks_in_silence_gets_more_time():
    assert Watch(DEADLINES, now=0, left=180, first=150).due == 150
