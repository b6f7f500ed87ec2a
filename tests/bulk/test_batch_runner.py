"""A run through a Batch API, against a loopback one that works or breaks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mockint.bulk.batch import parts
from mockint.cli.main import run
from mockint.models.batch_lines import slim

SERVER = Path(__file__).with_name("batch_server.py")
BATCH = ("--runner", "batch", "--poll", "0.05")
PRICES = """\
[[model]]
name = "loopback"
input = 10.0
output = 20.0
{discount}
"""


@dataclass
class Provider:
    url: str

    def ask(self, path: str) -> dict:
        with urllib.request.urlopen(self.url.removesuffix("/v1") + path) as response:
            return json.load(response)

    @property
    def stats(self) -> dict:
        return self.ask("/stats")


@dataclass
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def grade(capsys):
    """Runs `mockint grade` in this process: a second process for each run takes seconds."""

    def call(*words, url="") -> Ran:
        given = ["grade", *map(str, words), "--rubric", "people-management"]
        if url:
            given += ["--engine", "openai", "--model", "loopback", "--base-url", url]
        code = run(given)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


@pytest.fixture
def provider():
    """Starts loopback Batch APIs; see batch_server.py for the options."""

    @contextmanager
    def serving(**options):
        process = subprocess.Popen(
            [sys.executable, str(SERVER), json.dumps(options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            yield Provider(f"http://127.0.0.1:{process.stdout.readline().strip()}/v1")
        finally:
            process.communicate()

    return serving


@pytest.fixture
def priced():
    """Gives the loopback model a price."""

    def put(discount: str) -> None:
        config = Path(os.environ["MOCKINT_HOME"]) / "config"
        config.mkdir(parents=True)
        (config / "prices.toml").write_text(PRICES.format(discount=discount))

    return put


def wait_for(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def names(rows):
    return [row["transcript"]["source"].rsplit("/", 1)[-1] for row in rows]


def all_right(rows, right_level):
    return all(
        one["level"] == right_level(one["id"], one["evidence"][0]["quote"])
        for row in rows
        for one in row["signals"]
    )


def test_a_batch_gives_the_rows_that_single_calls_give(
    grade, transcripts, provider, judge, rows, tmp_path
):
    folder = transcripts(3)
    with provider(shuffle=True, twice=True) as there:
        ran = grade(folder, "--out", tmp_path / "batch", *BATCH, url=there.url)
        assert ran.code == 0, ran.err
        assert there.stats["lines"] == [3]
    with judge() as endpoint:
        grade(folder, "--out", tmp_path / "calls", url=endpoint.url)

    def said(out):
        return [(row["transcript"], row["signals"], row["score"]) for row in rows(out)]

    assert said(tmp_path / "batch") == said(tmp_path / "calls")


def test_whatever_breaks_in_a_batch_is_sent_again_and_nothing_else_is(
    grade, transcripts, provider, rows, right_level, tmp_path
):
    faults = {"fail": 1, "expire": 1, "leave_out": 1, "malformed": 1}
    with provider(once=faults, expired=True, shuffle=True, busy=2) as there:
        ran = grade(transcripts(8), "--out", tmp_path / "out", *BATCH, url=there.url)
        assert ran.code == 0, ran.err
        assert there.stats["lines"] == [8, 4]
        # Each call was worked off once: what was malformed was asked about in other words.
        assert set(there.stats["sent"].values()) == {1}
    found = rows(tmp_path / "out")
    assert len(found) == 8
    assert all_right(found, right_level)


def test_a_line_that_never_works_is_a_row_with_the_reason_after_four_tries(
    grade, transcripts, provider, rows, tmp_path
):
    with provider(always_fail="number 1") as there:
        ran = grade(transcripts(2), "--out", tmp_path / "out", *BATCH, url=there.url)
        assert ran.code == 1
        assert there.stats["lines"] == [2, 1, 1, 1]
    errors = [row.get("error") for row in rows(tmp_path / "out")]
    assert [error and error["name"] for error in errors] == [None, "ServerFaultError"]


def test_a_parameter_that_is_refused_is_left_out_of_the_next_batch(
    grade, transcripts, provider, rows, tmp_path
):
    with provider(refuse="max_tokens") as there:
        assert grade(transcripts(2), "--out", tmp_path / "out", *BATCH, url=there.url).code == 0
        assert there.stats["lines"] == [2, 2]
    assert all("error" not in row for row in rows(tmp_path / "out"))


def test_a_batch_that_the_provider_made_without_saying_so_is_not_made_twice(
    grade, transcripts, provider, tmp_path
):
    with provider(lost=1) as there:
        assert grade(transcripts(2), "--out", tmp_path / "out", *BATCH, url=there.url).code == 0
        assert there.stats["batches"] == 1


def test_a_full_queue_is_waited_for(grade, transcripts, provider, tmp_path):
    with provider(full=2) as there:
        assert grade(transcripts(2), "--out", tmp_path / "out", *BATCH, url=there.url).code == 0
        assert there.stats["calls"] == 2


def test_a_batch_that_was_cancelled_there_ends_the_run_with_what_it_brought(
    grade, transcripts, provider, rows, tmp_path
):
    out = tmp_path / "out"
    folder = transcripts(3)
    with provider(cancelled=True, once={"leave_out": 2}) as there:
        ran = grade(folder, "--out", out, *BATCH, url=there.url)
        assert ran.code == 3
        assert "cancelled at the provider" in ran.err
        assert grade(folder, "--out", out, *BATCH, url=there.url).code == 0
        assert there.stats["lines"] == [3, 2]
    assert len(rows(out)) == 3


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_a_run_that_was_cut_off_goes_on_and_hands_nothing_in_twice(
    grade, start, transcripts, provider, rows, tmp_path, how
):
    folder, out = transcripts(3), tmp_path / "out"
    with provider(never=True) as there:
        process = start(folder, "--out", out, *BATCH, url=there.url)
        wait_for(lambda: there.stats["looks"].get("batch_1", 0) >= 2)
        process.send_signal(how)
        said = process.communicate()[1].decode()
        if how is signal.SIGINT:
            assert process.returncode == 130
            assert "--batch-id batch_1" in said
        there.ask("/open")
        assert grade(folder, "--out", out, *BATCH, url=there.url).code == 0
        assert there.stats["batches"] == 1
        assert "nothing left" in grade(folder, "--out", out, *BATCH, url=there.url).err
        assert there.stats["batches"] == 1
    assert names(rows(out)) == [f"talk-{n:03}.txt" for n in range(3)]
    assert not list(out.glob("batches-*.jsonl"))


def test_another_machine_goes_on_by_the_batchs_id(
    grade, start, transcripts, provider, rows, tmp_path
):
    folder = transcripts(3)
    with provider(never=True, refuse="seed") as there:
        process = start(folder, "--out", tmp_path / "here", *BATCH, url=there.url)
        wait_for(lambda: there.stats["looks"].get("batch_1", 0) >= 1)
        process.kill()
        there.ask("/open")
        ran = grade(folder, "--out", tmp_path / "there", *BATCH, "--batch-id", "batch_1",
                    url=there.url)  # fmt: skip
        assert ran.code == 0, ran.err
        # The first batch was joined: its refusals were learned from, and sent anew once.
        assert there.stats["lines"] == [3, 3]
        ran = grade(folder, "--out", tmp_path / "there", *BATCH, "--batch-id", "nonsense",
                    url=there.url)  # fmt: skip
        assert ran.code == 3
        assert "No batch found" in ran.err
    assert len(rows(tmp_path / "there")) == 3


def test_replies_that_come_a_second_time_are_neither_paid_nor_kept_twice(
    grade, transcripts, provider, rows, tmp_path
):
    folder, out = transcripts(2), tmp_path / "out"
    with provider() as there:
        grade(folder, "--out", out, *BATCH, url=there.url)
        (out / "batches.journal").unlink()
        ran = grade(folder, "--out", out, *BATCH, "--batch-id", "batch_1", url=there.url)
        assert ran.code == 0
        assert "nothing left" in ran.err
        # The rows lost as well: the batch alone brings them back, without a call.
        shutil.rmtree(out)
        ran = grade(folder, "--out", out, *BATCH, "--batch-id", "batch_1", url=there.url)
        assert ran.code == 0
        assert there.stats["batches"] == 1
    assert len(rows(out)) == 2


def test_rows_of_single_calls_are_not_sent_again_in_a_batch(
    grade, transcripts, provider, judge, tmp_path
):
    folder, out = transcripts(2), tmp_path / "out"
    with judge() as endpoint:
        grade(folder, "--out", out, url=endpoint.url)
    with provider() as there:
        assert "nothing left" in grade(folder, "--out", out, *BATCH, url=there.url).err
        assert there.stats["batches"] == 0


def test_a_failed_line_is_sent_again_where_that_is_asked_for(
    grade, transcripts, provider, rows, tmp_path
):
    folder, out = transcripts(2), tmp_path / "out"
    with provider(always_fail="number 1") as there:
        grade(folder, "--out", out, *BATCH, url=there.url)
    with provider() as there:
        assert grade(folder, "--out", out, *BATCH, url=there.url).code == 1
        assert there.stats["batches"] == 0
        assert grade(folder, "--out", out, *BATCH, "--retry-failed", url=there.url).code == 0
        assert there.stats["lines"] == [1]
    assert all("error" not in row for row in rows(out))


def test_a_batch_costs_what_the_price_file_takes_off(
    grade, transcripts, provider, rows, priced, tmp_path
):
    priced("batch_discount = 0.5")
    folder, out = transcripts(1), tmp_path / "out"
    with provider() as there:
        whole = grade(folder, "--estimate", "--format", "json", url=there.url).out
        half = grade(folder, "--estimate", "--format", "json", *BATCH, url=there.url).out
        assert grade(folder, "--out", out, *BATCH, url=there.url).code == 0
    assert json.loads(half)["cost_usd"] == pytest.approx(json.loads(whole)["cost_usd"] / 2)
    # 1,000 tokens in at 10 and 100 out at 20 dollars a million, halved.
    assert rows(out)[0]["provenance"]["usage"]["cost_usd"] == pytest.approx(0.006)


def test_nothing_that_could_pass_the_limit_is_sent(grade, transcripts, provider, priced, tmp_path):
    priced("")
    folder, out = transcripts(4), tmp_path / "out"
    with provider() as there:
        told = grade(folder, "--estimate", "--format", "json", *BATCH, url=there.url).out
        most = json.loads(told)["most_cost_usd"] / 4
        ran = grade(folder, "--out", out, *BATCH, "--max-cost", most * 0.9, url=there.url)
        assert ran.code == 1
        assert "--max-cost" in ran.err
        assert there.stats["batches"] == 0
        ran = grade(folder, "--out", out, *BATCH, "--max-cost", most * 1.5, url=there.url)
        assert ran.code == 0
        # One at a time: the next one is sent when it is known what the last one cost.
        assert there.stats["lines"] == [1, 1, 1, 1]


def test_of_token_probabilities_only_those_of_levels_are_kept():
    def entry(token):
        return {"token": token, "logprob": -0.1, "bytes": [1], "top_logprobs": [{"token": "4"}]}

    choice = {"logprobs": {"content": [entry("level"), entry(" 3")]}}
    line = {"custom_id": "x", "response": {"body": {"choices": [choice]}}}
    kept = slim(line)["response"]["body"]["choices"][0]["logprobs"]["content"]
    assert kept[0] == {"token": "level", "logprob": -0.1}
    assert kept[1]["top_logprobs"] == [{"token": "4"}]
    assert slim({"custom_id": "x", "response": None}) == {"custom_id": "x", "response": None}


def test_lines_are_split_at_the_providers_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "MOST_LINES", 2)
    monkeypatch.setattr(parts, "MOST_BYTES", 25)
    with parts.Part.begin(tmp_path) as part:
        assert part.has_room(b"x" * 90), "a first line always may"
        part.add("a", b"x" * 10)
        assert part.has_room(b"x" * 15)
        assert not part.has_room(b"x" * 16)
        part.add("b", b"x")
        assert not part.has_room(b"x")
    assert not list(tmp_path.iterdir())


def test_many_batches_in_one_round_are_all_collected(
    grade, transcripts, provider, rows, tmp_path, monkeypatch
):
    folder, out = transcripts(5), tmp_path / "out"
    with provider() as there:
        monkeypatch.setattr(parts, "MOST_LINES", 2)
        code = run(["grade", str(folder), "--out", str(out), *BATCH, "--rubric",
                    "people-management", "--engine", "openai", "--model", "loopback",
                    "--base-url", there.url])  # fmt: skip
        assert code == 0
        assert there.stats["lines"] == [2, 2, 1]
    assert len(rows(out)) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--runner", "batch"), "a batch needs a model"),
        (("--batch-id", "x"), "--runner batch"),
    ],
    ids=["built-in", "no-runner"],
)
def test_what_a_batch_needs_is_said(grade, transcripts, tmp_path, words, said):
    ran = grade(transcripts(1), "--out", tmp_path / "out", *words)
    assert ran.code == 2
    assert said in ran.err


def test_a_batch_without_a_folder_is_refused_before_anything_is_sent(grade, transcripts, provider):
    with provider() as there:
        ran = grade(transcripts(2), *BATCH, url=there.url)
        assert ran.code == 2
        assert "--out" in ran.err
        assert there.stats["uploads"] == 0


def test_an_endpoint_without_a_batch_api_is_named(grade, transcripts, provider, tmp_path):
    with provider(none=True) as there:
        ran = grade(transcripts(1), "--out", tmp_path / "out", *BATCH, url=there.url)
    assert ran.code == 3
    assert "Batch API" in ran.err
