"""What a thread found for a screen reaches it only while the screen is there."""

from __future__ import annotations

from textual.app import App
from textual.screen import Screen
from textual.widgets import Static

from mockint.tui.handover import take_if_there


class Going(Static):
    """Is taken away while its screen still stands, as at the end of an app."""

    def on_unmount(self) -> None:
        self.app.seen_attached.append(self.screen.is_attached)
        take_if_there(self.screen, self.app.taken.append, "late")


class Reading(Screen[None]):
    def compose(self):
        yield Going("here")


class Small(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []
        self.seen_attached: list[bool] = []

    def on_mount(self) -> None:
        self.push_screen(Reading())


async def test_what_comes_in_time_is_taken_and_what_comes_at_the_end_is_let_go():
    app = Small()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        take_if_there(screen, app.taken.append, "in time")
    assert app.seen_attached == [True]
    take_if_there(screen, app.taken.append, "after")
    assert app.taken == ["in time"]
