"""The limiter of many calls against endpoints with limits of their own, in simulated time."""

from __future__ import annotations

import asyncio
import random
import selectors
from dataclasses import dataclass

import pytest

from mockint.models.pacing import PacedLimiter

LATENCY_S = 0.2


class Jumping(selectors.SelectSelector):
    """A selector that does not wait: its loop's time goes on instead."""

    now = 0.0

    def select(self, timeout=None):
        self.now += max(0.0, timeout or 0.0)
        return super().select(0)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop in which sleeping takes no time."""

    def __init__(self):
        self._jumping = Jumping()
        super().__init__(self._jumping)

    def time(self):
        return self._jumping.now


@dataclass
class Seen:
    """What an endpoint saw: its use of what it can take, and the calls that it refused."""

    share: float
    refused: int
    limit: int


def run(*, calls, most, start, takes, chance=0.0, seed=1):
    """`calls` calls to an endpoint that takes `takes(done)` at once and refuses the rest."""
    dice = random.Random(seed)
    loop = SimulatedLoop()
    limiter = PacedLimiter(most=most, start=start)
    limiter._now = loop.time
    seen = {"active": 0, "refused": 0, "done": 0, "room": 0.0}
    left = iter(range(calls))

    async def once():
        async with limiter.slot() as slot:
            if seen["active"] >= takes(seen["done"]) or dice.random() < chance:
                await asyncio.sleep(0.002)
                seen["refused"] += 1
                limiter.refused(slot)
                return False
            seen["active"] += 1
            await asyncio.sleep(LATENCY_S * dice.uniform(0.8, 1.2))
            seen["active"] -= 1
            seen["room"] += LATENCY_S / takes(seen["done"])
            seen["done"] += 1
            limiter.succeeded()
            return True

    async def worker():
        for _ in left:
            delay = 0.5
            while not await once():
                await asyncio.sleep(delay * dice.uniform(0.25, 1.0))
                delay *= 2

    async def all_of_them():
        await asyncio.gather(*(worker() for _ in range(most)))

    try:
        loop.run_until_complete(all_of_them())
        return Seen(seen["room"] / loop.time(), seen["refused"], limiter.limit)
    finally:
        loop.close()


@pytest.mark.parametrize("seed", range(4))
def test_a_ceiling_is_found_with_few_refusals_and_nearly_reached(seed):
    seen = run(calls=500, most=64, start=32, takes=lambda _: 16, seed=seed)
    assert seen.refused <= 50
    assert seen.share >= 0.85


@pytest.mark.parametrize("seed", range(4))
def test_a_ceiling_far_above_the_start_and_below_the_most_is_found_too(seed):
    seen = run(calls=3000, most=256, start=8, takes=lambda _: 100, seed=seed)
    assert seen.refused <= 150
    assert seen.share >= 0.85


def test_at_the_ceiling_a_long_run_is_refused_ever_less_often():
    short, long = (
        run(calls=calls, most=64, start=16, takes=lambda _: 16).refused for calls in (1000, 4000)
    )
    assert long < 3 * short


def test_an_endpoint_that_comes_to_take_more_gets_more():
    seen = run(calls=4000, most=64, start=16, takes=lambda done: 16 if done < 2000 else 40)
    assert seen.limit >= 36


def test_an_endpoint_that_comes_to_take_less_gets_less():
    seen = run(calls=4000, most=64, start=16, takes=lambda done: 40 if done < 2000 else 12)
    assert seen.limit <= 14


@pytest.mark.parametrize("seed", range(4))
def test_refusals_by_chance_lower_nothing(seed):
    seen = run(calls=1500, most=64, start=64, takes=lambda _: 1000, chance=0.05, seed=seed)
    assert seen.limit >= 48
