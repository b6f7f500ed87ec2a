"""How far a run is, on stderr: one line that changes on a terminal, else a line now and then."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING, Self, TextIO

from ..domain.clean import clean

if TYPE_CHECKING:
    from ..bulk.tally import Tally
    from ..models.limiter import Wait

_REDRAW_S = 0.1
_LINE_S = 10.0


class Progress:
    """Implements `bulk.launch.View`. Use it as a context manager: it ends its line."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._next = 0.0
        self._open = False
        self._waiting = ""
        self._stage = ""

    def __enter__(self) -> Self:
        self._next = time.monotonic() + (0.0 if self._live else _LINE_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def update(self, tally: Tally) -> None:
        """Show the counts, unless that was done a moment ago."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (_REDRAW_S if self._live else _LINE_S)
        line = tally.line(now)
        self._show(f"{line} · {self._waiting}" if self._waiting else line)

    def wait(self, wait: Wait) -> None:
        """Show the countdown of a rate limit; off a terminal only its beginning."""
        before, self._waiting = self._waiting, ""
        if wait.seconds:
            self._waiting = f"{wait.reason}: {wait.seconds:.0f} s"
            if not self._live and not before:
                self._show(self._waiting)
        self._next = 0.0 if self._live else self._next

    def stage(self, words: str) -> None:
        """Show what is being waited for; off a terminal each change of it once."""
        changed, self._stage = words != self._stage, words
        if words and (changed or self._live):
            self._show(words)

    def tell(self, words: str) -> None:
        """Print a line that stays."""
        self._end()
        print(clean(words), file=self._stream, flush=True)

    def _show(self, line: str) -> None:
        line = clean(line)
        if not self._live:
            print(line, file=self._stream, flush=True)
            return
        width = shutil.get_terminal_size().columns - 1
        shown = line if len(line) <= width else line[: width - 1] + "…"
        print(f"\r\x1b[K{shown}", end="", file=self._stream, flush=True)
        self._open = True

    def _end(self) -> None:
        if self._open:
            print(file=self._stream, flush=True)
            self._open = False
