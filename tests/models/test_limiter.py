"""One gate for all calls: how many at once, and not before when."""

from __future__ import annotations

import asyncio

import pytest

from mockint.models.limiter import Limiter, Slot


class Time:
    """A clock that only moves when all are asleep, and then to the first awakening."""

    def __init__(self):
        self.now_s = 0.0
        self._awakenings = []

    def now(self):
        return self.now_s

    async def sleep(self, seconds):
        due = self.now_s + seconds
        self._awakenings.append(due)
        while self.now_s < due:
            await asyncio.sleep(0)
            self.now_s = max(self.now_s, min(self._awakenings))
        self._awakenings.remove(due)


async def hold(limiter, entered, release):
    """Take a slot, say so, and keep it until told."""
    async with limiter.slot():
        entered.append(1)
        await release.wait()


async def settle():
    """Let every task run as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_no_more_than_the_limit_run_at_once():
    limiter, entered, release = Limiter(start=3), [], asyncio.Event()
    tasks = [asyncio.create_task(hold(limiter, entered, release)) for _ in range(7)]
    await settle()
    assert len(entered) == limiter.active == 3
    release.set()
    await asyncio.gather(*tasks)
    assert len(entered) == 7
    assert limiter.active == 0


async def test_the_queue_is_served_in_order():
    limiter, order = Limiter(start=1, most=1), []

    async def one(number):
        async with limiter.slot():
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(one(number) for number in range(9)))
    assert order == list(range(9))


async def test_success_adds_a_little_and_never_passes_the_most():
    limiter = Limiter(start=2, most=4)
    limiter.succeeded()
    limiter.succeeded()
    assert limiter.limit == 2
    limiter.succeeded()
    assert limiter.limit == 3
    for _ in range(50):
        limiter.succeeded()
    assert limiter.limit == 4


async def test_a_refusal_halves_and_never_goes_below_one():
    time = Time()
    limiter = Limiter(start=8, now=time.now)
    for expected in (4, 2, 1, 1):
        time.now_s += 1
        limiter.refused(Slot(time.now_s))
        assert limiter.limit == expected


async def test_a_burst_of_refusals_halves_once():
    time = Time()
    limiter = Limiter(start=8, now=time.now)
    slots = [Slot(0.0) for _ in range(5)]
    time.now_s = 1.0
    for slot in slots:
        limiter.refused(slot)
    assert limiter.limit == 4


async def test_a_closed_gate_holds_every_worker_back():
    time = Time()
    limiter = Limiter(now=time.now, sleep=time.sleep)
    limiter.close_for(2.5, "busy")
    starts = []

    async def one():
        async with limiter.slot() as slot:
            starts.append(slot.since)

    await asyncio.gather(one(), one(), one())
    assert len(starts) == 3
    assert min(starts) >= 2.5


async def test_a_shorter_closing_does_not_open_the_gate_early():
    time = Time()
    limiter = Limiter(now=time.now, sleep=time.sleep)
    limiter.close_for(10, "long")
    limiter.close_for(1, "short")
    assert limiter.seconds_closed == 10


async def test_the_countdown_is_told_once_a_second_for_all_workers_and_ends_at_nought():
    time, told = Time(), []
    limiter = Limiter(now=time.now, sleep=time.sleep, on_wait=told.append)
    limiter.close_for(3, "api.example.com asks to wait")

    async def one():
        async with limiter.slot():
            pass

    await asyncio.gather(one(), one(), one())
    assert [wait.seconds for wait in told] == [3, 2, 1, 0]
    assert told[0].reason == "api.example.com asks to wait"


async def test_a_cancelled_countdown_leaves_the_gate_as_it_was():
    limiter = Limiter()
    limiter.close_for(60, "busy")

    async def one():
        async with limiter.slot():
            pass

    task = asyncio.create_task(one())
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert limiter.active == 0
    assert limiter.seconds_closed > 50


async def test_a_cancelled_waiter_does_not_take_its_place_along():
    limiter, entered, release = Limiter(start=1, most=1), [], asyncio.Event()
    first, second, third = (asyncio.create_task(hold(limiter, entered, release)) for _ in range(3))
    await settle()
    second.cancel()
    release.set()
    await asyncio.gather(first, third)
    assert len(entered) == 2
    assert limiter.active == 0


async def test_a_waiter_that_is_cancelled_at_its_turn_hands_the_place_on():
    limiter, entered, release = Limiter(start=1, most=1), [], asyncio.Event()
    first = asyncio.create_task(hold(limiter, entered, asyncio.Event()))
    second, third = (asyncio.create_task(hold(limiter, entered, release)) for _ in range(2))
    await settle()
    first.cancel()
    await asyncio.sleep(0)  # the place is handed to the second, which has not run yet
    second.cancel()
    release.set()
    await asyncio.wait_for(third, 1)
    assert limiter.active == 0


async def test_who_waited_for_a_place_still_waits_for_a_gate_that_closed_meanwhile():
    time = Time()
    limiter = Limiter(start=1, most=1, now=time.now, sleep=time.sleep)
    entered, release = [], asyncio.Event()
    first = asyncio.create_task(hold(limiter, entered, release))
    await settle()
    second = asyncio.create_task(hold(limiter, entered, release))
    await settle()
    limiter.close_for(30.0, "rate limit")
    release.set()
    await asyncio.gather(first, second)
    assert time.now_s >= 30.0


async def test_a_waiter_that_is_cancelled_as_places_are_handed_out_is_only_cancelled():
    """As Ctrl+C does: all are cancelled at once, and those that run end before those that wait."""
    limiter = Limiter(most=1, start=1)
    entered, never = [], asyncio.Event()
    running = asyncio.create_task(hold(limiter, entered, never))
    await settle()
    waiting = [asyncio.create_task(hold(limiter, entered, never)) for _ in range(3)]
    await settle()
    for task in (running, *waiting):
        task.cancel()
    ended = await asyncio.gather(running, *waiting, return_exceptions=True)
    assert [type(one) for one in ended] == [asyncio.CancelledError] * 4
    assert limiter.active == 0
    async with asyncio.timeout(1), limiter.slot():
        assert limiter.active == 1
