"""Makes the pictures of the documentation from the real app: docs/images/*.svg.

    python docs/make_screenshots.py

Holds part of an interview with the words of the invented candidate in
docs/examples/mixed.toml, in a home of its own, and takes a picture of each screen.
"""

from __future__ import annotations

import asyncio
import tempfile
import tomllib
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import TextArea

from mockint.interview.conductor import Conductor
from mockint.tui.app import MockintApp
from mockint.tui.start import Start
from mockint.wiring import InterviewOptions, Options, Services

DOCS = Path(__file__).resolve().parent
ROUND = "people-management"
SIZE = (110, 34)
WORDS = tomllib.loads((DOCS / "examples" / "mixed.toml").read_text(encoding="utf-8"))


async def settle(pilot: Pilot[int], seconds: float = 0.8) -> None:
    """Let workers load and paint."""
    await pilot.pause(seconds)


async def arrive(pilot: Pilot[int], screen: str) -> None:
    """Wait until the screen of that class stands with its keys."""
    for _ in range(600):
        await pilot.pause(0.1)
        here = pilot.app.screen
        if type(here).__name__ == f"{screen.title()}Screen" and here.query("FooterKey"):
            return
    raise SystemExit(f"never came to {screen}; on {pilot.app.screen!r}")


async def picture(
    services: Services, start: Start, name: str, *, typed: str = "", place: str = "",
    keys: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Open the app at `start`, or at a place of its own, press keys, save the screen `name`."""
    app = MockintApp(services, start)
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, "home" if place else name)
        await settle(pilot)
        if place:
            app.open_place(place)
            await arrive(pilot, place)
            await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot, 0.3)
        await arrive(pilot, name)
        if typed:
            app.screen.query_one(TextArea).text = typed
        for area in app.screen.query(TextArea):
            area.cursor_blink = False
        await settle(pilot)
        svg = app.export_screenshot(title="mockint")
        (DOCS / "images" / f"{name}.svg").write_text(svg, encoding="utf-8")


async def talk(conductor: Conductor, answers: list[str]) -> None:
    """Say `answers` in order."""
    for answer in answers:
        while (move := conductor.next_move()) is not None:
            await conductor.speak(move)
        conductor.answer(answer)
    while (move := conductor.next_move()) is not None:
        await conductor.speak(move)


async def hold(services: Services, answers: list[str], seed: int) -> None:
    """A short interview from start to scorecard."""
    rubric = services.library.rubric(ROUND)
    options = InterviewOptions(seed=seed, minutes=20, questions=2)
    conductor = services.start_interview(rubric, options)
    await talk(conductor, answers)
    if not conductor.finished:
        conductor.end()
        while (move := conductor.next_move()) is not None:
            await conductor.speak(move)
    await services.grade_interview(conductor)
    conductor.log.close()


async def main() -> None:
    (DOCS / "images").mkdir(exist_ok=True)
    services = Services(Options(home=tempfile.mkdtemp(), engine="built-in"))
    rubric = services.library.rubric(ROUND)
    await picture(services, Start.home(), "home")
    await picture(services, Start.brief(rubric.id, InterviewOptions()), "brief")
    conductor = services.start_interview(rubric, InterviewOptions(seed=7))
    first = WORDS["questions"]["difficult-employee"]
    await talk(conductor, [first])
    session = conductor.log.session_id
    conductor.log.close()
    typed = next(iter(WORDS["follow_ups"].values())).rsplit(". ", 1)[0] + "."
    await picture(services, Start.continued(session), "interview", typed=typed)
    await picture(services, Start.home(), "setup", place="setup", keys=("enter", "enter", "down"))
    await picture(services, Start.home(), "settings", place="settings")
    said = list(WORDS["questions"].values())
    await hold(services, said[2:4], 3)
    await hold(services, said[:2], 3)
    await picture(services, Start.home(), "scorecard", place="history", keys=("enter",))
    await picture(services, Start.home(), "history", place="history")
    await picture(services, Start.home(), "progress", place="progress")
    await picture(services, Start.home(), "compare", place="history", keys=("c", "down", "c"))


if __name__ == "__main__":
    asyncio.run(main())
