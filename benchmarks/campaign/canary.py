"""A canary key against endpoints that fail: it must turn up in nothing that is printed or kept."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import endpoints
import stage
from outcome import LEAKS, UNCAUGHT, WRONG, Budget, Outcome

KEY = "sk-canary-c0ffee5d1f9c02ab7e4430"
#: Faults that answer at once and are not tried again for long.
FAULTS = (
    "status_401_echoes_the_key", "status_400", "status_404_page", "page_with_200", "json_list",
    "event_is_deep_json", "invalid_utf8", "status_402", "text_is_bad_json", "giant_line",
    "status_400_terminal_escapes", "not_http", "error_piece_first", "status_403",
)  # fmt: skip
SHORT = 3


def look_for_key(outcome: Outcome, budget: Budget) -> None:
    """Commands × faults × the three places of a key: environment, file, address."""
    faults = FAULTS if budget.long else FAULTS[:SHORT]
    with _server() as server, ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(_run, server.base_url, fault, place, what)
            for fault in faults
            for place in ("environment", "file", "address")
            for what in ("grade", "interview", "doctor", "import")
            if place == "environment" or what == "grade"
        ]
        outcome.plan(len(runs))
        for run in runs:
            if budget.over:
                pool.shutdown(wait=False, cancel_futures=True)
                break
            where, ran, spilled = run.result()
            outcome.did()
            if KEY in ran.all:
                outcome.fail(LEAKS, f"{where}: printed")
            for name in spilled:
                outcome.fail(LEAKS, f"{where}: kept in {name}")
            if "a fault of mockint itself" in ran.all or "UnexpectedEngineError" in ran.all:
                outcome.fail(UNCAUGHT, f"{where}: {ran.err[-200:]}")
        heard = any(KEY in one.headers.get("authorization", "") for one in server.seen)
        if not heard:
            outcome.fail(WRONG, "the endpoint never got the key: nothing was tried")
    outcome.note(f"{len(faults)} failing endpoints; tracebacks and the SDK's debug log were on")


def _run(url: str, fault: str, place: str, what: str) -> tuple[str, stage.Ran, list[str]]:
    """One command in a home of its own; the files of it that hold the key."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        talk = stage.talks(home / "talks", 1) / "talk-000.txt"
        env = {"MOCKINT_DEBUG": "1", "OPENAI_LOG": "debug", "PYTHONFAULTHANDLER": "1"}
        own = home / "mockint" / "config" / "openai.key"
        if place == "environment":
            env["OPENAI_API_KEY"] = KEY
        elif place == "file":
            own.parent.mkdir(parents=True)
            own.touch(0o600)
            own.write_text(KEY, encoding="utf-8")
        else:
            url = url.replace("http://", f"http://me:{KEY}@")
        engine = ("--engine", "openai", "--model", f"fault/{fault}", "--base-url", url)
        words = {
            "grade": ("grade", str(talk), "--rubric", stage.ROUND, "--out", str(home / "out")),
            "interview": ("interview", stage.ROUND, "--plain"),
            "doctor": ("doctor",),
            "import": ("rubric", "import", str(talk), "--out", str(home / "guide")),
        }[what]
        ran = stage.command(home, *words, *engine, stdin=f"{stage.ANSWER}\n/end\n", **env)
        spilled = [
            str(path.relative_to(home))
            for path in home.rglob("*")
            if path.is_file() and path != own and KEY.encode() in path.read_bytes()
        ]
        return f"{what}, {fault}, key in the {place}", ran, spilled


@contextmanager
def _server() -> Iterator[Any]:
    """The suite's breaking server, on a thread with a loop of its own."""
    module, _ = endpoints._loaded()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = module.FaultServer()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
