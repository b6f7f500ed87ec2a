"""The interviewer's voice: says what is due in a worker of the app, into the conversation.

In a worker, so that leaving the screen for a moment does not cut it off. It decides
nothing: what is said comes from the sitting, and whoever made it hears how it went.
"""

from __future__ import annotations

from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from textual.worker import Worker, WorkerCancelled, WorkerFailed

from ..errors import MockintError
from .sitting import Began, Piece, Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from ..domain.transcript import Turn
    from .conversation import TranscriptLog
    from .sitting import Sitting


class Speaker:
    """One sitting's interviewer, as heard in `log`."""

    def __init__(
        self,
        sitting: Sitting,
        log: Callable[[], TranscriptLog],
        *,
        said: Callable[[Turn], None],
        ended: Callable[[MockintError | None], None],
    ) -> None:
        """`said` hears each turn once it is in the journal, `ended` what stopped it, or None."""
        self._sitting = sitting
        self._log = log
        self._said = said
        self._ended = ended
        self._worker: Worker[None] | None = None

    @property
    def speaking(self) -> bool:
        """True while the interviewer has the word."""
        return self._worker is not None and not self._worker.is_finished

    def start(self, app: App[Any]) -> None:
        """Say every move that is due."""
        self._worker = app.run_worker(
            self._speak(), name="voice", group="turn", exclusive=True, exit_on_error=False
        )

    async def stop(self) -> bool:
        """Cut the reply off; False where nobody speaks."""
        worker = self._worker
        if worker is None or worker.is_finished:
            return False
        worker.cancel()
        with suppress(WorkerCancelled, WorkerFailed):
            await worker.wait()
        self.forget()
        self._log().drop_speech()
        return True

    def forget(self) -> None:
        """The worker has ended, however it did."""
        self._worker = None

    async def _speak(self) -> None:
        log = self._log()
        failed: MockintError | None = None
        try:
            async with aclosing(self._sitting.speak()) as voice:
                async for spoken in voice:
                    match spoken:
                        case Began(move):
                            log.begin(move, self._sitting.conductor.now_ms())
                        case Piece(text, anew):
                            log.append(text, anew=anew)
                        case Said(turn):
                            log.finish(turn)
                            self._said(turn)
        except MockintError as error:
            failed = error
        finally:
            self.forget()
        self._ended(failed)
