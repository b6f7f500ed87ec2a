"""Money for a run: reserved before a call, settled after it, never passed.

What a call may cost at the most is put aside before it is sent. Where that does not
fit, the run waits for calls that are under way to cost less than was put aside for
them, and stops where nothing is under way.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ..errors import SettingsError


@dataclass(slots=True)
class Budget:
    """`most` US dollars, None for no limit. Use it in one event loop."""

    most: float | None = None
    spent: float = 0.0
    reserved: float = 0.0
    exhausted: bool = False
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    async def reserve(self, dollars: float | None) -> bool:
        """Put `dollars` aside; False where they cannot be had any more.

        SettingsError where there is a limit and the cost cannot be told.
        """
        if self.most is None:
            return True
        if dollars is None:
            raise _no_price()
        while not self.exhausted:
            if self.spent + self.reserved + dollars <= self.most:
                self.reserved += dollars
                return True
            if self.reserved <= 0:
                self.exhausted = True
                self._freed.set()
                break
            self._freed.clear()
            await self._freed.wait()
        return False

    def reserve_now(self, dollars: float | None) -> bool:
        """As `reserve`, without waiting for what is under way; never ends the budget."""
        if self.most is None:
            return True
        if dollars is None:
            raise _no_price()
        if self.spent + self.reserved + dollars > self.most:
            return False
        self.reserved += dollars
        return True

    def settle(self, reserved: float | None, cost: float | None) -> None:
        """Take back what was put aside; `cost` is what it was, None (unknown) for all of it."""
        if self.most is None or reserved is None:
            self.spent += cost or 0.0
            return
        self.reserved = max(0.0, self.reserved - reserved)
        if self.reserved < 1e-12:
            self.reserved = 0.0
        self.spent += reserved if cost is None else cost
        self._freed.set()


def _no_price() -> SettingsError:
    return SettingsError(
        "no price is known for this model, so that no limit can be kept",
        where="--max-cost",
        remedy="add the model to prices.toml in the config folder, or leave --max-cost out",
    )
