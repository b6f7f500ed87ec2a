"""Writes scorecards and conversations as Markdown into the folder mockint was started in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..reports.markdown import scorecard_markdown, transcript_markdown
from ..store.atomic import write_text
from ..store.ids import is_name
from ..store.settings import work_folder

if TYPE_CHECKING:
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript


def to_markdown(scorecard: Scorecard, transcript: Transcript) -> str:
    """Write it and return the path; DiskError if the disk refuses.

    The name comes from the session, and only where that is a name that mockint gives.
    """
    return _write(transcript.source, "scorecard", scorecard_markdown(scorecard))


def conversation(transcript: Transcript, title: str, scorecard: Scorecard | None = None) -> str:
    """Write what was said, under its scorecard if there is one; returns the path. DiskError."""
    text = transcript_markdown(transcript, title)
    if scorecard is not None:
        text = f"{scorecard_markdown(scorecard)}\n{text}"
    return _write(f"{transcript.source}-conversation", "conversation", text)


def _write(name: str, otherwise: str, text: str) -> str:
    path = work_folder() / f"{name if is_name(name) else otherwise}.md"
    write_text(path, text)
    return str(path)
