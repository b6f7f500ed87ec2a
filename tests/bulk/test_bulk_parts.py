"""The parts of a run by themselves: listing, keys, money, pace, memory, overrides."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.builtin.judge import BuiltinJudge
from mockint.bulk import calls
from mockint.bulk.budget import Budget
from mockint.bulk.calls import AHEAD, MOST_IN_A_ROW, Calls
from mockint.bulk.engine import Engine, Estimate
from mockint.bulk.override_file import read_overrides
from mockint.bulk.run import Run
from mockint.bulk.sources import Listing, Shard, Source
from mockint.bulk.tally import Tally
from mockint.bulk.tasks import Outcome, Reading, key_of, settings_of
from mockint.domain.transcript import Transcript
from mockint.errors import (
    ContextExceededError,
    InputError,
    KeyRefusedError,
    NotFoundError,
    ServerFaultError,
    SettingsError,
)
from mockint.models.pacing import PacedLimiter
from mockint.store.results import ResultLog, State


def listing(*paths, **more):
    def none(name):
        raise NotFoundError("no session", where=name)

    return Listing([str(path) for path in paths], stdin=lambda: b"in", session=none, **more)


# -- what is listed ---------------------------------------------------------------


def test_a_folder_is_listed_by_name_with_its_folders_in_their_place(tmp_path):
    for name in ("b.txt", "a/2.txt", "a/1.txt", "c.vtt", ".hidden", "x.journal.lock"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [source.place for source in listing(tmp_path)]
    assert found == ["a/1.txt", "a/2.txt", "b.txt", "c.vtt"]


def test_a_link_to_a_folder_is_not_walked(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("x")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert len(list(listing(tmp_path / "in"))) == 1


def test_a_path_that_is_nothing_is_asked_for_as_a_session():
    with pytest.raises(NotFoundError):
        list(listing("no-such-thing"))


@given(st.sets(st.text(min_size=1, max_size=12), max_size=30), st.integers(1, 7))
def test_every_source_is_in_one_shard_and_only_there(names, count):
    shards = [Shard(number, count) for number in range(1, count + 1)]
    for name in names:
        assert sum(shard.has(Source(name, name)) for shard in shards) == 1


def test_where_the_folder_lies_does_not_move_a_source_to_another_shard(tmp_path):
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        for number in range(20):
            (tmp_path / folder / f"{number}.txt").write_text("x")
    kept = [
        [source.place for source in listing(tmp_path / folder, shard=Shard(1, 3))]
        for folder in ("here", "there")
    ]
    assert kept[0] == kept[1]
    assert 0 < len(kept[0]) < 20


# -- keys -------------------------------------------------------------------------


def test_a_key_is_the_same_for_the_same_and_another_for_anything_else():
    same = key_of(
        b"x", settings_of(Reading({"candidate": "Bo"}), "r", {"model": "m", "samples": 1})
    )
    assert same == key_of(
        b"x", settings_of(Reading({"candidate": "Bo"}), "r", {"samples": 1, "model": "m"})
    )
    others = {
        key_of(b"y", settings_of(Reading({"candidate": "Bo"}), "r", {"model": "m", "samples": 1})),
        key_of(b"x", settings_of(Reading({"candidate": "Al"}), "r", {"model": "m", "samples": 1})),
        key_of(
            b"x",
            settings_of(
                Reading({"candidate": "Bo"}, every=True), "r", {"model": "m", "samples": 1}
            ),
        ),
        key_of(b"x", settings_of(Reading({"candidate": "Bo"}), "s", {"model": "m", "samples": 1})),
        key_of(b"x", settings_of(Reading({"candidate": "Bo"}), "r", {"model": "n", "samples": 1})),
        key_of(b"x", settings_of(Reading({"candidate": "Bo"}), "r", {"model": "m", "samples": 2})),
    }
    assert len(others) == 6
    assert same not in others


# -- money ------------------------------------------------------------------------


async def test_money_is_never_put_aside_beyond_the_limit():
    budget = Budget(10.0)
    assert await budget.reserve(6.0)
    waiting = asyncio.create_task(budget.reserve(6.0))
    await asyncio.sleep(0)
    assert not waiting.done()
    budget.settle(6.0, 1.0)
    assert await waiting
    budget.settle(6.0, 5.0)
    assert budget.spent == 6.0
    assert not await budget.reserve(4.5)
    assert budget.exhausted


async def test_an_unknown_cost_counts_as_all_that_was_put_aside():
    budget = Budget(10.0)
    await budget.reserve(4.0)
    budget.settle(4.0, None)
    assert budget.spent == 4.0


async def test_no_limit_can_be_kept_without_a_price():
    with pytest.raises(SettingsError):
        await Budget(1.0).reserve(None)
    assert await Budget().reserve(None)


# -- pace -------------------------------------------------------------------------


class Endpoint:
    """Lets `most` calls in at once, a tick each; counts what it refused."""

    def __init__(self, limiter, most, refuse_nth=0):
        self.limiter, self.most, self.refuse_nth = limiter, most, refuse_nth
        self.active = self.refused = self.calls = self.done = 0

    async def call(self):
        while True:
            async with self.limiter.slot() as slot:
                self.calls += 1
                chance = self.refuse_nth and self.calls % self.refuse_nth == 0
                if self.active >= self.most or chance:
                    self.refused += 1
                    self.limiter.refused(slot)
                    await asyncio.sleep(0)
                    continue
                self.active += 1
                for _ in range(20):
                    await asyncio.sleep(0)
                self.active -= 1
                self.limiter.succeeded()
                self.done += 1
                return


async def test_an_endpoint_that_refuses_above_sixteen_is_used_near_its_limit():
    limiter = PacedLimiter(most=64, start=32)
    endpoint = Endpoint(limiter, 16)
    await asyncio.gather(*[endpoint.call() for _ in range(500)])
    assert endpoint.done == 500
    assert endpoint.refused <= 50
    assert 13 <= limiter.limit <= 18


async def test_single_refusals_among_many_calls_cost_little():
    limiter = PacedLimiter(most=64, start=32)
    endpoint = Endpoint(limiter, 1000, refuse_nth=20)
    await asyncio.gather(*[endpoint.call() for _ in range(500)])
    assert limiter.limit >= 32


def test_a_burst_of_refusals_halves_once():
    limiter = PacedLimiter(most=64, start=64)

    async def burst():
        async def one():
            async with limiter.slot() as slot:
                await asyncio.sleep(0)
                limiter.refused(slot)

        await asyncio.gather(*[one() for _ in range(64)])

    asyncio.run(burst())
    assert limiter.limit == 32


# -- calls ------------------------------------------------------------------------


class FakeJudge:
    """Judges as the built-in one, but for what `errors` (by words in the transcript) says."""

    def __init__(self, errors=None):
        self.errors, self.calls = errors or {}, 0

    async def judge(self, transcript: Transcript, rubric):
        self.calls += 1
        await asyncio.sleep(0)
        said = transcript.candidate_turns[0].text
        for words, error in self.errors.items():
            if words in said:
                raise error
        return BuiltinJudge().judge_now(transcript, rubric)


def text(number, words=""):
    return (
        f"Interviewer: And?\nCandidate: Number {number}. {words} I told him what I had seen.\n"
        "Interviewer: Then?\nCandidate: We agreed on two changes by March."
    )


class Folder:
    """A run over texts with a judge, into a log."""

    def __init__(self, tmp_path, rubric, texts, judge):
        self.path = tmp_path / "in"
        self.path.mkdir(exist_ok=True)
        for number, one in enumerate(texts):
            (self.path / f"{number:04}.txt").write_text(one)
        self.log = ResultLog.open(tmp_path / "out")
        self.tally = Tally(len(texts))
        self.engine = Engine(judge, lambda _: {"engine": "fake"}, cpu_bound=False)
        self.run = Run(
            listing(self.path), rubric, Reading(), self.engine.signature, self.log, self.tally,
            read_session=None,
        )  # fmt: skip
        self.calls = Calls(self.engine, Reading(), 4)

    def go(self):
        asyncio.run(self.calls.run(self.run.tasks(), self.run.deliver))


@pytest.fixture
def folder(tmp_path, small_rubric):
    made = []

    def make(texts, judge):
        made.append(Folder(tmp_path, small_rubric, texts, judge))
        return made[-1]

    yield make
    for one in made:
        one.log.close()


def test_a_refused_key_stops_the_run_at_once(folder):
    judge = FakeJudge({"Number": KeyRefusedError("no")})
    one = folder([text(n) for n in range(40)], judge)
    with pytest.raises(KeyRefusedError):
        one.go()
    assert judge.calls <= 4
    assert len(one.log) == 0


def test_nothing_but_failures_stops_the_run_and_fails_nobody(folder):
    judge = FakeJudge({"Number": ServerFaultError("down")})
    one = folder([text(n) for n in range(80)], judge)
    with pytest.raises(ServerFaultError):
        one.go()
    assert judge.calls <= MOST_IN_A_ROW + 4
    assert len(one.log) == 0


def test_failures_between_successes_are_rows(folder):
    judge = FakeJudge({"bad": ServerFaultError("oops")})
    one = folder([text(n, "bad" if n % 3 == 0 else "") for n in range(30)], judge)
    one.go()
    assert one.tally.failed == 10
    assert one.tally.graded == 20


def test_a_transcript_that_is_too_long_fails_by_itself(folder):
    one = folder([text(0, "long")], FakeJudge({"long": ContextExceededError("too long")}))
    one.go()
    assert one.tally.failed == 1


def test_memory_does_not_grow_with_the_number_of_transcripts(folder):
    """Counts live transcripts and tasks while rows come: objects, not clocks."""
    most = []

    class Counting(FakeJudge):
        async def judge(self, transcript, rubric):
            if self.calls % 50 == 0:
                live = [o for o in gc.get_objects() if type(o) is Transcript]
                most.append(len(live))
            return await super().judge(transcript, rubric)

    gc.collect()
    before = sum(type(o) is Transcript for o in gc.get_objects())
    one = folder([text(n) for n in range(400)], Counting())
    one.go()
    assert one.tally.graded == 400
    # One a worker, those that were read ahead, some to be collected.
    assert max(most) - before <= 4 + AHEAD + 4 + 1


def test_large_inputs_are_not_read_ahead(folder, monkeypatch):
    monkeypatch.setattr(calls, "AHEAD_BYTES", 1_000)
    read, most = [], []
    interviews = calls.interviews
    monkeypatch.setattr(calls, "interviews", lambda *a: read.append(1) or interviews(*a))

    class Watching(FakeJudge):
        async def judge(self, transcript, rubric):
            most.append(len(read) - self.calls)
            return await super().judge(transcript, rubric)

    one = folder([text(n, "Well, " * 200) for n in range(20)], Watching())
    one.go()
    assert one.tally.graded == 20
    assert max(most) <= 1


def test_what_was_paid_for_is_kept_though_the_run_is_cancelled_in_that_moment(folder):
    class LastMoment(FakeJudge):
        async def judge(self, transcript, rubric):
            judgement = BuiltinJudge().judge_now(transcript, rubric)
            self.calls += 1
            asyncio.current_task().cancel()  # as Ctrl+C does, between reply and row
            return judgement

    judge = LastMoment()
    one = folder([text(n) for n in range(8)], judge)
    with suppress(asyncio.CancelledError):
        one.go()
    assert judge.calls >= 4
    assert len(one.log) == one.tally.graded == judge.calls


def test_replies_that_came_together_are_graded_one_after_the_other(folder):
    """In turns, not each transcript's whole way by itself: the same code for many in a row."""
    steps = []

    class Together(FakeJudge):
        async def judge(self, transcript, rubric):
            self.calls += 1
            if self.calls == 1:
                self.all_asked = asyncio.Event()
            if self.calls == 4:
                self.all_asked.set()
            await self.all_asked.wait()
            steps.append("reply")
            return BuiltinJudge().judge_now(transcript, rubric)

    def deliver(*given):
        steps.append("row")
        one.run.deliver(*given)

    one = folder([text(n) for n in range(4)], Together())
    asyncio.run(one.calls.run(one.run.tasks(), deliver))
    assert steps == ["reply"] * 4 + ["row"] * 4


# -- the line of progress ---------------------------------------------------------


def test_the_line_of_progress_says_what_is_done_failed_left_and_paid():
    tally = Tally(10, start_s=0.0, before=2)
    for number in range(4):
        state = State.FAILED if number == 3 else State.GRADED
        tally.take(Outcome(0, 1, state, "x", "{}", cost=0.01, tokens=1500, calls=1))
    line = tally.line(2.0)
    assert line == "6/10 done · 2 before · 1 ungraded · 2.0/s · 2 s left · 6,000 tokens · $0.0400"


def test_an_unknown_cost_is_said_and_is_not_nothing():
    tally = Tally(1)
    tally.take(Outcome(0, 1, State.GRADED, "x", "{}", cost=None, tokens=9, calls=1))
    assert "cost unknown" in tally.line(1.0)


def test_an_estimate_has_its_parts():
    assert Estimate(1, 2, 3, None, None).cost is None


# -- overrides --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("a.txt,plans,5,Ann,so", "levels are 1 to 4"),
        ("a.txt,plans,,Ann,so", "levels are 1 to 4"),
        ("a.txt,plans,3,,so", "has no who"),
        ("a.txt,plans,3,Ann,", "has no why"),
        (",plans,3,Ann,so", "has no transcript"),
    ],
)
def test_an_override_that_is_off_is_named_by_its_line(tmp_path, line, hint):
    path = tmp_path / "overrides.csv"
    path.write_text(f"transcript,signal,level,who,why\na.txt,x,1,Ann,so\n{line}\n")
    with pytest.raises(InputError, match=r"overrides\.csv:3") as caught:
        read_overrides(path)
    assert hint in str(caught.value)


def test_a_file_of_overrides_needs_its_columns(tmp_path):
    path = tmp_path / "overrides.csv"
    path.write_text("transcript,signal,level\n")
    with pytest.raises(InputError, match="'who'"):
        read_overrides(path)


def test_a_name_as_the_table_writes_it_is_read_back(tmp_path):
    path = tmp_path / "overrides.csv"
    path.write_text("transcript,signal,level,who,why\n'=x.txt,plans,3,Ann,so\n", "utf-8-sig")
    assert read_overrides(path).lines[0].transcript == "=x.txt"
