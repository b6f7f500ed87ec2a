"""What a call costs, from a table that users can extend. Unknown stays unknown.

Money is `Decimal`, in US dollars. A model without an entry, a count that the endpoint
did not give, or a prompt in a price band that the table does not know gives None,
never 0.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, Self

from ..domain.chat import TokenUsage
from ..errors import SettingsError

_MILLION = Decimal(1_000_000)
_DATED = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$")
_NUMBERS = ("input", "cached_input", "output", "batch_discount")
_COUNTS = ("context", "long_from")


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """One model: its window in tokens, and dollars per million tokens; None is unknown.

    `batch_discount` is a share from 0 to 1. Prompts longer than `long_from` are billed
    in a way that this table does not hold.
    """

    name: str
    context: int | None = None
    input: Decimal | None = None
    cached_input: Decimal | None = None
    output: Decimal | None = None
    batch_discount: Decimal = Decimal(0)
    long_from: int | None = None
    as_of: date | None = None

    def cost(
        self, prompt: int, completion: int, *, cached: int = 0, batch: bool = False
    ) -> Decimal | None:
        """Dollars for these tokens; `cached` is a part of `prompt`."""
        if self.input is None or self.output is None:
            return None
        if self.long_from is not None and prompt > self.long_from:
            return None
        cached = min(cached, prompt)
        cached_price = self.input if self.cached_input is None else self.cached_input
        total = (
            self.input * (prompt - cached) + cached_price * cached + self.output * completion
        ) / _MILLION
        return total * (1 - self.batch_discount) if batch else total


class PriceList:
    """Models by name; entries of the user's file come before the shipped ones."""

    def __init__(self, models: tuple[ModelPrice, ...]) -> None:
        self._models = {model.name: model for model in reversed(models)}

    @classmethod
    def load(cls, user_file: Path | None = None) -> Self:
        """The shipped table, and before it `user_file` where that exists.

        SettingsError says where the file is off.
        """
        shipped = resources.files(__package__).joinpath("prices.toml").read_bytes()
        own: tuple[ModelPrice, ...] = ()
        if user_file is not None and user_file.is_file():
            own = _entries(user_file.read_bytes(), str(user_file))
        return cls((*own, *_entries(shipped, "prices.toml")))

    def get(self, model: str) -> ModelPrice | None:
        """The entry for `model`, by name or by name and date; None if there is none."""
        return self._models.get(model) or self._models.get(_DATED.sub("", model))

    def window(self, model: str) -> int | None:
        """The model's context window in tokens."""
        entry = self.get(model)
        return entry.context if entry else None

    def estimate(
        self, model: str, *, prompt: int, completion: int, cached: int = 0, batch: bool = False
    ) -> Decimal | None:
        """What a call of this size would cost."""
        entry = self.get(model)
        return entry.cost(prompt, completion, cached=cached, batch=batch) if entry else None

    def actual(self, model: str, usage: TokenUsage, *, batch: bool = False) -> Decimal | None:
        """What a call did cost. Without a count of cached tokens, none are taken for cached."""
        if usage.prompt is None or usage.completion is None:
            return None
        return self.estimate(
            model,
            prompt=usage.prompt,
            completion=usage.completion,
            cached=usage.cached or 0,
            batch=batch,
        )


def _entries(data: bytes, where: str) -> tuple[ModelPrice, ...]:
    """The models of one file."""
    try:
        table = tomllib.loads(data.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SettingsError(f"is not TOML: {exc}", where=where) from None
    models = table.get("model", [])
    if not isinstance(models, list):
        raise SettingsError("has no list of models", where=where, remedy="write [[model]]")
    return tuple(_entry(entry, where) for entry in models)


def _entry(entry: Any, where: str) -> ModelPrice:
    """One model, checked."""
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name:
        raise SettingsError("has a model without a name", where=where)
    known = {"name", "as_of", *_NUMBERS, *_COUNTS}
    if unknown := sorted(set(entry) - known):
        raise SettingsError(
            f"model {name!r} has {unknown[0]!r}",
            where=where,
            remedy=f"known: {', '.join(sorted(known))}",
        )
    values: dict[str, Any] = {"name": name}
    for key in _NUMBERS:
        if key in entry:
            values[key] = _price(entry[key], key, name, where)
    for key in _COUNTS:
        if key in entry:
            values[key] = _count(entry[key], key, name, where)
    as_of = entry.get("as_of")
    if as_of is not None and not isinstance(as_of, date):
        raise SettingsError(
            f"model {name!r}: as_of is no date", where=where, remedy="as_of = 2026-11-05"
        )
    return ModelPrice(**values, as_of=as_of)


def _price(value: Any, key: str, name: str, where: str) -> Decimal:
    """A number of dollars, or a share, that is finite and not negative."""
    number = (
        Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    )
    most = Decimal(1) if key == "batch_discount" else None
    if (
        number is None
        or not number.is_finite()
        or number < 0
        or (most is not None and number > most)
    ):
        raise SettingsError(
            f"model {name!r}: {key} is no price", where=where, remedy=f"{key} = 0.5"
        )
    return number


def _count(value: Any, key: str, name: str, where: str) -> int:
    """A positive number of tokens."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise SettingsError(
            f"model {name!r}: {key} is no number of tokens", where=where, remedy=f"{key} = 128000"
        )
    return value
