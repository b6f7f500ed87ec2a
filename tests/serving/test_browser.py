"""An interview in a real browser, from the address that is printed to the scorecard."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from mockint.wiring import Options, Services

ANSWERS = (
    "I took over a team that missed three releases in a row. I agreed one goal with each of them.",
    "I told him the next morning what I had seen in the review and we agreed on two changes.",
)
SHOWN = "document.body.classList.contains('-first-byte')"


def kept(home):
    """(id, turns, graded) of each session on disk, as another process reads them."""
    services = Services(Options(home=str(home)))
    found = []
    for row in services.store.list():
        stored = services.store.read(row.id)
        turns = services.transcript_of(stored).turns
        found.append((row.id, turns, services.scorecard_of(stored) is not None))
    return found


def said(home):
    """What the candidate said, in the one session that there is."""
    ((_, turns, _),) = kept(home)
    return [turn.text for turn in turns if turn.is_candidate]


def waiting(home):
    """True while the candidate has the word."""
    return any(turns and not turns[-1].is_candidate for _, turns, _ in kept(home))


async def until(check, seconds=40):
    end = time.monotonic() + seconds
    while True:
        if found := await asyncio.to_thread(check):
            return found
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.3)


@pytest.mark.slow
async def test_an_interview_is_held_in_a_browser_and_graded(serving, chromium, tmp_path):
    home = tmp_path / "home"
    url, process = serving()
    async with chromium() as page:
        await page.call("Page.navigate", url=url)
        await page.until(SHOWN)
        await page.until("document.activeElement.tagName == 'TEXTAREA'")
        await quick_start(page, home)
        for nth, words in enumerate(ANSWERS, 1):
            await until(lambda: waiting(home))
            await page.type(words)
            await page.enter()
            await until(lambda n=nth: len(said(home)) == n)
        assert said(home) == list(ANSWERS)
        await keep(page, "serve-interview")
        await until(lambda: waiting(home))
        await page.press("F8", 119)
        await until_graded(page, home)
        await asyncio.sleep(1)  # time to draw it; the picture is for people
        await keep(page, "serve-scorecard")
        assert [p for p in page.problems if "Content Security Policy" in p] == []
    process.send_signal(signal.SIGINT)
    assert await asyncio.to_thread(process.wait, 20) == 0


async def quick_start(page, home):
    """Begin the quick start; a key that comes before home is painted is lost."""
    for _ in range(10):
        await page.type("s")
        with suppress(AssertionError):
            return await until(lambda: kept(home), 5)
    raise AssertionError("no interview began")


async def until_graded(page, home):
    """Confirm the end, then ask for the scorecard, until it is kept."""
    for nth in range(20):
        await (page.enter() if nth else page.type("y"))
        with suppress(AssertionError):
            return await until(lambda: kept(home)[0][2], 2)
    raise AssertionError("it was not graded")


async def keep(page, name):
    """The picture shows something; SERVE_PICTURES names a folder that keeps it."""
    picture = await page.picture()
    assert len(picture) > 5_000
    if folder := os.environ.get("SERVE_PICTURES"):
        Path(folder, f"{name}.png").write_bytes(picture)
