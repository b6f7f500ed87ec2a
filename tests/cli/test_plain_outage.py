"""An endpoint that fails in the middle of a plain interview: who goes on is chosen."""

from __future__ import annotations

import io

import pytest

from mockint.builtin.analyser import BuiltinAnalyser
from mockint.cli.plain import Room, hold
from mockint.domain.session import EventKind
from mockint.errors import EngineError, LocalModelError
from mockint.interview.conductor import Conductor
from mockint.interview.outage import Alternative
from mockint.interview.plan import make_plan
from mockint.interview.wording import BuiltinWording

ANSWER = "I split the project into parts and we agreed a date for each."


class Failing:
    """Opens well, fails at everything after an answer; a minute goes by each time."""

    def __init__(self, clock, times=99):
        self.builtin = BuiltinWording("neutral", "Lead", "Acme")
        self.clock, self.times = clock, times

    async def say(self, move, state):
        if any(turn.is_candidate for turn in state.turns) and self.times:
            self.times -= 1
            self.clock.minutes(1)
            raise EngineError("no answer", where="http://x")
        yield self.builtin.words(move, state)


@pytest.fixture
def talk(small_rubric, memory_log, fake_clock):
    def talk(lines, *, prompt, others=(), times=99):
        failing = Failing(fake_clock, times)
        conductor = Conductor(
            small_rubric,
            make_plan(small_rubric, seed=1),
            memory_log,
            analyser=BuiltinAnalyser(small_rubric),
            wording=failing,
            clock=fake_clock,
        )
        builtin = Alternative("the built-in interviewer", lambda: failing.builtin)
        ways = (*others, builtin)

        def alternatives(one):
            return ways if one.wording is failing else ()

        out = io.StringIO()
        hold(conductor, Room(io.StringIO(lines), out, prompt, alternatives))
        return conductor, out.getvalue()

    return talk


def test_without_a_terminal_the_built_in_interviewer_takes_over_and_says_so(talk, capsys):
    conductor, out = talk(f"{ANSWER}\n", prompt=False)
    assert "going on with the built-in interviewer" in capsys.readouterr().err
    assert [turn.text for turn in conductor.state.turns if turn.is_candidate] == [ANSWER]
    assert out.count("Interviewer: ") == len(conductor.state.turns) - 1


def test_at_a_terminal_enter_tries_the_same_engine_again(talk, capsys):
    conductor, _ = talk(f"{ANSWER}\n\n", prompt=True, times=1)
    said = capsys.readouterr().err
    assert "Who goes on?" in said
    assert "going on with" not in said
    assert isinstance(conductor.wording, Failing)
    assert conductor.state.turns[-1].text


def test_at_a_terminal_another_engine_can_be_named(talk, capsys):
    other = BuiltinWording("warm", "Lead", "Acme")
    ways = (Alternative("tiny in process", lambda: other),)
    conductor, _ = talk(f"{ANSWER}\n7\n1\n", prompt=True, others=ways)
    said = capsys.readouterr().err
    assert "a number from 1 to 2" in said
    assert "going on with tiny in process" in said
    assert conductor.wording is other


def test_another_engine_that_does_not_load_gives_way_to_the_built_in_one(talk, capsys):
    def broken():
        raise LocalModelError("cannot be loaded", where="x.gguf")

    ways = (Alternative("x in process", broken),)
    conductor, _ = talk(f"{ANSWER}\n1\n", prompt=True, others=ways)
    assert "x.gguf: cannot be loaded" in capsys.readouterr().err
    assert isinstance(conductor.wording, BuiltinWording)


def test_the_clock_stands_while_the_provider_fails(talk):
    conductor, _ = talk(f"{ANSWER}\n", prompt=False)
    kinds = [event.kind for event in conductor.log.events]
    assert EventKind.PAUSE in kinds
    assert EventKind.RESUME in kinds
    assert conductor.seconds_left() == conductor.state.plan.minutes * 60
