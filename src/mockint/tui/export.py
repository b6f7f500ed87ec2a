"""Writes a scorecard as Markdown into the folder that mockint was started in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..reports.markdown import scorecard_markdown
from ..store.atomic import write_text
from ..store.ids import is_name

if TYPE_CHECKING:
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript


def to_markdown(scorecard: Scorecard, transcript: Transcript) -> str:
    """Write it and return the path; DiskError if the disk refuses.

    The name comes from the session, and only where that is a name that mockint gives.
    """
    name = transcript.source if is_name(transcript.source) else "scorecard"
    path = Path.cwd() / f"{name}.md"
    write_text(path, scorecard_markdown(scorecard))
    return str(path)
