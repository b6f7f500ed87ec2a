"""A served mockint, and a headless Chromium that is driven through its own protocol."""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager, suppress

import pytest

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0",
)  # fmt: skip


@pytest.fixture
def serving(tmp_path):
    """Start `mockint serve`; called with options, returns (address, process)."""
    started = []

    def start(*words, env=None):
        process = subprocess.Popen(
            [sys.executable, "-m", "mockint", "serve", "--port", "0", "--home", str(tmp_path / "home"), *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **(env or {})},
        )  # fmt: skip
        started.append(process)
        return process.stdout.readline().strip(), process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.stdout.close()
        process.stderr.close()


class Page:
    """One tab: open, type, press, take a picture."""

    def __init__(self, socket):
        self._socket = socket
        self._ids = itertools.count(1)
        self.problems = []

    async def call(self, method, **params):
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            said = await asyncio.wait_for(self._socket.receive_json(), 30)
            if said.get("id") == number:
                assert "error" not in said, said
                return said["result"]
            if said.get("method") == "Log.entryAdded":
                self.problems.append(said["params"]["entry"]["text"])

    async def evaluate(self, code):
        found = await self.call("Runtime.evaluate", expression=code, returnByValue=True)
        return found["result"].get("value")

    async def until(self, code, seconds=30):
        """Wait until `code` is true in the page."""
        end = time.monotonic() + seconds
        while not await self.evaluate(code):
            assert time.monotonic() < end, f"never: {code}; {self.problems}"
            await asyncio.sleep(0.1)

    async def type(self, text):
        await self.call("Input.insertText", text=text)

    async def press(self, key, code=0, text=""):
        for kind in ("keyDown", "keyUp"):
            extra = {"text": text} if text and kind == "keyDown" else {}
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key,
                windowsVirtualKeyCode=code, **extra,
            )  # fmt: skip

    async def enter(self):
        await self.press("Enter", 13, "\r")

    async def picture(self):
        """The page as a PNG, in bytes."""
        return base64.b64decode((await self.call("Page.captureScreenshot"))["data"])


@pytest.fixture
def chromium(tmp_path):
    """A context manager: `async with chromium() as page`."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")

    @asynccontextmanager
    async def browse():
        profile = tmp_path / "profile"
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--window-size=1200,760", "about:blank",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = await _port(profile / "DevToolsActivePort")
            async with aiohttp.ClientSession() as http:
                tabs = await (await http.get(f"http://127.0.0.1:{port}/json")).json()
                tab = next(t for t in tabs if t["type"] == "page")
                socket = await http.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0)
                page = Page(socket)
                await page.call("Log.enable")
                await page.call("Emulation.setFocusEmulationEnabled", enabled=True)
                yield page
                await socket.close()
        finally:
            process.terminate()
            await asyncio.wait_for(process.wait(), 20)

    return browse


async def _port(path, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, IndexError, ValueError):
            return int(path.read_text().splitlines()[0])
        await asyncio.sleep(0.1)
    raise AssertionError("Chromium did not start")
