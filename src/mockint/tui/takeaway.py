"""What people take away: text in the clipboard, a conversation as a file. It says what it did."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import MockintError
from . import clipboard, export

if TYPE_CHECKING:
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript
    from .app import MockintApp


def copy(app: MockintApp, text: str, what: str) -> None:
    """Copy `text`, and say how; `what` begins the sentence."""
    how = clipboard.copy(text, app.copy_to_clipboard, os.environ)
    app.tell(f"{what} was {how}.")


def session(app: MockintApp, session_id: str) -> None:
    """Write a saved session, scorecard and conversation, and say where."""
    try:
        stored = app.services.store.read(session_id)
        transcript = app.services.transcript_of(stored)
        card = app.services.scorecard_of(stored)
    except MockintError as error:
        app.tell(error)
        return
    conversation(app, transcript, stored.header.title, card)


def conversation(
    app: MockintApp, transcript: Transcript, title: str = "Interview", card: Scorecard | None = None
) -> None:
    """Write a conversation, and say where."""
    try:
        app.tell(f"Written to {export.conversation(transcript, title, card)}")
    except MockintError as error:
        app.tell(error)
