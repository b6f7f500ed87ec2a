"""What a call costs; unknown stays unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mockint.domain.chat import TokenUsage
from mockint.errors import SettingsError
from mockint.models import PriceList

OWN = """
[[model]]
name = "gpt-4.1"
input = 1
output = 3.5

[[model]]
name = "llama-local"
context = 8192
input = 0
output = 0
"""


@pytest.fixture
def prices():
    return PriceList.load()


def test_every_shipped_entry_is_whole_and_dated(prices):
    names = ["gpt-5.4", "gpt-5.4-mini", "gpt-5-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4o"]
    for name in [*names, "gpt-4o-mini"]:
        entry = prices.get(name)
        assert entry.context >= 100_000
        assert 0 < entry.cached_input < entry.input < entry.output
        assert entry.batch_discount == Decimal("0.5")
        assert entry.as_of.year >= 2026


def test_a_call_costs_prompt_and_reply(prices):
    assert prices.estimate("gpt-4.1", prompt=1_000_000, completion=100_000) == Decimal("2.8")


def test_cached_tokens_and_batches_cost_less(prices):
    whole = prices.estimate("gpt-4.1", prompt=1_000_000, completion=0)
    cached = prices.estimate("gpt-4.1", prompt=1_000_000, completion=0, cached=1_000_000)
    assert cached == whole / 4
    assert prices.estimate("gpt-4.1", prompt=1_000_000, completion=0, batch=True) == whole / 2


def test_money_is_exact(prices):
    assert prices.estimate("gpt-4o-mini", prompt=1, completion=1) == Decimal("0.00000075")


@pytest.mark.parametrize("model", ["llama3", "gpt-4.1-realtime", "openai/gpt-4.1", ""])
def test_a_model_without_an_entry_costs_nobody_knows_what(prices, model):
    assert prices.get(model) is None
    assert prices.estimate(model, prompt=1, completion=1) is None
    assert prices.window(model) is None


@pytest.mark.parametrize("model", ["gpt-4.1-2025-04-14", "gpt-4.1-latest"])
def test_a_dated_model_is_the_model(prices, model):
    assert prices.get(model) is prices.get("gpt-4.1")


def test_a_prompt_in_a_band_that_the_table_does_not_know_is_unknown(prices):
    assert prices.estimate("gpt-5.4", prompt=272_000, completion=1) is not None
    assert prices.estimate("gpt-5.4", prompt=272_001, completion=1) is None


def test_counts_that_the_endpoint_did_not_give_make_the_cost_unknown(prices):
    assert prices.actual("gpt-4.1", TokenUsage(prompt=10)) is None
    assert prices.actual("gpt-4.1", TokenUsage(completion=10)) is None
    assert prices.actual("gpt-4.1", TokenUsage(1_000_000, 0)) == 2
    assert prices.actual("gpt-4.1", TokenUsage(1_000_000, 0, cached=1_000_000)) == Decimal("0.5")


def test_the_users_file_comes_first_and_adds(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text(OWN)
    prices = PriceList.load(path)
    assert prices.estimate("gpt-4.1", prompt=1_000_000, completion=0) == 1
    assert prices.window("gpt-4.1") is None
    assert prices.estimate("llama-local", prompt=10**6, completion=10**6) == 0
    assert prices.window("llama-local") == 8192
    assert prices.get("gpt-4o") is not None


def test_no_file_is_no_error(tmp_path):
    assert PriceList.load(tmp_path / "none.toml").get("gpt-4o") is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[model", "not TOML"),
        ("\xff", "not TOML"),
        ("model = 3", "no list"),
        ("model = [3]", "without a name"),
        ("[[model]]\ninput = 1", "without a name"),
        ('[[model]]\nname = "m"\nprice = 1', "'price'"),
        ('[[model]]\nname = "m"\ninput = "1"', "input is no price"),
        ('[[model]]\nname = "m"\ninput = -1', "input is no price"),
        ('[[model]]\nname = "m"\ninput = nan', "input is no price"),
        ('[[model]]\nname = "m"\noutput = true', "output is no price"),
        ('[[model]]\nname = "m"\nbatch_discount = 1.5', "batch_discount is no price"),
        ('[[model]]\nname = "m"\ncontext = 0', "context is no number"),
        ('[[model]]\nname = "m"\nas_of = "today"', "as_of is no date"),
    ],
)
def test_a_file_that_is_off_is_named_with_what_is_off(tmp_path, text, said):
    path = tmp_path / "prices.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsError, match=said) as caught:
        PriceList.load(path)
    assert str(path) in str(caught.value)
