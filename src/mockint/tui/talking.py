"""Speaking instead of typing, and questions read aloud: a line above the answer box.

A key begins to record and the same key ends it; nothing is recorded but between the two,
and before the first time it is said where the sound goes. What was recorded is on disk
before it is sent, and let go once its words are in the answer box. It never sends an
answer. Whatever fails is said here, and typing goes on.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, cast

from textual.message import Message
from textual.worker import Worker, WorkerState

from ..domain.clean import clean
from ..errors import MockintError
from ..voice.room import Now
from .dialogs import Confirm
from .phrases import clock
from .prose import Plain, excerpt, plain, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from ..voice.room import VoiceRoom
    from .app import MockintApp

LISTEN = "talk-and-listen"
_BEAT = 0.5


def where_it_goes(where: str) -> str:
    """What must be known before the first recording."""
    return (
        "You are recorded from now until you press the key again, and never else. The "
        f"recording then goes to {where}, which writes it down. The words come into the answer "
        "box, for you to read and change; only Enter sends them."
    )


class Talking(Plain):
    """The microphone and the loudspeaker of one interview. Hidden while nothing goes on."""

    class Heard(Message):
        """Words for the answer box; the recording is let go once they are there."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Refused(Message):
        """It cannot be done, and `error` says why."""

        def __init__(self, error: MockintError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, make: Callable[[], VoiceRoom]) -> None:
        """`make` opens no device; it raises SettingsError where no endpoint is configured."""
        super().__init__(id="talking")
        self._make = make
        self._room: VoiceRoom | None = None
        self._began = 0.0
        self._beat: Timer | None = None
        self._writing: Worker[None] | None = None
        self._reading: Worker[None] | None = None
        self._to_read: list[str] = []
        self._deaf = False

    def on_mount(self) -> None:
        """Nothing goes on yet."""
        self.display = False
        self._beat = self.set_interval(_BEAT, self._tick, pause=True)

    async def on_unmount(self) -> None:
        """What is being recorded is ended and kept."""
        if self._room is not None:
            with suppress(MockintError):
                await self._room.close()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in mockint itself: say so; a recording that was ended is kept."""
        if event.state is WorkerState.ERROR:
            name = type(event.worker.error).__name__
            self._say(
                f"Something went wrong here ({name}). Typing goes on; {self._key} tries again."
            )

    # -- speaking ---------------------------------------------------------------

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    @property
    def _key(self) -> str:
        """The key that begins and ends a recording, as people read it."""
        return self._app.key("interview.talk")

    @property
    def _drop_key(self) -> str:
        """The key that lets a recording go."""
        return self._app.key("interview.let_go")

    @property
    def recording(self) -> bool:
        """True between the two presses."""
        return self._room is not None and self._room.now is Now.RECORDING

    @property
    def waiting(self) -> bool:
        """True while a recording is kept whose words are not there yet."""
        return self._room is not None and not self.recording and self._room.waiting

    def recall(self) -> None:
        """Say so if a recording of last time is kept; a missing endpoint is nobody's fault yet."""
        try:
            self._room = self._room or self._make()
            if self._room.waiting:
                self._say(
                    f"A recording of yours is kept. {self._key} has it written down, "
                    f"{self._drop_key} lets it go."
                )
        except MockintError:
            return

    def press(self) -> None:
        """Begin to record, end it, or have a kept recording written down again."""
        try:
            room = self._room = self._room or self._make()
            if self._busy:
                return
            if room.now is Now.RECORDING:
                self._write_down(anew=True)
            elif room.waiting:
                self._write_down(anew=False)
            elif room.where in self._app.told_of_recording:
                self._record(room)
            else:
                self._ask(room)
        except MockintError as error:
            self._refuse(error)

    def let_go(self) -> None:
        """End without words; what was recorded is removed."""
        if self._room is None or self._busy:
            return
        try:
            self._room.discard()
        except MockintError as error:
            self._refuse(error)
        else:
            self._say(None)

    def taken(self) -> None:
        """The words are in the answer box, and on disk with it."""
        if self._room is not None:
            with suppress(MockintError):
                self._room.discard()
            self._say("Read it over and change what is wrong; Enter sends it.")

    def rest(self) -> None:
        """An answer was sent: take away what was said about it, and be silent."""
        self.hush()
        if not self.recording and not self.waiting:
            self._say(None)

    @property
    def _busy(self) -> bool:
        return self._writing is not None and not self._writing.is_finished

    def _ask(self, room: VoiceRoom) -> None:
        def decide(yes: bool | None) -> None:
            if yes:
                self._app.told_of_recording.add(room.where)
                try:
                    self._record(room)
                except MockintError as error:
                    self._refuse(error)

        dialog = Confirm("Record your answer?", where_it_goes(room.where), yes="Record", safe=True)
        self.app.push_screen(dialog, decide)

    def _record(self, room: VoiceRoom) -> None:
        self.hush()
        room.start()
        self._began = monotonic()
        self._tick()
        if self._beat is not None:
            self._beat.resume()

    def _tick(self) -> None:
        if self.recording:
            seconds = int(monotonic() - self._began)
            self._say(
                f"Recording {clock(seconds)}. {self._key} ends it, {self._drop_key} lets it go."
            )

    def _write_down(self, *, anew: bool) -> None:
        if self._beat is not None:
            self._beat.pause()
        self._say("Being written down …")
        self._writing = self.run_worker(
            self._written(anew=anew), group="talk", exit_on_error=False, exclusive=True
        )

    async def _written(self, *, anew: bool) -> None:
        room = self._room
        if room is None:
            return
        try:
            heard = await (room.finish() if anew else room.retry())
        except MockintError as error:
            kept = room.waiting
            keys = f"{self._key} tries again, {self._drop_key} lets it go."
            more = f"\nYour recording is kept: {keys}" if kept else ""
            self._say(f"{excerpt(error)}{more}" if kept else None)
            if not kept:
                self._refuse(error)
            return
        if clean(heard.words).strip():
            self.post_message(self.Heard(heard.words))
        else:
            self._say(
                f"No words were heard. {self._key} tries again, {self._drop_key} lets the "
                "recording go."
            )

    # -- listening --------------------------------------------------------------

    def read(self, text: str) -> None:
        """Have `text` read aloud, after what is being read."""
        if self._deaf or self.recording:
            return
        self._to_read.append(clean(text))
        if self._reading is None or self._reading.is_finished:
            self._reading = self.run_worker(self._aloud(), group="read", exit_on_error=False)

    def hush(self) -> bool:
        """Be silent; True if something was being read."""
        self._to_read.clear()
        reading, self._reading = self._reading, None
        if reading is None or reading.is_finished:
            return False
        if self._room is not None:
            self._room.hush()
        reading.cancel()
        return True

    async def _aloud(self) -> None:
        try:
            room = self._room = self._room or self._make()
            while self._to_read:
                await room.say(self._to_read.pop(0))
        except MockintError as error:
            # Said once: the questions stand on the screen anyway.
            self._deaf = True
            self._to_read.clear()
            self._refuse(error)

    # -- saying -----------------------------------------------------------------

    def _refuse(self, error: MockintError) -> None:
        self.post_message(self.Refused(error))

    def _say(self, text: str | None) -> None:
        self.display = text is not None
        if text is not None:
            mark = "● " if self.recording else ""
            self.show(words((mark, "bold $text-error"), plain(text)))
