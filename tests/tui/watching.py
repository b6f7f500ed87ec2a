"""Looks at what goes to the terminal, and notes which of the marked strings were there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

from hostile_strings import FORBIDDEN, NUMBER
from rich.console import Console

from mockint.tui.interview import InterviewScreen
from mockint.wiring import InterviewOptions

#: The only sequences that a strip may turn into: colours and text styles.
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
#: The actions that Textual's own scroll bars carry.
SCROLLING = {"scroll_up", "scroll_down", "grab"}
_CONSOLE = Console(color_system="truecolor", force_terminal=True, width=300)


def look(app) -> str:
    """What is on screen; fails on anything that a terminal would obey or hide."""
    strips = app.screen._compositor.render_strips(app.size)
    rows = ["".join(segment.text for segment in strip) for strip in strips]
    for row in rows:
        found = FORBIDDEN.search(row)
        assert found is None, f"{unicodedata.name(found.group(), ascii(found.group()))} in {row!r}"
    for strip in strips:
        for segment in strip:
            meta = segment.style.meta if segment.style else {}
            acts = {value for key, value in meta.items() if key.startswith("@")}
            assert acts <= SCROLLING, f"an action hangs on {segment.text!r}"
            assert not (segment.style and segment.style.link), f"a link hangs on {segment.text!r}"
        sent = _STYLE.sub("", strip.render(_CONSOLE))
        assert FORBIDDEN.search(sent) is None, f"{sent!r} goes to the terminal"
    return "\n".join(rows)


async def watch(app, pilot, *keys):
    """Look, press keys, and look after each."""
    await pilot.pause()
    text = look(app)
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        text += look(app)
    return text


async def seated(app, pilot, until, rubric):
    """The screen of an interview with a round, once its first question waits for an answer."""
    app.start_interview(rubric, InterviewOptions())
    await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    screen = app.screen
    await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
    return screen


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder, and what is in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Watcher:
    """Looks again and again, and keeps the numbers of the strings that it has seen."""

    def __init__(self, app, pilot) -> None:
        self.app, self.pilot = app, pilot
        self.seen: set[str] = set()

    async def look(self) -> str:
        await self.pilot.pause()
        text = look(self.app)
        self.seen |= set(NUMBER.findall(text))
        return text

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.look()

    async def to_the_end(self, key: str, limit: int = 400) -> None:
        """Press a key until nothing changes any more."""
        before = await self.look()
        for _ in range(limit):
            await self.pilot.press(key)
            now = await self.look()
            if now == before:
                return
            before = now
        raise AssertionError(f"{key} goes on after {limit} times")

    async def scroll(self, selector: str, limit: int = 400) -> None:
        """Look at all of a box that scrolls, from its start to its end."""
        box = self.app.screen.query_one(selector)
        box.scroll_to(y=0, animate=False, force=True, immediate=True)
        await self.look()
        stuck = 0
        for _ in range(limit):
            at = box.scroll_offset.y
            step = max(1, box.size.height - 1)
            box.scroll_to(y=at + step, animate=False, force=True, immediate=True)
            await self.look()
            # On a busy machine what was just put into the box may not be laid out yet.
            stuck = stuck + 1 if box.scroll_offset.y == at else 0
            if stuck == 2:
                return
            if stuck:
                await self.pilot.pause(0.3)
        raise AssertionError(f"{selector} goes on after {limit} pages")
