"""`mockint rubric import --engine openai`, against a loopback endpoint that may break."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockint.cli.rubric_import import command
from mockint.errors import EngineError

PAGE = """\
# How Marlow Ferries hires deck officers

A deck officer here is first of all somebody who speaks up early.

People who blame the last watch do not get a second talk.
"""
ITEMS = [
    {"part": "company", "line": 1, "quote": "Marlow Ferries"},
    {"part": "role", "line": 3, "quote": "deck officer"},
    {"part": "signal", "line": 3, "quote": "speaks up early"},
    {"part": "red_flag", "line": 5, "quote": "People who blame the last watch"},
    {"part": "signal", "line": 3, "quote": "lives the leadership principles"},
]


KEY = "sk-canary-19"


def server_class():
    if "fault_server" not in sys.modules:
        path = Path(__file__).parents[1] / "faults" / "server.py"
        spec = importlib.util.spec_from_file_location("fault_server", path)
        module = importlib.util.module_from_spec(spec)
        sys.modules["fault_server"] = module
        spec.loader.exec_module(module)
    return sys.modules["fault_server"].FaultServer


@pytest.fixture
async def endpoint():
    async with server_class()(lambda body: json.dumps({"items": ITEMS})) as server:
        yield server


@pytest.fixture
def run(tmp_path, monkeypatch, endpoint):
    """Calls the command in a thread, as another process than the server's would."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    async def call(*words, model="loopback", page=PAGE, engine="openai"):
        Path("page.md").write_text(page)
        given = ["--engine", engine, "--model", model] if engine else []
        given += ["--base-url", endpoint.base_url, "--home", str(tmp_path / "home"), *words]
        ran = await asyncio.to_thread(CliRunner().invoke, command, ["page.md", *given])
        assert KEY not in ran.output
        return ran

    return call


async def test_what_the_model_points_at_is_proposed_and_what_it_invents_is_counted(run):
    ran = await run("--out", "out")
    assert ran.exception is None or ran.exit_code == 0
    draft = next(p for p in Path("out").iterdir() if p.name != "guide.yaml")
    text = draft.read_text()
    assert "speaks up early" in text
    assert "leadership principles" not in text
    assert text.count("proposed: true") == 2
    assert "deck officer at Marlow Ferries" in ran.stdout
    assert "1 refused" in ran.stdout
    assert "do not stand in the lines" in ran.stdout


async def test_cost_and_tokens_are_told_before_and_after(run):
    ran = await run("--out", "out")
    before, after = ran.stderr.splitlines()[:2]
    assert before.startswith("asking loopback: 1 call(s)")
    assert "at most 4,000 out" in before
    assert after.startswith("loopback: 1 call(s), 12 tokens in, 7 out, cost unknown")


async def test_the_estimate_sends_nothing(run, endpoint):
    ran = await run("--estimate", "--format", "json", model="gpt-4o-mini")
    told = json.loads(ran.stdout)
    assert told["calls"] == 1
    assert told["prompt"] > 300
    assert 0 < told["cost"] < 0.01
    assert not endpoint.seen


async def test_the_same_page_again_asks_nobody_and_costs_nothing(run, endpoint):
    await run("--format", "json")
    sent = len(endpoint.seen)
    ran = await run("--format", "json")
    assert len(endpoint.seen) == sent
    took = json.loads(ran.stdout)["extraction"]["took"]
    assert (took["calls"], took["cached"], took["cost"]) == (0, 1, 0.0)


@pytest.mark.parametrize("fault", ["status_401", "status_400", "json_cut_by_length"])
async def test_an_endpoint_that_fails_leaves_what_rules_read_and_is_told(run, fault):
    page = f"{PAGE}\n## Questions\n\n- What did you hand over?\n"
    ran = await run("--out", "out", model=f"fault/{fault}", page=page)
    assert ran.exit_code == 0  # of the test runner; the command itself returns 1
    assert "What did you hand over?" in "".join(p.read_text() for p in Path("out").iterdir())
    assert "not read: " in ran.stdout


async def test_where_rules_found_nothing_the_failure_is_the_error(run):
    ran = await run("--out", "out", model="fault/status_401")
    assert isinstance(ran.exception, EngineError)
    assert not Path("out").exists()


async def test_a_key_alone_sends_nothing_without_the_engine_being_named(run, endpoint):
    ran = await run("--format", "json", engine="")
    assert json.loads(ran.stdout)["extraction"] is None
    assert not endpoint.seen


async def test_an_estimate_of_rules_is_refused(run):
    ran = await run("--estimate", engine="")
    assert "--engine openai" in str(ran.exception)
